"""What tests of found recordings do: take in, let time pass, let the worker work, and look."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from integrations.contracts.recordings import FoundRecording
from tests.conftest import Clock
from vc.audit import AuditLine
from vc.booking.models import Event
from vc.db import db
from vc.recordings import expected, ingest
from vc.recordings.models import Recording, RecordingFile, Survey
from vc.services import services_of

HOST = "sala1@secesp.example"


def take_in(clock: Clock, *all_found: FoundRecording, source: str = "zoom") -> Recording:
    """Take in what was found; return the last of its recordings."""
    for one in all_found:
        recording = ingest.ingest(db.session(), source, one, now=clock())
    db.session.commit()
    return recording


def work(app: Flask) -> None:
    """Let the worker do what is due at this moment, until nothing is."""
    db.session.commit()
    for model, task in ((Survey, "survey_account"), (RecordingFile, "fetch_file")):
        for _ in range(9):
            now = services_of(app).clock()
            due = list(db.session.scalars(select(model.id).where(model.due_at <= now)))
            db.session.commit()
            if not due:
                break
            for number in due:
                services_of(app).registry.tasks[task].call_local(number)
    db.session.rollback()
    db.session.expire_all()


def end(clock: Clock, event: Event, *, minutes: int = 0) -> None:
    """Let time pass until so long after the session's end, and the clock's planner look."""
    clock.now = max(clock.now, event.ends_at + timedelta(minutes=minutes))
    expected.plan(db.session(), clock())
    db.session.commit()


def recordings() -> list[Recording]:
    """Return all recordings, oldest first."""
    return list(db.session.scalars(select(Recording).order_by(Recording.id)))


def lines(recording: Recording, action: str) -> int:
    """Return how many lines of a kind its history has."""
    query = select(func.count()).where(
        AuditLine.subject_kind == "Recording",
        AuditLine.subject_id == recording.id,
        AuditLine.action == action,
    )
    return db.session.scalar(query)
