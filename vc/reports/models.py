"""Reports of a period in versions, and what people wrote about its goals.

A report is a draft, counted anew whenever it is looked at, until somebody freezes it; then it is
what its `content` says and never changes. What was wrong is corrected by the next version.
"""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.accounts.models import Person
from vc.db import Base, UTCDateTime, text_enum
from vc.reports.periods import Period, period_of
from vc.states import Transitions


class ReportStatus(StrEnum):
    """How far a report is."""

    DRAFT = "DRAFT"
    """It is counted anew whenever somebody looks."""
    FROZEN = "FROZEN"
    """It says what it said, whatever becomes of the rows."""


class Report(Base):
    """One version of the report of one period."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("period", "version"), Index(None, "status", "ends_at"))
    TRANSITIONS: ClassVar[Transitions] = {
        ReportStatus.DRAFT: frozenset({ReportStatus.FROZEN}),
        ReportStatus.FROZEN: frozenset(),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(String(10))
    """`Period.key`."""
    version: Mapped[int] = mapped_column(default=1)
    status: Mapped[ReportStatus] = mapped_column(
        text_enum(ReportStatus), default=ReportStatus.DRAFT
    )
    reason: Mapped[str] = mapped_column(String(500), default="")
    """What this version corrects; empty for the first one."""
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    """When its period ends: from then on it can be frozen."""
    began_at: Mapped[datetime] = mapped_column(UTCDateTime)
    content: Mapped[bytes] = mapped_column(LargeBinary, default=b"", deferred=True)
    """As `snapshot.write` wrote it when it was frozen; empty before."""
    sha256: Mapped[str] = mapped_column(String(64), default="")
    """Of the content."""
    frozen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    frozen_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    frozen_by: Mapped[Person | None] = relationship()
    comments: Mapped[list["ReportComment"]] = relationship(
        back_populates="report", order_by="ReportComment.id", cascade="all, delete-orphan"
    )

    def __str__(self) -> str:
        """Return what it is called."""
        return f"Informe {self.of.of}, versión {self.version}"

    @property
    def of(self) -> Period:
        """Return its period."""
        found = period_of(self.period)
        assert found is not None
        return found

    @property
    def is_frozen(self) -> bool:
        """Tell whether it never changes any more."""
        return self.status is ReportStatus.FROZEN


class ReportComment(Base):
    """What somebody wrote about a report, or about one of its goals."""

    __tablename__ = "report_comment"
    __table_args__ = (UniqueConstraint("report_id", "about"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    about: Mapped[str] = mapped_column(String(80), default="")
    """The key of a goal's line; empty: about all of it."""
    text: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    report: Mapped[Report] = relationship(back_populates="comments")
    by: Mapped[Person] = relationship()

    def __str__(self) -> str:
        """Return the report that it is about."""
        return str(self.report)
