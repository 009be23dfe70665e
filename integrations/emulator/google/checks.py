"""What Google refuses in a body, and what only this emulator refuses: fields it does not know.

Calendar takes and ignores a field that it does not know; sending one is a mistake to be noticed.
"""

import re
from collections.abc import Mapping
from datetime import datetime

from integrations.emulator.google.operation import GoogleError
from integrations.emulator.state import JsonObject

ID = re.compile(r"[a-v0-9]{5,1024}")
EVENT_FIELDS = frozenset(
    {
        *("id", "summary", "description", "location", "start", "end", "extendedProperties"),
        *("attendees", "guestsCanInviteOthers", "guestsCanModify", "guestsCanSeeOtherGuests"),
        *("conferenceData", "reminders", "visibility", "transparency", "status"),
    }
)
SPACE_VALUES: Mapping[str, tuple[str, ...]] = {
    "config.accessType": ("OPEN", "TRUSTED", "RESTRICTED"),
    "config.entryPointAccess": ("ALL", "CREATOR_APP_ONLY"),
    "config.moderation": ("ON", "OFF"),
    "config.moderationRestrictions.chatRestriction": ("HOSTS_ONLY", "NO_RESTRICTION"),
    "config.moderationRestrictions.presentRestriction": ("HOSTS_ONLY", "NO_RESTRICTION"),
    "config.moderationRestrictions.reactionRestriction": ("HOSTS_ONLY", "NO_RESTRICTION"),
    "config.moderationRestrictions.defaultJoinAsViewerType": ("ON", "OFF"),
    "config.artifactConfig.recordingConfig.autoRecordingGeneration": ("ON", "OFF"),
    "config.artifactConfig.transcriptionConfig.autoTranscriptionGeneration": ("ON", "OFF"),
    "config.artifactConfig.smartNotesConfig.autoSmartNotesGeneration": ("ON", "OFF"),
}
"""What can be set of a space, by path; names and values are Google's."""
NEEDS_EDITION = "config.artifactConfig."


def check_event(body: object, *, is_new: bool) -> JsonObject:
    """Return the body of an insert or patch, or refuse it."""
    if not isinstance(body, dict):
        raise GoogleError(400, "Parse Error", reason="parseError")
    unknown = sorted(set(body) - EVENT_FIELDS)
    if unknown:
        raise GoogleError(400, f"Unknown fields: {', '.join(unknown)}")
    if is_new:
        _check_new(body)
    elif "id" in body:
        raise GoogleError(400, "The id cannot be changed.")
    return body


def _check_new(body: JsonObject) -> None:
    """Refuse a new event with an id that is none, or without its times."""
    if "id" in body and not ID.fullmatch(str(body["id"])):
        raise GoogleError(400, "Invalid resource id value.")
    for name in ("start", "end"):
        if name not in body:
            raise GoogleError(400, f"Missing {name} time.", reason="required")


def check_times(body: JsonObject) -> None:
    """Refuse an event that ends before it begins, or whose times are none."""
    try:
        start, end = (datetime.fromisoformat(body[name]["dateTime"]) for name in ("start", "end"))
        is_empty = end <= start
    except (KeyError, TypeError, ValueError) as error:
        raise GoogleError(400, "Invalid start or end time.") from error
    if is_empty:
        raise GoogleError(400, "The specified time range is empty.", reason="timeRangeEmpty")


def check_space(body: object, mask: str) -> JsonObject:
    """Return what is to be set of a space, by path; refuse what Meet does not know."""
    if not isinstance(body, dict) or not mask:
        raise GoogleError(400, "Request contains an invalid argument.", reason="badRequest")
    given = dict(_flat(body, ""))
    wanted = mask.split(",")
    for path in given:
        if path not in wanted:
            raise GoogleError(400, f"{path} is not in the update mask.", reason="badRequest")
    for path in wanted:
        if given.get(path) not in SPACE_VALUES.get(path, ()):
            raise GoogleError(400, f"Invalid value at '{path}'.", reason="badRequest")
    return given


def _flat(body: JsonObject, prefix: str) -> list[tuple[str, object]]:
    """Return the values of a body with their paths."""
    found: list[tuple[str, object]] = []
    for name, value in body.items():
        path = prefix + name
        found += _flat(value, path + ".") if isinstance(value, dict) else [(path, value)]
    return found
