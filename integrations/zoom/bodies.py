"""Zoom's bodies: a RoomRequest becomes what Zoom takes, what Zoom sends becomes a Room.

Meetings and webinars have different paths, type numbers and settings; nothing else here knows.
Facts: Zoom's OpenAPI document of 2026-03-10; a field it does not know makes it refuse the body.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from integrations.contracts.meetings import HostAccount, Room, RoomRequest
from integrations.http.fields import number_in, object_in, text_in

MOST_TOPIC = 200
MOST_AGENDA = 2000
SCHEDULED_MEETING = 2
SCHEDULED_WEBINAR = 5
WEBINAR_TYPES = frozenset({5, 6, 9})
LICENSED = 2
CAN_HOST = frozenset({1, LICENSED})
"""User types: Basic (40 minutes) and Licensed. 4 and 99 have no meetings at all."""


def collection(host_email: str, *, is_webinar: bool) -> str:
    """Return the path of a host's meetings or webinars."""
    return f"/users/{quote(host_email, safe='@')}/{_plural(is_webinar)}"


def member(external_id: str, *, is_webinar: bool) -> str:
    """Return the path of one meeting or webinar."""
    return f"/{_plural(is_webinar)}/{quote(external_id, safe='')}"


def _plural(is_webinar: bool) -> str:
    """Return the word in the path, which is also the name of the list in an answer."""
    return "webinars" if is_webinar else "meetings"


def body_for(
    request: RoomRequest, alternative_hosts: Iterable[str], *, is_new: bool
) -> dict[str, object]:
    """Return the body of a POST (`is_new`) or PATCH."""
    alternative = ";".join(alternative_hosts)
    body: dict[str, object] = {
        "topic": request.topic[:MOST_TOPIC],
        "type": SCHEDULED_WEBINAR if request.is_webinar else SCHEDULED_MEETING,
        "start_time": f"{request.starts_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "duration": request.duration_min,
        "timezone": request.tzid,
        # Lists return 250 characters of the agenda: the folio comes first so that they hold it.
        "agenda": f"Folio {request.folio}\n{request.agenda}".strip()[:MOST_AGENDA],
    }
    if request.has_begun:
        # Zoom may write the present instant in place of a start that is past.
        del body["start_time"]
    if request.passcode:
        body["password"] = request.passcode
    if is_new:
        body["default_passcode" if request.is_webinar else "default_password"] = False
    settings = _webinar_settings(request) if request.is_webinar else _meeting_settings(request)
    # An empty text takes away those that were named before; a new room has none to take away.
    if alternative or not is_new:
        settings["alternative_hosts"] = alternative
    return body | {"settings": settings}


def _meeting_settings(request: RoomRequest) -> dict[str, object]:
    """Return the settings of a public talk: nobody is in before the host, nobody gets mail."""
    return {
        "use_pmi": False,
        "waiting_room": request.has_waiting_room,
        "join_before_host": False,
        "mute_upon_entry": True,
        "participant_video": False,
        "auto_recording": "cloud" if request.records else "none",
        "approval_type": 2,
        # The office sends its own invitations, in its own words.
        "email_notification": False,
        "alternative_hosts_email_notification": False,
    }


def _webinar_settings(request: RoomRequest) -> dict[str, object]:
    """Return the settings of a webinar, which knows neither waiting room nor muting."""
    return {
        "auto_recording": "cloud" if request.records else "none",
        "approval_type": 2,
        "panelists_invitation_email_notification": False,
    }


def room_from(body: object, *, is_webinar: bool, warnings: tuple[str, ...] = ()) -> Room:
    """Return the room in an answer, without its start link and its derived passcodes.

    Raises ValueError when the answer holds no room.
    """
    body = object_in(body)
    external_id, join_url = text_in(body.get("id")), text_in(body.get("join_url"))
    if not external_id or not join_url:
        raise ValueError("the answer holds no room")
    settings = object_in(body.get("settings"))
    records = settings.get("auto_recording")
    waits = settings.get("waiting_room")
    # Only what is named here goes on: start_url and the derived passcodes stay behind.
    return Room(
        external_id=external_id,
        external_uuid=text_in(body.get("uuid")),
        join_url=join_url,
        passcode=text_in(body.get("password")),
        host_email=text_in(body.get("host_email")),
        topic=text_in(body.get("topic")),
        starts_at=instant(body.get("start_time")),
        duration_min=number_in(body.get("duration")),
        is_webinar=is_webinar,
        records=None if records is None else records == "cloud",
        has_waiting_room=None if waits is None or is_webinar else bool(waits),
        warnings=warnings,
    )


def instant(text: object) -> datetime | None:
    """Return an instant of an answer as an aware one, None for what is none."""
    try:
        parsed = datetime.fromisoformat(text_in(text))
        return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def kind_of(body: Mapping[str, object]) -> int | None:
    """Return the number of its `type`: of a room, or of a user."""
    return number_in(body.get("type"))


def best_match(listed: Iterable[Mapping[str, object]], request: RoomRequest) -> str | None:
    """Return the id of the listed room that carries the request's folio.

    One with the same start comes first. One with another start is still ours: the session was
    moved after the room was sent. The first folio in the agenda counts, whole: VC-2026-0001 is not
    VC-2026-00010, and a description may mention other folios.
    """
    ours = [one for one in listed if _folio_in(text_in(one.get("agenda"))) == request.folio]
    ours.sort(key=lambda one: instant(one.get("start_time")) != request.starts_at)
    return next(filter(None, (text_in(one.get("id")) for one in ours)), None)


def _folio_in(agenda: str) -> str | None:
    """Return the folio that an agenda carries."""
    found = re.search(r"\bFolio\s+([\w-]+)", agenda)
    return found[1] if found else None


def account_from(user: Mapping[str, object], settings: Mapping[str, object]) -> HostAccount:
    """Return a user and their settings as an account that can host.

    With empty settings the account is taken to host plain meetings of unknown size.
    """
    email = text_in(user.get("email"))
    feature, recording, in_meeting = (
        object_in(settings.get(name)) for name in ("feature", "recording", "in_meeting")
    )
    kinds = _kinds(feature, recording, in_meeting)
    sizes = [feature.get("meeting_capacity")]
    if "webinar" in kinds:
        sizes.append(feature.get("webinar_capacity"))
    return HostAccount(
        email=email,
        label=_name_of(user) or email,
        kinds=kinds,
        largest_audience=max(number_in(size) or 0 for size in sizes),
        is_licensed=kind_of(user) == LICENSED,
        external_id=text_in(user.get("id")),
    )


def _kinds(
    feature: Mapping[str, object], recording: Mapping[str, object], in_meeting: Mapping[str, object]
) -> frozenset[str]:
    """Return what an account can do, in the words of HostAccount."""
    streams = ("allow_live_streaming", "custom_live_streaming_service")
    has = {
        "meeting": True,
        "webinar": feature.get("webinar"),
        "recording": recording.get("cloud_recording"),
        # Facebook is reached by the custom service, which the administrator ticks apart.
        "streaming": all(in_meeting.get(name) for name in streams),
    }
    return frozenset(kind for kind, is_there in has.items() if is_there)


def _name_of(user: Mapping[str, object]) -> str:
    """Return how a user is shown at Zoom."""
    names = (text_in(user.get(name)) for name in ("first_name", "last_name"))
    return text_in(user.get("display_name")) or " ".join(filter(None, names))
