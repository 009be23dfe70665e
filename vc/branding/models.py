"""Plates and their versions. A version never changes: clips that were approved have it in them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.accounts.models import Person
from vc.booking.models import Campaign
from vc.db import Base, UTCDateTime, text_enum


class Corner(StrEnum):
    """Where the logo stands."""

    TOP_LEFT = "top-left"
    TOP_RIGHT = "top-right"
    BOTTOM_LEFT = "bottom-left"
    BOTTOM_RIGHT = "bottom-right"


class Plate(Base):
    """One version of a plate."""

    __tablename__ = "plate"
    __table_args__ = (UniqueConstraint("name", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    version: Mapped[int] = mapped_column(default=1)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """A PNG; None for a plate without a logo."""
    has_logo: Mapped[bool] = mapped_column(default=False)
    corner: Mapped[Corner] = mapped_column(text_enum(Corner), default=Corner.TOP_RIGHT)
    logo_width_pct: Mapped[int] = mapped_column(default=14)
    """Of the clip's width."""
    card: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """A PNG that fills the picture at the clip's end; None for a plate without one."""
    has_card: Mapped[bool] = mapped_column(default=False)
    card_ms: Mapped[int] = mapped_column(default=2500)
    ground: Mapped[str] = mapped_column(String(8), default="0x35081b")
    """The colour around the card, as ffmpeg writes it: that of the card's own edge."""
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Since when it is not offered any more; it can be brought back."""

    campaign: Mapped[Campaign | None] = relationship()
    by: Mapped[Person] = relationship()

    def __str__(self) -> str:
        """Return its name and version."""
        return f"{self.name}, versión {self.version}"
