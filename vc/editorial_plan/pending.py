"""The tasks of observances and the guidelines to repeat that wait for somebody."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from flask import url_for
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from vc import dates
from vc.access import office_zone
from vc.accounts.models import Person
from vc.booking.pending import PendingKind, PendingRow, Query
from vc.editorial_plan.models import ObservanceTask, PlannedPiece, Repost, RepostStatus, TaskStatus
from vc.editorial_plan.month import BANNED, LIVING
from vc.networks.known import NETWORKS
from vc.permissions import Capability, Reach, reach_of
from vc.publishing.models import Publication
from vc.publishing_bans.queries import bans_between

Asked = TypeVar("Asked", type[ObservanceTask], type[Repost])


def tasks(person: Person, now: datetime) -> Query | None:
    """Return the tasks that have begun and have no piece yet, the next day first."""
    has_piece = (
        select(PlannedPiece.publication_id)
        .join(Publication, Publication.id == PlannedPiece.publication_id)
        .where(PlannedPiece.task_id == ObservanceTask.id, Publication.status.in_(LIVING))
    )
    query = select(ObservanceTask.id, ObservanceTask.due_at).where(
        ObservanceTask.status == TaskStatus.OPEN,
        ObservanceTask.begins_at <= now,
        ~has_piece.exists(),
    )
    return _asked_of(person, query, ObservanceTask, "due_at")


def reposts(person: Person, now: datetime) -> Query | None:
    """Return what is to be repeated today."""
    query = select(Repost.id, Repost.ends_at).where(
        Repost.status == RepostStatus.WAITING, Repost.begins_at <= now
    )
    return _asked_of(person, query, Repost, "ends_at")


def task_rows(session: Session, ids: Sequence[int], now: datetime) -> Iterator[PendingRow]:
    """Yield the tasks with what the programme asks."""
    query = select(ObservanceTask).where(ObservanceTask.id.in_(ids))
    for task in session.scalars(query.order_by(ObservanceTask.due_at, ObservanceTask.id)).unique():
        observance = task.observance
        bans = bans_between(session, observance.observed_on, observance.ends_on)
        day = dates.sentence(dates.near_day(task.due_at, now, office_zone()))
        note = f"{day}. {observance.action}".strip()
        yield PendingRow(
            id=task.id,
            title=observance.name,
            url=url_for("editorial_plan.task", task_id=task.id),
            note=f"{note} {BANNED}".strip() if bans else note,
            at=task.due_at,
            is_late=task.due_at < now,
        )


def repost_rows(session: Session, ids: Sequence[int], now: datetime) -> Iterator[PendingRow]:
    """Yield the guidelines with where they are repeated."""
    query = select(Repost).where(Repost.id.in_(ids)).order_by(Repost.ends_at, Repost.id)
    for one in session.scalars(query).unique():
        yield PendingRow(
            id=one.id,
            title=one.title,
            url=url_for("reposts.show", repost_id=one.id),
            note=f"Repetir en {NETWORKS[one.network].label} y comprobarlo.",
            at=one.ends_at,
        )


def _asked_of(person: Person, query: Query, model: Asked, order: str) -> Query | None:
    """Return a query narrowed to what a person is asked for, in its order."""
    reach = reach_of(person, Capability.ANSWER_PLAN)
    if reach is None:
        return None
    is_theirs = model.responsible_id == person.id
    if reach is Reach.ALL:
        is_theirs = or_(is_theirs, model.responsible_id.is_(None))
    return query.where(is_theirs).order_by(getattr(model, order), model.id)


KINDS = (
    PendingKind(
        key="reposts",
        one="lineamiento por repetir",
        many="lineamientos por repetir",
        entry="publishing.index",
        waiting=reposts,
        rows=repost_rows,
        is_due=True,
        is_deadline=True,
    ),
    PendingKind(
        key="observances",
        one="efeméride por preparar",
        many="efemérides por preparar",
        entry="publishing.index",
        waiting=tasks,
        rows=task_rows,
        is_deadline=True,
    ),
)
