"""What vendors tell us: kept once by the door, worked on by the worker, in any order.

Every effect may happen again without doing anything twice: the first opening is the earliest, the
last closing the latest, and everything else only asks for a look at the vendor.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from integrations.contracts.recordings import RecordingSource
from integrations.contracts.webhooks import Notice, NoticeKind
from vc import audit, dates
from vc.attendance import headcount
from vc.booking.models import Meeting
from vc.db import insert_once
from vc.jobs import Job, backoff_until, release, wake
from vc.live import webhooks
from vc.reconciliation import schedule
from vc.reconciliation.models import Delivery, DeliveryStatus
from vc.recordings import webhooks as recordings_webhooks
from vc.states import advance

MOST_ATTEMPTS = 5
KEPT_FOR = timedelta(days=90)
"""What was understood is not kept for longer: it names people who were in a room."""

NOT_OURS = "No es de una sesión de esta agenda."
NO_NEWS = "Ya se sabía; no cambió nada."
COUNTED_ANEW = (NoticeKind.STARTED, NoticeKind.ENDED, NoticeKind.ATTENDANCE)
"""After any of them a count that was made may be too low."""
NOTES = {
    NoticeKind.ATTENDANCE: "Se contó en la sesión.",
    NoticeKind.REGISTRATION: "Se guardó; los registros de esta agenda no dependen de él.",
    NoticeKind.CREATED: "La sala ya existe; no cambió nada.",
}
GOES_TO_LOOK = "Se está comparando la sala con la agenda."
GOES_TO_READ = "Se pidió leer la transmisión en Facebook."
HEARD = "Se tomó en cuenta para la transmisión en vivo."
TAKEN_IN = "Se anotó en «Grabaciones»."
NO_RECORDING = "No dice nada nuevo de una grabación."
NOBODY: Mapping[str, RecordingSource] = {}
FAR = "Fue lejos de la sesión, como en una prueba."
UNKNOWN = "No se conoce este tipo de mensaje."
BROKEN = "Falló al atenderse: {error}"


def keep(
    session: Session, vendor: str, raw: bytes, notice: Notice, now: datetime, *, number: int = 0
) -> bool:
    """Keep a message that was verified, unless it was kept before; tell whether it is new.

    `number` tells apart the notices that came in one body.
    """
    known = vendor.encode() + b"\0" + raw + (f"\0{number}".encode() if number else b"")
    delivery_id = insert_once(
        session,
        Delivery,
        "body_hash",
        vendor=vendor,
        body_hash=hashlib.sha256(known).hexdigest(),
        event=notice.event,
        kind=notice.kind.value,
        happened_at=notice.at or now,
        received_at=now,
        due_at=now,
        external_id=notice.external_id,
        external_uuid=notice.external_uuid,
        detail=notice.detail,
        body=dict(notice.body),
    )
    if delivery_id is None:
        return False
    wake(session, "take_delivery", delivery_id)
    return True


def retry(session: Session, delivery: Delivery, *, now: datetime) -> None:
    """Work on a message again that failed or was not understood, as after an update."""
    if delivery.status not in (DeliveryStatus.FAILED, DeliveryStatus.NOT_UNDERSTOOD):
        return
    advance(delivery, DeliveryStatus.RECEIVED, now=now)
    delivery.attempts = 0
    delivery.due_at = now
    wake(session, "take_delivery", delivery.id)


def forget_old(session: Session, now: datetime) -> None:
    """Delete what was understood long ago."""
    is_old = Delivery.received_at < now - KEPT_FOR
    is_done = Delivery.status == DeliveryStatus.DONE
    statement = delete(Delivery).where(is_old, is_done)
    session.execute(statement.execution_options(synchronize_session=False))


def take(job: Job[Delivery]) -> None:
    """Carry out what a message asks for and write down what that was."""
    session, delivery, now = job.session, job.row, job.now()
    kind = NoticeKind(delivery.kind)
    if kind is NoticeKind.UNKNOWN:
        delivery.note = UNKNOWN
        advance(delivery, DeliveryStatus.NOT_UNDERSTOOD, now=now)
    elif kind is NoticeKind.RECORDING:
        delivery.note = _hear_of_recording(
            session, delivery, job.services.recorders.get(delivery.vendor), now
        )
        advance(delivery, DeliveryStatus.DONE, now=now)
    else:
        delivery.note = _effect(session, delivery, kind, now)
        advance(delivery, DeliveryStatus.DONE, now=now)
    job.done()


def _effect(session: Session, delivery: Delivery, kind: NoticeKind, now: datetime) -> str:
    """Do what a message of this kind asks for; return what that was, in Spanish."""
    if kind is NoticeKind.LIVE_VIDEO:
        is_ours = webhooks.hear_channel(session, delivery.external_id, now)
        return GOES_TO_READ if is_ours else NOT_OURS
    meeting = _meeting_of(session, delivery)
    if meeting is None:
        return NOT_OURS
    is_of_session = meeting.is_of_session(delivery.happened_at)
    if kind in COUNTED_ANEW and is_of_session:
        headcount.hear(session, meeting.event, now)
    if kind is NoticeKind.STARTED and is_of_session:
        webhooks.hear_room(session, meeting, is_open=True, at=delivery.happened_at, now=now)
    return _room_effect(session, delivery, meeting, kind, now)


def _room_effect(
    session: Session, delivery: Delivery, meeting: Meeting, kind: NoticeKind, now: datetime
) -> str:
    """Do what a message about one of our rooms asks for; return what that was, in Spanish."""
    match kind:
        case NoticeKind.STARTED:
            return _started(session, delivery, meeting, now)
        case NoticeKind.ENDED:
            webhooks.hear_room(session, meeting, is_open=False, at=delivery.happened_at, now=now)
            return _ended(session, delivery, meeting, now)
        case NoticeKind.CHANGED:
            schedule.nudge(session, meeting.id, now)
            return GOES_TO_LOOK
        case NoticeKind.ALERT:
            _line(session, delivery, meeting, now, reason=delivery.detail)
            return "Se anotó en la historia de la sesión."
        case NoticeKind.STREAM_STARTED | NoticeKind.STREAM_STOPPED:
            is_on = kind is NoticeKind.STREAM_STARTED
            is_news = webhooks.hear_stream(
                session, meeting, is_on=is_on, at=delivery.happened_at, now=now
            )
            return HEARD if is_news else NO_NEWS
    return NOTES[kind]


def _hear_of_recording(
    session: Session, delivery: Delivery, recorder: RecordingSource | None, now: datetime
) -> str:
    """Take in what a message says of recordings; return what that was, in Spanish."""
    news = recorder.news(delivery.event, delivery.body) if recorder is not None else None
    at = delivery.happened_at
    is_news = news is not None and recordings_webhooks.hear(
        session, delivery.vendor, news, now=now, happened_at=at
    )
    return TAKEN_IN if is_news else NO_RECORDING


def _meeting_of(session: Session, delivery: Delivery) -> Meeting | None:
    """Return our meeting that a message is about, locked until the transaction ends."""
    if not delivery.external_id:
        return None
    query = select(Meeting).where(
        Meeting.platform == delivery.vendor, Meeting.external_id == delivery.external_id
    )
    # Two messages about one room come at the same time, and each compares before it writes.
    return session.scalars(query.with_for_update(of=Meeting)).unique().first()


def _started(session: Session, delivery: Delivery, meeting: Meeting, now: datetime) -> str:
    """Keep the earliest and the latest opening for the session; the history tells of the first.

    One that lies far from the session, as a test does, is only told of as such.
    """
    at, before = delivery.happened_at, meeting.started_at
    if not meeting.is_of_session(at):
        _line(session, delivery, meeting, now, reason=_far(meeting, at))
        return FAR
    if meeting.last_opened_at is None or meeting.last_opened_at < at:
        meeting.last_opened_at = at
    if before is not None and not meeting.is_of_session(before):
        # The session was moved away from it.
        before = None
    # Messages come late and in any order: what counts is when it happened, never when it came.
    if before is not None and before <= at:
        return NO_NEWS
    meeting.started_at = at
    if before is None:
        _line(session, delivery, meeting, now, reason=_hour(meeting, at))
    return "La sala se abrió."


def _ended(session: Session, delivery: Delivery, meeting: Meeting, now: datetime) -> str:
    """Keep the latest closing after the session; the history tells of the first."""
    at, before = delivery.happened_at, meeting.ended_at
    if meeting.last_opened_at is None and not meeting.is_of_session(at):
        return FAR
    if before is not None and before >= at:
        return NO_NEWS
    meeting.ended_at = at
    if before is None:
        _line(session, delivery, meeting, now, reason=_hour(meeting, at))
    return "La sala se cerró."


def _hour(meeting: Meeting, at: datetime) -> str:
    """Return the local hour of an instant, in words."""
    return f"A las {at.astimezone(ZoneInfo(meeting.event.tzid)):%H:%M} h, según el mensaje."


def _far(meeting: Meeting, at: datetime) -> str:
    """Return the sentence of an opening that was not for the session."""
    local = at.astimezone(ZoneInfo(meeting.event.tzid))
    day = dates.day(local, ZoneInfo(meeting.event.tzid))
    return f"El {day}, {local:%H:%M} h: lejos de la sesión, como en una prueba."


def _line(
    session: Session, delivery: Delivery, meeting: Meeting, now: datetime, *, reason: str
) -> None:
    """Add a line to the session's history."""
    action = f"meeting.{delivery.kind}"
    audit.record(session, meeting, action, now=now, by=None, before={}, after={}, reason=reason)


def note_failure(session: Session, delivery_id: int, error: Exception, now: datetime) -> None:
    """Count a failure of our own code, and after several of them leave it to a person."""
    delivery = session.get_one(Delivery, delivery_id, populate_existing=True)
    delivery.attempts += 1
    reason = BROKEN.format(error=type(error).__name__)
    if delivery.attempts < MOST_ATTEMPTS:
        release(delivery, due_at=backoff_until(delivery.attempts, now), error=reason)
    else:
        delivery.note = reason
        advance(delivery, DeliveryStatus.FAILED, now=now)
        release(delivery, due_at=None, error=reason)
    session.commit()
