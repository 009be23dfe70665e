"""The rules of mail: whom to tell what, one row per message, sent once.

What is queued says only to whom and what for. The text is written when the message is sent, from
the session as it is then, so that a session that was moved or cancelled sends nothing stale.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.base import Mail, Postman
from integrations.errors import (
    IntegrationError,
    OutcomeUnknownError,
    UnavailableError,
)
from vc.accounts.models import Person
from vc.booking import exposure
from vc.booking.models import Event, EventStatus
from vc.db import insert_once
from vc.errors import NotFoundError, RuleError
from vc.jobs import LeaseLostError, claim, hold, next_try, release, wake
from vc.mailing import letters
from vc.mailing.letters import Addressee, Letter, Letterhead
from vc.mailing.models import Kind, Message, MessageStatus, Told
from vc.permissions import Capability, roles_with
from vc.states import advance

MOST_ATTEMPTS = 10
"""Tries (about an hour with the waits between) before a person is asked."""
LEADS = {Kind.REMINDER_DAY: timedelta(hours=24), Kind.REMINDER_HOUR: timedelta(hours=1)}
OF_A_SESSION = (Kind.INVITATION, Kind.CANCELLATION, *LEADS)
"""What is told of a session itself; the rest is about somebody's registration, or an alarm."""
LATE = timedelta(hours=1)
"""A reminder whose moment is longer gone is not sent any more."""

CUT_OFF = "El envío se interrumpió: no se sabe si el mensaje salió. Revise antes de reenviarlo."
NO_ANSWER = "El servidor de correo no responde. Se intentó varias veces; puede reenviarlo."

Composer = Callable[[Session, Message, Letterhead, datetime], Letter | None]
Audience = Callable[[Session, Event], Iterable[Addressee]]


@dataclass(frozen=True, slots=True)
class Office:
    """What sending needs beside the rows. `postman` is None while no mail server is set.

    `composers` write the kinds of message that other features queue.
    """

    head: Letterhead
    postman: Postman | None
    audience: tuple[Audience, ...]
    composers: Mapping[Kind, Composer]
    uid_domain: str


def audience_of(session: Session, event: Event, more: Iterable[Audience]) -> dict[str, Addressee]:
    """Return who is told of a session, by address: host, co-hosts, guests and whoever registered.

    Somebody who is both gets what the staff's invitation says.
    """
    people = [Addressee(person.email, person.name) for person in (event.host, *event.cohosts)]
    people += [Addressee(email) for email in event.guest_emails]
    others = [one for find in more for one in find(session, event)]
    found: dict[str, Addressee] = {}
    for one in (*people, *others):
        found.setdefault(one.email.lower(), one)
    return found


def tell(session: Session, event: Event, *, office: Office, now: datetime) -> None:
    """Queue what the people of a session have not been told yet.

    It belongs into the transaction of the change, after its calendar entries were rendered.
    """
    if event.status is EventStatus.TENTATIVE or event.ends_at <= now:
        return
    query = select(Told).where(Told.event_id == event.id)
    told = {row.address: row for row in session.scalars(query)}
    if event.status is EventStatus.CANCELLED:
        _cancel_for(session, event, told.values(), now)
    elif event.meeting.is_ready:
        people = audience_of(session, event, office.audience)
        for address, to in people.items():
            _invite(session, event, to, told.get(address), office.head, now)
        gone = [row for address, row in told.items() if address not in people]
        _cancel_for(session, event, gone, now)


def queue(
    session: Session,
    kind: Kind,
    to: Addressee,
    *,
    key: str,
    now: datetime,
    event: Event | None = None,
    about: dict[str, str] | None = None,
) -> None:
    """Queue a message unless one with that key was queued before."""
    session.flush()
    message_id = insert_once(
        session,
        Message,
        "key",
        key=key,
        kind=kind,
        event_id=event.id if event else None,
        address=to.email.lower(),
        name=to.name,
        about=about or {},
        created_at=now,
        due_at=now,
    )
    if message_id is not None:
        wake(session, "send_message", message_id)


def alarm(session: Session, event: Event | None, *, subject: str, text: str, now: datetime) -> None:
    """Queue a message to everybody who coordinates; the same one at most once an hour."""
    about = {"subject": subject, "text": text}
    hour = f"{now:%Y%m%d%H}"
    roles = roles_with(Capability.RECONCILE)
    query = select(Person).where(Person.is_active.is_(True), Person.role.in_(roles))
    for person in session.scalars(query):
        place = event.id if event else 0
        key = f"alarm:{place}:{hour}:{subject[:120]}:{person.email}"
        to = Addressee(person.email, person.name)
        queue(session, Kind.ALARM, to, key=key, now=now, event=event, about=about)


def plan(session: Session, now: datetime) -> None:
    """Queue the reminders whose moment has come, to everybody who was invited before it.

    What waits for a person and is over leaves the pile.
    """
    _drop_what_is_over(session, now)
    for kind, lead in LEADS.items():
        query = (
            select(Event, Told)
            .join(Told, Told.event_id == Event.id)
            .where(
                Event.status == EventStatus.CONFIRMED,
                Event.starts_at > max(now, now + lead - LATE),
                Event.starts_at <= now + lead,
                Told.is_cancelled.is_(False),
            )
        )
        for event, told in session.execute(query).unique():
            if told.since <= event.starts_at - lead:
                start = letters.utc_key(event.starts_at)
                key = f"{kind.value}:{event.id}:{start}:{told.address}"
                to = Addressee(told.address, told.name)
                about = {"starts_at": start}
                queue(session, kind, to, key=key, now=now, event=event, about=about)


def send(
    session: Session, message_id: int, *, office: Office, clock: Callable[[], datetime]
) -> None:
    """Write and send a message, if it is due and free; safe to call any number of times."""
    token = claim(session, Message, message_id, now=clock())
    session.commit()
    if token is None:
        return
    try:
        _send(session, session.get_one(Message, message_id), office, token, clock)
        session.commit()
    except LeaseLostError:
        session.rollback()


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


def _invite(
    session: Session,
    event: Event,
    to: Addressee,
    told: Told | None,
    head: Letterhead,
    now: datetime,
) -> None:
    """Queue the invitation when this address was told nothing yet, or something else."""
    digest = letters.digest(event, to, head)
    if told is not None and not told.is_cancelled and told.digest == digest:
        return
    is_update = told is not None and not told.is_cancelled
    if told is None:
        told = Told(event_id=event.id, address=to.email.lower(), since=now, times=0)
        session.add(told)
    if not is_update:
        told.since = now
    told.name, told.digest, told.is_cancelled = to.name, digest, False
    about = {"is_update": "yes"} if is_update else {}
    _queue_for(session, event, told, Kind.INVITATION, now, about)


def _cancel_for(session: Session, event: Event, gone: Iterable[Told], now: datetime) -> None:
    """Queue the end of the invitation for those who were invited."""
    for row in gone:
        if row.is_cancelled:
            continue
        row.is_cancelled = True
        _queue_for(session, event, row, Kind.CANCELLATION, now, {})


def _queue_for(
    session: Session,
    event: Event,
    told: Told,
    kind: Kind,
    now: datetime,
    about: dict[str, str],
) -> None:
    """Queue a message to somebody who is told; one that waits already will say what is so."""
    if _is_waiting(session, event, told.address, kind):
        return
    told.times += 1
    key = f"{kind.value}:{event.id}:{told.times}:{told.address}"
    to = Addressee(told.address, told.name)
    queue(session, kind, to, key=key, now=now, event=event, about=about)


def _is_waiting(session: Session, event: Event, address: str, kind: Kind) -> bool:
    """Tell whether such a message is queued already."""
    query = select(Message.id).where(
        Message.event_id == event.id,
        Message.kind == kind,
        Message.address == address.lower(),
        Message.status == MessageStatus.PENDING,
    )
    session.flush()
    return session.scalar(query.limit(1)) is not None


def _send(
    session: Session,
    message: Message,
    office: Office,
    token: str,
    clock: Callable[[], datetime],
) -> None:
    """Do what the row's state asks for; no transaction is open while the mail server is asked."""
    now = clock()
    if message.status is MessageStatus.SENDING:
        # Whoever held it is gone, and may have sent it: only a person may send it again.
        advance(message, MessageStatus.UNKNOWN, now=now, reason=CUT_OFF)
        release(message, due_at=None, error=CUT_OFF)
        return
    letter = _write(session, message, office, now)
    if letter is None:
        advance(message, MessageStatus.DROPPED, now=now)
        release(message, due_at=None)
        return
    _keep(message, letter)
    _drop_older(session, message, now)
    if office.postman is None:
        advance(message, MessageStatus.BY_HAND, now=now)
        release(message, due_at=None)
        return
    mail = mail_of(message, office, now)
    advance(message, MessageStatus.SENDING, now=now)
    session.commit()
    try:
        office.postman.send(mail)
    except IntegrationError as error:
        hold(session, message, token)
        _sending_failed(message, error, clock())
        return
    hold(session, message, token)
    advance(message, MessageStatus.SENT, now=clock())
    message.sent_at = clock()
    release(message, due_at=None)


def _drop_older(session: Session, message: Message, now: datetime) -> None:
    """Take from the pile what this letter makes out of date for the same address.

    An invitation or a cancellation says all that was said before; a reminder, another reminder.
    """
    if message.event_id is None or message.kind not in OF_A_SESSION:
        return
    kinds = tuple(LEADS) if message.kind in LEADS else OF_A_SESSION
    query = select(Message).where(
        Message.event_id == message.event_id,
        Message.address == message.address,
        Message.kind.in_(kinds),
        Message.status == MessageStatus.BY_HAND,
        Message.id < message.id,
    )
    for older in session.scalars(query):
        advance(older, MessageStatus.DROPPED, now=now)


def _drop_what_is_over(session: Session, now: datetime) -> None:
    """Take from the pile what nobody passed on before its session began, or was over."""
    for kinds, until in (
        (tuple(LEADS), Event.starts_at),
        (OF_A_SESSION, Event.ends_at),
    ):
        query = (
            select(Message)
            .join(Event, Event.id == Message.event_id)
            .where(Message.status == MessageStatus.BY_HAND, Message.kind.in_(kinds), until <= now)
        )
        for message in session.scalars(query):
            advance(message, MessageStatus.DROPPED, now=now)


def mail_of(message: Message, office: Office, now: datetime) -> Mail:
    """Return a message that was written, as it is handed in."""
    return Mail(
        message_id=f"vc-{message.id}@{office.uid_domain}",
        sender=office.head.sender,
        sender_name=office.head.name,
        to=message.address,
        to_name=message.name,
        subject=message.subject,
        text=message.body,
        sent_at=now,
        calendar=message.calendar.encode(),
        method=message.method,
    )


def _sending_failed(message: Message, error: IntegrationError, now: datetime) -> None:
    """Write down why the message is not gone, and what comes next."""
    if isinstance(error, OutcomeUnknownError):
        advance(message, MessageStatus.UNKNOWN, now=now, reason=error.message)
        release(message, due_at=None, error=error.message)
    elif isinstance(error, UnavailableError) and message.attempts < MOST_ATTEMPTS:
        advance(message, MessageStatus.PENDING, now=now, reason=error.message)
        due_at = next_try(message.attempts, now)
        release(message, due_at=due_at, error=error.message)
    else:
        reason = NO_ANSWER if isinstance(error, UnavailableError) else error.message
        advance(message, MessageStatus.FAILED, now=now, reason=reason)
        release(message, due_at=None, error=reason)


def _keep(message: Message, letter: Letter) -> None:
    """Keep a letter as it goes out."""
    message.subject = letter.subject[:300]
    message.body = letter.text
    message.calendar = letter.calendar.decode()
    message.method = letter.method


def _write(session: Session, message: Message, office: Office, now: datetime) -> Letter | None:
    """Return the letter of a message as things stand now; None when it is no longer true."""
    event = message.event
    if message.kind in office.composers:
        return office.composers[message.kind](session, message, office.head, now)
    if message.kind is Kind.ALARM:
        return letters.alarm(event, message.about["subject"], message.about["text"], office.head)
    if event is None or (event.starts_at <= now and message.kind in LEADS):
        return None
    to = audience_of(session, event, office.audience).get(message.address)
    if message.kind is Kind.CANCELLATION:
        return _write_cancellation(session, message, event, office.head, still_invited=to)
    is_held = event.status is EventStatus.CONFIRMED and event.meeting.is_ready
    if to is None or not is_held or event.ends_at <= now:
        return None
    if message.kind in LEADS:
        is_same_time = message.about["starts_at"] == letters.utc_key(event.starts_at)
        return letters.reminder(message.kind, event, to, office.head) if is_same_time else None
    return _write_invitation(session, message, event, to, office.head)


def _write_invitation(
    session: Session, message: Message, event: Event, to: Addressee, head: Letterhead
) -> Letter:
    """Return the invitation, with a SEQUENCE that is never lower than one sent before."""
    told = session.get_one(Told, (event.id, message.address))
    told.sequence = max(event.sequence, told.sequence)
    is_update = "is_update" in message.about
    if is_update and exposure.is_more(told.exposure, exposure.kinds(event)):
        message.about = message.about | {"is_exposed_anew": "yes"}
    told.exposure = exposure.kinds(event)
    return letters.invitation(
        event,
        to,
        head,
        sequence=told.sequence,
        is_update=is_update,
        is_exposed_anew=bool(told.exposure) and "is_exposed_anew" in message.about,
    )


def _write_cancellation(
    session: Session,
    message: Message,
    event: Event,
    head: Letterhead,
    *,
    still_invited: Addressee | None,
) -> Letter | None:
    """Return the end of an invitation; None for who never got one, or is invited again."""
    is_cancelled = event.status is EventStatus.CANCELLED
    if not _got_invitation(session, message) or (still_invited and not is_cancelled):
        return None
    told = session.get_one(Told, (event.id, message.address))
    told.sequence = max(event.sequence, told.sequence + 1)
    to = Addressee(message.address, message.name)
    return letters.cancellation(event, to, head, sequence=told.sequence)


def _got_invitation(session: Session, message: Message) -> bool:
    """Tell whether an invitation to the same session went, or may have gone, to the address."""
    query = select(Message.id).where(
        Message.event_id == message.event_id,
        Message.kind == Kind.INVITATION,
        Message.address == message.address,
        Message.status.not_in((MessageStatus.PENDING, MessageStatus.FAILED, MessageStatus.DROPPED)),
    )
    return session.scalar(query.limit(1)) is not None
