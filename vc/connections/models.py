"""Connections: one row for each vendor that we work with, and what we use it for."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vc.db import Base, UTCDateTime, text_enum
from vc.jobs import DueMixin


class Use(StrEnum):
    """What a vendor is used for. One vendor may take us for one use and refuse us for another."""

    MEETINGS = "meetings"
    LIVES = "lives"
    POSTS = "posts"


IN_WORDS = {Use.MEETINGS: "salas", Use.LIVES: "en vivo", Use.POSTS: "publicaciones"}


class VendorConnection(DueMixin, Base):
    """How we stand with a vendor. Due when people are to be told, or when it is to be asked.

    The row is made at the first look, or when the vendor first refuses us.
    """

    __tablename__ = "vendor_connection"
    __table_args__ = (UniqueConstraint("use", "vendor"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    use: Mapped[Use] = mapped_column(text_enum(Use))
    vendor: Mapped[str] = mapped_column(String(24))
    """The key of its adapter, for this use."""
    is_working: Mapped[bool] = mapped_column(default=True)
    """Whether the last look found that it works; an outage is no refusal."""
    message: Mapped[str] = mapped_column(String(1000), default="")
    """What the last look found, in Spanish."""
    missing: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Every permission that the last look found lacking."""
    facts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """What the vendor told of the account: whose it is, until when it is open to us."""
    checked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Since when it refuses us; None while it lets us work."""
    reason: Mapped[str] = mapped_column(String(1000), default="")
    """Why it refuses us, or last did, in Spanish; whatever waits for it says the same."""
    lacks: Mapped[list[str]] = mapped_column(JSON, default=list)
    """The permissions whose lack stopped it; empty when the credentials as such were refused."""
    alarmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When people were told of this refusal; they are told once."""
    resumed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When a look let everything go on; None where a person saw to it."""

    def __str__(self) -> str:
        """Return the vendor, and what it is used for."""
        return f"{self.vendor}: {IN_WORDS[self.use]}"
