"""What the pages of broadcasts read."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, undefer

from vc.accounts.endings import Held
from vc.accounts.models import Person
from vc.audit import AuditLine
from vc.booking.models import Event
from vc.errors import NotFoundError
from vc.live.models import OVER, Broadcast, BroadcastStatus, Cover

MOST_SHOWN = 200


def broadcast_by_event(session: Session, event_id: int) -> Broadcast:
    """Return the broadcast of a session. Raises NotFoundError."""
    broadcast = session.scalar(select(Broadcast).where(Broadcast.event_id == event_id))
    if broadcast is None:
        raise NotFoundError("Esa sesión no tiene transmisión en vivo.")
    return broadcast


def moderated_by(session: Session, person: Person, now: datetime) -> list[Held]:
    """Return the broadcasts, under way or coming, whose comments a person is to moderate."""
    query = (
        select(Broadcast)
        .join(Event)
        .where(*moderating(person), Event.ends_after(now))
        .order_by(Event.starts_at)
    )
    return [Held(str(one.event), one.event.starts_at) for one in session.scalars(query).unique()]


def moderating(person: Person) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of the broadcasts that are not over and that a person moderates."""
    return Broadcast.moderator_id == person.id, Broadcast.status.not_in(OVER)


def between(session: Session, start: datetime, end: datetime) -> list[Broadcast]:
    """Return the broadcasts whose session begins in [start, end), oldest first."""
    query = (
        select(Broadcast)
        .join(Event)
        .where(Event.starts_at >= start, Event.starts_at < end)
        .order_by(Event.starts_at, Event.id)
        .limit(MOST_SHOWN)
    )
    return list(session.scalars(query).unique())


def count_between(
    session: Session, start: datetime, end: datetime, *, without: Event | None = None
) -> int:
    """Return the number of those that `between` lists and that are not cancelled."""
    query = (
        select(func.count())
        .select_from(Broadcast)
        .join(Event)
        .where(
            Event.starts_at >= start,
            Event.starts_at < end,
            Broadcast.status != BroadcastStatus.CANCELLED,
        )
    )
    if without is not None:
        query = query.where(Event.id != without.id)
    return session.scalar(query) or 0


def alarmed(session: Session) -> list[Broadcast]:
    """Return the broadcasts that need somebody, the nearest first.

    Sorted here: SQLite would look at every session in its order for the few that have an alarm.
    """
    query = (
        select(Broadcast)
        .where(Broadcast.alarm != "", Broadcast.status != BroadcastStatus.EXPIRED)
        .order_by(Broadcast.id.desc())
        .limit(MOST_SHOWN)
    )
    found = session.scalars(query).unique()
    return sorted(found, key=lambda one: (one.event.starts_at, one.id))


def cover_by_slug(session: Session, slug: str) -> Cover:
    """Return a cover with its content. Raises NotFoundError."""
    query = select(Cover).where(Cover.slug == slug).options(undefer(Cover.content))
    cover = session.scalar(query)
    if cover is None:
        raise NotFoundError("Esa portada no existe.")
    return cover


def lines_of(session: Session, broadcast: Broadcast) -> list[AuditLine]:
    """Return the broadcast's own history, the newest first."""
    query = select(AuditLine).where(
        AuditLine.subject_kind == "Broadcast", AuditLine.subject_id == broadcast.id
    )
    return list(session.scalars(query.order_by(AuditLine.id.desc()).limit(100)))
