"""Channels: an account of the office at a network, and when and by whom it is published there."""

from collections.abc import Mapping
from datetime import time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, String, Time
from sqlalchemy.orm import Mapped, mapped_column

from vc.channels.slots import Rules
from vc.db import Base, text_enum
from vc.networks.facts import Network


class Mode(StrEnum):
    """Who publishes."""

    BY_HAND = "by_hand"
    """A person does, with everything at hand, and brings the address of the post."""
    API = "api"
    """The system does, through the network's own interface."""


class Channel(Base):
    """One account at one network. It is switched off, never deleted: its posts remain."""

    __tablename__ = "channel"

    id: Mapped[int] = mapped_column(primary_key=True)
    network: Mapped[Network] = mapped_column(text_enum(Network))
    name: Mapped[str] = mapped_column(String(120), unique=True)
    url: Mapped[str] = mapped_column(String(500), default="")
    """Where everybody sees the account; empty where nobody said."""
    mode: Mapped[Mode] = mapped_column(text_enum(Mode), default=Mode.BY_HAND)
    is_on: Mapped[bool] = mapped_column(default=True)
    gap_min: Mapped[int] = mapped_column(default=180)
    """Minutes between two posts, at least."""
    most_per_day: Mapped[int] = mapped_column(default=3)
    quiet_from: Mapped[time] = mapped_column(Time, default=time(23))
    quiet_until: Mapped[time] = mapped_column(Time, default=time(7))
    """Nothing is published between both, by the office's clock; equal ones mean: at any hour."""
    hours: Mapped[list[str]] = mapped_column(JSON, default=list)
    """The hours that are proposed, as «09:00», in order; none: any that is free."""
    window_min: Mapped[int] = mapped_column(default=180)
    """So many minutes late a post still goes out by itself; later a person decides."""
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__: Mapping[str, object] = {"version_id_col": version}

    def __str__(self) -> str:
        """Return its name."""
        return self.name

    @property
    def window(self) -> timedelta:
        """Return the time within which a late post still goes out by itself."""
        return timedelta(minutes=self.window_min)

    @property
    def is_by_hand(self) -> bool:
        """Tell whether a person publishes."""
        return self.mode is Mode.BY_HAND

    def rules(self, zone: ZoneInfo) -> Rules:
        """Return the times at which it may publish, by the office's clock."""
        return Rules(
            zone=zone,
            gap=timedelta(minutes=self.gap_min),
            most_per_day=self.most_per_day,
            quiet_from=self.quiet_from,
            quiet_until=self.quiet_until,
            hours=tuple(time.fromisoformat(hour) for hour in self.hours),
        )
