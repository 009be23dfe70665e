"""What the services and the pages read of clips."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.clips import written
from vc.clips.edit import Edit, Film
from vc.clips.models import Clip, ClipRevision
from vc.errors import NotFoundError, RuleError
from vc.footage.queries import preparation_of
from vc.recordings.models import RecordingFile
from vc.transcripts.tracks import Cue
from vc.watching.queries import spoken_of

STILL_PREPARED = (
    "La grabación todavía se está preparando. Espere a que termine: la página lo avisa sola."
)


def clip_by_id(session: Session, clip_id: int) -> Clip:
    """Return a clip. Raises NotFoundError."""
    clip = session.get(Clip, clip_id)
    if clip is None:
        raise NotFoundError("Ese clip no existe.")
    return clip


def edit_of(session: Session, clip: Clip, number: int | None = None) -> Edit:
    """Return the state of a clip's edit that counts, or the one with a number."""
    number = clip.revision if number is None else number
    query = select(ClipRevision.body).where(
        ClipRevision.clip_id == clip.id, ClipRevision.number == number
    )
    return written.read(session.scalars(query).one())


def has_revision(session: Session, clip: Clip, number: int) -> bool:
    """Tell whether a state of the edit is kept under a number."""
    query = select(ClipRevision.id).where(
        ClipRevision.clip_id == clip.id, ClipRevision.number == number
    )
    return session.scalar(query) is not None


def film_of(session: Session, file: RecordingFile) -> Film:
    """Return what a cut has to know of a file. Raises RuleError while that is not known yet."""
    preparation = preparation_of(session, [file.id]).get(file.id)
    if preparation is None or preparation.duration_ms is None:
        raise RuleError(STILL_PREPARED)
    return Film(preparation.duration_ms, preparation.frame_rate)


def said_in(session: Session, file: RecordingFile) -> list[Cue]:
    """Return what is said in a file, by its own time."""
    return spoken_of(session, file.recording, file)
