"""The rules of handing in: a file is begun, takes its pieces in order, and is then verified.

What arrives is the unfinished file of a `RecordingFile`; once it is whole, the worker that fetches
files reads it again, verifies it and puts it in its place.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import IO

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.booking.models import Event
from vc.db import rows_changed
from vc.errors import ConcurrentChangeError, NotFoundError, RuleError
from vc.jobs import release, wake
from vc.permissions import Capability, check
from vc.recordings import service as recordings
from vc.recordings.models import (
    AWAITED,
    FileKind,
    FileStatus,
    Recording,
    RecordingFile,
    RecordingStatus,
)
from vc.recordings.service import UPLOAD
from vc.recordings.signatures import extension_of
from vc.store import Store, is_full

PIECE_BYTES = 1_000_000
MOST_PIECE_BYTES = 8_000_000
MOST_BYTES = 4_294_967_296
KEPT_UNFINISHED = timedelta(days=7)
LEASE = timedelta(minutes=2)
"""How long one piece may take before another one is let in."""
VIDEOS = (
    *("mp4", "mov", "mkv", "webm", "m4v", "avi", "wmv", "asf", "flv"),
    *("mpg", "mpeg", "vob", "ts", "mts", "m2ts", "3gp", "3g2", "ogv"),
)
SOUNDS = ("m4a", "mp3", "wav", "ogg", "oga", "opus", "aac", "flac", "amr", "wma", "mka", "weba")
EXTENSIONS = {
    **dict.fromkeys(VIDEOS, FileKind.VIDEO),
    **dict.fromkeys(SOUNDS, FileKind.AUDIO),
}
"""All that ffmpeg reads as it is let read (`ffmpeg.FORMATS`), by what such files are called."""

NOT_TAKEN = (
    "Ese tipo de archivo no se puede subir. Se toman videos "
    f"({', '.join(VIDEOS).upper()}) y audios ({', '.join(SOUNDS).upper()})."
)
TOO_LARGE = "El archivo pasa de 4 GB. Divídalo o comprímalo y súbalo de nuevo."
EMPTY = "El archivo está vacío. Elija otro."
NO_SPACE = "No queda espacio en el servidor para ese archivo. Avise a quien lo administra."
NO_VIDEO = "Ese archivo no es un video, así que no se guardó nada de él. Elija otro."
IS_OVER = "Esa subida ya terminó o se canceló."
OUT_OF_STEP = "La subida va en otro punto; se continúa desde ahí."


class NotMediaError(RuleError):
    """What comes is not what its name says; nothing of it is kept."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What a person wants to hand in: the file's name, and its length in bytes."""

    name: str
    size_bytes: int


def begin(
    session: Session, event: Event, offered: Offered, *, store: Store, now: datetime, by: Person
) -> RecordingFile:
    """Begin to take a file for a session; return its row. Raises RuleError and NotAllowedError."""
    check(by, Capability.HAND_IN, event)
    recording = Recording(
        event=event,
        source=UPLOAD,
        external_id=secrets.token_hex(8),
        topic=offered.name[:300],
        recorded_at=event.starts_at,
        handed_in_by_id=by.id,
        created_at=now,
    )
    return begin_for(session, recording, offered, store=store, now=now)


def begin_for(
    session: Session, recording: Recording, offered: Offered, *, store: Store, now: datetime
) -> RecordingFile:
    """Begin to take the file of a new recording; return its row. Raises RuleError, in Spanish."""
    extension = PurePath(offered.name).suffix.lower().lstrip(".")
    kind = EXTENSIONS.get(extension)
    if kind is None:
        raise RuleError(NOT_TAKEN)
    if offered.size_bytes <= 0:
        raise RuleError(EMPTY)
    if offered.size_bytes > MOST_BYTES:
        raise RuleError(TOO_LARGE)
    if store.free_bytes() < offered.size_bytes:
        raise RuleError(NO_SPACE)
    session.add(recording)
    file = RecordingFile(
        recording=recording,
        external_id=recording.external_id,
        kind=kind,
        extension=extension,
        name=recordings.place_of(recording, recording.external_id, extension),
        size_bytes=offered.size_bytes,
    )
    session.add(file)
    session.flush()
    recordings.begin(session, file, now=now)
    return file


def unfinished(session: Session, file_id: int, *, by: Person) -> RecordingFile:
    """Return a file that is being handed in by a person. Raises NotFoundError, NotAllowedError."""
    file = session.get(RecordingFile, file_id)
    if file is None or file.recording.source != UPLOAD:
        raise NotFoundError(IS_OVER)
    check(by, Capability.CHANGE_HANDED_IN, file)
    if file.status not in (FileStatus.DOWNLOADING, FileStatus.STORED):
        raise NotFoundError(IS_OVER)
    return file


def take(
    session: Session,
    file: RecordingFile,
    offset: int,
    stream: IO[bytes],
    *,
    store: Store,
    now: datetime,
) -> int:
    """Take the next piece of a file; return how much of it is here now.

    What came before a line broke is kept. Raises ConcurrentChangeError when the piece does not
    begin where the file ends, or another one is being taken, and RuleError when it cannot be kept;
    NotMediaError, after which the file is forgotten. No transaction is open while the piece is
    written.
    """
    try:
        return _take(session, file, offset, stream, store=store, now=now)
    except NotMediaError:
        # Nothing of it stays: whoever sent it sees the reason at once and chooses another file.
        cancel(session, file, store=store, now=now, by=None)
        raise


def _take(
    session: Session,
    file: RecordingFile,
    offset: int,
    stream: IO[bytes],
    *,
    store: Store,
    now: datetime,
) -> int:
    """Take the next piece of a file, and write down how much of it is here."""
    file_id, key, size = file.id, file.name, file.size_bytes or 0
    _seize(session, file_id, offset, now)
    written = offset
    try:
        with _told_in_spanish(), store.part(key, offset) as part:
            for piece in _pieces(stream, size - offset):
                _check_piece(store, key, written, piece)
                part.write(piece)
                written += len(piece)
    finally:
        _let_go(session, file_id, written, size, now)
    return written


def cancel(
    session: Session, file: RecordingFile, *, store: Store, now: datetime, by: Person | None
) -> None:
    """Forget a file that was being handed in, and what came of it; `by` None: it was refused."""
    if file.status is not FileStatus.DOWNLOADING or file.due_at is not None:
        return
    recording, key = file.recording, file.name
    after = {"name": recording.topic}
    audit.record(
        session, recording, "recording.cancel_upload", now=now, by=by, before={}, after=after
    )
    session.delete(file)
    session.flush()
    session.expire(recording)
    session.delete(recording)
    session.commit()
    # After the commit: were it undone, the row would name bytes that are gone.
    store.discard_part(key)


def note_stored(session: Session, file: RecordingFile, now: datetime) -> None:
    """Hear that a file is safe: a session whose recording was handed in awaits none any more."""
    recording = file.recording
    is_of_session = recording.event_id is not None and recording.material_kind is None
    if recording.source != UPLOAD or not is_of_session:
        return
    awaited = select(Recording).where(
        Recording.event_id == recording.event_id,
        Recording.id != recording.id,
        Recording.external_id.startswith(AWAITED, autoescape=True),
        Recording.status.in_((RecordingStatus.EXPECTED, RecordingStatus.MISSING)),
    )
    for one in session.scalars(awaited):
        session.delete(one)


def abandoned(session: Session, now: datetime) -> list[RecordingFile]:
    """Return the files of which nothing has come for a week."""
    query = (
        select(RecordingFile)
        .join(Recording)
        .where(
            Recording.source == UPLOAD,
            RecordingFile.status == FileStatus.DOWNLOADING,
            RecordingFile.due_at.is_(None),
            Recording.created_at <= now - KEPT_UNFINISHED,
            or_(RecordingFile.lease_until.is_(None), RecordingFile.lease_until <= now),
        )
    )
    return list(session.scalars(query.limit(20)))


def _seize(session: Session, file_id: int, offset: int, now: datetime) -> None:
    """Keep everybody else from writing this file for a while, if it ends where we go on."""
    is_free = or_(RecordingFile.lease_until.is_(None), RecordingFile.lease_until <= now)
    statement = (
        update(RecordingFile)
        .where(
            RecordingFile.id == file_id,
            RecordingFile.status == FileStatus.DOWNLOADING,
            # Together with the lease: two tabs that send the same piece cannot both write it.
            RecordingFile.stored_bytes == offset,
            RecordingFile.due_at.is_(None),
            is_free,
        )
        .values(lease_until=now + LEASE)
        .execution_options(synchronize_session=False)
    )
    count = rows_changed(session, statement)
    session.commit()
    # The client asks where the file ends by now, and goes on from there (tus, 409).
    if count != 1:
        raise ConcurrentChangeError(OUT_OF_STEP)


def _let_go(session: Session, file_id: int, written: int, size: int, now: datetime) -> None:
    """Write down how much is here; a file that is whole is verified by the worker."""
    # The piece may have ended by an error, in the midst of anything.
    session.rollback()
    file = session.get_one(RecordingFile, file_id, populate_existing=True)
    file.stored_bytes = written
    is_whole = written == size
    release(file, due_at=now if is_whole else None)
    if is_whole:
        wake(session, "fetch_file", file.id)
    session.commit()


def _pieces(stream: IO[bytes], left: int) -> Iterator[bytes]:
    """Yield what arrives, at most `left` bytes of it."""
    while left > 0 and (piece := stream.read(min(PIECE_BYTES, left))):
        left -= len(piece)
        yield piece


def _check_piece(store: Store, key: str, written: int, piece: bytes) -> None:
    """Raise RuleError for what does not fit, or begins like no video."""
    is_video = EXTENSIONS[key.rpartition(".")[2]] is FileKind.VIDEO
    if not written and is_video and extension_of(piece) is None:
        raise NotMediaError(NO_VIDEO)
    if store.free_bytes() < len(piece):
        raise RuleError(NO_SPACE)


@contextmanager
def _told_in_spanish() -> Iterator[None]:
    """Say in words that the disk is full."""
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise RuleError(NO_SPACE) from error
        raise
