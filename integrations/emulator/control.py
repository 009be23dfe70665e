"""The door for tests and demonstrations, only under /_emulator: faults, clock, users, journal."""

import json
from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, abort, current_app, jsonify, request

from integrations.emulator.meta import live_state
from integrations.emulator.operation import KINDS
from integrations.emulator.state import JsonObject, State, Transaction
from integrations.emulator.zoom import state as zoom_state
from integrations.emulator.zoom import webhooks
from integrations.emulator.zoom.seeds import SeedUser

bp = Blueprint("control", __name__, url_prefix="/_emulator")

SECRETS = ("password", "start_url", "join_url")


@bp.post("/faults")
def add_fault() -> Response:
    """Let the next `times` calls of `operation` ("*" is any) fail in the way of `kind`.

    429, 429_burst, 429_daily (`retry_after`; for Meta `code`, `regain_min`)
                                          refused for too many calls, nothing done
    500 (`status`), html                  an outage's answer, nothing done
    500_after, html_after                 the same, but what was asked for is done
    lost_answer                           done, then the connection drops without an answer
    lost_request                          the connection drops, nothing done
    slow, slow_before (`seconds`)         done and answered late; done late
    refuse (`status`, `code`, `message`, `errors`; for Meta `subcode`, `title`, `text`)
                                          refused in these words
    revoked_token                         every token of this vendor's is refused from here on
    cut (`after`), wrong_length (`size`)  of a recording: drops after so many bytes; has so many
    """
    wanted = request.get_json()
    kind, times = wanted.pop("kind"), int(wanted.pop("times", 1))
    name = wanted.pop("operation", "*")
    if kind not in KINDS:
        abort(400, f"kind must be one of {sorted(KINDS)}")
    with _state().transaction() as tx:
        tx.run(
            "INSERT INTO fault (operation, kind, times, args) VALUES (?, ?, ?, ?)",
            name,
            kind,
            times,
            json.dumps(wanted),
        )
    return jsonify(operation=name, kind=kind, times=times)


@bp.get("/faults")
def list_faults() -> Response:
    """List the faults that are still to come."""
    with _state().transaction() as tx:
        rows = tx.all("SELECT operation, kind, times FROM fault WHERE times > 0 ORDER BY id")
    return jsonify(faults=[dict(row) for row in rows])


@bp.delete("/faults")
def forget_faults() -> Response:
    """Let nothing fail any more."""
    with _state().transaction() as tx:
        tx.run("DELETE FROM fault")
    return jsonify(faults=[])


@bp.post("/weather")
def set_weather() -> Response:
    """Let any call fail by chance from now on: `faults` with `kind` and `share` (0 to 1).

    A fault may name the one `operation` that it meets; the other words are those of /faults.
    """
    wanted = request.get_json()
    kinds = [str(fault.get("kind")) for fault in wanted.get("faults", ())]
    if not set(kinds) <= KINDS:
        abort(400, f"kind must be one of {sorted(KINDS)}")
    with _state().transaction() as tx:
        tx.set("weather", json.dumps(wanted))
    return jsonify(wanted)


@bp.post("/clock")
def move_clock() -> Response:
    """Move the clock on by `advance_s` seconds, or set it to the instant `now`."""
    wanted = request.get_json()
    with _state().transaction() as tx:
        target = tx.now() + timedelta(seconds=float(wanted.get("advance_s", 0)))
        if "now" in wanted:
            target = datetime.fromisoformat(wanted["now"])
        tx.set("clock_moved_s", str((target - datetime.now(UTC)).total_seconds()))
        # Live videos go on by the clock, and whoever listens is told of it.
        live_state.all_lives(tx)
        response = jsonify(now=tx.now().isoformat())
    state = _state()
    response.call_on_close(lambda: webhooks.send_all(state))
    return response


@bp.post("/messages/wait")
def wait_for_messages() -> Response:
    """Answer once every webhook that was written down, and is not held back, was sent."""
    webhooks.send_all(_state())
    return jsonify(sent=True)


@bp.post("/scopes")
def set_scopes() -> Response:
    """Let tokens that are given from now on permit `scopes`, a list of names."""
    scopes = [str(name) for name in request.get_json()["scopes"]]
    with _state().transaction() as tx:
        tx.set("scopes", json.dumps(scopes))
    return jsonify(scopes=scopes)


@bp.post("/users")
def put_user() -> Response:
    """Add a user, or replace the one with this `email`; the fields are those of `SeedUser`."""
    user = SeedUser(**request.get_json())
    with _state().transaction() as tx:
        zoom_state.put_user(tx, user)
    return jsonify(email=user.email)


@bp.post("/reset")
def reset() -> Response:
    """Begin again: first users, no rooms, no faults, the machine's clock."""
    _state().reset()
    return jsonify(reset=True)


@bp.get("/state")
def show_state() -> Response:
    """Show rooms, live videos, writes per host and day, the calls in their order; no secrets."""
    with _state().transaction() as tx:
        emails = {user_id: user.email for user_id, user in zoom_state.users(tx)}
        rooms = tx.all("SELECT * FROM room ORDER BY start, id")
        written = tx.all("SELECT * FROM written ORDER BY day, host_id")
        calls = tx.all("SELECT method, path, operation, status FROM call ORDER BY id")
        published = _published(tx)
        now = tx.now()
    by_kind: dict[str, list[JsonObject]] = {"meetings": [], "webinars": []}
    for row in rooms:
        body = json.loads(row["body"])
        shown = {name: value for name, value in body.items() if name not in SECRETS}
        shown |= {"id": row["id"], "host_email": emails.get(row["host_id"], "")}
        by_kind[row["kind"]].append(shown)
    counts = [[emails.get(row["host_id"], ""), row["day"], row["number"]] for row in written]
    journal = [dict(row) for row in calls]
    return jsonify(
        now=now.isoformat(),
        writes=counts,
        calls=journal,
        **published,
        **by_kind,
    )


def _published(tx: Transaction) -> dict[str, list[JsonObject]]:
    """Return what the networks hold, the newest first."""
    found: dict[str, list[JsonObject]] = {}
    for vendor in current_app.config["VENDORS"]:
        if vendor.published is not None:
            found |= vendor.published(tx)
    return found


def _state() -> State:
    """Return the emulator's memory."""
    return current_app.config["STATE"]
