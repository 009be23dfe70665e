"""The filters that people keep."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vc.db import Base, UTCDateTime


class KeptFilter(Base):
    """What a list was narrowed to, under a name that one person gave it; nobody else has it."""

    __tablename__ = "kept_filter"
    __table_args__ = (UniqueConstraint("person_id", "list_name", "name"),)
    LEAVES_LINES: ClassVar = False
    """It is one person's own, and changes nothing that others see."""

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    list_name: Mapped[str] = mapped_column(String(60))
    """The endpoint of the list."""
    name: Mapped[str] = mapped_column(String(60))
    values: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """What its address asks, by the names that the list knows."""
    kept_at: Mapped[datetime] = mapped_column(UTCDateTime)

    def __str__(self) -> str:
        """Return its name."""
        return self.name
