"""The rules of photographs: brought in, described, taken out, gone after some days."""

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.consents import service as consents
from vc.consents.models import Consent, Scope
from vc.coverage import pictures
from vc.coverage.models import Coverage, Photograph, Shown
from vc.coverage.service import check_takes_proof, settle
from vc.db import lock_address
from vc.errors import NotFoundError, RuleError
from vc.store import Store

FOLDER = "fotografias"
MOST_AT_ONCE = 8
MOST_OF_ONE = 60
KEPT_OUT = timedelta(days=30)
"""A photograph that was taken out can be brought back for so long."""
FOLIO = re.compile(r"(?:con-?)?0*(\d{1,9})", re.IGNORECASE)
IS_THERE = (Photograph.removed_at.is_(None), Photograph.key != "")
"""The conditions of a photograph that is shown: neither taken out nor gone by its rule."""
NO_SUCH = "Esa fotografía no existe."
NO_FOLIO = "Escriba el folio del consentimiento, por ejemplo CON-00012."
UNKNOWN_FOLIO = "No hay un consentimiento con ese folio."
NOT_VALID = "Ese consentimiento no vale para una fotografía de ese día: {why}"
NONE_CHOSEN = "Elija o tome al menos una fotografía."
TOO_MANY = f"Suba hasta {MOST_AT_ONCE} fotografías a la vez."
FULL = f"Esta cobertura ya tiene {MOST_OF_ONE} fotografías. Quite alguna antes."


@dataclass(frozen=True, slots=True)
class About:
    """What is said of photographs: the same for all that are handed in together."""

    caption: str
    shown: Shown
    folio: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """A file of a form as it was read; `why` says in Spanish why it is no photograph."""

    name: str
    sha256: str
    picture: pictures.Taken | None
    why: str = ""


@dataclass(slots=True)
class Brought:
    """What became of the files of one form."""

    kept: list[Photograph] = field(default_factory=list)
    again: int = 0
    """How many were there already."""
    refused: list[str] = field(default_factory=list)
    """A sentence for each that could not be kept, with its name."""


def photograph_by_id(session: Session, photograph_id: int) -> Photograph:
    """Return a photograph. Raises NotFoundError."""
    found = session.get(Photograph, photograph_id)
    if found is None:
        raise NotFoundError(NO_SUCH)
    return found


def of_coverage(session: Session, coverage_id: int) -> list[Photograph]:
    """Return the photographs of a coverage, the first first, without those taken out."""
    query = select(Photograph).where(Photograph.coverage_id == coverage_id, *IS_THERE)
    return list(session.scalars(query.order_by(Photograph.id)))


def read(name: str, content: bytes) -> Read:
    """Return a file as it was read: it takes a while, so no transaction should be open."""
    digest = hashlib.sha256(content).hexdigest()
    try:
        return Read(name, digest, pictures.taken(content))
    except RuleError as error:
        return Read(name, digest, None, error.message)


def of_municipality(session: Session, municipality_id: int) -> list[Photograph]:
    """Return the photographs of a municipality's coverages, the newest first."""
    query = select(Photograph).join(Coverage, Coverage.id == Photograph.coverage_id)
    kept = query.where(Coverage.municipality_id == municipality_id, *IS_THERE)
    return list(session.scalars(kept.order_by(Photograph.id.desc()).limit(MOST_OF_ONE)))


def bring(
    session: Session,
    store: Store,
    row: Coverage,
    files: Iterable[Read],
    about: About,
    *,
    by: Person,
    now: datetime,
    today: date,
) -> Brought:
    """Keep photographs that were handed in. Raises RuleError before any.

    One that cannot be read spoils no other: it is told by its name. The caller commits.
    """
    check_takes_proof(row, today)
    consent = consent_of(session, about, row.on_day)
    # The door's own lock ended before the files were read.
    lock_address(session, f"photographs:{row.id}")
    known = {one.sha256 for one in of_coverage(session, row.id)}
    brought = Brought()
    for file in files:
        if file.sha256 in known:
            brought.again += 1
        elif file.picture is None:
            brought.refused.append(f"«{file.name}» {file.why}")
        elif len(known) >= MOST_OF_ONE:
            brought.refused.append(f"«{file.name}» no se guardó. {FULL}")
        else:
            known.add(file.sha256)
            one = Photograph(
                coverage=row, key=_kept(store, file.picture), sha256=file.sha256,
                width=file.picture.width, height=file.picture.height, caption=about.caption,
                shown=about.shown, consent=consent, brought_by_id=by.id, brought_at=now,
            )  # fmt: skip
            brought.kept.append(one)
    _record(session, row, brought.kept, by=by, now=now)
    return brought


def describe(session: Session, one: Photograph, about: About, *, by: Person, now: datetime) -> None:
    """Say anew what is on a photograph. Raises RuleError; the caller commits."""
    consent = consent_of(session, about, one.coverage.on_day)
    one.caption, one.shown, one.consent = about.caption, about.shown, consent
    one.consent_id = consent.id if consent is not None else None
    audit.record_changes(session, one, "photograph.describe", now=now, by=by)


def take_out(session: Session, one: Photograph, *, by: Person, now: datetime) -> None:
    """Take a photograph out: it proves nothing any more. The caller commits."""
    if one.removed_at is None:
        one.removed_at = now
        audit.record(session, one, "photograph.take_out", now=now, by=by, before={}, after={})
        settle(session, one.coverage, now=now)


def put_back(session: Session, one: Photograph, *, by: Person, now: datetime) -> None:
    """Bring a photograph back that was taken out. The caller commits."""
    if one.removed_at is not None:
        one.removed_at = None
        audit.record(session, one, "photograph.put_back", now=now, by=by, before={}, after={})
        settle(session, one.coverage, now=now)


def let_go(session: Session, store: Store, now: datetime) -> int:
    """Delete what was taken out long enough ago, files first; return how many. It commits."""
    query = select(Photograph).where(Photograph.removed_at < now - KEPT_OUT)
    gone = list(session.scalars(query))
    keys = [key for one in gone if one.key for key in (one.key, small_key(one.key))]
    ids = [one.id for one in gone]
    session.rollback()
    for key in keys:
        store.remove(key)
    for one in session.scalars(select(Photograph).where(Photograph.id.in_(ids))):
        session.delete(one)
    session.commit()
    return len(ids)


def gaps_of(one: Photograph) -> tuple[str, ...]:
    """Return in Spanish why who appears on a photograph did not let it be shown; empty if so."""
    if one.shown is Shown.NOBODY:
        return ()
    if one.consent is None:
        return ("Falta el consentimiento de quien aparece.",)
    return consents.gaps(one.consent, (), {Scope.IMAGE}, one.coverage.on_day)


def small_key(key: str) -> str:
    """Return where the small one of a photograph is in the store."""
    return key.removesuffix(".jpg") + "-chica.jpg"


def consent_of(session: Session, about: About, on: date) -> Consent | None:
    """Return the consent that a folio names; None where none is. Raises RuleError."""
    if about.shown is not Shown.CONSENTED:
        return None
    typed = FOLIO.fullmatch(about.folio.strip())
    if typed is None:
        raise RuleError(NO_FOLIO, field="folio")
    consent = session.get(Consent, int(typed[1]))
    if consent is None:
        raise RuleError(UNKNOWN_FOLIO, field="folio")
    why = consents.gaps(consent, (), {Scope.IMAGE}, on)
    if why:
        raise RuleError(NOT_VALID.format(why=" ".join(why)), field="folio")
    return consent


def _kept(store: Store, picture: pictures.Taken) -> str:
    """Put a photograph and its small one into the store; return the key of the first."""
    key = f"{FOLDER}/{secrets.token_hex(16)}.jpg"
    for place, content in ((key, picture.whole), (small_key(key), picture.small)):
        with store.part(place, 0) as part:
            part.write(content)
        store.finish(place)
    return key


def _record(
    session: Session, row: Coverage, kept: list[Photograph], *, by: Person, now: datetime
) -> None:
    """Add photographs, the line that tells of them, and what they prove."""
    if not kept:
        return
    session.add_all(kept)
    session.flush()
    after = {"photographs": len(kept)}
    audit.record(session, row, "coverage.photographs", now=now, by=by, before={}, after=after)
    settle(session, row, now=now)
