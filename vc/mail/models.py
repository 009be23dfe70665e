"""The outbox: one row per message, and what each address was last told of a session."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.booking.models import Event
from vc.db import Base, UTCDateTime, text_enum
from vc.encrypted_text import EncryptedText
from vc.jobs import DueMixin
from vc.states import Transitions


class Kind(StrEnum):
    """What a message is for."""

    INVITATION = "invitation"
    """The session as it is now, also when it changed (iTIP REQUEST)."""
    CANCELLATION = "cancellation"
    """It will not take place, or the address is no longer invited (iTIP CANCEL)."""
    REMINDER_DAY = "reminder_day"
    """Twenty-four hours before it begins."""
    REMINDER_HOUR = "reminder_hour"
    """One hour before it begins."""
    REGISTRATION = "registration"
    """To somebody who registered: confirmed, or waiting for a seat."""
    TALK_REQUEST = "talk_request"
    """To somebody who asked for a talk: how it stands."""
    INTERVIEW = "interview"
    """To somebody who came: the office asks for an interview."""
    ALARM = "alarm"
    """To coordinators: something needs them."""
    AFTERWARDS = "afterwards"
    """To somebody who came: their certificate, or thanks."""
    DAILY = "daily"
    """The day of whoever asked for it, each working day."""


class MessageStatus(StrEnum):
    """How a message stands."""

    PENDING = "PENDING"
    """To be written and sent when it is due."""
    SENDING = "SENDING"
    """A worker holds it and may have sent it."""
    SENT = "SENT"
    """The mail server took it, or a person says that it was sent."""
    FAILED = "FAILED"
    """The mail server refused it, or did not answer often enough; a person decides."""
    UNKNOWN = "UNKNOWN"
    """It was handed in and the answer lost: only a person may send it again."""
    BY_HAND = "BY_HAND"
    """No mail server is set: written, for a person to pass on."""
    DROPPED = "DROPPED"
    """It was no longer true when its time came, or before anybody passed it on."""


class Message(DueMixin, Base):
    """One message to one address. Its text is written when it is sent, from the state then."""

    __tablename__ = "message"
    __table_args__ = (
        Index(None, "event_id", "id"),
        Index("ix_message_event_id_address", "event_id", "address"),
        Index(None, "status", "id"),
        Index(None, "status", "created_at"),
        Index(None, "created_at"),
    )
    SECRET: ClassVar = frozenset({"body", "calendar", "about", "lease_token"})
    TRANSITIONS: ClassVar[Transitions] = {
        MessageStatus.PENDING: frozenset(
            {
                MessageStatus.SENDING,
                MessageStatus.BY_HAND,
                MessageStatus.DROPPED,
                # It cannot be written.
                MessageStatus.FAILED,
            }
        ),
        MessageStatus.SENDING: frozenset(
            {
                MessageStatus.SENT,
                MessageStatus.PENDING,
                MessageStatus.FAILED,
                MessageStatus.UNKNOWN,
            }
        ),
        MessageStatus.SENT: frozenset({MessageStatus.PENDING}),
        MessageStatus.FAILED: frozenset({MessageStatus.PENDING}),
        MessageStatus.UNKNOWN: frozenset({MessageStatus.PENDING, MessageStatus.SENT}),
        MessageStatus.BY_HAND: frozenset(
            {MessageStatus.PENDING, MessageStatus.SENT, MessageStatus.DROPPED}
        ),
        MessageStatus.DROPPED: frozenset(),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(400), unique=True)
    """What it is about, so that the same thing is never queued twice."""
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    kind: Mapped[Kind] = mapped_column(text_enum(Kind))
    address: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(200), default="")
    status: Mapped[MessageStatus] = mapped_column(
        text_enum(MessageStatus), default=MessageStatus.PENDING
    )
    about: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """What its writing needs beside the session: no secrets."""
    subject: Mapped[str] = mapped_column(String(300), default="")
    body: Mapped[str] = mapped_column(EncryptedText, default="")
    """The text as it was sent; it can hold a passcode."""
    calendar: Mapped[str] = mapped_column(EncryptedText, default="")
    """The iCalendar text as it was sent; empty when it carries none."""
    method: Mapped[str] = mapped_column(String(20), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    event: Mapped[Event | None] = relationship()

    def __str__(self) -> str:
        """Return to whom it goes."""
        return self.address

    @property
    def people_ids(self) -> frozenset[int]:
        """Return whose it is: its session's people; nobody's where it is about none."""
        return self.event.people_ids if self.event is not None else frozenset()


class Told(Base):
    """What an address was last told of a session, so that only changes are told."""

    __tablename__ = "told"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    address: Mapped[str] = mapped_column(String(254), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of what the invitation showed."""
    sequence: Mapped[int] = mapped_column(default=0)
    """The highest SEQUENCE that was written to it."""
    written: Mapped[str] = mapped_column(String(80), default="")
    """Which entry the last message to it carried: its METHOD and digest; empty before the first."""
    exposure: Mapped[str] = mapped_column(String(40), default="")
    """What its last invitation said of being recorded or broadcast: `booking.exposure.kinds`."""
    times: Mapped[int] = mapped_column(default=0)
    """How many messages were queued for it; part of their keys."""
    is_cancelled: Mapped[bool] = mapped_column(default=False)
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    """When it was invited, or invited again."""


class Notification(DueMixin, Base):
    """What everybody who belongs to a session is to be told; the worker goes on piece by piece.

    The first piece is told where it begins, so that only what is about many is ever due.
    """

    __tablename__ = "notification"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(100), unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    kind: Mapped[Kind] = mapped_column(text_enum(Kind))
    """INVITATION for whatever changed, or a reminder."""
    starts_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """The beginning that a reminder is about."""
    cursor: Mapped[str] = mapped_column(String(300), default="")
    """Whom the last piece ended with."""

    event: Mapped[Event] = relationship()
