"""What a source says it recorded, taken in once: messages and polls both end here.

A recording is known by the vendor's id of it, and a file by the vendor's id of the file: the same
news, however often and in whatever order they come, change nothing a second time.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.contracts.recordings import FoundFile, FoundRecording
from vc import audit
from vc.accounts.models import Person
from vc.booking.models import Event, Meeting
from vc.db import insert_once
from vc.errors import RuleError
from vc.jobs import wake
from vc.recordings import service
from vc.recordings.models import (
    AWAITED,
    FileKind,
    FileStatus,
    Recording,
    RecordingFile,
    RecordingStatus,
    VendorCopy,
)
from vc.states import advance, can_advance

NOT_FROM_A_SOURCE = "Esa grabación se subió a mano y ya pertenece a una sesión."
IN_THE_BIN = "La grabación está en la papelera. Recupérela antes de asignarla."

KINDS = {kind.value: kind for kind in FileKind}


def ingest(session: Session, source: str, found: FoundRecording, *, now: datetime) -> Recording:
    """Take in one recording that a source has, and have its files fetched; return it.

    What belongs to no session is kept and shown, and fetched once a person says whose it is.
    """
    recording = _known(session, source, found, now)
    # People threw it away here; that the vendor still lists it brings nothing back.
    if recording.status is RecordingStatus.PURGED:
        recording.vendor_copy = VendorCopy.PRESENT
        return recording
    _note(recording, found)
    if recording.event_id is None and not recording.is_dismissed:
        _recognise(session, recording, found, now)
    session.flush()
    wanted = [one for one in found.files if _take(session, recording, one, now)]
    if wanted and can_advance(recording, RecordingStatus.FOUND):
        advance(recording, RecordingStatus.FOUND, now=now)
    return recording


def assign(
    session: Session, recording: Recording, event: Event, *, now: datetime, by: Person
) -> None:
    """Assign a recording to its session, and have its files fetched. Raises RuleError."""
    if recording.is_awaited or not can_be_assigned(recording):
        raise RuleError(NOT_FROM_A_SOURCE)
    if recording.trashed_at is not None:
        raise RuleError(IN_THE_BIN)
    if recording.event_id == event.id:
        return
    awaited = _awaited(session, event, recording.source)
    if awaited is not None:
        # A session has one row of a source: what was awaited is what was found.
        session.delete(awaited)
    before = {"event": recording.event.folio if recording.event else ""}
    recording.event, recording.is_dismissed = event, False
    session.flush()
    after = {"event": event.folio}
    audit.record(session, recording, "recording.assign", now=now, by=by, before=before, after=after)
    fetch_all(session, recording, now)


def can_be_assigned(recording: Recording) -> bool:
    """Tell whether people may say which session it is of: not what was handed in for one."""
    return recording.source != service.UPLOAD or recording.material_kind is not None


def dismiss(
    session: Session, recording: Recording, *, is_dismissed: bool, now: datetime, by: Person
) -> None:
    """Mark an orphan as of no session of this agenda, or take that back."""
    if recording.event_id is not None or recording.material_kind is not None:
        return
    if recording.is_dismissed is is_dismissed:
        return
    recording.is_dismissed = is_dismissed
    audit.record(session, recording, "recording.dismiss", now=now, by=by)


def _known(session: Session, source: str, found: FoundRecording, now: datetime) -> Recording:
    """Return the row of what was found, locked: the known, else the awaited, else a new one."""
    by_id = select(Recording).where(
        Recording.source == source, Recording.external_id == found.external_id
    )
    # A message and a poll tell of the same recording at the same time.
    recording = session.scalar(by_id.with_for_update())
    if recording is not None:
        return recording
    event = _event_of(session, source, found)
    awaited = _awaited(session, event, source) if event is not None else None
    if awaited is not None:
        # The row that waited becomes the recording, so that its history goes on.
        awaited.external_id = found.external_id
        session.flush()
        return awaited
    # Nothing could be locked above where there was no row yet, so two may come to here.
    insert_once(
        session,
        Recording,
        ("source", "external_id"),
        source=source,
        external_id=found.external_id,
        event_id=event.id if event is not None else None,
        recorded_at=found.started_at,
        created_at=now,
    )
    return session.scalars(by_id.with_for_update()).one()


def _recognise(
    session: Session, recording: Recording, found: FoundRecording, now: datetime
) -> None:
    """Give an orphan to its session where that is known by now, as when its room was told later."""
    event = _event_of(session, recording.source, found)
    if event is None:
        return
    awaited = _awaited(session, event, recording.source)
    if awaited is not None:
        session.delete(awaited)
    recording.event = event
    session.flush()
    fetch_all(session, recording, now)


def _event_of(session: Session, source: str, found: FoundRecording) -> Event | None:
    """Return the session in whose room it was recorded; the nearest where a room served several."""
    for column, value in (
        (Meeting.external_id, found.room_id),
        (Meeting.external_uuid, found.room_uuid),
    ):
        if not value:
            continue
        query = select(Event).join(Meeting).where(Meeting.platform == source, column == value)
        events = session.scalars(query).unique().all()
        if events:
            return min(events, key=lambda one: abs(one.starts_at - found.started_at))
    return None


def _awaited(session: Session, event: Event, source: str) -> Recording | None:
    """Return the row that says that the session should have a recording, locked."""
    query = select(Recording).where(
        Recording.event_id == event.id,
        Recording.source == source,
        Recording.external_id.startswith(AWAITED, autoescape=True),
    )
    return session.scalars(query.with_for_update()).first()


def _note(recording: Recording, found: FoundRecording) -> None:
    """Keep what the source says of it as a whole."""
    recording.room_id = found.room_id[:120]
    recording.host_email = found.host_email[:254]
    recording.topic = found.topic[:300]
    recording.recorded_at = found.started_at
    if found.duration_s is not None:
        recording.duration_s = found.duration_s
    if found.expires_at is not None:
        recording.expires_at_vendor_at = found.expires_at
    recording.is_complete = found.is_complete
    recording.vendor_copy = VendorCopy.PRESENT


def _take(session: Session, recording: Recording, found: FoundFile, now: datetime) -> bool:
    """Take in one file; tell whether that leaves something to be fetched that was not before."""
    due_at = now if is_wanted(recording) else None
    file_id = insert_once(
        session,
        RecordingFile,
        ("recording_id", "external_id"),
        recording_id=recording.id,
        external_id=found.external_id,
        kind=KINDS.get(found.kind, FileKind.OTHER),
        extension=found.extension,
        view=found.view[:60],
        started_at=found.started_at,
        ended_at=found.ended_at,
        name=_key(recording, found),
        size_bytes=found.size_bytes,
        due_at=due_at,
    )
    if file_id is None:
        return _see_again(session, recording, found, now)
    if due_at is not None:
        wake(session, "fetch_file", file_id)
    return True


def _see_again(session: Session, recording: Recording, found: FoundFile, now: datetime) -> bool:
    """Note what is new about a file that is known; one that was missing is fetched after all."""
    query = select(RecordingFile).where(
        RecordingFile.recording_id == recording.id, RecordingFile.external_id == found.external_id
    )
    file = session.scalars(query).one()
    file.ended_at = found.ended_at or file.ended_at
    if file.status is FileStatus.FOUND and not file.stored_bytes:
        file.size_bytes = found.size_bytes
    if file.status is FileStatus.MISSING and is_wanted(recording):
        service.retry(session, file, now=now)
        return True
    return False


def is_wanted(recording: Recording) -> bool:
    """Tell whether its files are to be with us."""
    is_here = recording.status is not RecordingStatus.PURGED and recording.trashed_at is None
    return is_here and recording.event_id is not None


def _key(recording: Recording, found: FoundFile) -> str:
    """Return where a file is to be kept."""
    return service.place_of(recording, found.external_id, found.extension)


def fetch_all(session: Session, recording: Recording, now: datetime) -> None:
    """Have every file fetched that is not here and that nobody is at."""
    for file in recording.files:
        if file.status is FileStatus.FOUND and file.due_at is None:
            file.due_at = now
            wake(session, "fetch_file", file.id)
        elif file.status in (FileStatus.MISSING, FileStatus.FAILED):
            service.retry(session, file, now=now)
