"""Mails, audit lines, names and requests whose time is over: shown before they go, in pieces.

Apart from recordings, because nothing of it has files, a bin, or a copy at a vendor.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import ColumnElement, and_, delete, func, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from vc import audit
from vc.accounts.models import Person
from vc.attendance.forgetting import forget
from vc.attendance.hooks import PEOPLE_FORGOTTEN
from vc.attendance.models import Registration
from vc.audit import AuditLine
from vc.booking.models import Event
from vc.db import rows_changed
from vc.mail.models import Message, MessageStatus
from vc.paging import MOST_COUNTED
from vc.retention.models import Record, RecordRule
from vc.services import Services
from vc.talk_requests.models import CLOSED, TalkRequest

PIECE = 500
MOST_PIECES = 400
"""So many pieces in one night; what is left goes in the next one."""
LEAST_DAYS = {Record.MAIL: 30, Record.AUDIT: 365, Record.PEOPLE: 30, Record.REQUEST: 30}
"""Shorter is refused: a reminder is looked up for a month, and a year is reported on as a whole."""
PROPOSED_DAYS = {Record.MAIL: 730, Record.AUDIT: 1826, Record.PEOPLE: 730, Record.REQUEST: 730}
ENDED = (MessageStatus.SENT, MessageStatus.DROPPED)
RESTED_ON = ("clip.approved", "clip.submit", "retentionrule.set", "recordrule.set")
"""Lines that a rule asks for again, or that tell why others are not there."""


@dataclass(frozen=True, slots=True)
class Line:
    """The rule of one kind of records, or what is proposed, and what would go today."""

    record: Record
    keep_days: int | None
    is_automatic: bool
    is_saved: bool
    due: int
    """At most one more than `MOST_COUNTED`."""
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person wants of one kind: days, None for good, and whether it works by itself."""

    record: Record
    keep_days: int | None
    is_automatic: bool


def lines(session: Session, now: datetime) -> list[Line]:
    """Return the rule of every kind, with how much would go by it today. It changes nothing."""
    known = {one.record: one for one in session.scalars(select(RecordRule))}
    return [_line(session, record, known.get(record), now) for record in Record]


def set_rules(session: Session, wanted: Iterable[Wanted], *, now: datetime, by: Person) -> None:
    """Keep the rules; what did not change leaves no line. The caller commits."""
    known = {one.record: one for one in session.scalars(select(RecordRule))}
    by_id = by.id
    for one in wanted:
        rule = known.get(one.record) or RecordRule(record=one.record, is_automatic=False)
        if rule.id and (rule.keep_days, rule.is_automatic) == (one.keep_days, one.is_automatic):
            continue
        before = {"keep_days": rule.keep_days, "is_automatic": rule.is_automatic}
        rule.keep_days = one.keep_days
        rule.is_automatic = one.is_automatic and one.keep_days is not None
        rule.changed_by_id, rule.changed_at = by_id, now
        session.add(rule)
        session.flush()
        after = {"keep_days": rule.keep_days, "is_automatic": rule.is_automatic}
        audit.record(session, rule, "recordrule.set", now=now, by=by, before=before, after=after)


def let_go(session: Session, services: Services) -> int:
    """Delete what is due by a rule that a person confirmed; return how much. It commits."""
    query = select(RecordRule.record, RecordRule.keep_days).where(RecordRule.is_automatic)
    rules = session.execute(query).all()
    confirmed = [(record, timedelta(days=days)) for record, days in rules if days is not None]
    session.commit()
    count, now = 0, services.clock()
    for record, kept in confirmed:
        # In pieces, or everybody who writes would wait for one long transaction; what is left goes
        # tomorrow.
        for _ in range(MOST_PIECES):
            gone = _let_go_of_piece(session, services, record, now - kept)
            count += gone
            if gone < PIECE:
                break
    return count


def _let_go_of_piece(session: Session, services: Services, record: Record, before: datetime) -> int:
    """Let go of some of what was written before an instant, the oldest first, and commit."""
    at, is_due = _due(record, before)
    if record is Record.PEOPLE:
        query = select(Registration).where(is_due).order_by(at).limit(PIECE)
        people = session.scalars(query).unique().all()
        forget(session, people, services.registry.added_to(PEOPLE_FORGOTTEN))
        session.commit()
        return len(people)
    model = at.class_
    # By a subquery: neither database takes a LIMIT in a DELETE.
    oldest = select(model.id).where(is_due).order_by(at).limit(PIECE)
    gone = delete(model).where(model.id.in_(oldest))
    count = rows_changed(session, gone.execution_options(synchronize_session=False))
    session.commit()
    return count


def _line(session: Session, record: Record, rule: RecordRule | None, now: datetime) -> Line:
    """Return the rule of one kind, and what would go by it."""
    days = rule.keep_days if rule else PROPOSED_DAYS[record]
    due, oldest_at = 0, None
    if days is not None:
        at, is_due = _due(record, now - timedelta(days=days))
        some = select(at).where(is_due).limit(MOST_COUNTED + 1).subquery()
        due = session.scalar(select(func.count()).select_from(some)) or 0
        # The least of them would be looked for among all of them by PostgreSQL.
        oldest_at = session.scalar(select(at).where(is_due).order_by(at).limit(1))
    return Line(record, days, bool(rule and rule.is_automatic), rule is not None, due, oldest_at)


def _due(
    record: Record, before: datetime
) -> tuple[InstrumentedAttribute[datetime], ColumnElement[bool]]:
    """Return when records of a kind were written, and the condition for what is over.

    A request is over when it was answered, and whoever asked has nothing more to be told.
    """
    if record is Record.REQUEST:
        is_past = TalkRequest.event_id.in_(select(Event.id).where(Event.ended_by(before)))
        is_over = and_(TalkRequest.status.in_(CLOSED), TalkRequest.closed_at < before)
        at = cast(InstrumentedAttribute[datetime], TalkRequest.closed_at)
        return at, and_(is_over, or_(TalkRequest.event_id.is_(None), is_past))
    if record is Record.MAIL:
        is_over = and_(Message.status.in_(ENDED), Message.created_at < before)
        return Message.created_at, is_over
    if record is Record.PEOPLE:
        past = select(Event.id).where(Event.starts_at < before)
        is_over = and_(Registration.email != "", Registration.event_id.in_(past))
        return Registration.created_at, is_over
    rested_on = AuditLine.action.in_(RESTED_ON)
    return AuditLine.at, and_(AuditLine.at < before, not_(rested_on))
