"""What was recorded of a session, wherever that lies, and the files we have or are to have."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.booking.models import Event, Visibility
from vc.db import Base, UTCDateTime, text_enum
from vc.jobs import DueMixin


class RecordingStatus(StrEnum):
    """How far a recording is."""

    EXPECTED = "EXPECTED"
    """There should be one; nobody has seen it yet."""
    FOUND = "FOUND"
    """The vendor has it; its files are to be fetched."""
    DOWNLOADING = "DOWNLOADING"
    """Its files are being fetched."""
    STORED = "STORED"
    """Every file that can be fetched is safe with us."""
    MISSING = "MISSING"
    """The vendor does not have it (any more), and neither have we."""
    FAILED = "FAILED"
    """It could not be fetched; a person decides."""
    PURGED = "PURGED"
    """It was deleted here on purpose; this row remains and tells of it."""


class FileStatus(StrEnum):
    """How far one file is."""

    FOUND = "FOUND"
    """To be fetched."""
    DOWNLOADING = "DOWNLOADING"
    """A worker has begun to write it; what it wrote stays, should it be interrupted."""
    STORED = "STORED"
    """Whole, its length and digest verified."""
    MISSING = "MISSING"
    """The vendor does not have it (any more)."""
    FAILED = "FAILED"
    """It could not be fetched; `last_error` says why."""


class FileKind(StrEnum):
    """What a file holds."""

    VIDEO = "video"
    AUDIO = "audio"
    TRANSCRIPT = "transcript"
    CHAT = "chat"
    OTHER = "other"


class Recording(Base):
    """What one source recorded of a session at one time; it may have several files."""

    __tablename__ = "recording"
    __table_args__ = (UniqueConstraint("source", "external_id"),)
    TRANSITIONS: ClassVar = {
        RecordingStatus.EXPECTED: frozenset(
            {
                RecordingStatus.FOUND,
                RecordingStatus.STORED,
                RecordingStatus.MISSING,
                RecordingStatus.FAILED,
            }
        ),
        RecordingStatus.FOUND: frozenset(
            {
                RecordingStatus.DOWNLOADING,
                RecordingStatus.STORED,
                RecordingStatus.MISSING,
                RecordingStatus.FAILED,
            }
        ),
        RecordingStatus.DOWNLOADING: frozenset(
            {RecordingStatus.STORED, RecordingStatus.MISSING, RecordingStatus.FAILED}
        ),
        # From STORED to FOUND: its vendor made one more file of it, such as the transcript.
        RecordingStatus.STORED: frozenset({RecordingStatus.FOUND, RecordingStatus.PURGED}),
        # To STORED: somebody had a copy and handed it in. To EXPECTED: it is tried again.
        RecordingStatus.MISSING: frozenset(
            {RecordingStatus.EXPECTED, RecordingStatus.FOUND, RecordingStatus.STORED}
        ),
        RecordingStatus.FAILED: frozenset(
            {
                RecordingStatus.EXPECTED,
                RecordingStatus.FOUND,
                RecordingStatus.STORED,
                RecordingStatus.MISSING,
            }
        ),
        RecordingStatus.PURGED: frozenset(),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    """The session it is of; None while nobody knows."""
    source: Mapped[str] = mapped_column(String(24))
    """Where it comes from: a key of `app.extensions["file_sources"]`, or "upload"."""
    external_id: Mapped[str] = mapped_column(String(120))
    """What leads to it at its source."""
    status: Mapped[RecordingStatus] = mapped_column(
        text_enum(RecordingStatus), default=RecordingStatus.EXPECTED
    )
    visibility: Mapped[Visibility] = mapped_column(
        text_enum(Visibility), default=Visibility.INTERNAL
    )
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at_vendor_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When its source deletes it; None when it does not say."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    event: Mapped[Event | None] = relationship()
    files: Mapped[list["RecordingFile"]] = relationship(
        back_populates="recording", order_by="RecordingFile.id"
    )

    def __str__(self) -> str:
        """Return the session it is of."""
        return str(self.event or f"{self.source} {self.external_id}")


class RecordingFile(DueMixin, Base):
    """One file of a recording. It is due while it is to be fetched."""

    __tablename__ = "recording_file"
    __table_args__ = (UniqueConstraint("recording_id", "external_id"),)
    LEAVES_LINES: ClassVar = False
    """Its recording's lines tell of it."""
    SECRET: ClassVar = frozenset({"lease_token"})
    TRANSITIONS: ClassVar = {
        FileStatus.FOUND: frozenset(
            {FileStatus.DOWNLOADING, FileStatus.STORED, FileStatus.MISSING, FileStatus.FAILED}
        ),
        FileStatus.DOWNLOADING: frozenset(
            {FileStatus.FOUND, FileStatus.STORED, FileStatus.MISSING, FileStatus.FAILED}
        ),
        FileStatus.STORED: frozenset(),
        FileStatus.MISSING: frozenset({FileStatus.FOUND, FileStatus.STORED}),
        FileStatus.FAILED: frozenset({FileStatus.FOUND, FileStatus.STORED}),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[int] = mapped_column(ForeignKey("recording.id"), index=True)
    external_id: Mapped[str] = mapped_column(String(120))
    kind: Mapped[FileKind] = mapped_column(text_enum(FileKind), default=FileKind.VIDEO)
    extension: Mapped[str] = mapped_column(String(12), default="mp4")
    status: Mapped[FileStatus] = mapped_column(text_enum(FileStatus), default=FileStatus.FOUND)
    name: Mapped[str] = mapped_column(String(300))
    """Its key in the store."""
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    """How large it is by its source's word; None while nobody said."""
    stored_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    """How much of it is with us."""
    etag: Mapped[str] = mapped_column(String(200), default="")
    """Which version of it has been begun, by its source's word (RFC 9110, 8.8.3)."""
    sha256: Mapped[str] = mapped_column(String(64), default="")
    looks: Mapped[int] = mapped_column(default=0)
    """How often its source was asked and did not have it yet."""
    stored_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    recording: Mapped[Recording] = relationship(back_populates="files", lazy="joined")

    def __str__(self) -> str:
        """Return the recording it belongs to."""
        return str(self.recording)

    @property
    def event_id(self) -> int | None:
        """Return the session it belongs to."""
        return self.recording.event_id
