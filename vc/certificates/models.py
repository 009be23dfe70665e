"""Certificates, what it takes to get one, and the work of giving them all out."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.accounts.models import Person
from vc.attendance.models import Registration
from vc.booking.models import Event, EventKind
from vc.db import Base, UTCDateTime, text_enum
from vc.encrypted_text import EncryptedText
from vc.jobs import DueMixin
from vc.states import Transitions


class CertificateStatus(StrEnum):
    """How a certificate stands."""

    VALID = "VALID"
    REVOKED = "REVOKED"
    """A person took it back, with a reason."""
    REPLACED = "REPLACED"
    """Another one took its place, with the name corrected."""


class Certificate(Base):
    """One certificate as it was given out: what its paper says of the session stays as it was."""

    __tablename__ = "certificate"
    __table_args__ = (
        # Whoever gives out twice at once gives out one.
        UniqueConstraint("registration_id", "edition"),
        Index(None, "event_id", "status"),
        Index(None, "issued_at"),
    )
    SECRET: ClassVar = frozenset({"name", "name_digest", "folio"})
    TRANSITIONS: ClassVar[Transitions] = {
        CertificateStatus.VALID: frozenset({CertificateStatus.REVOKED, CertificateStatus.REPLACED}),
        CertificateStatus.REVOKED: frozenset(),
        CertificateStatus.REPLACED: frozenset(),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    edition: Mapped[int] = mapped_column(default=1)
    """1 for the first of a person, 2 for what came in its place."""
    folio: Mapped[str] = mapped_column(String(40), unique=True)
    """The session's folio and ten signs that nobody guesses (50 bits)."""
    name: Mapped[str] = mapped_column(EncryptedText)
    """As it stands on the paper; empty once the rule of keeping took it."""
    name_digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the folio and the name's key: a name that is typed in is compared with it."""
    title: Mapped[str] = mapped_column(String(200))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    minutes: Mapped[int | None]
    """How long they were there, as it was known then."""
    status: Mapped[CertificateStatus] = mapped_column(
        text_enum(CertificateStatus), default=CertificateStatus.VALID
    )
    issued_at: Mapped[datetime] = mapped_column(UTCDateTime)
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    why: Mapped[str] = mapped_column(String(300), default="")
    """Why it was given out by hand, or anew; empty for those given out with all."""
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_why: Mapped[str] = mapped_column(String(300), default="")
    """For staff: the public page tells only that it is not valid."""
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))

    event: Mapped[Event] = relationship(lazy="joined", innerjoin=True)
    registration: Mapped[Registration] = relationship()
    issued_by: Mapped[Person] = relationship()
    replaced_by: Mapped["Certificate | None"] = relationship(remote_side=[id])

    def __str__(self) -> str:
        """Return a name that neither tells who it is nor opens its page."""
        return f"constancia {self.id}"

    @property
    def people_ids(self) -> frozenset[int]:
        """Return whose it is: its session's people."""
        return self.event.people_ids

    @property
    def is_valid(self) -> bool:
        """Tell whether it holds."""
        return self.status is CertificateStatus.VALID


class CertificateRule(Base):
    """What it takes to get one: of one session, or of every session of a kind."""

    __tablename__ = "certificate_rule"
    __table_args__ = (CheckConstraint("(event_id IS NULL) != (kind IS NULL)", name="of_one_thing"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), unique=True)
    kind: Mapped[EventKind | None] = mapped_column(text_enum(EventKind), unique=True)
    minimum: Mapped[str] = mapped_column(String(8))
    """A `Minimum`, as its code."""

    def __str__(self) -> str:
        """Return what it is for."""
        return f"constancia {self.kind.value if self.kind else self.event_id}"


class CertificateRun(DueMixin, Base):
    """The giving out of a session's certificates and thanks, piece by piece; it may be repeated."""

    __tablename__ = "certificate_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    total: Mapped[int] = mapped_column(default=0)
    """How many people are looked at."""
    looked_at: Mapped[int] = mapped_column(default=0)
    cursor: Mapped[int] = mapped_column(default=0)
    """The last registration of the last piece."""
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    event: Mapped[Event] = relationship(lazy="joined", innerjoin=True)
    asked_by: Mapped[Person] = relationship()

    def __str__(self) -> str:
        """Return the session it belongs to."""
        return str(self.event)
