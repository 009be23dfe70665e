"""What a person is told in the bell, and who wants the daily letter."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.accounts.models import Person
from vc.db import Base, UTCDateTime, text_enum
from vc.jobs import DueMixin


class NoticeKind(StrEnum):
    """What happened."""

    CLIP_TO_APPROVE = "clip_to_approve"
    """Somebody else's clip waits for its second person."""
    CHANGES_ASKED = "changes_asked"
    """A reviewer gave a clip back to whoever cut it."""
    SESSION_GIVEN = "session_given"
    """Somebody else made the person a session's host."""
    SESSION_MOVED = "session_moved"
    """A session has another time."""
    SESSION_CANCELLED = "session_cancelled"
    """A session will not take place."""
    ROOM_FAILED = "room_failed"
    """A session's room could not be made, or was deleted at its vendor."""
    ROOM_LATE = "room_late"
    """A session's room was made only shortly before it begins."""
    RECORDING_READY = "recording_ready"
    """What was recorded of a session can be watched."""
    RECORDING_EXPIRES = "recording_expires"
    """A vendor is about to delete the only copy of a recording."""
    PUBLICATION_FAILED = "publication_failed"
    """A publication did not go out, or nobody knows."""
    PUBLICATION_BY_HAND = "publication_by_hand"
    """A publication is to be made by a person, now."""
    CONSENT_REVOKED = "consent_revoked"
    """Somebody who is shown took their consent back."""
    BEYOND_SEATS = "beyond_seats"
    """People registered for a session that is full."""


class Notice(Base):
    """One thing that one person is told. What happens again to the same thing is the same one."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        Index(None, "person_id", "seen_at", "kind"),
        Index(None, "person_id", "at", "id"),
        Index(None, "kind", "row_id"),
        Index(None, "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    key: Mapped[str] = mapped_column(String(80))
    """The kind and the row that it is about."""
    kind: Mapped[NoticeKind] = mapped_column(text_enum(NoticeKind))
    row_id: Mapped[int]
    """The row that it leads to; its kind says of which model."""
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    """The session that it belongs to: whose it is decides who may read it."""
    title: Mapped[str] = mapped_column(String(250))
    """What the row was called then."""
    note: Mapped[str] = mapped_column(String(500), default="")
    """Why, or what is other now."""
    count: Mapped[int] = mapped_column(default=1)
    """How often it happened."""
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    """When it last happened."""
    seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the person said so; None until then."""


class DailyLetter(DueMixin, Base):
    """Somebody who wants the daily letter. It is due in the morning of the next working day."""

    __tablename__ = "daily_letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_day: Mapped[date | None]
    """The last day for which it was written or left out."""

    person: Mapped[Person] = relationship()

    def __str__(self) -> str:
        """Return whose it is."""
        return str(self.person)
