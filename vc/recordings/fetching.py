"""The worker's half: a file is fetched under a lease, piece by piece, and verified.

No transaction is open while a source is on the line. The lease is renewed as the file grows, so a
worker that dies is replaced when it ends, and the next one goes on where the file breaks off.
"""

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from integrations.base import FileLink
from integrations.downloads import AgedLinkError, Incoming, opened
from integrations.errors import (
    CredentialsError,
    IntegrationError,
    NotFoundError,
    RejectedError,
)
from vc.jobs import LeaseLostError, claim, hold, next_try, release, renew
from vc.media import Store
from vc.recordings import service
from vc.recordings.models import FileStatus, RecordingFile, RecordingStatus
from vc.states import advance

Source = Callable[[str], FileLink | None]
Hearer = Callable[[Session, RecordingFile, datetime], None]

LOOKS = (5, 10, 20, 40)
"""Minutes until a source is asked again that does not have the file yet; hourly afterwards."""
SOON = timedelta(seconds=30)
MOST_AT_ONCE = 2
RENEW_S = 5
HASH_PIECE = 4_000_000

NOT_YET = "Todavía no está lista en su origen; se preguntará de nuevo."
GONE = "Ya no está en su origen."
NO_SPACE = "No queda espacio en el servidor para descargarla. Libere espacio y oprima «Reintentar»."
WRONG_LENGTH = "Llegaron {got:,} bytes de {size:,}; se descargará de nuevo."
CHANGED = "El archivo cambió en su origen; se descarga de nuevo."
NO_SOURCE = "Su origen no está conectado: súbala a mano."


@dataclass(frozen=True, slots=True)
class Kit:
    """What the worker has at hand. `hearers` are told, in the same transaction, of a safe file."""

    sources: Mapping[str, Source]
    store: Store
    clock: Callable[[], datetime]
    hearers: tuple[Hearer, ...] = ()


@dataclass(frozen=True, slots=True)
class Shift:
    """One call of the worker: its row is claimed under `token`."""

    session: Session
    kit: Kit
    token: str

    def now(self) -> datetime:
        """Return the present instant."""
        return self.kit.clock()


def fetch(session: Session, file_id: int, *, kit: Kit) -> None:
    """Fetch a file, or go on with it, if that is due and nobody else is at it."""
    now = kit.clock()
    token = claim(session, RecordingFile, file_id, now=now)
    session.commit()
    if token is None:
        return
    shift = Shift(session, kit, token)
    try:
        _fetch(shift, session.get_one(RecordingFile, file_id))
        session.commit()
    except LeaseLostError:
        # Somebody else has it now, or a person handed it in meanwhile.
        session.rollback()


def _fetch(shift: Shift, file: RecordingFile) -> None:
    """Ask the source where the file is, and fetch it."""
    if file.status not in (FileStatus.FOUND, FileStatus.DOWNLOADING):
        release(file, due_at=None)
        return
    if _is_crowded(shift, file):
        file.attempts = max(0, file.attempts - 1)
        release(file, due_at=shift.now() + SOON, error=file.last_error)
        return
    source, external_id = shift.kit.sources.get(file.recording.source), file.external_id
    if source is None:
        _fail(shift, file, NO_SOURCE)
        return
    shift.session.commit()
    try:
        link = source(external_id)
        if link is None:
            _come_back(shift, file)
            _look_later(shift, file)
            return
        _download(shift, file, link)
    except IntegrationError as error:
        _come_back(shift, file)
        _not_fetched(shift, file, error)


def _download(shift: Shift, file: RecordingFile, link: FileLink) -> None:
    """Fetch what is missing of the file, verify the whole, and put it in its place."""
    store, key = shift.kit.store, file.name
    offset, etag, vendor = store.part_size(key), file.etag, file.recording.source
    if not etag and link.size_bytes is None:
        # Nothing could tell whether the rest belongs to what is here.
        offset = 0
    if file.status is FileStatus.FOUND:
        advance(file, FileStatus.DOWNLOADING, now=shift.now())
    shift.session.commit()
    with opened(link, vendor=vendor, offset=offset, etag=etag) as incoming:
        size = incoming.size_bytes if incoming.size_bytes is not None else link.size_bytes
        _begin(shift, file, incoming, size)
        if not _has_room(store, (size or 0) - incoming.offset):
            _come_back(shift, file)
            _fail(shift, file, NO_SPACE)
            return
        _write(shift, file, incoming)
    got = store.part_size(key)
    if size is not None and got != size:
        if got > size:
            store.discard_part(key)
        _come_back(shift, file)
        text = WRONG_LENGTH.format(got=got, size=size)
        release(file, due_at=next_try(file.attempts, shift.now()), error=text)
        file.stored_bytes = store.part_size(key)
        return
    sha256 = _digest(shift, file)
    _come_back(shift, file)
    _stored(shift, file, store.finish(key), sha256)


def _begin(shift: Shift, file: RecordingFile, incoming: Incoming, size: int | None) -> None:
    """Write down which version of the file is coming, and how large it is."""
    _come_back(shift, file)
    file.etag = incoming.etag[:200]
    file.size_bytes = size
    file.stored_bytes = incoming.offset
    shift.session.commit()


def _write(shift: Shift, file: RecordingFile, incoming: Incoming) -> None:
    """Write the pieces as they arrive, and tell of the progress every few seconds."""
    key, written, told_at = file.name, incoming.offset, time.monotonic()
    shift.session.commit()
    with shift.kit.store.append(key, from_start=incoming.offset == 0) as part:
        for piece in incoming.pieces:
            part.write(piece)
            written += len(piece)
            if time.monotonic() - told_at >= RENEW_S:
                part.flush()
                _renew(shift, file, written)
                told_at = time.monotonic()


def _digest(shift: Shift, file: RecordingFile) -> str:
    """Return the SHA-256 of the whole file, as it was written."""
    digest, told_at, size = hashlib.sha256(), time.monotonic(), file.stored_bytes
    key = file.name
    shift.session.commit()
    with shift.kit.store.read_part(key) as part:
        while piece := part.read(HASH_PIECE):
            digest.update(piece)
            if time.monotonic() - told_at >= RENEW_S:
                _renew(shift, file, size)
                told_at = time.monotonic()
    return digest.hexdigest()


def _renew(shift: Shift, file: RecordingFile, written: int) -> None:
    """Renew the lease and tell how much is here. Raises LeaseLostError."""
    renew(shift.session, file, shift.token, now=shift.now())
    file.stored_bytes = written
    shift.session.commit()


def _stored(shift: Shift, file: RecordingFile, size: int, sha256: str) -> None:
    """Write down that the file is safe, and tell those who wait for it."""
    now = shift.now()
    facts = {"sha256": sha256, "stored_bytes": size, "size_bytes": size, "stored_at": now}
    advance(file, FileStatus.STORED, now=now, **facts)
    release(file, due_at=None)
    service.note_stored(shift.session, file, now)
    for hear in shift.kit.hearers:
        hear(shift.session, file, now)


def _look_later(shift: Shift, file: RecordingFile) -> None:
    """The source does not have it yet: ask again, less and less often."""
    wait = LOOKS[file.looks] if file.looks < len(LOOKS) else 60
    file.looks += 1
    file.attempts = 0
    release(file, due_at=shift.now() + timedelta(minutes=wait), error=NOT_YET)


def _not_fetched(shift: Shift, file: RecordingFile, error: IntegrationError) -> None:
    """Write down why it is not here, and what comes next."""
    now = shift.now()
    file.stored_bytes = shift.kit.store.part_size(file.name)
    if isinstance(error, NotFoundError):
        advance(file, FileStatus.MISSING, now=now)
        advance(file.recording, RecordingStatus.MISSING, now=now, reason=error.message)
        release(file, due_at=None, error=GONE)
    elif isinstance(error, RejectedError):
        _fail(shift, file, error.message)
    else:
        if isinstance(error, AgedLinkError) and error.status == 416:
            shift.kit.store.discard_part(file.name)
        said = getattr(error, "retry_after", None)
        # Credentials come back by themselves or with somebody's help: it waits.
        wait = now + timedelta(minutes=15) if isinstance(error, CredentialsError) else None
        later = said if said and said > now else wait or next_try(file.attempts, now)
        release(file, due_at=later, error=error.message)


def _fail(shift: Shift, file: RecordingFile, reason: str) -> None:
    """Ask a person: nothing more is tried until somebody says so."""
    now = shift.now()
    advance(file, FileStatus.FAILED, now=now)
    recording = file.recording
    if recording.status in (RecordingStatus.EXPECTED, RecordingStatus.FOUND):
        advance(recording, RecordingStatus.FAILED, now=now, reason=reason)
    release(file, due_at=None, error=reason)


def _come_back(shift: Shift, file: RecordingFile) -> None:
    """Come back from a source: make sure the row is still ours and read what it now says."""
    hold(shift.session, file, shift.token)
    shift.session.refresh(file)


def _is_crowded(shift: Shift, file: RecordingFile) -> bool:
    """Tell whether enough others are being fetched at this moment."""
    others = select(func.count()).where(
        RecordingFile.status == FileStatus.DOWNLOADING,
        RecordingFile.lease_until > shift.now(),
        RecordingFile.id != file.id,
    )
    return (shift.session.scalar(others) or 0) >= MOST_AT_ONCE


def _has_room(store: Store, missing: int) -> bool:
    """Tell whether what is missing fits without touching the reserve."""
    return store.free_bytes() >= max(missing, 1)
