"""Sessions of the agenda and their rooms at the vendors."""

import base64
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    and_,
    or_,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.accounts.models import Person
from vc.booking.states import EVENT_TRANSITIONS, MEETING_TRANSITIONS, EventStatus, MeetingStatus
from vc.db import Base, UTCDateTime, text_enum
from vc.encrypted_text import EncryptedText
from vc.folding import SearchedMixin
from vc.jobs import DueMixin
from vc.licences.models import Licence, Platform
from vc.states import Transitions

LONGEST_EVENT = timedelta(minutes=1440)
"""No session is longer: it bounds how far back an overlap can begin, and Zoom's own limit."""

HAS_AREA = text("area != ''")
IS_WAITING = text("status = 'WAITING_FOR_LICENCE'")
NEAR = timedelta(hours=3)
"""Whoever opens a room so long before its session rehearses it; earlier it is a test."""
UNDO_TIME = timedelta(seconds=10)
"""For so long nobody hears of an end or a move, and nothing is deleted: it can be taken back."""
LONGEST_OVERRUN = timedelta(hours=3)
"""For how long after the planned end a room that is open is still its session's."""


def new_slug() -> str:
    """Return sixteen letters and digits that nobody guesses (80 bits)."""
    return base64.b32encode(secrets.token_bytes(10)).decode("ascii").lower()


class EventKind(StrEnum):
    """What kind of session it is."""

    TALK = "talk"
    FORUM = "forum"
    TRAINING = "training"
    MEETING = "meeting"
    CMSP = "cmsp"
    INTERVIEW = "interview"
    OTHER = "other"


class Frequency(StrEnum):
    """How a series repeats."""

    WEEKLY = "weekly"
    """On the same weekday of each week."""
    BIWEEKLY = "biweekly"
    """On the same weekday of every second week."""
    MONTHLY = "monthly"
    """On the same weekday of each month: the second Tuesday, the last Friday."""


class Visibility(StrEnum):
    """Who may know of a session."""

    PUBLIC = "public"
    """On the public page and in the public feed, without the link to join."""
    INTERNAL = "internal"
    """Only for staff who sign in or hold a private feed."""


class Campaign(Base):
    """A campaign or a line of the annual programme that sessions belong to."""

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class SessionTemplate(Base):
    """What a kind of session usually is: the booking form begins with its answers."""

    __tablename__ = "session_template"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[EventKind] = mapped_column(text_enum(EventKind))
    answers: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    """By the names of the booking form's fields."""
    is_active: Mapped[bool] = mapped_column(default=True)

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class Folio(Base):
    """The last folio given out in a year."""

    __tablename__ = "folio"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(default=0)


event_cohost = Table(
    "event_cohost",
    Base.metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("person_id", ForeignKey("person.id"), primary_key=True),
)


class Event(SearchedMixin, Base):
    """One entry of the agenda (for people: "sesión"). Times are instants; the end is excluded."""

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        Index(None, "starts_at", "id"),
        Index(None, "host_id", "starts_at"),
        Index(None, "series_id", "starts_at"),
        Index("ix_event_area", "area", sqlite_where=HAS_AREA, postgresql_where=HAS_AREA),
    )
    SEARCHED: ClassVar = ("summary", "folio", "institution", "municipality")
    SECRET: ClassVar = frozenset({"slug", "invitation_key"})
    TRANSITIONS: ClassVar[Transitions] = EVENT_TRANSITIONS

    id: Mapped[int] = mapped_column(primary_key=True)
    folio: Mapped[str] = mapped_column(String(20), unique=True)
    """VC-2026-0001: our key, also at the vendors."""
    uid: Mapped[str] = mapped_column(String(120), unique=True)
    """RFC 5545 UID, for life, the same in every feed."""
    slug: Mapped[str] = mapped_column(String(32), unique=True, default=new_slug)
    """What stands in our own address to join; for life, and not to be guessed."""
    invitation_key: Mapped[str] = mapped_column(String(32), default=new_slug)
    """Lets those who are invited in, where the session's plain address shows a public page."""
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"))
    series_first_uid: Mapped[str] = mapped_column(String(120), default="")
    """The UID of the first session of its series (RFC 5545 RELATED-TO); empty for that one."""
    suspension_id: Mapped[int | None] = mapped_column(ForeignKey("suspension.id"))
    """The suspension of its series that cancelled it."""
    is_held_anew: Mapped[bool] = mapped_column(default=False)
    """Its series was resumed, and another session takes its place in people's calendars."""
    submission_key: Mapped[str] = mapped_column(String(64), unique=True)
    """Drawn when the form was shown: a form that is sent twice books once."""
    status: Mapped[EventStatus] = mapped_column(
        text_enum(EventStatus), default=EventStatus.TENTATIVE
    )
    sequence: Mapped[int] = mapped_column(default=0)
    """RFC 5545 SEQUENCE; raised by the calendars when what they render changed."""
    last_modified: Mapped[datetime] = mapped_column(UTCDateTime)
    """When anything that the calendars render last changed."""
    summary: Mapped[str] = mapped_column(String(200))
    kind: Mapped[EventKind] = mapped_column(text_enum(EventKind))
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    description: Mapped[str] = mapped_column(Text, default="")
    host_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    area: Mapped[str] = mapped_column(String(120), default="")
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    tzid: Mapped[str] = mapped_column(String(64))
    """The IANA zone in which it was booked."""
    institution: Mapped[str] = mapped_column(String(200), default="")
    municipality: Mapped[str] = mapped_column(String(120), default="")
    audience_size: Mapped[int] = mapped_column(default=0)
    """How many people are expected; 0 when nobody said."""
    has_minors: Mapped[bool] = mapped_column(default=False)
    visibility: Mapped[Visibility] = mapped_column(text_enum(Visibility))
    records: Mapped[bool] = mapped_column(default=False)
    streams: Mapped[bool] = mapped_column(default=False)
    """To be broadcast on Facebook Live."""
    exposed_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Since when everything about it says all that `exposure` says now; None: nothing to say."""
    live_url: Mapped[str] = mapped_column(String(1000), default="")
    """Where the public can watch it; empty while there is no such address."""
    is_webinar: Mapped[bool] = mapped_column(default=False)
    has_waiting_room: Mapped[bool] = mapped_column(default=True)
    notes: Mapped[str] = mapped_column(Text, default="")
    """For staff; never in a feed."""
    guests: Mapped[str] = mapped_column(Text, default="")
    """E-mail addresses that are invited, one on each line."""
    takes_registrations: Mapped[bool] = mapped_column(default=False)
    """Whether the public page asks who will come."""
    seats: Mapped[int] = mapped_column(default=0)
    """How many can register before the waiting list begins; 0 for no limit."""
    cancel_reason: Mapped[str] = mapped_column(String(500), default="")
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__: Mapping[str, object] = {"version_id_col": version}

    host: Mapped[Person] = relationship(foreign_keys=[host_id], lazy="joined", innerjoin=True)
    created_by: Mapped[Person] = relationship(foreign_keys=[created_by_id])
    cohosts: Mapped[list[Person]] = relationship(secondary=event_cohost, order_by=Person.name)
    campaign: Mapped[Campaign | None] = relationship(lazy="joined")
    meeting: Mapped["Meeting"] = relationship(
        back_populates="event", uselist=False, lazy="joined", innerjoin=True
    )

    def __str__(self) -> str:
        """Return its folio and title."""
        return f"{self.folio} {self.summary}"

    @property
    def event_id(self) -> int:
        """Return its own id: the key that everything about a session carries."""
        return self.id

    @property
    def people_ids(self) -> frozenset[int]:
        """Return the ids of the session's people: who booked it, its host and its co-hosts."""
        return frozenset({self.created_by_id, self.host_id, *(one.id for one in self.cohosts)})

    @classmethod
    def is_of(cls, person_id: int) -> ColumnElement[bool]:
        """Return the condition of `people_ids` for a query."""
        is_cohost = cls.cohosts.any(Person.id == person_id)
        return or_(cls.created_by_id == person_id, cls.host_id == person_id, is_cohost)

    @property
    def guest_emails(self) -> list[str]:
        """Return the addresses that are invited."""
        return self.guests.splitlines()

    @property
    def duration_min(self) -> int:
        """Return its length in whole minutes."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @classmethod
    def ends_after(cls, instant: datetime) -> ColumnElement[bool]:
        """Return the condition that it ends after an instant.

        No session is longer than LONGEST_EVENT, which lets the index on the start find them.
        """
        return and_(cls.starts_at > instant - LONGEST_EVENT, cls.ends_at > instant)

    @classmethod
    def ended_by(cls, instant: datetime) -> ColumnElement[bool]:
        """Return the condition that it has ended at an instant.

        It began before; that is said too, as there is an index on the start and none on the end.
        """
        return and_(cls.starts_at < instant, cls.ends_at <= instant)

    def is_past(self, now: datetime) -> bool:
        """Tell whether it has ended."""
        return self.ends_at <= now

    def is_over(self, now: datetime) -> bool:
        """Tell whether it has ended and its room is not open any more."""
        return self.is_past(now) and not self.meeting.is_held_over(now)

    def takes_place(self, now: datetime) -> bool:
        """Tell whether it has begun and is not over: by the plan, or because its room is open."""
        is_on = self.starts_at <= now and not self.is_over(now)
        return is_on and self.status is not EventStatus.CANCELLED


class Meeting(DueMixin, Base):
    """The room of one session at a vendor.

    It is due whenever what stands here is not yet so at the vendor: `wanted` counts the changes
    that were asked for, `done` those that the vendor has.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        # A few of them, looked for by every change that may free a licence.
        Index("ix_meeting_waiting", "id", sqlite_where=IS_WAITING, postgresql_where=IS_WAITING),
    )
    SECRET: ClassVar = frozenset({"passcode", "join_url", "pasted_url", "lease_token"})
    TRANSITIONS: ClassVar[Transitions] = MEETING_TRANSITIONS

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    platform: Mapped[Platform] = mapped_column(text_enum(Platform))
    licence_id: Mapped[int | None] = mapped_column(ForeignKey("licence.id"))
    status: Mapped[MeetingStatus] = mapped_column(
        text_enum(MeetingStatus), default=MeetingStatus.PENDING
    )
    waiting_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When it began to wait for a licence: its place in the line; None while it does not."""
    wanted: Mapped[int] = mapped_column(default=1)
    done: Mapped[int] = mapped_column(default=0)
    external_id: Mapped[str] = mapped_column(String(120), default="", index=True)
    external_uuid: Mapped[str] = mapped_column(String(120), default="")
    join_url: Mapped[str] = mapped_column(String(1000), default="")
    passcode: Mapped[str] = mapped_column(EncryptedText, default="")
    pasted_url: Mapped[str] = mapped_column(String(1000), default="")
    """The link that a person pasted, for platforms where rooms are made by hand."""
    is_automatic: Mapped[bool] = mapped_column(default=False)
    """The person left the choice of the platform to us."""
    choice: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    """Why this licence: see `allocation.Choice.as_row`."""
    overrule_reason: Mapped[str] = mapped_column(String(500), default="")
    """Why a coordinator gave out a licence that was not free; empty when it was."""
    warnings: Mapped[list[str]] = mapped_column(JSON, default=list)
    """What the vendor did not grant, in Spanish."""
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the vendor says that somebody first opened it for its session."""
    last_opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the vendor says that somebody last opened it for its session."""
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the vendor says that it was last closed after its session."""
    alarm: Mapped[str] = mapped_column(String(500), default="")
    """Why it may not take place as planned, in Spanish; empty when all is well."""

    event: Mapped[Event] = relationship(back_populates="meeting")
    licence: Mapped[Licence | None] = relationship(lazy="joined")

    def __str__(self) -> str:
        """Return the session it belongs to."""
        return str(self.event)

    @property
    def is_ready(self) -> bool:
        """Tell whether people can join by its link."""
        return self.status in (MeetingStatus.OPEN, MeetingStatus.DIVERGED)

    @property
    def is_being_made(self) -> bool:
        """Tell whether a worker will turn it into a link without anybody doing anything."""
        waits = (MeetingStatus.PENDING, MeetingStatus.OPENING, MeetingStatus.UNKNOWN)
        return self.status in waits and self.due_at is not None

    def is_of_session(self, at: datetime) -> bool:
        """Tell whether what happened to the room then was for its session, and no test of it."""
        return self.event.starts_at - NEAR <= at < self.event.ends_at + LONGEST_OVERRUN

    def is_held_over(self, now: datetime) -> bool:
        """Tell whether its session is over by the plan while the room is still open.

        A message that it was closed may be lost: no overrun is believed for longer than that.
        """
        event, opened_at = self.event, self.last_opened_at
        if opened_at is None or not event.ends_at <= now < event.ends_at + LONGEST_OVERRUN:
            return False
        is_open = self.ended_at is None or self.ended_at < opened_at
        return is_open and self.is_of_session(opened_at) and self.is_ready

    @property
    def has_changes_to_send(self) -> bool:
        """Tell whether the vendor does not have our last change yet."""
        return self.is_ready and self.wanted != self.done


def events_of(rows: Iterable[object]) -> list[Event]:
    """Return the sessions that rows are, or are the meeting of, each once and in their order."""
    events = {
        row if isinstance(row, Event) else row.event
        for row in rows
        if isinstance(row, Event | Meeting)
    }
    return sorted(events, key=lambda one: one.id)
