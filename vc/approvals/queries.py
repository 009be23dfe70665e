"""What the pages of approving read."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from vc.accounts.models import Person
from vc.approvals.models import Decision, Review, Takedown
from vc.clips.models import Clip, ClipRevision, ClipStatus
from vc.errors import NotFoundError

S = ClipStatus
MOST_WAITING = 100


def cut_by(person: Person) -> ColumnElement[bool]:
    """Return the condition that a person began a clip or cut at it."""
    # Of the few clips that wait, not of everything that the person ever cut.
    has_cut = exists().where(ClipRevision.clip_id == Clip.id, ClipRevision.by_id == person.id)
    return or_(Clip.author_id == person.id, has_cut)


def cutters_of(session: Session, clip: Clip) -> set[int]:
    """Return the ids of who began a clip or cut at it: nobody of them approves it."""
    query = select(ClipRevision.by_id).where(ClipRevision.clip_id == clip.id).distinct()
    return {clip.author_id, *session.scalars(query)}


def reviews_of(session: Session, clip: Clip) -> list[Review]:
    """Return a clip's decisions, the newest first."""
    query = select(Review).where(Review.clip_id == clip.id).options(joinedload(Review.by))
    return list(session.scalars(query.order_by(Review.id.desc())))


def times_sent_back(reviews: Sequence[Review]) -> int:
    """Return how often changes were asked for."""
    return sum(one.decision is Decision.CHANGES_REQUESTED for one in reviews)


def emergencies(session: Session, begin: datetime, end: datetime) -> list[Review]:
    """Return the approvals without a second person between two instants, for the report."""
    query = (
        select(Review)
        .where(Review.is_emergency, Review.at >= begin, Review.at < end)
        .options(joinedload(Review.by), joinedload(Review.clip))
        .order_by(Review.at)
    )
    return list(session.scalars(query))


def takedowns_of(session: Session, clip: Clip) -> list[Takedown]:
    """Return every takedown that was asked of a clip, the newest first."""
    query = select(Takedown).where(Takedown.clip_id == clip.id).order_by(Takedown.id.desc())
    return list(session.scalars(query))


def takedown_by_id(session: Session, takedown_id: int) -> Takedown:
    """Return a task. Raises NotFoundError."""
    task = session.get(Takedown, takedown_id)
    if task is None:
        raise NotFoundError("Esa tarea no existe.")
    return task


def late_takedowns(session: Session, now: datetime) -> int:
    """Return the number of tasks that are past their time."""
    query = select(func.count()).select_from(Takedown)
    return session.scalar(query.where(Takedown.done_at.is_(None), Takedown.due_at < now)) or 0
