"""Publications: one clip on one channel; the pauses that hold them back; what came of them."""

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.accounts.models import Person
from vc.booking.models import Campaign, Event, new_slug
from vc.channels.models import Channel
from vc.clips.edit import Length
from vc.clips.models import Clip, ClipRender, RenderStatus
from vc.db import Base, UTCDateTime, text_enum
from vc.encrypted_text import EncryptedText
from vc.folding import SearchedMixin
from vc.jobs import DueMixin
from vc.media.models import FfmpegReportMixin
from vc.networks.known import NETWORKS
from vc.shapes import Shape
from vc.states import Transitions


class PublicationStatus(StrEnum):
    """How far a publication is."""

    QUEUED = "QUEUED"
    """Its time is to come."""
    PUBLISHING = "PUBLISHING"
    """Its time has come: a worker holds it, or a person is asked to publish it."""
    PROCESSING = "PROCESSING"
    """It was handed over; its address does not answer yet."""
    PUBLISHED = "PUBLISHED"
    """Its address answers."""
    RETRACTED = "RETRACTED"
    """It was taken down, with proof."""
    FAILED = "FAILED"
    """The network, or a rule of ours, said no; a person decides."""
    UNKNOWN = "UNKNOWN"
    """It was handed over and the answer lost: only a look or a person leads out of this."""
    MISSED = "MISSED"
    """Its time is so long over that only a person may still publish it."""
    PAUSED = "PAUSED"
    """A pause holds it back; it keeps its place."""
    CANCELLED = "CANCELLED"
    """Somebody took it out of the queue."""


class Phase(StrEnum):
    """How far the system is with a publication that it makes itself."""

    NEW = "new"
    """The network knows nothing of it."""
    BEGUN = "begun"
    """There is a place for it, which nobody sees."""
    UPLOADED = "uploaded"
    SENT = "sent"
    """The one call that cannot be taken back may be on its way: it is not sent again."""


S = PublicationStatus
COMING = (S.QUEUED, S.PAUSED)
UNDER_WAY = (S.PUBLISHING, S.PROCESSING, S.UNKNOWN)
NEEDS_SOMEBODY = (S.FAILED, S.MISSED, S.UNKNOWN)
TAKES_A_PLACE = (S.QUEUED, S.PAUSED, S.PUBLISHING, S.PROCESSING, S.UNKNOWN, S.PUBLISHED)
"""Others of the channel keep their distance from these."""
LEAD = timedelta(minutes=15)
"""So long ahead of its time its bytes are on their way: a network may work on them for minutes."""
IS_TO_GO = text("retract_due_at IS NOT NULL")


class Publication(SearchedMixin, FfmpegReportMixin, DueMixin, Base):
    """One clip on one channel. Due when it is to go out, or when somebody is to look at it."""

    __tablename__ = "publication"
    __table_args__ = (
        UniqueConstraint("clip_id", "channel_id", "repetition"),
        Index(None, "channel_id", "publish_after"),
        Index(None, "status", "publish_after"),
        Index(None, "channel_id", "status", "published_at", "id"),
        Index(None, "publish_after", "id"),
        Index(None, "published_at"),
        Index(
            "ix_publication_retract_due_at",
            *("status", "retract_due_at"),
            sqlite_where=IS_TO_GO,
            postgresql_where=IS_TO_GO,
        ),
    )
    SEARCHED: ClassVar = ("title",)
    SECRET: ClassVar = frozenset({"lease_token", "upload_url", "ffmpeg_said"})
    TRANSITIONS: ClassVar[Transitions] = {
        S.QUEUED: frozenset(
            {S.PUBLISHING, S.PROCESSING, S.PAUSED, S.MISSED, S.FAILED, S.CANCELLED}
        ),
        # To QUEUED: nothing was sent, and it is tried again or at another time.
        S.PUBLISHING: frozenset(
            {S.PROCESSING, S.QUEUED, S.UNKNOWN, S.FAILED, S.MISSED, S.PAUSED, S.CANCELLED}
        ),
        # To PUBLISHING: the address that a person brought was not that of the post.
        S.PROCESSING: frozenset({S.PUBLISHED, S.FAILED, S.UNKNOWN, S.PUBLISHING}),
        S.PUBLISHED: frozenset({S.RETRACTED}),
        S.RETRACTED: frozenset(),
        S.FAILED: frozenset({S.QUEUED, S.PROCESSING, S.CANCELLED}),
        S.UNKNOWN: frozenset({S.QUEUED, S.PROCESSING, S.FAILED}),
        S.MISSED: frozenset({S.QUEUED, S.PROCESSING, S.CANCELLED}),
        S.PAUSED: frozenset({S.QUEUED, S.PROCESSING, S.CANCELLED}),
        # To QUEUED: somebody thinks again.
        S.CANCELLED: frozenset({S.QUEUED}),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    clip_id: Mapped[int] = mapped_column(ForeignKey("clip.id"))
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    repetition: Mapped[int] = mapped_column(default=1)
    """Which time this clip is on this channel, from 1."""
    status: Mapped[PublicationStatus] = mapped_column(
        text_enum(PublicationStatus), default=PublicationStatus.QUEUED
    )
    length: Mapped[Length] = mapped_column(text_enum(Length))
    shape: Mapped[Shape] = mapped_column(text_enum(Shape))
    file_sha256: Mapped[str] = mapped_column(String(64))
    """Of the file that is to go; another one is not what was planned."""
    title: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    """What is written beside it on this channel."""
    text_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who wrote it; None while it is the clip's own."""
    approved_text_sha256: Mapped[str] = mapped_column(String(64), default="")
    """Of the words that somebody else approved for this channel."""
    text_approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    with_captions: Mapped[bool] = mapped_column(default=True)
    thumbnail_ms: Mapped[int | None]
    """Which instant of its film stands for it here; None: the picture that was made with it."""
    thumbnail_key: Mapped[str] = mapped_column(String(320), default="")
    """That picture in the store, once it is made."""
    publish_after: Mapped[datetime] = mapped_column(UTCDateTime)
    """When it is to go out."""
    embargo_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Not before this instant, whatever else is planned."""
    waits_for_event: Mapped[bool] = mapped_column(default=False)
    """Not before the clip's session is over, wherever that is moved."""
    confirms_link: Mapped[bool] = mapped_column(default=False)
    """Somebody wants the address in its text although that costs more."""

    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When a person was asked to publish it."""
    reminded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    remote_id: Mapped[str] = mapped_column(String(200), default="")
    """Its id at the network, kept as soon as it is known."""
    phase: Mapped[Phase] = mapped_column(text_enum(Phase), default=Phase.NEW)
    upload_url: Mapped[str] = mapped_column(EncryptedText, default="")
    """Where its bytes go, or what names the upload: whoever has it can write there."""
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the one call was last sent."""
    send_count: Mapped[int] = mapped_column(default=0)
    """How often it was sent: once more only where a look told that nothing had happened."""
    permalink_url: Mapped[str] = mapped_column(String(1000), default="")
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who brought its address; None when the system published it."""
    look_count: Mapped[int] = mapped_column(default=0)
    """How often its address was asked without an answer."""
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who saw the post where the network does not show it to us."""
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    retract_why: Mapped[str] = mapped_column(String(500), default="")
    retract_asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    retract_due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """By when it is to be taken down; None while nobody asked for that."""
    retracted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    retracted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    retract_proof: Mapped[str] = mapped_column(String(1000), default="")
    """How that was seen."""
    retract_key: Mapped[str] = mapped_column(String(320), default="")
    """The picture of it in the store; empty for none."""

    slug: Mapped[str] = mapped_column(String(32), unique=True, default=new_slug)
    """What leads to it on the office's own page."""
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    """The number of changes by people: a form that is older is refused."""

    clip: Mapped[Clip] = relationship(lazy="joined", innerjoin=True)
    channel: Mapped[Channel] = relationship(lazy="joined", innerjoin=True)
    by: Mapped[Person] = relationship(foreign_keys=by_id)
    text_by: Mapped[Person | None] = relationship(foreign_keys=text_by_id)
    text_approved_by: Mapped[Person | None] = relationship(foreign_keys=text_approved_by_id)
    published_by: Mapped[Person | None] = relationship(foreign_keys=published_by_id)
    retracted_by: Mapped[Person | None] = relationship(foreign_keys=retracted_by_id)
    figures: Mapped[list["Figure"]] = relationship(
        back_populates="publication", order_by="Figure.id", cascade="all, delete-orphan"
    )

    def __str__(self) -> str:
        """Return the clip and the channel."""
        return f"{self.clip} · {self.channel}"

    @property
    def people_ids(self) -> frozenset[int]:
        """Return whose it is: its clip's."""
        return self.clip.people_ids

    def forget_draft(self) -> None:
        """Leave what was prepared at the network behind: nobody has seen it."""
        if self.phase in (Phase.BEGUN, Phase.UPLOADED):
            self.phase, self.remote_id, self.upload_url = Phase.NEW, "", ""

    @property
    def event_id(self) -> int | None:
        """Return the session that the clip was cut out of."""
        return self.clip.event_id

    @property
    def ready_at(self) -> datetime:
        """Return the earliest instant to go out: by its time, embargo and session's end."""
        wanted = [self.publish_after]
        if self.embargo_until is not None:
            wanted.append(self.embargo_until)
        if self.waits_for_event and self.clip.event is not None:
            wanted.append(self.clip.event.ends_at)
        return max(wanted)

    @property
    def begins_at(self) -> datetime:
        """Return the instant when the worker begins: ahead of its time where bytes go first."""
        has_bytes = not self.channel.is_by_hand and not NETWORKS[self.channel.network].is_ours
        return self.ready_at - LEAD if has_bytes else self.ready_at

    @property
    def last_at(self) -> datetime:
        """Return until when it goes out by itself."""
        return self.ready_at + self.channel.window

    @property
    def film(self) -> ClipRender | None:
        """Return the file that is to go; None once the cut is another one."""
        for one in self.clip.current_renders:
            is_it = (one.length, one.shape) == (self.length, self.shape)
            if is_it and one.status is RenderStatus.DONE:
                return one if one.sha256 == self.file_sha256 else None
        return None

    @property
    def picture_key(self) -> str:
        """Return the picture in the store that stands for it; empty while there is none."""
        film = self.film
        return self.thumbnail_key or (film.thumbnail_key if film else "")

    @property
    def words_sha256(self) -> str:
        """Return the digest of its words."""
        return hashlib.sha256(f"{self.title}\0{self.text}".encode()).hexdigest()

    @property
    def has_words_to_approve(self) -> bool:
        """Tell whether somebody wrote words for this channel that nobody else approved yet."""
        return self.text_by_id is not None and self.approved_text_sha256 != self.words_sha256

    @property
    def is_to_retract(self) -> bool:
        """Tell whether it is to be taken down and still is there."""
        return self.retract_due_at is not None and self.status is S.PUBLISHED


class Pause(Base):
    """Nothing goes out while it lasts: anywhere, on one channel, or of one campaign."""

    __tablename__ = "publication_pause"

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channel.id"))
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    """Without a channel and a campaign it holds everything back."""
    reason: Mapped[str] = mapped_column(String(300))
    begins_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When it ends by itself; None until somebody ends it."""
    lifted_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    """When it ended and what it held went on."""
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    channel: Mapped[Channel | None] = relationship()
    campaign: Mapped[Campaign | None] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=by_id)

    def __str__(self) -> str:
        """Return what it holds back."""
        return f"{self.campaign or self.channel or 'Todo'}: {self.reason}"

    def holds(self, channel: Channel, event: Event | None) -> bool:
        """Tell whether it holds back what is to go to a channel, cut out of a session."""
        if self.channel_id is not None and self.channel_id != channel.id:
            return False
        if self.campaign_id is None:
            return True
        return event is not None and event.campaign_id == self.campaign_id


class Moment(StrEnum):
    """How long after it was published a figure is taken."""

    HOUR = "1h"
    DAY = "24h"
    WEEK = "7d"
    MONTH = "28d"


class Figure(Base):
    """What came of a publication at one moment: every figure that is known."""

    __tablename__ = "publication_figure"
    __table_args__ = (UniqueConstraint("publication_id", "moment"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"))
    moment: Mapped[Moment] = mapped_column(text_enum(Moment))
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """By the key of the network's metric; without those that it did not tell and nobody typed."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who typed it; None when the network told."""
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    publication: Mapped[Publication] = relationship(back_populates="figures")
