"""What the pages read of keeping: the rules, and what is due by them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from vc.booking.models import Event, EventKind, Visibility
from vc.recordings.models import Recording, RecordingStatus
from vc.retention.models import Disposal, DisposalStatus, RetentionRule, VendorDeletion

PROPOSED_DAYS = {
    (None, Visibility.INTERNAL): 1826,
    (EventKind.MEETING, Visibility.INTERNAL): 90,
    (EventKind.CMSP, Visibility.INTERNAL): 365,
    (EventKind.TRAINING, Visibility.INTERNAL): 365,
    (EventKind.TALK, Visibility.PUBLIC): 1826,
    (EventKind.FORUM, Visibility.PUBLIC): 1826,
}
"""What the form proposes; nothing follows from it before a person saves it."""
DISPOSABLE = (RecordingStatus.STORED, RecordingStatus.MISSING, RecordingStatus.FAILED)


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of session in the table of rules. `is_saved` tells a rule from a proposal.

    `kind` None is material that was no session.
    """

    kind: EventKind | None
    visibility: Visibility
    keep_days: int | None
    is_automatic: bool
    is_saved: bool


@dataclass(frozen=True, slots=True)
class Due:
    """A recording whose time is over. `is_automatic` tells that it goes by itself."""

    recording: Recording
    until: datetime
    is_automatic: bool


def lines(session: Session) -> list[Line]:
    """Return the rule, or what is proposed, of every kind."""
    known = {(one.kind, one.visibility): one for one in session.scalars(select(RetentionRule))}
    table = []
    both = (Visibility.PUBLIC, Visibility.INTERNAL)
    kinds = [(kind, visibility) for kind in EventKind for visibility in both]
    for kind, visibility in (*kinds, (None, Visibility.INTERNAL)):
        rule = known.get((kind, visibility))
        days = rule.keep_days if rule else PROPOSED_DAYS.get((kind, visibility))
        is_automatic = bool(rule and rule.is_automatic)
        table.append(Line(kind, visibility, days, is_automatic, rule is not None))
    return table


def due(
    session: Session, now: datetime, *, automatic_only: bool = False, limit: int = 500
) -> list[Due]:
    """Return the recordings whose time is over, the longest due first. It changes nothing.

    A date that a person set goes before the rule, and never goes by itself.
    """
    found: list[Due] = []
    for rule in session.scalars(select(RetentionRule).where(RetentionRule.keep_days.is_not(None))):
        if automatic_only and not rule.is_automatic:
            continue
        length = timedelta(days=rule.keep_days or 0)
        query = _kept().where(
            _is_under(rule),
            Recording.keep_until.is_(None),
            Recording.recorded_at <= now - length,
        )
        rows = session.scalars(query.limit(limit)).unique()
        found += [Due(one, one.recorded_at + length, rule.is_automatic) for one in rows]
    if not automatic_only:
        query = _kept().where(Recording.keep_until <= now).order_by(None)
        query = query.order_by(Recording.keep_until).limit(limit)
        found += [
            Due(one, one.keep_until, False)
            for one in session.scalars(query).unique()
            if one.keep_until is not None
        ]
    return sorted(found, key=lambda one: one.until)[:limit]


def _kept():
    """Return the query of what is kept and could go."""
    return (
        select(Recording)
        .outerjoin(Event, Event.id == Recording.event_id)
        .where(
            or_(Recording.event_id.is_not(None), Recording.material_kind.is_not(None)),
            Recording.trashed_at.is_(None),
            Recording.status.in_(DISPOSABLE),
        )
        .order_by(Recording.recorded_at)
    )


def _is_under(rule: RetentionRule) -> ColumnElement[bool]:
    """Return the condition for what a rule is of."""
    if rule.kind is None:
        return and_(Recording.event_id.is_(None), Recording.material_kind.is_not(None))
    return and_(Event.kind == rule.kind, Event.visibility == rule.visibility)


def kept_until(session: Session, recording: Recording) -> datetime | None:
    """Return until when a recording is kept; None for good, or where no rule was set."""
    if recording.keep_until is not None:
        return recording.keep_until
    event = recording.event
    if event is None and recording.material_kind is None:
        return None
    query = select(RetentionRule).where(RetentionRule.kind.is_(None))
    if event is not None:
        query = select(RetentionRule).where(
            RetentionRule.kind == event.kind, RetentionRule.visibility == event.visibility
        )
    rule = session.scalar(query)
    if rule is None or rule.keep_days is None:
        return None
    return recording.recorded_at + timedelta(days=rule.keep_days)


def in_bin(session: Session, recording: Recording) -> Disposal | None:
    """Return the disposal of a recording that is in the bin."""
    query = select(Disposal).where(
        Disposal.recording_id == recording.id, Disposal.status == DisposalStatus.IN_BIN
    )
    return session.scalars(query).first()


def deletion_of(session: Session, recording: Recording) -> VendorDeletion | None:
    """Return the request to delete the vendor's copy, and how it went."""
    return session.scalar(select(VendorDeletion).where(VendorDeletion.recording_id == recording.id))
