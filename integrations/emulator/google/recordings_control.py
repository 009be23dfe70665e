"""The doors for what Meet keeps of a meeting, under /_emulator/google/records: made, moved on."""

import base64
import hashlib
import json
from datetime import datetime, timedelta

from flask import Response, abort, current_app, jsonify, request

from integrations.emulator.google import drive
from integrations.emulator.google import state as google_state
from integrations.emulator.google.meet_spaces import random_name
from integrations.emulator.google.recordings import GENERATED, STATES
from integrations.emulator.state import JsonObject, State, Transaction

SIZE = 200_000
FILE = "https://drive.google.com/file/d/{id}/view"
DOCUMENT = "https://docs.google.com/document/d/{id}/view"
Wanted = JsonObject


def add_recording(record: str) -> Response:
    """Let a meeting have been recorded: `started_at`, `ended_at` (both the meeting's), `state`.

    The video is `content` (base64), a file below the emulator's folder (`path`), or `size` bytes
    of noise, and belongs to the owner of the space.
    """
    with _state().transaction() as tx:
        return jsonify(record_video(tx, f"conferenceRecords/{record}", request.get_json()))


def add_transcript(record: str) -> Response:
    """Let a meeting have been transcribed: `started_at`, `ended_at`, `state`, `entries`.

    An entry has `text`, `speaker` (the name of a participant, or any), `at_s` from the beginning,
    `for_s` and `language_code`.
    """
    with _state().transaction() as tx:
        return jsonify(transcribe(tx, f"conferenceRecords/{record}", request.get_json()))


def move_on(record: str, kind: str, part: str) -> Response:
    """Let a recording or transcript be in another `state`; `ended_at` and `entries` may be told."""
    name, wanted = f"conferenceRecords/{record}/{kind}/{part}", request.get_json()
    with _state().transaction() as tx:
        row = tx.one("SELECT body FROM google_part WHERE name = ?", name)
        if row is None:
            abort(404, "no such recording or transcript")
        body = json.loads(row["body"]) | {"state": _checked(wanted.get("state", GENERATED))}
        if wanted.get("ended_at"):
            body["endTime"] = google_state.written(str(wanted["ended_at"]))
        tx.run("UPDATE google_part SET body = ? WHERE name = ?", json.dumps(body), name)
        _add_entries(tx, body, wanted)
    return jsonify(body)


def end_record(record: str) -> Response:
    """Let a meeting that lasts end, at `ended_at`."""
    name, ended_at = f"conferenceRecords/{record}", str(request.get_json()["ended_at"])
    with _state().transaction() as tx:
        _record(tx, name)
        tx.run(
            "UPDATE google_record SET ended_at = ? WHERE name = ?",
            *(google_state.written(ended_at), name),
        )
    return jsonify(name=name)


def put_file(file_id: str) -> Response:
    """Put a file into the Drive of `owner`, or change one; other fields are what Drive says."""
    wanted = request.get_json()
    with _state().transaction() as tx:
        row = tx.one("SELECT * FROM google_file WHERE id = ?", file_id)
        known = row["owner"] if row else ""
        owner = str(wanted.pop("owner", "") or known or abort(400, "a new file needs an owner"))
        body = (json.loads(row["body"]) if row else {}) | wanted
        keep_file(tx, file_id, owner, body)
    return jsonify(id=file_id)


def delete_file(file_id: str) -> Response:
    """Delete a file for good; Meet goes on naming it."""
    with _state().transaction() as tx:
        for table, column in (("google_file", "id"), ("google_media", "file_id")):
            tx.run(f"DELETE FROM {table} WHERE {column} = ?", file_id)  # noqa: S608
    return jsonify(deleted=file_id)


DOORS = (
    ("POST", "/records/<record>", end_record),
    ("POST", "/records/<record>/recordings", add_recording),
    ("POST", "/records/<record>/transcripts", add_transcript),
    ("POST", "/records/<record>/<kind>/<part>", move_on),
    ("POST", "/files/<file_id>", put_file),
    ("DELETE", "/files/<file_id>", delete_file),
)


def record_video(tx: Transaction, record: str, wanted: Wanted) -> Wanted:
    """Write down a video and put its file into the owner's Drive; return what it is."""
    owner, file_id = _owner(tx, record), random_name(33)
    given = wanted.get("content")
    content = None if given is None else base64.b64decode(str(given))
    tx.run(
        "INSERT INTO google_media VALUES (?, ?, ?, ?)",
        *(file_id, content, int(wanted.get("size", SIZE)), _path(str(wanted.get("path", "")))),
    )
    whole = drive.contents(tx, file_id) or b""
    md5 = hashlib.md5(whole, usedforsecurity=False).hexdigest()
    told = {"name": "Recording.mp4", "mimeType": "video/mp4", "size": str(len(whole))}
    keep_file(tx, file_id, owner, told | {"md5Checksum": md5, "trashed": False})
    where = {"file": file_id, "exportUri": FILE.format(id=file_id)}
    body = _add_part(tx, record, "recordings", wanted | {"driveDestination": where})
    sha256 = hashlib.sha256(whole).hexdigest()
    return {"name": body["name"], "file_id": file_id, "size": len(whole), "sha256": sha256}


def transcribe(tx: Transaction, record: str, wanted: Wanted) -> Wanted:
    """Write down a transcript with what was said; return its name."""
    document = random_name(44)
    where = {"document": document, "exportUri": DOCUMENT.format(id=document)}
    body = _add_part(tx, record, "transcripts", wanted | {"docsDestination": where})
    _add_entries(tx, body, wanted)
    return {"name": body["name"]}


def keep_file(tx: Transaction, file_id: str, owner: str, body: Wanted) -> None:
    """Write down what Drive says of a file."""
    tx.run("INSERT OR REPLACE INTO google_file VALUES (?, ?, ?)", file_id, owner, json.dumps(body))


def _add_part(tx: Transaction, record: str, kind: str, wanted: Wanted) -> Wanted:
    """Write down a recording or transcript; its times are the meeting's where none are given."""
    row, state = _record(tx, record), _checked(wanted.get("state", GENERATED))
    body = {"name": f"{record}/{kind}/{random_name(20)}", "state": state}
    started_at, ended_at = wanted.get("started_at"), wanted.get("ended_at")
    body["startTime"] = google_state.written(started_at) if started_at else row["started_at"]
    if state != STATES[0]:
        over = google_state.written(ended_at) if ended_at else row["ended_at"]
        body |= {"endTime": over} if over else {}
    body |= {name: value for name, value in wanted.items() if name.endswith("Destination")}
    tx.run(
        "INSERT INTO google_part VALUES (?, ?, ?, ?)",
        *(body["name"], record, kind),
        json.dumps(body),
    )
    return body


def _add_entries(tx: Transaction, transcript: Wanted, wanted: Wanted) -> None:
    """Write down what was said, after what was said before."""
    part = str(transcript["name"])
    record, _, _ = part.partition("/transcripts/")
    began = datetime.fromisoformat(str(transcript["startTime"]))
    number = tx.row("SELECT count(*) AS n FROM google_entry WHERE part = ?", part)["n"]
    for one in wanted.get("entries", ()):
        number += 1
        start = began + timedelta(seconds=float(one.get("at_s", number)))
        body = {
            "name": f"{part}/entries/{number:06}",
            "participant": _participant(tx, record, str(one.get("speaker", ""))),
            "text": one["text"],
            "languageCode": one.get("language_code", "es-MX"),
            "startTime": google_state.written(start.isoformat()),
            "endTime": google_state.written(
                (start + timedelta(seconds=float(one.get("for_s", 1)))).isoformat()
            ),
        }
        tx.run("INSERT INTO google_entry VALUES (?, ?, ?)", body["name"], part, json.dumps(body))


def _participant(tx: Transaction, record: str, speaker: str) -> str:
    """Return the name of the participant who is called like this; of nobody known, otherwise."""
    for row in tx.all("SELECT * FROM google_participant WHERE record = ?", record):
        users = (one for one in json.loads(row["body"]).values() if isinstance(one, dict))
        if any(user.get("displayName") == speaker for user in users):
            return row["name"]
    return f"{record}/participants/unknown"


def _path(given: str) -> str:
    """Return where a file of this machine lies, or refuse it; empty for none."""
    folder = _state().path.parent.resolve()
    path = (folder / given).resolve()
    if given and not (path.is_relative_to(folder) and path.is_file()):
        abort(400, "path must be a file below the emulator's folder")
    return str(path) if given else ""


def _record(tx: Transaction, record: str) -> Wanted:
    """Return a record's row."""
    row = tx.one("SELECT * FROM google_record WHERE name = ?", record)
    return dict(row) if row else abort(404, "no such record")


def _owner(tx: Transaction, record: str) -> str:
    """Return whose space a meeting took place in."""
    space = _record(tx, record)["space"]
    return tx.row("SELECT owner FROM google_space WHERE name = ?", space)["owner"]


def _checked(state: object) -> str:
    """Return a state, or refuse it."""
    return str(state) if state in STATES else abort(400, f"state must be one of {STATES}")


def _state() -> State:
    """Return the emulator's memory."""
    return current_app.config["STATE"]
