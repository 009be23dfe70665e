"""Lives as pieces of the programme: proven once the channel said that it was over."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.booking.models import Event
from vc.live.models import OVER, Broadcast, BroadcastStatus
from vc.programme.deliverables import DeliverableKind, Piece

S = BroadcastStatus
GIVEN_UP = (S.CANCELLED, S.FAILED)
WAS_BROADCAST = (
    select(Broadcast.id)
    .where(Broadcast.event_id == Event.id, Broadcast.status.in_(OVER))
    .correlate(Event)
    .exists()
)
"""The public saw a session."""


def pieces(session: Session, begin: datetime, end: datetime) -> Iterator[Piece]:
    """Yield the broadcasts of the sessions of a time, the first first."""
    query = (
        select(
            *(Event.id, Event.folio, Event.starts_at, Event.campaign_id, Event.municipality),
            *(Broadcast.title, Broadcast.status),
        )
        .join(Broadcast, Broadcast.event_id == Event.id)
        .where(Event.starts_at >= begin, Event.starts_at < end, Broadcast.status.not_in(GIVEN_UP))
    )
    for one in session.execute(query.order_by(Event.starts_at, Event.id)):
        yield Piece(
            key=f"live:{one.id}",
            title=f"{one.folio} {one.title}",
            at=one.starts_at,
            is_proven=one.status in OVER,
            endpoint="live.show",
            args={"event_id": one.id},
            campaign_id=one.campaign_id,
            municipality=one.municipality,
            of=f"event:{one.id}",
        )


KINDS = (
    DeliverableKind(
        key="live", one="transmisión en vivo", many="transmisiones en vivo", pieces=pieces
    ),
)
