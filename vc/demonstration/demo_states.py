"""How recordings stand that the demonstration has no film of: awaited, on their way, lost, gone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from vc.booking.models import Event
from vc.demonstration import demo_source, films
from vc.demonstration.stage import Stage
from vc.jobs import release, run
from vc.recordings import service as recordings
from vc.recordings.models import (
    AWAITED,
    FileKind,
    FileStatus,
    Recording,
    RecordingFile,
    RecordingStatus,
)
from vc.recordings.polling import NOT_FOUND
from vc.retention import purge
from vc.retention import service as retention
from vc.retention.models import Disposal
from vc.states import advance

SIZE = 412_000_000
KEPT_AT_VENDOR = timedelta(days=30)
LEFT_AT_VENDOR = timedelta(days=4)
NEXT_TRY = timedelta(minutes=40)
"""The vendor asked us to wait: until then it stays on its way."""
BUSY = "Zoom pidió esperar antes de seguir con la descarga."
REFUSED = "Zoom respondió que la grabación está protegida. Descárguela en Zoom y súbala aquí."
REPEATED = "Está repetida: la buena es la otra."
OLD = "Capacitación interna, ya no se usa."


def add(stage: Stage, event: Event, state: str, name: str) -> None:
    """Add the recording of a session in a state of `STATES`; none for an empty one.

    Where the vendors are not ours nothing is said of what they have: a worker would ask them.
    """
    if state and (stage.has_emulator or state == "purged"):
        STATES[state](stage, event, name)


def throw_away(stage: Stage, recording: Recording) -> None:
    """Put a recording into the bin, some days ago."""
    at = max(recording.recorded_at + timedelta(hours=4), stage.now - timedelta(days=5))
    by = stage.people["comunicacion"]
    retention.throw_away(stage.session, recording, reason=REPEATED, now=min(at, stage.now), by=by)


def _awaited(stage: Stage, event: Event) -> Recording:
    """Say of a session that there should be a recording of it at its vendor."""
    recording = Recording(
        event=event,
        source=event.meeting.platform.value,
        external_id=f"{AWAITED}{event.id}",
        recorded_at=event.starts_at,
        created_at=event.ends_at,
    )
    stage.session.add(recording)
    stage.session.flush()
    return recording


def _expected(stage: Stage, event: Event, name: str) -> None:
    """Await it: its session ended a while ago."""
    _awaited(stage, event)


def _missing(stage: Stage, event: Event, name: str) -> None:
    """Await it in vain: a day after its session the vendor has none."""
    at = event.ends_at + timedelta(days=1, minutes=5)
    recording = _awaited(stage, event)
    advance(recording, RecordingStatus.MISSING, now=at, reason=NOT_FOUND)


def _begun(stage: Stage, event: Event, name: str, *, leaves: timedelta) -> RecordingFile:
    """Begin to fetch it from its vendor, who deletes it so long from now."""
    at = event.ends_at + timedelta(minutes=25)
    recording = recordings.expect(
        stage.session,
        event,
        source=event.meeting.platform.value,
        external_id=name,
        recorded_at=event.starts_at + timedelta(minutes=1),
        expires_at=stage.now + leaves,
        now=at,
    )
    recording.topic, recording.duration_s = event.summary, 60 * event.duration_min - 90
    file = recording.files[0]
    file.size_bytes = SIZE
    recordings.begin(stage.session, file, now=at)
    return file


def _downloading(stage: Stage, event: Event, name: str) -> None:
    """Fetch it in pieces: the vendor asked to wait, after two fifths of it; then the rest comes."""
    file = _begun(stage, event, name, leaves=KEPT_AT_VENDOR)
    size = file.size_bytes = len(demo_source.film().content)
    file.recording.duration_s = films.talks()[demo_source.COMES].length_ms // 1000
    file.stored_bytes, file.attempts = size * 2 // 5, 3
    release(file, due_at=stage.now + NEXT_TRY, error=BUSY)


def _expiring(stage: Stage, event: Event, name: str) -> None:
    """Fail to fetch it, while its vendor is about to delete it."""
    file = _begun(stage, event, name, leaves=LEFT_AT_VENDOR)
    at = event.ends_at + timedelta(hours=2)
    advance(file, FileStatus.FAILED, now=at)
    release(file, due_at=None, error=REFUSED)
    recordings.update_status(stage.session, file.recording, now=at, reason=REFUSED)


def _purged(stage: Stage, event: Event, name: str) -> None:
    """Throw it away, and let its days in the bin be over."""
    session, by = stage.session, stage.people["comunicacion"]
    at = event.ends_at + timedelta(days=1)
    # Its file is not there any more, and so never needs to be.
    recording = Recording(
        event=event,
        source=recordings.UPLOAD,
        external_id=name,
        topic=event.summary,
        status=RecordingStatus.STORED,
        recorded_at=event.starts_at,
        duration_s=60 * event.duration_min,
        created_at=at,
        handed_in_by_id=by.id,
    )
    key = recordings.key_of(event, recordings.UPLOAD, name, event.starts_at)
    file = RecordingFile(
        external_id=name,
        kind=FileKind.VIDEO,
        status=FileStatus.STORED,
        name=key,
        size_bytes=SIZE,
        stored_bytes=SIZE,
        stored_at=at,
    )
    recording.files.append(file)
    session.add(recording)
    session.flush()
    disposal = retention.throw_away(session, recording, reason=OLD, now=at, by=by)
    session.commit()
    services = replace(stage.services, clock=lambda: at + retention.BIN_DAYS)
    run(session, Disposal, disposal.id, purge.purge, services)


STATES: dict[str, Callable[[Stage, Event, str], None]] = {
    "expected": _expected,
    "missing": _missing,
    "downloading": _downloading,
    "expiring": _expiring,
    "purged": _purged,
}
"""By the word that `sessions.toml` has for each. What is in the bin has a film."""
