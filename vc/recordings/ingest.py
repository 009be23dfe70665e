"""What a source says it recorded, taken in once: messages and polls both end here.

A recording is known by the vendor's id of it, and a file by the vendor's id of the file: the same
news, however often and in whatever order they come, change nothing a second time.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.recording import FoundFile, FoundRecording, RecordingNews, StorageUse
from integrations.recording import VendorCopy as Seen
from vc import audit
from vc.accounts.models import Person
from vc.booking.models import Event, Meeting
from vc.db import insert_once
from vc.errors import RuleError
from vc.jobs import wake
from vc.mailing import service as mailing
from vc.recordings import service
from vc.recordings.models import (
    AWAITED,
    FileKind,
    FileStatus,
    Recording,
    RecordingFile,
    RecordingStatus,
    VendorCopy,
    VendorStorage,
)
from vc.recordings.words import source_name
from vc.states import advance, can_advance

NEARLY_FULL = 0.85
STORAGE_SUBJECT = "Atención: el almacenamiento de {source} está casi lleno"
STORAGE_TEXT = (
    "Se usan {used:.1f} GB de {total:.1f} GB. Cuando se llena, las sesiones siguientes ya no se "
    "graban. En «Grabaciones» se ve qué está resguardado aquí y puede borrarse allá."
)
NOT_FROM_A_SOURCE = "Esa grabación se subió a mano y ya pertenece a una sesión."
IN_THE_BIN = "La grabación está en la papelera. Restáurela antes de asignarla."

KINDS = {kind.value: kind for kind in FileKind}


def ingest(session: Session, source: str, found: FoundRecording, *, now: datetime) -> Recording:
    """Take in one recording that a source has, and have its files fetched; return it.

    What belongs to no session is kept and shown, and fetched once a person says whose it is.
    """
    recording = _known(session, source, found, now)
    if recording.status is RecordingStatus.PURGED:
        recording.vendor_copy = VendorCopy.PRESENT
        return recording
    _note(recording, found)
    session.flush()
    wanted = [one for one in found.files if _take(session, recording, one, now)]
    if wanted and can_advance(recording, RecordingStatus.FOUND):
        advance(recording, RecordingStatus.FOUND, now=now)
    return recording


def hear(
    session: Session,
    source: str,
    news: RecordingNews,
    *,
    now: datetime,
    happened_at: datetime | None = None,
) -> bool:
    """Take in what a vendor's message says; tell whether anything of it concerns us.

    Messages come in any order: `happened_at` tells which one is older.
    """
    at = happened_at or now
    if news.storage is not None:
        note_storage(session, source, news.storage, now=now)
    recording = ingest(session, source, news.found, now=now) if news.found else None
    concerned = [
        *_hear_copies(session, source, news.copies, at=at, now=now),
        *_hear_file_copies(session, source, news.file_copies, now),
    ]
    return bool(recording or concerned or news.storage)


def note_storage(session: Session, source: str, use: StorageUse, *, now: datetime) -> None:
    """Keep how full a vendor's storage is, and tell people once when it is nearly full."""
    row = session.get(VendorStorage, source)
    if row is None:
        row = VendorStorage(source=source, used_bytes=0, read_at=now)
        session.add(row)
    row.used_bytes, row.read_at = use.used_bytes, now
    row.total_bytes = use.total_bytes if use.total_bytes is not None else row.total_bytes
    if not is_nearly_full(row):
        row.warned_at = None
    elif row.warned_at is None:
        row.warned_at = now
        used, total = row.used_bytes / 1e9, (row.total_bytes or 0) / 1e9
        subject = STORAGE_SUBJECT.format(source=source_name(source))
        text = STORAGE_TEXT.format(used=used, total=total)
        mailing.alarm(session, None, subject=subject, text=text, now=now)


def is_nearly_full(row: VendorStorage) -> bool:
    """Tell whether little is left of a vendor's storage."""
    return bool(row.total_bytes) and row.used_bytes >= NEARLY_FULL * (row.total_bytes or 0)


def no_longer_listed(
    session: Session, source: str, host_email: str, listed: Iterable[str], since: datetime
) -> None:
    """Note which copies a vendor does not list any more, of those that began since then.

    Our own copies are not touched by that: it only tells people where copies are.
    """
    query = select(Recording).where(
        Recording.source == source,
        Recording.host_email == host_email,
        Recording.vendor_copy == VendorCopy.PRESENT,
        Recording.recorded_at >= since,
        Recording.external_id.not_in(list(listed)),
    )
    for recording in session.scalars(query):
        recording.vendor_copy = VendorCopy.DELETED


def assign(
    session: Session, recording: Recording, event: Event, *, now: datetime, by: Person
) -> None:
    """Say which session a recording is of, and have its files fetched. Raises RuleError."""
    if recording.is_awaited or recording.source == service.UPLOAD:
        raise RuleError(NOT_FROM_A_SOURCE)
    if recording.trashed_at is not None:
        raise RuleError(IN_THE_BIN)
    if recording.event_id == event.id:
        return
    awaited = _awaited(session, event, recording.source)
    if awaited is not None:
        session.delete(awaited)
    before = {"event": recording.event.folio if recording.event else ""}
    recording.event, recording.is_dismissed = event, False
    session.flush()
    after = {"event": event.folio}
    audit.record(session, recording, "recording.assign", now=now, by=by, before=before, after=after)
    _fetch_all(session, recording, now)


def dismiss(
    session: Session, recording: Recording, *, is_dismissed: bool, now: datetime, by: Person
) -> None:
    """Say that an orphan is of no session of this agenda, or take that back."""
    if recording.event_id is not None or recording.is_dismissed is is_dismissed:
        return
    recording.is_dismissed = is_dismissed
    audit.record(session, recording, "recording.dismiss", now=now, by=by)


def _known(session: Session, source: str, found: FoundRecording, now: datetime) -> Recording:
    """Return the row of what was found, locked: the known, else the awaited, else a new one."""
    by_id = select(Recording).where(
        Recording.source == source, Recording.external_id == found.external_id
    )
    recording = session.scalar(by_id.with_for_update())
    if recording is not None:
        return recording
    event = _event_of(session, source, found)
    awaited = _awaited(session, event, source) if event is not None else None
    if awaited is not None:
        awaited.external_id = found.external_id
        session.flush()
        return awaited
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
    if recording.event is not None:
        return service.key_of(
            recording.event,
            recording.source,
            found.external_id,
            recording.recorded_at,
            found.extension,
        )
    at, name = recording.recorded_at, service.plain_name(found.external_id)
    return f"{at:%Y}/{at:%m}/sin-sesion/{recording.source}-{name}.{found.extension}"


def _fetch_all(session: Session, recording: Recording, now: datetime) -> None:
    """Have every file fetched that is not here and that nobody is at."""
    for file in recording.files:
        if file.status is FileStatus.FOUND and file.due_at is None:
            file.due_at = now
            wake(session, "fetch_file", file.id)
        elif file.status in (FileStatus.MISSING, FileStatus.FAILED):
            service.retry(session, file, now=now)


def _hear_copies(
    session: Session, source: str, copies: Mapping[str, Seen], *, at: datetime, now: datetime
) -> list[Recording]:
    """Note what became of a vendor's copies; what was brought back is fetched after all."""
    query = select(Recording).where(
        Recording.source == source, Recording.external_id.in_(list(copies))
    )
    concerned = list(session.scalars(query.with_for_update()))
    for recording in concerned:
        copy = VendorCopy(copies[recording.external_id].value)
        known_at = recording.vendor_copy_at
        if recording.vendor_copy is copy or (known_at is not None and at < known_at):
            continue
        recording.vendor_copy, recording.vendor_copy_at = copy, at
        audit.record(session, recording, f"recording.vendor_{copy.lower()}", now=now, by=None)
        if copy is VendorCopy.PRESENT and is_wanted(recording):
            _fetch_all(session, recording, now)
    return concerned


def _hear_file_copies(
    session: Session, source: str, copies: Mapping[str, Seen], now: datetime
) -> list[RecordingFile]:
    """Fetch single files that were brought back; that others went changes nothing here."""
    query = select(RecordingFile).join(Recording)
    query = query.where(Recording.source == source, RecordingFile.external_id.in_(list(copies)))
    concerned = list(session.scalars(query))
    for file in concerned:
        is_back = copies[file.external_id] is Seen.PRESENT
        if is_back and file.status is FileStatus.MISSING and is_wanted(file.recording):
            service.retry(session, file, now=now)
    return concerned
