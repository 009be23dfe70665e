"""The rules: when a room is looked at, and what a person may decide where the copies differ."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, or_, select, update
from sqlalchemy.orm import Session, contains_eager

from vc import audit
from vc.booking import service as booking
from vc.booking.licence_assignment import BookingContext
from vc.booking.models import Event, Meeting
from vc.booking.requests import same_as
from vc.booking.states import EventStatus, MeetingStatus
from vc.db import insert_many_once
from vc.errors import ConcurrentChangeError, RuleError
from vc.jobs import wake
from vc.permissions import Capability, check
from vc.reconciliation import alarms, deliveries, drift
from vc.reconciliation.models import Watch
from vc.reconciliation.schedule import VERIFIED_BEFORE, WATCHED, next_look
from vc.states import advance

WINDOW = timedelta(days=14)

DECIDED_MEANWHILE = (
    "La sala o la sesión cambió mientras tanto: revise de nuevo las diferencias y decida."
)
STILL_SENDING = "Todavía se están enviando cambios de esta sesión; espere un momento y repita."


def plan(session: Session, now: datetime) -> None:
    """Make due what the clock alone makes due; the sweep calls it and commits."""
    _plan_looks(session, now)
    alarms.raise_where_there_is_no_room(session, now, before=VERIFIED_BEFORE)
    deliveries.forget_old(session, now)


def nudge_all(session: Session, now: datetime) -> int:
    """Ask for a look at every room of the coming two weeks; return how many there are."""
    _plan_looks(session, now)
    session.flush()
    watches = list(session.scalars(_coming(now).with_only_columns(Watch)).unique())
    for watch in watches:
        watch.due_at = watch.nudged_at = now
    return len(watches)


def adopt(context: BookingContext, watch: Watch, seen: str) -> None:
    """Let our session follow the vendor's copy; everybody who shows it hears of it.

    `seen` is the fingerprint of the differences that the person decided on. Raises RuleError as
    `booking.change` does, and ConcurrentChangeError when the differences are others by now.
    """
    meeting = _open_to_decide(watch, seen)
    event, rows = meeting.event, list(watch.differences)
    booking.change(context, event, drift.with_theirs(same_as(event), rows), event.version)
    # The vendor has this already: sending it would only use up the host's changes of the day.
    meeting.done = meeting.wanted
    meeting.due_at = None
    # The line of the change itself tells what it was before.
    _decided(context, watch, "meeting.adopt", before={}, after={})
    advance(meeting, MeetingStatus.OPEN, now=context.now, by=context.by, reason=drift.SAME_AGAIN)
    watch.differences = []


def impose(context: BookingContext, watch: Watch, seen: str) -> None:
    """Send ours again, so that the vendor's copy is put right; see `adopt` for `seen`."""
    meeting = _open_to_decide(watch, seen)
    check(context.by, Capability.RECONCILE)
    booking.send_changes(context, meeting)
    theirs = {str(row["name"]): row["theirs"] for row in watch.differences}
    ours = {str(row["name"]): row["ours"] for row in watch.differences}
    _decided(context, watch, "meeting.impose", before=theirs, after=ours)


def _decided(
    context: BookingContext, watch: Watch, action: str, **values: Mapping[str, object]
) -> None:
    """Write down who decided, with `before` and `after`, and look whether it came true."""
    session, now, by = context.session, context.now, context.by
    audit.record(session, watch.meeting, action, now=now, by=by, reason="", **values)
    watch.due_at = watch.nudged_at = context.now
    wake(context.session, "look_at_room", watch.id)


def _open_to_decide(watch: Watch, seen: str) -> Meeting:
    """Return the meeting, if what the person saw still stands."""
    meeting = watch.meeting
    is_same = seen == drift.fingerprint(watch.differences)
    if meeting.status is not MeetingStatus.DIVERGED or not is_same or not watch.differences:
        raise ConcurrentChangeError(DECIDED_MEANWHILE)
    if meeting.wanted != meeting.done:
        raise RuleError(STILL_SENDING)
    return meeting


def _coming(now: datetime) -> Select[Meeting, Watch | None]:
    """Return the query of the rooms of the coming two weeks, each with its watch or None."""
    return (
        select(Meeting, Watch)
        .join(Event, Event.id == Meeting.event_id)
        .outerjoin(Watch, Watch.meeting_id == Meeting.id)
        .where(
            Event.starts_at < now + WINDOW,
            Event.ends_after(now),
            Event.status != EventStatus.CANCELLED,
            Meeting.status.in_(WATCHED),
            Meeting.external_id != "",
            Meeting.pasted_url == "",
        )
    )


def _plan_looks(session: Session, now: datetime) -> None:
    """Give every coming room its watch, and wake those that a moved session made due."""
    begins_soon = and_(Event.starts_at > now, Event.starts_at <= now + VERIFIED_BEFORE)
    not_verified = or_(Watch.verified_for.is_(None), Watch.verified_for != Event.starts_at)
    is_asleep = or_(
        Watch.id.is_(None),
        and_(Watch.due_at.is_(None), Watch.lease_until.is_(None)),
        and_(begins_soon, not_verified, Watch.due_at > now, Watch.attempts == 0),
    )
    query = _coming(now).where(is_asleep).options(contains_eager(Meeting.event)).limit(500)
    rooms = list(session.execute(query).unique())
    new = [
        # A room that was just made is as it was asked for.
        {
            "meeting_id": room.id,
            "due_at": max(next_look(room.event, room.opened_at or now) or now, now),
        }
        for room, watch in rooms
        if watch is None
    ]
    if new:
        insert_many_once(session, Watch, "meeting_id", new)
    asleep = [watch.id for _, watch in rooms if watch is not None]
    if asleep:
        session.execute(
            update(Watch)
            .where(Watch.id.in_(asleep))
            .values(due_at=now)
            .execution_options(synchronize_session="fetch")
        )
