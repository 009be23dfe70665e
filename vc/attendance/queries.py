"""What the pages of attending read."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from vc.attendance.models import Attendance, Clicks, Registration, RegistrationStatus
from vc.booking.models import Event
from vc.calendars.models import Audience, Fragment
from vc.folding import holds
from vc.paging import Page, page_of

PAGE_SIZE = 50


def registrations(
    session: Session, event: Event, *, text: str = "", number: int = 1
) -> Page[Registration]:
    """Return one page of those who registered, in the order they did.

    `text` narrows them to those whose name, address, institution or municipality has its words.
    """
    query = select(Registration).where(Registration.event_id == event.id)
    if text:
        query = query.where(holds(text, Registration.folded))
    query = query.options(joinedload(Registration.notice), joinedload(Registration.refusal))
    return page_of(session, query.order_by(Registration.place), number, PAGE_SIZE)


def counts(session: Session, event: Event) -> dict[RegistrationStatus, int]:
    """Return the number of registrations in each state."""
    query = (
        select(Registration.status, func.count())
        .where(Registration.event_id == event.id)
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
