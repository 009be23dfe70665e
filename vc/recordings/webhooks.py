"""What a vendor tells beside new files: what became of its copies, and how full its storage is.

Nothing here deletes anything of ours: it only says where copies are.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.contracts.recordings import RecordingNews, StorageUse
from integrations.contracts.recordings import VendorCopy as Seen
from vc import audit
from vc.mail import service as mail
from vc.recordings import service
from vc.recordings.ingest import fetch_all, ingest, is_wanted
from vc.recordings.labels import source_name
from vc.recordings.models import (
    FileStatus,
    Recording,
    RecordingFile,
    VendorCopy,
    VendorStorage,
)

NEARLY_FULL = 0.85
STORAGE_SUBJECT = "Atención: el almacenamiento de {source} está casi lleno"
STORAGE_TEXT = (
    "Se usan {used:.1f} GB de {total:.1f} GB. Cuando se llena, las sesiones siguientes ya no se "
    "graban. En «Grabaciones» se ve qué está guardado aquí y puede borrarse de la nube."
)


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
        mail.alarm(session, None, subject=subject, text=text, now=now)


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
            fetch_all(session, recording, now)
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
