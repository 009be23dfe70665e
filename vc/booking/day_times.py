"""The days and times that are proposed for a session, each with what stands in its way.

The times of a day are found by what gives out the licences, for a session that is booked and for
one that is moved.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.booking.licence_assignment import BookingContext
from vc.booking.licence_use import STEP, AvailabilityRequest, market
from vc.booking.models import Event
from vc.booking.states import EventStatus
from vc.licences.allocation import free_starts
from vc.office.holidays import LONGEST_BREAK, OfficeHours, days_off

DAYS_PROPOSED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What looks for a time: a session of a length, and the licences that could host it."""

    request: AvailabilityRequest | None
    """None where it needs no licence: every time is free."""
    only_licence_id: int | None = None
    """A room that exists stays on its licence."""
    chosen: datetime
    length: timedelta
    zone: ZoneInfo
    host_id: int | None
    event_id: int | None = None
    stands_at: datetime | None = None
    """Where the session already is."""


@dataclass(frozen=True, slots=True)
class Start:
    """A time at which a session could begin, and whether its room is free then."""

    at: datetime
    is_free: bool
    is_host_busy: bool = False
    """The host has another session then: no licence knows of that."""
    is_chosen: bool = False
    is_now: bool = False
    """It is where the session already stands."""


@dataclass(frozen=True, slots=True)
class DayTimes:
    """The half hours of a day, and the host's own sessions that the chosen time would meet."""

    starts: tuple[Start, ...]
    own: tuple[Event, ...]

    @property
    def free_count(self) -> int:
        """Return how many of the times are free."""
        return sum(one.is_free for one in self.starts)

    @property
    def first_free(self) -> Start | None:
        """Return the first time that is free, also of its host; None for none."""
        return next((one for one in self.starts if one.is_free and not one.is_host_busy), None)


def day_times(context: BookingContext, wish: Wish, day: date) -> DayTimes:
    """Return when on a day of the wish's zone the session could begin."""
    half_hours = _half_hours(day, wish, context.hours)
    starts = [one for one in half_hours if one > context.now]
    free = _free(context, wish, starts)
    own = _of_host(context.session, wish, starts)
    busy = {one for one in starts if any(_meets(event, one, wish.length) for event in own)}
    shown = (
        Start(
            one,
            is_free=one in free,
            is_host_busy=one in busy,
            is_chosen=one == wish.chosen,
            is_now=one == wish.stands_at,
        )
        for one in starts
    )
    met = (event for event in own if _meets(event, wish.chosen, wish.length))
    return DayTimes(tuple(shown), tuple(met))


def days_to_propose(
    session: Session, first: date, hours: OfficeHours, marks: Mapping[date, str]
) -> list[tuple[date, str]]:
    """Return the next working days from one on, each with what is said of it.

    A day off is not proposed, a day on which something else holds is.
    """
    days = [first + timedelta(days=ahead) for ahead in range(LONGEST_BREAK)]
    off = days_off(session, days[0], days[-1])
    worked = [day for day in days if hours.is_worked(day, off)][:DAYS_PROPOSED]
    return [(day, marks.get(day, "")) for day in worked]


def next_working_hour(
    now: datetime, zone: ZoneInfo, hours: OfficeHours, off: Collection[date]
) -> datetime:
    """Return the next full hour of the office's clocks at which it works, in its zone.

    Where it works on no day that one looks through, it is the next full hour.
    """
    local = now.astimezone(zone)
    full = datetime.combine(local.date(), local.time().replace(minute=0, second=0, microsecond=0))
    first = full + timedelta(hours=1)
    for ahead in range(LONGEST_BREAK):
        day = local.date() + timedelta(days=ahead)
        opening = max(datetime.combine(day, hours.opens), first)
        if hours.is_worked(day, off) and opening < datetime.combine(day, hours.closes):
            return opening.replace(tzinfo=zone)
    return first.replace(tzinfo=zone)


def _free(context: BookingContext, wish: Wish, starts: Sequence[datetime]) -> set[datetime]:
    """Return those of the starts at which the session would have its licence."""
    if wish.request is None or not starts:
        return set(starts)
    accounts, spans = market(context.session, wish.request, context.providers, context.now, days=1)
    kept = [one for one in accounts if wish.only_licence_id in (None, one.id)]
    return set(free_starts(wish.request.need, kept, spans, starts, wish.length))


def _half_hours(day: date, wish: Wish, hours: OfficeHours) -> list[datetime]:
    """Return the half hours of the office's day, and the time that was chosen if it is on it."""
    moment, closing = (
        datetime.combine(day, hour, wish.zone) for hour in (hours.opens, hours.closes)
    )
    found = {wish.chosen} if wish.chosen.astimezone(wish.zone).date() == day else set()
    while moment < closing:
        found.add(moment.astimezone(UTC))
        moment += STEP
    return sorted(found)


def _of_host(session: Session, wish: Wish, starts: Sequence[datetime]) -> list[Event]:
    """Return the host's other sessions that one of the starts could meet, in their order."""
    if not starts:
        return []
    query = (
        select(Event)
        .where(
            Event.host_id == wish.host_id,
            Event.id != (wish.event_id or 0),
            Event.status != EventStatus.CANCELLED,
            Event.starts_at < starts[-1] + wish.length,
            Event.ends_after(starts[0]),
        )
        .order_by(Event.starts_at)
    )
    return list(session.scalars(query).unique())


def _meets(event: Event, start: datetime, length: timedelta) -> bool:
    """Tell whether a session is on during a time."""
    return event.starts_at < start + length and event.ends_at > start
