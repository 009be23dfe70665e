"""Interviews: whom the office asked after a session, and how far that is."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.accounts.models import Person
from vc.booking.models import Event
from vc.clips.models import Clip
from vc.consents.models import Consent
from vc.db import Base, UTCDateTime, text_enum
from vc.encrypted_text import EncryptedText
from vc.privacy.models import initials_of
from vc.recordings.models import Recording
from vc.states import Transitions


class InterviewStatus(StrEnum):
    """How far an interview is."""

    INVITED = "INVITED"
    """A letter with a link was queued; no answer yet."""
    ACCEPTED = "ACCEPTED"
    """The consent is signed; a slot is to be chosen, or a film to be handed in."""
    SCHEDULED = "SCHEDULED"
    """A slot was chosen, and a session booked for it."""
    HANDED_IN = "HANDED_IN"
    """Its film is here: handed in, or recorded in the session of its slot."""
    DECLINED = "DECLINED"
    """The person does not want to."""
    EXPIRED = "EXPIRED"
    """The link's time passed before there was a slot or a film."""
    WITHDRAWN = "WITHDRAWN"
    """The consent was revoked."""


S = InterviewStatus


class Interview(Base):
    """One person who was asked for an interview about a session."""

    __tablename__ = "interview"
    __table_args__ = (Index(None, "status", "expires_at"),)
    SECRET: ClassVar = frozenset(
        {"name", "email", "guardian_name", "message", "token", "token_hash", "signed_from"}
    )
    TRANSITIONS: ClassVar[Transitions] = {
        S.INVITED: frozenset({S.ACCEPTED, S.DECLINED, S.EXPIRED}),
        S.ACCEPTED: frozenset({S.SCHEDULED, S.HANDED_IN, S.EXPIRED, S.WITHDRAWN}),
        # To ACCEPTED: the session of the slot was cancelled.
        S.SCHEDULED: frozenset({S.HANDED_IN, S.ACCEPTED, S.WITHDRAWN}),
        S.HANDED_IN: frozenset({S.WITHDRAWN}),
        S.DECLINED: frozenset(),
        # To INVITED and ACCEPTED: the office gives them more time. To HANDED_IN: a film that was
        # under way arrived.
        S.EXPIRED: frozenset({S.INVITED, S.ACCEPTED, S.HANDED_IN, S.WITHDRAWN}),
        S.WITHDRAWN: frozenset(),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    """The session that the person came to."""
    registration_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration.id", ondelete="SET NULL"), index=True
    )
    """Where they were found; registrations leave by a rule of their own."""
    name: Mapped[str] = mapped_column(EncryptedText)
    """As they registered; empty once the retention rule let it go."""
    email: Mapped[str] = mapped_column(EncryptedText)
    is_minor: Mapped[bool] = mapped_column(default=False)
    guardian_name: Mapped[str] = mapped_column(EncryptedText, default="")
    """Who signs for a minor; never empty for one until the rule let it go."""
    message: Mapped[str] = mapped_column(EncryptedText, default="")
    """What the office writes in the letter, in its own words."""
    token: Mapped[str] = mapped_column(EncryptedText)
    """Their way in; sealed, because the letter carries it."""
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    status: Mapped[InterviewStatus] = mapped_column(text_enum(InterviewStatus), default=S.INVITED)
    slots: Mapped[list[str]] = mapped_column(JSON, default=list)
    """The beginnings that are offered, as instants in UTC (ISO 8601)."""
    minutes: Mapped[int]
    """How long a slot is."""
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    """Whoever invites, and interviews: what the person does on the link is done in their name."""
    invited_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("consent.id"), index=True)
    signed_from: Mapped[str] = mapped_column(EncryptedText, default="")
    """The address on the internet from which it was signed; the paper has its seal."""
    session_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    """The session that the slot was booked as."""
    recording_id: Mapped[int | None] = mapped_column(
        ForeignKey("recording.id", ondelete="SET NULL"), index=True
    )
    """The film, or what came of it so far. A broken-off one goes, and its row with it."""
    clip_id: Mapped[int | None] = mapped_column(ForeignKey("clip.id"))
    forgotten_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the person's data left."""

    event: Mapped[Event] = relationship(foreign_keys=event_id)
    session: Mapped[Event | None] = relationship(foreign_keys=session_id)
    invited_by: Mapped[Person] = relationship()
    consent: Mapped[Consent | None] = relationship()
    recording: Mapped[Recording | None] = relationship()
    clip: Mapped[Clip | None] = relationship()

    def __str__(self) -> str:
        """Return its folio, which tells nobody who it is."""
        return self.folio

    @property
    def folio(self) -> str:
        """Return the office's name for it."""
        return f"ENT-{self.id:05d}"

    @property
    def people_ids(self) -> frozenset[int]:
        """Return whose it is: its session's people, and whoever invited."""
        return self.event.people_ids | {self.invited_by_id}

    @property
    def initials(self) -> str:
        """Return the initials, for where the name is not to be read."""
        return initials_of(self.name)

    @property
    def signer(self) -> str:
        """Return who signs."""
        return self.guardian_name or self.name

    def slot_times(self, now: datetime) -> list[datetime]:
        """Return the beginnings that can still be chosen, the first first."""
        times = sorted(datetime.fromisoformat(one) for one in self.slots)
        return [one for one in times if one > now + timedelta(hours=1)]
