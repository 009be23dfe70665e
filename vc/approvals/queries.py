"""What the pages of approving read."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from vc.accounts.models import Person
from vc.approvals.models import Review, Takedown
from vc.clips.models import Clip, ClipRevision, ClipStatus
from vc.errors import NotFoundError
from vc.permissions import Capability, may

S = ClipStatus
MOST_WAITING = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for one person: by what it wants of them."""

    to_review: list[Clip]
    to_change: list[Clip]
    to_submit: list[Clip]
    failed: list[Clip]
    takedowns: list[Takedown]

    @property
    def count(self) -> int:
        """Return the number of things that wait."""
        lists = (self.to_review, self.to_change, self.to_submit, self.failed, self.takedowns)
        return sum(len(one) for one in lists)


def waiting_for(session: Session, person: Person) -> Waiting:
    """Return the clips and tasks that wait for a person, the longest waiting first."""
    own = cut_by(person)
    mine = list(
        session.scalars(
            _clips().where(own, Clip.status.in_((S.CHANGES_REQUESTED, S.READY, S.FAILED)))
        )
    )
    may_review = may(person, Capability.APPROVE)
    others = _clips().where(Clip.status == S.IN_REVIEW, ~own)
    return Waiting(
        to_review=list(session.scalars(others)) if may_review else [],
        to_change=[one for one in mine if one.status is S.CHANGES_REQUESTED],
        to_submit=[one for one in mine if one.status is S.READY],
        failed=[one for one in mine if one.status is S.FAILED],
        takedowns=open_takedowns(session) if may_review else [],
    )


def cut_by(person: Person) -> ColumnElement[bool]:
    """Return the condition that a person began a clip or cut at it."""
    # Of the few clips that wait, not of everything that the person ever cut.
    has_cut = exists().where(ClipRevision.clip_id == Clip.id, ClipRevision.by_id == person.id)
    return or_(Clip.author_id == person.id, has_cut)


def _clips() -> Select[Clip]:
    """Return a query of clips, those that changed longest ago first."""
    order = (Clip.changed_at, Clip.id)
    return (
        select(Clip)
        .options(joinedload(Clip.author), joinedload(Clip.event).lazyload("*"))
        .order_by(*order)
        .limit(MOST_WAITING)
    )


def reviews_of(session: Session, clip: Clip) -> list[Review]:
    """Return a clip's decisions, the newest first."""
    query = select(Review).where(Review.clip_id == clip.id).options(joinedload(Review.by))
    return list(session.scalars(query.order_by(Review.id.desc())))


def emergencies(session: Session, begin: datetime, end: datetime) -> list[Review]:
    """Return the approvals without a second person between two instants, for the report."""
    query = (
        select(Review)
        .where(Review.is_emergency, Review.at >= begin, Review.at < end)
        .options(joinedload(Review.by), joinedload(Review.clip))
        .order_by(Review.at)
    )
    return list(session.scalars(query))


def open_takedowns(session: Session) -> list[Takedown]:
    """Return the open takedowns, the first due first."""
    query = select(Takedown).where(Takedown.done_at.is_(None)).order_by(Takedown.due_at)
    return list(session.scalars(query.limit(MOST_WAITING)))


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
