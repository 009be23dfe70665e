"""Taking back what was done to a session: an end of it, or a move.

What can be taken back is a line of its history, so that the page can offer it for ten seconds, and
the timeline for as long as it can be done. Only the newest one can: what came before it was done
to a session that stood otherwise.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit
from vc.audit import AuditLine
from vc.booking import availability, licence_assignment, service
from vc.booking.licence_assignment import BookingContext
from vc.booking.models import Event, Meeting
from vc.booking.requests import same_as
from vc.booking.states import EventStatus, MeetingStatus
from vc.db import lock_allocation
from vc.errors import NotFoundError, RuleError
from vc.permissions import Capability, check
from vc.states import advance

CANCELLED, CHANGED = "event.cancelled", "event.change"
TIMES = ("starts_at", "ends_at")
UNDONE = "Se deshizo."
NOTHING_TO_UNDO = "Eso ya no se puede deshacer: la sesión cambió después."
TOO_LATE = "Su hora ya pasó: no se puede recuperar. Puede agendar otra igual."
SUSPENDED = "La canceló la suspensión de su serie: reanude la serie para recuperarla."
TAKEN = "Su cuenta ya se dio a otra sesión a esa hora: no se puede recuperar. Agende otra igual."
AT_WORK = "Su sala se está borrando en este momento. Espere unos segundos y repita."
IN_HAND = (MeetingStatus.OPENING, MeetingStatus.UNKNOWN, MeetingStatus.OPEN, MeetingStatus.DIVERGED)
"""The states in which a room is, or may be, at the vendor."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of it: whether it was an end, and whether another room is made."""

    was_cancelled: bool
    has_new_room: bool = False


def last_undoable(session: Session, event: Event, now: datetime) -> AuditLine | None:
    """Return the line of a session's history that can be taken back now; None where none can."""
    query = (
        select(AuditLine)
        .where(AuditLine.event_id == event.id, AuditLine.action.in_((CANCELLED, CHANGED)))
        .order_by(AuditLine.id.desc())
    )
    # A change of the title says nothing of a move before it: a few lines are enough to see past it.
    lines = session.scalars(query.limit(20))
    line = next((one for one in lines if one.action == CANCELLED or _moved(one)), None)
    return line if line is not None and _can_be_undone(event, line, now) else None


def undo(context: BookingContext, event: Event, line_id: int) -> Undone:
    """Take back what a line of the history tells; the caller commits.

    Raises RuleError where it cannot be (any more), also for somebody who presses twice.
    """
    check(context.by, Capability.CHANGE_SESSION, event)
    lock_allocation(context.session)
    line = last_undoable(context.session, event, context.now)
    if line is None or line.id != line_id:
        _explain(context, event, line_id)
    assert line is not None
    if line.action == CANCELLED:
        return _restore(context, event)
    _move_back(context, event, line)
    return Undone(was_cancelled=False)


def _explain(context: BookingContext, event: Event, line_id: int) -> None:
    """Raise the error that says why a line cannot be taken back."""
    line = context.session.get(AuditLine, line_id)
    if line is None or line.event_id != event.id:
        raise NotFoundError("Ese cambio no es de esta sesión.")
    if line.action == CANCELLED and event.status is EventStatus.CANCELLED:
        raise RuleError(SUSPENDED if event.suspension_id else TOO_LATE)
    raise RuleError(NOTHING_TO_UNDO)


def _moved(line: AuditLine) -> bool:
    """Tell whether a line tells of a move."""
    return line.action == CHANGED and any(name in line.before for name in TIMES)


def _can_be_undone(event: Event, line: AuditLine, now: datetime) -> bool:
    """Tell whether the session still stands as the line left it, and its time is to come."""
    if line.action == CANCELLED:
        is_cancelled = event.status is EventStatus.CANCELLED and event.suspension_id is None
        # Of one that has begun no other room is made: it goes on in its own, or not at all.
        is_in_time = event.starts_at > now or event.meeting.status in IN_HAND
        return is_cancelled and is_in_time and event.ends_at > now
    if event.status is EventStatus.CANCELLED or event.starts_at <= now:
        return False
    is_as_left = all(_instant(line.after, name) in (None, getattr(event, name)) for name in TIMES)
    return is_as_left and (_instant(line.before, "starts_at") or event.starts_at) > now


def _instant(values: dict[str, object], name: str) -> datetime | None:
    """Return an instant out of a line of the history; None where it says nothing of it."""
    return datetime.fromisoformat(str(values[name])) if values.get(name) else None


def _move_back(context: BookingContext, event: Event, line: AuditLine) -> None:
    """Move a session back to where it was; what else was changed since stays."""
    new = replace(
        same_as(event),
        starts_at=_instant(line.before, "starts_at") or event.starts_at,
        ends_at=_instant(line.before, "ends_at") or event.ends_at,
    )
    service.change(context, event, new, event.version, reason=UNDONE)


def _restore(context: BookingContext, event: Event) -> Undone:
    """Let a cancelled session take place again, in its room where that is still there."""
    meeting = event.meeting
    # A worker that holds the row may be deleting the room: what it then writes must not be lost.
    context.session.refresh(meeting, with_for_update=True)
    if meeting.lease_until is not None and meeting.lease_until > context.now:
        raise RuleError(AT_WORK)
    has_new_room = meeting.status not in IN_HAND
    if has_new_room:
        _make_another_room(context, event, meeting)
    else:
        _check_licence_is_free(context, event, meeting)
    event.cancel_reason = ""
    status = EventStatus.CONFIRMED if meeting.is_ready else EventStatus.TENTATIVE
    advance(event, status, now=context.now, by=context.by, reason=UNDONE)
    audit.record(
        context.session, event, "event.restore", now=context.now, by=context.by, before={}, after={}
    )
    service.send_changes(context, meeting)
    return Undone(was_cancelled=True, has_new_room=has_new_room)


def _make_another_room(context: BookingContext, event: Event, meeting: Meeting) -> None:
    """Let a room be made anew: on any licence that is free, or in the waiting list."""
    service.free_from_vendor(meeting)
    meeting.passcode = ""
    advance(meeting, MeetingStatus.PENDING, now=context.now, by=context.by, reason=UNDONE)
    if meeting.platform in availability.WITH_LICENCE:
        licence_assignment.take_another_licence(context, event)


def _check_licence_is_free(context: BookingContext, event: Event, meeting: Meeting) -> None:
    """Refuse a session whose licence somebody got since: its room is on that one."""
    # A coordinator gave it out although it was not free: it is no more taken than it was.
    if meeting.licence_id is None or meeting.overrule_reason:
        return
    wanted = availability.request_for(event, (meeting.platform,), context.zone, event.id)
    choice, _ = availability.place(
        context.session,
        wanted,
        providers=context.providers,
        now=context.now,
        only_licence_id=meeting.licence_id,
    )
    if choice is None:
        raise RuleError(TAKEN)
