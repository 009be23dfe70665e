"""What somebody outside asks the office for, and how the office answers."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.accounts.models import Person
from vc.booking.models import Campaign, Event, SessionTemplate
from vc.db import Base, UTCDateTime, text_enum
from vc.encrypted_text import EncryptedText
from vc.privacy.models import PrivacyNotice
from vc.states import Transitions


class RequestStatus(StrEnum):
    """How a request stands."""

    UNCONFIRMED = "UNCONFIRMED"
    """Sent; whether its e-mail is theirs is not known, and nobody of the office sees it."""
    WAITING = "WAITING"
    """In the inbox."""
    REVIEWING = "REVIEWING"
    """Somebody of the office looks after it."""
    ACCEPTED = "ACCEPTED"
    """It has a session."""
    DECLINED = "DECLINED"
    """It will not be, for a reason that they were told."""
    WITHDRAWN = "WITHDRAWN"
    """They do not want it any more."""


S = RequestStatus
OPEN = (S.WAITING, S.REVIEWING)
"""Those that the office has to answer."""
CLOSED = (S.ACCEPTED, S.DECLINED, S.WITHDRAWN)
_ANSWERED = frozenset(CLOSED)


class TalkRequest(Base):
    """One talk that somebody asks for. What tells who they are is sealed."""

    __tablename__ = "talk_request"
    __table_args__ = (Index(None, "status", "arrived_at"), Index(None, "status", "closed_at"))
    SECRET: ClassVar = frozenset(
        {
            *("token", "token_hash", "fold_key", "contact_name", "email", "phone", "words"),
            *("accepted_from", "decline_reason"),
        }
    )
    TRANSITIONS: ClassVar[Transitions] = {
        S.UNCONFIRMED: frozenset({S.WAITING, S.WITHDRAWN}),
        S.WAITING: frozenset({S.REVIEWING}) | _ANSWERED,
        S.REVIEWING: frozenset({S.WAITING}) | _ANSWERED,
        S.ACCEPTED: frozenset(),
        S.DECLINED: frozenset(),
        S.WITHDRAWN: frozenset(),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[RequestStatus] = mapped_column(text_enum(RequestStatus))
    token: Mapped[str] = mapped_column(EncryptedText)
    """Their private page's; sealed, because each of their letters carries it."""
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the token, to find it by."""
    fold_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Digest of who asks for what, while it is not closed: the same again is folded into it."""
    topic: Mapped[str] = mapped_column(String(200))
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    template_id: Mapped[int | None] = mapped_column(ForeignKey("session_template.id"))
    audience: Mapped[str] = mapped_column(String(200))
    audience_size: Mapped[int]
    has_minors: Mapped[bool] = mapped_column(default=False)
    institution: Mapped[str] = mapped_column(String(200))
    municipality: Mapped[str] = mapped_column(String(120))
    proposals: Mapped[list[str]] = mapped_column(JSON)
    """The beginnings that would suit them, in ISO 8601, the one they like best first."""
    duration_min: Mapped[int]
    contact_name: Mapped[str] = mapped_column(EncryptedText)
    email: Mapped[str] = mapped_column(EncryptedText)
    phone: Mapped[str] = mapped_column(EncryptedText, default="")
    words: Mapped[str] = mapped_column(EncryptedText, default="")
    notice_id: Mapped[int] = mapped_column(ForeignKey("privacy_notice.id"))
    accepted_from: Mapped[str] = mapped_column(EncryptedText, default="")
    """The address on the internet from which they accepted the notice."""
    letters: Mapped[int] = mapped_column(default=1)
    """How often the present letter was asked for: part of its key."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When they showed that the e-mail is theirs; None also where no mail was sent to show it."""
    arrived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When it came into the inbox."""
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who looks after it, or answered it."""
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decline_reason: Mapped[str] = mapped_column(EncryptedText, default="")
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), unique=True)
    """The session that came of it."""
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When it was queued that they are told of the session."""

    campaign: Mapped[Campaign | None] = relationship()
    template: Mapped[SessionTemplate | None] = relationship()
    notice: Mapped[PrivacyNotice] = relationship()
    taken_by: Mapped[Person | None] = relationship()
    event: Mapped[Event | None] = relationship()

    def __str__(self) -> str:
        """Return its folio: lines of the audit tell nobody's name."""
        return self.folio

    @property
    def folio(self) -> str:
        """Return the office's name for it."""
        return f"SOL-{self.id:05d}"

    @property
    def is_open(self) -> bool:
        """Tell whether the office has to answer it."""
        return self.status in OPEN

    @property
    def starts(self) -> list[datetime]:
        """Return the beginnings that would suit them."""
        return [datetime.fromisoformat(one) for one in self.proposals]

    @property
    def length(self) -> timedelta:
        """Return how long it is to be."""
        return timedelta(minutes=self.duration_min)
