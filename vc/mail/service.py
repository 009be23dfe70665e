"""The rules of mail: the outbox, one row per message, and what people decide about it.

What is queued says only to whom and what for. The text is written when the message is sent, from
the session as it is then, so that a session that was moved or cancelled sends nothing stale. Whom
to tell what stands in `notifications`, the worker's half in `delivery`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.contracts.mail import MailSender
from vc.accounts.models import Person
from vc.booking.models import Event
from vc.db import insert_many_once
from vc.errors import NotFoundError, RuleError
from vc.jobs import wake
from vc.mail.hooks import AUDIENCE, COMPOSERS, Audience, Composer
from vc.mail.models import Kind, Message, MessageStatus
from vc.mail.wording import Addressee, Letterhead
from vc.permissions import Capability, roles_with
from vc.services import Services
from vc.states import advance

MAY_HAVE_LEFT = "No se sabe si salió. Ábralo y pregunte a quien lo espera."
DID_NOT_FAIL = "No está entre los que fallaron."
LEADS = {Kind.REMINDER_DAY: timedelta(hours=24), Kind.REMINDER_HOUR: timedelta(hours=1)}
OF_A_SESSION = (Kind.INVITATION, Kind.CANCELLATION, *LEADS)
"""What is told of a session itself; the rest is about somebody's registration, or an alarm."""


@dataclass(frozen=True, slots=True)
class Office:
    """What writing and sending needs beside the rows. `postman` is None while no server is set."""

    head: Letterhead
    mail_sender: MailSender | None
    audience: tuple[Audience, ...]
    composers: Mapping[Kind, Composer]
    uid_domain: str


def office_of(services: Services) -> Office:
    """Return the sender's office, by the settings and by what other features add."""
    settings = services.settings
    return Office(
        head=Letterhead(
            name=settings.office_name,
            email=settings.reply_email,
            mailbox=settings.contact_email,
            sender=settings.smtp_from or settings.reply_email,
            sender_name=settings.smtp_from_name or settings.office_name,
            phone=settings.office_phone,
            public_url=settings.mail_url,
            tzid=settings.tzid,
        ),
        mail_sender=services.mail,
        audience=services.registry.added_to(AUDIENCE),
        composers=dict(services.registry.added_to(COMPOSERS)),
        uid_domain=settings.uid_domain,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message that is to be queued."""

    kind: Kind
    to: Addressee
    key: str
    event: Event | None = None
    about: Mapping[str, str] | None = None
    wait: timedelta = timedelta()
    """For so long it stays here, for what it tells can still be taken back."""


def queue(session: Session, drafts: Sequence[Draft], now: datetime) -> None:
    """Queue messages, but none whose key was queued before; two statements, however many."""
    if not drafts:
        return
    session.flush()
    rows = [
        {
            "key": draft.key,
            "kind": draft.kind,
            "event_id": draft.event.id if draft.event else None,
            "address": draft.to.email.lower(),
            "name": draft.to.name,
            "about": dict(draft.about or {}),
            "created_at": now,
            "due_at": now + draft.wait,
        }
        for draft in drafts
    ]
    # Those of one change wait alike.
    longest = max(draft.wait for draft in drafts)
    for message_id in insert_many_once(session, Message, "key", rows):
        wake(session, "send_message", message_id, at=now + longest if longest else None)


def alarm(session: Session, event: Event | None, *, subject: str, text: str, now: datetime) -> None:
    """Queue a message to everybody who coordinates; the same one at most once an hour."""
    about = {"subject": subject, "text": text}
    hour = f"{now:%Y%m%d%H}"
    roles = roles_with(Capability.RECONCILE)
    query = select(Person).where(Person.is_active.is_(True), Person.role.in_(roles))
    place = event.id if event else 0
    drafts = [
        Draft(
            kind=Kind.ALARM,
            to=Addressee(person.email, person.name),
            key=f"alarm:{place}:{hour}:{subject[:120]}:{person.email}",
            event=event,
            about=about,
        )
        for person in session.scalars(query)
    ]
    queue(session, drafts, now)


def send_again(session: Session, message: Message, *, by: Person, now: datetime) -> None:
    """Let a message be written and sent once more, because a person says so."""
    if message.status in (MessageStatus.PENDING, MessageStatus.SENDING):
        raise RuleError("El mensaje ya está por enviarse.")
    if message.status is MessageStatus.DROPPED:
        raise RuleError("Ese mensaje ya no corresponde a la sesión como está ahora.")
    advance(message, MessageStatus.PENDING, now=now, by=by)
    message.due_at = now
    message.attempts = 0
    wake(session, "send_message", message.id)


def retry(session: Session, message: Message, *, by: Person, now: datetime) -> None:
    """Send again what is known not to have left. Raises RuleError for everything else."""
    if message.status is MessageStatus.UNKNOWN:
        raise RuleError(MAY_HAVE_LEFT)
    if message.status is not MessageStatus.FAILED:
        raise RuleError(DID_NOT_FAIL)
    send_again(session, message, by=by, now=now)


def mark_sent(session: Session, message: Message, *, by: Person, now: datetime) -> None:
    """Keep that a person passed the message on, or found that it had been sent."""
    if message.status not in (MessageStatus.BY_HAND, MessageStatus.UNKNOWN):
        raise RuleError("Solo se marca como enviado lo que se pasa a mano o quedó en duda.")
    advance(message, MessageStatus.SENT, now=now, by=by)
    message.sent_at = now
    message.last_error = ""


def mark_many_sent(session: Session, numbers: Iterable[int], *, by: Person, now: datetime) -> int:
    """Keep that a person passed these on; return how many of them were still to be."""
    query = select(Message).where(Message.id.in_(numbers), Message.status == MessageStatus.BY_HAND)
    waiting = list(session.scalars(query))
    for message in waiting:
        mark_sent(session, message, by=by, now=now)
    return len(waiting)


def message_by_id(session: Session, message_id: int) -> Message:
    """Return a message. Raises NotFoundError."""
    message = session.get(Message, message_id)
    if message is None:
        raise NotFoundError("Ese mensaje no existe.")
    return message
