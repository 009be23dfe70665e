"""The worker's half: a file is fetched under a lease, piece by piece, and verified.

No transaction is open while a source is on the line. The lease is renewed as the file grows, so a
worker that dies is replaced when it ends, and the next one goes on where the file breaks off.
"""

import hashlib
import time
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from integrations.contracts.common import FileLink
from integrations.contracts.recordings import ComposedFile, FileKey
from integrations.errors import IntegrationError
from integrations.http.downloads import Incoming, opened
from vc.jobs import LeaseLostError, claim, release, renew
from vc.media import Store, is_full
from vc.recordings import service
from vc.recordings.models import FileKind, FileStatus, RecordingFile
from vc.recordings.shift import (
    Kit,
    Shift,
    StoppedError,
    come_back,
    fail,
    look_later,
    not_fetched,
    stopped,
)
from vc.recordings.signatures import HEAD_BYTES, extension_of
from vc.states import advance

SOON = timedelta(seconds=30)
MOST_AT_ONCE = 2
HASH_PIECE = 4_000_000

NO_SPACE = "No queda espacio en el servidor para descargarla. Libere espacio y reintente."
NO_DISK = "El servidor no pudo guardar el archivo ({kind}). Revise el disco y reintente."
WRONG_LENGTH = "Llegaron {got:,} bytes de {size:,}; se descargará de nuevo."
CHANGED = "El archivo cambió en su origen; se descarga de nuevo."
NO_VIDEO = "Lo que llegó de su origen no es un video; se descargará de nuevo."
NO_SOURCE = "Su origen no está conectado: súbala a mano."


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
    """Bring the file here, or write down why that was not possible."""
    if file.status not in (FileStatus.FOUND, FileStatus.DOWNLOADING):
        release(file, due_at=None)
        return
    if _is_crowded(shift, file):
        file.attempts -= 1
        release(file, due_at=shift.now() + SOON, error=file.last_error)
        return
    had = file.stored_bytes
    try:
        _bring(shift, file)
    except IntegrationError as error:
        come_back(shift, file)
        not_fetched(shift, file, error, had=had)
    except StoppedError as stop:
        come_back(shift, file)
        stopped(shift, file, stop)
    except OSError as error:
        come_back(shift, file)
        reason = NO_SPACE if is_full(error) else NO_DISK.format(kind=type(error).__name__)
        fail(shift, file, reason)


def _bring(shift: Shift, file: RecordingFile) -> None:
    """Fetch what is missing of the file, verify the whole, and put it in its place."""
    store, key = shift.kit.store, file.name
    if not _is_whole(store, file):
        link = _ask(shift, file)
        if link is None:
            look_later(shift, file)
            return
        if isinstance(link, ComposedFile):
            _put_together(shift, file, link)
        else:
            _download(shift, file, link)
    sha256 = _digest(shift, file)
    come_back(shift, file)
    _stored(shift, file, store.finish(key), sha256)


def _ask(shift: Shift, file: RecordingFile) -> FileLink | ComposedFile | None:
    """Ask its source for the file; None while it is not ready."""
    recording = file.recording
    source = shift.kit.sources.get(recording.source)
    if source is None:
        raise StoppedError(NO_SOURCE, is_final=True)
    key = FileKey(file.external_id, recording.external_id, recording.host_email)
    shift.session.commit()
    link = source(key)
    come_back(shift, file)
    return link


def _put_together(shift: Shift, file: RecordingFile, composed: ComposedFile) -> None:
    """Write a file that came as a whole."""
    store, key, size = shift.kit.store, file.name, len(composed.content)
    _check_room(store, size)
    service.begin(shift.session, file, now=shift.now())
    shift.session.commit()
    with store.part(key, 0) as part:
        part.write(composed.content)
    come_back(shift, file)
    file.size_bytes = file.stored_bytes = size


def _is_whole(store: Store, file: RecordingFile) -> bool:
    """Tell whether all of it came already, and only its place could not be taken then."""
    if not file.size_bytes:
        return False
    return file.stored_bytes == file.size_bytes == store.part_size(file.name)


def _download(shift: Shift, file: RecordingFile, link: FileLink) -> None:
    """Fetch the file from where it breaks off. Raises StoppedError when its length is wrong."""
    store, key, etag, vendor = shift.kit.store, file.name, file.etag, file.recording.source
    # What was told is durable; what came after it may not have outlived a power cut.
    offset = min(store.part_size(key), file.stored_bytes)
    if not etag and link.size_bytes is None:
        # Nothing could tell whether the rest belongs to what is here.
        offset = 0
    now = shift.now()
    service.begin(shift.session, file, now=now)
    renew(shift.session, file, shift.token, now=now)
    shift.session.commit()
    with opened(link, vendor=vendor, offset=offset, etag=etag) as incoming:
        _begin(shift, file, incoming, link)
        _write(shift, file, incoming)
    come_back(shift, file)
    got = file.stored_bytes = store.part_size(key)
    size = got if file.size_bytes is None else file.size_bytes
    if got != size:
        raise StoppedError(WRONG_LENGTH.format(got=got, size=size), is_anew=got > size)


def _begin(shift: Shift, file: RecordingFile, incoming: Incoming, link: FileLink) -> None:
    """Write down which version of the file is coming, and how large it is.

    Raises StoppedError when it is not the one that was announced or begun, or does not fit.
    """
    come_back(shift, file)
    size = link.size_bytes if incoming.size_bytes is None else incoming.size_bytes
    if link.size_bytes not in (None, size):
        raise StoppedError(WRONG_LENGTH.format(got=size, size=link.size_bytes), is_anew=True)
    is_same = file.size_bytes in (None, size) and (incoming.etag or file.etag) == file.etag
    if incoming.offset and not is_same:
        raise StoppedError(CHANGED, is_anew=True)
    _check_room(shift.kit.store, max(1, (size or 0) - incoming.offset))
    file.etag = incoming.etag[:200]
    file.size_bytes = size
    _renew(shift, file, incoming.offset)


def _check_room(store: Store, size: int) -> None:
    """Raise StoppedError unless that many bytes fit without touching the reserve."""
    if store.free_bytes() < size:
        raise StoppedError(NO_SPACE, is_final=True)


def _write(shift: Shift, file: RecordingFile, incoming: Incoming) -> None:
    """Write the pieces as they arrive, and tell of the progress every few seconds."""
    store, key, written = shift.kit.store, file.name, incoming.offset
    shift.session.commit()
    told_at = time.monotonic()
    with store.part(key, written) as part:
        for piece in incoming.pieces:
            part.write(piece)
            written += len(piece)
            if time.monotonic() - told_at >= shift.kit.tell_every_s:
                part.sync()
                _renew(shift, file, written)
                _check_room(store, 1)
                told_at = time.monotonic()


def _digest(shift: Shift, file: RecordingFile) -> str:
    """Return the SHA-256 of the whole file as it was written. Raises StoppedError for no video."""
    digest, key, size, kind = hashlib.sha256(), file.name, file.stored_bytes, file.kind
    shift.session.commit()
    told_at = time.monotonic()
    with shift.kit.store.read_part(key) as part:
        # A page that asks to sign in comes with 200 too.
        if kind is FileKind.VIDEO and extension_of(part.read(HEAD_BYTES)) is None:
            raise StoppedError(NO_VIDEO, is_anew=True)
        part.seek(0)
        while piece := part.read(HASH_PIECE):
            digest.update(piece)
            if time.monotonic() - told_at >= shift.kit.tell_every_s:
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
    service.settle(shift.session, file.recording, now=now, reason=service.evidence_of(file))
    for hear in shift.kit.hearers:
        hear(shift.session, file, now)


def _is_crowded(shift: Shift, file: RecordingFile) -> bool:
    """Tell whether enough others are being fetched at this moment."""
    others = select(func.count()).where(
        RecordingFile.status == FileStatus.DOWNLOADING,
        RecordingFile.lease_until > shift.now(),
        RecordingFile.id != file.id,
    )
    return (shift.session.scalar(others) or 0) >= MOST_AT_ONCE
