"""One live broadcast of a session, the ticks of its run sheet, and how the channel stands."""

import hashlib
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.accounts.models import Person
from vc.booking.models import Event, new_slug
from vc.booking.states import EventStatus
from vc.db import Base, UTCDateTime, text_enum
from vc.encrypted_text import EncryptedText
from vc.jobs import DueMixin
from vc.states import Transitions

LEAD_MIN = 5
"""A broadcast begins so many minutes before its session, unless somebody says otherwise."""


class BroadcastStatus(StrEnum):
    """How far a broadcast is."""

    PLANNED = "PLANNED"
    """Ours alone: the channel does not know of it yet."""
    SCHEDULING = "SCHEDULING"
    """A worker holds it and may have announced it."""
    SCHEDULED = "SCHEDULED"
    """Announced at the channel; its permalink can be shared."""
    UNKNOWN = "UNKNOWN"
    """It was announced and the answer lost: look at the channel before announcing again."""
    MANUAL = "MANUAL"
    """It could not be announced in time: a person is asked to do so and to paste its link."""
    FAILED = "FAILED"
    """The channel said no, or its hour passed without it; a person decides."""
    LIVE = "LIVE"
    """The public sees it."""
    ENDED = "ENDED"
    """Over; the channel keeps its copy for a while, and we are to fetch it."""
    ARCHIVED = "ARCHIVED"
    """Over, and our own copy is safe."""
    EXPIRED = "EXPIRED"
    """The channel deleted its copy before we had one."""
    CANCELLED = "CANCELLED"
    """It will not take place."""


class BroadcastMode(StrEnum):
    """Who does it."""

    ROOM = "room"
    """The room itself sends its picture: we hand it the key and start it."""
    ENCODER = "encoder"
    """We announce it at the channel; somebody sends the picture with a program such as OBS."""
    BY_HAND = "by_hand"
    """A person does all of it at the channel, pastes the link and ticks each step."""


class Phase(StrEnum):
    """When an item of the run sheet is due."""

    BEFORE = "before"
    """Rehearsal, from an hour before."""
    DURING = "during"
    """While the public watches."""
    AFTER = "after"
    """Once it is over."""


TAKING_PLACE = (BroadcastStatus.SCHEDULED, BroadcastStatus.LIVE)
NOT_ANNOUNCED = (
    BroadcastStatus.PLANNED,
    BroadcastStatus.SCHEDULING,
    BroadcastStatus.UNKNOWN,
    BroadcastStatus.MANUAL,
    BroadcastStatus.FAILED,
)
OVER = (BroadcastStatus.ENDED, BroadcastStatus.ARCHIVED, BroadcastStatus.EXPIRED)
HAS_ALARM = text("alarm != ''")


class Broadcast(DueMixin, Base):
    """One live broadcast. It is due whenever something is to be done or looked at."""

    __tablename__ = "broadcast"
    __table_args__ = (
        Index("ix_broadcast_alarm", "id", sqlite_where=HAS_ALARM, postgresql_where=HAS_ALARM),
    )
    SECRET: ClassVar = frozenset({"stream_key", "lease_token", "cover_slug"})
    TRANSITIONS: ClassVar[Transitions] = {
        BroadcastStatus.PLANNED: frozenset(
            {
                BroadcastStatus.SCHEDULING,
                BroadcastStatus.SCHEDULED,
                BroadcastStatus.MANUAL,
                BroadcastStatus.FAILED,
                BroadcastStatus.CANCELLED,
            }
        ),
        BroadcastStatus.SCHEDULING: frozenset(
            {
                BroadcastStatus.SCHEDULED,
                BroadcastStatus.PLANNED,
                BroadcastStatus.UNKNOWN,
                BroadcastStatus.FAILED,
                BroadcastStatus.CANCELLED,
            }
        ),
        # Only a look at the channel, or a person who looked there, leads out of this.
        BroadcastStatus.UNKNOWN: frozenset(
            {BroadcastStatus.SCHEDULED, BroadcastStatus.PLANNED, BroadcastStatus.CANCELLED}
        ),
        BroadcastStatus.MANUAL: frozenset(
            {
                BroadcastStatus.SCHEDULED,
                BroadcastStatus.PLANNED,
                BroadcastStatus.FAILED,
                BroadcastStatus.CANCELLED,
            }
        ),
        BroadcastStatus.FAILED: frozenset(
            {
                BroadcastStatus.PLANNED,
                BroadcastStatus.SCHEDULED,
                BroadcastStatus.MANUAL,
                BroadcastStatus.CANCELLED,
            }
        ),
        # To PLANNED: it was moved so far that the channel takes it back, or it is gone there.
        BroadcastStatus.SCHEDULED: frozenset(
            {
                BroadcastStatus.LIVE,
                BroadcastStatus.ENDED,
                BroadcastStatus.PLANNED,
                BroadcastStatus.FAILED,
                BroadcastStatus.CANCELLED,
            }
        ),
        BroadcastStatus.LIVE: frozenset({BroadcastStatus.ENDED}),
        BroadcastStatus.ENDED: frozenset({BroadcastStatus.ARCHIVED, BroadcastStatus.EXPIRED}),
        BroadcastStatus.ARCHIVED: frozenset(),
        # Somebody may have kept a copy of their own.
        BroadcastStatus.EXPIRED: frozenset({BroadcastStatus.ARCHIVED}),
        # Somebody ticked the session's box again.
        BroadcastStatus.CANCELLED: frozenset({BroadcastStatus.PLANNED}),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    channel: Mapped[str] = mapped_column(String(24), default="facebook")
    mode: Mapped[BroadcastMode] = mapped_column(text_enum(BroadcastMode))
    status: Mapped[BroadcastStatus] = mapped_column(
        text_enum(BroadcastStatus), default=BroadcastStatus.PLANNED
    )
    followed: Mapped[str] = mapped_column(String(64), default="")
    """What of its session it took into account, as a digest."""
    announced: Mapped[str] = mapped_column(String(64), default="")
    """What the channel was last told, as a digest; see `wanted`."""
    title: Mapped[str] = mapped_column(String(250))
    description: Mapped[str] = mapped_column(Text, default="")
    hashtags: Mapped[str] = mapped_column(String(500), default="")
    """With their signs, a blank between them."""
    follows_event: Mapped[bool] = mapped_column(default=True)
    """Whether title and text are still the proposal, and change with the session."""
    lead_min: Mapped[int] = mapped_column(default=LEAD_MIN)
    """How many minutes before the session it begins."""
    moderator_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    questions_url: Mapped[str] = mapped_column(String(1000), default="")
    """The form in which the public leaves its questions."""
    cover_slug: Mapped[str] = mapped_column(String(32), default="")
    """What leads to its cover without signing in; empty while there is none."""

    external_id: Mapped[str] = mapped_column(String(120), default="", index=True)
    video_id: Mapped[str] = mapped_column(String(120), default="")
    """The copy that stays at the channel for a while; not the same as `external_id`."""
    permalink_url: Mapped[str] = mapped_column(String(1000), default="")
    stream_url: Mapped[str] = mapped_column(String(1000), default="")
    stream_key: Mapped[str] = mapped_column(EncryptedText, default="")
    """A secret: whoever has it can broadcast as the office."""
    handed_to: Mapped[str] = mapped_column(String(120), default="")
    """The room (its id at the vendor) that was given the present key; empty for none."""

    planned_at: Mapped[datetime] = mapped_column(UTCDateTime)
    scheduled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When people were asked to do by hand what could not be done."""
    prepared_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the rehearsal's checks were last made."""
    room_opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the room was last opened, as far as we were told."""
    room_closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the room was last closed."""
    start_asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the room was first asked to send its picture, or a person pressed the button."""
    start_failed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the system gave up starting it; a person may press the button."""
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the room's vendor took the request to send; it proves nothing yet."""
    room_sends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the room's vendor said that it sends."""
    room_silent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the room's vendor said that it no longer sends."""
    live_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the channel said that the public sees it."""
    stop_asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    verified_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the copy at the channel was seen to be there."""
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the channel deletes its copy."""
    warned_on_day: Mapped[int] = mapped_column(default=0)
    """The last day of the copy's life on which people were warned."""
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    looked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the channel last told how it stands."""

    peak_viewers: Mapped[int | None]
    views: Mapped[int | None]
    reach: Mapped[int | None]
    incident: Mapped[str] = mapped_column(Text, default="")
    """What went wrong, in the words of whoever was there."""
    alarm: Mapped[str] = mapped_column(String(500), default="")
    """Why it may not take place as planned, in Spanish; empty when all is well."""
    version: Mapped[int] = mapped_column(default=1)
    """The number of changes by people: a form that is older is refused."""

    event: Mapped[Event] = relationship(lazy="joined", innerjoin=True)
    moderator: Mapped[Person | None] = relationship(foreign_keys=[moderator_id])
    ticks: Mapped[list["Tick"]] = relationship(
        back_populates="broadcast", order_by="Tick.id", cascade="all, delete-orphan"
    )

    def __str__(self) -> str:
        """Return the session it belongs to."""
        return str(self.event)

    @property
    def starts_at(self) -> datetime:
        """Return the planned beginning: with its session, a little before."""
        return self.event.starts_at - timedelta(minutes=self.lead_min)

    @property
    def wanted(self) -> str:
        """Return a digest of what the channel is to know: another one asks for a change."""
        known = (self.title, self.text, self.starts_at.astimezone(UTC).isoformat())
        return hashlib.sha256("\0".join((*known, self.cover_slug)).encode()).hexdigest()

    @property
    def is_wanted(self) -> bool:
        """Tell whether the session still asks for it."""
        return self.event.streams and self.event.status is not EventStatus.CANCELLED

    @property
    def is_room_open(self) -> bool:
        """Tell whether, as far as we were told, somebody is in the room."""
        if self.room_opened_at is None:
            return False
        return self.room_closed_at is None or self.room_closed_at < self.room_opened_at

    @property
    def is_by_hand(self) -> bool:
        """Tell whether a person does all of it at the channel."""
        return self.mode is BroadcastMode.BY_HAND

    @property
    def text(self) -> str:
        """Return the text below the video: the description, then the hashtags."""
        return "\n\n".join(part for part in (self.description, self.hashtags) if part)


class Tick(Base):
    """One item of a run sheet that somebody, or the system, found well or not."""

    __tablename__ = "broadcast_tick"
    __table_args__ = (UniqueConstraint("broadcast_id", "item"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"))
    item: Mapped[str] = mapped_column(String(40))
    """A key of `vc.live.run_sheet.ITEMS`."""
    is_good: Mapped[bool | None]
    """None where nobody can tell by themselves: a person has to look."""
    detail: Mapped[str] = mapped_column(String(500), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """None when the system looked."""
    by_name: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    broadcast: Mapped[Broadcast] = relationship(back_populates="ticks")


class Cover(Base):
    """The picture that announces a broadcast, without what a camera writes into its files."""

    __tablename__ = "broadcast_cover"

    id: Mapped[int] = mapped_column(primary_key=True)
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"), unique=True)
    slug: Mapped[str] = mapped_column(String(32), unique=True, default=new_slug)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """A JPEG."""
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
