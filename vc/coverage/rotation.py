"""Whose turn a month is: by the rotation in force then, unless the month was swapped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from vc import audit
from vc.coverage import months
from vc.coverage.models import Rotation, RotationPlace, Zone, ZoneSwap
from vc.errors import NotFoundError, RuleError

MOST_PLACES = 12
NO_ZONES = "Elija al menos una zona."
NOT_BACKWARDS = "El orden cambia desde este mes o uno posterior: los meses pasados no se mueven."
SAME_ZONE = "Esa zona ya tiene ese mes. Elija otra."
NO_SWAP = "Ese mes ya sigue su turno."


@dataclass(frozen=True, slots=True)
class Turn:
    """A month's zone; None where no rotation had begun. `swap` is why it is not its turn."""

    month: int
    zone: Zone | None
    swap: ZoneSwap | None = None


def zone_id_of(month: int) -> ColumnElement[int | None]:
    """Return the id of a month's zone, as part of a query."""
    swapped = select(ZoneSwap.zone_id).where(ZoneSwap.month == month).scalar_subquery()
    return func.coalesce(swapped, _by_rule(month))


def _by_rule(month: int) -> ColumnElement[int | None]:
    """Return the id of the zone whose turn a month is, as part of a query."""
    latest = select(func.max(Rotation.since)).where(Rotation.since <= month).scalar_subquery()
    place = (month - Rotation.since) % Rotation.length
    query = select(RotationPlace.zone_id).join(Rotation, Rotation.id == RotationPlace.rotation_id)
    in_force = query.where(Rotation.since == latest, RotationPlace.position == place)
    return in_force.scalar_subquery()


def turns(session: Session, wanted: Sequence[int]) -> list[Turn]:
    """Return the turns of months."""
    columns = [zone_id_of(month).label(f"m{number}") for number, month in enumerate(wanted)]
    ids = session.execute(select(*columns)).one()
    known = {one.id: one for one in session.scalars(select(Zone))}
    query = select(ZoneSwap).where(ZoneSwap.month.between(min(wanted), max(wanted)))
    swaps = {one.month: one for one in session.scalars(query)}
    return [
        Turn(month, known.get(zone_id), swaps.get(month))
        for month, zone_id in zip(wanted, ids, strict=True)
    ]


def turn_of(session: Session, month: int) -> Turn:
    """Return the turn of a month."""
    return turns(session, [month])[0]


def in_force(session: Session, month: int) -> tuple[Rotation, list[int]] | None:
    """Return the rotation of a month and the ids of its zones in order; None before the first."""
    query = select(Rotation).where(Rotation.since <= month).order_by(Rotation.since.desc())
    found = session.scalar(query.limit(1))
    if found is None:
        return None
    places = select(RotationPlace.zone_id).where(RotationPlace.rotation_id == found.id)
    return found, list(session.scalars(places.order_by(RotationPlace.position)))


def swap(
    session: Session, month: int, zone_id: int, reason: str, *, by: audit.Actor, now: datetime
) -> ZoneSwap:
    """Give a month to another zone, and say why. Raises RuleError; the caller commits."""
    turn = turn_of(session, month)
    if turn.zone is not None and turn.zone.id == zone_id:
        raise RuleError(SAME_ZONE, field="zone_id")
    row = turn.swap or ZoneSwap(month=month)
    row.zone = session.get_one(Zone, zone_id)
    row.zone_id, row.reason, row.made_by_id, row.made_at = zone_id, reason, by.id, now
    session.add(row)
    session.flush()
    before = {"zone": turn.zone.name if turn.zone else "", "month": months.text_of(month)}
    after = {"zone": row.zone.name, "month": months.text_of(month)}
    audit.record(
        *(session, row, "zoneswap.make"), now=now, by=by, before=before, after=after, reason=reason
    )
    return row


def end_swap(session: Session, month: int, *, by: audit.Actor, now: datetime) -> None:
    """Give a month back to the zone whose turn it is. Raises NotFoundError; the caller commits."""
    row = session.scalar(select(ZoneSwap).where(ZoneSwap.month == month))
    if row is None:
        raise NotFoundError(NO_SWAP)
    before = {"zone": row.zone.name, "month": months.text_of(month)}
    audit.record(session, row, "zoneswap.end", now=now, by=by, before=before, after={})
    session.delete(row)


def set_order(
    session: Session,
    since: int,
    zone_ids: Sequence[int],
    *,
    this_month: int,
    by: audit.Actor,
    now: datetime,
) -> Rotation:
    """Let zones take turns in another order from a month on. Raises RuleError.

    What was the rule of months before stays: who was covered then is compared with it. The order
    that holds anyway is no other one.
    """
    if not zone_ids:
        raise RuleError(NO_ZONES, field="place_1")
    if since < this_month:
        raise RuleError(NOT_BACKWARDS, field="since")
    holds = in_force(session, since)
    if holds is not None and order_from(session, since) == list(zone_ids):
        return holds[0]
    known = {one.id: one.name for one in session.scalars(select(Zone))}
    row = session.scalar(select(Rotation).where(Rotation.since == since))
    row = row or Rotation(since=since)
    row.length, row.set_by_id, row.set_at = len(zone_ids), by.id, now
    session.add(row)
    session.flush()
    for place in session.scalars(select(RotationPlace).where(RotationPlace.rotation_id == row.id)):
        session.delete(place)
    session.flush()
    session.add_all(
        RotationPlace(rotation_id=row.id, position=position, zone_id=zone_id)
        for position, zone_id in enumerate(zone_ids)
    )
    order = ", ".join(known[one] for one in zone_ids)
    after = {"since": months.text_of(since), "order": order}
    audit.record(session, row, "rotation.set", now=now, by=by, before={}, after=after)
    return row


def order_from(session: Session, month: int) -> list[int]:
    """Return the ids of zones in their order, the one whose turn a month is first; [] for none."""
    found = in_force(session, month)
    if found is None or not found[1]:
        return []
    rotation, zone_ids = found
    place = (month - rotation.since) % len(zone_ids)
    return zone_ids[place:] + zone_ids[:place]
