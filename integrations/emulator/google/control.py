"""The door for what people do at Google without us, under /_emulator/google.

Events are named by calendar and id, spaces by the code of their link.
"""

import json
from dataclasses import asdict, replace

from flask import Blueprint, Response, abort, current_app, jsonify, request

from integrations.emulator.google import recordings_control, state
from integrations.emulator.google.calendar_events import merged
from integrations.emulator.google.meet_spaces import random_name
from integrations.emulator.google.state import GoogleAccount
from integrations.emulator.state import JsonObject, State, Transaction

bp = Blueprint("google_stage", __name__, url_prefix="/_emulator/google")
for method, address, view in recordings_control.DOORS:
    bp.add_url_rule(address, view_func=view, methods=[method])
KINDS = ("signedinUser", "anonymousUser", "phoneUser")


@bp.post("/accounts")
def put_account() -> Response:
    """Add an account, or replace the one with this `email`; the fields are `GoogleAccount`'s."""
    account = GoogleAccount(**request.get_json())
    with _state().transaction() as tx:
        state.put_account(tx, account)
    return jsonify(email=account.email)


@bp.post("/conduct")
def behave() -> Response:
    """Let Google behave in another way from now on; the fields are those of `Conduct`."""
    with _state().transaction() as tx:
        conduct = replace(state.conduct(tx), **request.get_json())
        state.keep_conduct(tx, conduct)
    return jsonify(asdict(conduct))


@bp.post("/consents/withdraw")
def withdraw_consents() -> Response:
    """Take back what accounts gave, as somebody does at myaccount.google.com; all, or `email`'s."""
    email = request.get_json().get("email", "%")
    with _state().transaction() as tx:
        count = tx.run("DELETE FROM google_consent WHERE email LIKE ?", email)
        tx.run("DELETE FROM google_token WHERE email LIKE ?", email)
    return jsonify(withdrawn=count)


@bp.get("/state")
def show() -> Response:
    """Show events and spaces."""
    with _state().transaction() as tx:
        events = tx.all("SELECT * FROM google_event ORDER BY calendar, id")
        spaces = tx.all("SELECT * FROM google_space ORDER BY name")
    return jsonify(
        events=[json.loads(row["body"]) | {"calendar": row["calendar"]} for row in events],
        spaces=[dict(row) | {"config": json.loads(row["config"])} for row in spaces],
    )


@bp.post("/events/<calendar>/<event_id>")
def change_event(calendar: str, event_id: str) -> Response:
    """Change an event as somebody would in the calendar; {"status": "cancelled"} deletes it."""
    with _state().transaction() as tx:
        row = tx.one(
            "SELECT body FROM google_event WHERE calendar = ? AND id = ?", calendar, event_id
        )
        if row is None:
            abort(404, "no such event")
        body = merged(json.loads(row["body"]), request.get_json())
        tx.run(
            "UPDATE google_event SET body = ?, version = version + 1 WHERE calendar = ? AND id = ?",
            *(json.dumps(body), calendar, event_id),
        )
    return jsonify(body)


@bp.delete("/events/<calendar>/<event_id>")
def forget_event(calendar: str, event_id: str) -> Response:
    """Forget an event altogether, as Google does some weeks after it was cancelled."""
    with _state().transaction() as tx:
        tx.run("DELETE FROM google_event WHERE calendar = ? AND id = ?", calendar, event_id)
    return jsonify(forgotten=event_id)


@bp.post("/spaces/<code>/records")
def add_record(code: str) -> Response:
    """Let a meeting take place: `started_at`, `ended_at` (or none), `participants`.

    A participant has `name`, `kind` (one of KINDS), `joined_at` and `left_at` (or none).
    `recordings` and `transcripts` are lists of what the doors of `recordings_control` take.
    """
    wanted = request.get_json()
    with _state().transaction() as tx:
        space = tx.one("SELECT name FROM google_space WHERE code = ?", code)
        if space is None:
            abort(404, "no such space")
        name = f"conferenceRecords/{random_name(20)}"
        ended_at = wanted.get("ended_at")
        tx.run(
            "INSERT INTO google_record VALUES (?, ?, ?, ?)",
            *(name, space["name"], state.written(wanted["started_at"])),
            state.written(ended_at) if ended_at else None,
        )
        for number, participant in enumerate(wanted.get("participants", ())):
            _add_participant(tx, name, number, participant)
        videos = [
            recordings_control.record_video(tx, name, one) for one in wanted.get("recordings", ())
        ]
        said = [
            recordings_control.transcribe(tx, name, one) for one in wanted.get("transcripts", ())
        ]
    return jsonify(name=name, space=space["name"], recordings=videos, transcripts=said)


def _add_participant(tx: Transaction, record: str, number: int, wanted: JsonObject) -> None:
    """Write down that somebody was there."""
    kind = str(wanted.get("kind", KINDS[1]))
    name = f"{record}/participants/{number:04}"
    user = {"displayName": wanted["name"]}
    if kind == KINDS[0]:
        user["user"] = f"users/{number:021}"
    body = {
        "name": name,
        kind: user,
        "earliestStartTime": state.written(str(wanted["joined_at"])),
    }
    if wanted.get("left_at"):
        body["latestEndTime"] = state.written(str(wanted["left_at"]))
    tx.run("INSERT INTO google_participant VALUES (?, ?, ?)", name, record, json.dumps(body))


def _state() -> State:
    """Return the emulator's memory."""
    return current_app.config["STATE"]
