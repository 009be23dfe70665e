"""Where features further right show what they know of publications, and say what they are for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from vc.accounts.request_context import RequestContext
from vc.hooks import Hook
from vc.publishing.models import Publication


@dataclass(frozen=True, slots=True)
class Purpose:
    """What publications can be for: chosen as they are planned."""

    offered: Callable[[RequestContext], list[tuple[str, str]]]
    """Keys that no other purpose has, and what people call them."""
    tie: Callable[[RequestContext, Sequence[Publication], str], None]
    """Keeps the choice, of whatever key that is its own. Raises RuleError."""


PANELS_OF_PUBLICATION: Hook[Callable[[Publication], Markup]] = Hook("a publication's page")
FIGURE_PANELS: Hook[Callable[[datetime, datetime], Markup]] = Hook("the page of a month's figures")
"""The month as instants [start, end)."""
PURPOSES: Hook[Purpose] = Hook("what publications are for")
