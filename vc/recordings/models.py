"""What was recorded of a session, wherever that lies, and the files we have or are to have."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.booking.models import Event, Visibility
from vc.db import Base, UTCDateTime, text_enum
from vc.folding import SearchedMixin
from vc.jobs import DueMixin
from vc.states import Transitions

AWAITED = "awaited-"
"""How the `external_id` of a recording begins that nobody has seen yet."""


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


class VendorCopy(StrEnum):
    """What became of the copy at the source."""

    NONE = "NONE"
    """There never was one, or nobody has seen it yet."""
    PRESENT = "PRESENT"
    """It is there."""
    TRASHED = "TRASHED"
    """It is in the vendor's bin, from which it can still be brought back."""
    DELETED = "DELETED"
    """It is gone, or the vendor no longer lists it."""


class Consent(StrEnum):
    """Whether those who can be seen or heard agreed."""

    UNKNOWN = "UNKNOWN"
    """Nobody has said so yet."""
    ON_FILE = "ON_FILE"
    """It is on file; the note says where."""
    NOT_NEEDED = "NOT_NEEDED"
    """Only staff or the host's own picture; the note says why."""
    REFUSED = "REFUSED"
    """Somebody did not agree: it stays internal."""


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
    PURGED = "PURGED"
    """Deleted here on purpose; its name and digest remain."""


class FileKind(StrEnum):
    """What a file holds."""

    VIDEO = "video"
    AUDIO = "audio"
    TRANSCRIPT = "transcript"
    CHAT = "chat"
    OTHER = "other"


class MaterialKind(StrEnum):
    """What material is that was no session."""

    INTERVIEW = "interview"
    CAPSULE = "capsule"
    STORY = "story"
    OTHER = "other"


IS_KEPT = text("trashed_at IS NULL")
IS_IN_BIN = text("trashed_at IS NOT NULL")


class Recording(SearchedMixin, Base):
    """What one source recorded of a session at one time; it may have several files."""

    __tablename__ = "recording"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        # The list is read in this order, and counted without opening a single row.
        Index(
            "ix_recording_list",
            *("recorded_at", "id", "event_id", "status", "material_kind"),
            sqlite_where=IS_KEPT,
            postgresql_where=IS_KEPT,
        ),
        Index(
            "ix_recording_trashed_at",
            *("trashed_at", "status"),
            sqlite_where=IS_IN_BIN,
            postgresql_where=IS_IN_BIN,
        ),
        Index(None, "status", "keep_until"),
        Index(None, "expires_at_vendor_at"),
    )
    SEARCHED: ClassVar = ("topic",)
    TRANSITIONS: ClassVar[Transitions] = {
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
        # To FOUND: its vendor made one more file of it, or ours was found altered. To MISSING
        # and FAILED: that one cannot be had again.
        RecordingStatus.STORED: frozenset(
            {
                RecordingStatus.FOUND,
                RecordingStatus.MISSING,
                RecordingStatus.FAILED,
                RecordingStatus.PURGED,
            }
        ),
        # To STORED: somebody had a copy and handed it in. To EXPECTED: it is tried again.
        RecordingStatus.MISSING: frozenset(
            {
                RecordingStatus.EXPECTED,
                RecordingStatus.FOUND,
                RecordingStatus.STORED,
                RecordingStatus.PURGED,
            }
        ),
        RecordingStatus.FAILED: frozenset(
            {
                RecordingStatus.EXPECTED,
                RecordingStatus.FOUND,
                RecordingStatus.STORED,
                RecordingStatus.MISSING,
                RecordingStatus.PURGED,
            }
        ),
        RecordingStatus.PURGED: frozenset(),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    """The session it is of; None while nobody knows, and for material that was none."""
    material_kind: Mapped[MaterialKind | None] = mapped_column(text_enum(MaterialKind))
    """What it is where it was handed in for no session; it stays when it is given to one."""
    has_minors: Mapped[bool] = mapped_column(default=False)
    """Whether minors appear in material; of a session, the session says so."""
    note: Mapped[str] = mapped_column(String(500), default="")
    """What whoever handed in material wrote about it."""
    source: Mapped[str] = mapped_column(String(24))
    """Where it comes from: a key of `services_of(app).file_sources`, or "upload"."""
    external_id: Mapped[str] = mapped_column(String(250))
    """What leads to it at its source; our own word for one that nobody has seen yet."""
    room_id: Mapped[str] = mapped_column(String(120), default="")
    """The room it was made in, by its source's word: what an orphan is recognised by later."""
    host_email: Mapped[str] = mapped_column(String(254), default="")
    """The vendor's account it lies on."""
    topic: Mapped[str] = mapped_column(String(300), default="")
    """What its source calls it."""
    status: Mapped[RecordingStatus] = mapped_column(
        text_enum(RecordingStatus), default=RecordingStatus.EXPECTED
    )
    visibility: Mapped[Visibility] = mapped_column(
        text_enum(Visibility), default=Visibility.INTERNAL
    )
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    """When it begins; until it is found, when its session does."""
    duration_s: Mapped[int | None]
    """How long it is by its source's word."""
    is_complete: Mapped[bool] = mapped_column(default=True)
    """False while its source is still making files of it."""
    vendor_copy: Mapped[VendorCopy] = mapped_column(text_enum(VendorCopy), default=VendorCopy.NONE)
    vendor_copy_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When that was so: what is told of an earlier moment comes too late."""
    expires_at_vendor_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When its source deletes it; None when it does not say."""
    consent: Mapped[Consent] = mapped_column(text_enum(Consent), default=Consent.UNKNOWN)
    consent_note: Mapped[str] = mapped_column(String(500), default="")
    """Where the consent is, or why none is needed."""
    keep_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Until when it is kept, where a person said so; otherwise the rule of its kind decides."""
    keep_reason: Mapped[str] = mapped_column(String(500), default="")
    trashed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Since when it is in our bin; None outside it."""
    is_dismissed: Mapped[bool] = mapped_column(default=False)
    """A person said that it is of no session of this agenda."""
    warned_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When people were told that its source deletes it soon and we have no copy."""
    handed_in_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Whoever is handing it in, or did."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    event: Mapped[Event | None] = relationship()
    files: Mapped[list["RecordingFile"]] = relationship(
        back_populates="recording", order_by="RecordingFile.id"
    )

    def __str__(self) -> str:
        """Return the session it is of."""
        return str(self.event or self.topic or f"{self.source} {self.external_id}")

    @property
    def people_ids(self) -> frozenset[int]:
        """Return the ids of its people: its session's, or whoever handed it in without one."""
        if self.event is not None:
            return self.event.people_ids
        return frozenset() if self.maker_id is None else frozenset({self.maker_id})

    @property
    def maker_id(self) -> int | None:
        """Return the id of whoever handed it in; None for what a vendor recorded."""
        return self.handed_in_by_id

    @property
    def shows_minors(self) -> bool:
        """Tell whether minors appear in it, by its own word or its session's."""
        return self.has_minors or (self.event is not None and self.event.has_minors)

    @property
    def is_awaited(self) -> bool:
        """Tell whether it only says that there should be one."""
        return self.external_id.startswith(AWAITED)


class RecordingFile(DueMixin, Base):
    """One file of a recording. It is due while it is to be fetched."""

    __tablename__ = "recording_file"
    __table_args__ = (
        UniqueConstraint("recording_id", "external_id"),
        Index(None, "status", "stored_at"),
    )
    LEAVES_LINES: ClassVar = False
    """Its recording's lines tell of it."""
    SECRET: ClassVar = frozenset({"lease_token"})
    TRANSITIONS: ClassVar[Transitions] = {
        FileStatus.FOUND: frozenset(
            {
                FileStatus.DOWNLOADING,
                FileStatus.STORED,
                FileStatus.MISSING,
                FileStatus.FAILED,
                FileStatus.PURGED,
            }
        ),
        FileStatus.DOWNLOADING: frozenset(
            {
                FileStatus.FOUND,
                FileStatus.STORED,
                FileStatus.MISSING,
                FileStatus.FAILED,
                FileStatus.PURGED,
            }
        ),
        # Away from STORED: our copy was found altered or missing.
        FileStatus.STORED: frozenset(
            {FileStatus.FOUND, FileStatus.MISSING, FileStatus.FAILED, FileStatus.PURGED}
        ),
        FileStatus.MISSING: frozenset({FileStatus.FOUND, FileStatus.STORED, FileStatus.PURGED}),
        FileStatus.FAILED: frozenset({FileStatus.FOUND, FileStatus.STORED, FileStatus.PURGED}),
        FileStatus.PURGED: frozenset(),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[int] = mapped_column(ForeignKey("recording.id"), index=True)
    external_id: Mapped[str] = mapped_column(String(250))
    kind: Mapped[FileKind] = mapped_column(text_enum(FileKind), default=FileKind.VIDEO)
    extension: Mapped[str] = mapped_column(String(12), default="mp4")
    view: Mapped[str] = mapped_column(String(60), default="")
    """What it shows, by its source's word, such as "gallery_view"."""
    started_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    status: Mapped[FileStatus] = mapped_column(text_enum(FileStatus), default=FileStatus.FOUND)
    name: Mapped[str] = mapped_column(String(300))
    """Its key in the store."""
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    """How large it is by its source's word; None while nobody said."""
    stored_bytes: Mapped[int] = mapped_column(BigInteger, default=0, index=True)
    """How much of it is with us."""
    etag: Mapped[str] = mapped_column(String(200), default="")
    """Which version of it has been begun, by its source's word (RFC 9110, 8.8.3)."""
    sha256: Mapped[str] = mapped_column(String(64), default="")
    looks: Mapped[int] = mapped_column(default=0)
    """How often its source was asked and did not have it yet."""
    stored_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    verified_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When it was last read again and its digest was right."""

    recording: Mapped[Recording] = relationship(back_populates="files", lazy="joined")

    def __str__(self) -> str:
        """Return the recording it belongs to."""
        return str(self.recording)

    @property
    def event_id(self) -> int | None:
        """Return the session it belongs to."""
        return self.recording.event_id

    @property
    def people_ids(self) -> frozenset[int]:
        """Return the ids of its recording's people."""
        return self.recording.people_ids

    @property
    def maker_id(self) -> int | None:
        """Return the id of whoever handed it in; None for what a vendor recorded."""
        return self.recording.maker_id


class Survey(DueMixin, Base):
    """One look through everything that was recorded on one account of a vendor."""

    __tablename__ = "survey"
    __table_args__ = (UniqueConstraint("source", "host_email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(24))
    host_email: Mapped[str] = mapped_column(String(254))
    looked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the vendor last told what is there."""
    looked_far_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When it last told of a whole month: that look finds what belongs to no session."""

    def __str__(self) -> str:
        """Return the account."""
        return f"{self.source} {self.host_email}"


class VendorStorage(Base):
    """How full a vendor's storage is, as it last told."""

    __tablename__ = "vendor_storage"

    source: Mapped[str] = mapped_column(String(24), primary_key=True)
    used_bytes: Mapped[int] = mapped_column(BigInteger)
    total_bytes: Mapped[int | None] = mapped_column(BigInteger)
    """None when it has no end."""
    read_at: Mapped[datetime] = mapped_column(UTCDateTime)
    warned_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When people were told that it is nearly full; None since it was not."""
