"""The worker's half of letting go: files out of the bin, and a vendor's copy once ours is verified.

Both may be called any number of times. Deleting what is gone is no error, so a worker that died in
the middle is simply followed by another.
"""

import hashlib
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, BinaryIO

from integrations.errors import CredentialsError, IntegrationError, RejectedError
from vc import audit
from vc.jobs import Job, release
from vc.recordings.hooks import RECORDING_NEEDED, RECORDING_PURGED, Need
from vc.recordings.models import FileStatus, RecordingFile, RecordingStatus, VendorCopy
from vc.retention.models import DeletionStatus, Disposal, DisposalStatus, VendorDeletion
from vc.retention.service import why_needed, why_not_deletable
from vc.states import advance, can_advance
from vc.store import Store

HASH_PIECE = 4_000_000
RENEW_EVERY = 25
"""Pieces (100 MB) between two renewals of the lease."""
MOST_TRIES = 8
A_DAY = timedelta(days=1)
"""After so long it is asked again whether what stands in the bin is still needed."""

ALTERED = "Nuestra copia de «{name}» se dañó. No se borró nada fuera de aquí."
NOT_HERE = "Nuestra copia de «{name}» no está en su lugar. No se borró nada fuera de aquí."
NOT_CONNECTED = "No hay conexión, o no deja borrar desde aquí."


class NotVerifiedError(Exception):
    """Our own copy is not what it should be; the message says which file, in Spanish."""


def purge(job: Job[Disposal]) -> None:
    """Delete the files of a recording whose days in the bin are over; its row stays and tells.

    The files go first: while one is left, the recording is still in the bin.
    """
    disposal, store = job.row, job.services.store
    if disposal.status is not DisposalStatus.IN_BIN:
        job.done()
        return
    # Asked again now: in thirty days somebody may have begun a clip of it.
    needed = why_needed(job.session, disposal.recording, _needs(job))
    if needed:
        job.again_at(job.now() + A_DAY, needed)
        return
    names = [file.name for file in disposal.recording.files]
    with job.outside():
        for name in names:
            # What was being fetched when it was thrown away has left only its beginning.
            store.discard_part(name)
            store.remove(name)
    recording, now = disposal.recording, job.now()
    # Waves, storyboards and transcripts hold what was said and shown, as the file did.
    for forget in job.services.registry.added_to(RECORDING_PURGED):
        forget(job.session, recording, store)
    for file in recording.files:
        if can_advance(file, FileStatus.PURGED):
            advance(file, FileStatus.PURGED, now=now, stored_bytes=0)
            release(file, due_at=None)
    if can_advance(recording, RecordingStatus.PURGED):
        advance(recording, RecordingStatus.PURGED, now=now, reason=disposal.reason)
    advance(disposal, DisposalStatus.PURGED, now=now)
    job.done()


def delete_at_vendor(job: Job[VendorDeletion]) -> None:
    """Let the vendor put its copy into its bin, or write down why not.

    Nothing is sent before every file of ours was read again.
    """
    session, deletion = job.session, job.row
    recording = deletion.recording
    recorder = job.services.recorders.get(recording.source)
    if deletion.status is not DeletionStatus.ASKED:
        job.done()
        return
    reason = why_not_deletable(recording) or why_needed(session, recording, _needs(job))
    if reason or recorder is None or not recorder.can_delete:
        _failed(job, reason or NOT_CONNECTED)
        return
    external_id, host_email = recording.external_id, recording.host_email
    try:
        # Ours is the only copy afterwards: its bytes are read, and no row is believed.
        _verify(job)
        with job.outside():
            recorder.delete(external_id, host_email)
    except NotVerifiedError as error:
        _failed(job, str(error))
        return
    except IntegrationError as error:
        _not_deleted(job, error)
        return
    now = job.now()
    recording.vendor_copy, recording.vendor_copy_at = VendorCopy.TRASHED, now
    action = "recording.vendor_trashed"
    audit.record(session, recording, action, now=now, by=deletion.asked_by, before={}, after={})
    advance(deletion, DeletionStatus.DONE, now=now)
    job.done()


def _needs(job: Job[Any]) -> tuple[Need, ...]:
    """Return what tells that a recording is still needed."""
    return job.services.registry.added_to(RECORDING_NEEDED)


def _not_deleted(job: Job[VendorDeletion], error: IntegrationError) -> None:
    """Try again what may work later: to put into the bin twice does no harm."""
    is_final = isinstance(error, RejectedError | CredentialsError)
    if is_final or job.row.attempts >= MOST_TRIES:
        _failed(job, error.message)
    else:
        job.retry(error)


def _failed(job: Job[VendorDeletion], reason: str) -> None:
    """Ask a person: the vendor's copy stays."""
    now = job.now()
    advance(job.row, DeletionStatus.FAILED, now=now)
    job.done(reason)
    audit.record(
        job.session,
        job.row.recording,
        "recording.vendor_deletion_failed",
        now=now,
        by=None,
        before={},
        after={},
        reason=reason,
    )


def _verify(job: Job[VendorDeletion]) -> None:
    """Read every file of ours again. Raises NotVerifiedError for one that is not as it was."""
    stored = (one for one in job.row.recording.files if one.status is FileStatus.STORED)
    for file_id, name, sha256 in [(one.id, one.name, one.sha256) for one in stored]:
        with job.outside():
            found = _digest(job.services.store, name, job.heartbeat)
        if found != sha256:
            raise NotVerifiedError(ALTERED.format(name=name))
        job.session.get_one(RecordingFile, file_id).verified_at = job.now()


def _digest(store: Store, name: str, renewed: Callable[[], None]) -> str:
    """Return the SHA-256 of a file as it is now. Raises NotVerifiedError when it is not there."""
    try:
        with store.open(name) as file:
            return _digest_of(file, renewed)
    except OSError as error:
        raise NotVerifiedError(NOT_HERE.format(name=name)) from error


def _digest_of(file: BinaryIO, renewed: Callable[[], None]) -> str:
    """Return the SHA-256 of an open file, keeping the lease meanwhile."""
    digest = hashlib.sha256()
    for number, piece in enumerate(_pieces(file), start=1):
        digest.update(piece)
        if number % RENEW_EVERY == 0:
            renewed()
    return digest.hexdigest()


def _pieces(file: BinaryIO) -> Iterable[bytes]:
    """Yield a file piece by piece."""
    while piece := file.read(HASH_PIECE):
        yield piece
