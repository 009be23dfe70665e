"""What an office left for later on its first day."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from vc.db import Base, UTCDateTime


class SkippedStep(Base):
    """A step that was left out; what is done by then counts all the same."""

    __tablename__ = "skipped_step"
    LEAVES_LINES: ClassVar = False
    """Nothing of the office changes by it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(String(24), unique=True)
    """A value of `vc.first_day.steps.Step`."""
    skipped_at: Mapped[datetime] = mapped_column(UTCDateTime)
