"""The seats of a session: who has one, who waits, and who gets one that became free."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vc.attendance.models import Registration, RegistrationStatus
from vc.attendance.registration_mail import OVER, tell_apart
from vc.booking.models import Event
from vc.booking.states import EventStatus
from vc.mail import notifications
from vc.mail import service as mail
from vc.mail.models import Kind
from vc.mail.service import Draft, Office
from vc.mail.wording import Addressee
from vc.states import advance

SEATS_AT_ONCE = 50
"""How many who wait get a seat in one transaction."""


def fill_seats(session: Session, event: Event, now: datetime) -> Sequence[Registration]:
    """Give the free seats to those who wait, first come first served; return who got one.

    Of many seats some remain for the next time.
    """
    if event.starts_at <= now or event.status is EventStatus.CANCELLED:
        return []
    most = SEATS_AT_ONCE
    if event.seats:
        most = min(most, event.seats - seats_taken(session, event))
    seated = waiting(session, event, most) if most > 0 else []
    for registration in seated:
        advance(registration, RegistrationStatus.CONFIRMED, now=now)
        tell_apart(session, registration, now)
    return seated


def plan(session: Session, now: datetime, office: Office) -> None:
    """Give out the seats that a session got since somebody began to wait; the sweep commits.

    Who waits for a session that was cancelled is told so.
    """
    # Asked of each coming session: SQLite would list whoever registered in ten years.
    somebody_waits = (
        select(Registration.id)
        .where(Registration.event_id == Event.id, Registration.status == RegistrationStatus.WAITING)
        .exists()
    )
    query = select(Event).where(
        Event.starts_at > now,
        Event.status.in_((EventStatus.CONFIRMED, EventStatus.CANCELLED)),
        somebody_waits,
    )
    for event in session.scalars(query).unique().all():
        if event.status is EventStatus.CANCELLED:
            _end_waiting(session, event, now)
            continue
        seated = [one.email for one in fill_seats(session, event, now)]
        notifications.tell_some(session, event, seated, office=office, now=now)


def _end_waiting(session: Session, event: Event, now: datetime) -> None:
    """Tell some of those who wait that the session was cancelled; the others the next time."""
    drafts = []
    for registration in waiting(session, event, SEATS_AT_ONCE):
        advance(registration, RegistrationStatus.CANCELLED, now=now)
        drafts.append(
            Draft(
                kind=Kind.REGISTRATION,
                to=Addressee(registration.email, registration.name),
                key=f"waiting:{registration.id}:over",
                event=event,
                about=OVER,
            )
        )
    mail.queue(session, drafts, now)


def seats_taken(session: Session, event: Event) -> int:
    """Return the number of seats of a session that are taken."""
    return _count(session, event, RegistrationStatus.CONFIRMED)


def left(session: Session, events: Iterable[Event]) -> dict[int, int]:
    """Return the free seats of each session that counts them, by its id."""
    limits = {one.id: one.seats for one in events if one.takes_registrations and one.seats}
    if not limits:
        return {}
    query = (
        select(Registration.event_id, func.count())
        .where(
            Registration.event_id.in_(limits),
            Registration.status == RegistrationStatus.CONFIRMED,
        )
        .group_by(Registration.event_id)
    )
    taken = dict(session.execute(query).all())
    return {number: max(most - taken.get(number, 0), 0) for number, most in limits.items()}


def waiting(session: Session, event: Event, most: int) -> Sequence[Registration]:
    """Return those who wait for a seat, the longest first, so many at most."""
    query = select(Registration).where(
        Registration.event_id == event.id, Registration.status == RegistrationStatus.WAITING
    )
    query = query.order_by(Registration.place).limit(most)
    return session.scalars(query).all()


def next_place(session: Session, event: Event) -> int:
    """Return the place behind everybody who registered for a session."""
    last = select(func.max(Registration.place)).where(Registration.event_id == event.id)
    return (session.scalar(last) or 0) + 1


def status_for_next(session: Session, event: Event) -> RegistrationStatus:
    """Return how the next registration begins. Nobody overtakes those who wait."""
    is_full = event.seats and seats_taken(session, event) >= event.seats
    has_queue = _count(session, event, RegistrationStatus.WAITING) > 0
    return RegistrationStatus.WAITING if is_full or has_queue else RegistrationStatus.CONFIRMED


def _count(session: Session, event: Event, status: RegistrationStatus) -> int:
    """Return how many registrations stand so."""
    query = select(func.count()).where(
        Registration.event_id == event.id, Registration.status == status
    )
    return session.scalar(query) or 0
