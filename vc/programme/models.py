"""The annual programme: goals in versions, adjustments, and deliverables entered by hand."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.accounts.models import Person
from vc.booking.models import Campaign
from vc.db import Base, UTCDateTime, text_enum
from vc.programme.promise import Easing, Period, Promise, Terms


class HandKind(StrEnum):
    """What nothing here proves by itself: somebody enters it, with evidence."""

    BULLETIN = "bulletin"
    PRESS = "press"
    """A medium told of something of the office's."""
    STAND = "stand"
    """What the office says of a matter («postura»)."""
    SYNTHESIS = "synthesis"
    """What the media said, for the titular."""
    AGENDA = "agenda"
    """The coverage of what the titular does."""
    OBSERVANCE = "observance"
    """An observance made known at the networks by the lines that are set for it."""
    OTHER = "other"


class EasingReason(StrEnum):
    """Why a period asks less."""

    BAN = "ban"
    DISASTER = "disaster"
    HOLIDAYS = "holidays"
    OTHER = "other"


class Programme(Base):
    """What the office promises for a year."""

    __tablename__ = "programme"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(unique=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    goals: Mapped[list["Goal"]] = relationship(back_populates="programme", order_by="Goal.number")

    def __str__(self) -> str:
        """Return what it is called."""
        return f"Programa {self.year}"


class Goal(Base):
    """One line of a programme. What it asks stands in its versions."""

    __tablename__ = "goal"
    __table_args__ = (UniqueConstraint("programme_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    number: Mapped[int]
    """Stable within its year, in reports too."""
    kind: Mapped[str] = mapped_column(String(40))
    """The key of a `DeliverableKind`; it never changes."""
    period: Mapped[Period] = mapped_column(text_enum(Period))
    """It never changes either: another one would be another goal."""
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """Who looks after it now; no part of what was promised."""
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    """When it was entered."""

    programme: Mapped[Programme] = relationship(
        back_populates="goals", lazy="joined", innerjoin=True
    )
    responsible: Mapped[Person | None] = relationship(lazy="joined")
    versions: Mapped[list["GoalVersion"]] = relationship(
        back_populates="goal", order_by="GoalVersion.begins_on", lazy="selectin"
    )
    adjustments: Mapped[list["Adjustment"]] = relationship(
        back_populates="goal", order_by="Adjustment.begins_on", lazy="selectin"
    )

    def __str__(self) -> str:
        """Return its number and name."""
        return f"{self.programme}, meta {self.number}: {self.name}"

    @property
    def people_ids(self) -> frozenset[int]:
        """Return whose it is: whoever looks after it."""
        return frozenset() if self.responsible_id is None else frozenset({self.responsible_id})

    @property
    def name(self) -> str:
        """Return what it is called by its last version."""
        return self.versions[-1].name if self.versions else ""

    @property
    def promise(self) -> Promise:
        """Return it as it counts."""
        return Promise(
            year=self.programme.year,
            period=self.period,
            versions=[one.terms for one in self.versions],
            easings=[
                Easing(one.begins_on, one.least)
                for one in self.adjustments
                if one.withdrawn_at is None
            ],
        )


class GoalVersion(Base):
    """What a goal asks in every period that begins on its day or later, until the next one."""

    __tablename__ = "goal_version"
    __table_args__ = (
        UniqueConstraint("goal_id", "begins_on"),
        CheckConstraint("most IS NULL OR least IS NULL OR most >= least", name="most_is_most"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id"))
    begins_on: Mapped[date]
    """The first day of the first period that it holds in."""
    name: Mapped[str] = mapped_column(String(200))
    least: Mapped[int | None]
    """None: no number was set; it is counted all the same."""
    most: Mapped[int | None]
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    """Only what is of this campaign counts; None for any."""
    is_over: Mapped[bool] = mapped_column(default=False)
    """The goal ended: from here on it asks nothing."""
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    goal: Mapped[Goal] = relationship(back_populates="versions")
    campaign: Mapped[Campaign | None] = relationship(lazy="joined")
    by: Mapped[Person] = relationship(foreign_keys=by_id)

    def __str__(self) -> str:
        """Return its name."""
        return self.name

    @property
    def terms(self) -> Terms:
        """Return it as it counts."""
        return Terms(
            begins_on=self.begins_on,
            name=self.name,
            least=self.least,
            most=self.most,
            campaign_id=self.campaign_id,
            is_over=self.is_over,
        )


class Adjustment(Base):
    """One period that asks less, why, and who authorised it. Withdrawn, never deleted."""

    __tablename__ = "goal_adjustment"

    id: Mapped[int] = mapped_column(primary_key=True)
    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id"), index=True)
    begins_on: Mapped[date]
    """The first day of the period."""
    least: Mapped[int]
    reason: Mapped[EasingReason] = mapped_column(text_enum(EasingReason))
    words: Mapped[str] = mapped_column(String(500))
    authorised_by: Mapped[str] = mapped_column(String(200))
    """Name and office of whoever did: it may be nobody with an account."""
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    goal: Mapped[Goal] = relationship(back_populates="adjustments")
    by: Mapped[Person] = relationship(foreign_keys=by_id)

    def __str__(self) -> str:
        """Return the goal it is of."""
        return str(self.goal)


class Deliverable(Base):
    """Something delivered that nothing here proves by itself. Withdrawn, never deleted."""

    __tablename__ = "deliverable"
    __table_args__ = (Index(None, "kind", "day"), Index(None, "by_id", "day"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[HandKind] = mapped_column(text_enum(HandKind))
    title: Mapped[str] = mapped_column(String(200))
    day: Mapped[date]
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    municipality: Mapped[str] = mapped_column(String(120), default="")
    url: Mapped[str] = mapped_column(String(1000), default="")
    """Where it can be seen."""
    evidence_key: Mapped[str] = mapped_column(String(320), default="")
    """The file that shows it, in the store; empty for none."""
    evidence_name: Mapped[str] = mapped_column(String(200), default="")
    evidence_sha256: Mapped[str] = mapped_column(String(64), default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_why: Mapped[str] = mapped_column(String(500), default="")
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__: Mapping[str, object] = {"version_id_col": version}

    campaign: Mapped[Campaign | None] = relationship(lazy="joined")
    by: Mapped[Person] = relationship(foreign_keys=by_id)

    def __str__(self) -> str:
        """Return its title."""
        return self.title

    @property
    def people_ids(self) -> frozenset[int]:
        """Return whose it is: whoever entered it."""
        return frozenset({self.by_id})

    @property
    def has_evidence(self) -> bool:
        """Tell whether anything shows it; without that it does not count."""
        return bool(self.url or self.evidence_key)
