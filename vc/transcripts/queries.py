"""What the pages read of transcripts."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.errors import NotFoundError
from vc.recordings.models import Recording
from vc.transcripts.models import Transcript, TranscriptLine, TranscriptStatus
from vc.transcripts.tracks import Cue

PREFERENCE = ("handed_in", "audio_transcript", "", "cc_transcript", "closed_caption")
"""What a person handed in goes first, then the vendor's transcript, then live captions."""


def transcripts_of(session: Session, recording: Recording) -> list[Transcript]:
    """Return the transcripts of a recording, the best first."""
    query = select(Transcript).where(Transcript.recording_id == recording.id)
    return sorted(session.scalars(query), key=_preference)


def _preference(transcript: Transcript) -> tuple[int, int, int]:
    """Return how good a transcript is; the best is the lowest, the last one of its kind first."""
    view, is_ready = transcript.file.view, transcript.status is TranscriptStatus.READY
    place = PREFERENCE.index(view) if view in PREFERENCE else PREFERENCE.index("")
    return (0 if is_ready else 1, place, -transcript.id)


def lines_of(session: Session, transcript: Transcript) -> list[TranscriptLine]:
    """Return the lines of a transcript, in their order."""
    query = select(TranscriptLine).where(TranscriptLine.transcript_id == transcript.id)
    return list(session.scalars(query.order_by(TranscriptLine.number)))


def line_by_id(session: Session, line_id: int) -> TranscriptLine:
    """Return a line. Raises NotFoundError."""
    line = session.get(TranscriptLine, line_id)
    if line is None:
        raise NotFoundError("Esa línea ya no existe.")
    return line


def cues(lines: Iterable[TranscriptLine], shift_ms: int) -> list[Cue]:
    """Return lines by the time of a video that begins `shift_ms` later, from its beginning on."""
    return [
        Cue(max(0, line.start_ms - shift_ms), line.end_ms - shift_ms, line.speaker, line.text)
        for line in lines
        if line.end_ms > shift_ms
    ]
