"""Privacy notices in versions, and who asked not to appear in what is published.

A version never changes: people accepted it as it was.
"""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.accounts.models import Person
from vc.booking.models import Event
from vc.db import Base, UTCDateTime, text_enum
from vc.encrypted_text import EncryptedText


def initials_of(name: str) -> str:
    """Return a name as those who may not read it see it."""
    return "".join(f"{word[0].upper()}." for word in name.split())


class Source(StrEnum):
    """Where somebody said that they do not want to appear."""

    REGISTRATION = "registration"
    DOOR = "door"
    """On the page that leads into the room, without having registered."""
    OFFICE = "office"
    """To somebody of the office, who noted it."""


class PrivacyNotice(Base):
    """One version of the two notices; the one with the highest number is in force."""

    __tablename__ = "privacy_notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(unique=True)
    simple: Mapped[str] = mapped_column(Text)
    """The short notice, shown where data is asked for; a line that begins with `## ` is a title."""
    full: Mapped[str] = mapped_column(Text)
    """The whole notice, which the short one leads to; written alike."""
    reason: Mapped[str] = mapped_column(String(300), default="")
    """What this version changes, in the words of whoever wrote it."""
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """None for the first version, which came with the program."""

    by: Mapped[Person | None] = relationship()

    def __str__(self) -> str:
        """Return the office's name for it."""
        return f"Aviso de privacidad, versión {self.version}"


class Refusal(Base):
    """One person who asked not to appear in what is published of a session."""

    __tablename__ = "refusal"
    SECRET: ClassVar = frozenset({"person_name", "note"})

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    person_name: Mapped[str] = mapped_column(EncryptedText)
    note: Mapped[str] = mapped_column(EncryptedText, default="")
    """How to know them in the recording: the name on the screen, a group, a moment."""
    source: Mapped[Source] = mapped_column(text_enum(Source))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who of the office noted it; None for who said so on our pages."""
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When they, or the office for them, took it back."""
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    event: Mapped[Event] = relationship(lazy="joined", innerjoin=True)
    by: Mapped[Person | None] = relationship(foreign_keys=by_id)

    def __str__(self) -> str:
        """Return its name without telling the person's."""
        return self.folio

    @property
    def folio(self) -> str:
        """Return the office's name for it."""
        return f"NO-{self.id:05d}"

    @property
    def people_ids(self) -> frozenset[int]:
        """Return the ids of its people: its session's."""
        return self.event.people_ids

    @property
    def initials(self) -> str:
        """Return the initials, for staff who may not see the name."""
        return initials_of(self.person_name)
