"""What was entered by hand as pieces; with nothing that shows it, it stays planned."""

from collections.abc import Iterator
from datetime import datetime, time
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.access import office_date, office_zone
from vc.programme.deliverables import DeliverableKind, Piece
from vc.programme.labels import HAND_KINDS
from vc.programme.models import Deliverable, HandKind

NOON = time(12)


def pieces(kind: HandKind, session: Session, begin: datetime, end: datetime) -> Iterator[Piece]:
    """Yield the deliverables of a kind and a time, the first first."""
    zone, today = office_zone(), office_date()
    query = select(Deliverable).where(
        Deliverable.kind == kind,
        Deliverable.day >= begin.astimezone(zone).date(),
        Deliverable.day < end.astimezone(zone).date(),
        Deliverable.withdrawn_at.is_(None),
    )
    for one in session.scalars(query.order_by(Deliverable.day, Deliverable.id)):
        yield Piece(
            key=f"deliverable:{one.id}",
            title=one.title,
            at=datetime.combine(one.day, NOON, zone),
            is_proven=one.has_evidence and one.day <= today,
            endpoint="programme.deliverable",
            args={"deliverable_id": one.id},
            campaign_id=one.campaign_id,
            municipality=one.municipality,
        )


KINDS = tuple(
    DeliverableKind(key=kind.value, one=one, many=many, pieces=partial(pieces, kind))
    for kind, (one, many) in HAND_KINDS.items()
)
