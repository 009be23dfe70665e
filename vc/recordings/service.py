"""The rules of recordings: expect one from a source, take one in by hand, try again."""

import hashlib
import re
from datetime import datetime
from typing import BinaryIO
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.booking.models import Event
from vc.errors import RuleError
from vc.jobs import release, wake
from vc.media import Store
from vc.recordings.models import FileStatus, Recording, RecordingFile, RecordingStatus
from vc.states import advance

PIECE_BYTES = 1_000_000
HEAD_BYTES = 64
MOST_BYTES = 4_000_000_000

NO_VIDEO = "Ese archivo no es un video MP4, MOV, MKV o WebM. Elija otro."
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
    if recording is None:
        recording = Recording(
            event=event,
            source=source,
            external_id=external_id,
            recorded_at=recorded_at,
            expires_at_vendor_at=expires_at,
            created_at=now,
        )
        session.add(recording)
        session.flush()
        after = {"source": source}
        audit.record(
            session, recording, "recording.expect", now=now, by=None, before={}, after=after
        )
    key = key_of(event, source, external_id, recorded_at)
    values = {"recording_id": recording.id, "external_id": external_id, "name": key}
    known = select(RecordingFile.id).where(
        RecordingFile.recording_id == recording.id, RecordingFile.external_id == external_id
    )
    if session.scalar(known) is None:
        file = RecordingFile(**values, due_at=now)
        session.add(file)
        session.flush()
        wake(session, "fetch_file", file.id)
    return recording


def receive_upload(
    session: Session,
    event: Event,
    *,
    source: str,
    external_id: str,
    stream: BinaryIO,
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
    name = f"{external_id}-{hashlib.sha256(head + repr(now).encode()).hexdigest()[:8]}"
    key = key_of(event, source, name, event.starts_at, extension)
    session.commit()
    sha256 = _write(store, key, head, stream)
    size = store.finish(key)
    file = _file_for_upload(session, event, source, external_id, key, now)
    facts = {"name": key, "extension": extension, "sha256": sha256, "stored_at": now}
    facts |= {"stored_bytes": size, "size_bytes": size, "due_at": None, "last_error": ""}
    advance(file, FileStatus.STORED, now=now, by=by, **facts)
    # Whoever is fetching it at this moment finds that the row is not theirs any more.
    file.lease_token = ""
    file.lease_until = None
    after = {"name": key, "size": size}
    recording = file.recording
    audit.record(session, recording, "recording.upload", now=now, by=by, before={}, after=after)
    note_stored(session, file, now)
    return file


def retry(session: Session, file: RecordingFile, *, now: datetime) -> None:
    """Let the worker try again what failed or was missing."""
    if file.status not in (FileStatus.FAILED, FileStatus.MISSING):
        return
    advance(file, FileStatus.FOUND, now=now)
    file.looks = 0
    release(file, due_at=now)
    wake(session, "fetch_file", file.id)


def note_stored(session: Session, file: RecordingFile, now: datetime, reason: str = "") -> None:
    """Write down that a file is safe; its recording is once all that can be had are."""
    recording = file.recording
    waits = [one for one in recording.files if one.status in (FileStatus.FOUND,)]
    if not waits and recording.status is not RecordingStatus.STORED:
        text = reason or f"{file.name} · sha256 {file.sha256}"
        advance(recording, RecordingStatus.STORED, now=now, reason=text)


def key_of(
    event: Event, source: str, external_id: str, at: datetime, extension: str = "mp4"
) -> str:
    """Return where a file of a session is kept: by month and folio, so that people find it too."""
    local = at.astimezone(ZoneInfo(event.tzid))
    plain = re.sub(r"[^A-Za-z0-9._-]", "-", external_id)[:80]
    return f"{local:%Y}/{local:%m}/{event.folio}/{source}-{plain}.{extension}"


def extension_of(head: bytes) -> str | None:
    """Return the extension of a video by its first bytes; None for what is none we know.

    ISO 14496-12 (`ftyp`) for MP4 and QuickTime; RFC 8794's header for Matroska and WebM.
    """
    if head[4:8] == b"ftyp":
        return "mov" if head[8:10] == b"qt" else "mp4"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "webm" if b"webm" in head else "mkv"
    return None


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
    awaited = next((one for one in recording.files if one.status is not FileStatus.STORED), None)
    if awaited is not None:
        return awaited
    file = RecordingFile(recording=recording, external_id=key[-120:], name=key)
    session.add(file)
    session.flush()
    return file


def _write(store: Store, key: str, head: bytes, stream: BinaryIO) -> str:
    """Write a file beside its place, piece by piece; return its SHA-256."""
    digest, written = hashlib.sha256(), 0
    try:
        with store.append(key, from_start=True) as part:
            piece = head
            while piece:
                written += len(piece)
                if written > MOST_BYTES:
                    raise RuleError(TOO_LARGE, field="video")
                if store.free_bytes() < len(piece):
                    raise RuleError(NO_SPACE, field="video")
                part.write(piece)
                digest.update(piece)
                piece = stream.read(PIECE_BYTES)
    except BaseException:
        store.discard_part(key)
        raise
    return digest.hexdigest()
