"""Where features say what they deliver, and which sessions took place."""

from collections.abc import Callable, Collection, Sequence

from sqlalchemy.orm import Session

from vc.booking.day import Goals
from vc.hooks import Hook
from vc.programme.deliverables import DeliverableKind

DELIVERABLES: Hook[DeliverableKind] = Hook("kinds of what a goal of the programme can ask for")
HELD: Hook[Callable[[Session, Sequence[int]], Collection[int]]] = Hook(
    "what shows that it was held"
)
"""Of sessions, by their keys, those that something shows to have taken place."""
FIGURES: Hook[Goals] = Hook("figures of a month, told while its year has no goals")
