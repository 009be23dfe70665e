"""Which sessions took place: over, not cancelled, and something shows it. Each kind as pieces."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from vc.access import clock
from vc.booking.models import Event, EventKind, Meeting
from vc.booking.states import EventStatus
from vc.programme.deliverables import DeliverableKind, Piece
from vc.programme.hooks import HELD
from vc.services import services

WORDS = {
    EventKind.TALK: ("plática realizada", "pláticas realizadas"),
    EventKind.FORUM: ("foro realizado", "foros realizados"),
    EventKind.TRAINING: ("capacitación realizada", "capacitaciones realizadas"),
    EventKind.MEETING: ("reunión realizada", "reuniones realizadas"),
    EventKind.CMSP: ("sesión CMSP realizada", "sesiones CMSP realizadas"),
    EventKind.INTERVIEW: ("entrevista realizada", "entrevistas realizadas"),
    EventKind.OTHER: ("otra sesión realizada", "otras sesiones realizadas"),
}
WAS_OPENED = (
    select(Meeting.id)
    .where(Meeting.event_id == Event.id, Meeting.started_at.is_not(None))
    .correlate(Event)
    .exists()
)
"""The vendor said that somebody opened its room for it."""


def is_over(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a session was to be held by now: it ended, uncancelled."""
    return and_(Event.ends_at <= now, Event.status != EventStatus.CANCELLED)


def is_held(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a session took place: whoever counts sessions counts by it."""
    return and_(is_over(now), or_(*services().registry.added_to(HELD)))


def pieces(kind: EventKind, session: Session, begin: datetime, end: datetime) -> Iterator[Piece]:
    """Yield the sessions of a kind and a time that were not cancelled, the first first."""
    query = select(
        *(Event.id, Event.folio, Event.summary, Event.starts_at),
        *(Event.campaign_id, Event.municipality, is_held(clock()).label("is_held")),
    ).where(
        Event.starts_at >= begin,
        Event.starts_at < end,
        Event.kind == kind,
        Event.status != EventStatus.CANCELLED,
    )
    for one in session.execute(query.order_by(Event.starts_at, Event.id)):
        yield Piece(
            key=f"event:{one.id}",
            title=f"{one.folio} {one.summary}",
            at=one.starts_at,
            is_proven=one.is_held,
            endpoint="booking.show",
            args={"event_id": one.id},
            campaign_id=one.campaign_id,
            municipality=one.municipality,
        )


KINDS = tuple(
    DeliverableKind(key=f"event.{kind.value}", one=one, many=many, pieces=partial(pieces, kind))
    for kind, (one, many) in WORDS.items()
)
