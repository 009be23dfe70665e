"""What the office keeps of itself beside its settings: logo, days off, areas, its own words."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from vc.db import Base, UTCDateTime


class Logo(Base):
    """A logo that was handed in; the setting `office_logo` says which one is shown."""

    __tablename__ = "office_logo"
    LEAVES_LINES: ClassVar = False
    """The line of the setting tells of it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the picture."""
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """A PNG."""
    width: Mapped[int]
    height: Mapped[int]
    kept_at: Mapped[datetime] = mapped_column(UTCDateTime)

    def __str__(self) -> str:
        """Return what it is."""
        return "Logotipo"


class Holiday(Base):
    """A day of which the office says itself whether it is worked; the law says it of others."""

    __tablename__ = "holiday"

    id: Mapped[int] = mapped_column(primary_key=True)
    observed_on: Mapped[date] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(String(120))
    is_off: Mapped[bool] = mapped_column(default=True)
    """False for a day of the law on which this office works."""

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class Area(Base):
    """A part of the office that sessions and people belong to; both hold its name."""

    __tablename__ = "area"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    """Whether it is offered."""

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class MailText(Base):
    """The office's own words for one text to people, in the place of the product's."""

    __tablename__ = "mail_text"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    """The key of an `OwnText`."""
    subject: Mapped[str] = mapped_column(String(200))
    """Empty where the text has none, as in WhatsApp."""
    body: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    def __str__(self) -> str:
        """Return which text it is."""
        return self.key
