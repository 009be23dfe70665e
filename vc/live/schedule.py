"""When something is to be done about a broadcast, and what. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from integrations.contracts.broadcasting import Broadcaster
from vc.live.models import Broadcast, BroadcastMode, BroadcastStatus

MARGIN = timedelta(minutes=5)
"""The channel's clock may be behind ours: never announce in the first minutes of its window."""
ASKED_BEFORE = timedelta(hours=24)
"""What could not be announced by then is asked of a person."""
PATIENCE = timedelta(minutes=15)
"""What was planned just now may still be on its way to the channel."""
SEEN_BEFORE = timedelta(hours=30)
"""When we look whether the announcement still stands. Not a day before: the key that is read then
lives for 24 hours, and would change at the very start."""
REHEARSED_BEFORE = timedelta(minutes=60)
REHEARSED_EVERY = timedelta(minutes=10)
"""Until it is over: a key may change, and the room must have the present one."""
START_TRY = timedelta(seconds=5)
STARTED_WITHIN = timedelta(minutes=5)
"""So long a start is tried again before people are told."""
ROOM_SILENT = timedelta(minutes=2)
"""So long we wait for the room's word that it sends, once the channel shows the picture."""
SILENT_FOR = timedelta(seconds=30)
"""A room that is closed stops sending a moment before we hear that it was closed."""
LIVE_LOOK = timedelta(seconds=30)
LATE = timedelta(minutes=30)
"""So long after its session a broadcast that never began is given up."""
COPY_LOOK = timedelta(minutes=5)
COPY_SEEN_WITHIN = timedelta(hours=1)
LATER_LOOK = timedelta(hours=6)
WARNED_ON_DAYS = (20, 27)
KEPT_DAYS = 30

S = BroadcastStatus


class Step(StrEnum):
    """What is to be done."""

    ANNOUNCE = "announce"
    LOOK = "look"
    ASK = "ask"
    CHANGE = "change"
    WITHDRAW = "withdraw"
    REHEARSE = "rehearse"
    START = "start"
    WATCH = "watch"
    STOP = "stop"
    GIVE_UP = "give_up"
    FOLLOW = "follow"
    WARN = "warn"
    EXPIRE = "expire"


@dataclass(frozen=True, slots=True)
class Due:
    """A step, and from when on."""

    at: datetime
    step: Step


# What needs nobody but us.
OWN = frozenset({Step.ASK, Step.GIVE_UP, Step.WARN, Step.EXPIRE})


def next_due(
    broadcast: Broadcast,
    broadcaster: Broadcaster,
    now: datetime,
    *,
    not_before: datetime | None = None,
) -> Due | None:
    """Return the next thing due; its instant may lie in the past. None when nothing is.

    `not_before` puts off what needs a vendor.
    """
    coming = _coming(broadcast, broadcaster, now)
    if not_before is not None:
        coming = [
            due if due.step in OWN else Due(max(due.at, not_before), due.step) for due in coming
        ]
    # What is asked of people does not wait behind calls that keep failing.
    return min(coming, key=lambda due: (not _is_ours_now(due, now), due.at), default=None)


def _is_ours_now(due: Due, now: datetime) -> bool:
    """Tell whether a step is due that needs nobody but us."""
    return due.step in OWN and due.at <= now


def window_opens_at(broadcast: Broadcast, broadcaster: Broadcaster) -> datetime:
    """Return from when on the channel takes the announcement."""
    return broadcast.starts_at - broadcaster.furthest_ahead + MARGIN


def is_out_of_window(broadcast: Broadcast, broadcaster: Broadcaster, now: datetime) -> bool:
    """Tell whether it now lies further ahead than the channel keeps announcements."""
    return now < broadcast.starts_at - broadcaster.furthest_ahead


def _coming(b: Broadcast, broadcaster: Broadcaster, now: datetime) -> list[Due]:
    """Return everything that is still to come in the present state."""
    if b.status in (S.ENDED, S.ARCHIVED):
        return _after(b)
    if b.is_by_hand or not broadcaster.works_by_itself:
        return _by_hand(b, now)
    match b.status:
        case S.PLANNED:
            opens_at = window_opens_at(b, broadcaster)
            return [Due(max(opens_at, b.planned_at), Step.ANNOUNCE), *_asking(b)]
        case S.SCHEDULING | S.UNKNOWN:
            # A person is asked as well, but only a look leads on.
            return [Due(now, Step.LOOK), *_asking(b)]
        case S.SCHEDULED:
            return _announced(b, now)
        case S.LIVE:
            return _on_air(b, now)
        case S.MANUAL:
            return [Due(_too_late_at(b), Step.GIVE_UP)]
    return []


def _asking(b: Broadcast) -> list[Due]:
    """Return when a person is asked, if nobody was asked yet."""
    if b.asked_at:
        return []
    return [Due(max(b.starts_at - ASKED_BEFORE, b.planned_at + PATIENCE), Step.ASK)]


def _by_hand(b: Broadcast, now: datetime) -> list[Due]:
    """Return what reminds the person who does it."""
    if b.status in (S.PLANNED, S.MANUAL):
        return [*_asking(b), Due(_too_late_at(b), Step.GIVE_UP)]
    if b.status not in (S.SCHEDULED, S.LIVE):
        return []
    is_ahead = b.prepared_at is None and now < b.event.ends_at
    coming = [Due(b.starts_at - REHEARSED_BEFORE, Step.REHEARSE)] if is_ahead else []
    # Nobody else can know whether it took place: the person is reminded once.
    reminder = [] if b.start_failed_at else [Due(_too_late_at(b), Step.GIVE_UP)]
    return (coming if b.status is S.SCHEDULED else []) + reminder


def _announced(b: Broadcast, now: datetime) -> list[Due]:
    """Return what comes between the announcement and the picture."""
    if not b.is_wanted:
        return [Due(now, Step.WITHDRAW)]
    if b.wanted != b.announced:
        return [Due(now, Step.CHANGE)]
    coming = [Due(_rehearsal_at(b, now), Step.REHEARSE), Due(_too_late_at(b), Step.GIVE_UP)]
    if is_to_start(b, now):
        coming.append(Due(now, Step.START))
    if b.looked_at is None:
        # Somebody hinted that something became of it.
        return [*coming, Due(now, Step.WATCH)]
    return coming + _looks_before_air(b, b.looked_at)


def _looks_before_air(b: Broadcast, last: datetime) -> list[Due]:
    """Return the looks at the channel: before it begins, as it does, then again and again."""
    looks = [b.starts_at - SEEN_BEFORE, b.starts_at]
    looks += [last + LIVE_LOOK] if last >= b.starts_at else []
    return [Due(at, Step.WATCH) for at in looks if at > last]


def _on_air(b: Broadcast, now: datetime) -> list[Due]:
    """Return what comes while the public watches."""
    if is_to_stop(b):
        return [Due(now, Step.STOP)]
    if is_to_start(b, now):
        return [Due(now, Step.START)]
    looks = [b.looked_at + LIVE_LOOK if b.looked_at else now]
    if b.room_silent_at is not None and not b.alarm:
        looks.append(b.room_silent_at + SILENT_FOR)
    return [Due(min(looks), Step.WATCH)]


def _rehearsal_at(b: Broadcast, now: datetime) -> datetime:
    """Return when everything is checked, and the key handed over, the next time."""
    first = b.starts_at - REHEARSED_BEFORE
    if b.prepared_at is None or b.prepared_at < first:
        return first
    is_other_room = bool(b.handed_to) and b.handed_to != b.event.meeting.external_id
    return now if is_other_room else b.prepared_at + REHEARSED_EVERY


def _too_late_at(b: Broadcast) -> datetime:
    """Return when a broadcast that has not begun by then is given up."""
    return b.event.ends_at + LATE


def is_to_start(b: Broadcast, now: datetime) -> bool:
    """Tell whether the room is to send its picture now.

    It is when a person asked for it, and by itself once the room is open at the planned time.
    """
    if b.stop_asked_at is not None or b.start_failed_at is not None:
        return False
    if b.status is S.LIVE:
        asked_at, silent_at = b.start_asked_at, b.room_silent_at
        # A host who stops the stream on purpose is not overruled; the button starts it again.
        return bool(asked_at and silent_at and asked_at >= silent_at and not b.room_sends_at)
    if b.start_asked_at is not None:
        return True
    is_open = b.is_room_open or b.room_sends_at is not None
    return b.mode is BroadcastMode.ROOM and is_open and now >= b.starts_at


def is_to_stop(b: Broadcast) -> bool:
    """Tell whether it is to end: somebody said so, or its room was closed after it began."""
    if b.stop_asked_at is not None:
        return True
    closed_at = b.room_closed_at
    was_closed = bool(closed_at and b.live_at and closed_at >= b.live_at and not b.is_room_open)
    return b.mode is BroadcastMode.ROOM and was_closed


def _after(b: Broadcast) -> list[Due]:
    """Return what comes once it is over: the copy is seen, people are warned, it is deleted."""
    assert b.ended_at is not None
    coming = []
    if b.verified_at is None and not b.is_by_hand:
        coming.append(Due(_looks_for_copy_at(b, b.ended_at), Step.FOLLOW))
    if b.expires_at is None:
        return coming
    if b.status is S.ENDED:
        began = b.expires_at - timedelta(days=KEPT_DAYS)
        days = [day for day in WARNED_ON_DAYS if day > b.warned_on_day]
        coming += [Due(began + timedelta(days=day), Step.WARN) for day in days]
        coming.append(Due(b.expires_at, Step.EXPIRE))
    elif b.event.live_url:
        # Ours is safe; the address that people were given leads nowhere from now on.
        coming.append(Due(b.expires_at, Step.EXPIRE))
    return coming


def _looks_for_copy_at(b: Broadcast, ended_at: datetime) -> datetime:
    """Return when the channel is asked for the copy again: seldom once it is late."""
    if b.looked_at is None:
        return ended_at
    return b.looked_at + (COPY_LOOK if b.looked_at < ended_at + COPY_SEEN_WITHIN else LATER_LOOK)
