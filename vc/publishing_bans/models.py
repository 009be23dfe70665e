"""Bans as the office enters them from the official calendar, and documented exceptions."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.accounts.models import Person
from vc.db import Base, UTCDateTime, text_enum


class BanScope(StrEnum):
    """Whose election it is."""

    FEDERAL = "federal"
    STATE = "estatal"
    MUNICIPAL = "municipal"


class Ban(Base):
    """Days on which nothing is published. It is withdrawn with a reason, never deleted."""

    __tablename__ = "ban"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="ends_after_it_starts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date]
    ends_on: Mapped[date] = mapped_column(index=True)
    """The last day, which still belongs to it."""
    scope: Mapped[BanScope] = mapped_column(text_enum(BanScope))
    scope_note: Mapped[str] = mapped_column(String(200), default="")
    document: Mapped[str] = mapped_column(String(500))
    """Where it is written: an https address, or a key of the store."""
    source_note: Mapped[str] = mapped_column(String(500), default="")
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Somebody else than who entered it. It blocks before that too: the safe side."""
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_why: Mapped[str] = mapped_column(String(500), default="")
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__: Mapping[str, object] = {"version_id_col": version}

    entered_by: Mapped[Person] = relationship(foreign_keys=entered_by_id)
    confirmed_by: Mapped[Person | None] = relationship(foreign_keys=confirmed_by_id)

    def __str__(self) -> str:
        """Return the office's name for it."""
        return self.name


class BanException(Base):
    """What may be published in spite of a ban, by which document."""

    __tablename__ = "ban_exception"
    __table_args__ = (Index(None, "ban_id", "subject_kind", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ban_id: Mapped[int] = mapped_column(ForeignKey("ban.id"))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    """None stands for everything of that kind."""
    reason: Mapped[str] = mapped_column(String(500))
    document: Mapped[str] = mapped_column(String(500))
    granted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    ban: Mapped[Ban] = relationship()

    def __str__(self) -> str:
        """Return the name of what is excepted."""
        return f"excepción de {self.ban.name}"
