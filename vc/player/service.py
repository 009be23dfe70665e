"""The rules of moments: mark one, write what it is, take it away and bring it back."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.accounts.models import Person
from vc.booking.models import Event
from vc.errors import RuleError
from vc.player.models import Moment
from vc.recordings.models import RecordingFile

BEFORE = timedelta(minutes=30)
AFTER = timedelta(hours=2)
MOST_NOTE = 300
SAME_PRESS = timedelta(seconds=2)

NO_SESSION = "La grabación todavía no tiene sesión. Asígnela antes."
NOT_RUNNING = "La sesión no está en curso. Marque el momento en su grabación."
LONG_NOTE = f"La nota pasa de {MOST_NOTE} caracteres."


def is_running(event: Event, now: datetime) -> bool:
    """Tell whether a moment of the session may be marked by the clock."""
    return event.starts_at - BEFORE <= now <= event.ends_at + AFTER


def mark_now(
    session: Session, event: Event, *, note: str = "", now: datetime, by: Person
) -> Moment:
    """Mark this instant of a session that is running. Raises RuleError."""
    if not is_running(event, now):
        raise RuleError(NOT_RUNNING)
    return _pressed_before(session, event, note, now=now, by=by) or _mark(
        session, Moment(event=event, at=now), note=note, now=now, by=by
    )


def _pressed_before(
    session: Session, event: Event, note: str, *, now: datetime, by: Person
) -> Moment | None:
    """Return the moment that the same press made already: twice in a moment is once."""
    query = select(Moment).where(
        Moment.event_id == event.id,
        Moment.by_id == by.id,
        Moment.note == note,
        Moment.at > now - SAME_PRESS,
        Moment.removed_at.is_(None),
    )
    return session.scalars(query.order_by(Moment.id.desc()).limit(1)).first()


def mark_in(
    session: Session,
    file: RecordingFile,
    second: float,
    *,
    note: str = "",
    now: datetime,
    by: Person,
) -> Moment:
    """Mark a second of a recording. Raises RuleError for one that has no session yet."""
    recording = file.recording
    if recording.event is None and recording.material_kind is None:
        raise RuleError(NO_SESSION)
    at = began_at(file) + timedelta(seconds=max(0.0, second))
    # Material has a clock of its own: where it goes to a session, its marks stay its own.
    is_material = recording.material_kind is not None
    moment = Moment(
        event=None if is_material else recording.event,
        recording=recording if is_material else None,
        at=at,
    )
    return _mark(session, moment, note=note, now=now, by=by)


def _mark(session: Session, moment: Moment, *, note: str, now: datetime, by: Person) -> Moment:
    """Keep a moment."""
    check_note(note)
    moment.note, moment.by, moment.created_at = note, by, now
    session.add(moment)
    session.flush()
    return moment


def rename(moment: Moment, note: str) -> None:
    """Write what a moment is. Raises RuleError."""
    check_note(note)
    moment.note = note


def remove(moment: Moment, *, now: datetime) -> None:
    """Take a moment away; it can be brought back."""
    moment.removed_at = moment.removed_at or now


def bring_back(moment: Moment) -> None:
    """Bring a moment back that was taken away."""
    moment.removed_at = None


def check_note(note: str) -> None:
    """Raise RuleError for a note that does not fit."""
    if len(note) > MOST_NOTE:
        raise RuleError(LONG_NOTE, field="note")


def began_at(file: RecordingFile) -> datetime:
    """Return a file's beginning, by the clock."""
    return file.started_at or file.recording.recorded_at


def second_in(file: RecordingFile, at: datetime) -> float:
    """Return at which second of a file an instant is; negative before its beginning."""
    return (at - began_at(file)).total_seconds()
