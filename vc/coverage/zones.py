"""The rules of zones and municipalities: added, renamed, moved, taken out."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vc import audit
from vc.coverage.models import Coverage, Municipality, Zone
from vc.coverage.names import key_of
from vc.db import flush_unique
from vc.errors import NotFoundError, RuleError

ZONE_TAKEN = "Ya hay una zona con ese nombre."
TAKEN = "Ya hay un municipio con ese nombre, aunque esté escrito de otra forma."
NO_NAME = "Escriba un nombre con letras."


@dataclass(frozen=True, slots=True)
class ZoneOf:
    """A zone with its municipalities by name, those taken out last."""

    zone: Zone
    municipalities: list[Municipality]


def all_of_them(session: Session) -> list[ZoneOf]:
    """Return the zones in their order, each with its municipalities."""
    order = (Municipality.is_active.desc(), Municipality.key)
    rows = list(session.scalars(select(Municipality).order_by(*order)))
    return [
        ZoneOf(zone, [one for one in rows if one.zone_id == zone.id]) for zone in zones(session)
    ]


def zones(session: Session) -> list[Zone]:
    """Return the zones in their order."""
    return list(session.scalars(select(Zone).order_by(Zone.position, Zone.id)))


def names(session: Session) -> list[str]:
    """Return the names that forms propose, in order."""
    query = select(Municipality.name).where(Municipality.is_active.is_(True))
    return list(session.scalars(query.order_by(Municipality.key)))


def named(session: Session, name: str) -> Municipality | None:
    """Return the municipality that somebody typed, however; None where there is none."""
    key = key_of(name)
    return session.scalar(select(Municipality).where(Municipality.key == key)) if key else None


def zone_by_id(session: Session, zone_id: int) -> Zone:
    """Return a zone. Raises NotFoundError."""
    found = session.get(Zone, zone_id)
    if found is None:
        raise NotFoundError("Esa zona no existe.")
    return found


def municipality_by_id(session: Session, municipality_id: int) -> Municipality:
    """Return a municipality. Raises NotFoundError."""
    found = session.get(Municipality, municipality_id)
    if found is None:
        raise NotFoundError("Ese municipio no existe.")
    return found


def add_zone(session: Session, name: str, *, by: audit.Actor, now: datetime) -> Zone:
    """Add a zone after the others. Raises RuleError; the caller commits."""
    last = session.scalar(select(func.max(Zone.position))) or 0
    zone = Zone(name=name, position=last + 1)
    session.add(zone)
    flush_unique(session, ZONE_TAKEN, field="name")
    audit.record(session, zone, "zone.add", now=now, by=by, before={}, after={"name": name})
    return zone


def rename_zone(session: Session, zone: Zone, name: str, *, by: audit.Actor, now: datetime) -> None:
    """Rename a zone. Raises RuleError; the caller commits."""
    zone.name = name
    before, after = audit.changes_of(zone)
    if before or after:
        flush_unique(session, ZONE_TAKEN, field="name")
        audit.record(session, zone, "zone.change", now=now, by=by, before=before, after=after)


def add(
    session: Session, name: str, zone_id: int, *, by: audit.Actor, now: datetime
) -> Municipality:
    """Add a municipality, or offer again the one of that name. Raises RuleError."""
    gone = named(session, name)
    if gone is not None and not gone.is_active:
        change(session, gone, name, zone_id, is_active=True, by=by, now=now)
        return gone
    row = Municipality(name=name, key=_key(name), zone_id=zone_by_id(session, zone_id).id)
    session.add(row)
    flush_unique(session, TAKEN, field="name")
    after = {"name": name, "zone_id": zone_id}
    audit.record(session, row, "municipality.add", now=now, by=by, before={}, after=after)
    return row


def change(
    session: Session,
    row: Municipality,
    name: str,
    zone_id: int,
    *,
    is_active: bool,
    by: audit.Actor,
    now: datetime,
) -> None:
    """Rename a municipality, move it, or offer it again; its coverages stay. Raises RuleError."""
    row.name, row.key, row.is_active = name, _key(name), is_active
    row.zone_id = zone_by_id(session, zone_id).id
    before, after = audit.changes_of(row)
    before.pop("key", None)
    after.pop("key", None)
    if before or after:
        flush_unique(session, TAKEN, field="name")
        audit.record(
            session, row, "municipality.change", now=now, by=by, before=before, after=after
        )


def take_out(session: Session, row: Municipality, *, by: audit.Actor, now: datetime) -> bool:
    """Take a municipality out; tell whether its row is gone, as nothing names it.

    One with a coverage stays for that one's page and is offered no more. The caller commits.
    """
    used = session.scalar(select(Coverage.id).where(Coverage.municipality_id == row.id).limit(1))
    before = {"name": row.name, "zone_id": row.zone_id}
    audit.record(session, row, "municipality.take_out", now=now, by=by, before=before, after={})
    if used is None:
        session.delete(row)
        return True
    row.is_active = False
    return False


def _key(name: str) -> str:
    """Return the key of a name. Raises RuleError where nothing is left of it."""
    key = key_of(name)
    if not key:
        raise RuleError(NO_NAME, field="name")
    return key
