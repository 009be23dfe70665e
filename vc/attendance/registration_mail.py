"""What is written to those who register: who is told with everybody, and who by themselves."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from vc.attendance.models import Registration, RegistrationStatus
from vc.booking.models import Event, Visibility
from vc.inputs import number_of
from vc.mail import notifications, templates
from vc.mail import service as mail
from vc.mail.models import Kind, Message
from vc.mail.service import Draft, Office
from vc.mail.wording import Addressee, Letter, Letterhead

OVER = {"is_over": "yes"}
"""What marks the message that a session was cancelled, to somebody who waited for a seat."""


@dataclass(frozen=True, slots=True)
class RegisteredPeople:
    """Who is told of a session because they registered, each with a way in of their own."""

    head_of: Callable[[], Letterhead]
    key: str = "registrations"

    def page(
        self, session: Session, event: Event, *, after: int, limit: int
    ) -> list[tuple[int, Addressee]]:
        """Return the next ones, in the order they registered."""
        query = _told(event).where(Registration.id > after)
        rows = self._rows(session, event, query.order_by(Registration.id).limit(limit))
        return [(row.id, addressee(row, self.head_of())) for row in rows]

    def among(self, session: Session, event: Event, addresses: Collection[str]) -> list[Addressee]:
        """Return those who registered with one of these addresses."""
        query = _told(event).where(Registration.email.in_(addresses))
        return [addressee(row, self.head_of()) for row in self._rows(session, event, query)]

    def names(self, session: Session, event: Event) -> list[str]:
        """Return everybody's names."""
        if event.visibility is not Visibility.PUBLIC:
            return []
        return list(session.scalars(_confirmed(event).with_only_columns(Registration.name)))

    def _rows(
        self, session: Session, event: Event, query: Select[Registration]
    ) -> Sequence[Registration]:
        """Return registrations of a session that the public can register for."""
        return session.scalars(query).all() if event.visibility is Visibility.PUBLIC else []


def _confirmed(event: Event) -> Select[Registration]:
    """Return the query for those who have a seat."""
    return select(Registration).where(
        Registration.event_id == event.id, Registration.status == RegistrationStatus.CONFIRMED
    )


def _told(event: Event) -> Select[Registration]:
    """Return the query for those who are told what all are told: of each address, the first."""
    addressed = _confirmed(event).where(Registration.email != "")
    firsts = addressed.with_only_columns(func.min(Registration.id))
    return _confirmed(event).where(Registration.id.in_(firsts.group_by(Registration.email)))


def addressee(registration: Registration, head: Letterhead) -> Addressee:
    """Return a registered person as mail is addressed to them."""
    link = f"{head.public_url}/s/{registration.event.slug}/{registration.token}"
    return Addressee(
        registration.email, registration.name, link=link, cancel_link=f"{link}/cancelar"
    )


def write_waiting(
    session: Session, message: Message, head: Letterhead, now: datetime
) -> Letter | None:
    """Return the message to somebody on the waiting list; None when they wait no longer.

    To whoever shares the address with somebody who is told already, also that they have a seat.
    """
    event, number = message.event, number_of(message.about.get("registration"))
    # A message of this kind is about a session.
    assert event is not None
    if message.about == OVER:
        return templates.waiting_over(event, Addressee(message.address), head, now)
    query = select(Registration).where(
        Registration.event_id == event.id, Registration.email == message.address
    )
    if number is not None:
        query = query.where(Registration.id == number)
    registration = session.scalar(query.order_by(Registration.id))
    if registration is None or registration.status is RegistrationStatus.CANCELLED:
        return None
    is_waiting = registration.status is RegistrationStatus.WAITING
    if is_waiting != ("has_seat" not in message.about):
        return None
    write = templates.waiting_list if is_waiting else templates.seat
    return write(event, addressee(registration, head), head, now)


def tell(session: Session, registration: Registration, office: Office, now: datetime) -> None:
    """Let somebody know how their registration stands."""
    event = registration.event
    if registration.status is RegistrationStatus.CONFIRMED:
        notifications.tell_some(session, event, [registration.email], office=office, now=now)
        tell_apart(session, registration, now)
    else:
        _queue(session, registration, now, {})


def tell_apart(session: Session, registration: Registration, now: datetime) -> None:
    """Let somebody have their own way in whose address is told of the session already."""
    first = select(func.min(Registration.id)).where(
        Registration.event_id == registration.event_id,
        Registration.email == registration.email,
        Registration.status == RegistrationStatus.CONFIRMED,
    )
    session.flush()
    if session.scalar(first) != registration.id:
        _queue(session, registration, now, {"has_seat": "yes"})


def _queue(
    session: Session, registration: Registration, now: datetime, about: dict[str, str]
) -> None:
    """Queue a message to one person who registered."""
    # Whoever returns is told anew, at the same instant too.
    key = f"registration:{registration.id}:{registration.place}:{','.join(about)}"
    to = Addressee(registration.email, registration.name)
    about = about | {"registration": str(registration.id)}
    draft = Draft(kind=Kind.REGISTRATION, to=to, key=key, event=registration.event, about=about)
    mail.queue(session, [draft], now)
