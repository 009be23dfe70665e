"""Moments that people mark while a session runs or while they watch its recording."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.accounts.models import Person
from vc.booking.models import Event
from vc.db import Base, UTCDateTime
from vc.recordings.models import Recording


class Moment(Base):
    """An instant of a session that is worth coming back to. Marks suggest clips."""

    __tablename__ = "moment"
    __table_args__ = (Index(None, "event_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    """The session it is of; None in material that was no session when it was marked."""
    recording_id: Mapped[int | None] = mapped_column(ForeignKey("recording.id"), index=True)
    """The material it was marked in; None where it is a session's."""
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    """When it was, by the clock: each recording of the session finds its own second from that."""
    note: Mapped[str] = mapped_column(String(300), default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When somebody took it away; it can be brought back."""

    event: Mapped[Event | None] = relationship()
    recording: Mapped[Recording | None] = relationship()
    by: Mapped[Person] = relationship()

    def __str__(self) -> str:
        """Return its note."""
        return self.note or "Momento"
