"""Reading again what is kept: every file whose digest is no longer right is shown and fetched anew.

No transaction is open while a file is read. What is written afterwards is written only when the row
still tells of the same file, so downloads and people that work meanwhile are never undone.
"""

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit
from vc.jobs import release, wake
from vc.recordings import service
from vc.recordings.models import FileStatus, Recording, RecordingFile, RecordingStatus, VendorCopy
from vc.services import FileSource, Services
from vc.states import advance, can_advance
from vc.store import Store

PIECE_BYTES = 4_000_000
OFTEN_ENOUGH = timedelta(days=30)
"""What was read within this time is left alone by the nightly look."""
A_NIGHT_BYTES = 50_000_000_000

ALTERED = "Nuestra copia se dañó; se apartó como «{aside}». No se borró nada fuera de aquí."
NOT_HERE = "Nuestra copia no está en su lugar."
COMES_AGAIN = " Se descarga de nuevo."


class Finding(StrEnum):
    """How a file was found."""

    WHOLE = "whole"
    """Its digest is right."""
    ALTERED = "altered"
    """It is another one by now."""
    MISSING = "missing"
    """It is not at its place."""
    SKIPPED = "skipped"
    """Its row changed meanwhile: it is looked at another time."""


@dataclass(slots=True)
class Report:
    """What a look through the store found."""

    counts: dict[Finding, int]
    bytes_read: int = 0
    seconds: float = 0.0

    @property
    def is_good(self) -> bool:
        """Tell whether every file was as it should be."""
        return not self.counts[Finding.ALTERED] and not self.counts[Finding.MISSING]


Teller = Callable[[RecordingFile, Finding], object]


def verify(
    session: Session, file_ids: list[int], services: Services, *, tell: Teller = lambda *_: None
) -> Report:
    """Read these files again, mend what can be mended, and return what was found.

    `tell` hears each finding.
    """
    report = Report(dict.fromkeys(Finding, 0))
    begin = time.monotonic()
    for file_id in file_ids:
        finding, size = _look(session, file_id, services, tell)
        report.counts[finding] += 1
        report.bytes_read += size
        report.seconds = time.monotonic() - begin
    return report


def read_some_again(session: Session, services: Services) -> None:
    """Read again what nobody has read for a month, so much as a night allows."""
    before = services.clock() - OFTEN_ENOUGH
    chosen = longest_unread(session, before=before, budget_bytes=A_NIGHT_BYTES)
    # No transaction is open while gigabytes are read.
    session.commit()
    verify(session, chosen, services)


def longest_unread(
    session: Session,
    *,
    since: datetime | None = None,
    before: datetime | None = None,
    budget_bytes: int | None = None,
) -> list[int]:
    """Return the files that are kept, those first that nobody has read for the longest time.

    `since` leaves out what was stored earlier, `before` what was read later; `budget_bytes` ends
    the list when so much would be read.
    """
    seen_at = RecordingFile.verified_at
    query = select(RecordingFile.id, RecordingFile.stored_bytes).where(
        RecordingFile.status == FileStatus.STORED
    )
    if since is not None:
        query = query.where(RecordingFile.stored_at >= since)
    if before is not None:
        query = query.where(seen_at.is_(None) | (seen_at < before))
    chosen: list[int] = []
    whole = 0
    # PostgreSQL puts NULL last and SQLite first; said so, they agree.
    for file_id, size in session.execute(query.order_by(seen_at.is_not(None), seen_at)):
        # One file at least, or a film larger than a night would never be read.
        if budget_bytes is not None and chosen and whole + size > budget_bytes:
            break
        chosen.append(file_id)
        whole += size
    return chosen


def _look(session: Session, file_id: int, services: Services, tell: Teller) -> tuple[Finding, int]:
    """Read one file and keep what was found; return that, and how much was read."""
    file = session.get(RecordingFile, file_id)
    if file is None or file.status is not FileStatus.STORED:
        session.rollback()
        return Finding.SKIPPED, 0
    name, sha256 = file.name, file.sha256
    session.commit()
    found, size = _read(services.store, name)
    # Hours may lie between: what was read is compared with the row as it is now, and nobody moves
    # it meanwhile.
    session.refresh(file, with_for_update=True)
    if file.status is not FileStatus.STORED or (file.name, file.sha256) != (name, sha256):
        session.rollback()
        return Finding.SKIPPED, size
    finding = Finding.MISSING if found is None else Finding.WHOLE
    if found is not None and found != sha256:
        finding = Finding.ALTERED
    if finding is Finding.WHOLE:
        file.verified_at = services.clock()
    else:
        _mend(session, file, finding, services)
    session.commit()
    tell(file, finding)
    return finding, size


def _read(store: Store, name: str) -> tuple[str | None, int]:
    """Return the SHA-256 of a file and its size; None for one that is not there."""
    digest, size = hashlib.sha256(), 0
    try:
        with store.open(name) as file:
            while piece := file.read(PIECE_BYTES):
                digest.update(piece)
                size += len(piece)
    except FileNotFoundError:
        return None, size
    return digest.hexdigest(), size


def _mend(session: Session, file: RecordingFile, finding: Finding, services: Services) -> None:
    """Put what was altered aside, and have the file fetched again where its source has it."""
    now, recording = services.clock(), file.recording
    reason = NOT_HERE
    if finding is Finding.ALTERED:
        aside = f"{file.name}.altered-{now:%Y%m%d%H%M%S}"
        services.store.set_aside(file.name, aside)
        reason = ALTERED.format(aside=aside)
    comes_again = _can_be_fetched(recording, services.file_sources, now)
    if comes_again:
        reason += COMES_AGAIN
        facts = {"stored_bytes": 0, "size_bytes": None, "etag": "", "sha256": "", "looks": 0}
        advance(file, FileStatus.FOUND, now=now, by=None, reason="", **facts)
        release(file, due_at=now, error=reason)
        wake(session, "fetch_file", file.id)
        if can_advance(recording, RecordingStatus.FOUND):
            advance(recording, RecordingStatus.FOUND, now=now, reason=reason)
    else:
        is_missing = finding is Finding.MISSING
        status = FileStatus.MISSING if is_missing else FileStatus.FAILED
        advance(file, status, now=now, stored_bytes=0)
        release(file, due_at=None, error=reason)
        service.update_status(session, recording, now=now, reason=reason)
    action = "recording.missing_here" if finding is Finding.MISSING else "recording.altered"
    audit.record(session, recording, action, now=now, by=None, before={}, after={}, reason=reason)


def _can_be_fetched(recording: Recording, sources: Mapping[str, FileSource], now: datetime) -> bool:
    """Tell whether the source of a recording still has it."""
    expires_at = recording.expires_at_vendor_at
    is_there = recording.vendor_copy is VendorCopy.PRESENT
    return recording.source in sources and is_there and (expires_at is None or now < expires_at)
