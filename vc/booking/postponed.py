"""What a person put off, or says that another has: out of her sight until its instant comes."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, Select, String, UniqueConstraint, exists
from sqlalchemy.orm import Mapped, mapped_column

from vc.db import Base, UTCDateTime, text_enum


class Answer(StrEnum):
    """What a person says of a thing that waits for her."""

    LATER = "later"
    """Not today."""
    TAKEN = "taken"
    """Somebody else is at it."""


class Postponed(Base):
    """One thing that one person does not want to be told of before an instant.

    It hides nothing from others, and after its instant nothing from her.
    """

    __tablename__ = "postponed"
    __table_args__ = (UniqueConstraint("person_id", "kind", "row_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(24))
    """The key of a `PendingKind`."""
    row_id: Mapped[int]
    """The row that waits; its kind says of which model."""
    answer: Mapped[Answer] = mapped_column(text_enum(Answer))
    said_at: Mapped[datetime] = mapped_column(UTCDateTime)
    back_at: Mapped[datetime] = mapped_column(UTCDateTime)
    """When it waits for her again, if nobody did it."""


def of_person(person_id: int, now: datetime) -> ColumnElement[bool]:
    """Return the condition of what a person has put off at an instant."""
    return (Postponed.person_id == person_id) & (Postponed.back_at > now)


def key_of(query: Select[int, datetime]) -> ColumnElement[int]:
    """Return the column of a query of what waits that holds its keys."""
    return next(iter(query.selected_columns))


def holds(
    query: Select[int, datetime], kind: str, person_id: int, now: datetime, *, is_deadline: bool
) -> ColumnElement[bool]:
    """Return the condition that a row of what waits for a person was put off by her.

    What is due sooner than it was when she did waits again at once.
    """
    key, at = query.selected_columns
    said = exists().where(of_person(person_id, now), Postponed.kind == kind)
    said = said.where(Postponed.row_id == key)
    if is_deadline:
        said = said.where((Postponed.answer == Answer.TAKEN) | (Postponed.back_at <= at))
    return said
