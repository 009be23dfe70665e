"""Who registered for a public session, how many came, and how often its address was used."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.accounts.models import Person
from vc.attendance.presence import Presence
from vc.booking.models import Event
from vc.db import Base, UTCDateTime, text_enum
from vc.encrypted_text import EncryptedText
from vc.folding import SearchedMixin, folded
from vc.jobs import DueMixin
from vc.privacy.models import PrivacyNotice, Refusal
from vc.states import Transitions


def name_key(name: str) -> str:
    """Return the key by which a name is known again: no accents, one case, single blanks."""
    return " ".join(folded(name).split())[:200]


class RegistrationStatus(StrEnum):
    """How a registration stands."""

    CONFIRMED = "CONFIRMED"
    """It has a seat and a way in."""
    WAITING = "WAITING"
    """All seats are taken; the first who waits gets the next one."""
    CANCELLED = "CANCELLED"
    """The person will not come; the seat is free."""


class Registration(SearchedMixin, Base):
    """One person who registered for one session."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("event_id", "email", "name_key"),
        Index(None, "event_id", "status", "id"),
    )
    SEARCHED: ClassVar = ("name", "email", "institution", "municipality")
    SECRET: ClassVar = frozenset(
        {"token", "token_hash", "email", "name", "name_key", "folded", "accepted_from"}
    )
    TRANSITIONS: ClassVar[Transitions] = {
        RegistrationStatus.CONFIRMED: frozenset({RegistrationStatus.CANCELLED}),
        RegistrationStatus.WAITING: frozenset(
            {RegistrationStatus.CONFIRMED, RegistrationStatus.CANCELLED}
        ),
        RegistrationStatus.CANCELLED: frozenset(
            {RegistrationStatus.CONFIRMED, RegistrationStatus.WAITING}
        ),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(
        String(200), default=lambda row: name_key(row.get_current_parameters()["name"])
    )
    """The name by which one person of an address is known again, however it is typed."""
    place: Mapped[int] = mapped_column(default=0)
    """Where it stands in the line of its session; who cancels and returns goes to its end."""
    institution: Mapped[str] = mapped_column(String(200), default="")
    municipality: Mapped[str] = mapped_column(String(120), default="")
    status: Mapped[RegistrationStatus] = mapped_column(text_enum(RegistrationStatus))
    token: Mapped[str] = mapped_column(EncryptedText)
    """Their own way in; sealed, because each of their messages carries it."""
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the token, to find it by."""
    consented_at: Mapped[datetime] = mapped_column(UTCDateTime)
    """When they accepted the privacy notice, last."""
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("privacy_notice.id"))
    """The version that they accepted; None for who registered before there were versions."""
    accepted_from: Mapped[str] = mapped_column(EncryptedText, default="")
    """The address on the internet from which they accepted it; empty where none was kept."""
    accepted_exposure: Mapped[str] = mapped_column(String(40), default="")
    """What the session said then of being recorded or broadcast: `booking.exposure.kinds`."""
    refusal_id: Mapped[int | None] = mapped_column(ForeignKey("refusal.id"))
    """That they asked not to appear; it may have been withdrawn since."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    entered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When they were first led into the room by their own link."""
    presence_min: Mapped[int | None]
    """Minutes in the room by the vendor's list; None where that cannot be told, which is not 0."""
    corrected_min: Mapped[int | None]
    """Minutes by a person's word; None where nobody corrected it."""
    corrected_why: Mapped[str] = mapped_column(String(300), default="")
    added_why: Mapped[str] = mapped_column(String(300), default="")
    """Why a person added them to who came; empty for who registered. They accepted no notice."""

    event: Mapped[Event] = relationship(lazy="joined", innerjoin=True)
    notice: Mapped[PrivacyNotice | None] = relationship()
    refusal: Mapped[Refusal | None] = relationship()

    def __str__(self) -> str:
        """Return a name that tells nobody who it is; audit lines carry it."""
        return f"registro {self.id}"

    @property
    def people_ids(self) -> frozenset[int]:
        """Return whose it is: its session's people."""
        return self.event.people_ids

    @property
    def minutes(self) -> int | None:
        """Return how long they were in the room: a person's word first; None: nobody knows."""
        return self.presence_min if self.corrected_min is None else self.corrected_min

    @property
    def is_refusing(self) -> bool:
        """Tell whether they asked not to appear."""
        return self.refusal is not None and self.refusal.withdrawn_at is None


class UnmatchedStay(Base):
    """Somebody who was in a session's room and is nobody of its list, by the vendor's report."""

    __tablename__ = "unmatched_stay"
    SECRET: ClassVar = frozenset({"name"})

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    name: Mapped[str] = mapped_column(EncryptedText)
    """What they went by in the room."""
    minutes: Mapped[int]

    def __str__(self) -> str:
        """Return a name that tells nobody who it is."""
        return f"persona de la sala {self.id}"


class Attendance(DueMixin, Base):
    """How many came to one session: as the vendor counted, and as a person corrected it."""

    __tablename__ = "attendance"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    looks: Mapped[int] = mapped_column(default=0)
    """How often the vendor was asked."""
    counted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the vendor told; None while it has not."""
    people: Mapped[int] = mapped_column(default=0)
    """Different people, by registrant, e-mail or account."""
    anonymous: Mapped[int] = mapped_column(default=0)
    """People whom the vendor tells by their name alone, as few as these may be."""
    by_phone: Mapped[int] = mapped_column(default=0)
    """Who dialled in, and is none of the people."""
    renamed: Mapped[int] = mapped_column(default=0)
    """How many of all went by more than one name."""
    registered: Mapped[int] = mapped_column(default=0)
    """How many of the people had registered with us."""
    peak: Mapped[int] = mapped_column(default=0)
    """The most that were there at one instant."""
    presence_from: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Since when somebody was there; None where that is not known."""
    presence: Mapped[list[int]] = mapped_column(JSON, default=list)
    """The most that were there at once in each minute from then on."""
    corrected: Mapped[int | None]
    """How many a person says there were; None when nobody corrected it."""
    note: Mapped[str] = mapped_column(String(300), default="")
    corrected_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    corrected_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    event: Mapped[Event] = relationship(lazy="joined", innerjoin=True)
    corrected_by: Mapped[Person | None] = relationship()

    def __str__(self) -> str:
        """Return the session it belongs to."""
        return str(self.event)

    @property
    def total(self) -> int:
        """Return the reported figure: the person's where there is one."""
        return self.counted if self.corrected is None else self.corrected

    @property
    def stayed(self) -> Presence | None:
        """Return who was there over time; None where that is not known."""
        if self.presence_from is None or not self.presence:
            return None
        return Presence(self.presence_from, tuple(self.presence))

    @property
    def counted(self) -> int:
        """Return the number that the vendor's report makes."""
        return self.people + self.anonymous + self.by_phone


class Clicks(Base):
    """How often a session's own address led somebody into its room; of whom is kept nowhere."""

    __tablename__ = "clicks"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
