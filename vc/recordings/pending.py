"""The recordings that wait for somebody: those that failed, and those of no known session."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from vc.accounts.models import Person
from vc.booking.models import Event
from vc.booking.pending import PendingKind, PendingRow, Query
from vc.permissions import Capability, Reach, reach_of
from vc.recordings import labels, queries
from vc.recordings.models import Recording

UNTITLED = "Grabación sin título"


def to_attend(person: Person, now: datetime) -> Query | None:
    """Return the recordings of a person's sessions that lack or could not be fetched."""
    reach = reach_of(person, Capability.DECIDE_RECORDING)
    if reach is None:
        return None
    query = queries.listed("attend").with_only_columns(Recording.id, Recording.recorded_at)
    if reach is Reach.OWN:
        query = query.where(
            Recording.event.has(Event.is_of(person.id))
            | (Recording.event_id.is_(None) & (Recording.handed_in_by_id == person.id))
        )
    return query.order_by(Recording.recorded_at, Recording.id)


def orphans(person: Person, now: datetime) -> Query | None:
    """Return the recordings of which nobody knows the session."""
    if reach_of(person, Capability.DECIDE_RECORDING) is not Reach.ALL:
        return None
    query = queries.listed("orphans").with_only_columns(Recording.id, Recording.recorded_at)
    return query.order_by(Recording.recorded_at, Recording.id)


def rows(session: Session, ids: Sequence[int], now: datetime) -> Iterator[PendingRow]:
    """Yield the recordings, the oldest first."""
    query = select(Recording).where(Recording.id.in_(ids))
    query = query.options(joinedload(Recording.event).lazyload("*"))
    for one in session.scalars(query.order_by(Recording.recorded_at, Recording.id)):
        yield PendingRow(
            id=one.id,
            title=one.event.summary if one.event else one.topic or UNTITLED,
            url=url_for("player.show", recording_id=one.id),
            note=labels.STATUSES[one.status],
            at=one.recorded_at,
        )


KINDS = (
    PendingKind(
        key="recordings",
        one="grabación que falta",
        many="grabaciones que faltan",
        entry="recordings.index",
        waiting=to_attend,
        rows=rows,
        is_due=True,
    ),
    PendingKind(
        key="orphans",
        one="grabación sin sesión",
        many="grabaciones sin sesión",
        entry="recordings.index",
        waiting=orphans,
        rows=rows,
    ),
)
