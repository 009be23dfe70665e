"""What the calendars keep: one stored text per session and audience, feeds, their versions."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Enum, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.accounts.models import Person
from vc.db import Base, UTCDateTime


class Audience(StrEnum):
    """For whom a text is rendered."""

    PUBLIC = "public"
    """Anybody: no link, no e-mail, no internal session."""
    STAFF = "staff"
    """Staff: with the link to join."""


class Fragment(Base):
    """The VEVENT of one session for one audience, as bytes, ready to be joined into feeds."""

    __tablename__ = "fragment"
    __table_args__ = (Index(None, "audience", "starts_at", "event_id"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    audience: Mapped[Audience] = mapped_column(
        Enum(
            Audience, native_enum=False, length=10, values_callable=lambda e: [m.value for m in e]
        ),
        primary_key=True,
    )
    body: Mapped[bytes] = mapped_column(LargeBinary)
    """CRLF lines from BEGIN:VEVENT to END:VEVENT."""
    content_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the rendering without DTSTAMP, LAST-MODIFIED and SEQUENCE."""
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    is_cancelled: Mapped[bool] = mapped_column(default=False)
    host_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(24))


class Feed(Base):
    """A private subscribable calendar: a scope behind a secret token that can be renewed."""

    __tablename__ = "feed"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    scope: Mapped[str] = mapped_column(String(60))
    """`staff`, `host:<person id>` or `kind:<kind>`."""
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the token; the token itself is shown once and kept nowhere."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_fetched_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    owner: Mapped[Person] = relationship(lazy="joined", innerjoin=True)

    def __str__(self) -> str:
        """Return its scope."""
        return self.scope


class FeedVersion(Base):
    """Counts the changes of one scope; raised in the transaction of each change."""

    __tablename__ = "feed_version"

    scope: Mapped[str] = mapped_column(String(60), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)


class Observance(Base):
    """A day of the annual programme that is observed, such as the 25th: Día Naranja."""

    __tablename__ = "observance"
    __table_args__ = (Index(None, "observed_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    observed_on: Mapped[date]
    ends_on: Mapped[date]
    """The last day, included."""
    action: Mapped[str] = mapped_column(String(300), default="")
    """What the programme asks of the office that day."""
