"""Entering bans, confirming and withdrawing them, and the gate that is asked at publication."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.errors import NotAllowedError, RuleError
from vc.inputs import is_blank
from vc.permissions import Capability, check
from vc.publishing_bans.models import Ban, BanException, BanScope

WITHDRAWN = "Esta veda ya estaba anulada: no hace falta ninguna excepción."
OVER = "Esos días ya pasaron: revise el año."
NO_DOCUMENT = "Indique el documento: una dirección https o un archivo."


@dataclass(frozen=True, slots=True)
class NewBan:
    """A ban as somebody enters it; both days are included."""

    name: str
    starts_on: date
    ends_on: date
    scope: BanScope
    document: str
    scope_note: str = ""
    source_note: str = ""


@dataclass(frozen=True, slots=True)
class NewException:
    """What is to be excepted from a ban; without `subject_id` all of its kind."""

    subject_kind: str
    subject_id: int | None
    reason: str
    document: str


def enter(session: Session, new: NewBan, *, now: datetime, by: Person) -> Ban:
    """Add a ban, which blocks from now on; the caller commits. Raises RuleError.

    One of days that are over, as a wrong year makes it, would hold nothing back.
    """
    check(by, Capability.ENTER_BANS)
    if is_blank(new.name):
        raise RuleError("Escriba el nombre de la veda.", field="name")
    if new.ends_on < new.starts_on:
        raise RuleError("El último día no puede ser anterior al primero.", field="ends_on")
    # In whatever zone: what ended yesterday may be going on somewhere.
    if new.ends_on < now.date() - timedelta(days=1):
        raise RuleError(OVER, field="ends_on")
    _check_document(new.document)
    ban = Ban(
        name=new.name.strip(),
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        scope=new.scope,
        scope_note=new.scope_note,
        document=new.document.strip(),
        source_note=new.source_note,
        entered_by_id=by.id,
        entered_at=now,
    )
    session.add(ban)
    audit.record(session, ban, "ban.add", now=now, by=by)
    return ban


def confirm(session: Session, ban: Ban, *, now: datetime, by: Person) -> None:
    """Note that a second person compared the ban with its document. Raises RuleError."""
    check(by, Capability.ENTER_BANS)
    if ban.entered_by_id == by.id:
        raise NotAllowedError("La confirma otra persona, no quien la registró.")
    if ban.confirmed_by_id is not None or ban.withdrawn_at is not None:
        raise RuleError("Esta veda ya estaba confirmada o anulada.")
    ban.confirmed_by_id = by.id
    audit.record(session, ban, "ban.confirm", now=now, by=by)


def withdraw(session: Session, ban: Ban, *, why: str, now: datetime, by: Person) -> None:
    """Let a ban block no longer; it stays in the list with its reason. Raises RuleError."""
    check(by, Capability.ENTER_BANS)
    if is_blank(why):
        raise RuleError("Escriba por qué se anula.", field="why")
    if ban.withdrawn_at is not None:
        raise RuleError("Esta veda ya estaba anulada.")
    ban.withdrawn_at, ban.withdrawn_why = now, why.strip()
    audit.record(session, ban, "ban.withdraw", now=now, by=by, reason=why.strip())


def grant_exception(
    session: Session, ban: Ban, new: NewException, *, now: datetime, by: Person
) -> BanException:
    """Except something from a ban; the caller commits. Raises RuleError and NotAllowedError."""
    check(by, Capability.ENTER_BANS)
    if not new.subject_kind or is_blank(new.reason):
        raise RuleError("Indique qué se exceptúa y por qué.", field="reason")
    if ban.withdrawn_at is not None:
        raise RuleError(WITHDRAWN, field="reason")
    _check_document(new.document)
    granted = BanException(
        ban=ban,
        subject_kind=new.subject_kind,
        subject_id=new.subject_id,
        reason=new.reason.strip(),
        document=new.document.strip(),
        granted_by_id=by.id,
        granted_at=now,
    )
    session.add(granted)
    audit.record(session, granted, "ban.except", now=now, by=by, reason=new.reason)
    return granted


def revoke_exception(session: Session, granted: BanException, *, now: datetime, by: Person) -> None:
    """Let an exception hold no longer; the caller commits. Raises RuleError."""
    check(by, Capability.ENTER_BANS)
    if granted.revoked_at is not None:
        raise RuleError("Esta excepción ya estaba anulada.")
    granted.revoked_at = now
    audit.record(session, granted, "ban.except_revoke", now=now, by=by)


def bans_on(session: Session, day: date) -> list[Ban]:
    """Return the bans of a day, confirmed or not, the first to begin first."""
    query = select(Ban).where(Ban.withdrawn_at.is_(None), Ban.starts_on <= day, Ban.ends_on >= day)
    return list(session.scalars(query.order_by(Ban.starts_on, Ban.id)))


def ban_at(session: Session, instant: datetime, zone: ZoneInfo) -> Ban | None:
    """Return a ban that holds at an instant; its days are those of the zone."""
    return next(iter(bans_on(session, instant.astimezone(zone).date())), None)


def blocking(
    session: Session, instant: datetime, subject: tuple[str, int], *, zone: ZoneInfo
) -> Ban | None:
    """Return the ban that keeps `subject` (kind and id) from being published, or None."""
    bans = bans_on(session, instant.astimezone(zone).date())
    # Each ban needs an exception of its own: that of a state election frees from no federal one.
    return next((ban for ban in bans if not _is_excepted(session, ban, subject)), None)


def _is_excepted(session: Session, ban: Ban, subject: tuple[str, int]) -> bool:
    """Tell whether something, or all of its kind, is excepted from a ban."""
    kind, number = subject
    query = select(BanException.id).where(
        BanException.ban_id == ban.id,
        BanException.revoked_at.is_(None),
        BanException.subject_kind == kind,
        or_(BanException.subject_id == number, BanException.subject_id.is_(None)),
    )
    return session.scalar(query.limit(1)) is not None


def _check_document(document: str) -> None:
    """Refuse what nobody can look up, and addresses that are not https."""
    text = document.strip()
    if not text or (":" in text and not text.startswith("https://")):
        raise RuleError(NO_DOCUMENT, field="document")
