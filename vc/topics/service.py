"""The rules of topics: written down once, taken by somebody, done with a clip, or discarded."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.clips.models import Clip, ClipKind
from vc.errors import NotFoundError, RuleError
from vc.folding import folded
from vc.permissions import Capability, check
from vc.states import advance, can_advance
from vc.topics.models import Topic, TopicStatus

S = TopicStatus
MOST_SHOWN = 500
ALREADY = "Ese tema ya está en la lista: lo tiene {name}."
NOT_A_CAPSULE = "Solo una cápsula lleva tema: cambie el tipo del clip."
NOT_NOW = "Ese tema ya no se puede cambiar así. Vea cómo está ahora."


def add(session: Session, title: str, source: str, *, now: datetime, by: Person) -> Topic:
    """Write a topic down. Raises RuleError for one that is there already; the caller commits."""
    check(by, Capability.CUT)
    key = " ".join(folded(title).split())[:200]
    known = session.scalar(select(Topic).where(Topic.title_key == key))
    if known is not None:
        raise RuleError(ALREADY.format(name=known.owner.name), field="title")
    topic = Topic(title=title, title_key=key, source=source, owner=by, created_at=now)
    session.add(topic)
    session.flush()
    audit.record(session, topic, "topic.add", now=now, by=by, before={}, after={"title": title})
    return topic


def take(session: Session, topic: Topic, *, now: datetime, by: Person) -> None:
    """Be the one who is at it. The caller commits."""
    _check_can(topic, S.TAKEN)
    advance(topic, S.TAKEN, now=now, by=by, clip_id=None, owner_id=by.id)


def discard(session: Session, topic: Topic, why: str, *, now: datetime, by: Person) -> None:
    """Say that it will not be made, and why. The caller commits."""
    _check_can(topic, S.DISCARDED)
    advance(topic, S.DISCARDED, now=now, by=by, reason=why)
    topic.why = why


def reopen(session: Session, topic: Topic, *, now: datetime, by: Person) -> None:
    """Make it an idea again. The caller commits."""
    _check_can(topic, S.IDEA)
    advance(topic, S.IDEA, now=now, by=by)
    topic.why = ""


def finish(session: Session, topic: Topic, clip: Clip, *, now: datetime, by: Person) -> None:
    """Note that a capsule is its clip. Raises RuleError; the caller commits."""
    if clip.kind is not ClipKind.CAPSULE:
        raise RuleError(NOT_A_CAPSULE)
    _check_can(topic, S.DONE)
    advance(topic, S.DONE, now=now, by=by, clip_id=clip.id)


def of_clip(session: Session, clip: Clip) -> Topic | None:
    """Return the topic of a clip, if it has one."""
    return session.scalar(select(Topic).where(Topic.clip_id == clip.id).limit(1))


def in_status(session: Session, *statuses: TopicStatus) -> Sequence[Topic]:
    """Return the topics that stand so, the newest first."""
    query = select(Topic).where(Topic.status.in_(statuses)).order_by(Topic.id.desc())
    return session.scalars(query.limit(MOST_SHOWN)).all()


def topic_by_id(session: Session, topic_id: int) -> Topic:
    """Return a topic. Raises NotFoundError."""
    topic = session.get(Topic, topic_id)
    if topic is None:
        raise NotFoundError("Ese tema no existe.")
    return topic


def _check_can(topic: Topic, to: TopicStatus) -> None:
    """Refuse what its state does not allow."""
    if not can_advance(topic, to):
        raise RuleError(NOT_NOW)
