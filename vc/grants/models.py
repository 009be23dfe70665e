"""Grants: what an account lets us do at its vendor, since when, and until when."""

from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.accounts.models import Person
from vc.db import Base, UTCDateTime, text_enum
from vc.encrypted_text import EncryptedText
from vc.grants.known import Purpose
from vc.jobs import DueMixin

WARNED_BEFORE = timedelta(days=2)
"""So long before a consent ends people are told."""


class AccountGrant(DueMixin, Base):
    """One account's consent, and the one that is being asked for.

    Due when its tokens are to be renewed, where they change.
    """

    __tablename__ = "account_grant"
    SECRET: ClassVar = frozenset(
        {
            *("client_secret", "asked_client_secret", "refresh_token"),
            *("access_token", "state_hash", "verifier", "lease_token"),
        }
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[Purpose] = mapped_column(text_enum(Purpose), unique=True)
    client_id: Mapped[str] = mapped_column(String(200), default="")
    """The OAuth client that the account consented to."""
    client_secret: Mapped[str] = mapped_column(EncryptedText, default="")
    refresh_token: Mapped[str] = mapped_column(EncryptedText, default="")
    """Empty: nobody has consented, or it was disconnected."""
    access_token: Mapped[str] = mapped_column(EncryptedText, default="")
    """The present one of a vendor that changes the lasting one with it; the others' keep none."""
    access_ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    account: Mapped[str] = mapped_column(String(254), default="")
    """Who consented, as people know it: an e-mail, or a channel's title."""
    account_key: Mapped[str] = mapped_column(String(254), default="")
    """By which an account is told from another one: an e-mail, or a channel's id."""
    scopes: Mapped[list[str]] = mapped_column(JSON, default=list)
    granted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who pressed the button; None when it was done by command."""
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the vendor said that it ends; None for one that does not by itself."""
    warned_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When people were told that it ends soon; they are told once."""
    state_hash: Mapped[str] = mapped_column(String(64), default="")
    """SHA-256 of what must come back, with the sign-in that asked; empty: nobody asks."""
    verifier: Mapped[str] = mapped_column(EncryptedText, default="")
    """What goes with the code that comes back (PKCE)."""
    redirect_uri: Mapped[str] = mapped_column(String(500), default="")
    """Where it comes back to, as it was asked for."""
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    asked_client_id: Mapped[str] = mapped_column(String(200), default="")
    """The OAuth client that was entered last; the present consent may be of another one."""
    asked_client_secret: Mapped[str] = mapped_column(EncryptedText, default="")

    granted_by: Mapped[Person | None] = relationship()

    def __str__(self) -> str:
        """Return the account, or what it is for while there is none."""
        return self.account or self.purpose.value

    @property
    def is_given(self) -> bool:
        """Tell whether somebody has consented."""
        return self.granted_at is not None

    def end(self, now: datetime) -> datetime | None:
        """Return when it ends; None for one that does not, or is renewed long before."""
        is_far = self.ends_at is None or self.ends_at > now + WARNED_BEFORE
        return None if self.access_token and is_far else self.ends_at

    def has_ended(self, now: datetime) -> bool:
        """Tell whether the time is over for which it was given."""
        return self.ends_at is not None and self.ends_at <= now
