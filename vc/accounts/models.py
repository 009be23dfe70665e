"""People and their sign-ins."""

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Enum, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.db import Base, UTCDateTime
from vc.encrypted_text import EncryptedText


def digest(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal: how tokens are kept."""
    return hashlib.sha256(text.encode()).hexdigest()


class Role(StrEnum):
    """What a person is here for; `vc.permissions` says what each role may do."""

    ADMINISTRATOR = "administrator"
    """Runs the installation: people, connections, audit."""
    COORDINATOR = "coordinator"
    """Social Communication: every session, the licences, the feeds."""
    HOST = "host"
    """Staff who book and host their own sessions."""
    PRODUCTION = "production"
    """Interns and designers, who prepare clips and publications for others to decide on."""
    VIEWER = "viewer"
    """Staff who read the calendar."""


class Person(Base):
    """Somebody with an account. People are disabled, never deleted: their name stays on lines."""

    __tablename__ = "person"
    SECRET: ClassVar = frozenset({"password_hash"})

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True, active_history=True)
    """In lower case; it is what people sign in with."""
    name: Mapped[str] = mapped_column(String(200))
    area: Mapped[str] = mapped_column(String(120), default="")
    role: Mapped[Role] = mapped_column(
        Enum(Role, native_enum=False, length=20, values_callable=lambda e: [m.value for m in e])
    )
    password_hash: Mapped[str] = mapped_column(String(200))
    """argon2id, with its parameters."""
    is_active: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    """Made by the demonstration: can sign in only while the installation is one."""
    must_change_password: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    def __str__(self) -> str:
        """Return the person's name for audit lines."""
        return self.name


class SignIn(Base):
    """One signed-in browser. The cookie holds the token, the row its hash."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the token, in hexadecimal."""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)

    def is_of(self, token: str) -> bool:
        """Tell whether this is the sign-in of the browser that holds the token."""
        return self.token_hash == digest(token)


class KeptForm(Base):
    """What somebody sent when their sign-in had ended, until they have signed in again."""

    __tablename__ = "kept_form"
    SECRET: ClassVar = frozenset({"token_hash", "body"})

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of what the browser's cookie calls it."""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    """Whose sign-in had ended: nobody else gets it, in whatever browser."""
    path: Mapped[str] = mapped_column(String(2000))
    """Where it was sent, below the path of the application."""
    body: Mapped[str] = mapped_column(EncryptedText)
    """Its fields, as the address of a page would carry them."""
    kept_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class FirstEntry(Base):
    """A one-time address by which the first administrator is made, while there is no account."""

    __tablename__ = "first_entry"
    SECRET: ClassVar = frozenset({"token_hash"})
    LEAVES_LINES: ClassVar = False
    """The line of the person who was added tells of it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the token, in hexadecimal."""
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
