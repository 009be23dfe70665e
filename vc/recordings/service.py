"""The rules of recordings: expect one from a source, take one in by hand, try again."""

import hashlib
import re
import secrets
from datetime import datetime
from typing import IO
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.booking.models import Event
from vc.errors import RuleError
from vc.jobs import release, wake
from vc.recordings.models import (
    FileKind,
    FileStatus,
    Recording,
    RecordingFile,
    RecordingStatus,
    VendorCopy,
)
from vc.recordings.signatures import HEAD_BYTES, extension_of
from vc.states import advance, can_advance
from vc.store import Part, Store, is_full

UPLOAD = "upload"
"""The source of what people hand in."""
PIECE_BYTES = 1_000_000
MOST_BYTES = 4_000_000_000

NO_VIDEO = "Ese archivo no es un video que se pueda leer. Elija otro."
TOO_LARGE = "El archivo pasa de 4 GB. Divídalo o comprímalo y súbalo de nuevo."
NO_SPACE = "No queda espacio en el servidor para ese archivo. Avise a quien lo administra."
EMPTY = "El archivo está vacío. Elija otro."


def expect(
    session: Session,
    event: Event,
    *,
    source: str,
    external_id: str,
    recorded_at: datetime,
    expires_at: datetime | None,
    now: datetime,
) -> Recording:
    """Expect a video of a session at a source; the worker fetches it as soon as it is there.

    The same source and id give the same recording, however often it is expected.
    """
    recording = _recording(session, source, external_id)
    if recording is not None:
        return recording
    recording = Recording(
        event=event,
        source=source,
        external_id=external_id,
        recorded_at=recorded_at,
        vendor_copy=VendorCopy.PRESENT,
        expires_at_vendor_at=expires_at,
        created_at=now,
    )
    key = key_of(event, source, external_id, recorded_at)
    file = RecordingFile(recording=recording, external_id=external_id, name=key, due_at=now)
    session.add_all([recording, file])
    session.flush()
    after = {"source": source}
    audit.record(session, recording, "recording.expect", now=now, by=None, before={}, after=after)
    wake(session, "fetch_file", file.id)
    return recording


def receive_upload(
    session: Session,
    event: Event,
    *,
    source: str,
    external_id: str,
    stream: IO[bytes],
    store: Store,
    now: datetime,
    by: Person,
) -> RecordingFile:
    """Keep a video that a person hands in, in constant memory; return its file, stored.

    Raises RuleError, in Spanish, for what is no video, too large, or has no room. Nothing is kept
    then. No transaction is open while the file is being written.
    """
    session.commit()
    head = stream.read(HEAD_BYTES)
    extension = extension_of(head)
    if not head:
        raise RuleError(EMPTY, field="video")
    if extension is None:
        raise RuleError(NO_VIDEO, field="video")
    # No other upload and no download writes under this name.
    name = f"{external_id}-{secrets.token_hex(4)}"
    key = key_of(event, source, name, event.starts_at, extension)
    session.commit()
    sha256 = _write(store, key, head, stream)
    try:
        size = store.finish(key)
        file = _file_for_upload(session, event, source, external_id, key, now)
        abandoned = file.name
        facts = {"name": key, "extension": extension, "sha256": sha256, "etag": ""}
        _keep(session, file, size=size, now=now, by=by, **facts)
    except BaseException:
        store.remove(key)
        raise
    if abandoned != key:
        store.discard_part(abandoned)
    return file


def retry(
    session: Session, file: RecordingFile, *, now: datetime, by: Person | None = None
) -> None:
    """Let the worker try at once what failed, was missing, or waits for its next turn."""
    if file.status in (FileStatus.FAILED, FileStatus.MISSING):
        advance(file, FileStatus.FOUND, now=now, looks=0)
        recording = file.recording
        if can_advance(recording, RecordingStatus.EXPECTED):
            advance(recording, RecordingStatus.EXPECTED, now=now, by=by)
        release(file, due_at=now)
    elif file.due_at is not None and file.lease_until is None:
        file.due_at = now
    wake(session, "fetch_file", file.id)


def begin(session: Session, file: RecordingFile, *, now: datetime) -> None:
    """Write down that a file is about to be fetched."""
    if file.status is FileStatus.FOUND:
        advance(file, FileStatus.DOWNLOADING, now=now)
    update_status(session, file.recording, now=now)


def update_status(
    session: Session, recording: Recording, *, now: datetime, reason: str = ""
) -> None:
    """Bring a recording's status in line with its files'."""
    session.flush()
    # Its last two files may be finished at the same time: each must see the other.
    session.refresh(recording, with_for_update=True)
    query = select(RecordingFile.status).where(RecordingFile.recording_id == recording.id)
    wanted = _status_of(set(session.scalars(query)))
    if wanted is None or wanted is recording.status:
        return
    if wanted is RecordingStatus.DOWNLOADING and recording.status is not RecordingStatus.FOUND:
        advance(recording, RecordingStatus.FOUND, now=now)
    if can_advance(recording, wanted):
        advance(recording, wanted, now=now, reason=reason)


def _status_of(files: set[FileStatus]) -> RecordingStatus | None:
    """Return the status of a recording by those of its files; None where they do not decide it."""
    if FileStatus.DOWNLOADING in files:
        return RecordingStatus.DOWNLOADING
    if FileStatus.FOUND in files:
        return None
    if FileStatus.FAILED in files:
        return RecordingStatus.FAILED
    return RecordingStatus.STORED if FileStatus.STORED in files else RecordingStatus.MISSING


def key_of(
    event: Event, source: str, external_id: str, at: datetime, extension: str = "mp4"
) -> str:
    """Return the key of a session's file: by month and folio, so that people find it too."""
    local = at.astimezone(ZoneInfo(event.tzid))
    return f"{local:%Y}/{local:%m}/{event.folio}/{source}-{plain_name(external_id)}.{extension}"


def place_of(recording: Recording, external_id: str, extension: str) -> str:
    """Return the key of a recording's file, which may be of no session."""
    at = recording.recorded_at
    if recording.event is not None:
        return key_of(recording.event, recording.source, external_id, at, extension)
    kind = "sin-sesion" if recording.material_kind is None else "material"
    name = f"{recording.source}-{plain_name(external_id)}.{extension}"
    return f"{at:%Y}/{at:%m}/{kind}/{name}"


def plain_name(external_id: str) -> str:
    """Return an id as a part of a file's name; no two ids have the same."""
    plain = re.sub(r"[^A-Za-z0-9._-]", "-", external_id)[:60]
    digest = hashlib.sha256(external_id.encode()).hexdigest()[:10]
    return plain if plain == external_id else f"{plain}-{digest}"


def evidence_of(file: RecordingFile) -> str:
    """Return the evidence that a file is safe: its name and digest."""
    return f"{file.name} · sha256 {file.sha256}"


def _recording(session: Session, source: str, external_id: str) -> Recording | None:
    """Return what is known by a source's id."""
    query = select(Recording).where(
        Recording.source == source, Recording.external_id == external_id
    )
    return session.scalar(query)


def _file_for_upload(
    session: Session, event: Event, source: str, external_id: str, key: str, now: datetime
) -> RecordingFile:
    """Return the row of a file that was handed in: the one that was awaited, else a new one."""
    recording = _recording(session, source, external_id)
    if recording is None:
        recording = Recording(
            event=event,
            source=source,
            external_id=external_id,
            recorded_at=event.starts_at,
            created_at=now,
        )
        session.add(recording)
        session.flush()
    awaited = (one for one in recording.files if one.status is not FileStatus.STORED)
    file = next((one for one in awaited if one.kind is FileKind.VIDEO), None)
    if file is None:
        file = RecordingFile(recording=recording, external_id=key[-120:], name=key)
        session.add(file)
        session.flush()
    return file


def _keep(
    session: Session, file: RecordingFile, *, size: int, now: datetime, by: Person, **facts: str
) -> None:
    """Write down that a person handed in a file, and what of it."""
    # Whoever is fetching it at this moment finds that the row is not theirs any more.
    held = {"lease_token": "", "lease_until": None, "due_at": None, "last_error": ""}
    sizes = {"stored_bytes": size, "size_bytes": size, "stored_at": now}
    advance(file, FileStatus.STORED, now=now, by=by, reason="", **facts, **sizes, **held)
    after = {"name": file.name, "size": size}
    recording = file.recording
    audit.record(session, recording, "recording.upload", now=now, by=by, before={}, after=after)
    update_status(session, recording, now=now, reason=evidence_of(file))


def _write(store: Store, key: str, head: bytes, stream: IO[bytes]) -> str:
    """Write a file beside its place; return its SHA-256. Whatever goes wrong, nothing remains."""
    try:
        with store.part(key, 0) as part:
            return _pour(store, part, head, stream)
    except BaseException as error:
        store.discard_part(key)
        if isinstance(error, OSError) and is_full(error):
            raise RuleError(NO_SPACE, field="video") from error
        raise


def _pour(store: Store, part: Part, head: bytes, stream: IO[bytes]) -> str:
    """Write a stream piece by piece, while there is room; return its SHA-256."""
    digest, written, piece = hashlib.sha256(), 0, head
    while piece:
        written += len(piece)
        if written > MOST_BYTES:
            raise RuleError(TOO_LARGE, field="video")
        if store.free_bytes() < len(piece):
            raise RuleError(NO_SPACE, field="video")
        part.write(piece)
        digest.update(piece)
        piece = stream.read(PIECE_BYTES)
    return digest.hexdigest()
