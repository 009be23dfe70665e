"""The worker's half of the comparison: claim → commit → look at the vendor → fenced write.

`look` may be called any number of times. It writes nothing where nothing changed, and nothing at
all when the session was changed while the vendor was being asked: then it looks again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.contracts.common import RoomKey
from integrations.contracts.meetings import HostAccount, MeetingProvider, Room
from integrations.errors import (
    HostUnusableError,
    IntegrationError,
    NotFoundError,
)
from vc import audit
from vc.booking.models import Event, Meeting
from vc.booking.states import MeetingStatus
from vc.booking.vendor_request import key_of
from vc.connections import service as connections
from vc.connections.models import Use
from vc.jobs import Job, wake
from vc.reconciliation import alarms, drift, schedule
from vc.reconciliation.models import Watch
from vc.states import advance

SECOND_LOOK_AFTER = timedelta(minutes=2)
WHILE_SENDING = timedelta(seconds=10)
TRIES_BEFORE_ALARM = 3

RESTORED = "La sala se recuperó."
Look = Job[Watch]
"""One look: a watch that is due, and the adapter of each platform."""


@dataclass(frozen=True, slots=True)
class Stand:
    """How a meeting stood before the vendor was asked; when it is another, the look is void."""

    status: MeetingStatus
    wanted: int
    done: int
    external_id: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class RoomView:
    """What the vendor showed. `room` is None when it is not there.

    `host` and `live` are told only where everything was to be verified; `trouble` is why the
    account cannot host, in Spanish.
    """

    room: Room | None
    is_verified: bool = False
    live: tuple[str, ...] = ()
    trouble: str = ""


def look(job: Look) -> None:
    """Compare one room with the vendor's copy, unless there is nothing to see or not now."""
    meeting, now = job.row.meeting, job.now()
    provider = job.services.providers[meeting.platform.value]
    if not schedule.is_watched(meeting, now) or not provider.makes_rooms_itself:
        job.done()
        return
    stop = connections.stopped(job.session, Use.MEETINGS, meeting.platform.value)
    if stop is not None:
        connections.wait(job, stop)
        return
    # What is still to be sent would look like a difference that somebody made at the vendor.
    if meeting.wanted != meeting.done and meeting.status is not MeetingStatus.GONE:
        job.again_at(_after_sending(meeting, now))
        return
    stand, key = _stand(meeting), key_of(meeting)
    is_to_verify = schedule.is_to_verify(meeting.event, now)
    try:
        with job.outside():
            seen = _see(provider, key, is_to_verify=is_to_verify)
    except IntegrationError as error:
        _not_seen(job, error, is_to_verify=is_to_verify)
        return
    # Somebody changed the session while the vendor answered: the answer is compared with nothing.
    if _stand(meeting) != stand:
        job.again_at(job.now() + WHILE_SENDING)
    elif seen.room is None:
        _missing(job)
    else:
        _found(job, seen, seen.room)


def _see(provider: MeetingProvider, key: RoomKey, *, is_to_verify: bool) -> RoomView:
    """Ask the vendor for the room and, where all is to be verified, for its account."""
    try:
        room = provider.read(key)
    except NotFoundError:
        return RoomView(None)
    if not is_to_verify or not key.host_email:
        return RoomView(room, is_verified=is_to_verify)
    try:
        host = provider.host(key.host_email)
        # Others that are open on the account can keep this one from beginning.
        live = provider.live_rooms(key.host_email)
    except HostUnusableError:
        return RoomView(room, True, trouble=alarms.NO_HOST.format(email=key.host_email))
    return RoomView(room, True, live, _lacks_licence(host))


def _lacks_licence(host: HostAccount | None) -> str:
    """Return the alarm for an account without a licence; empty where nobody tells."""
    if host is None or host.is_licensed:
        return ""
    return alarms.UNLICENSED.format(email=host.email)


def _not_seen(job: Look, error: IntegrationError, *, is_to_verify: bool) -> None:
    """The vendor did not tell: look again later, and before a session say so to people."""
    meeting = job.row.meeting
    name, provider = meeting.platform.value, job.services.providers[meeting.platform.value]
    stop = connections.stop_if_refused(job, Use.MEETINGS, name, provider, error)
    if stop is not None:
        connections.wait(job, stop)
        return
    # One answer that is lost alarms nobody; several shortly before a session do.
    if is_to_verify and job.row.attempts >= TRIES_BEFORE_ALARM:
        alarms.set_alarm(job.session, meeting, alarms.NOT_VERIFIED, job.now())
    job.retry(error)


def _missing(job: Look) -> None:
    """The room is not there: look once more before that is believed."""
    watch, now, meeting = job.row, job.now(), job.row.meeting
    watch.looked_at = now
    if meeting.status is MeetingStatus.GONE:
        job.again_at(_next(job))
        return
    # One «not found» is not believed: GONE alarms people, and an answer can be wrong.
    if watch.missing_since is None:
        watch.missing_since = now
    second = watch.missing_since + SECOND_LOOK_AFTER
    if now < second:
        job.again_at(second, alarms.MISSING)
        return
    advance(meeting, MeetingStatus.GONE, now=now, reason=alarms.GONE)
    meeting.last_error = alarms.GONE
    watch.differences = []
    alarms.set_alarm(job.session, meeting, alarms.GONE, now)
    job.again_at(_next(job))


def _found(job: Look, seen: RoomView, room: Room) -> None:
    """Compare the two copies, and verify the account where that is due."""
    watch, now, meeting = job.row, job.now(), job.row.meeting
    watch.looked_at, watch.missing_since = now, None
    if meeting.status is MeetingStatus.GONE:
        _heal(job)
    # The link and the passcode are the vendor's to decide, so they are no difference.
    if drift.take_over(meeting, room):
        audit.record(job.session, meeting, "meeting.refresh", now=now, by=None)
    _note_differences(job, [one.as_row() for one in drift.ours_to_decide(meeting, room)])
    if seen.is_verified:
        watch.verified_for = meeting.event.starts_at
        trouble = seen.trouble or _occupied(job.session, meeting, seen.live, now)
        alarms.set_alarm(job.session, meeting, trouble, now)
    elif now < meeting.event.starts_at:
        alarms.set_alarm(job.session, meeting, "", now)
    job.again_at(_next(job))


def _heal(job: Look) -> None:
    """Take a room that was restored at the vendor back into use."""
    meeting = job.row.meeting
    advance(meeting, MeetingStatus.OPEN, now=job.now(), reason=RESTORED)
    meeting.last_error = ""
    # It was changed here while it was gone; what is there by now is the old one.
    if meeting.wanted != meeting.done:
        meeting.due_at = job.now()
        wake(job.session, "settle_meeting", meeting.id)


def _note_differences(job: Look, rows: list[dict[str, object]]) -> None:
    """Keep what differs, and let the meeting's status say whether anything does."""
    meeting, now = job.row.meeting, job.now()
    if rows and meeting.status is MeetingStatus.OPEN:
        advance(meeting, MeetingStatus.DIVERGED, now=now)
    elif not rows and meeting.status is MeetingStatus.DIVERGED:
        advance(meeting, MeetingStatus.OPEN, now=now, reason=drift.SAME_AGAIN)
    if rows != job.row.differences:
        job.row.differences = rows


def _occupied(session: Session, meeting: Meeting, live: tuple[str, ...], now: datetime) -> str:
    """Return the alarm for an account on which others are live that should not be."""
    licence = meeting.licence
    others = set(live) - {meeting.external_id}
    if licence is None or not others:
        return ""
    # What was booked on the licence until now or later has its place in our own plan.
    planned = (
        select(Meeting.external_id)
        .join(Event)
        .where(
            Meeting.licence_id == licence.id, Meeting.external_id.in_(others), Event.ends_after(now)
        )
    )
    others -= set(session.scalars(planned))
    if len(others) < licence.capacity:
        return ""
    return alarms.OCCUPIED.format(email=licence.account_email)


def _stand(meeting: Meeting) -> Stand:
    """Return how a meeting stands."""
    return Stand(
        meeting.status,
        meeting.wanted,
        meeting.done,
        meeting.external_id,
        meeting.event.starts_at,
    )


def _after_sending(meeting: Meeting, now: datetime) -> datetime | None:
    """Return when to look at a room whose changes are not at the vendor yet."""
    if meeting.due_at is None:
        # Nobody will send them until a person says so.
        return schedule.next_look(meeting.event, now)
    return max(meeting.due_at, now) + WHILE_SENDING


def _next(job: Look) -> datetime | None:
    """Return when to look again: at once when somebody asked for it meanwhile."""
    watch, meeting, now = job.row, job.row.meeting, job.now()
    # Asked for while this look was under way, so what it saw may be older than the reason.
    if watch.nudged_at is not None and watch.nudged_at > job.began_at:
        return now
    return schedule.next_look(meeting.event, now, has_alarm=bool(meeting.alarm))
