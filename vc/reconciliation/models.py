"""What vendors told us, and when each room was last compared with the vendor's copy."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.booking.models import Meeting
from vc.db import Base, UTCDateTime, text_enum
from vc.folding import SearchedMixin
from vc.jobs import DueMixin
from vc.states import Transitions


class DeliveryStatus(StrEnum):
    """What became of a message from a vendor."""

    RECEIVED = "RECEIVED"
    """Kept, and not looked at yet."""
    DONE = "DONE"
    """Understood; its `note` says what followed, be it nothing."""
    NOT_UNDERSTOOD = "NOT_UNDERSTOOD"
    """Nothing this product knows: an administrator may read it."""
    FAILED = "FAILED"
    """Our own code failed on it, several times."""


class Delivery(SearchedMixin, DueMixin, Base):
    """One message from a vendor, kept once however often it is sent, without its secrets."""

    __tablename__ = "delivery"
    __table_args__ = (
        Index(None, "external_id", "event"),
        Index(None, "status", "id"),
    )
    SEARCHED: ClassVar = ("event", "external_id")
    LEAVES_LINES: ClassVar = False
    """It is itself the record of what came and what followed; hundreds of them come in an hour."""
    TRANSITIONS: ClassVar[Transitions] = {
        DeliveryStatus.RECEIVED: frozenset(
            {DeliveryStatus.DONE, DeliveryStatus.NOT_UNDERSTOOD, DeliveryStatus.FAILED}
        ),
        DeliveryStatus.DONE: frozenset(),
        DeliveryStatus.NOT_UNDERSTOOD: frozenset({DeliveryStatus.RECEIVED}),
        DeliveryStatus.FAILED: frozenset({DeliveryStatus.RECEIVED}),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    vendor: Mapped[str] = mapped_column(String(24))
    """The key of the door that it came through."""
    body_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the vendor and the bytes as they came."""
    status: Mapped[DeliveryStatus] = mapped_column(
        text_enum(DeliveryStatus), default=DeliveryStatus.RECEIVED
    )
    event: Mapped[str] = mapped_column(String(120), default="")
    """The vendor's own name for it."""
    kind: Mapped[str] = mapped_column(String(24))
    """What it means for us: a value of `integrations.contracts.webhooks.NoticeKind`."""
    happened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    """When it happened, by the vendor's clock; when it came, where the vendor does not say."""
    received_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    external_id: Mapped[str] = mapped_column(String(120), default="")
    external_uuid: Mapped[str] = mapped_column(String(120), default="")
    detail: Mapped[str] = mapped_column(String(300), default="")
    body: Mapped[dict[str, object]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(String(300), default="")
    """What followed from it, in Spanish."""

    def __str__(self) -> str:
        """Return the vendor's name for it."""
        return f"{self.vendor} {self.event}"


class Watch(DueMixin, Base):
    """When a room is to be compared with the vendor's copy, and what was found the last time."""

    __tablename__ = "watch"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    looked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the vendor last told how the room stands, or that it is not there."""
    nudged_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When somebody last asked for a look; a look that began before does not answer that."""
    missing_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When it was first not found; a second look decides."""
    verified_for: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """The start for which everything was verified shortly before; another start, another time."""
    differences: Mapped[list[dict[str, object]]] = mapped_column(JSON, default=list)
    """What the vendor's copy says otherwise, as `drift.Difference.as_row`; empty when the same."""

    meeting: Mapped[Meeting] = relationship()

    def __str__(self) -> str:
        """Return the session whose room it is."""
        return str(self.meeting)

    @property
    def event_id(self) -> int:
        """Return the session it belongs to."""
        return self.meeting.event_id
