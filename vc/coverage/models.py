"""Zones, municipalities, whose turn a month is, coverages of sessions of the CMSP, photographs."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.accounts.models import Person
from vc.booking.models import Event
from vc.consents.models import Consent
from vc.db import Base, UTCDateTime, text_enum
from vc.encrypted_text import EncryptedText


class Zone(Base):
    """A zone of the CMSP: municipalities of which one is covered in the zone's month."""

    __tablename__ = "zone"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    position: Mapped[int]
    """Its place on pages."""

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class Municipality(Base):
    """A municipality of the state. One that something names is kept, and offered no more."""

    __tablename__ = "municipality"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    """Its name as people may type it: `vc.coverage.names.key_of`."""
    inegi: Mapped[str] = mapped_column(String(5), default="")
    """INEGI's key, by which the map has its shape; empty where there is none."""
    zone_id: Mapped[int] = mapped_column(ForeignKey("zone.id"), index=True)
    is_active: Mapped[bool] = mapped_column(default=True)

    zone: Mapped[Zone] = relationship(lazy="joined", innerjoin=True)

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class Rotation(Base):
    """The order in which zones take turns, from a month on: earlier months keep the rule before."""

    __tablename__ = "rotation"

    id: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[int] = mapped_column(unique=True)
    """The first month, as `vc.coverage.months` counts them."""
    length: Mapped[int]
    """How many places there are: after so many months it begins anew."""
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    def __str__(self) -> str:
        """Return what it is."""
        return "Turno de las zonas"


class RotationPlace(Base):
    """One place of a rotation."""

    __tablename__ = "rotation_place"

    rotation_id: Mapped[int] = mapped_column(ForeignKey("rotation.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """From 0."""
    zone_id: Mapped[int] = mapped_column(ForeignKey("zone.id"))


class ZoneSwap(Base):
    """A month that another zone has than its turn says."""

    __tablename__ = "zone_swap"

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[int] = mapped_column(unique=True)
    zone_id: Mapped[int] = mapped_column(ForeignKey("zone.id"))
    reason: Mapped[str] = mapped_column(String(300))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)

    zone: Mapped[Zone] = relationship(lazy="joined", innerjoin=True)
    made_by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)

    def __str__(self) -> str:
        """Return what it is."""
        return f"Cambio de turno: {self.zone.name}"


class CoverageState(StrEnum):
    """How a coverage stands on a day; it follows from its row."""

    PROVEN = "proven"
    """It took place, and something shows it: nothing else counts."""
    PLANNED = "planned"
    UNPROVEN = "unproven"
    """Its day is over, and nothing shows that it took place."""
    CANCELLED = "cancelled"


class Coverage(Base):
    """That somebody goes to a session of a municipality's CMSP, or went."""

    __tablename__ = "coverage"
    __table_args__ = (Index(None, "starts_at", "id"), Index(None, "municipality_id", "on_day"))
    SECRET: ClassVar = frozenset({"note"})

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), unique=True)
    """The session of the agenda that it covers; where that moves, it moves too."""
    on_day: Mapped[date]
    """The office's day."""
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    """Its session's start; without a session, noon of its day."""
    goes_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    note: Mapped[str] = mapped_column(EncryptedText, default="")
    url: Mapped[str] = mapped_column(String(1000), default="")
    """Where something published shows that it took place."""
    proven_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the first proof came in that is still there."""
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    is_cancelled_with_session: Mapped[bool] = mapped_column(default=False)
    """Its session was: it comes back with it."""
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__: Mapping[str, object] = {"version_id_col": version}

    municipality: Mapped[Municipality] = relationship(lazy="joined", innerjoin=True)
    event: Mapped[Event | None] = relationship(lazy="joined")
    goes: Mapped[Person] = relationship(foreign_keys=goes_id, lazy="joined", innerjoin=True)

    def __str__(self) -> str:
        """Return where and when."""
        return f"{self.municipality.name}, {self.on_day.isoformat()}"

    @property
    def people_ids(self) -> frozenset[int]:
        """Return the ids of its people: who goes, who planned it, and its session's."""
        own = {self.goes_id, self.made_by_id}
        return frozenset(own | self.event.people_ids if self.event is not None else own)

    def state(self, today: date) -> CoverageState:
        """Return how it stands on a day."""
        if self.proven_at is not None:
            return CoverageState.PROVEN
        if self.cancelled_at is not None:
            return CoverageState.CANCELLED
        return CoverageState.UNPROVEN if self.on_day < today else CoverageState.PLANNED


class Shown(StrEnum):
    """Who can be recognised on a photograph."""

    NOBODY = "nobody"
    CONSENTED = "consented"
    """Somebody who let the office show their image."""
    UNSAID = "unsaid"
    """Somebody of whom no consent is registered yet."""


class Photograph(Base):
    """A photograph of a coverage. It is only shown to who signs in: nothing publishes it."""

    __tablename__ = "photograph"
    SECRET: ClassVar = frozenset({"caption"})

    id: Mapped[int] = mapped_column(primary_key=True)
    coverage_id: Mapped[int] = mapped_column(ForeignKey("coverage.id"), index=True)
    key: Mapped[str] = mapped_column(String(320))
    """Where it is in the store, the small one beside it; empty once the rule of keeping took it:
    what it proved stays proven."""
    sha256: Mapped[str] = mapped_column(String(64))
    """Of what was handed in: the same once more is not kept."""
    width: Mapped[int]
    height: Mapped[int]
    caption: Mapped[str] = mapped_column(EncryptedText, default="")
    shown: Mapped[Shown] = mapped_column(text_enum(Shown))
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("consent.id"), index=True)
    brought_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    brought_at: Mapped[datetime] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When somebody took it out; after some days its files go too, and this row."""

    coverage: Mapped[Coverage] = relationship(lazy="joined", innerjoin=True)
    consent: Mapped[Consent | None] = relationship(lazy="joined")
    brought_by: Mapped[Person] = relationship()

    def __str__(self) -> str:
        """Return its number: lines of the history never tell the caption."""
        return f"Fotografía {self.id}"

    @property
    def people_ids(self) -> frozenset[int]:
        """Return the ids of its coverage's people."""
        return self.coverage.people_ids

    @property
    def event_id(self) -> int | None:
        """Return the session that it is of, whose history it belongs to."""
        return self.coverage.event_id
