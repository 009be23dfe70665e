"""Google Calendar's bodies: a RoomRequest becomes an event with a Meet, an event becomes a Room.

Facts: discovery document calendar.v3 of 2026-10-30. The office sends its own invitations, so that
events have no attendees and Google sends no mail. Meet knows no passcode and no alternative hosts.
"""

import base64
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from integrations.base import Room, RoomRequest

MOST_SUMMARY = 1024
MOST_DESCRIPTION = 8192
MOST_IDS = 10
"""How often a session's room can be made anew after it was deleted at Google."""
WRITING: Mapping[str, object] = {"conferenceDataVersion": 1, "sendUpdates": "none"}
"""With every write: by default Google silently ignores the conference, and may send mail."""


class Conference(StrEnum):
    """What became of an event's Meet."""

    READY = "ready"
    """The link is there."""
    PENDING = "pending"
    """Google is still making it."""
    FAILED = "failed"
    """Google could not make it."""
    NONE = "none"
    """Nobody asked for one, or somebody took it away."""


def event_ids(key: str) -> Iterator[str]:
    """Yield the ids that the event of a key may have, in order: the next once one was deleted.

    They are what makes a repeated insert harmless. Google takes base32hex only: 0-9 and a-v.
    """
    encoded = base64.b32hexencode(key.encode()).decode("ascii").rstrip("=").lower()
    for number in range(MOST_IDS):
        yield f"vc{number}{encoded}"


def body_for(request: RoomRequest) -> dict[str, object]:
    """Return the body of a patch; an insert adds id and conference."""
    ends_at = request.starts_at + timedelta(minutes=request.duration_min)
    return {
        "summary": request.topic[:MOST_SUMMARY],
        "description": request.agenda[:MOST_DESCRIPTION],
        "start": _moment(request.starts_at, request.tzid),
        "end": _moment(ends_at, request.tzid),
        "extendedProperties": {"private": {"folio": request.folio}},
        "guestsCanInviteOthers": False,
        "guestsCanSeeOtherGuests": False,
    }


def conference_for(request_id: str) -> dict[str, object]:
    """Return the part of a body that asks for a Meet; the same id again is ignored by Google."""
    wanted = {"requestId": request_id, "conferenceSolutionKey": {"type": "hangoutsMeet"}}
    return {"conferenceData": {"createRequest": wanted}}


def conference_of(event: Mapping[str, object]) -> Conference:
    """Tell what became of an event's Meet."""
    if join_url(event):
        return Conference.READY
    request = _part(_part(event, "conferenceData"), "createRequest")
    if _part(request, "status").get("statusCode") == "failure":
        return Conference.FAILED
    # Whatever else Google says of a request without a link: it has not made one yet.
    return Conference.PENDING if request else Conference.NONE


def join_url(event: Mapping[str, object]) -> str:
    """Return the link of an event's Meet, empty while there is none."""
    points = _part(event, "conferenceData").get("entryPoints")
    for point in points if isinstance(points, list) else []:
        if isinstance(point, dict) and point.get("entryPointType") == "video" and point.get("uri"):
            return str(point["uri"])
    return str(event.get("hangoutLink") or "")


def meeting_code(event: Mapping[str, object]) -> str:
    """Return the code of an event's Meet (aaa-bbbb-ccc), which is not to be stored for long."""
    return str(_part(event, "conferenceData").get("conferenceId") or "")


def folio_of(event: Mapping[str, object]) -> str:
    """Return our key in an event."""
    private = _part(_part(event, "extendedProperties"), "private")
    return str(private.get("folio") or "")


def is_there(event: Mapping[str, object]) -> bool:
    """Tell whether an event was not cancelled; Google shows cancelled ones for some weeks."""
    return event.get("status") != "cancelled"


def differs(event: Mapping[str, object], request: RoomRequest) -> bool:
    """Tell whether an event is not as the request wants it."""
    room = room_from(event, request.host_email)
    wanted = (request.topic[:MOST_SUMMARY], request.starts_at, request.duration_min)
    return (room.topic, room.starts_at, room.duration_min) != wanted


def room_from(
    event: Mapping[str, object],
    host_email: str,
    *,
    space: str = "",
    warnings: tuple[str, ...] = (),
) -> Room:
    """Return the room in an event. `space` is its lasting name in Meet.

    Raises ValueError when the answer holds no event.
    """
    if not event.get("id"):
        raise ValueError("the answer holds no event")
    starts_at, ends_at = instant(event.get("start")), instant(event.get("end"))
    length = ends_at - starts_at if starts_at and ends_at else None
    return Room(
        external_id=str(event["id"]),
        join_url=join_url(event),
        external_uuid=space,
        host_email=host_email,
        topic=str(event.get("summary") or ""),
        starts_at=starts_at,
        duration_min=None if length is None else int(length.total_seconds() // 60),
        warnings=warnings,
    )


def instant(moment: object) -> datetime | None:
    """Return the start or end of an event; None for one that lasts whole days."""
    text = moment.get("dateTime") if isinstance(moment, Mapping) else None
    if not isinstance(text, str):
        return None
    parsed = datetime.fromisoformat(text)
    if parsed.tzinfo is None:
        parsed = parsed.replace(tzinfo=ZoneInfo(str(moment.get("timeZone") or "UTC")))
    return parsed.astimezone(UTC)


def _moment(at: datetime, tzid: str) -> dict[str, str]:
    """Return an instant as Google takes it: local time with its offset, and the zone."""
    return {"dateTime": at.astimezone(ZoneInfo(tzid)).isoformat(), "timeZone": tzid}


def _part(body: Mapping[str, object], name: str) -> Mapping[str, object]:
    """Return an object within a body, empty when it is not there."""
    part = body.get(name)
    return part if isinstance(part, Mapping) else {}
