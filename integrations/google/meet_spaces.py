"""Google Meet's own side of a room: how its space is set up, and who was in it.

A space is named "spaces/…" for good; the code in its link is an alias that may pass to another
space. Facts: discovery document meet.v2 of 2026-10-29. What Meet refuses here is a warning: the
room is there without it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from integrations.contracts.meetings import Attendee, RoomRequest
from integrations.errors import (
    CredentialsError,
    IntegrationError,
    NotFoundError,
    RejectedError,
)
from integrations.google import calendar_events
from integrations.google.call import GoogleRequest
from integrations.google.scopes import SETS_MEET
from integrations.google.session import Visit
from integrations.http.fields import object_in, text_in

MOST_RECORDS = 100
MOST_PARTICIPANTS = 250
AROUND = timedelta(hours=24)
"""How far from the opening of a room its event is looked for in the calendar."""

NO_PERMISSION = (
    "La sala está hecha, pero falta el permiso meetings.space.settings para programar en Google "
    "la grabación, la transcripción y la moderación: hay que ajustarlas en la sala misma."
)
NOT_NOW = (
    "La sala está hecha, pero Google no dejó programar su grabación, transcripción y moderación: "
    "hay que ajustarlas en la sala misma."
)
NO_ENTRY = "Google no permitió ajustar quién entra sin pedirlo y la moderación de la sala."
NO_RECORDING = (
    "Google no permitió programar la grabación: la edición de Workspace no la incluye (Business "
    "Starter no graba) o no está activada. Habrá que grabar de otra forma."
)
NO_TRANSCRIPT = "Google no permitió programar la transcripción automática."


@dataclass(frozen=True, slots=True)
class _Setting:
    """Something of a space that is set together; `wanted` is by path, `refused` the warning."""

    wanted: Mapping[str, str]
    refused: str


def set_up(visit: Visit, code: str, request: RoomRequest) -> tuple[str, tuple[str, ...]]:
    """Set up the space behind a meeting code; return its lasting name, and warnings.

    It never raises for what Google refuses: without it there is a room all the same.
    """
    try:
        if not visit.may(SETS_MEET):
            return "", (NO_PERMISSION,)
        space = visit.call(_space(f"spaces/{code}"))
    except CredentialsError:
        return "", (NO_PERMISSION,)
    except IntegrationError:
        return "", (NOT_NOW,)
    name = text_in(space.get("name"))
    return name, tuple(_refusals(visit, name, space, request))


def attendees(visit: Visit, space_filter: str, since: datetime, until: datetime) -> list[Attendee]:
    """Return the people in a space between two instants, over every time it was opened.

    Meet tells when somebody came first and left last, no e-mail address, and forgets both 30 days
    after the end.
    """
    call = GoogleRequest(
        "list_records", "records", "list", {"filter": space_filter, "pageSize": MOST_RECORDS}
    )
    found: dict[Attendee, None] = {}
    for record in visit.listed(call, "conferenceRecords"):
        began, ended = instant(record.get("startTime")), instant(record.get("endTime"))
        if not _overlaps(began, ended, since, until):
            continue
        stays = _stays(visit, text_in(record.get("name")))
        # A list that grows while its pages are read repeats some of its rows.
        found |= {
            stay: None for stay in stays if _overlaps(stay.joined_at, stay.left_at, since, until)
        }
    return sorted(found, key=lambda stay: (stay.joined_at, stay.name))


def filter_for(space: str, code: str) -> str:
    """Return the filter for a space's records: by its lasting name, or by its code."""
    return f'space.name = "{space}"' if space else f'space.meeting_code = "{code}"'


def live(visit: Visit) -> tuple[str, ...]:
    """Return the events whose rooms are open on an account now.

    A room that belongs to no event of the calendar is told by its name, "spaces/…".
    """
    call = GoogleRequest(
        "list_records",
        "records",
        "list",
        {"filter": "end_time IS NULL", "pageSize": MOST_RECORDS},
    )
    records = visit.listed(call, "conferenceRecords")
    return tuple(
        text_in(event_of(visit, record).get("id")) or text_in(record.get("space"))
        for record in records
    )


def event_of(visit: Visit, record: Mapping[str, object]) -> Mapping[str, object]:
    """Return the event of the calendar in whose room a record took place; empty when none did."""
    name, began = text_in(record.get("space")), instant(record.get("startTime"))
    try:
        space = visit.call(_space(name))
    except NotFoundError:
        return {}
    code = text_in(space.get("meetingCode"))
    return _event_with(visit, code, began) if code and began else {}


def _space(name: str) -> GoogleRequest:
    """Return the call that reads a space, by its lasting name or by its code."""
    return GoogleRequest("get_space", "spaces", "get", {"name": name}, gives="name")


def names(visit: Visit, record: str) -> dict[str, str]:
    """Return everybody's names in one opening of a space, by participant."""
    return {text_in(row.get("name")): _name_of(row) for row in _participants(visit, record)}


def instant(text: object) -> datetime | None:
    """Return an instant of an answer; None for what is none."""
    try:
        return datetime.fromisoformat(text_in(text)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _refusals(
    visit: Visit, name: str, space: Mapping[str, object], request: RoomRequest
) -> Iterator[str]:
    """Patch what differs, each setting by itself; yield a warning for each that is refused."""
    for setting in _settings(request):
        changes = _changes(space, setting)
        if not changes:
            continue
        arguments = {"name": name, "updateMask": ",".join(changes), "body": _nested(changes)}
        try:
            visit.call(GoogleRequest("patch_space", "spaces", "patch", arguments, is_write=True))
        except CredentialsError:
            yield NO_PERMISSION
            return
        except RejectedError:
            yield setting.refused
        except IntegrationError:
            yield NOT_NOW
            return


def _changes(space: Mapping[str, object], setting: _Setting) -> dict[str, str]:
    """Return what has to be changed, by path."""
    wanted = setting.wanted.items()
    return {path: value for path, value in wanted if not _is_so(_at(space, path), value)}


def _settings(request: RoomRequest) -> tuple[_Setting, ...]:
    """Return what a space is to be like. A webinar's audience comes in as viewers."""
    entry = {"config.accessType": "TRUSTED" if request.has_waiting_room else "OPEN"}
    entry["config.moderation"] = "ON"
    if request.is_webinar:
        entry["config.moderationRestrictions.defaultJoinAsViewerType"] = "ON"
    switch = "ON" if request.records else "OFF"
    artifacts = "config.artifactConfig"
    recording = f"{artifacts}.recordingConfig.autoRecordingGeneration"
    transcript = f"{artifacts}.transcriptionConfig.autoTranscriptionGeneration"
    return (
        _Setting(entry, NO_ENTRY),
        _Setting({recording: switch}, NO_RECORDING),
        _Setting({transcript: switch}, NO_TRANSCRIPT),
    )


def _is_so(present: object, wanted: str) -> bool:
    """Tell whether a setting needs no change."""
    if wanted == "OFF":
        return present in (None, "OFF")
    # An organization may let in fewer people without asking than we want: that is left to it.
    return present == wanted or (wanted == "TRUSTED" and present == "RESTRICTED")


def _at(body: Mapping[str, object], path: str) -> object:
    """Return what stands at a path of a body, None when nothing does."""
    found: object = body
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _nested(changes: Mapping[str, str]) -> dict[str, object]:
    """Return a body that holds values at their paths."""
    body: dict[str, object] = {}
    for path, value in changes.items():
        *folders, last = path.split(".")
        inner = body
        for name in folders:
            folder = inner.setdefault(name, {})
            assert isinstance(folder, dict)
            inner = folder
        inner[last] = value
    return body


def _stays(visit: Visit, record: str) -> Iterator[Attendee]:
    """Yield who was in one opening of a space, over all pages."""
    for row in _participants(visit, record):
        joined_at = instant(row.get("earliestStartTime"))
        if joined_at is not None:
            yield Attendee(
                _name_of(row),
                joined_at,
                instant(row.get("latestEndTime")),
                account_id=text_in(object_in(row.get("signedinUser")).get("user")),
                is_phone="phoneUser" in row,
            )


def _participants(visit: Visit, record: str) -> Iterator[Mapping[str, object]]:
    """Yield everybody who was in one opening of a space, as Meet tells it."""
    arguments = {"parent": record, "pageSize": MOST_PARTICIPANTS}
    call = GoogleRequest("list_participants", "participants", "list", arguments)
    return visit.listed(call, "participants")


def _name_of(row: Mapping[str, object]) -> str:
    """Return what somebody was called in the room: a name, or part of a telephone number."""
    for kind in ("signedinUser", "anonymousUser", "phoneUser"):
        user = row.get(kind)
        if isinstance(user, Mapping):
            return text_in(user.get("displayName"))
    return ""


def _overlaps(
    began: datetime | None, ended: datetime | None, since: datetime, until: datetime
) -> bool:
    """Tell whether something lasted into [since, until)."""
    return (began is None or began < until) and (ended is None or ended > since)


def _event_with(visit: Visit, code: str, began: datetime) -> Mapping[str, object]:
    """Return the event whose Meet has that code, empty when there is none."""
    arguments = {
        "calendarId": visit.calendar,
        "timeMin": (began - AROUND).isoformat(),
        "timeMax": (began + AROUND).isoformat(),
        "singleEvents": True,
    }
    listed = visit.listed(GoogleRequest("list_events", "events", "list", arguments), "items")
    return next((one for one in listed if calendar_events.meeting_code(one) == code), {})
