"""Clips, every state that their edits have been in, and the files that were rendered of them."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.accounts.models import Person
from vc.booking.models import Event
from vc.clips.edit import Length
from vc.db import Base, UTCDateTime, text_enum
from vc.folding import SearchedMixin
from vc.jobs import DueMixin
from vc.media.models import FfmpegReportMixin
from vc.recordings.models import RecordingFile
from vc.shapes import Shape
from vc.states import Transitions


class ClipKind(StrEnum):
    """What it is in the annual programme. Each kind has its own checklist."""

    FRAGMENT = "fragment"
    """A part of a talk."""
    CAPSULE = "capsule"
    """One or two minutes that explain one thing."""
    INTERVIEW = "interview"
    """Somebody who attended tells of it, with consent."""
    STORY = "story"
    PROMO = "promo"


class ClipStatus(StrEnum):
    """How far a clip is."""

    DRAFT = "DRAFT"
    """It is being cut; its files, if there are any, are of an older cut."""
    RENDERING = "RENDERING"
    """A worker makes its files."""
    READY = "READY"
    """Its files are made and verified."""
    IN_REVIEW = "IN_REVIEW"
    """Somebody else looks at it."""
    CHANGES_REQUESTED = "CHANGES_REQUESTED"
    """The reviewer sent it back; the reason is with it."""
    APPROVED = "APPROVED"
    """These very files and words may be published."""
    FAILED = "FAILED"
    """A file could not be made; it says why."""
    WITHDRAWN = "WITHDRAWN"
    """Nobody is to publish it (any more)."""


class RenderStatus(StrEnum):
    """How far one file is."""

    WAITING = "WAITING"
    """Its turn comes: one is rendered at a time."""
    RUNNING = "RUNNING"
    """A worker is at it."""
    DONE = "DONE"
    """Made and verified."""
    FAILED = "FAILED"
    """It could not be made; `last_error` says why."""
    CANCELLED = "CANCELLED"
    """A person stopped it, or the cut was changed meanwhile."""


S, R = ClipStatus, RenderStatus


class Clip(SearchedMixin, Base):
    """A clip: what is to be cut out of one file of a recording, and how far that is."""

    __tablename__ = "clip"
    __table_args__ = (
        Index(None, "status", "changed_at", "id"),
        # The list is read in this order, and counted without opening a single row.
        Index("ix_clip_list", "changed_at", "id", "status", "kind"),
    )
    SEARCHED: ClassVar = ("title",)
    TRANSITIONS: ClassVar[Transitions] = {
        S.DRAFT: frozenset({S.RENDERING, S.WITHDRAWN}),
        S.RENDERING: frozenset({S.READY, S.IN_REVIEW, S.FAILED, S.DRAFT, S.WITHDRAWN}),
        # To DRAFT, here and below: the picture was changed, so the files are to be made again.
        S.READY: frozenset({S.IN_REVIEW, S.DRAFT, S.WITHDRAWN}),
        S.IN_REVIEW: frozenset({S.APPROVED, S.CHANGES_REQUESTED, S.READY, S.DRAFT, S.WITHDRAWN}),
        S.CHANGES_REQUESTED: frozenset({S.IN_REVIEW, S.DRAFT, S.WITHDRAWN}),
        S.APPROVED: frozenset({S.IN_REVIEW, S.DRAFT, S.WITHDRAWN}),
        S.FAILED: frozenset({S.RENDERING, S.DRAFT, S.WITHDRAWN}),
        S.WITHDRAWN: frozenset({S.DRAFT}),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("recording_file.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    """The session it was cut out of; None for material that was no session."""
    kind: Mapped[ClipKind] = mapped_column(text_enum(ClipKind))
    title: Mapped[str] = mapped_column(String(200), default="")
    """That of its edit, for lists."""
    status: Mapped[ClipStatus] = mapped_column(text_enum(ClipStatus), default=S.DRAFT)
    has_minors: Mapped[bool] = mapped_column(default=False)
    """Whether minors can be recognised in it; that turns on points of its checklist."""
    revision: Mapped[int] = mapped_column(default=1)
    """The number of the state of its edit that counts; undoing goes back by one."""
    edit_version: Mapped[int] = mapped_column(default=1)
    """Counts every change of its edit, undoing too: a number of a state comes back, this never."""
    picture_sha256: Mapped[str] = mapped_column(String(64))
    """Of what decides the files; a render with another one is of an older cut."""
    text_sha256: Mapped[str] = mapped_column(String(64))
    """Of every word of it that people are to read."""
    captions_sha256: Mapped[str] = mapped_column(String(64))
    reviewed_captions_sha256: Mapped[str] = mapped_column(String(64), default="")
    """Those that a person read through; they are reviewed while both are the same."""
    reviewed_captions_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    is_submitted: Mapped[bool] = mapped_column(default=False)
    """Somebody asked for its review, so it goes there by itself once its files are made."""
    locked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who has it open for cutting."""
    locked_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the page that has it open took it."""
    locked_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    lock_token: Mapped[str] = mapped_column(String(32), default="")
    """Of the page that has it open: the same person may have two."""

    SECRET: ClassVar = frozenset({"lock_token"})

    file: Mapped[RecordingFile] = relationship()
    event: Mapped[Event | None] = relationship()
    author: Mapped[Person] = relationship(foreign_keys=author_id)
    locked_by: Mapped[Person | None] = relationship(foreign_keys=locked_by_id)
    reviewed_captions_by: Mapped[Person | None] = relationship(foreign_keys=reviewed_captions_by_id)
    renders: Mapped[list["ClipRender"]] = relationship(
        back_populates="clip", order_by="ClipRender.id", cascade="all, delete-orphan"
    )

    def __str__(self) -> str:
        """Return its folio and title."""
        return f"{self.folio} {self.title}".strip()

    @property
    def folio(self) -> str:
        """Return the name by which people speak of it, such as C-2027-041."""
        return f"C-{self.created_at:%Y}-{self.id:03d}"

    @property
    def people_ids(self) -> frozenset[int]:
        """Return to whom belongs what it was cut from."""
        return self.file.people_ids

    @property
    def current_renders(self) -> list["ClipRender"]:
        """Return the files of the cut as it stands, whatever became of them."""
        return [one for one in self.renders if one.picture_sha256 == self.picture_sha256]

    @property
    def cover(self) -> "ClipRender | None":
        """Return the file whose picture stands for it: the first one of the cut as it stands."""
        made = (one for one in self.current_renders if one.thumbnail_key)
        return min(made, key=lambda one: one.id, default=None)

    @property
    def are_captions_reviewed(self) -> bool:
        """Tell whether a person read the captions as they stand."""
        return self.captions_sha256 == self.reviewed_captions_sha256


class ClipRevision(Base):
    """The edit of a clip as it was saved at one moment. Rows are added, never changed."""

    __tablename__ = "clip_revision"
    __table_args__ = (UniqueConstraint("clip_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clip_id: Mapped[int] = mapped_column(ForeignKey("clip.id"))
    number: Mapped[int]
    body: Mapped[dict[str, object]] = mapped_column(JSON)
    """As `written.write` writes it."""
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    by: Mapped[Person] = relationship()


class ClipRender(FfmpegReportMixin, DueMixin, Base):
    """One file of a clip: one length in one shape. It is due while it is to be made."""

    __tablename__ = "clip_render"
    __table_args__ = (UniqueConstraint("clip_id", "length", "shape", "picture_sha256"),)
    LEAVES_LINES: ClassVar = False
    """Its clip's lines tell of it."""
    SECRET: ClassVar = frozenset({"lease_token"})
    TRANSITIONS: ClassVar[Transitions] = {
        R.WAITING: frozenset({R.RUNNING, R.CANCELLED}),
        R.RUNNING: frozenset({R.DONE, R.FAILED, R.CANCELLED}),
        # To WAITING: a person asks again. To CANCELLED: its cut is old, and its file deleted.
        R.DONE: frozenset({R.WAITING, R.CANCELLED}),
        R.FAILED: frozenset({R.WAITING, R.CANCELLED}),
        R.CANCELLED: frozenset({R.WAITING}),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    clip_id: Mapped[int] = mapped_column(ForeignKey("clip.id"), index=True)
    length: Mapped[Length] = mapped_column(text_enum(Length))
    shape: Mapped[Shape] = mapped_column(text_enum(Shape))
    picture_sha256: Mapped[str] = mapped_column(String(64))
    """The clip's when this was asked for."""
    revision: Mapped[int]
    """Which state of the edit it is made from."""
    status: Mapped[RenderStatus] = mapped_column(text_enum(RenderStatus), default=R.WAITING)
    percent: Mapped[int] = mapped_column(default=0)
    key: Mapped[str] = mapped_column(String(320), default="")
    """The film in the store; empty until it is made and verified."""
    thumbnail_key: Mapped[str] = mapped_column(String(320), default="")
    """A JPEG of the chosen frame in this shape, in the store."""
    size_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    """Of the film."""
    duration_ms: Mapped[int | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    frame_count: Mapped[int | None]
    loudness_lufs: Mapped[float | None]
    """Integrated, of the film as made (EBU R 128)."""
    longest_silence_ms: Mapped[int | None]
    made_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    clip: Mapped[Clip] = relationship(back_populates="renders")

    def __str__(self) -> str:
        """Return its clip's name with its shape."""
        return f"{self.clip} {self.shape}"

    @property
    def event_id(self) -> int | None:
        """Return the session it belongs to."""
        return self.clip.event_id

    @property
    def is_under_way(self) -> bool:
        """Tell whether something is still to come of it."""
        return self.status in (R.WAITING, R.RUNNING)


class ImportStatus(StrEnum):
    """How far a list of cuts is."""

    WAITING = "WAITING"
    """A worker is still to read it."""
    DONE = "DONE"
    """Clips were begun out of it."""
    FAILED = "FAILED"
    """It makes no sense, or nothing can be cut so; `last_error` says why."""


class CutListImport(DueMixin, Base):
    """A list of cuts as a person handed it in. It is due while it is to be read."""

    __tablename__ = "cut_list_import"
    LEAVES_LINES: ClassVar = False
    """The lines of its clips tell who began them."""
    SECRET: ClassVar = frozenset({"lease_token"})
    TRANSITIONS: ClassVar[Transitions] = {
        ImportStatus.WAITING: frozenset({ImportStatus.DONE, ImportStatus.FAILED}),
        ImportStatus.DONE: frozenset(),
        ImportStatus.FAILED: frozenset(),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("recording_file.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(200))
    """The file's, as it was handed in."""
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """Until it was read; then empty."""
    is_one: Mapped[bool]
    """Whether its cuts are the parts of one clip."""
    status: Mapped[ImportStatus] = mapped_column(
        text_enum(ImportStatus), default=ImportStatus.WAITING
    )
    clip_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    file: Mapped[RecordingFile] = relationship()
    by: Mapped[Person] = relationship()

    def __str__(self) -> str:
        """Return its name."""
        return self.name
