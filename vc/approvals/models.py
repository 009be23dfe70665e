"""What reviewers decided, and what is to be taken down where it was published."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.accounts.models import Person
from vc.clips.models import Clip
from vc.consents.models import Consent
from vc.db import Base, UTCDateTime, text_enum


class Decision(StrEnum):
    """What a reviewer decided."""

    APPROVED = "APPROVED"
    CHANGES_REQUESTED = "CHANGES_REQUESTED"


class Reason(StrEnum):
    """Why a clip was sent back."""

    CUT = "cut"
    SOUND = "sound"
    PICTURE = "picture"
    CAPTIONS = "captions"
    TEXT = "text"
    PERSONAL = "personal"
    """Somebody's data, face or voice that may not be shown."""
    MINORS = "minors"
    PROMOTION = "promotion"
    """It promotes a public servant (CPEUM, art. 134)."""
    BAN = "ban"
    OTHER = "other"


class Review(Base):
    """A decision about a clip. An approval counts while the clip's digests are still these."""

    __tablename__ = "review"
    __table_args__ = (Index(None, "clip_id", "id"), Index(None, "is_emergency", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    clip_id: Mapped[int] = mapped_column(ForeignKey("clip.id"))
    decision: Mapped[Decision] = mapped_column(text_enum(Decision))
    reason: Mapped[Reason | None] = mapped_column(text_enum(Reason))
    """Why it was sent back; None for an approval."""
    comment: Mapped[str] = mapped_column(Text, default="")
    is_emergency: Mapped[bool] = mapped_column(default=False)
    """Nobody else was there: the author approved, and `comment` says why."""
    files_sha256: Mapped[str] = mapped_column(String(64))
    """Of the files that were seen: see `service.files_sha256`."""
    text_sha256: Mapped[str] = mapped_column(String(64))
    """Of every word that people are to read."""
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    clip: Mapped[Clip] = relationship()
    by: Mapped[Person] = relationship()

    def __str__(self) -> str:
        """Return the clip that was decided about."""
        return str(self.clip)

    @property
    def event_id(self) -> int | None:
        """Return the session that the clip was cut out of."""
        return self.clip.event_id


class Takedown(Base):
    """A clip that somebody has to take down where it was published."""

    __tablename__ = "takedown"
    __table_args__ = (Index(None, "done_at", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clip_id: Mapped[int] = mapped_column(ForeignKey("clip.id"), index=True)
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("consent.id"))
    """The consent whose end asks for it; None for another reason."""
    why: Mapped[str] = mapped_column(String(500))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    """By when it should be done."""
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    proof: Mapped[str] = mapped_column(String(1000), default="")
    """Where it was taken down and how that was seen, or that it never was published."""

    clip: Mapped[Clip] = relationship()
    consent: Mapped[Consent | None] = relationship()
    done_by: Mapped[Person | None] = relationship()

    def __str__(self) -> str:
        """Return the clip that is to go."""
        return str(self.clip)

    @property
    def event_id(self) -> int | None:
        """Return the session that the clip was cut out of."""
        return self.clip.event_id
