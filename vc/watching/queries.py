"""What the pages of watching read."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from vc.audit import AuditLine
from vc.booking.models import Event
from vc.errors import NotFoundError
from vc.recordings.models import Recording
from vc.watching.models import Moment

MOST_LINES = 100


def moments_of(session: Session, event: Event | None) -> list[Moment]:
    """Return the marks of a session, the earliest first."""
    if event is None:
        return []
    query = (
        select(Moment)
        .where(Moment.event_id == event.id, Moment.removed_at.is_(None))
        .order_by(Moment.at, Moment.id)
        .options(joinedload(Moment.by))
    )
    return list(session.scalars(query))


def moment_by_id(session: Session, moment_id: int) -> Moment:
    """Return a mark. Raises NotFoundError."""
    moment = session.get(Moment, moment_id)
    if moment is None:
        raise NotFoundError("Ese momento no existe.")
    return moment


def lines_of(session: Session, recording: Recording) -> list[AuditLine]:
    """Return a recording's own history, the newest first."""
    query = select(AuditLine).where(
        AuditLine.subject_kind == "Recording", AuditLine.subject_id == recording.id
    )
    return list(session.scalars(query.order_by(AuditLine.id.desc()).limit(MOST_LINES)))
