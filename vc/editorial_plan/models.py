"""Tasks of observances, the pieces that were planned for them, and guidelines to repeat."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.accounts.models import Person
from vc.booking.models import Campaign
from vc.calendars.models import Observance
from vc.db import Base, UTCDateTime, text_enum
from vc.networks.facts import Network
from vc.publishing.models import Publication
from vc.states import Transitions


class TaskStatus(StrEnum):
    """What became of the task of an observance."""

    OPEN = "OPEN"
    """It is still to be prepared."""
    DONE = "DONE"
    """Its piece is out with proof, or somebody said that it was done."""
    SKIPPED = "SKIPPED"
    """Not this time; the reason is with it."""


class RepostStatus(StrEnum):
    """How far a guideline to repeat is."""

    WAITING = "WAITING"
    """Its day is to come, or is today."""
    PROVEN = "PROVEN"
    """We repeated it; an address or a picture shows it."""
    MISSED = "MISSED"
    """Its day is over without a proof."""
    DROPPED = "DROPPED"
    """It is not repeated; the reason is with it."""


T, R = TaskStatus, RepostStatus


class ObservanceTask(Base):
    """What is to be prepared for one observance; it goes with that."""

    __tablename__ = "observance_task"
    __table_args__ = (Index(None, "status", "begins_at"),)
    TRANSITIONS: ClassVar[Transitions] = {
        T.OPEN: frozenset({T.DONE, T.SKIPPED}),
        # To OPEN: somebody thinks again.
        T.DONE: frozenset({T.OPEN}),
        T.SKIPPED: frozenset({T.OPEN}),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    observance_id: Mapped[int] = mapped_column(
        ForeignKey("observance.id", ondelete="CASCADE"), unique=True
    )
    status: Mapped[TaskStatus] = mapped_column(text_enum(TaskStatus), default=T.OPEN)
    observed_on: Mapped[date]
    lead_days: Mapped[int]
    """Both as the instants were made of them: where they differ by now, these are made anew."""
    begins_at: Mapped[datetime] = mapped_column(UTCDateTime)
    """From when on somebody is asked."""
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    """When the observed day begins."""
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """Who is asked; None for anybody who may."""
    why: Mapped[str] = mapped_column(String(300), default="")
    """Why it is not done this time, or how it was done."""
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """None while it is open, and when its piece closed it."""
    modified_at: Mapped[datetime] = mapped_column(UTCDateTime)

    observance: Mapped[Observance] = relationship(lazy="joined", innerjoin=True)
    responsible: Mapped[Person | None] = relationship(foreign_keys=responsible_id)
    closed_by: Mapped[Person | None] = relationship(foreign_keys=closed_by_id)

    def __str__(self) -> str:
        """Return the observance's name."""
        return str(self.observance)

    @property
    def people_ids(self) -> frozenset[int]:
        """Return who is asked."""
        return frozenset() if self.responsible_id is None else frozenset({self.responsible_id})


class PlanBatch(Base):
    """What was planned at once, so that it can be taken back at once."""

    __tablename__ = "plan_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    by: Mapped[Person] = relationship()

    def __str__(self) -> str:
        """Return its number."""
        return f"plan {self.id}"

    @property
    def people_ids(self) -> frozenset[int]:
        """Return who planned it."""
        return frozenset({self.by_id})


class PlannedPiece(Base):
    """A publication that is for an observance, or was planned here for days without anything."""

    __tablename__ = "planned_piece"

    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"), primary_key=True)
    task_id: Mapped[int | None] = mapped_column(
        ForeignKey("observance_task.id", ondelete="SET NULL"), index=True
    )
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("plan_batch.id"), index=True)
    """None for one that was planned elsewhere, and is tied."""

    publication: Mapped[Publication] = relationship(lazy="joined", innerjoin=True)
    task: Mapped[ObservanceTask | None] = relationship()


class Repost(Base):
    """A post of the Coordinación General that the office is to repeat on one day, by hand."""

    __tablename__ = "repost"
    __table_args__ = (
        Index(None, "status", "begins_at"),
        Index(None, "day"),
        Index(None, "proven_at"),
    )
    TRANSITIONS: ClassVar[Transitions] = {
        R.WAITING: frozenset({R.PROVEN, R.MISSED, R.DROPPED}),
        # To WAITING: the proof was not one, or somebody thinks again.
        R.PROVEN: frozenset({R.WAITING}),
        R.MISSED: frozenset({R.PROVEN, R.DROPPED}),
        R.DROPPED: frozenset({R.WAITING}),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    source_url: Mapped[str] = mapped_column(String(1000))
    """Of the original post, in its plain form."""
    network: Mapped[Network] = mapped_column(text_enum(Network))
    day: Mapped[date]
    begins_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    """The office's day as instants, the end excluded."""
    note: Mapped[str] = mapped_column(String(500), default="")
    """What is asked of us beside repeating it."""
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    observance_id: Mapped[int | None] = mapped_column(
        ForeignKey("observance.id", ondelete="SET NULL")
    )
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    status: Mapped[RepostStatus] = mapped_column(text_enum(RepostStatus), default=R.WAITING)
    why: Mapped[str] = mapped_column(String(300), default="")
    """Why it is not repeated."""
    proof_url: Mapped[str] = mapped_column(String(1000), default="")
    """Of our own post, in its plain form."""
    proof_key: Mapped[str] = mapped_column(String(320), default="")
    """The picture of it in the store; empty for none."""
    proof_name: Mapped[str] = mapped_column(String(200), default="")
    proof_sha256: Mapped[str] = mapped_column(String(64), default="")
    proven_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    proven_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    modified_at: Mapped[datetime] = mapped_column(UTCDateTime)

    campaign: Mapped[Campaign | None] = relationship()
    observance: Mapped[Observance | None] = relationship()
    responsible: Mapped[Person | None] = relationship(foreign_keys=responsible_id)
    proven_by: Mapped[Person | None] = relationship(foreign_keys=proven_by_id)
    entered_by: Mapped[Person] = relationship(foreign_keys=entered_by_id)

    def __str__(self) -> str:
        """Return what it is about."""
        return self.title

    @property
    def people_ids(self) -> frozenset[int]:
        """Return who is asked."""
        return frozenset() if self.responsible_id is None else frozenset({self.responsible_id})
