"""The door for what people do at the vendor without us: open a room, change it, delete it.

Everything is under /_emulator, like `control`; rooms are named by their number.
"""

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps

from flask import Blueprint, Response, abort, current_app, jsonify, request

from integrations.emulator.state import JsonObject, State, Transaction
from integrations.emulator.zoom import livestream, webhooks
from integrations.emulator.zoom.meetings import SINGULAR, new_uuid, throw_away, written

bp = Blueprint("stage", __name__, url_prefix="/_emulator")


def door(path: str) -> Callable[[Callable[..., JsonObject]], None]:
    """Declare a door that works in one transaction and then sends the webhooks it caused."""

    def declare(act: Callable[..., JsonObject]) -> None:
        @wraps(act)
        def view(number: int) -> Response:
            state: State = current_app.config["STATE"]
            with state.transaction() as tx:
                answer = act(tx, number, request.get_json(silent=True) or {})
            response = jsonify(answer)
            response.call_on_close(lambda: webhooks.send_all(state))
            return response

        bp.add_url_rule(f"/rooms/<int:number>/{path}", view_func=view, methods=["POST"])

    return declare


@door("start")
def start(tx: Transaction, number: int, wanted: JsonObject) -> JsonObject:
    """Open a room, now or `at` an instant."""
    kind, uuid = _kind(tx, number), new_uuid(number)
    at = _at(tx, wanted)
    tx.run("INSERT INTO opening VALUES (?, ?, ?, NULL)", uuid, number, at)
    webhooks.announce(tx, kind, "started", number, uuid=uuid, start_time=at)
    return {"uuid": uuid}


@door("end")
def end(tx: Transaction, number: int, wanted: JsonObject) -> JsonObject:
    """Close a room that is open, now or `at` an instant; who is still in it leaves."""
    kind, uuid, at = _kind(tx, number), _open_now(tx, number), _at(tx, wanted)
    livestream.stop(tx, number, f"{kind}s")
    tx.run("UPDATE stay SET left_at = ? WHERE uuid = ? AND left_at IS NULL", at, uuid)
    tx.run("UPDATE opening SET ended_at = ? WHERE uuid = ?", at, uuid)
    webhooks.announce(tx, kind, "ended", number, uuid=uuid, end_time=at)
    return {"uuid": uuid}


@door("stop_stream")
def stop_stream(tx: Transaction, number: int, wanted: JsonObject) -> JsonObject:
    """Stop the stream of a room that is open, as its host can."""
    kind, uuid = _kind(tx, number), _open_now(tx, number)
    livestream.stop(tx, number, f"{kind}s")
    return {"uuid": uuid}


@door("join")
def join(tx: Transaction, number: int, wanted: JsonObject) -> JsonObject:
    """Let somebody (`name`, `email`, `registrant_id`) in, now or `at` an instant."""
    kind, uuid, at = _kind(tx, number), _open_now(tx, number), _at(tx, wanted)
    name, email = str(wanted["name"]), str(wanted.get("email", ""))
    tx.run(
        "INSERT INTO stay (uuid, name, email, registrant_id, joined_at) VALUES (?, ?, ?, ?, ?)",
        *(uuid, name, email, str(wanted.get("registrant_id", "")), at),
    )
    who = {"user_name": name, "email": email, "join_time": at, "id": "", "user_id": "1"}
    webhooks.announce(tx, kind, "participant_joined", number, uuid=uuid, participant=who)
    return {"uuid": uuid}


@door("leave")
def leave(tx: Transaction, number: int, wanted: JsonObject) -> JsonObject:
    """Let whoever has that `name` leave, now or `at` an instant."""
    kind, uuid, at = _kind(tx, number), _open_now(tx, number), _at(tx, wanted)
    name = str(wanted["name"])
    tx.run(
        "UPDATE stay SET left_at = ? WHERE uuid = ? AND name = ? AND left_at IS NULL",
        *(at, uuid, name),
    )
    who = {"user_name": name, "leave_time": at, "id": "", "user_id": "1"}
    webhooks.announce(tx, kind, "participant_left", number, uuid=uuid, participant=who)
    return {"uuid": uuid}


@door("change")
def change(tx: Transaction, number: int, wanted: JsonObject) -> JsonObject:
    """Change a room as somebody would in the vendor's own pages; the fields are the API's."""
    kind = _kind(tx, number)
    body = json.loads(tx.row("SELECT body FROM room WHERE id = ?", number)["body"])
    settings = body["settings"] | wanted.pop("settings", {})
    body |= wanted | {"settings": settings}
    tx.run(
        "UPDATE room SET body = ?, start = ? WHERE id = ?",
        *(json.dumps(body), body["start_time"], number),
    )
    webhooks.announce(tx, kind, "updated", number)
    return {"changed": sorted(wanted)}


@door("delete")
def delete(tx: Transaction, number: int, wanted: JsonObject) -> JsonObject:
    """Delete a room; it can be restored."""
    _kind(tx, number)
    throw_away(tx, number)
    return {"deleted": number}


@door("restore")
def restore(tx: Transaction, number: int, wanted: JsonObject) -> JsonObject:
    """Take a deleted room back."""
    if not tx.run("INSERT INTO room SELECT * FROM deleted_room WHERE id = ?", number):
        abort(404, "no such room was deleted")
    tx.run("DELETE FROM deleted_room WHERE id = ?", number)
    webhooks.announce(tx, _kind(tx, number), "recovered", number)
    return {"restored": number}


@bp.post("/webhooks")
def subscribe() -> Response:
    """Send webhooks from now on to `url`, signed with `secret`, each so many `times`.

    With `is_held` they wait until /_emulator/webhooks/send is called.
    """
    try:
        webhooks.subscribe(_state(), webhooks.Subscription(**request.get_json()))
    except (TypeError, ValueError) as error:
        abort(400, str(error))
    return jsonify(subscribed=True)


@bp.get("/webhooks")
def list_waiting() -> Response:
    """List the messages that wait to be sent."""
    return jsonify(waiting=[json.loads(body) for body in webhooks.waiting(_state())])


@bp.post("/webhooks/send")
def send_now() -> Response:
    """Send what waits, in another order with `is_shuffled`; say how many messages that were."""
    wanted = request.get_json(silent=True) or {}
    count = webhooks.send(
        _state(), is_asked=True, is_shuffled=bool(wanted.get("is_shuffled", False))
    )
    return jsonify(sent=count)


def _kind(tx: Transaction, number: int) -> str:
    """Return "meeting" or "webinar"."""
    row = tx.one("SELECT kind FROM room WHERE id = ?", number)
    if row is None:
        abort(404, "no such room")
    return SINGULAR[row["kind"]]


def _open_now(tx: Transaction, number: int) -> str:
    """Return the id of the room's present opening."""
    row = tx.one("SELECT uuid FROM opening WHERE room_id = ? AND ended_at IS NULL", number)
    if row is None:
        abort(409, "the room is not open")
    return row["uuid"]


def _at(tx: Transaction, wanted: JsonObject) -> str:
    """Return the instant at which it happens, as the vendor writes it."""
    given = wanted.get("at")
    return written(datetime.fromisoformat(str(given)) if given else tx.now())


def _state() -> State:
    """Return the emulator's memory."""
    return current_app.config["STATE"]
