"""The programme of a forum, the public's questions, and its conclusions."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.accounts.models import Person
from vc.booking.models import Event
from vc.db import Base, UTCDateTime, text_enum
from vc.states import Transitions


class Speaker(Base):
    """Somebody who speaks at a forum; everybody may know it."""

    __tablename__ = "forum_speaker"
    __table_args__ = (Index(None, "event_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    place: Mapped[int]
    """The order in which they speak."""
    name: Mapped[str] = mapped_column(String(200))
    institution: Mapped[str] = mapped_column(String(200), default="")
    topic: Mapped[str] = mapped_column(String(200), default="")
    minutes: Mapped[int]

    event: Mapped[Event] = relationship()

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def people_ids(self) -> frozenset[int]:
        """Return the ids of its people: its session's."""
        return self.event.people_ids


class QuestionStatus(StrEnum):
    """How a question stands."""

    WAITING = "WAITING"
    """Nobody but a moderator sees it."""
    TAKEN = "TAKEN"
    """It will be put, and everybody sees it."""
    ANSWERED = "ANSWERED"
    DISCARDED = "DISCARDED"
    """Nobody sees it."""


Q = QuestionStatus


class Question(Base):
    """A question that somebody of the public asks; of whom is kept nowhere."""

    __tablename__ = "forum_question"
    __table_args__ = (
        UniqueConstraint("event_id", "fold_key"),
        Index(None, "event_id", "status", "place"),
    )
    SECRET: ClassVar = frozenset({"text", "fold_key"})
    TRANSITIONS: ClassVar[Transitions] = {
        Q.WAITING: frozenset({Q.TAKEN, Q.DISCARDED}),
        Q.TAKEN: frozenset({Q.ANSWERED, Q.DISCARDED}),
        Q.ANSWERED: frozenset({Q.TAKEN}),
        Q.DISCARDED: frozenset({Q.TAKEN}),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    status: Mapped[QuestionStatus] = mapped_column(
        text_enum(QuestionStatus), default=QuestionStatus.WAITING
    )
    place: Mapped[int] = mapped_column(default=0)
    """The order in which those that were taken are put."""
    text: Mapped[str] = mapped_column(String(500))
    fold_key: Mapped[str] = mapped_column(String(64))
    """Digest by which the same question is known again."""
    times: Mapped[int] = mapped_column(default=1)
    """How many asked it."""
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    event: Mapped[Event] = relationship()
    decided_by: Mapped[Person | None] = relationship()

    def __str__(self) -> str:
        """Return a name that says nothing of what was asked."""
        return f"pregunta {self.id}"

    @property
    def people_ids(self) -> frozenset[int]:
        """Return the ids of its people: its session's."""
        return self.event.people_ids


class Forum(Base):
    """What a forum has beside its session."""

    __tablename__ = "forum"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    takes_questions: Mapped[bool] = mapped_column(default=True)
    conclusions: Mapped[str] = mapped_column(Text, default="")
    """Shown to everybody once the forum is over."""

    event: Mapped[Event] = relationship()

    def __str__(self) -> str:
        """Return the session it belongs to."""
        return str(self.event)

    @property
    def people_ids(self) -> frozenset[int]:
        """Return the ids of its people: its session's."""
        return self.event.people_ids
