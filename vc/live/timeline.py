"""The path of a broadcast in words: its stations with time and evidence, and what comes next."""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from integrations.contracts.broadcasting import Broadcaster
from vc import dates
from vc.labels import counted
from vc.licences import labels as licences_labels
from vc.live import labels, schedule
from vc.live.models import NOT_ANNOUNCED, Broadcast, BroadcastMode, BroadcastStatus

S = BroadcastStatus


@dataclass(frozen=True, slots=True)
class Stop:
    """One station of a broadcast's path. `state` is "done", "now", "bad" or "ahead"."""

    label: str
    state: str
    at: datetime | None
    evidence: str = ""


def path_of(broadcast: Broadcast, zone: ZoneInfo) -> list[Stop]:
    """Return the stations of a broadcast, each with its time and its evidence."""
    status = broadcast.status
    stops = [
        Stop("Planeada", "done", broadcast.planned_at, labels.MODES[broadcast.mode]),
        Stop(
            "Programada", _state(broadcast.scheduled_at), broadcast.scheduled_at, _link(broadcast)
        ),
        Stop("En vivo", _state(broadcast.live_at), broadcast.live_at, _audience(broadcast)),
        Stop("Terminada", _state(broadcast.ended_at), broadcast.ended_at, _copy(broadcast, zone)),
        Stop("Guardada", _state(broadcast.archived_at), broadcast.archived_at),
    ]
    if status is S.CANCELLED:
        return [stops[0], Stop("Cancelada", "bad", None)]
    if status is S.EXPIRED:
        stops[-1] = Stop("Perdida", "bad", broadcast.expires_at, "Facebook borró la grabación.")
    if status in NOT_ANNOUNCED and status is not S.PLANNED:
        is_moving = status in (S.SCHEDULING, S.UNKNOWN)
        label = labels.STATUSES[status]
        why = broadcast.last_error
        stops[1] = Stop(label, "now" if is_moving else "bad", None, why)
    return _with_present(stops)


def next_words(
    broadcast: Broadcast, broadcaster: Broadcaster, *, zone: ZoneInfo, now: datetime
) -> str:
    """Return the next thing and who does it, in a sentence."""
    is_by_hand = broadcast.is_by_hand or not broadcaster.works_by_itself
    if is_by_hand:
        return labels.NEXT_BY_HAND[broadcast.status]
    opens_at = schedule.window_opens_at(broadcast, broadcaster)
    is_ahead = broadcast.status is S.PLANNED and opens_at > now
    sentence = labels.NEXT_AHEAD if is_ahead else labels.NEXT_BY_SYSTEM[broadcast.status]
    by_room = broadcast.mode is BroadcastMode.ROOM
    return sentence.format(
        day=dates.day(opens_at, zone, now),
        hour=dates.clock_time(opens_at, zone),
        room=labels.ROOM_STARTS if by_room else labels.ENCODER_STARTS,
        end=dates.day(broadcast.expires_at, zone, now) if broadcast.expires_at else "",
    )


def _state(at: datetime | None) -> str:
    """Return the state of a station that has a time, or none yet."""
    return "done" if at else "ahead"


def _with_present(stops: list[Stop]) -> list[Stop]:
    """Mark the last station that was reached as the present one."""
    if any(stop.state in ("now", "bad") for stop in stops):
        return stops
    reached = max(number for number, stop in enumerate(stops) if stop.state == "done")
    return [
        replace(stop, state="now") if number == reached else stop
        for number, stop in enumerate(stops)
    ]


def _link(broadcast: Broadcast) -> str:
    """Return the evidence that it is announced."""
    return broadcast.permalink_url


def _audience(broadcast: Broadcast) -> str:
    """Return the evidence that it was live: who confirmed it, and how many watched."""
    if broadcast.live_at is None:
        return ""
    said = ["Facebook"] if not broadcast.is_by_hand else ["Marcado a mano"]
    if broadcast.room_sends_at or broadcast.room_silent_at:
        said.insert(0, licences_labels.PLATFORMS[broadcast.event.meeting.platform])
    text = "Confirmado por " + " y ".join(said) if not broadcast.is_by_hand else said[0]
    if broadcast.peak_viewers is not None:
        text += f"; hasta {counted(broadcast.peak_viewers, 'persona', 'personas')} a la vez"
    return f"{text}."


def _copy(broadcast: Broadcast, zone: ZoneInfo) -> str:
    """Return until when Facebook keeps the copy."""
    if broadcast.expires_at is None:
        return ""
    return f"Facebook conserva la grabación hasta el {dates.day(broadcast.expires_at, zone)}."
