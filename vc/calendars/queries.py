"""What the calendar pages read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.accounts.models import Person
from vc.booking.models import Event, EventKind, Meeting, Visibility
from vc.booking.states import EventStatus
from vc.calendars.models import Feed, Observance


@dataclass(frozen=True, slots=True)
class CalendarFilter:
    """What the calendar is narrowed to; everything is optional."""

    kind: EventKind | None = None
    host_id: int | None = None
    licence_id: int | None = None
    area: str = ""


def events_between(
    session: Session, start: datetime, end: datetime, wanted: CalendarFilter
) -> list[Event]:
    """Return the sessions that overlap [start, end), oldest first, cancelled ones included."""
    query = select(Event).where(Event.starts_at < end, Event.ends_after(start))
    if wanted.kind is not None:
        query = query.where(Event.kind == wanted.kind)
    if wanted.host_id is not None:
        query = query.where(Event.host_id == wanted.host_id)
    if wanted.area:
        query = query.where(Event.area == wanted.area)
    if wanted.licence_id is not None:
        query = query.join(Meeting).where(Meeting.licence_id == wanted.licence_id)
    return list(session.scalars(query.order_by(Event.starts_at, Event.id)).unique())


def public_events(
    session: Session, start: datetime, end: datetime, *, is_over: bool
) -> list[Event]:
    """Return the public sessions that are certain and run in [start, end), oldest first.

    With `is_over` those that ended by `end`, else those that had not ended at `start`.
    """
    in_time = (
        (Event.starts_at >= start, Event.starts_at < end, Event.ends_at <= end)
        if is_over
        else (Event.starts_at < end, Event.ends_after(start))
    )
    query = select(Event).where(
        *in_time, Event.visibility == Visibility.PUBLIC, Event.status == EventStatus.CONFIRMED
    )
    return list(session.scalars(query.order_by(Event.starts_at, Event.id)).unique())


def observances_between(session: Session, first: date, last: date) -> Sequence[Observance]:
    """Return the observances that touch the days [first, last], both included."""
    query = select(Observance).where(Observance.observed_on <= last, Observance.ends_on >= first)
    return list(session.scalars(query.order_by(Observance.observed_on, Observance.id)))


def feeds_of(session: Session, person: Person) -> list[Feed]:
    """Return the person's open private feeds, the newest first."""
    query = select(Feed).where(Feed.owner_id == person.id, Feed.revoked_at.is_(None))
    return list(session.scalars(query.order_by(Feed.id.desc())))


def days_between(first: date, last: date) -> list[date]:
    """Return every day from the first to the last, both included."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
