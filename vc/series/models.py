"""What ties the sessions of a series together. Each is an event of its own, with its own room."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.booking.models import Event, Frequency
from vc.db import Base, UTCDateTime, text_enum


class Series(Base):
    """Sessions that were booked together."""

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    frequency: Mapped[Frequency] = mapped_column(text_enum(Frequency))
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    events: Mapped[list[Event]] = relationship(order_by=Event.starts_at, viewonly=True)
    suspensions: Mapped[list["Suspension"]] = relationship(
        back_populates="series", order_by="Suspension.id"
    )

    def __str__(self) -> str:
        """Return the title of its first session."""
        return self.events[0].summary if self.events else ""

    @property
    def people_ids(self) -> frozenset[int]:
        """Return the ids of those to whom every session of the series belongs."""
        whose = [event.people_ids for event in self.events]
        return frozenset.intersection(*whose) if whose else frozenset({self.created_by_id})


class Suspension(Base):
    """Days on which a series does not take place: what it cancelled can be booked anew."""

    __tablename__ = "suspension"

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    """The last day, included; None until somebody resumes the series."""
    reason: Mapped[str] = mapped_column(String(500), default="")
    resumed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    series: Mapped[Series] = relationship(back_populates="suspensions")
    events: Mapped[list[Event]] = relationship(order_by=Event.starts_at, viewonly=True)

    def __str__(self) -> str:
        """Return the reason."""
        return self.reason

    @property
    def people_ids(self) -> frozenset[int]:
        """Return the ids of its series' people."""
        return self.series.people_ids
