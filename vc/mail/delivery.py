"""The worker's half of mail: a message is written, whole, then claimed as sent, then handed in.

What cannot be written is known before anything is claimed, and is FAILED with its reason.
"""

import logging
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from integrations.contracts.mail import Envelope, Mail
from integrations.email_addresses import AddressError
from integrations.errors import (
    IntegrationError,
    OutcomeUnknownError,
    RejectedError,
    UnavailableError,
)
from integrations.mail_message import write
from vc.booking import exposure
from vc.booking.models import Event
from vc.booking.states import EventStatus
from vc.errors import AppError
from vc.inputs import balanced
from vc.jobs import Job, backoff_until, release
from vc.mail import templates
from vc.mail.models import Kind, Message, MessageStatus, Told
from vc.mail.notifications import addressee_of
from vc.mail.service import LEADS, OF_A_SESSION, Office, office_of
from vc.mail.templates import CANCEL, REQUEST, Stamp
from vc.mail.wording import Addressee, Before, Letter, Letterhead, own_link
from vc.office import own_texts
from vc.states import advance

MOST_ATTEMPTS = 10
"""Tries (about an hour with the waits between) before a person is asked."""
CUT_OFF = "El envío se interrumpió: no se sabe si el mensaje salió. Revise antes de reenviarlo."
NO_ANSWER = "El servidor de correo no responde. Se intentó varias veces; puede reenviarlo."
NO_ADDRESS = "A esa dirección no se le puede escribir; corríjala donde se invita a la persona."
NOT_WRITTEN = "El sistema no pudo escribir este mensaje. Avise a quien lo administra."

log = logging.getLogger(__name__)


def send(job: Job[Message]) -> None:
    """Write and send a message, or do what else its state asks for."""
    session, message, now = job.session, job.row, job.now()
    office = office_of(job.services)
    if message.status is MessageStatus.SENDING:
        # Whoever held it is gone, and may have sent it: only a person may send it again.
        _end(message, MessageStatus.UNKNOWN, now, CUT_OFF)
        return
    try:
        envelope = _prepared(session, message, office, now)
    except RejectedError as error:
        _end(message, MessageStatus.FAILED, now, error.message)
        return
    if envelope is None:
        _end(message, MessageStatus.DROPPED, now)
        return
    # Before it is handed in, so that what a person passes on by hand is never older than this one.
    _drop_older(session, message, now)
    if office.mail_sender is None:
        _end(message, MessageStatus.BY_HAND, now)
        return
    # Committed by `outside` before the first byte: a message that is found so may have gone out.
    advance(message, MessageStatus.SENDING, now=now)
    try:
        with job.outside():
            office.mail_sender.send(envelope)
    except IntegrationError as error:
        _sending_failed(message, error, job.now())
        return
    message.sent_at = job.now()
    _end(message, MessageStatus.SENT, job.now())


def _end(message: Message, status: MessageStatus, now: datetime, reason: str = "") -> None:
    """Write down how it ended; nothing more is to be done by itself."""
    advance(message, status, now=now, reason=reason)
    release(message, due_at=None, error=reason)


def _prepared(session: Session, message: Message, office: Office, now: datetime) -> Envelope | None:
    """Return the message as it is handed in, written now; None when it is no longer true.

    Raises RejectedError where it cannot be written, whoever's fault that is.
    """
    try:
        letter = _write(session, message, office, now)
        if letter is not None:
            letter = _in_own_words(session, letter)
    # Those pass by themselves, or are the lease's: the job runner answers them.
    except (DBAPIError, AppError):
        raise
    except AddressError as error:
        raise RejectedError(NO_ADDRESS, vendor="mail", operation="write") from error
    except Exception as error:
        log.exception("message %s cannot be written", message.id)
        raise RejectedError(NOT_WRITTEN, vendor="mail", operation="write") from error
    if letter is None:
        return None
    _keep(message, letter)
    return write(mail_of(message, office, now))


def _in_own_words(session: Session, letter: Letter) -> Letter:
    """Return a letter in the office's own words, where it has some; its calendar entry stays."""
    own = own_texts.kept(session, letter.key)
    if own is None:
        return letter
    subject, text = (
        own_texts.line(own.subject, letter.names),
        own_texts.filled(own.body, letter.names),
    )
    return replace(letter, subject=subject, text=text)


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


def mail_of(message: Message, office: Office, now: datetime) -> Mail:
    """Return a message that was written, as it is handed in."""
    return Mail(
        # The same at every try, so that mailboxes show a message once that was sent twice.
        message_id=f"vc-{message.id}@{office.uid_domain}",
        sender=office.head.sender,
        sender_name=office.head.sender_name or office.head.name,
        to=message.address,
        to_name=message.name,
        subject=message.subject,
        text=message.body,
        sent_at=now,
        calendar=message.calendar.encode(),
        method=message.method,
        # Many servers send only in their own name; answers still go to the office.
        reply_to="" if office.head.sender == office.head.email else office.head.email,
    )


def _sending_failed(message: Message, error: IntegrationError, now: datetime) -> None:
    """Write down why the message is not gone, and what comes next."""
    if isinstance(error, OutcomeUnknownError):
        _end(message, MessageStatus.UNKNOWN, now, error.message)
    # The server did not take it, so sending it again makes no second copy.
    elif isinstance(error, UnavailableError) and message.attempts < MOST_ATTEMPTS:
        advance(message, MessageStatus.PENDING, now=now, reason=error.message)
        due_at = backoff_until(message.attempts, now)
        release(message, due_at=due_at, error=error.message)
    else:
        reason = NO_ANSWER if isinstance(error, UnavailableError) else error.message
        _end(message, MessageStatus.FAILED, now, reason)


def _keep(message: Message, letter: Letter) -> None:
    """Keep a letter as it goes out."""
    message.subject = balanced(letter.subject[:300])
    message.body = balanced(letter.text)
    message.calendar = letter.calendar.decode()
    message.method = letter.method


def _write(session: Session, message: Message, office: Office, now: datetime) -> Letter | None:
    """Return the letter of a message as things stand now; None when it is no longer true."""
    event = message.event
    if message.kind in office.composers:
        return office.composers[message.kind](session, message, office.head, now)
    if message.kind is Kind.ALARM:
        subject, text = message.about["subject"], message.about["text"]
        return templates.alarm(event, subject, text, office.head, now)
    if event is None or (event.starts_at <= now and message.kind in LEADS):
        return None
    return _write_of_session(session, message, event, office, now)


def _write_of_session(
    session: Session, message: Message, event: Event, office: Office, now: datetime
) -> Letter | None:
    """Return the letter about a session; None where its room or the reader's part in it is gone."""
    to = addressee_of(session, event, office, message.address)
    if message.kind is Kind.CANCELLATION:
        return _write_cancellation(session, message, office.head, now, still_invited=to)
    is_held = event.status is EventStatus.CONFIRMED and event.meeting.is_ready
    if to is None or not is_held or event.ends_at <= now:
        return None
    if message.kind in LEADS:
        is_same_time = message.about["starts_at"] == templates.utc_key(event.starts_at)
        return templates.reminder(event, to, office.head, now) if is_same_time else None
    return _write_invitation(session, message, to, office.head, now)


def _write_invitation(
    session: Session, message: Message, to: Addressee, head: Letterhead, now: datetime
) -> Letter | None:
    """Return the invitation, with the SEQUENCE that follows from what was sent before.

    None for a change that was taken back before anybody heard of it.
    """
    event = message.event
    assert event is not None
    told = session.get_one(Told, (event.id, message.address))
    is_update = "is_update" in message.about
    method, _, written = told.written.partition(":")
    is_known = method == REQUEST and templates.is_told(written, event, to, head)
    is_exposed_anew = is_update and exposure.is_more(told.exposure, exposure.kinds(event))
    if is_update and is_known and not is_exposed_anew and not message.body:
        return None
    before = _before(session, message, to.link or own_link(event, head)) if is_update else None
    message.about = message.about | _times(event)
    if is_exposed_anew:
        message.about = message.about | {"is_exposed_anew": "yes"}
    told.exposure = exposure.kinds(event)
    return templates.invitation(
        event,
        to,
        head,
        stamp=Stamp(_sequence(event, told, to, head, REQUEST), now),
        before=before,
        is_exposed_anew=bool(told.exposure) and "is_exposed_anew" in message.about,
    )


def _before(session: Session, message: Message, link: str) -> Before:
    """Return what the last invitation to the same address said, as far as it is kept."""
    last = session.scalar(_invitations(message).order_by(Message.id.desc()).limit(1))
    if last is None or not {"starts_at", "ends_at"} <= set(last.about):
        return Before()
    start, end = (datetime.fromisoformat(last.about[name]) for name in ("starts_at", "ends_at"))
    return Before(start, end, link in last.body)


def _times(event: Event) -> dict[str, str]:
    """Return a session's times as its invitation keeps them, for the next one to compare."""
    pairs = (("starts_at", event.starts_at), ("ends_at", event.ends_at))
    return {name: templates.utc_key(moment) for name, moment in pairs}


def _write_cancellation(
    session: Session,
    message: Message,
    head: Letterhead,
    now: datetime,
    *,
    still_invited: Addressee | None,
) -> Letter | None:
    """Return the end of an invitation; None for who never got one, or is invited again."""
    event = message.event
    assert event is not None
    is_cancelled = event.status is EventStatus.CANCELLED
    told = session.get_one(Told, (event.id, message.address))
    if still_invited and not is_cancelled:
        # The end was taken back before this left: nothing is to be told of it.
        told.is_cancelled = False
        return None
    if not _got_invitation(session, message):
        return None
    to = Addressee(message.address, message.name)
    sequence = _sequence(event, told, to, head, CANCEL)
    return templates.cancellation(event, to, head, stamp=Stamp(sequence, now))


def _sequence(event: Event, told: Told, to: Addressee, head: Letterhead, method: str) -> int:
    """Return the SEQUENCE of the entry that is written now, and keep it for the next one.

    RFC 5546, 2.1.4: calendar programs drop what is not newer than what they have. It is never
    lower than the feeds', and raised with each message that differs from the one before.
    """
    before, _, digest = told.written.partition(":")
    if before != method or not templates.is_told(digest, event, to, head):
        follows = told.sequence + 1 if told.written else told.sequence
        told.sequence = max(event.sequence, follows)
        told.written = f"{method}:{templates.digest(event, to, head)}"
    return told.sequence


def _got_invitation(session: Session, message: Message) -> bool:
    """Tell whether an invitation to the same session went, or may have gone, to the address."""
    return session.scalar(_invitations(message).limit(1)) is not None


def _invitations(message: Message) -> Select[Message]:
    """Return the query for the invitations to the same session that may have reached somebody."""
    return select(Message).where(
        Message.event_id == message.event_id,
        Message.id != message.id,
        Message.kind == Kind.INVITATION,
        Message.address == message.address,
        Message.status.not_in((MessageStatus.PENDING, MessageStatus.FAILED, MessageStatus.DROPPED)),
    )
