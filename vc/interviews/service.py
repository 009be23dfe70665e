"""The rules of interviews: who can be asked, what a link lets its person do, and until when.

What the person does is done in the name of whoever invited them: an account that may no longer
book or register consents opens nothing.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.attendance.models import Registration, RegistrationStatus
from vc.booking.models import Event
from vc.booking.states import EventStatus
from vc.clips.models import Clip
from vc.errors import NotFoundError, RuleError
from vc.folding import folded
from vc.inputs import is_blank
from vc.interviews.models import Interview, InterviewStatus
from vc.mail import service as mail
from vc.mail.models import Kind
from vc.mail.service import Draft
from vc.mail.wording import Addressee
from vc.permissions import Capability, check
from vc.privacy import refusals
from vc.states import advance

S = InterviewStatus
MOST_DAYS = timedelta(days=60)
MOST_SLOTS = 3
AGAIN = timedelta(days=10)
"""So much longer a second link opens."""
NO_LINK = "Este enlace no existe o ya no sirve. Cópielo completo, o pida otro a quien le invitó."
NOT_OVER = "La sesión todavía no termina: se invita a quienes ya asistieron."
WAS_CANCELLED = "La sesión se canceló: nadie asistió."
CANNOT_BE_ASKED = "Esa persona no puede ser invitada: no tuvo lugar, o pidió no aparecer."
ALREADY_ASKED = "Esa persona ya tiene una invitación: {folio}."
NO_GUARDIAN = "Escriba el nombre de su madre, padre o persona tutora."
SAY_AGE = "Elija si es mayor de edad: en esta sesión participaron niñas, niños o adolescentes."
ENDS_WRONG = "Elija un día entre hoy y dentro de 60 días."
SLOT_PAST = "Ese horario ya pasó. Elija uno posterior."
IS_OVER = "El plazo para responder ya pasó. Pida otro enlace a quien le invitó."
NOBODY = "Quien le invitó ya no está en la oficina. Escriba a la oficina para seguir."
ALREADY_ANSWERED = "Esta invitación ya se respondió. Vea abajo cómo va."


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInterview:
    """Somebody who is to be asked. `is_minor` None: nobody said so."""

    registration: Registration
    is_minor: bool | None
    expires_at: datetime
    guardian_name: str = ""
    message: str = ""
    slots: tuple[datetime, ...] = ()
    minutes: int = 20
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)


def token_hash(token: str) -> str:
    """Return the digest that a token is found by."""
    return hashlib.sha256(token.encode()).hexdigest()


def by_token(session: Session, token: str) -> Interview:
    """Return the interview of a link. Raises NotFoundError."""
    query = select(Interview).where(Interview.token_hash == token_hash(token))
    interview = session.scalar(query)
    if interview is None or not token:
        raise NotFoundError(NO_LINK)
    return interview


def candidates(session: Session, event: Event) -> list[Registration]:
    """Return the people of a session who can be asked, in the order in which they registered.

    Who had no seat, asked not to appear, or was asked already is not among them.
    """
    asked = select(Interview.registration_id).where(
        Interview.event_id == event.id, Interview.registration_id.is_not(None)
    )
    query = select(Registration).where(
        Registration.event_id == event.id,
        Registration.status == RegistrationStatus.CONFIRMED,
        # By a letter: nobody without an address can be asked.
        Registration.email != "",
        Registration.id.not_in(asked),
    )
    refused = {_key(one.person_name) for one in refusals.of_event(session, event.id)}
    rows = session.scalars(query.order_by(Registration.place, Registration.id))
    return [one for one in rows if not one.is_refusing and _key(one.name) not in refused]


def check_is_over(event: Event, now: datetime) -> None:
    """Refuse a session that nobody can have been to yet. Raises RuleError."""
    if event.status is EventStatus.CANCELLED:
        raise RuleError(WAS_CANCELLED)
    if not event.is_past(now):
        raise RuleError(NOT_OVER)


def invite(
    session: Session, event: Event, new: NewInterview, *, now: datetime, by: Person
) -> Interview:
    """Ask somebody for an interview, by a letter. Raises RuleError; the caller commits."""
    check(by, Capability.INTERVIEW, event)
    check_is_over(event, now)
    # The session's row stands for its interviews: of a form that is sent twice one goes on.
    session.execute(select(Event.id).where(Event.id == event.id).with_for_update())
    _check_person(session, event, new)
    _check_times(new, now)
    interview = Interview(
        event=event,
        registration_id=new.registration.id,
        name=new.registration.name,
        email=new.registration.email,
        is_minor=bool(new.is_minor),
        guardian_name=new.guardian_name.strip() if new.is_minor else "",
        message=new.message.strip(),
        token=new.token,
        token_hash=token_hash(new.token),
        slots=[one.isoformat() for one in sorted(set(new.slots))],
        minutes=new.minutes,
        invited_by=by,
        invited_at=now,
        expires_at=new.expires_at,
    )
    session.add(interview)
    session.flush()
    audit.record(session, interview, "interview.invite", now=now, by=by, before={}, after={})
    _write(session, interview, now)
    return interview


def invite_again(session: Session, interview: Interview, *, now: datetime, by: Person) -> None:
    """Give somebody a new link and ten more days; the former link opens nothing any more."""
    check(by, Capability.INTERVIEW, interview)
    if interview.status is not S.INVITED:
        to = S.ACCEPTED if interview.consent_id else S.INVITED
        advance(interview, to, now=now, by=by)
    interview.token = secrets.token_urlsafe(24)
    interview.token_hash = token_hash(interview.token)
    interview.invited_at, interview.expires_at = now, now + AGAIN
    audit.record(session, interview, "interview.invite", now=now, by=by, before={}, after={})
    _write(session, interview, now)


def decline(session: Session, interview: Interview, *, now: datetime) -> None:
    """Note that the person does not want to; twice is once. The caller commits."""
    if interview.status is S.DECLINED:
        return
    if interview.status is not S.INVITED:
        raise RuleError(ALREADY_ANSWERED)
    advance(interview, S.DECLINED, now=now)


def check_is_open(interview: Interview, now: datetime) -> Person:
    """Return in whose name the person goes on. Raises RuleError where the link's time passed."""
    if interview.status is S.EXPIRED or interview.expires_at <= now:
        raise RuleError(IS_OVER)
    if not interview.invited_by.is_active:
        raise RuleError(NOBODY)
    return interview.invited_by


def expire(session: Session, now: datetime) -> None:
    """Close the links whose time passed; the sweep commits."""
    query = select(Interview).where(
        Interview.status.in_((S.INVITED, S.ACCEPTED)), Interview.expires_at <= now
    )
    for interview in session.scalars(query.limit(100)).all():
        advance(interview, S.EXPIRED, now=now)


def interview_by_id(session: Session, interview_id: int) -> Interview:
    """Return an interview. Raises NotFoundError."""
    interview = session.get(Interview, interview_id)
    if interview is None:
        raise NotFoundError("Esa entrevista no existe.")
    return interview


def note_clip(interview: Interview, clip: Clip) -> None:
    """Note which clip came of an interview."""
    interview.clip = clip


def _write(session: Session, interview: Interview, now: datetime) -> None:
    """Queue the letter with the link."""
    to = Addressee(interview.email, interview.signer)
    key = f"interview:{interview.id}:{interview.token_hash[:16]}"
    about = {"interview": str(interview.id)}
    draft = Draft(kind=Kind.INTERVIEW, to=to, key=key, event=interview.event, about=about)
    mail.queue(session, [draft], now)


def _check_person(session: Session, event: Event, new: NewInterview) -> None:
    """Refuse somebody who is not to be asked, and a minor without who signs for them."""
    known = select(Interview).where(Interview.registration_id == new.registration.id)
    asked = session.scalar(known.limit(1))
    if asked is not None:
        raise RuleError(ALREADY_ASKED.format(folio=asked.folio))
    if new.registration.id not in {one.id for one in candidates(session, event)}:
        raise RuleError(CANNOT_BE_ASKED)
    if new.is_minor is None and event.has_minors:
        raise RuleError(SAY_AGE, field="age")
    if new.is_minor and is_blank(new.guardian_name):
        raise RuleError(NO_GUARDIAN, field="guardian_name")


def _check_times(new: NewInterview, now: datetime) -> None:
    """Refuse a link that ends at once or never, and slots that nobody could choose."""
    if not now < new.expires_at <= now + MOST_DAYS + timedelta(days=1):
        raise RuleError(ENDS_WRONG, field="answer_by")
    for number, slot in enumerate(new.slots, 1):
        if slot <= now + timedelta(hours=1):
            raise RuleError(SLOT_PAST, field=f"day_{number}")


def _key(name: str) -> str:
    """Return a name as it is compared."""
    return " ".join(folded(name).split())
