"""The permissions that each of Zoom's operations and messages needs, and what they are for.

Facts: `x-zoom-scopes` of Zoom's OpenAPI document of 2026-03-10 and `x-scopes` of its event schemas;
a test computes both anew. An application has today's scopes, one for each operation, or the older
ones, each of which opens a whole part; an operation takes either.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from integrations.contracts.common import Lack


class Part(StrEnum):
    """A part of the work, in the words that staff read after «no se podrá»."""

    ACCOUNTS = "ver las cuentas que pueden ser anfitrionas"
    MEETINGS = "crear, cambiar ni cancelar reuniones"
    WEBINARS = "crear, cambiar ni cancelar seminarios web (webinars)"
    ATTENDANCE = "saber quién asistió a una reunión"
    AUDIENCE = "saber quién asistió a un seminario web"
    STREAMS = "transmitir reuniones en vivo"
    WEBINAR_STREAMS = "transmitir seminarios web en vivo"
    RECORDINGS = "encontrar y guardar las grabaciones"
    DELETION = "mandar a la papelera de Zoom las grabaciones ya guardadas"
    STORAGE = "avisar cuando se llena el espacio de grabaciones"
    NEWS_OF_STREAMS = "enterarse al momento de que una transmisión empezó o se cortó"
    NEWS_OF_RECORDINGS = "enterarse al momento de que hay una grabación"


NEEDED = frozenset({Part.ACCOUNTS, Part.MEETINGS})
"""Without one of these the connection is of no use; the rest works without the others."""


@dataclass(frozen=True, slots=True)
class Need:
    """What one operation needs: its scope, or one of the older ones."""

    part: Part
    scope: str
    older: frozenset[str] = frozenset()


def _need(part: Part, scope: str, *older: str) -> Need:
    """Return a need; Zoom ends the scopes of such applications in `:admin`."""
    return Need(part, f"{scope}:admin", frozenset(f"{one}:admin" for one in older))


_USERS = ("user:read", "user:write")
_PAST = "list_past_participants"
OPERATIONS: Mapping[str, Need] = {
    "users": _need(Part.ACCOUNTS, "user:read:list_users", *_USERS),
    "user": _need(Part.ACCOUNTS, "user:read:user", *_USERS),
    "userSettings": _need(Part.ACCOUNTS, "user:read:settings", *_USERS),
    "meetingCreate": _need(Part.MEETINGS, "meeting:write:meeting", "meeting:write"),
    "meeting": _need(Part.MEETINGS, "meeting:read:meeting", "meeting:read"),
    "meetings": _need(Part.MEETINGS, "meeting:read:list_meetings", "meeting:read"),
    "meetingUpdate": _need(Part.MEETINGS, "meeting:update:meeting", "meeting:write"),
    "meetingDelete": _need(Part.MEETINGS, "meeting:delete:meeting", "meeting:write"),
    "webinarCreate": _need(Part.WEBINARS, "webinar:write:webinar", "webinar:write"),
    "webinar": _need(Part.WEBINARS, "webinar:read:webinar", "webinar:read"),
    "webinars": _need(Part.WEBINARS, "webinar:read:list_webinars", "webinar:read"),
    "webinarUpdate": _need(Part.WEBINARS, "webinar:update:webinar", "webinar:write"),
    "webinarDelete": _need(Part.WEBINARS, "webinar:delete:webinar", "webinar:write"),
    "pastMeetings": _need(Part.ATTENDANCE, "meeting:read:list_past_instances", "meeting:read"),
    "pastMeetingParticipants": _need(Part.ATTENDANCE, f"meeting:read:{_PAST}", "meeting:read"),
    "reportMeetingParticipants": _need(
        Part.ATTENDANCE, "report:read:list_meeting_participants", "report:read"
    ),
    "listWebinarParticipants": _need(Part.AUDIENCE, f"webinar:read:{_PAST}", "webinar:read"),
    "reportWebinarParticipants": _need(
        Part.AUDIENCE, "report:read:list_webinar_participants", "report:read"
    ),
    "meetingLiveStreamUpdate": _need(Part.STREAMS, "meeting:update:livestream", "meeting:write"),
    "meetingLiveStreamStatusUpdate": _need(
        Part.STREAMS, "meeting:update:livestream_status", "meeting:write"
    ),
    "webinarLiveStreamUpdate": _need(
        Part.WEBINAR_STREAMS, "webinar:update:livestream", "webinar:write"
    ),
    "webinarLiveStreamStatusUpdate": _need(
        Part.WEBINAR_STREAMS, "webinar:update:livestream_status", "webinar:write"
    ),
    "recordingsList": _need(
        Part.RECORDINGS, "cloud_recording:read:list_user_recordings", "recording:read"
    ),
    # The document names `phone_recording:read` here, of all the older ones.
    "recordingGet": _need(
        Part.RECORDINGS, "cloud_recording:read:list_recording_files", "phone_recording:read"
    ),
    "recordingDelete": _need(
        Part.DELETION, "cloud_recording:delete:meeting_recording", "recording:write"
    ),
    "reportCloudRecording": _need(Part.STORAGE, "report:read"),
}
"""What each operation that is used needs, by the name that Zoom's document gives it."""

MESSAGES: Mapping[str, Need] = {
    "meeting": _need(Part.MEETINGS, "meeting:read:meeting"),
    "webinar": _need(Part.WEBINARS, "webinar:read:webinar"),
    "meeting.live_streaming": _need(
        Part.NEWS_OF_STREAMS, "meeting:read:livestream", "meeting:read"
    ),
    "recording": _need(Part.NEWS_OF_RECORDINGS, "cloud_recording:read:recording", "recording:read"),
}
"""What the messages need that are heeded, by how their names begin.

The schemas name no older scopes; each part's own let its messages through.
"""

NEEDS = (*OPERATIONS.values(), *MESSAGES.values())
SCOPES: tuple[str, ...] = tuple(dict.fromkeys(need.scope for need in NEEDS))
"""Every scope to tick in Zoom's console, in the order in which they are named."""


def by_part() -> dict[str, tuple[str, ...]]:
    """Return every scope to tick, by what it is for."""
    found: dict[str, dict[str, None]] = {}
    for need in NEEDS:
        found.setdefault(need.part.value, {})[need.scope] = None
    return {part: tuple(scopes) for part, scopes in found.items()}


def lacks_of(granted: frozenset[str] | None) -> tuple[Lack, ...]:
    """Return the ungranted scopes, part by part; nothing where Zoom tells none that are granted."""
    if granted is None:
        return ()
    lacking: dict[Part, dict[str, None]] = {}
    for need in NEEDS:
        is_old = bool(_older_of(need.scope) & granted)
        if need.scope not in granted and not is_old:
            lacking.setdefault(need.part, {})[need.scope] = None
    return tuple(
        Lack(tuple(scopes), part.value, is_needed=part in NEEDED)
        for part, scopes in lacking.items()
    )


def _older_of(scope: str) -> frozenset[str]:
    """Return the older scopes that stand in for one."""
    return frozenset().union(*(need.older for need in NEEDS if need.scope == scope))
