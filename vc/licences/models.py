"""Licences: accounts at a vendor that can host, when they are blocked, how much they were used."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.db import Base, UTCDateTime, text_enum


class Platform(StrEnum):
    """Where the room is. The values are the keys of `integrations.connect`."""

    ZOOM = "zoom"
    GOOGLE_MEET = "google_meet"
    OTHER = "other"
    """Any other place: somebody pastes the link."""


class Licence(Base):
    """An account at a vendor that can host."""

    __tablename__ = "licence"
    __table_args__ = (
        UniqueConstraint("platform", "account_email"),
        CheckConstraint("capacity >= 1", name="capacity_is_positive"),
        CheckConstraint("buffer_min >= 0", name="buffer_is_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[Platform] = mapped_column(text_enum(Platform))
    account_email: Mapped[str] = mapped_column(String(254))
    label: Mapped[str] = mapped_column(String(120))
    has_meeting: Mapped[bool] = mapped_column(default=True)
    has_webinar: Mapped[bool] = mapped_column(default=False)
    has_recording: Mapped[bool] = mapped_column(default=False)
    has_streaming: Mapped[bool] = mapped_column(default=False)
    largest_audience: Mapped[int] = mapped_column(default=100)
    capacity: Mapped[int] = mapped_column(default=1)
    """How many meetings it can run at once."""
    buffer_min: Mapped[int] = mapped_column(default=15)
    """Minutes it must be free before and after each meeting."""
    is_active: Mapped[bool] = mapped_column(default=True)
    unusable_reason: Mapped[str] = mapped_column(String(500), default="")
    """Why the vendor refused this host; empty while it can be used."""
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__: Mapping[str, object] = {"version_id_col": version}

    blocks: Mapped[list["LicenceBlock"]] = relationship(
        back_populates="licence", order_by="LicenceBlock.starts_at"
    )

    def __str__(self) -> str:
        """Return the account's name for people."""
        return self.label

    @property
    def kinds(self) -> frozenset[str]:
        """Return its abilities, in the words of `integrations.contracts.meetings.HostAccount`."""
        return frozenset(
            kind
            for kind in ("meeting", "webinar", "recording", "streaming")
            if getattr(self, f"has_{kind}")
        )

    @property
    def can_host(self) -> bool:
        """Tell whether it may be given out at all."""
        return self.is_active and not self.unusable_reason


class LicenceBlock(Base):
    """A period [starts_at, ends_at) in which a licence is not given out."""

    __tablename__ = "licence_block"

    id: Mapped[int] = mapped_column(primary_key=True)
    licence_id: Mapped[int] = mapped_column(ForeignKey("licence.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(String(200))

    licence: Mapped[Licence] = relationship(back_populates="blocks")

    def __str__(self) -> str:
        """Return its reason."""
        return self.reason


class LicenceUse(Base):
    """How many times a licence's rooms were created or changed on one UTC day (Zoom caps it)."""

    __tablename__ = "licence_use"
    __table_args__ = (UniqueConstraint("licence_id", "used_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    licence_id: Mapped[int] = mapped_column(ForeignKey("licence.id"))
    used_on: Mapped[date]
    writes: Mapped[int] = mapped_column(default=0)
