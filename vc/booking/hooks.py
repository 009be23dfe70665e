"""Where features further right show what they know of a session, and ask about it when booking."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from markupsafe import Markup
from sqlalchemy.orm import Session

from vc.booking.chain import Stop
from vc.booking.day import Airing, Expiring, Goals, Notes, Present, Readiness
from vc.booking.forms import EventForm
from vc.booking.models import Event
from vc.booking.next_step import Offer
from vc.booking.pending import PendingKind
from vc.booking.timeline import Entry
from vc.hooks import Hook

MANY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Whom a change tells what, by name or address."""

    cancelled: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    invited: tuple[str, ...] = ()
    loses_outsiders: bool = False
    """Whether somebody who has no account is told that it is cancelled."""

    @property
    def everybody(self) -> tuple[str, ...]:
        """Return all of them."""
        return self.cancelled + self.changed + self.invited

    @property
    def count(self) -> int:
        """Return the number of people who are told."""
        return len(self.everybody)

    @property
    def is_looked_at_first(self) -> bool:
        """Tell whether somebody should see it before it is saved: many, or a farewell to others."""
        return self.loses_outsiders or self.count >= MANY


class BookingFields(Protocol):
    """What a feature to the right of booking asks in the booking form."""

    IS_NOTE: bool
    """It says what the form is for, on top; the others ask about the broadcast."""

    def shown(self, form: EventForm, event: Event | None) -> Markup:
        """Return its part of the form."""
        ...

    def problem(self, form: EventForm) -> str:
        """Return the fault of the answers, in Spanish; empty when there is none."""
        ...

    def keep(self, event: Event) -> None:
        """Keep the answers for a session that was booked or changed, in its transaction."""
        ...


Panel = Callable[[Event], Markup]

PANELS_BESIDE_ROOM: Hook[Panel] = Hook("a session's page, beside its room")
PANELS_BESIDE_FACTS: Hook[Panel] = Hook("a session's page, beside its facts")
PANELS_ON_TOP: Hook[Panel] = Hook("a session's page, above its sections: what people came for")
PANELS_ASIDE: Hook[Panel] = Hook("a session's page, beside its sections, above what happened")
SHEET_PANELS: Hook[Panel] = Hook("a session's sheet of paper, below its address")
SESSION_BARS: Hook[Panel] = Hook("a session's page, the bar at its end while it is on")
CHAIN_STOPS: Hook[Callable[[Event], Stop | None]] = Hook("a stop of a session's chain")
TIMELINE: Hook[Callable[[Event], Iterable[Entry]]] = Hook("what happened to a session, or will")
NEXT_OFFERS: Hook[Callable[[Event], Iterable[Offer]]] = Hook("what could be next with a session")
SHARED: Hook[Callable[[Event], bool]] = Hook("whether somebody outside has a session's address")
"""One feature that says so is enough."""
TOUCHED: Hook[Callable[[Event, bool], Iterable[str]]] = Hook("what a move or an end touches")
"""(session as it is, whether it is an end): sentences with their numbers, in Spanish."""
OTHERS_TOLD: Hook[Callable[[Session, Event], Iterable[str]]] = Hook("who else is told of a session")
"""By name or address."""
BOOKING_FIELDS: Hook[BookingFields] = Hook("what else the booking form asks")
CHANGE_TELLS: Hook[Callable[[Event, bool], Telling]] = Hook("whom a change tells")
"""(session, whether it is to be cancelled); one feature adds it, before the change is committed."""
PENDING: Hook[PendingKind] = Hook("what waits for somebody")
READINESS: Hook[Readiness] = Hook("what sessions need before they begin")
ON_AIR: Hook[Airing] = Hook("which sessions the public sees now")
IN_ROOM: Hook[Present] = Hook("how many are in the rooms of sessions now")
EXPIRING: Hook[Expiring] = Hook("what ends by itself soon")
GOALS: Hook[Goals] = Hook("figures of a month against its goals")
MUNICIPALITIES: Hook[Callable[[Session], Iterable[str]]] = Hook("municipalities to propose")
DAY_MARKS: Hook[Callable[[date, date], Mapping[date, str]]] = Hook("what holds on days to choose")
"""(first, last) → a few words of each such day, in Spanish."""
DAY_NOTES: Hook[Notes] = Hook("what changes what may be done today")
