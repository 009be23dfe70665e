"""Topics for capsules: ideas with an owner and a source, until each has its clip."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.accounts.models import Person
from vc.clips.models import Clip
from vc.db import Base, UTCDateTime, text_enum
from vc.states import Transitions


class TopicStatus(StrEnum):
    """How far a topic is."""

    IDEA = "IDEA"
    """Somebody thought of it; nobody is at it."""
    TAKEN = "TAKEN"
    """Its owner is at it."""
    DONE = "DONE"
    """It has its clip."""
    DISCARDED = "DISCARDED"
    """It will not be made; it says why."""


S = TopicStatus


class Topic(Base):
    """One thing that a capsule could explain."""

    __tablename__ = "topic"
    __table_args__ = (Index(None, "status", "id"),)
    TRANSITIONS: ClassVar[Transitions] = {
        S.IDEA: frozenset({S.TAKEN, S.DONE, S.DISCARDED}),
        S.TAKEN: frozenset({S.IDEA, S.DONE, S.DISCARDED}),
        # To TAKEN: its clip was another one's.
        S.DONE: frozenset({S.TAKEN}),
        S.DISCARDED: frozenset({S.IDEA}),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    title_key: Mapped[str] = mapped_column(String(200), unique=True)
    """The title without accents and case: the same idea is written down once."""
    source: Mapped[str] = mapped_column(String(500), default="")
    """Where it comes from: an address, or words."""
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    """Who wrote it down; from when it is taken, who is at it."""
    status: Mapped[TopicStatus] = mapped_column(text_enum(TopicStatus), default=S.IDEA)
    clip_id: Mapped[int | None] = mapped_column(ForeignKey("clip.id"), index=True)
    why: Mapped[str] = mapped_column(String(300), default="")
    """Why it was discarded."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    owner: Mapped[Person] = relationship()
    clip: Mapped[Clip | None] = relationship()

    def __str__(self) -> str:
        """Return its title."""
        return self.title
