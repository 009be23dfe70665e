"""When a room is looked at: which ones, how often, and sooner when somebody asks."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.booking.models import Event, Meeting
from vc.booking.states import EventStatus, MeetingStatus
from vc.db import insert_once
from vc.jobs import wake
from vc.reconciliation.models import Watch

USUAL = timedelta(hours=6)
ON_THE_DAY = timedelta(minutes=30)
VERIFIED_BEFORE = timedelta(minutes=30)
IN_THE_LAST_HALF_HOUR = timedelta(minutes=10)
AFTER_AN_ALARM = timedelta(minutes=3)
"""How soon a room that raised an alarm is looked at again, until the session begins."""
LEAST_BETWEEN_NUDGES = timedelta(seconds=15)
"""However many messages come about a room, the vendor is not asked more often than this."""

WATCHED = (MeetingStatus.OPEN, MeetingStatus.DIVERGED, MeetingStatus.GONE)


def is_watched(meeting: Meeting, now: datetime) -> bool:
    """Tell whether a room is to be compared with the vendor's copy at all."""
    event = meeting.event
    return (
        meeting.status in WATCHED
        and bool(meeting.external_id)
        and not meeting.pasted_url
        and event.status is not EventStatus.CANCELLED
        and now < event.ends_at
    )


def next_look(event: Event, now: datetime, *, has_alarm: bool = False) -> datetime | None:
    """Return the next instant at which its room is to be looked at; None when it is over.

    At least every six hours, every half hour on the day itself, and from half an hour before it
    begins every ten minutes: who was to be gone by then may still be in the way.
    """
    if now >= event.ends_at:
        return None
    if has_alarm and now < event.starts_at:
        return now + AFTER_AN_ALARM
    zone = ZoneInfo(event.tzid)
    midnight = event.starts_at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    wait = ON_THE_DAY if now >= midnight else USUAL
    coming = [now + (IN_THE_LAST_HALF_HOUR if is_to_verify(event, now) else wait)]
    coming += [at for at in (midnight, event.starts_at - VERIFIED_BEFORE) if at > now]
    return min(coming)


def is_to_verify(event: Event, now: datetime) -> bool:
    """Tell whether it begins so soon that everything must be well by now."""
    return event.starts_at - VERIFIED_BEFORE <= now < event.starts_at


def nudge(session: Session, meeting_id: int, now: datetime) -> None:
    """Ask for a look at a room soon; whoever is looking at this moment looks once more."""
    insert_once(session, Watch, "meeting_id", meeting_id=meeting_id)
    watch = session.scalars(select(Watch).where(Watch.meeting_id == meeting_id)).one()
    earliest = max(now, watch.looked_at + LEAST_BETWEEN_NUDGES) if watch.looked_at else now
    if watch.due_at is None or watch.due_at > earliest:
        watch.due_at = earliest
    watch.nudged_at = now
    wake(session, "look_at_room", watch.id)
