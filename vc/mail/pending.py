"""The letters that wait for somebody: to be passed on by hand, or that did not leave."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vc.access import can
from vc.accounts.models import Person
from vc.booking.models import Event
from vc.booking.pending import PendingKind, PendingRow, Query
from vc.mail.models import Message, MessageStatus
from vc.permissions import Capability, Reach, reach_of

S = MessageStatus
STOPPED = (S.FAILED, S.UNKNOWN)


def by_hand(person: Person, now: datetime) -> Query | None:
    """Return the sessions whose letters wait to be passed on, the next one first."""
    reach = reach_of(person, Capability.READ_MAIL)
    if reach is None:
        return None
    query = (
        select(Event.id, Event.starts_at)
        .join(Message, Message.event_id == Event.id)
        .where(Message.status == S.BY_HAND)
        .distinct()
    )
    if reach is Reach.OWN:
        query = query.where(Event.is_of(person.id))
    return query.order_by(Event.starts_at, Event.id)


def stopped(person: Person, now: datetime) -> Query | None:
    """Return the letters that did not leave, or of which nobody knows, the oldest first."""
    reach = reach_of(person, Capability.READ_MAIL)
    if reach is None:
        return None
    query = select(Message.id, Message.created_at).where(Message.status.in_(STOPPED))
    if reach is Reach.OWN:
        query = query.where(Message.event_id.in_(select(Event.id).where(Event.is_of(person.id))))
    return query.order_by(Message.created_at, Message.id)


def session_rows(session: Session, ids: Sequence[int], now: datetime) -> Iterator[PendingRow]:
    """Yield the sessions with the number of their letters."""
    counting = (
        select(Message.event_id, func.count())
        .where(Message.status == S.BY_HAND, Message.event_id.in_(ids))
        .group_by(Message.event_id)
    )
    counted = dict(session.execute(counting).all())
    # Whoever reads the mail of all has a page for it; others find it at their session.
    leads_to_all = can("mail.index")
    events = select(Event).where(Event.id.in_(counted)).order_by(Event.starts_at, Event.id)
    for event in session.scalars(events).unique():
        count = counted[event.id]
        yield PendingRow(
            id=event.id,
            title=event.summary,
            url=url_for("mail.index", estado=S.BY_HAND.value, sesion=event.id)
            if leads_to_all
            else url_for("booking.show", event_id=event.id, _anchor="correos"),
            note="1 correo" if count == 1 else f"{count} correos",
            at=event.starts_at,
        )


def message_rows(session: Session, ids: Sequence[int], now: datetime) -> Iterator[PendingRow]:
    """Yield the letters with why they did not leave."""
    query = select(Message).where(Message.id.in_(ids)).order_by(Message.created_at, Message.id)
    for one in session.scalars(query):
        yield PendingRow(
            id=one.id,
            title=one.subject or one.name or one.address,
            url=url_for("mail.show", message_id=one.id),
            note=f"A {one.name or one.address}. {one.last_error}".strip(),
            at=one.created_at,
        )


def _kind(
    key: str,
    words: tuple[str, str],
    waiting: Callable[[Person, datetime], Query | None],
    rows: Callable[[Session, Sequence[int], datetime], Iterator[PendingRow]],
    *,
    is_deadline: bool = False,
) -> PendingKind:
    """Return a kind of letters; they have no entry of their own in the menu."""
    one, many = words
    return PendingKind(
        key=key,
        one=one,
        many=many,
        entry="",
        waiting=waiting,
        rows=rows,
        is_due=True,
        is_deadline=is_deadline,
    )


KINDS = (
    _kind(
        "letters-by-hand",
        ("sesión con correos por enviar", "sesiones con correos por enviar"),
        by_hand,
        session_rows,
        is_deadline=True,
    ),
    _kind(
        "letters-stopped", ("correo que no salió", "correos que no salieron"), stopped, message_rows
    ),
)
