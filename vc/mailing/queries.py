"""What the pages of mail read."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from vc.booking.models import Event
from vc.mailing.models import Message, MessageStatus

PAGE_SIZE = 50
OF_ONE_SESSION = 12
NEED_A_PERSON = (MessageStatus.FAILED, MessageStatus.UNKNOWN, MessageStatus.BY_HAND)


@dataclass(frozen=True, slots=True)
class Outbox:
    """One page of the outbox, the newest first."""

    rows: Sequence[Message]
    total: int
    number: int

    @property
    def count(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.total // PAGE_SIZE))


def outbox(
    session: Session,
    *,
    status: MessageStatus | None = None,
    event_id: int | None = None,
    number: int = 1,
) -> Outbox:
    """Return one page of the messages, narrowed to a state and to a session."""
    query = select(Message)
    if status is not None:
        query = query.where(Message.status == status)
    if event_id is not None:
        query = query.where(Message.event_id == event_id)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    number = max(1, min(number, max(1, -(-total // PAGE_SIZE))))
    rows = (
        query.options(joinedload(Message.event))
        .order_by(Message.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return Outbox(list(session.scalars(rows).unique()), total, number)


def of_session(session: Session, event: Event) -> list[Message]:
    """Return the last messages of a session, the newest first."""
    query = select(Message).where(Message.event_id == event.id).order_by(Message.id.desc())
    return list(session.scalars(query.limit(OF_ONE_SESSION)))


def counts(session: Session) -> dict[MessageStatus, int]:
    """Return how many messages stand in each state."""
    query = select(Message.status, func.count()).group_by(Message.status)
    return dict(session.execute(query).all())
