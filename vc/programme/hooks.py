"""Where features say what they deliver, and which sessions took place."""

from sqlalchemy import ColumnElement

from vc.booking.day import Goals
from vc.hooks import Hook
from vc.programme.deliverables import DeliverableKind

DELIVERABLES: Hook[DeliverableKind] = Hook("kinds of what a goal of the programme can ask for")
HELD: Hook[ColumnElement[bool]] = Hook("what shows that it was held")
"""Conditions on a row of `Event`: each is something that shows that it took place."""
FIGURES: Hook[Goals] = Hook("figures of a month, told while its year has no goals")
