"""The rules of attending: who registers, who gets a seat, who is let in when.

A registration sends nothing itself: whoever is confirmed belongs to the session's audience, and
`vc.mail` tells them what it tells everybody.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.attendance.models import Registration, RegistrationStatus, name_key
from vc.attendance.registration_mail import tell
from vc.attendance.seats import fill_seats, next_place, status_for_next
from vc.booking import exposure
from vc.booking.models import Event, Visibility
from vc.booking.states import EventStatus
from vc.errors import NotFoundError, RuleError
from vc.mail import notifications
from vc.mail.service import Office
from vc.privacy import refusals
from vc.privacy import service as privacy
from vc.privacy.models import Source
from vc.privacy.refusals import Hearer
from vc.rate_limit import Limit, count_attempt, origin_of
from vc.states import advance

FREE_PER_ORIGIN, SLOWED_ORIGIN = 300, timedelta(minutes=1)
"""Registrations from one origin, then one a minute: a whole school may do it at once."""
FREE_PER_SESSION, SLOWED_SESSION = 120, timedelta(seconds=1)
"""Registrations for one session, then one a second: people hardly notice, a robot does."""
FREE_PER_EMAIL, SLOWED_EMAIL = 20, timedelta(minutes=1)
"""Registrations with one e-mail, then one a minute: nobody's mail is filled by a stranger."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What somebody answers to being recorded, and where from.

    `may_appear` is None where nothing was asked, because nothing is recorded.
    """

    may_appear: bool | None
    origin: str


CLOSED = "El registro de esta sesión está cerrado."
NOT_ASKED = Acceptance(None, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRegistration:
    """Somebody who wants to come."""

    name: str
    email: str
    institution: str = ""
    municipality: str = ""
    acceptance: Acceptance = NOT_ASKED
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    """Their own way in, if they are not registered already."""


def is_open(event: Event, now: datetime) -> bool:
    """Tell whether somebody can register: a public session that asks for it and has not begun."""
    return (
        event.visibility is Visibility.PUBLIC
        and event.status is EventStatus.CONFIRMED
        and event.takes_registrations
        and event.starts_at > now
    )


def event_by_slug(session: Session, slug: str) -> Event:
    """Return the session with that address. Raises NotFoundError."""
    event = session.scalar(select(Event).where(Event.slug == slug))
    if event is None:
        raise NotFoundError("Esa dirección no lleva a ninguna sesión.")
    return event


def public_event(session: Session, slug: str) -> Event:
    """Return the public session with that address. Raises NotFoundError, also for others."""
    event = event_by_slug(session, slug)
    if event.visibility is not Visibility.PUBLIC:
        raise NotFoundError("Esa dirección no lleva a ninguna sesión pública.")
    return event


def registration_by_token(session: Session, event: Event, token: str) -> Registration:
    """Return the registration that a personal address belongs to. Raises NotFoundError."""
    registration = session.scalar(
        select(Registration).where(
            Registration.token_hash == token_hash(token), Registration.event_id == event.id
        )
    )
    if registration is None:
        raise NotFoundError(
            "Ese enlace personal no existe. Cópielo completo, o pídalo a quien le invitó."
        )
    return registration


def count_registration(
    session: Session, event: Event, new: NewRegistration, *, address: str, now: datetime
) -> None:
    """Count that somebody asks to come, before anything is done for it. It commits.

    Raises TooManyTriesError when there were too many from the address, for the session, or with
    the e-mail.
    """
    limits = (
        Limit(f"register-from:{origin_of(address)}", FREE_PER_ORIGIN, SLOWED_ORIGIN),
        Limit(f"register-for:{event.id}", FREE_PER_SESSION, SLOWED_SESSION),
        Limit(f"register-of:{new.email.lower()}", FREE_PER_EMAIL, SLOWED_EMAIL),
    )
    count_attempt(session, limits, now)


def register(
    session: Session,
    event: Event,
    new: NewRegistration,
    *,
    office: Office,
    now: datetime,
    hearers: Iterable[Hearer] = (),
) -> Registration:
    """Register somebody: with a seat, or on the waiting list when there is none.

    The same person twice is one registration; its message is not sent again. Several people may
    share an address, as a family does. The session's row is locked, so that two who take the last
    seat at once do not both get it. The caller commits.
    """
    # The session's row stands for its seats: whoever takes or gives one back holds it.
    session.execute(select(Event.id).where(Event.id == event.id).with_for_update())
    if not is_open(event, now):
        raise RuleError(CLOSED)
    email = new.email.lower()
    query = select(Registration).where(
        Registration.event_id == event.id,
        Registration.email == email,
        Registration.name_key == name_key(new.name),
    )
    registration = session.scalar(query)
    if registration is not None and registration.status is not RegistrationStatus.CANCELLED:
        if new.acceptance.may_appear is False:
            # Anybody can type the address: it can ask for less to be shown, never for more.
            _refuse(session, registration, now, hearers)
        return registration
    status = status_for_next(session, event)
    if registration is None:
        registration = _new(event, new, status, now)
        registration.place = next_place(session, event)
        session.add(registration)
        session.flush()
        audit.record(
            session, registration, "registration.add", now=now, by=None, before={}, after={}
        )
    else:
        registration.place = next_place(session, event)
        advance(registration, status, now=now)
    accept(session, registration, new.acceptance, now=now, hearers=hearers)
    tell(session, registration, office, now)
    return registration


def is_asked_again(registration: Registration) -> bool:
    """Tell whether the session exposes somebody in a way that they have not answered to."""
    return exposure.is_more(registration.accepted_exposure, exposure.kinds(registration.event))


def accept(
    session: Session,
    registration: Registration,
    acceptance: Acceptance,
    *,
    now: datetime,
    hearers: Iterable[Hearer] = (),
) -> None:
    """Keep that somebody accepted the notice in force, and whether they may appear.

    The caller commits. Raises RuleError where the session is recorded and no answer was given.
    """
    exposed = exposure.kinds(registration.event)
    if exposed and acceptance.may_appear is None:
        raise RuleError("Elija si acepta aparecer o no.", field="appears")
    registration.consented_at = now
    registration.notice_id = privacy.current(session).id
    registration.accepted_from = acceptance.origin
    registration.accepted_exposure = exposed
    if registration.refusal is not None and acceptance.may_appear:
        refusals.withdraw(session, registration.refusal, now=now, by=None)
    if acceptance.may_appear is False:
        _refuse(session, registration, now, hearers)


def refuse_at_door(
    session: Session,
    event: Event,
    name: str,
    hint: str,
    *,
    address: str,
    now: datetime,
    hearers: Iterable[Hearer] = (),
) -> None:
    """Keep that somebody who enters without having registered does not want to appear.

    It commits that somebody tried. Raises RuleError where nothing is recorded or no name is given,
    and TooManyTriesError.
    """
    limits = (
        Limit(f"refuse-from:{origin_of(address)}", FREE_PER_ORIGIN, SLOWED_ORIGIN),
        Limit(f"refuse-for:{event.id}", FREE_PER_SESSION, SLOWED_SESSION),
    )
    count_attempt(session, limits, now)
    if not exposure.kinds(event) or event.is_over(now):
        raise RuleError("Esta sesión no se graba ni se transmite.", field="name")
    refusals.note(session, event, name, source=Source.DOOR, now=now, hint=hint, hearers=hearers)


def cancel(session: Session, registration: Registration, *, office: Office, now: datetime) -> None:
    """Give a seat back; whoever has waited longest gets it. Doing it twice changes nothing."""
    if registration.status is RegistrationStatus.CANCELLED:
        return
    event = registration.event
    session.execute(select(Event.id).where(Event.id == event.id).with_for_update())
    advance(registration, RegistrationStatus.CANCELLED, now=now)
    seated = fill_seats(session, event, now)
    addresses = [one.email for one in (registration, *seated)]
    notifications.tell_some(session, event, addresses, office=office, now=now)


def export(session: Session, event: Event, *, by: Person, now: datetime) -> list[Registration]:
    """Return everybody who registered, and keep who took the list along."""
    audit.record(session, event, "event.export", now=now, by=by, before={}, after={})
    # In the transaction of the line above: no list leaves without one.
    query = select(Registration).where(Registration.event_id == event.id)
    return list(session.scalars(query.order_by(Registration.place)))


def token_hash(token: str) -> str:
    """Return the digest that a token is found by."""
    return hashlib.sha256(token.encode()).hexdigest()


def _new(
    event: Event, new: NewRegistration, status: RegistrationStatus, now: datetime
) -> Registration:
    """Return the row of a new registration."""
    return Registration(
        event=event,
        email=new.email.lower(),
        name=new.name,
        institution=new.institution,
        municipality=new.municipality,
        status=status,
        token=new.token,
        # Looked up by its digest, so that the time an answer takes tells nothing of the token.
        token_hash=token_hash(new.token),
        consented_at=now,
        created_at=now,
    )


def _refuse(
    session: Session, registration: Registration, now: datetime, hearers: Iterable[Hearer]
) -> None:
    """Keep that somebody who registered does not want to appear; twice is once."""
    if not registration.is_refusing:
        registration.refusal = refusals.note(
            session,
            registration.event,
            registration.name,
            source=Source.REGISTRATION,
            now=now,
            hearers=hearers,
        )
