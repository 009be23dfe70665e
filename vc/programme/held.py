"""Sessions as pieces: each kind of them, proven once it is over and something shows it."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import select
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


def pieces(kind: EventKind, session: Session, begin: datetime, end: datetime) -> Iterator[Piece]:
    """Yield the sessions of a kind and a time that were not cancelled, the first first."""
    query = select(
        *(Event.id, Event.folio, Event.summary, Event.starts_at, Event.ends_at),
        *(Event.campaign_id, Event.municipality),
    ).where(
        Event.starts_at >= begin,
        Event.starts_at < end,
        Event.kind == kind,
        Event.status != EventStatus.CANCELLED,
    )
    rows = session.execute(query.order_by(Event.starts_at, Event.id)).all()
    now = clock()
    shown = _held(session, [one.id for one in rows if one.ends_at <= now])
    for one in rows:
        yield Piece(
            key=f"event:{one.id}",
            title=f"{one.folio} {one.summary}",
            at=one.starts_at,
            is_proven=one.id in shown,
            endpoint="booking.show",
            args={"event_id": one.id},
            campaign_id=one.campaign_id,
            municipality=one.municipality,
        )


def opened(session: Session, event_ids: Sequence[int]) -> Collection[int]:
    """Return the sessions whose vendor says that somebody opened their room for them."""
    query = select(Meeting.event_id).where(
        Meeting.event_id.in_(event_ids), Meeting.started_at.is_not(None)
    )
    return session.scalars(query).all()


def _held(session: Session, event_ids: Sequence[int]) -> set[int]:
    """Return the sessions that something shows to have taken place."""
    if not event_ids:
        return set()
    asked = services().registry.added_to(HELD)
    return {number for shows in asked for number in shows(session, event_ids)}


KINDS = tuple(
    DeliverableKind(key=f"event.{kind.value}", one=one, many=many, pieces=partial(pieces, kind))
    for kind, (one, many) in WORDS.items()
)
