"""A move or an end before it is done: free and busy times of a day, and what it touches."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.booking import licence_assignment
from vc.booking.licence_assignment import BookingContext
from vc.booking.licence_use import STEP, market
from vc.booking.models import Event
from vc.booking.requests import same_as
from vc.booking.states import EventStatus
from vc.licences.allocation import free_starts
from vc.office.holidays import OfficeHours


@dataclass(frozen=True, slots=True)
class Start:
    """A time at which a session could begin, and whether its room is free then."""

    at: datetime
    is_free: bool
    is_chosen: bool = False
    is_now: bool = False
    """It is where the session already stands."""


@dataclass(frozen=True, slots=True)
class DayTimes:
    """The half hours of a day, and the person's own sessions that a time would meet."""

    starts: tuple[Start, ...]
    own: tuple[Event, ...]

    @property
    def free_count(self) -> int:
        """Return how many of the times are free."""
        return sum(one.is_free for one in self.starts)


def day_times(
    context: BookingContext, event: Event, day: date, minutes: int, chosen: datetime
) -> DayTimes:
    """Return when on a day a session of a length could begin, by what gives out the licences.

    A room that exists stays on its licence; the session itself does not stand in its own way.
    """
    zone = ZoneInfo(event.tzid)
    length = timedelta(minutes=minutes)
    starts = [one for one in _half_hours(day, zone, chosen, context.hours) if one > context.now]
    free = _free(context, event, starts, length)
    shown = (
        Start(one, one in free, is_chosen=one == chosen, is_now=one == event.starts_at)
        for one in starts
    )
    return DayTimes(tuple(shown), tuple(_met(context.session, event, chosen, chosen + length)))


def _free(
    context: BookingContext, event: Event, starts: list[datetime], length: timedelta
) -> set[datetime]:
    """Return those of the starts at which the session would have its licence."""
    if event.meeting.licence_id is None or not starts:
        return set(starts)
    asked = replace(same_as(event), starts_at=starts[0], ends_at=starts[-1] + length)
    wanted, only = licence_assignment.request_for_change(context, event, asked)
    accounts, spans = market(context.session, wanted, context.providers, context.now)
    kept = [one for one in accounts if only in (None, one.id)]
    return set(free_starts(wanted.need, kept, spans, starts, length))


def _half_hours(day: date, zone: ZoneInfo, chosen: datetime, hours: OfficeHours) -> list[datetime]:
    """Return the half hours of the office's day, and the time that was chosen if it is on it."""
    moment, closing = (datetime.combine(day, hour, zone) for hour in (hours.opens, hours.closes))
    found = {chosen} if chosen.astimezone(zone).date() == day else set()
    while moment < closing:
        found.add(moment.astimezone(UTC))
        moment += STEP
    return sorted(found)


def _met(session: Session, event: Event, start: datetime, end: datetime) -> Iterable[Event]:
    """Return the host's other sessions that a time would meet: no licence knows of them."""
    query = (
        select(Event)
        .where(
            Event.host_id == event.host_id,
            Event.id != event.id,
            Event.status != EventStatus.CANCELLED,
            Event.starts_at < end,
            Event.ends_after(start),
        )
        .order_by(Event.starts_at)
    )
    return session.scalars(query).unique()
