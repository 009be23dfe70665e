"""The rules of licences: add, change, block, import from the vendor, and count their use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.contracts.meetings import HostAccount, MeetingProvider
from vc import audit
from vc.accounts.models import Person
from vc.db import flush_unique
from vc.errors import ConcurrentChangeError, RuleError
from vc.licences.forms import LicenceAnswers, NewBlock
from vc.licences.models import Licence, LicenceBlock, LicenceUse, Platform

ACCOUNT_TAKEN = "Ya está en la lista una cuenta con ese correo."

RESET_MARGIN = timedelta(seconds=5)
OVER = "Esos días ya pasaron: revise las fechas."


@dataclass(frozen=True, slots=True)
class Remains:
    """What a licence will be able to do: for sessions that lie within [starts_at, ends_at)."""

    licence_id: int
    kinds: frozenset[str] = frozenset()
    """Empty: it can host nothing any more."""
    largest_audience: int = 0
    capacity: int = 0
    starts_at: datetime | None = None
    ends_at: datetime | None = None


def remains_of(licence: Licence) -> Remains:
    """Return a licence's abilities as it stands."""
    kinds = licence.kinds if licence.is_active else frozenset()
    return Remains(licence.id, kinds, licence.largest_audience, licence.capacity)


def remains_after(licence: Licence, answers: LicenceAnswers) -> Remains:
    """Return a licence's abilities as answered; another account has no room of it."""
    same = (licence.platform, licence.account_email) == (
        answers.platform,
        answers.account_email.lower(),
    )
    kinds = answers.kinds if answers.is_active and same else frozenset()
    return Remains(licence.id, kinds, answers.largest_audience, answers.capacity)


def add(session: Session, answers: LicenceAnswers, *, by: Person, now: datetime) -> Licence:
    """Add a licence. Raises RuleError when the account is already there."""
    licence = Licence()
    _write(licence, answers)
    session.add(licence)
    flush_unique(session, ACCOUNT_TAKEN, field="account_email")
    audit.record(session, licence, "licence.add", now=now, by=by, before={}, after=_facts(answers))
    return licence


def change(
    session: Session, licence: Licence, answers: LicenceAnswers, *, by: Person, now: datetime
) -> None:
    """Change a licence; saving it also clears a vendor's refusal, since somebody looked after it.

    Raises ConcurrentChangeError when it changed since the form was shown.
    """
    if answers.version != licence.version:
        raise ConcurrentChangeError("Alguien más cambió esta cuenta mientras usted la editaba.")
    _write(licence, answers)
    # Somebody looked after it: whether it can host again the next room shows.
    licence.unusable_reason = ""
    if audit.record_changes(session, licence, "licence.change", now=now, by=by):
        flush_unique(session, ACCOUNT_TAKEN, field="account_email")


def block(session: Session, licence: Licence, new: NewBlock, *, by: Person, now: datetime) -> None:
    """Keep a licence from being given out in [starts_at, ends_at)."""
    if new.ends_at <= new.starts_at:
        raise RuleError("El último día no puede ser anterior al primero.", field="ends_on")
    if new.ends_at <= now:
        raise RuleError(OVER, field="ends_on")
    row = LicenceBlock(
        licence_id=licence.id, starts_at=new.starts_at, ends_at=new.ends_at, reason=new.reason
    )
    session.add(row)
    audit.record(session, row, "licenceblock.add", now=now, by=by)


def unblock(session: Session, row: LicenceBlock, *, by: Person, now: datetime) -> None:
    """Give a blocked period free again."""
    before = {"starts_at": row.starts_at.isoformat(), "reason": row.reason}
    audit.record(session, row, "licenceblock.remove", now=now, by=by, before=before, after={})
    session.delete(row)


def proposals(
    session: Session, hosts: Sequence[HostAccount], platform: Platform
) -> list[HostAccount]:
    """Return the vendor's accounts that are licensed and not yet among our licences."""
    query = select(Licence.account_email).where(Licence.platform == platform)
    known = {email.lower() for email in session.scalars(query)}
    return [host for host in hosts if host.is_licensed and host.email.lower() not in known]


def import_hosts(
    session: Session, hosts: Sequence[HostAccount], platform: Platform, *, by: Person, now: datetime
) -> int:
    """Add the accounts as licences with what the vendor says of them; return how many were new."""
    new = proposals(session, hosts, platform)
    for host in new:
        answers = LicenceAnswers(
            platform=platform,
            account_email=host.email,
            label=host.label or host.email,
            kinds=host.kinds,
            largest_audience=host.largest_audience,
        )
        add(session, answers, by=by, now=now)
    return len(new)


def count_write(session: Session, licence: Licence, cap: int | None, now: datetime) -> bool:
    """Count one creation or change against the host's cap of this UTC day; False when it is full.

    Zoom allows 100 a day and host, reset at 00:00 UTC (its "Rate limits" page).
    """
    if cap is None:
        return True
    use = _use_of(session, licence, now)
    if use.writes >= cap:
        return False
    use.writes += 1
    return True


def cap_reached(
    session: Session, licence: Licence, provider: MeetingProvider, now: datetime
) -> None:
    """Note that the vendor says the host's cap of this day is used up, whoever used it."""
    use = _use_of(session, licence, now)
    use.writes = max(use.writes, provider.daily_writes_per_host or 0)


def cap_resets_at(now: datetime) -> datetime:
    """Return the instant when the next UTC day begins, with a margin for clocks that differ."""
    tomorrow = now.astimezone(UTC).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), UTC) + RESET_MARGIN


def writes_today(session: Session, now: datetime) -> dict[int, int]:
    """Return, by licence, how many creations and changes were sent on this UTC day."""
    query = select(LicenceUse.licence_id, LicenceUse.writes).where(
        LicenceUse.used_on == now.astimezone(UTC).date()
    )
    return dict(session.execute(query).all())


def _use_of(session: Session, licence: Licence, now: datetime) -> LicenceUse:
    """Return the licence's count of this UTC day, locked until the transaction ends."""
    today = now.astimezone(UTC).date()
    query = select(LicenceUse).where(
        LicenceUse.licence_id == licence.id, LicenceUse.used_on == today
    )
    use = session.scalar(query.with_for_update())
    if use is None:
        use = LicenceUse(licence_id=licence.id, used_on=today, writes=0)
        session.add(use)
    return use


def _write(licence: Licence, answers: LicenceAnswers) -> None:
    """Copy the form's answers into the row."""
    licence.platform = answers.platform
    licence.account_email = answers.account_email.lower()
    licence.label = answers.label
    for kind in ("meeting", "webinar", "recording", "streaming"):
        setattr(licence, f"has_{kind}", kind in answers.kinds)
    licence.largest_audience = answers.largest_audience
    licence.capacity = answers.capacity
    licence.buffer_min = answers.buffer_min
    licence.is_active = answers.is_active


def _facts(answers: LicenceAnswers) -> dict[str, object]:
    """Return what an audit line says of a new licence."""
    return {
        "platform": answers.platform.value,
        "account_email": answers.account_email,
        "kinds": ", ".join(sorted(answers.kinds)),
        "capacity": answers.capacity,
    }
