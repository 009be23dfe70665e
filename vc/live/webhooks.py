"""What others tell of a broadcast: the room's vendor, the channel, and whoever fetches its copy.

Every effect may happen again without doing anything twice, and in any order.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.booking.models import Meeting
from vc.live import alarms
from vc.live.models import OVER, Broadcast, BroadcastStatus
from vc.live.sync import awaken, broadcast_of
from vc.recordings.models import RecordingFile
from vc.states import advance

S = BroadcastStatus


def hear_room(
    session: Session, meeting: Meeting, *, is_open: bool, at: datetime, now: datetime
) -> bool:
    """Hear that the room was opened or closed; tell whether that was news to a broadcast."""
    broadcast = broadcast_of(session, meeting.event)
    if broadcast is None or broadcast.status in OVER:
        return False
    name = "room_opened_at" if is_open else "room_closed_at"
    before = getattr(broadcast, name)
    if before is not None and before >= at:
        return False
    setattr(broadcast, name, at)
    if is_open and broadcast.status is S.SCHEDULED and broadcast.start_failed_at:
        # It could not start before anybody was there: now it may.
        broadcast.start_failed_at = broadcast.start_asked_at = None
    awaken(session, broadcast, now)
    return True


def hear_stream(
    session: Session, meeting: Meeting, *, is_on: bool, at: datetime, now: datetime
) -> bool:
    """Hear that the room sends its picture, or no longer does; tell whether that was news."""
    broadcast = broadcast_of(session, meeting.event)
    if broadcast is None or broadcast.status in OVER:
        return False
    sends_at, silent_at = broadcast.room_sends_at, broadcast.room_silent_at
    if any(known is not None and known >= at for known in (sends_at, silent_at)):
        return False
    if is_on:
        broadcast.room_sends_at, broadcast.room_silent_at = at, None
    else:
        broadcast.room_sends_at, broadcast.room_silent_at = None, at
        broadcast.sent_at = None
    awaken(session, broadcast, now)
    return True


def hear_channel(session: Session, external_id: str, now: datetime) -> bool:
    """Hear that something became of a live video; tell whether it is one of ours."""
    if not external_id:
        return False
    broadcast = session.scalar(select(Broadcast).where(Broadcast.external_id == external_id))
    if broadcast is None:
        return False
    # It only hints: the next look reads what the channel then says.
    broadcast.looked_at = None
    awaken(session, broadcast, now)
    return True


def note_stored(session: Session, file: RecordingFile, now: datetime) -> None:
    """Hear that a file is safe: a broadcast whose copy it is needs no more watching."""
    event = file.recording.event
    broadcast = broadcast_of(session, event) if event is not None else None
    if broadcast is None or file.recording.source != broadcast.channel:
        return
    if broadcast.status not in (S.ENDED, S.EXPIRED):
        return
    reason = f"{file.name} · sha256 {file.sha256}"
    advance(broadcast, S.ARCHIVED, now=now, reason=reason, archived_at=now)
    alarms.set_alarm(session, broadcast, "", now)
    awaken(session, broadcast, now)
