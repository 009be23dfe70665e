"""A session's letters on its page: what went, what will, and what waits for somebody."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, func, select

from vc.access import can, clock
from vc.booking.models import Event
from vc.booking.next_step import Action, Offer, Urgency
from vc.booking.states import EventStatus
from vc.booking.timeline import Entry
from vc.db import db
from vc.mail import labels
from vc.mail.models import Kind, Message, MessageStatus, Told
from vc.mail.service import LEADS
from vc.services import services

S = MessageStatus


def entries(event: Event) -> Iterable[Entry]:
    """Yield what was told to how many, one entry for each change; and the reminders to come."""
    is_first = True
    for kind, at, count in db.session.execute(_sent(event)):
        text = labels.went_out(kind, count, is_first=is_first)
        is_first = is_first and kind is not Kind.INVITATION
        if at is not None:
            yield Entry(at=at, text=text)
    if event.status is not EventStatus.CONFIRMED:
        return
    told = _told_count(event)
    for lead in LEADS.values():
        if told and event.starts_at - lead > clock():
            yield Entry(
                at=event.starts_at - lead,
                text=labels.reminds(told, by_itself=services().mail is not None),
            )


def _sent(event: Event) -> Select[Kind, datetime | None, int]:
    """Return the query for what was sent: the kind, when the last of a change went, how many."""
    kinds = (Kind.INVITATION, Kind.CANCELLATION, *LEADS)
    return (
        select(Message.kind, func.max(Message.sent_at), func.count())
        .where(Message.event_id == event.id, Message.status == S.SENT, Message.kind.in_(kinds))
        .group_by(Message.kind, Message.created_at)
        .order_by(func.max(Message.sent_at))
    )


def _told_count(event: Event) -> int:
    """Return how many people know of a session by mail."""
    query = select(func.count()).select_from(Told)
    is_in = Told.event_id == event.id, Told.is_cancelled.is_(False)
    return db.session.scalar(query.where(*is_in)) or 0


def offers(event: Event) -> Iterable[Offer]:
    """Yield the letters that a person has to pass on, or that did not leave."""
    counted = (
        select(Message.status, func.count())
        .where(
            Message.event_id == event.id,
            Message.status.in_((S.BY_HAND, S.FAILED, S.UNKNOWN)),
            Message.kind != Kind.ALARM,
        )
        .group_by(Message.status)
    )
    counts = dict(db.session.execute(counted).all())
    if event.is_past(clock()) or not counts:
        return
    stopped = counts.get(S.FAILED, 0) + counts.get(S.UNKNOWN, 0)
    action = Action(
        label=labels.TO_OUTBOX, endpoint="mail.index", values=(("sesion", event.id),), icon="chat"
    )
    for count, what in (
        (stopped, labels.stopped(stopped)),
        (counts.get(S.BY_HAND, 0), labels.by_hand(counts.get(S.BY_HAND, 0))),
    ):
        if count:
            yield Offer(
                urgency=Urgency.WORK,
                what=what,
                action=action,
                until=event.starts_at,
                is_allowed=can("mail.index"),
            )
