"""Coverages follow sessions: one of the CMSP that names a municipality plans its coverage."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.booking.models import Event, EventKind
from vc.booking.states import EventStatus
from vc.commits import Notes
from vc.coverage import zones
from vc.coverage.models import Coverage, Municipality
from vc.coverage.service import PLACE, day_of
from vc.db import lock_address
from vc.services import Services


def follow_touched(session: Session, notes: Notes, services: Services) -> None:
    """Let the coverages of the sessions that a transaction wrote follow them."""
    for row in sorted(_touched(session, notes), key=lambda one: one.id):
        _follow(session, row, services.zone, services.clock())


def _touched(session: Session, notes: Notes) -> set[Event]:
    """Return the sessions that are of the CMSP, or were before."""
    events = (one for one in notes.touched(session) if isinstance(one, Event))
    return {
        one for one in events if one.kind is EventKind.CMSP or "kind" in notes.changed.get(one, {})
    }


def _follow(session: Session, event: Event, zone: ZoneInfo, now: datetime) -> None:
    """Plan, move or end the coverage of a session; what is proven stays as it was."""
    lock_address(session, PLACE)
    row = session.scalar(select(Coverage).where(Coverage.event_id == event.id))
    is_kind = event.kind is EventKind.CMSP
    town = zones.named(session, event.municipality) if is_kind else None
    takes_place = town is not None and event.status is not EventStatus.CANCELLED
    if row is not None and row.proven_at is not None:
        return
    if town is None or not takes_place:
        _end(row, now)
        return
    if row is None:
        row = _planned_before(session, event, town, zone) or _new(event, now)
        session.add(row)
    elif row.is_cancelled_with_session:
        row.cancelled_at, row.is_cancelled_with_session = None, False
    row.municipality, row.municipality_id = town, town.id
    row.event, row.event_id = event, event.id
    row.on_day, row.starts_at = day_of(event, zone), event.starts_at


def _end(row: Coverage | None, now: datetime) -> None:
    """Cancel a coverage with its session; one that somebody cancelled stays so."""
    if row is not None and row.cancelled_at is None:
        row.cancelled_at, row.is_cancelled_with_session = now, True


def _planned_before(
    session: Session, event: Event, town: Municipality, zone: ZoneInfo
) -> Coverage | None:
    """Return what somebody planned for that municipality and day before the session was booked."""
    return session.scalar(
        select(Coverage).where(
            Coverage.municipality_id == town.id,
            Coverage.on_day == day_of(event, zone),
            Coverage.event_id.is_(None),
            Coverage.cancelled_at.is_(None),
        )
    )


def _new(event: Event, now: datetime) -> Coverage:
    """Return the coverage that a session plans: its host goes."""
    return Coverage(goes=event.host, made_by_id=event.created_by_id, made_at=now)
