"""Letters, audit lines, names and more whose time is over: shown before they go, in pieces.

The kinds are the features' (`vc.forgetting`); here are the rules that people set for them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, not_, select
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.audit import AuditLine
from vc.forgetting import RECORD_KINDS, Due, RecordKind
from vc.paging import MOST_COUNTED
from vc.retention.models import RecordRule
from vc.services import Services

PIECE = 500
MOST_PIECES = 400
"""So many pieces in one night; what is left goes in the next one."""
RESTED_ON = ("clip.approved", "clip.submit", "retentionrule.set", "recordrule.set")
"""Lines that a rule asks for again, or that tell why others are not there."""


def due_lines(before: datetime) -> Due:
    """Return the audit lines but for those on which something rests."""
    is_over = and_(AuditLine.at < before, not_(AuditLine.action.in_(RESTED_ON)))
    return AuditLine.at, is_over


AUDIT = RecordKind(
    key="audit",
    label="Historia de cambios",
    stays="Lo que prueba la aprobación de un clip se queda.",
    due=due_lines,
    # A year is reported on as a whole.
    least_days=365,
    proposed_days=1826,
)


@dataclass(frozen=True, slots=True)
class Line:
    """The rule of one kind of records, or what is proposed, and what would go today."""

    kind: RecordKind
    keep_days: int | None
    is_automatic: bool
    is_saved: bool
    due: int
    """At most one more than `MOST_COUNTED`."""
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person wants of one kind: days, None for good, and whether it works by itself."""

    key: str
    keep_days: int | None
    is_automatic: bool


def kinds_of(services: Services) -> tuple[RecordKind, ...]:
    """Return every kind, as the page lists them."""
    return services.registry.added_to(RECORD_KINDS)


def lines(session: Session, kinds: Iterable[RecordKind], now: datetime) -> list[Line]:
    """Return the rule of every kind, with how much would go by it today. It changes nothing."""
    known = {one.record: one for one in session.scalars(select(RecordRule))}
    return [_line(session, kind, known.get(kind.key), now) for kind in kinds]


def set_rules(session: Session, wanted: Iterable[Wanted], *, now: datetime, by: Person) -> None:
    """Keep the rules; what did not change leaves no line. The caller commits."""
    known = {one.record: one for one in session.scalars(select(RecordRule))}
    by_id = by.id
    for one in wanted:
        rule = known.get(one.key) or RecordRule(record=one.key, is_automatic=False)
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
    kinds = {one.key: one for one in kinds_of(services)}
    confirmed = [(kinds[key], timedelta(days=days)) for key, days in rules if days and key in kinds]
    session.commit()
    count, now = 0, services.clock()
    for kind, kept in confirmed:
        # In pieces, or everybody who writes would wait for one long transaction; what is left goes
        # tomorrow.
        for _ in range(MOST_PIECES):
            gone = kind.forget(session, services, kind.due(now - kept), PIECE)
            session.commit()
            count += gone
            if gone < PIECE:
                break
    return count


def _line(session: Session, kind: RecordKind, rule: RecordRule | None, now: datetime) -> Line:
    """Return the rule of one kind, and what would go by it."""
    days = rule.keep_days if rule else kind.proposed_days
    due, oldest_at = 0, None
    if days is not None:
        at, is_due = kind.due(now - timedelta(days=days))
        some = select(at).where(is_due).limit(MOST_COUNTED + 1).subquery()
        due = session.scalar(select(func.count()).select_from(some)) or 0
        # The least of them would be looked for among all of them by PostgreSQL.
        oldest_at = session.scalar(select(at).where(is_due).order_by(at).limit(1))
    return Line(kind, days, bool(rule and rule.is_automatic), rule is not None, due, oldest_at)
