"""The rules of evidence bundles: made of a publication that is out, signed, kept as handed out."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization import PublicFormat as Public
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.db import lock_address
from vc.errors import NotFoundError, RuleError
from vc.evidence_bundles import archive
from vc.evidence_bundles.models import EvidenceBundle, SigningKey
from vc.publishing.models import Publication, PublicationStatus
from vc.store import Store

NOT_OUT = "Esta publicación no ha salido: no hay de qué dar evidencia."
UNKNOWN = "La firma es de esta oficina, pero ese expediente no está en sus registros."
OUT = (PublicationStatus.PUBLISHED, PublicationStatus.RETRACTED)
FOLDER = "expedientes"
PLACE = "evidence_bundles.key"


@dataclass(frozen=True, slots=True)
class NewBundle:
    """A bundle that is to be kept."""

    request_number: str
    number: int
    salt: str


def can_have(publication: Publication) -> bool:
    """Tell whether a publication is out, or was."""
    return publication.status in OUT


def check_out(publication: Publication) -> None:
    """Raise RuleError unless a publication is out, or was."""
    if not can_have(publication):
        raise RuleError(NOT_OUT)


def bundles_of(session: Session, publication: Publication) -> list[EvidenceBundle]:
    """Return the bundles of a publication, the newest first."""
    query = select(EvidenceBundle).where(EvidenceBundle.publication_id == publication.id)
    return list(session.scalars(query.order_by(EvidenceBundle.number.desc())))


def bundle_by_id(session: Session, bundle_id: int) -> EvidenceBundle:
    """Return a bundle. Raises NotFoundError."""
    bundle = session.get(EvidenceBundle, bundle_id)
    if bundle is None:
        raise NotFoundError("Ese expediente no existe.")
    return bundle


def next_number(session: Session, publication: Publication) -> int:
    """Return the number of a publication's next bundle."""
    query = select(func.max(EvidenceBundle.number)).where(
        EvidenceBundle.publication_id == publication.id
    )
    return (session.scalar(query) or 0) + 1


def signing_key(session: Session, now: datetime) -> SigningKey:
    """Return the key that signs; the first bundle makes it. The caller commits."""
    # Of two first bundles at once each would make a key, and only the newer one is shown.
    lock_address(session, PLACE)
    key = session.scalars(select(SigningKey).order_by(SigningKey.id.desc()).limit(1)).first()
    if key is None:
        pair = Ed25519PrivateKey.generate()
        private = pair.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        public = pair.public_key().public_bytes(Encoding.PEM, Public.SubjectPublicKeyInfo)
        key = SigningKey(public_pem=public.decode(), private_pem=private.decode(), made_at=now)
        session.add(key)
        session.flush()
    return key


def public_keys(session: Session) -> list[str]:
    """Return every key that ever signed, the newest first."""
    return list(session.scalars(select(SigningKey.public_pem).order_by(SigningKey.id.desc())))


def keep(
    session: Session,
    publication: Publication,
    new: NewBundle,
    signed: archive.Signed,
    store: Store,
    *,
    by: Person,
    now: datetime,
) -> EvidenceBundle:
    """Keep a signed bundle. The caller commits."""
    key = f"{FOLDER}/{secrets.token_hex(16)}.zip"
    with store.part(key, 0) as part:
        part.write(signed.content)
    store.finish(key)
    bundle = EvidenceBundle(
        publication=publication,
        number=new.number,
        request_number=new.request_number,
        manifest_sha256=signed.manifest_sha256,
        file_key=key,
        size_bytes=len(signed.content),
        salt=new.salt,
        made_by_id=by.id,
        made_at=now,
    )
    session.add(bundle)
    session.flush()
    after = {"folio": bundle.folio, "manifest_sha256": bundle.manifest_sha256}
    audit.record(session, bundle, "evidencebundle.add", now=now, by=by, before={}, after=after)
    return bundle


def verified(session: Session, content: bytes) -> EvidenceBundle:
    """Return the bundle that a file is, unchanged. Raises RuleError, which says what is not."""
    digest = archive.verify(content, public_keys(session))
    query = select(EvidenceBundle).where(EvidenceBundle.manifest_sha256 == digest)
    found = session.scalars(query).first()
    if found is None:
        raise RuleError(UNKNOWN, field="file")
    return found


def digest_of(store: Store, key: str) -> str:
    """Return the SHA-256 of a paper in the store; empty where it is no longer there."""
    try:
        with store.open(key) as file:
            return hashlib.sha256(file.read()).hexdigest()
    except FileNotFoundError:
        return ""
