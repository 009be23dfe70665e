"""What the pages of mail read."""

from dataclasses import dataclass

from sqlalchemy import Select, func, literal, select, union_all
from sqlalchemy.orm import Session, selectinload

from vc.booking.models import Event
from vc.mail.models import Message, MessageStatus
from vc.paging import MOST_COUNTED, Page, page_of

PAGE_SIZE = 50
OF_ONE_SESSION = 12
MOST_IN_PILES = 500
NEED_A_PERSON = (MessageStatus.FAILED, MessageStatus.UNKNOWN, MessageStatus.BY_HAND)


def outbox(
    session: Session,
    *,
    status: MessageStatus | None = None,
    event_id: int | None = None,
    number: int = 1,
) -> Page[Message]:
    """Return one page of the messages, the newest first, narrowed to a state and to a session."""
    options = (selectinload(Message.event),)
    return page_of(session, found(status, event_id), number, PAGE_SIZE, options=options)


def found(status: MessageStatus | None, event_id: int | None) -> Select[Message]:
    """Return the query of every message that matches, the newest first."""
    query = select(Message)
    if status is not None:
        query = query.where(Message.status == status)
    if event_id is not None:
        query = query.where(Message.event_id == event_id)
    return query.order_by(Message.id.desc())


def of_session(session: Session, event: Event) -> list[Message]:
    """Return the last messages of a session, the newest first."""
    query = select(Message).where(Message.event_id == event.id).order_by(Message.id.desc())
    return list(session.scalars(query.limit(OF_ONE_SESSION)))


@dataclass(frozen=True, slots=True)
class Pile:
    """Letters with the same words to several people, which one person can pass on at once."""

    messages: tuple[Message, ...]

    @property
    def first(self) -> Message:
        """Return the one whose words are shown."""
        return self.messages[0]

    @property
    def addresses(self) -> str:
        """Return to whom they go, as mail programs take it."""
        return ", ".join(message.address for message in self.messages)


def piles(session: Session) -> list[Pile]:
    """Return the messages that a person has to pass on, newest first, the same words together."""
    query = (
        select(Message)
        .where(Message.status == MessageStatus.BY_HAND)
        .options(selectinload(Message.event))
        .order_by(Message.id.desc())
        .limit(MOST_IN_PILES)
    )
    alike: dict[tuple[object, ...], list[Message]] = {}
    for message in session.scalars(query):
        key = (message.event_id, message.kind, message.subject, message.body)
        alike.setdefault(key, []).append(message)
    return [Pile(tuple(messages)) for messages in alike.values() if len(messages) > 1]


def counts(session: Session) -> dict[MessageStatus, int]:
    """Return the number of messages in each state; one more than `MOST_COUNTED` are many."""
    some = (
        select(
            literal(one, Message.status.type).label("status"), func.count().label("count")
        ).select_from(
            select(Message.id).where(Message.status == one).limit(MOST_COUNTED + 1).subquery()
        )
        for one in MessageStatus
    )
    return dict(session.execute(union_all(*some)).all())
