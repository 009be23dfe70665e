"""Where features further right lay something over days, and add to the public agenda."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from markupsafe import Markup
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from vc.booking.models import Event
from vc.hooks import Hook


class Band(TypedDict):
    """What lies over the days from `starts_on` to `ends_on`."""

    title: str
    starts_on: date
    ends_on: date
    url: str
    says: str
    """What holds on those days."""
    is_ban: bool
    """Whether the law forbids something then; a day off is only lighter."""


BANDS: Hook[Callable[[date, date], Iterable[Band]]] = Hook("over days")
"""(first, last) → bands."""


@dataclass(frozen=True, slots=True)
class PlanDay:
    """A day of the plan's own feed on which something is to be done."""

    uid: str
    """Without the domain."""
    name: str
    day: date
    modified_at: datetime


PLAN_DAYS: Hook[Callable[[Connection, date], Iterable[PlanDay]]] = Hook("days of the plan's feed")
"""(connection, first day) → what is to be done from that day on."""

SEATS_LEFT: Hook[Callable[[Session, Sequence[Event]], Mapping[int, int]]] = Hook("free seats")
"""(session, sessions) → how many are left, by the ids of those where seats are counted."""
BELOW_AGENDA: Hook[Callable[[], Markup]] = Hook("below the public agenda")
