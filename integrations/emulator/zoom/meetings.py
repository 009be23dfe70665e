"""Zoom's meetings and webinars: made, listed, read, changed and deleted, as Zoom does it."""

import base64
import json
import os
import secrets
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import request

from integrations.emulator.operation import (
    Reply,
    RequestContext,
    VendorError,
    new_number,
    next_midnight,
    operation,
    page_of,
)
from integrations.emulator.state import JsonObject, Transaction
from integrations.emulator.zoom import state, webhooks
from integrations.emulator.zoom.accounts import user_of
from integrations.emulator.zoom.checks import check_body
from integrations.emulator.zoom.seeds import UNASSIGNED, SeedUser

WRITES_PER_DAY = 100
LISTED_AGENDA = 250
SINGULAR = {"meetings": "meeting", "webinars": "webinar"}
LIVE_ROOMS = "SELECT room_id FROM opening WHERE ended_at IS NULL"


def create_room(context: RequestContext, user_id: str, kind: str) -> Reply:
    """Make a meeting or webinar for a host."""
    host_id, host = _host(context, user_id, kind)
    body = check_body(context, request.get_json(silent=True), kind=kind, is_new=True)
    _count_write(context, host_id, host)
    number, wanted = new_number(), _defaults(kind, context.now)
    settings = wanted["settings"] | body.get("settings", {})
    wanted |= {name: value for name, value in body.items() if not name.startswith("default_pass")}
    wanted |= {"settings": settings, "start_time": written(_instant(wanted))}
    wanted |= {"uuid": new_uuid(number), "created_at": written(context.now)}
    context.tx.run(
        "INSERT INTO room VALUES (?, ?, ?, ?, ?)",
        number,
        kind,
        host_id,
        wanted["start_time"],
        json.dumps(wanted),
    )
    webhooks.announce(context.tx, SINGULAR[kind], "created", number)
    return Reply(201, _room_body(context, number, host_id, wanted))


def list_rooms(context: RequestContext, user_id: str, kind: str) -> Reply:
    """List a host's meetings or webinars, soonest first; `type` upcoming leaves out past ones."""
    host_id, _ = _host(context, user_id, kind)
    rows = context.tx.all(
        "SELECT * FROM room WHERE host_id = ? AND kind = ? ORDER BY start, id", host_id, kind
    )
    listed = []
    live = {row["room_id"] for row in context.tx.all(LIVE_ROOMS)}
    for row in rows:
        body = json.loads(row["body"])
        if request.args.get("type") == "live" and row["id"] not in live:
            continue
        if request.args.get("type", "").startswith("upcoming") and _is_over(body, context.now):
            continue
        names = ("agenda", "created_at", "duration", "start_time", "timezone", "topic", "type")
        one = {name: body[name] for name in (*names, "uuid") if name in body}
        one["agenda"] = str(one.get("agenda", ""))[:LISTED_AGENDA]
        link = _join_url(context, row["id"], body)
        listed.append(one | {"id": row["id"], "host_id": host_id, "join_url": link})
    return Reply(200, page_of(listed, kind, most=300))


def read_room(context: RequestContext, room_id: str, kind: str) -> Reply:
    """Read a meeting or webinar."""
    number, host_id, body = _room(context, room_id, kind)
    return Reply(200, _room_body(context, number, host_id, body))


def update_room(context: RequestContext, room_id: str, kind: str) -> Reply:
    """Change a meeting or webinar; a start in the past is ignored, without a word."""
    number, host_id, body = _room(context, room_id, kind)
    changes = check_body(context, request.get_json(silent=True), kind=kind, is_new=False)
    _count_write(context, host_id, user_of(context, host_id)[1])
    if "start_time" in changes and _instant(body | changes) < context.now:
        # So does Zoom: the answer is 204 all the same, and only a read tells.
        del changes["start_time"]
    settings = body["settings"] | changes.get("settings", {})
    body |= changes | {"settings": settings}
    start = body["start_time"] = written(_instant(body))
    context.tx.run(
        "UPDATE room SET body = ?, start = ? WHERE id = ?", json.dumps(body), start, number
    )
    webhooks.announce(context.tx, SINGULAR[kind], "updated", number)
    return Reply(204)


def delete_room(context: RequestContext, room_id: str, kind: str) -> Reply:
    """Delete a meeting or webinar."""
    number, _, _ = _room(context, room_id, kind)
    throw_away(context.tx, number)
    return Reply(204)


def throw_away(tx: Transaction, number: int) -> None:
    """Take a room out of use, say so, and keep it for who wants it back."""
    row = tx.row("SELECT kind FROM room WHERE id = ?", number)
    webhooks.announce(tx, SINGULAR[row["kind"]], "deleted", number)
    tx.run("INSERT OR REPLACE INTO deleted_room SELECT * FROM room WHERE id = ?", number)
    tx.run("DELETE FROM room WHERE id = ?", number)


@operation("end_meeting", "meeting:update:status:admin", "meeting:write:admin")
def end_meeting(context: RequestContext, room_id: str) -> Reply:
    """End a meeting that is held."""
    _room(context, room_id, "meetings")
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or body.get("action") not in ("end", "recover") or len(body) > 1:
        raise VendorError(400, 300, "Validation Failed.")
    return Reply(204)


def _host(context: RequestContext, user_id: str, kind: str) -> tuple[str, SeedUser]:
    """Return the user who is to host, or refuse as Zoom does."""
    found_id, user = user_of(context, user_id)
    if user.kind == UNASSIGNED:
        message = "Your user account is not allowed meeting hosting and scheduling capabilities."
        raise VendorError(400, 3161, message)
    if kind == "webinars" and not user.webinar_capacity:
        message = "Webinar plan is missing. Enable webinar for this user once the plan is added."
        raise VendorError(400, 200, message)
    return found_id, user


def _room(context: RequestContext, room_id: str, kind: str) -> tuple[int, str, JsonObject]:
    """Return number, host and body of a room, or say what Zoom says of it."""
    row = context.tx.one(
        "SELECT * FROM room WHERE id = ?", int(room_id) if room_id.isdigit() else 0
    )
    if row is None:
        raise VendorError(404, 3001, f"{SINGULAR[kind].title()} does not exist: {room_id}.")
    if row["kind"] != kind:
        raise VendorError(400, 3000, f"Cannot access {SINGULAR[row['kind']]} info.")
    return row["id"], row["host_id"], json.loads(row["body"])


def _count_write(context: RequestContext, host_id: str, host: SeedUser) -> None:
    """Count one creation or change against the host's day (UTC), or refuse it."""
    day = context.now.date().isoformat()
    row = context.tx.one("SELECT number FROM written WHERE host_id = ? AND day = ?", host_id, day)
    if row and row["number"] >= WRITES_PER_DAY:
        # The cap belongs to the host, not to whoever calls (Zoom, rate limits by user).
        message = (
            f"You have exceeded the daily rate limit of ({WRITES_PER_DAY}) for Meeting "
            f"Create/Update API requests permitted for this particular user {host.email}."
        )
        limits = {"Limit": str(WRITES_PER_DAY), "Remaining": "0", "Category": "Light"}
        headers = {f"X-RateLimit-{name}": value for name, value in limits.items()}
        headers |= {"X-RateLimit-Type": "Daily-limit", "Retry-After": next_midnight(context.now)}
        raise VendorError(429, 429, message, headers=headers)
    context.tx.run(
        "INSERT INTO written VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET number = number + 1",
        host_id,
        day,
    )


def _defaults(kind: str, now: datetime) -> JsonObject:
    """Return what Zoom puts where a body says nothing."""
    settings: JsonObject = {"auto_recording": "none", "approval_type": 2}
    if kind == "meetings":
        settings["encryption_type"] = "enhanced_encryption"
    return {
        "topic": "Zoom Meeting" if kind == "meetings" else "Zoom Webinar",
        "type": 2 if kind == "meetings" else 5,
        "duration": 60,
        "timezone": "America/Mexico_City",
        "start_time": written(now),
        "settings": settings | {"alternative_hosts": ""},
    }


def _room_body(context: RequestContext, number: int, host_id: str, body: JsonObject) -> JsonObject:
    """Return a room as Zoom describes it, its secrets included."""
    host = state.host(context.tx, host_id)
    return {
        **body,
        "id": number,
        "host_id": host_id,
        "host_email": host.email,
        "join_url": _join_url(context, number, body),
        "start_url": f"{context.base_url}/s/{number}?zak=eyJ{secrets.token_urlsafe(24)}",
    }


def _join_url(context: RequestContext, number: int, body: JsonObject) -> str:
    """Return the link for those invited: another passcode makes another link."""
    link = f"{context.base_url}/j/{number}"
    passcode = str(body.get("password") or "")
    if not passcode:
        return link
    return f"{link}?pwd=" + base64.urlsafe_b64encode(f"{number}{passcode}".encode()).decode()


def new_uuid(number: int) -> str:
    """Return a unique id as Zoom makes them: some begin with "/", some hold "//"."""
    text = base64.b64encode(os.urandom(16)).decode("ascii")
    return {0: "/" + text[1:], 1: text[:5] + "//" + text[7:]}.get(number % 4, text)


def _instant(body: JsonObject) -> datetime:
    """Return a room's start; one without Z is local to the room's time zone."""
    start = datetime.fromisoformat(str(body["start_time"]))
    if start.tzinfo is None:
        try:
            start = start.replace(tzinfo=ZoneInfo(str(body["timezone"])))
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise VendorError(400, 300, "Validation Failed.") from error
    return start.astimezone(UTC)


def _is_over(body: JsonObject, now: datetime) -> bool:
    """Tell whether a room's planned time has passed."""
    return _instant(body) + timedelta(minutes=int(body["duration"])) < now


def written(instant: datetime) -> str:
    """Return an instant as Zoom writes it."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
