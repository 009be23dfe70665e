"""The rules of coverages: planned, changed, cancelled, proven.

What proves that a session was covered is a photograph or the address of something published, handed
in from its day on. That a session ended says nothing: nobody looked whether somebody was there. A
photograph proves whoever appears on it, as it is only shown inside.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.booking.models import Event, EventKind
from vc.booking.states import EventStatus
from vc.coverage import zones
from vc.coverage.models import Coverage, CoverageState, Photograph
from vc.db import lock_address
from vc.errors import NotFoundError, RuleError
from vc.permissions import Capability, check

NOON = time(12)
PLACE = "coverage.plan"
"""What holds off everybody else who plans: by whichever page, or by changing a session."""
NO_DAY = "Elija el día, o la sesión de la agenda."
NO_SESSION = "Elija una sesión de CMSP de la lista."
NOT_OFFERED = "Ese municipio ya no se ofrece. Elija otro."
SESSION_TAKEN = "Esa sesión ya tiene su cobertura: ábrala desde la página de la sesión."
ALREADY_PLANNED = "Ese municipio ya tiene una cobertura ese día."
TOO_EARLY = "Todavía no llega su día: la prueba se entrega desde el día de la cobertura."
PROVEN_DAY = "Ya está comprobada: su día no puede quedar en el futuro."
IS_CANCELLED = "Esta cobertura está cancelada. Recupérela antes de comprobarla."
IS_PROVEN = "Ya está comprobada. Quite antes sus pruebas."
OF_SESSION = "Se canceló su sesión: se recupera con ella."


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCoverage:
    """A coverage as somebody plans it. With a session, its day is that of the session."""

    municipality_id: int
    on_day: date | None
    goes_id: int
    event_id: int | None = None
    note: str = ""


def coverage_by_id(session: Session, coverage_id: int) -> Coverage:
    """Return a coverage. Raises NotFoundError."""
    found = session.get(Coverage, coverage_id)
    if found is None:
        raise NotFoundError("Esa cobertura no existe.")
    return found


def plan(
    session: Session, new: NewCoverage, *, by: Person, now: datetime, zone: ZoneInfo
) -> Coverage:
    """Plan a coverage. Raises RuleError and NotAllowedError; the caller commits."""
    check(by, Capability.COVER)
    row = Coverage(made_by_id=by.id, made_at=now)
    _write(session, row, new, zone)
    if not row.municipality.is_active:
        raise RuleError(NOT_OFFERED, field="municipality_id")
    # Whoever covers only her own may plan no other's.
    check(by, Capability.COVER, row)
    session.add(row)
    session.flush()
    after = {"municipality": row.municipality.name, "on_day": row.on_day.isoformat()}
    audit.record(session, row, "coverage.plan", now=now, by=by, before={}, after=after)
    return row


def change(
    session: Session, row: Coverage, new: NewCoverage, *, by: Person, now: datetime, zone: ZoneInfo
) -> bool:
    """Change a coverage; tell whether anything changed. Raises RuleError; the caller commits."""
    check(by, Capability.COVER, row)
    _write(session, row, new, zone)
    if row.proven_at is not None and row.on_day > now.astimezone(zone).date():
        raise RuleError(PROVEN_DAY, field="on_day")
    return audit.record_changes(session, row, "coverage.change", now=now, by=by)


def cancel(session: Session, row: Coverage, *, by: Person, now: datetime) -> None:
    """Cancel a coverage that nothing proves. Raises RuleError; the caller commits."""
    if row.proven_at is not None:
        raise RuleError(IS_PROVEN)
    if row.cancelled_at is None:
        row.cancelled_at = now
        audit.record(session, row, "coverage.cancel", now=now, by=by, before={}, after={})


def restore(session: Session, row: Coverage, *, by: Person, now: datetime) -> None:
    """Take a cancellation back. Raises RuleError; the caller commits."""
    if row.is_cancelled_with_session:
        raise RuleError(OF_SESSION)
    lock_address(session, PLACE)
    if row.cancelled_at is not None:
        _check_is_alone(session, row)
        row.cancelled_at = None
        audit.record(session, row, "coverage.restore", now=now, by=by, before={}, after={})


def keep_address(
    session: Session, row: Coverage, url: str, *, by: Person, now: datetime, today: date
) -> None:
    """Keep the address of what shows that it took place; empty takes it away. Raises RuleError."""
    if url:
        check_takes_proof(row, today)
    row.url = url
    if audit.record_changes(session, row, "coverage.address", now=now, by=by):
        settle(session, row, now=now)


def check_takes_proof(row: Coverage, today: date) -> None:
    """Refuse proof of what is cancelled or still to come."""
    if row.state(today) is CoverageState.CANCELLED:
        raise RuleError(IS_CANCELLED)
    if row.on_day > today:
        raise RuleError(TOO_EARLY)


def settle(session: Session, row: Coverage, *, now: datetime) -> None:
    """Bring whether a coverage is proven in line with the proofs that are there."""
    session.flush()
    kept = select(Photograph.id).where(
        Photograph.coverage_id == row.id, Photograph.removed_at.is_(None)
    )
    is_proven = bool(row.url) or session.scalar(kept.limit(1)) is not None
    if not is_proven:
        row.proven_at = None
    elif row.proven_at is None:
        row.proven_at = now


def day_of(event: Event, zone: ZoneInfo) -> date:
    """Return the office's day of a session."""
    return event.starts_at.astimezone(zone).date()


def _write(session: Session, row: Coverage, new: NewCoverage, zone: ZoneInfo) -> None:
    """Write what was asked for into a coverage. Raises RuleError."""
    # What is pending is what the history tells: it is not flushed before.
    with session.no_autoflush:
        lock_address(session, PLACE)
        event = _session_of(session, row, new.event_id)
        row.municipality = zones.municipality_by_id(session, new.municipality_id)
        row.municipality_id, row.event, row.event_id = row.municipality.id, event, new.event_id
        row.goes = session.get_one(Person, new.goes_id)
        row.goes_id, row.note = new.goes_id, new.note
        row.on_day, row.starts_at = _when(event, new.on_day, zone)
        _check_is_alone(session, row)


def _when(event: Event | None, day: date | None, zone: ZoneInfo) -> tuple[date, datetime]:
    """Return the day of a coverage and its instant: those of its session, where it has one."""
    if event is not None:
        return day_of(event, zone), event.starts_at
    if day is None:
        raise RuleError(NO_DAY, field="on_day")
    return day, datetime.combine(day, NOON, zone)


def _session_of(session: Session, row: Coverage, event_id: int | None) -> Event | None:
    """Return the session that a coverage is tied to. Raises RuleError for one it cannot be."""
    if event_id is None:
        return None
    event = session.get(Event, event_id)
    if event is None or event.kind is not EventKind.CMSP:
        raise RuleError(NO_SESSION, field="event_id")
    if event.status is EventStatus.CANCELLED and row.event_id != event_id:
        raise RuleError(NO_SESSION, field="event_id")
    other = session.scalar(select(Coverage.id).where(Coverage.event_id == event_id))
    if other is not None and other != row.id:
        raise RuleError(SESSION_TAKEN, field="event_id")
    return event


def _check_is_alone(session: Session, row: Coverage) -> None:
    """Refuse a second coverage of a municipality on one day: it would count twice."""
    query = select(Coverage.id).where(
        Coverage.municipality_id == row.municipality_id,
        Coverage.on_day == row.on_day,
        Coverage.cancelled_at.is_(None),
    )
    with session.no_autoflush:
        others = set(session.scalars(query)) - {row.id}
    if others:
        raise RuleError(ALREADY_PLANNED, field="on_day")
