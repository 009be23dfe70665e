"""What the worker makes of files, for tests."""

import hashlib
from pathlib import Path

from flask import Flask

from vc.booking.models import Event
from vc.db import db
from vc.media import service
from vc.media.models import Preparation
from vc.media.queries import preparation_of
from vc.recordings import service as recordings
from vc.recordings.models import FileKind, FileStatus, RecordingFile, RecordingStatus
from vc.services import services_of
from vc.states import advance


def store_file(
    app: Flask,
    event: Event,
    path: Path,
    *,
    kind: FileKind = FileKind.VIDEO,
    external_id: str = "881",
) -> Preparation | None:
    """Put a file into the store as if it had been fetched; return what is to be made of it."""
    now = services_of(app).clock()
    recording = recordings.expect(
        db.session(),
        event,
        source="depot",
        external_id=external_id,
        recorded_at=event.starts_at,
        expires_at=None,
        now=now,
    )
    file = recording.files[0]
    file.kind, file.due_at = kind, None
    facts = put(app, file, path)
    advance(file, FileStatus.STORED, now=now, stored_at=now, **facts)
    advance(recording, RecordingStatus.STORED, now=now)
    service.want(db.session(), file, now)
    db.session.commit()
    return preparation_of(db.session(), [file.id]).get(file.id)


def put(app: Flask, file: RecordingFile, path: Path) -> dict[str, object]:
    """Put a file into the store; return what its row says then."""
    content, store = path.read_bytes(), services_of(app).store
    with store.part(file.name, 0) as part:
        part.write(content)
    store.finish(file.name)
    digest = hashlib.sha256(content).hexdigest()
    return {"sha256": digest, "stored_bytes": len(content), "size_bytes": len(content)}


def prepare(app: Flask, preparation: Preparation) -> Preparation:
    """Wait until it is due, and let the worker take its turn."""
    clock, number = services_of(app).clock, preparation.id
    if preparation.due_at is not None:
        clock.now = max(clock.now, preparation.due_at)
    db.session.commit()
    services_of(app).registry.tasks["prepare_file"].call_local(number)
    return preparation


def content_of(app: Flask, key: str) -> bytes:
    """Return what is in the store."""
    with services_of(app).store.open(key) as stored:
        return stored.read()


def names_in(app: Flask) -> list[str]:
    """Return the names of everything in the store, finished or not, in order."""
    folder = services_of(app).settings.instance / "media"
    return sorted(one.name for one in folder.rglob("*") if one.is_file())
