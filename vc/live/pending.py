"""The broadcasts that wait for somebody: those that may not take place as planned."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.accounts.models import Person
from vc.booking.models import Event
from vc.booking.pending import PendingKind, PendingRow, Query
from vc.booking.queries import only_of
from vc.live.models import Broadcast, BroadcastStatus
from vc.permissions import Capability, may


def alarmed(person: Person, now: datetime) -> Query | None:
    """Return the broadcasts of a person with an alarm, the nearest first."""
    if not may(person, Capability.BROADCAST):
        return None
    query = (
        select(Broadcast.id, Event.starts_at)
        .join(Event, Event.id == Broadcast.event_id)
        .where(Broadcast.alarm != "", Broadcast.status != BroadcastStatus.EXPIRED)
    )
    return only_of(query, person, Capability.BROADCAST).order_by(Event.starts_at, Broadcast.id)


def rows(session: Session, ids: Sequence[int], now: datetime) -> Iterator[PendingRow]:
    """Yield the broadcasts with their alarms."""
    query = select(Broadcast).join(Event).where(Broadcast.id.in_(ids))
    for one in session.scalars(query.order_by(Event.starts_at, Broadcast.id)).unique():
        yield PendingRow(
            id=one.id,
            title=one.event.summary,
            url=url_for("live.show", event_id=one.event_id),
            note=one.alarm,
            at=one.event.starts_at,
        )


KINDS = (
    PendingKind(
        key="broadcasts",
        one="transmisión por atender",
        many="transmisiones por atender",
        entry="booking.index",
        waiting=alarmed,
        rows=rows,
        is_due=True,
        is_deadline=True,
    ),
)
