"""What the pages of watching read."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from vc.attendance.service import event_by_slug
from vc.audit import AuditLine
from vc.booking.models import Event, Visibility
from vc.errors import NotFoundError
from vc.player import service
from vc.player.models import Moment
from vc.recordings.models import Recording, RecordingFile
from vc.recordings.queries import playable
from vc.transcripts import queries as transcripts
from vc.transcripts.tracks import Cue

MOST_LINES = 100


def moments_of(
    session: Session, event: Event | None, recording: Recording | None = None
) -> list[Moment]:
    """Return the marks of a session, or of material where that is given, the earliest first."""
    if recording is not None and recording.material_kind is not None:
        is_of_it = Moment.recording_id == recording.id
    elif event is not None:
        is_of_it = Moment.event_id == event.id
    else:
        return []
    query = (
        select(Moment)
        .where(is_of_it, Moment.removed_at.is_(None))
        .order_by(Moment.at, Moment.id)
        .options(joinedload(Moment.by))
    )
    return list(session.scalars(query))


def public_files(session: Session, event: Event) -> list[RecordingFile]:
    """Return the files of a session that everybody may watch, in their order."""
    query = (
        select(Recording)
        .where(
            Recording.event_id == event.id,
            Recording.visibility == Visibility.PUBLIC,
            Recording.trashed_at.is_(None),
        )
        .order_by(Recording.recorded_at, Recording.id)
    )
    return [file for recording in session.scalars(query) for file in playable(recording)]


def public_file(session: Session, slug: str, file_id: int) -> RecordingFile:
    """Return a file that everybody may watch, by its session's address. Raises NotFoundError."""
    files = public_files(session, event_by_slug(session, slug))
    for file in files:
        if file.id == file_id:
            return file
    raise NotFoundError("Esa grabación no está publicada.")


def spoken_of(session: Session, recording: Recording, file: RecordingFile | None) -> list[Cue]:
    """Return the spoken lines, by the time of the file that is shown."""
    best = next(iter(transcripts.transcripts_of(session, recording)), None)
    if best is None:
        return []
    began = service.began_at(file) if file is not None else best.began_at
    shift_ms = int((began - best.began_at).total_seconds() * 1000)
    return transcripts.cues(transcripts.lines_of(session, best), shift_ms)


def moment_by_id(session: Session, moment_id: int) -> Moment:
    """Return a mark. Raises NotFoundError."""
    moment = session.get(Moment, moment_id)
    if moment is None:
        raise NotFoundError("Ese momento no existe.")
    return moment


def lines_of(session: Session, recording: Recording) -> list[AuditLine]:
    """Return a recording's own history, the newest first."""
    query = select(AuditLine).where(
        AuditLine.subject_kind == "Recording", AuditLine.subject_id == recording.id
    )
    return list(session.scalars(query.order_by(AuditLine.id.desc()).limit(MOST_LINES)))
