"""A transcript that was read, and its lines."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.db import Base, UTCDateTime, text_enum
from vc.jobs import DueMixin
from vc.recordings.models import Recording, RecordingFile
from vc.states import Transitions

READER = 3
"""Which reader wrote lines. It is raised whenever the same bytes give other lines, or other words
to search by: what an older one wrote is read anew."""


class TranscriptStatus(StrEnum):
    """How far a transcript is."""

    WAITING = "WAITING"
    """Its file is safe; it is still to be read."""
    READY = "READY"
    """Its lines can be read and searched; `last_error` names what of it makes no sense."""
    FAILED = "FAILED"
    """Its file makes no sense; `last_error` says why."""


class Transcript(DueMixin, Base):
    """What one file says. It is due while the file is to be read."""

    __tablename__ = "transcript"
    LEAVES_LINES: ClassVar = False
    """Its recording's lines tell of what a person hands in."""
    TRANSITIONS: ClassVar[Transitions] = {
        TranscriptStatus.WAITING: frozenset({TranscriptStatus.READY, TranscriptStatus.FAILED}),
        TranscriptStatus.READY: frozenset({TranscriptStatus.WAITING, TranscriptStatus.READY}),
        TranscriptStatus.FAILED: frozenset(TranscriptStatus),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("recording_file.id"), unique=True)
    recording_id: Mapped[int] = mapped_column(ForeignKey("recording.id"), index=True)
    status: Mapped[TranscriptStatus] = mapped_column(
        text_enum(TranscriptStatus), default=TranscriptStatus.WAITING
    )
    began_at: Mapped[datetime] = mapped_column(UTCDateTime)
    """The instant from which its lines are counted: a video that began later finds its own."""
    line_count: Mapped[int] = mapped_column(default=0)
    reader: Mapped[int] = mapped_column(default=READER, index=True)
    """See `READER`."""

    file: Mapped[RecordingFile] = relationship()
    recording: Mapped[Recording] = relationship()

    def __str__(self) -> str:
        """Return the recording it belongs to."""
        return str(self.recording)


class TranscriptLine(Base):
    """A few words in one go, by one voice. Times are counted from the transcript's `began_at`."""

    __tablename__ = "transcript_line"
    __table_args__ = (Index(None, "transcript_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    transcript_id: Mapped[int] = mapped_column(ForeignKey("transcript.id"))
    recording_id: Mapped[int] = mapped_column(ForeignKey("recording.id"), index=True)
    number: Mapped[int]
    start_ms: Mapped[int]
    end_ms: Mapped[int]
    speaker: Mapped[str] = mapped_column(String(120), default="")
    """Empty while nobody knows."""
    text: Mapped[str] = mapped_column(Text)
    text_norm: Mapped[str] = mapped_column(Text)
    """The same as it is searched: see `normalising.normalised`."""

    transcript: Mapped[Transcript] = relationship()
    recording: Mapped[Recording] = relationship()

    def __str__(self) -> str:
        """Return the spoken words."""
        return self.text
