"""Google Calendar's bodies: a RoomRequest becomes an event with a Meet, an event becomes a Room.

Facts: discovery document calendar.v3 of 2026-10-30. The office sends its own invitations, so that
events have no attendees and Google sends no mail. Meet knows no passcode and no alternative hosts.
"""

import base64
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from integrations.contracts.meetings import Room, RoomRequest
from integrations.http.fields import object_in, objects_in, text_in

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
    """Return the conference of an event: its Meet's state and link."""
    if join_url(event):
        return Conference.READY
    request = object_in(object_in(event.get("conferenceData")).get("createRequest"))
    if object_in(request.get("status")).get("statusCode") == "failure":
        return Conference.FAILED
    # Whatever else Google says of a request without a link: it has not made one yet.
    return Conference.PENDING if request else Conference.NONE


def join_url(event: Mapping[str, object]) -> str:
    """Return the link of an event's Meet, empty while there is none."""
    points = object_in(event.get("conferenceData")).get("entryPoints")
    for point in objects_in(points):
        address = text_in(point.get("uri"))
        if point.get("entryPointType") == "video" and address:
            return address
    return text_in(event.get("hangoutLink"))


def meeting_code(event: Mapping[str, object]) -> str:
    """Return the code of an event's Meet (aaa-bbbb-ccc), which is not to be stored for long."""
    return text_in(object_in(event.get("conferenceData")).get("conferenceId"))


def folio_of(event: Mapping[str, object]) -> str:
    """Return our key in an event."""
    private = object_in(object_in(event.get("extendedProperties")).get("private"))
    return text_in(private.get("folio"))


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
    """Return the room in an event. `space` is its lasting name in Meet."""
    starts_at, ends_at = instant(event.get("start")), instant(event.get("end"))
    length = ends_at - starts_at if starts_at and ends_at else None
    return Room(
        external_id=text_in(event.get("id")),
        join_url=join_url(event),
        external_uuid=space,
        host_email=host_email,
        topic=text_in(event.get("summary")),
        starts_at=starts_at,
        duration_min=None if length is None else int(length.total_seconds() // 60),
        warnings=warnings,
    )


def instant(moment: object) -> datetime | None:
    """Return the start or end of an event; None for one that lasts whole days, and for none."""
    told = object_in(moment)
    try:
        parsed = datetime.fromisoformat(text_in(told.get("dateTime")))
        if parsed.tzinfo is None:
            parsed = parsed.replace(tzinfo=ZoneInfo(text_in(told.get("timeZone")) or "UTC"))
        return parsed.astimezone(UTC)
    # A zone that nobody knows is a KeyError.
    except (ValueError, OverflowError, KeyError):
        return None


def _moment(at: datetime, tzid: str) -> dict[str, str]:
    """Return an instant as Google takes it: local time with its offset, and the zone."""
    return {"dateTime": at.astimezone(ZoneInfo(tzid)).isoformat(), "timeZone": tzid}
