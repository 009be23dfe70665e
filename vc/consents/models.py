"""Consents: who let the office show them, what of them, where, until when, and by which paper."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.accounts.models import Person
from vc.booking.models import Event
from vc.db import Base, UTCDateTime
from vc.encrypted_text import EncryptedText
from vc.privacy.models import initials_of

ANY_CHANNEL = "any"


class Scope(StrEnum):
    """What of a person may be shown."""

    IMAGE = "image"
    VOICE = "voice"
    NAME = "name"
    TESTIMONY = "testimony"


class Consent(Base):
    """One person's consent. It is revoked, never deleted: it says what was allowed at its time."""

    __tablename__ = "consent"
    SECRET: ClassVar = frozenset({"person_name", "guardian_name", "note"})

    id: Mapped[int] = mapped_column(primary_key=True)
    person_name: Mapped[str] = mapped_column(EncryptedText)
    is_minor: Mapped[bool] = mapped_column(default=False)
    guardian_name: Mapped[str] = mapped_column(EncryptedText, default="")
    """Who has parental authority; never empty for a minor."""
    has_child_opinion: Mapped[bool] = mapped_column(default=False)
    scope: Mapped[list[str]] = mapped_column(JSON)
    """Values of Scope, in the order of the enum."""
    channels: Mapped[list[str]] = mapped_column(JSON)
    """Keys of `vc.consents.words.CHANNELS`; ANY_CHANNEL stands for all."""
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    """The last day; None is without end."""
    evidence_key: Mapped[str] = mapped_column(String(320))
    """Where the signed paper is in the store; never an address that is open to the public."""
    opinion_key: Mapped[str] = mapped_column(String(320), default="")
    """Where the child's own opinion is in the store."""
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    note: Mapped[str] = mapped_column(EncryptedText, default="")
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_why: Mapped[str] = mapped_column(EncryptedText, default="")
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__: Mapping[str, object] = {"version_id_col": version}

    event: Mapped[Event | None] = relationship()
    entered_by: Mapped[Person] = relationship(foreign_keys=entered_by_id)
    revoked_by: Mapped[Person | None] = relationship(foreign_keys=revoked_by_id)

    def __str__(self) -> str:
        """Return its folio: lines of the audit never tell the name."""
        return self.folio

    @property
    def folio(self) -> str:
        """Return the office's name for it."""
        return f"CON-{self.id:05d}"

    @property
    def people_ids(self) -> frozenset[int]:
        """Return the ids of its people: its session's; of no session, whoever registered it."""
        return self.event.people_ids if self.event is not None else frozenset({self.entered_by_id})

    @property
    def initials(self) -> str:
        """Return the initials, for staff who may not see the name."""
        return initials_of(self.person_name)
