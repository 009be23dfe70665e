"""Google Calendar's events: inserted, read, listed, patched and deleted, as Google does it."""

import json
import re
from datetime import UTC, datetime
from sqlite3 import Row

from flask import request

from integrations.emulator.google import checks, meet_spaces, state
from integrations.emulator.google.operation import GoogleError, google_operation
from integrations.emulator.operation import Reply, RequestContext
from integrations.emulator.state import JsonObject

SCOPE = state.CALENDAR
LINK = "{base}/meet/{code}"
EVENT = "SELECT * FROM google_event WHERE calendar = ? AND id = ?"


@google_operation("insert_event", SCOPE)
def insert_event(context: RequestContext, calendar_id: str) -> Reply:
    """Add an event; an id of its own that was ever used is a duplicate."""
    calendar = _calendar(context, calendar_id)
    body = checks.check_event(request.get_json(silent=True), is_new=True)
    checks.check_times(body)
    event_id = str(body.get("id") or meet_spaces.random_name(26))
    if context.tx.one(EVENT, calendar, event_id) is not None:
        raise GoogleError(409, "The requested identifier already exists.")
    event = {
        "kind": "calendar#event",
        "id": event_id,
        "status": "confirmed",
        "created": _written(context.now),
        "creator": {"email": context.caller, "self": context.caller == calendar},
        "organizer": {"email": calendar, "self": True},
        "iCalUID": f"{event_id}@google.com",
        "sequence": 0,
        "reminders": {"useDefault": True},
        "eventType": "default",
    }
    looks_left = _ask_for_conference(context, event, body)
    event |= _plain(body)
    if looks_left == 0:
        _settle(context, event, calendar)
    context.tx.run(
        "INSERT INTO google_event VALUES (?, ?, ?, 1, ?)",
        *(calendar, event_id, json.dumps(event), looks_left),
    )
    return _shown(context, calendar, event_id)


@google_operation("get_event", SCOPE)
def get_event(context: RequestContext, calendar_id: str, event_id: str) -> Reply:
    """Read an event, also a cancelled one; each look brings a pending conference nearer."""
    calendar, event = _event(context, calendar_id, event_id)
    left = _row(context, calendar, event_id)["looks_left"]
    if left > 0:
        context.tx.run(
            "UPDATE google_event SET looks_left = ? WHERE calendar = ? AND id = ?",
            *(left - 1, calendar, event_id),
        )
    elif _settle(context, event, calendar):
        _keep(context, calendar, event)
    return _shown(context, calendar, event_id)


@google_operation("list_events", SCOPE)
def list_events(context: RequestContext, calendar_id: str) -> Reply:
    """List the events of a calendar, between two instants where these are given."""
    calendar = _calendar(context, calendar_id)
    rows = context.tx.all("SELECT id FROM google_event WHERE calendar = ? ORDER BY id", calendar)
    events = [_shown(context, calendar, row["id"]).body for row in rows]
    events = [event for event in events if _is_asked_for(event)]
    page, more = meet_spaces.page(events, request.args.get("maxResults", 250, type=int))
    body = {"kind": "calendar#events", "summary": calendar, "accessRole": "owner", "items": page}
    return Reply(200, body | more)


@google_operation("patch_event", SCOPE)
def patch_event(context: RequestContext, calendar_id: str, event_id: str) -> Reply:
    """Change what is named in the body; refuse where the event is no longer as it was read."""
    calendar, event = _event(context, calendar_id, event_id)
    row = _row(context, calendar, event_id)
    if request.headers.get("If-Match", _etag(row)) not in (_etag(row), "*"):
        raise GoogleError(412, "Precondition Failed")
    body = checks.check_event(request.get_json(silent=True), is_new=False)
    before = _times(event)
    looks_left = _ask_for_conference(context, event, body)
    event = merged(event, _plain(body))
    checks.check_times(event)
    event["sequence"] += before != _times(event)
    if looks_left == 0:
        _settle(context, event, calendar)
    _keep(context, calendar, event, looks_left=row["looks_left"] if looks_left < 0 else looks_left)
    return _shown(context, calendar, event_id)


@google_operation("delete_event", SCOPE)
def delete_event(context: RequestContext, calendar_id: str, event_id: str) -> Reply:
    """Cancel an event; the second time it is gone."""
    calendar, event = _event(context, calendar_id, event_id)
    if event["status"] == "cancelled":
        raise GoogleError(410, "Resource has been deleted")
    _keep(context, calendar, event | {"status": "cancelled"})
    return Reply(204)


def merged(body: JsonObject, changes: JsonObject) -> JsonObject:
    """Return a body with changes, member by member; null takes a member away."""
    result = dict(body)
    for name, value in changes.items():
        present = result.get(name)
        if value is None:
            result.pop(name, None)
        elif isinstance(value, dict) and isinstance(present, dict):
            result[name] = merged(present, value)
        else:
            result[name] = value
    return result


def _is_asked_for(event: JsonObject) -> bool:
    """Tell whether an event belongs into the list that is asked for."""
    shows_all = request.args.get("showDeleted", "false") == "true"
    if event["status"] == "cancelled" and not shows_all:
        return False
    since, until = (request.args.get(name) for name in ("timeMin", "timeMax"))
    is_over = since and _at(event, "end") <= datetime.fromisoformat(since)
    is_later = until and _at(event, "start") >= datetime.fromisoformat(until)
    return not (is_over or is_later)


def _ask_for_conference(context: RequestContext, event: JsonObject, body: JsonObject) -> int:
    """Write down a request for a conference; return after how many looks it is made (-1: none)."""
    wanted = body.get("conferenceData")
    # Without the version Google ignores the conference, and says nothing.
    if wanted is None or request.args.get("conferenceDataVersion", "0") != "1":
        return -1
    asked = wanted.get("createRequest") or {}
    _check_request(context, asked)
    before = (event.get("conferenceData") or {}).get("createRequest") or {}
    if before.get("requestId") == asked["requestId"]:
        return -1
    event["conferenceData"] = {
        "createRequest": {
            "requestId": str(asked["requestId"]),
            "conferenceSolutionKey": {"type": "hangoutsMeet"},
            "status": {"statusCode": "pending"},
        }
    }
    event.pop("hangoutLink", None)
    return state.conduct(context.tx).looks


def _check_request(context: RequestContext, asked: JsonObject) -> None:
    """Refuse a request for a conference that is incomplete, or not for the caller to make."""
    kind = (asked.get("conferenceSolutionKey") or {}).get("type")
    account = state.account(context.tx, context.caller)
    if kind != "hangoutsMeet" or account is None or not account.has_meet:
        raise GoogleError(400, "Invalid conference type value.")
    if not asked.get("requestId"):
        raise GoogleError(400, "Missing conference request id.", reason="required")


def _settle(context: RequestContext, event: JsonObject, calendar: str) -> bool:
    """Make, or fail to make, a conference that is asked for; tell whether there was one."""
    data = event.get("conferenceData") or {}
    asked = data.get("createRequest") or {}
    if (asked.get("status") or {}).get("statusCode") != "pending":
        return False
    outcome = state.conduct(context.tx).outcome
    asked["status"] = {"statusCode": outcome}
    if outcome == "success":
        code = meet_spaces.new_space(context.tx, calendar)
        uri = LINK.format(base=context.base_url, code=code)
        point = {"entryPointType": "video", "uri": uri, "label": re.sub(r"^\w+://", "", uri)}
        solution = {"key": {"type": "hangoutsMeet"}, "name": "Google Meet"}
        data |= {"conferenceId": code, "conferenceSolution": solution, "entryPoints": [point]}
        event["hangoutLink"] = uri
    return True


def _calendar(context: RequestContext, calendar_id: str) -> str:
    """Return whose calendar it is; somebody else's is not there for the caller."""
    if calendar_id not in ("primary", context.caller):
        raise GoogleError(404, "Not Found")
    return context.caller


def _row(context: RequestContext, calendar: str, event_id: str) -> Row:
    """Return the row of an event that is there."""
    return context.tx.row(EVENT, calendar, event_id)


def _event(context: RequestContext, calendar_id: str, event_id: str) -> tuple[str, JsonObject]:
    """Return the calendar and the event that are named, or refuse."""
    calendar = _calendar(context, calendar_id)
    row = context.tx.one(EVENT, calendar, event_id)
    if row is None:
        raise GoogleError(404, "Not Found")
    return calendar, json.loads(row["body"])


def _keep(
    context: RequestContext,
    calendar: str,
    event: JsonObject,
    *,
    looks_left: int | None = None,
) -> None:
    """Write an event that was changed: its etag is another from here on."""
    context.tx.run(
        "UPDATE google_event SET body = ?, version = version + 1, "
        "looks_left = coalesce(?, looks_left) WHERE calendar = ? AND id = ?",
        *(json.dumps(event), looks_left, calendar, event["id"]),
    )


def _shown(context: RequestContext, calendar: str, event_id: str) -> Reply:
    """Return an event as Google describes it."""
    row = _row(context, calendar, event_id)
    event = json.loads(row["body"])
    link = f"{context.base_url}/calendar/event?eid={event_id}"
    return Reply(
        200, event | {"etag": _etag(row), "htmlLink": link, "updated": _written(context.now)}
    )


def _etag(row: Row) -> str:
    """Return the etag of an event's present version."""
    return f'"{row["version"]:016d}"'


def _plain(body: JsonObject) -> JsonObject:
    """Return what a body says besides its conference."""
    return {name: value for name, value in body.items() if name != "conferenceData"}


def _times(event: JsonObject) -> tuple[datetime, datetime]:
    """Return the start and the end of an event."""
    return _at(event, "start"), _at(event, "end")


def _at(event: JsonObject, name: str) -> datetime:
    """Return the start or end of an event."""
    return datetime.fromisoformat(event[name]["dateTime"])


def _written(instant: datetime) -> str:
    """Return an instant as Google writes it."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%S.000Z}"
