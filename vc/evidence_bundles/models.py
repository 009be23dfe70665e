"""The bundles that were made, and the keys that signed them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.accounts.models import Person
from vc.db import Base, UTCDateTime
from vc.encrypted_text import EncryptedText
from vc.publishing.models import Publication


class SigningKey(Base):
    """A key pair (Ed25519) of the office. The newest one signs; every one still verifies."""

    __tablename__ = "signing_key"
    SECRET = frozenset({"private_pem"})

    id: Mapped[int] = mapped_column(primary_key=True)
    public_pem: Mapped[str] = mapped_column(String(200), unique=True)
    private_pem: Mapped[str] = mapped_column(EncryptedText)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)

    def __str__(self) -> str:
        """Return its number."""
        return f"Llave {self.id}"


class EvidenceBundle(Base):
    """One bundle as it was handed out. It never changes: what is asked for again is another."""

    __tablename__ = "evidence_bundle"
    __table_args__ = (
        UniqueConstraint("publication_id", "number"),
        Index(None, "manifest_sha256"),
    )
    SECRET = frozenset({"salt", "file_key"})

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"))
    number: Mapped[int]
    """Which bundle of its publication it is, from 1."""
    request_number: Mapped[str] = mapped_column(String(80))
    """Of the request that it answers, as the transparency platform gave it."""
    manifest_sha256: Mapped[str] = mapped_column(String(64))
    """Of the list of its files with their digests, which is what is signed."""
    file_key: Mapped[str] = mapped_column(String(320))
    size_bytes: Mapped[int]
    salt: Mapped[str] = mapped_column(EncryptedText)
    """What names were sealed with: with it and a name, its seal can be made again."""
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)

    publication: Mapped[Publication] = relationship()
    made_by: Mapped[Person] = relationship()

    def __str__(self) -> str:
        """Return its folio."""
        return self.folio

    @property
    def folio(self) -> str:
        """Return the office's name for it."""
        return f"EXP-{self.publication_id:05d}-{self.number}"

    @property
    def people_ids(self) -> frozenset[int]:
        """Return whose it is: its publication's."""
        return self.publication.people_ids
