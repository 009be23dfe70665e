"""Rules of retention, the bin, and what people asked to have deleted at a vendor."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.accounts.models import Person
from vc.booking.models import EventKind, Visibility
from vc.db import Base, UTCDateTime, text_enum
from vc.jobs import DueMixin
from vc.recordings.models import Recording
from vc.states import Transitions


class RetentionRule(Base):
    """How long recordings of one kind of session are kept, or material that was none."""

    __tablename__ = "retention_rule"
    __table_args__ = (
        UniqueConstraint("kind", "visibility"),
        CheckConstraint("keep_days >= 1", name="keep_days_is_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[EventKind | None] = mapped_column(text_enum(EventKind))
    """The kind of session; None is the rule of material that was none."""
    visibility: Mapped[Visibility] = mapped_column(text_enum(Visibility))
    keep_days: Mapped[int | None]
    """Days after the recording began; None keeps it for good."""
    is_automatic: Mapped[bool] = mapped_column(default=False)
    """A person confirmed that what is due goes to the bin by itself."""
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    def __str__(self) -> str:
        """Return what it is for."""
        return f"{self.kind.value if self.kind else 'material'} {self.visibility.value}"


class RecordRule(Base):
    """How long records of one kind are kept."""

    __tablename__ = "record_rule"
    __table_args__ = (CheckConstraint("keep_days >= 1", name="keep_days_is_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record: Mapped[str] = mapped_column(String(24), unique=True)
    """The key of a `vc.forgetting.RecordKind`."""
    keep_days: Mapped[int | None]
    """Days after it was written; None keeps it for good."""
    is_automatic: Mapped[bool] = mapped_column(default=False)
    """A person confirmed that what is due is deleted by itself."""
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    def __str__(self) -> str:
        """Return what it is for."""
        return self.record


class DisposalStatus(StrEnum):
    """Where a recording is that somebody threw away."""

    IN_BIN = "IN_BIN"
    """It can be brought back until it is due."""
    RESTORED = "RESTORED"
    """It was brought back."""
    PURGED = "PURGED"
    """Its files were deleted; the recording's row tells of it."""


class Disposal(DueMixin, Base):
    """One time that a recording was thrown away. It is due when its days in the bin are over."""

    __tablename__ = "disposal"
    LEAVES_LINES: ClassVar = False
    """Its recording's lines tell of it."""
    TRANSITIONS: ClassVar[Transitions] = {
        DisposalStatus.IN_BIN: frozenset({DisposalStatus.RESTORED, DisposalStatus.PURGED}),
        DisposalStatus.RESTORED: frozenset(),
        DisposalStatus.PURGED: frozenset(),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[int] = mapped_column(ForeignKey("recording.id"), index=True)
    status: Mapped[DisposalStatus] = mapped_column(
        text_enum(DisposalStatus), default=DisposalStatus.IN_BIN
    )
    reason: Mapped[str] = mapped_column(String(500))
    thrown_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """None when a confirmed rule did it."""
    thrown_at: Mapped[datetime] = mapped_column(UTCDateTime)

    recording: Mapped[Recording] = relationship()
    thrown_by: Mapped[Person | None] = relationship()

    def __str__(self) -> str:
        """Return the name of what was thrown away."""
        return str(self.recording)


class DeletionStatus(StrEnum):
    """How far a deletion at a vendor is."""

    ASKED = "ASKED"
    """A person asked for it; our copy is verified first."""
    DONE = "DONE"
    """The vendor put its copy into its bin."""
    FAILED = "FAILED"
    """It was not deleted; `last_error` says why."""


class VendorDeletion(DueMixin, Base):
    """A person's wish to have a vendor's copy deleted, carried out once ours is verified."""

    __tablename__ = "vendor_deletion"
    LEAVES_LINES: ClassVar = False
    """Its recording's lines tell of it."""
    TRANSITIONS: ClassVar[Transitions] = {
        DeletionStatus.ASKED: frozenset({DeletionStatus.DONE, DeletionStatus.FAILED}),
        DeletionStatus.DONE: frozenset(),
        DeletionStatus.FAILED: frozenset({DeletionStatus.ASKED}),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[int] = mapped_column(ForeignKey("recording.id"), unique=True)
    status: Mapped[DeletionStatus] = mapped_column(
        text_enum(DeletionStatus), default=DeletionStatus.ASKED
    )
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)

    recording: Mapped[Recording] = relationship()
    asked_by: Mapped[Person] = relationship()

    def __str__(self) -> str:
        """Return the name of what is deleted."""
        return str(self.recording)
