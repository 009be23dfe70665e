"""Zoom's live streams: where a room sends its picture, and whether it does.

A picture that is sent to the emulated Facebook arrives there: both keep their state in one file.
"""

import json
from collections.abc import Iterator
from sqlite3 import Row

from flask import request

from integrations.emulator.meta import live_state
from integrations.emulator.operation import Reply, RequestContext, VendorError
from integrations.emulator.state import JsonObject, Transaction
from integrations.emulator.zoom import state, webhooks
from integrations.emulator.zoom.seeds import LICENSED

LIMITS = {"stream_url": 1024, "stream_key": 512, "page_url": 1024}
LAYOUTS = ("follow_host", "gallery_view", "speaker_view")
CAPTIONS = ("burnt-in", "embedded", "off")
ACTIONS = {"meetings": ("start", "stop", "mode"), "webinars": ("start", "stop")}
SERVICE = "Custom_Live_Streaming_Service"
SINGULAR = {"meetings": "meeting", "webinars": "webinar"}


def set_stream(context: RequestContext, room_id: str, kind: str) -> Reply:
    """Keep where a room sends its picture; the one before is replaced."""
    room = _room(context, room_id, kind)
    _check_host(context, room["host_id"])
    body = _body()
    errors = list(_wrong_target(body))
    if errors:
        raise VendorError(400, 300, "Validation Failed.", errors=errors)
    context.tx.run("INSERT OR REPLACE INTO stream VALUES (?, ?, 0)", room["id"], json.dumps(body))
    return Reply(204)


def set_status(context: RequestContext, room_id: str, kind: str) -> Reply:
    """Start, stop or rearrange a room's stream."""
    room = _room(context, room_id, kind)
    body = _body()
    errors = list(_wrong_status(body, kind))
    if errors:
        raise VendorError(400, 300, "Validation Failed.", errors=errors)
    settings = json.loads(room["body"]).get("settings", {})
    if settings.get("encryption_type") == "e2ee":
        raise VendorError(400, 4400, "This meeting is end-to-end encrypted.")
    if body["action"] == "start":
        _start(context, room["id"], kind)
    elif body["action"] == "stop":
        stop(context.tx, room["id"], kind)
    return Reply(204)


def stop(tx: Transaction, number: int, kind: str) -> None:
    """Let a room's stream end, as its own end does; one that does not run stays as it is."""
    row = tx.one("SELECT * FROM stream WHERE room_id = ? AND is_on = 1", number)
    if row is None:
        return
    tx.run("UPDATE stream SET is_on = 0 WHERE room_id = ?", number)
    target = json.loads(row["target"])
    live_state.picture_stops(tx, target["stream_url"], target["stream_key"])
    _announce(tx, number, kind, "stopped", target)


def _start(context: RequestContext, number: int, kind: str) -> None:
    """Let an open room's picture go out."""
    tx = context.tx
    if not tx.one("SELECT 1 FROM opening WHERE room_id = ? AND ended_at IS NULL", number):
        raise VendorError(400, 4927, "The meeting has not started. Unable to live stream.")
    row = tx.one("SELECT * FROM stream WHERE room_id = ?", number)
    if row is None:
        raise VendorError(400, 300, "The live stream is not configured.")
    if row["is_on"]:
        return
    target = json.loads(row["target"])
    tx.run("UPDATE stream SET is_on = 1 WHERE room_id = ?", number)
    # Zoom announces its own side; whether anybody takes the picture is not its business.
    live_state.picture_arrives(tx, target["stream_url"], target["stream_key"])
    _announce(tx, number, kind, "started", target)


def _announce(tx: Transaction, number: int, kind: str, what: str, target: JsonObject) -> None:
    """Write down the webhook of a stream's start or end, the key included, as Zoom does."""
    # Zoom's document of its events has none for a webinar's stream.
    if kind != "meetings":
        return
    streaming = {
        "service": SERVICE,
        "custom_live_streaming_settings": dict(target),
        "date_time": f"{tx.now():%Y-%m-%dT%H:%M:%SZ}",
    }
    webhooks.announce(
        tx, SINGULAR[kind], f"live_streaming_{what}", number, live_streaming=streaming
    )


def _room(context: RequestContext, room_id: str, kind: str) -> Row:
    """Return a room's row, or say what Zoom says of it."""
    row = context.tx.one(
        "SELECT * FROM room WHERE id = ?", int(room_id) if room_id.isdigit() else 0
    )
    if row is None:
        raise VendorError(404, 3001, f"{SINGULAR[kind].title()} does not exist: {room_id}.")
    if row["kind"] != kind:
        raise VendorError(400, 3000, f"Cannot access {SINGULAR[row['kind']]} info.")
    return row


def _check_host(context: RequestContext, host_id: str) -> None:
    """Refuse a host whose account may not stream."""
    user = state.host(context.tx, host_id)
    if user.kind != LICENSED:
        message = "Your user account is not allowed meeting hosting and scheduling capabilities."
        raise VendorError(400, 3161, message)
    if not (user.has_streaming and user.has_custom_service):
        raise VendorError(400, 3000, "Custom live streaming is not enabled for this user.")


def _body() -> JsonObject:
    """Return the request's object."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise VendorError(400, 300, "Request Body should be a valid JSON object.")
    return body


def _wrong_target(body: JsonObject) -> Iterator[dict[str, str]]:
    """Yield what is wrong with where a picture is to go."""
    for name in body:
        if name not in (*LIMITS, "resolution"):
            yield {"field": name, "message": "Unrecognized field."}
    for name, most in LIMITS.items():
        value = body.get(name)
        if not isinstance(value, str) or not 0 < len(value) <= most:
            yield {"field": name, "message": "Invalid field."}
    if body.get("resolution", "720p") not in ("720p", "1080p"):
        yield {"field": "resolution", "message": "Invalid field."}
    if not str(body.get("page_url", "")).startswith(("http://", "https://")):
        yield {"field": "page_url", "message": "Invalid field."}


def _wrong_status(body: JsonObject, kind: str) -> Iterator[dict[str, str]]:
    """Yield what is wrong with a start or stop; the action is lower case."""
    settings = body.get("settings", {})
    known = {"active_speaker_name", "display_name"}
    known |= {"layout", "close_caption"} if kind == "meetings" else set()
    if body.get("action") not in ACTIONS[kind]:
        yield {"field": "action", "message": "Invalid field."}
    for name in set(body) - {"action", "settings"}:
        yield {"field": name, "message": "Unrecognized field."}
    if not isinstance(settings, dict):
        yield {"field": "settings", "message": "Invalid field."}
        return
    for name in set(settings) - known:
        yield {"field": f"settings.{name}", "message": "Unrecognized field."}
    label = settings.get("display_name", "x")
    if not isinstance(label, str) or not 1 <= len(label) <= 50:
        yield {"field": "settings.display_name", "message": "Invalid field."}
    if not isinstance(settings.get("active_speaker_name", True), bool):
        yield {"field": "settings.active_speaker_name", "message": "Invalid field."}
    if settings.get("layout", LAYOUTS[0]) not in LAYOUTS:
        yield {"field": "settings.layout", "message": "Invalid field."}
    if settings.get("close_caption", CAPTIONS[0]) not in CAPTIONS:
        yield {"field": "settings.close_caption", "message": "Invalid field."}
