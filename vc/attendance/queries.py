"""What the pages of attending read."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from vc.attendance.models import Attendance, Clicks, Registration, RegistrationStatus
from vc.booking.models import Event
from vc.calendars.models import Audience, Fragment
from vc.folding import holds
from vc.paging import Page, page_of

PAGE_SIZE = 50
STAYED = func.coalesce(Registration.corrected_min, Registration.presence_min)
CAME = func.coalesce(
    Attendance.corrected, Attendance.people + Attendance.anonymous + Attendance.by_phone
)
SOMEBODY_CAME = (
    select(Attendance.id).where(Attendance.event_id == Event.id, CAME > 0).correlate(Event).exists()
)
"""The vendor's report of a session, or a person, says that somebody came."""


def registrations(
    session: Session,
    event: Event,
    *,
    text: str = "",
    number: int = 1,
    by_presence: bool = False,
) -> Page[Registration]:
    """Return one page of those who registered, in the order they did, or who stayed longest first.

    `text` narrows them to those whose name, address, institution or municipality has its words.
    """
    query = select(Registration).where(Registration.event_id == event.id)
    if text:
        query = query.where(holds(text, Registration.folded))
    query = query.options(joinedload(Registration.notice), joinedload(Registration.refusal))
    if by_presence:
        # Of whom nothing is known come last; the databases do not agree on where None goes.
        query = query.order_by(STAYED.is_(None), STAYED.desc())
    return page_of(session, query.order_by(Registration.place), number, PAGE_SIZE)


def counts(session: Session, event: Event) -> dict[RegistrationStatus, int]:
    """Return the number of registrations in each state; who was added never registered."""
    query = (
        select(Registration.status, func.count())
        .where(Registration.event_id == event.id, Registration.added_why == "")
        .group_by(Registration.status)
    )
    return dict(session.execute(query).all())


def attendance(session: Session, event: Event) -> Attendance | None:
    """Return the attendance, None while nobody counted."""
    return session.scalar(select(Attendance).where(Attendance.event_id == event.id))


def clicks(session: Session, event: Event) -> int:
    """Return the number of times that the session's own address led somebody into its room."""
    return session.scalar(select(Clicks.count).where(Clicks.event_id == event.id)) or 0


def public_entry(session: Session, event: Event) -> bytes:
    """Return the session's entry as anybody may have it; empty when it is not public."""
    fragment = session.get(Fragment, (event.id, Audience.PUBLIC))
    return fragment.body if fragment else b""


@dataclass(frozen=True, slots=True)
class Came:
    """Who came to the sessions of a time, of those who registered and are known."""

    people: int
    person_minutes: int
    by_municipality: tuple[tuple[str, int], ...]
    """The most first; who said none are left out."""


def came(session: Session, begin: datetime, end: datetime) -> Came:
    """Return who came to sessions that began in a time, [begin, end)."""
    there = (
        select(Registration)
        .join(Event, Event.id == Registration.event_id)
        .where(Event.starts_at >= begin, Event.starts_at < end, STAYED > 0)
    )
    figures = there.with_only_columns(func.count(), func.sum(STAYED), maintain_column_froms=True)
    people, minutes = session.execute(figures).one()
    count = func.count().label("count")
    by_place = (
        there.with_only_columns(Registration.municipality, count, maintain_column_froms=True)
        .where(Registration.municipality != "")
        .group_by(Registration.municipality)
        .order_by(count.desc(), Registration.municipality)
    )
    places = tuple((place, number) for place, number in session.execute(by_place))
    return Came(people, minutes or 0, places)
