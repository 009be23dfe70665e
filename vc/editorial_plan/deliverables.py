"""What goals can ask of the plan: observances published, guidelines repeated."""

from collections.abc import Iterator
from datetime import datetime, time

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from vc.access import office_zone
from vc.editorial_plan.models import ObservanceTask, PlannedPiece, Repost, RepostStatus
from vc.editorial_plan.month import LIVING
from vc.programme.deliverables import DeliverableKind, Piece
from vc.publishing.models import Publication, PublicationStatus

OUT = (PublicationStatus.PUBLISHED, PublicationStatus.RETRACTED)
NOON = time(12)


def observances(session: Session, begin: datetime, end: datetime) -> Iterator[Piece]:
    """Yield one piece for each observance of whose publications the first falls in a time."""
    at = func.coalesce(Publication.published_at, Publication.publish_after)
    query = (
        select(PlannedPiece)
        .join(Publication, Publication.id == PlannedPiece.publication_id)
        .where(
            PlannedPiece.task_id.in_(
                select(PlannedPiece.task_id)
                .join(Publication, Publication.id == PlannedPiece.publication_id)
                .where(at >= begin, at < end)
            ),
            Publication.status.in_((*LIVING, PublicationStatus.RETRACTED)),
        )
    )
    by_task: dict[ObservanceTask, list[Publication]] = {}
    for one in session.scalars(query).unique():
        if one.task is not None:
            by_task.setdefault(one.task, []).append(one.publication)
    found = [_piece(task, rows) for task, rows in by_task.items()]
    inside = [one for one in found if begin <= one.at < end]
    yield from sorted(inside, key=lambda one: (one.at, one.key))


def reposts(session: Session, begin: datetime, end: datetime) -> Iterator[Piece]:
    """Yield the guidelines repeated in a time, and those that are to be, the first first."""
    is_proven = Repost.status == RepostStatus.PROVEN
    in_time = or_(
        and_(is_proven, Repost.proven_at >= begin, Repost.proven_at < end),
        and_(
            Repost.status == RepostStatus.WAITING, Repost.begins_at >= begin, Repost.begins_at < end
        ),
    )
    query = select(Repost).where(in_time).order_by(Repost.day, Repost.id)
    for one in session.scalars(query).unique():
        yield Piece(
            key=f"repost:{one.id}",
            title=one.title,
            at=one.proven_at or datetime.combine(one.day, NOON, office_zone()),
            is_proven=one.status is RepostStatus.PROVEN,
            endpoint="reposts.show",
            args={"repost_id": one.id},
            campaign_id=one.campaign_id,
        )


def _piece(task: ObservanceTask, rows: list[Publication]) -> Piece:
    """Return an observance as a piece: by its first publication that is out, else that is next."""
    out = [one for one in rows if one.status in OUT]
    first = min(out or rows, key=lambda one: one.published_at or one.publish_after)
    rule = task.observance.rule
    event = first.clip.event
    return Piece(
        key=f"observance:{task.observance_id}",
        title=task.observance.name,
        at=first.published_at or first.publish_after,
        is_proven=bool(out),
        endpoint="editorial_plan.task",
        args={"task_id": task.id},
        campaign_id=(rule.campaign_id if rule else None) or (event.campaign_id if event else None),
    )


KINDS = (
    DeliverableKind(
        key="published_observance",
        one="efeméride publicada",
        many="efemérides publicadas",
        pieces=observances,
    ),
    DeliverableKind(
        key="repost", one="lineamiento repetido", many="lineamientos repetidos", pieces=reposts
    ),
)
