"""The worker's half: a file is fetched under a lease, piece by piece, and verified.

No transaction is open while a source is on the line. The lease is renewed as the file grows, so a
worker that dies is replaced when it ends, and the next one goes on where the file breaks off.
"""

import hashlib
import time
from contextlib import ExitStack
from datetime import timedelta

from integrations.contracts.common import FileLink
from integrations.contracts.recordings import ComposedFile, FileKey
from integrations.errors import IntegrationError
from integrations.http.downloads import Incoming, opened
from vc.jobs import others_at_work
from vc.recordings import service
from vc.recordings.download_job import (
    FileJob,
    StoppedError,
    ask_again_later,
    fail,
    not_fetched,
    stopped,
)
from vc.recordings.hooks import FILE_STORED
from vc.recordings.models import FileKind, FileStatus, RecordingFile
from vc.recordings.signatures import HEAD_BYTES, extension_of
from vc.states import advance
from vc.store import Store, is_full

SOON = timedelta(seconds=30)
MOST_AT_ONCE = 2
HASH_PIECE = 4_000_000

NO_SPACE = "No queda espacio en el servidor para descargarla. Libere espacio y reintente."
NO_DISK = "El servidor no pudo guardar el archivo ({kind}). Revise el disco y reintente."
WRONG_LENGTH = "Llegaron {got:,} bytes de {size:,}; se descargará de nuevo."
CHANGED = "El archivo cambió mientras se descargaba; se descarga de nuevo."
NO_VIDEO = "Lo que llegó no es un video; se descargará de nuevo."
NO_SOURCE = "Ya no hay conexión de donde vino: súbala a mano."


def fetch(job: FileJob) -> None:
    """Fetch a file, or go on with it, or write down why that was not possible."""
    file = job.row
    if file.status not in (FileStatus.FOUND, FileStatus.DOWNLOADING):
        job.done()
        return
    if _is_crowded(job):
        # To wait for a free line is no attempt at this file.
        job.uncounted()
        job.again_at(job.now() + SOON, file.last_error)
        return
    # Compared afterwards: a try that brought some bytes is no failed one, however often the line
    # breaks.
    had = file.stored_bytes
    try:
        _bring(job)
    except IntegrationError as error:
        not_fetched(job, error, had=had)
    except StoppedError as stop:
        stopped(job, stop)
    except OSError as error:
        reason = NO_SPACE if is_full(error) else NO_DISK.format(kind=type(error).__name__)
        fail(job, reason)


def _bring(job: FileJob) -> None:
    """Fetch what is missing of the file, verify the whole, and put it in its place."""
    file = job.row
    store, key = job.services.store, file.name
    if not _is_whole(store, file):
        link = _ask(job)
        # Both vendors list a file before it can be fetched.
        if link is None:
            ask_again_later(job)
            return
        if isinstance(link, ComposedFile):
            _put_together(job, link)
        else:
            _download(job, link)
    sha256 = _digest(job)
    _stored(job, store.finish(key), sha256)


def _ask(job: FileJob) -> FileLink | ComposedFile | None:
    """Ask its source for the file; None while it is not ready."""
    file = job.row
    recording = file.recording
    source = job.services.file_sources.get(recording.source)
    if source is None:
        raise StoppedError(NO_SOURCE, is_final=True)
    key = FileKey(file.external_id, recording.external_id, recording.host_email)
    with job.outside():
        return source(key)


def _put_together(job: FileJob, composed: ComposedFile) -> None:
    """Write a file that came as a whole."""
    file = job.row
    store, key, size = job.services.store, file.name, len(composed.content)
    _check_room(store, size)
    # Written before the bytes, so that a page shows a download and not a file that waits.
    service.begin(job.session, file, now=job.now())
    with job.outside(), store.part(key, 0) as part:
        part.write(composed.content)
    file.size_bytes = file.stored_bytes = size


def _is_whole(store: Store, file: RecordingFile) -> bool:
    """Tell whether all of it came already, and only its place could not be taken then."""
    if not file.size_bytes:
        return False
    return file.stored_bytes == file.size_bytes == store.part_size(file.name)


def _download(job: FileJob, link: FileLink) -> None:
    """Fetch the file from where it breaks off. Raises StoppedError when its length is wrong."""
    file = job.row
    store, key, etag, vendor = job.services.store, file.name, file.etag, file.recording.source
    # What was told is durable; what came after it may not have outlived a power cut.
    offset = min(store.part_size(key), file.stored_bytes)
    if not etag and link.size_bytes is None:
        # Nothing could tell whether the rest belongs to what is here.
        offset = 0
    service.begin(job.session, file, now=job.now())
    with ExitStack() as coming:
        with job.outside():
            # The ETag makes the server send the whole file where it is another one by now (RFC
            # 9110, 13.1.5).
            link_opened = opened(link, vendor=vendor, offset=offset, etag=etag)
            incoming = coming.enter_context(link_opened)
        _begin(job, incoming, link)
        _write(job, incoming)
    got = file.stored_bytes = store.part_size(key)
    # Some answers tell no length; then the end of the stream is all there is to go by.
    size = got if file.size_bytes is None else file.size_bytes
    if got != size:
        raise StoppedError(WRONG_LENGTH.format(got=got, size=size), is_anew=got > size)


def _begin(job: FileJob, incoming: Incoming, link: FileLink) -> None:
    """Write down which version of the file is coming, and how large it is.

    Raises StoppedError when it is not the one that was announced or begun, or does not fit.
    """
    file = job.row
    size = link.size_bytes if incoming.size_bytes is None else incoming.size_bytes
    # The listing and the answer must agree, or one of them is of another file.
    if link.size_bytes not in (None, size):
        raise StoppedError(WRONG_LENGTH.format(got=size, size=link.size_bytes), is_anew=True)
    is_same = file.size_bytes in (None, size) and (incoming.etag or file.etag) == file.etag
    if incoming.offset and not is_same:
        raise StoppedError(CHANGED, is_anew=True)
    _check_room(job.services.store, max(1, (size or 0) - incoming.offset))
    file.etag = incoming.etag[:200]
    file.size_bytes = size
    job.heartbeat(stored_bytes=incoming.offset)


def _check_room(store: Store, size: int) -> None:
    """Raise StoppedError unless that many bytes fit without touching the reserve."""
    if store.free_bytes() < size:
        raise StoppedError(NO_SPACE, is_final=True)


def _write(job: FileJob, incoming: Incoming) -> None:
    """Write the pieces as they arrive, and tell of the progress every few seconds."""
    file = job.row
    store, key, written = job.services.store, file.name, incoming.offset
    told_at = time.monotonic()
    with job.outside(), store.part(key, written) as part:
        for piece in incoming.pieces:
            part.write(piece)
            written += len(piece)
            if time.monotonic() - told_at >= job.services.tell_every_s:
                # Told only once it is on the disk: whoever goes on after a power cut begins at what
                # was told.
                part.sync()
                job.heartbeat(stored_bytes=written)
                # Others fill the same disk meanwhile.
                _check_room(store, 1)
                told_at = time.monotonic()


def _digest(job: FileJob) -> str:
    """Return the SHA-256 of the whole file as it was written. Raises StoppedError for no video."""
    file = job.row
    digest, key, size, kind = hashlib.sha256(), file.name, file.stored_bytes, file.kind
    told_at = time.monotonic()
    with job.outside(), job.services.store.read_part(key) as part:
        # A page that asks to sign in comes with 200 too.
        if kind is FileKind.VIDEO and extension_of(part.read(HEAD_BYTES)) is None:
            raise StoppedError(NO_VIDEO, is_anew=True)
        # The digest is of every byte, those included that were looked at to know a video.
        part.seek(0)
        while piece := part.read(HASH_PIECE):
            digest.update(piece)
            if time.monotonic() - told_at >= job.services.tell_every_s:
                job.heartbeat(stored_bytes=size)
                told_at = time.monotonic()
    return digest.hexdigest()


def _stored(job: FileJob, size: int, sha256: str) -> None:
    """Write down that the file is safe, and tell those who wait for it."""
    file, now = job.row, job.now()
    facts = {"sha256": sha256, "stored_bytes": size, "size_bytes": size, "stored_at": now}
    advance(file, FileStatus.STORED, now=now, by=None, reason="", **facts)
    job.done()
    service.update_status(job.session, file.recording, now=now, reason=service.evidence_of(file))
    for hear in job.services.registry.added_to(FILE_STORED):
        hear(job.session, file, now)


def _is_crowded(job: FileJob) -> bool:
    """Tell whether enough others are being fetched at this moment."""
    is_coming = RecordingFile.status == FileStatus.DOWNLOADING
    return others_at_work(job.session, job.row, is_coming, job.now()) >= MOST_AT_ONCE
