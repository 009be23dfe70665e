"""What the calendars keep: one stored text per session and audience, feeds, their versions."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.accounts.models import Person
from vc.booking.models import Campaign
from vc.db import Base, UTCDateTime, text_enum
from vc.jobs import DueMixin


class Audience(StrEnum):
    """For whom a text is rendered."""

    PUBLIC = "public"
    """Anybody: no link, no e-mail, no internal session."""
    STAFF = "staff"
    """Staff: with the link to join."""


class Fragment(Base):
    """The VEVENT of one session for one audience, as bytes, ready to be joined into feeds."""

    __tablename__ = "fragment"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    audience: Mapped[Audience] = mapped_column(text_enum(Audience), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    """CRLF lines from BEGIN:VEVENT to END:VEVENT; empty when it could not be rendered."""
    event_status: Mapped[str] = mapped_column(String(24))
    """The session's status when it was rendered."""


class FeedItem(Base):
    """A session's place in one scope; a session has one in each scope that shows it."""

    __tablename__ = "feed_item"
    __table_args__ = (Index(None, "scope", "starts_at", "event_id"),)

    scope: Mapped[str] = mapped_column(String(60), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True, index=True)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Feed(Base):
    """A private subscribable calendar: a scope behind a secret token that can be renewed."""

    __tablename__ = "feed"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    scope: Mapped[str] = mapped_column(String(60))
    """`staff`, `plan`, `host:<person id>` or `kind:<kind>`."""
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the token; the token itself is shown once and kept nowhere."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_fetched_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    owner: Mapped[Person] = relationship(lazy="joined", innerjoin=True)

    def __str__(self) -> str:
        """Return its scope."""
        return self.scope

    @property
    def maker_id(self) -> int:
        """Return the id of its owner."""
        return self.owner_id


class Renaming(DueMixin, Base):
    """A person or a campaign that goes by another name, until the sessions to come show it."""

    __tablename__ = "renaming"
    LEAVES_LINES: ClassVar = False
    """The line of the change tells of it."""
    SECRET: ClassVar = frozenset({"lease_token"})

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    last_event_id: Mapped[int] = mapped_column(default=0)
    """Every session up to this one shows the name."""


class FeedVersion(Base):
    """Counts the changes of one scope; raised in the transaction of each change."""

    __tablename__ = "feed_version"

    scope: Mapped[str] = mapped_column(String(60), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Recurrence(StrEnum):
    """How the days of a rule come back."""

    DATE = "date"
    """A day of a month of every year, or of every month."""
    WEEKDAY = "weekday"
    """The first, second … or last weekday of a month."""
    EASTER = "easter"
    """So many days before or after Easter Sunday."""


LEAD_DAYS, COOLDOWN_DAYS = 10, 180
"""Of a rule that nobody gave others, and of a day that is of no rule."""


class ObservanceRule(Base):
    """A day, or days, that come back each year; the observances of a year are made of it."""

    __tablename__ = "observance_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(300), default="")
    recurrence: Mapped[Recurrence] = mapped_column(text_enum(Recurrence))
    month: Mapped[int] = mapped_column(default=0)
    """1 to 12; 0 for every month."""
    day: Mapped[int] = mapped_column(default=0)
    """The day of the month, or days from Easter Sunday (negative: before)."""
    nth: Mapped[int] = mapped_column(default=0)
    """Which weekday of the month: 1 to 4, -1 for the last."""
    weekday: Mapped[int] = mapped_column(default=0)
    """0 for Monday to 6 for Sunday."""
    length: Mapped[int] = mapped_column(default=1)
    """How many days it lasts."""
    is_active: Mapped[bool] = mapped_column(default=True)
    lead_days: Mapped[int] = mapped_column(default=LEAD_DAYS)
    """So many days ahead somebody is asked to prepare it."""
    cooldown_days: Mapped[int] = mapped_column(default=COOLDOWN_DAYS)
    """So many days a clip that went out is not proposed for it again."""
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    """Whose clips suit it, whatever their words are."""
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who is asked; None for anybody who may."""

    campaign: Mapped[Campaign | None] = relationship()
    responsible: Mapped[Person | None] = relationship()

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class Observance(Base):
    """A day of the annual programme that is observed, such as the 25th: Día Naranja."""

    __tablename__ = "observance"
    __table_args__ = (Index(None, "observed_on"), UniqueConstraint("rule_id", "observed_on"))

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    observed_on: Mapped[date]
    ends_on: Mapped[date]
    """The last day, included."""
    action: Mapped[str] = mapped_column(String(300), default="")
    """What the programme asks of the office that day."""
    sequence: Mapped[int] = mapped_column(default=0)
    """RFC 5545 SEQUENCE; raised with `modified_at` when it changes."""
    modified_at: Mapped[datetime] = mapped_column(UTCDateTime)
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("observance_rule.id"))
    """The rule that it was made of; None for one that was entered by itself."""

    rule: Mapped[ObservanceRule | None] = relationship()

    def __str__(self) -> str:
        """Return its name."""
        return self.name
