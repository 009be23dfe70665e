"""The worker's half of letting go: files out of the bin, and a vendor's copy once ours is verified.

Both may be called any number of times. Deleting what is gone is no error, so a worker that died in
the middle is simply followed by another.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO

from sqlalchemy.orm import Session

from integrations.contracts.recordings import RecordingSource
from integrations.errors import CredentialsError, IntegrationError, RejectedError
from vc import audit
from vc.jobs import LeaseLostError, claim, hold, next_try, release, renew
from vc.keeping.models import DeletionStatus, Disposal, DisposalStatus, VendorDeletion
from vc.keeping.service import Need, why_needed, why_not_deletable
from vc.media import Store
from vc.recordings.models import (
    FileStatus,
    Recording,
    RecordingFile,
    RecordingStatus,
    VendorCopy,
)
from vc.states import advance, can_advance

HASH_PIECE = 4_000_000
RENEW_EVERY = 25
"""Pieces (100 MB) between two renewals of the lease."""
MOST_TRIES = 8
A_DAY = timedelta(days=1)
"""After so long it is asked again whether what stands in the bin is still needed."""

ALTERED = "Nuestra copia de «{name}» no coincide con su huella: no se borró nada en la plataforma."
NOT_HERE = "Nuestra copia de «{name}» no está en su lugar: no se borró nada en la plataforma."
NOT_CONNECTED = "La plataforma no está conectada o no deja borrar desde aquí."

Hearer = Callable[[Session, Recording, Store], None]


@dataclass(frozen=True, slots=True)
class Kit:
    """What the worker has at hand.

    `hearers` forget what they made of a recording that goes; `needs` tell why it cannot go yet.
    """

    store: Store
    clock: Callable[[], datetime]
    recorders: Mapping[str, RecordingSource]
    hearers: tuple[Hearer, ...] = ()
    needs: tuple[Need, ...] = ()


class NotVerifiedError(Exception):
    """Our own copy is not what it should be; the message says which file, in Spanish."""


def purge(session: Session, disposal_id: int, *, kit: Kit) -> None:
    """Delete the files of a recording whose days in the bin are over; its row stays and tells."""
    token = claim(session, Disposal, disposal_id, now=kit.clock())
    session.commit()
    if token is None:
        return
    try:
        _purge(session, session.get_one(Disposal, disposal_id), token, kit)
        session.commit()
    except LeaseLostError:
        session.rollback()


def _purge(session: Session, disposal: Disposal, token: str, kit: Kit) -> None:
    """Delete the files first: while one is left, the recording is still in the bin."""
    if disposal.status is not DisposalStatus.IN_BIN:
        release(disposal, due_at=None)
        return
    needed = why_needed(session, disposal.recording, kit.needs)
    if needed:
        release(disposal, due_at=kit.clock() + A_DAY, error=needed)
        return
    names = [file.name for file in disposal.recording.files]
    session.commit()
    for name in names:
        kit.store.discard_part(name)
        kit.store.remove(name)
    hold(session, disposal, token)
    session.refresh(disposal)
    recording, now = disposal.recording, kit.clock()
    for hear in kit.hearers:
        hear(session, recording, kit.store)
    for file in recording.files:
        if can_advance(file, FileStatus.PURGED):
            advance(file, FileStatus.PURGED, now=now, stored_bytes=0)
            release(file, due_at=None)
    if can_advance(recording, RecordingStatus.PURGED):
        advance(recording, RecordingStatus.PURGED, now=now, reason=disposal.reason)
    advance(disposal, DisposalStatus.PURGED, now=now)
    release(disposal, due_at=None)


def delete_at_vendor(session: Session, deletion_id: int, *, kit: Kit) -> None:
    """Verify every file of ours, then let the vendor put its copy into its bin."""
    token = claim(session, VendorDeletion, deletion_id, now=kit.clock())
    session.commit()
    if token is None:
        return
    try:
        _delete(session, session.get_one(VendorDeletion, deletion_id), token, kit)
        session.commit()
    except LeaseLostError:
        session.rollback()


def _delete(session: Session, deletion: VendorDeletion, token: str, kit: Kit) -> None:
    """Delete, or write down why not. Nothing is sent before all of ours was read again."""
    recording = deletion.recording
    recorder = kit.recorders.get(recording.source)
    if deletion.status is not DeletionStatus.ASKED:
        release(deletion, due_at=None)
        return
    reason = why_not_deletable(recording) or why_needed(session, recording, kit.needs)
    if reason or recorder is None or not recorder.can_delete:
        _failed(session, deletion, reason or NOT_CONNECTED, kit.clock())
        return
    try:
        _verify(session, deletion, token, kit)
        session.commit()
        recorder.delete(recording.external_id, recording.host_email)
    except NotVerifiedError as error:
        _failed(session, deletion, str(error), kit.clock())
        return
    except IntegrationError as error:
        _come_back(session, deletion, token)
        _not_deleted(session, deletion, error, kit.clock())
        return
    _come_back(session, deletion, token)
    now = kit.clock()
    recording.vendor_copy, recording.vendor_copy_at = VendorCopy.TRASHED, now
    action = "recording.vendor_trashed"
    audit.record(session, recording, action, now=now, by=deletion.asked_by, before={}, after={})
    advance(deletion, DeletionStatus.DONE, now=now)
    release(deletion, due_at=None)


def _come_back(session: Session, deletion: VendorDeletion, token: str) -> None:
    """Make sure that the row is still ours and read what it and its recording now say."""
    hold(session, deletion, token)
    session.refresh(deletion)
    session.refresh(deletion.recording)


def _not_deleted(
    session: Session, deletion: VendorDeletion, error: IntegrationError, now: datetime
) -> None:
    """Try again what may work later: to put into the bin twice does no harm."""
    is_final = isinstance(error, RejectedError | CredentialsError)
    if is_final or deletion.attempts >= MOST_TRIES:
        _failed(session, deletion, error.message, now)
        return
    again = next_try(deletion.attempts, now)
    said = getattr(error, "retry_after", None) or again
    release(deletion, due_at=max(said, again), error=error.message)


def _failed(session: Session, deletion: VendorDeletion, reason: str, now: datetime) -> None:
    """Ask a person: the vendor's copy stays."""
    advance(deletion, DeletionStatus.FAILED, now=now)
    release(deletion, due_at=None, error=reason)
    audit.record(
        session,
        deletion.recording,
        "recording.vendor_deletion_failed",
        now=now,
        by=None,
        before={},
        after={},
        reason=reason,
    )


def _verify(session: Session, deletion: VendorDeletion, token: str, kit: Kit) -> None:
    """Read every file of ours again. Raises NotVerifiedError for one that is not as it was."""
    stored = (one for one in deletion.recording.files if one.status is FileStatus.STORED)
    files = [(one.id, one.name, one.sha256) for one in stored]
    session.commit()
    for file_id, name, sha256 in files:
        if _digest(kit.store, name, _renewals(session, deletion, token, kit)) != sha256:
            raise NotVerifiedError(ALTERED.format(name=name))
        session.get_one(RecordingFile, file_id).verified_at = kit.clock()
        session.commit()


def _renewals(
    session: Session, deletion: VendorDeletion, token: str, kit: Kit
) -> Callable[[], None]:
    """Return what keeps the lease while a large file is read."""

    def renewed() -> None:
        renew(session, deletion, token, now=kit.clock())
        session.commit()

    return renewed


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
