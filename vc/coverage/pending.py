"""What waits for somebody: a month without a coverage in its zone, a coverage without a proof."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from flask import url_for
from sqlalchemy import ColumnElement, false, literal, or_, select
from sqlalchemy.orm import Session

from vc import dates
from vc.access import office_date, office_zone
from vc.accounts.models import Person
from vc.booking.models import Event
from vc.booking.pending import PendingKind, PendingRow, Query
from vc.coverage import months, rotation
from vc.coverage.models import Coverage, Municipality, Zone
from vc.db import UTCDateTime
from vc.permissions import Capability, Reach, reach_of

FIRST_WEEK = 7
NO_PROOF = "Falta una fotografía o el enlace que la comprueba."


def unplanned(person: Person, now: datetime) -> Query | None:
    """Return this month's zone, in its first week, while it has no coverage.

    An office that never planned one is not told to.
    """
    today = office_date()
    if reach_of(person, Capability.COVER) is not Reach.ALL or today.day > FIRST_WEEK:
        return None
    month = months.index_of(today)
    first, following = months.first_day(month), months.first_day(month + 1)
    begin, _ = dates.month_bounds(today, office_zone())
    planned = (
        select(Coverage.id)
        .join(Municipality, Municipality.id == Coverage.municipality_id)
        .where(
            Municipality.zone_id == Zone.id,
            Coverage.on_day >= first,
            Coverage.on_day < following,
            Coverage.cancelled_at.is_(None),
        )
        .exists()
    )
    return select(Zone.id, literal(begin, UTCDateTime)).where(
        Zone.id == rotation.zone_id_of(month), ~planned, select(Coverage.id).exists()
    )


def zone_rows(session: Session, ids: Sequence[int], now: datetime) -> Iterator[PendingRow]:
    """Yield the month's zone."""
    today = office_date()
    begin, _ = dates.month_bounds(today, office_zone())
    for zone in session.scalars(select(Zone).where(Zone.id.in_(ids))):
        yield PendingRow(
            id=zone.id,
            title=f"Zona {zone.name}, {dates.month(today)}",
            url=url_for("coverage.new", mes=months.text_of(months.index_of(today))),
            note="Todavía no se planea qué sesión del CMSP se cubre.",
            at=begin,
        )


def unproven(person: Person, now: datetime) -> Query | None:
    """Return the coverages of a person whose day is over without a proof, the oldest first."""
    reach = reach_of(person, Capability.COVER)
    if reach is None:
        return None
    query = select(Coverage.id, Coverage.starts_at).where(
        Coverage.on_day < office_date(),
        Coverage.proven_at.is_(None),
        Coverage.cancelled_at.is_(None),
    )
    if reach is not Reach.ALL:
        query = query.where(_is_of(person) if reach is Reach.OWN else false())
    return query.order_by(Coverage.starts_at, Coverage.id)


def _is_of(person: Person) -> ColumnElement[bool]:
    """Return the condition of `Coverage.people_ids` for a query."""
    own = Coverage.event_id.in_(select(Event.id).where(Event.is_of(person.id)))
    return or_(Coverage.goes_id == person.id, Coverage.made_by_id == person.id, own)


def coverage_rows(session: Session, ids: Sequence[int], now: datetime) -> Iterator[PendingRow]:
    """Yield coverages without a proof."""
    query = select(Coverage).where(Coverage.id.in_(ids)).order_by(Coverage.starts_at, Coverage.id)
    for one in session.scalars(query):
        yield PendingRow(
            id=one.id,
            title=f"Sesión del CMSP en {one.municipality.name}",
            url=url_for("coverage.show", coverage_id=one.id),
            note=NO_PROOF,
            at=one.starts_at,
        )


KINDS = (
    PendingKind(
        key="coverage_zone",
        one="zona sin cobertura planeada",
        many="zonas sin cobertura planeada",
        entry="",
        waiting=unplanned,
        rows=zone_rows,
    ),
    PendingKind(
        key="coverage_proof",
        one="cobertura por comprobar",
        many="coberturas por comprobar",
        entry="",
        waiting=unproven,
        rows=coverage_rows,
    ),
)
