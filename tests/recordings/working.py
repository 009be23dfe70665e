"""What the worker does with files, for tests."""

import hashlib
from datetime import datetime, timedelta

from flask import Flask

from vc.booking.models import Event
from vc.db import db
from vc.recordings import service
from vc.recordings.models import FileStatus, RecordingFile
from vc.services import services_of
from vc.store import LocalStore

KEPT_DAYS = 30


def expect(
    event: Event, now: datetime, external_id: str = "881", source: str = "depot"
) -> RecordingFile:
    """Expect the session's video from the depot; return its file."""
    recording = service.expect(
        db.session(),
        event,
        source=source,
        external_id=external_id,
        recorded_at=event.starts_at,
        expires_at=now + timedelta(days=KEPT_DAYS),
        now=now,
    )
    db.session.commit()
    return recording.files[0]


def fetch(app: Flask, file: RecordingFile) -> RecordingFile:
    """Wait until the file is due, and let the worker take its turn."""
    clock, number = services_of(app).clock, file.id
    if file.due_at is not None:
        clock.now = max(clock.now, file.due_at)
    db.session.commit()
    services_of(app).registry.tasks["fetch_file"].call_local(number)
    return file


def fetch_until(app: Flask, file: RecordingFile, status: FileStatus, most: int = 9) -> int:
    """Let the worker take turns until the file is so; return how many it took."""
    for turn in range(1, most + 1):
        if fetch(app, file).status is status:
            return turn
    raise AssertionError(f"{file.status} after {most} turns: {file.last_error}")


def waits(app: Flask, file: RecordingFile) -> timedelta:
    """Return how long from now the next turn is."""
    return file.due_at - services_of(app).clock()


def content_of(app: Flask, file: RecordingFile) -> bytes:
    """Return what is in the store."""
    with services_of(app).store.open(file.name) as stored:
        return stored.read()


def files_in(app: Flask) -> list[str]:
    """Return the names of everything in the store, finished or not."""
    folder = services_of(app).settings.instance / "media"
    return sorted(one.name for one in folder.rglob("*") if one.is_file())


def small_store(app: Flask, reserve_mb: int) -> LocalStore:
    """Return the app's store with another reserve."""
    return LocalStore(services_of(app).settings.instance / "media", reserve_mb)


def digest(content: bytes) -> str:
    """Return the SHA-256 of bytes."""
    return hashlib.sha256(content).hexdigest()
