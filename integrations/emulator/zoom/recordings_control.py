"""The door for what happens to recordings without us, under /_emulator: made, binned, brought back.

Rooms are named by their number, recordings by the id of the opening, by default the room's last.
"""

import base64
import binascii
import hashlib
import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from flask import Blueprint, Response, abort, current_app, jsonify, request

from integrations.emulator.state import JsonObject, State, Transaction
from integrations.emulator.zoom import recordings_state, webhooks
from integrations.emulator.zoom.control import door
from integrations.emulator.zoom.meetings import new_uuid, written
from integrations.emulator.zoom.recording_bodies import tell, tell_batch, tell_storage
from integrations.emulator.zoom.recordings_state import File, Kept

bp = Blueprint("recordings_stage", __name__, url_prefix="/_emulator/recordings")

VIDEO = "shared_screen_with_speaker_view"
TYPES = {
    "MP4": ("MP4", VIDEO),
    "M4A": ("M4A", "audio_only"),
    "TRANSCRIPT": ("VTT", "audio_transcript"),
    "CC": ("VTT", "closed_caption"),
    "CHAT": ("TXT", "chat_file"),
    "CSV": ("CSV", "poll"),
    "TIMELINE": ("JSON", "timeline"),
    "TB": ("JPG", "thumbnail"),
    "SUMMARY": ("JSON", "summary"),
}
"""Extension and `recording_type` of each type of file, where the caller says nothing else."""
USUAL = ({"type": "MP4", "size": 200_000}, {"type": "M4A", "size": 40_000})
TRANSCRIPT = b"WEBVTT\n\n1\n00:00:01.000 --> 00:00:04.000\nAna: Buenos d\xc3\xadas.\n"
DONE = {"trash": "trashed", "delete": "deleted", "recover": "recovered"}
EXPIRES_AFTER = timedelta(days=120)


@door("recordings")
def record(tx: Transaction, number: int, wanted: JsonObject) -> JsonObject:
    """Let a room have been recorded, and tell of it so many `times` (once; 0 is silently).

    `files` are a list of {type, recording_type, extension, start, end, status, id, has_id} and one
    of content (base64), path (below the emulator's folder) and size (of noise); a file with a known
    id is changed. `uuid` names the opening, `at` its start, `minutes` its length. A recording is
    deleted on its `auto_delete_date`, 120 days from now unless told; null is never.
    """
    kept = _kept_at(tx, number, wanted)
    files = [_put_file(tx, kept, one) for one in wanted.get("files", USUAL)]
    whole = _recorded(tx, number, {"uuid": kept.uuid})
    tell(tx, "completed", whole, whole.present, times=int(wanted.get("times", 1)))
    tell_storage(tx)
    return {"uuid": kept.uuid, "files": files}


@door("transcript")
def transcribe(tx: Transaction, number: int, wanted: JsonObject) -> JsonObject:
    """Let the transcript of what was recorded be ready; `content` and `times` as above."""
    kept = _recorded(tx, number, wanted)
    spoken = {"content": base64.b64encode(TRANSCRIPT).decode()}
    known = ("content", "path", "size", "id", "status")
    given = {name: wanted[name] for name in known if name in wanted} or spoken
    file_id = _put_file(tx, kept, {"type": "TRANSCRIPT"} | given)
    whole = _recorded(tx, number, {"uuid": kept.uuid})
    files = [file for file in whole.present if file.id == file_id]
    tell(tx, "transcript_completed", kept, files, times=int(wanted.get("times", 1)))
    return {"uuid": kept.uuid, "files": [file_id]}


@door("recordings/trash")
def trash_recording(tx: Transaction, number: int, wanted: JsonObject) -> JsonObject:
    """Put a recording (or its `files`, by id) into the bin; `is_batch`: the other message."""
    return _do(tx, "trash", _recorded(tx, number, wanted), wanted)


@door("recordings/delete")
def delete_recording(tx: Transaction, number: int, wanted: JsonObject) -> JsonObject:
    """Delete a recording (or its `files`) for good."""
    return _do(tx, "delete", _recorded(tx, number, wanted), wanted)


@door("recordings/recover")
def recover_recording(tx: Transaction, number: int, wanted: JsonObject) -> JsonObject:
    """Take a recording (or its `files`) out of the bin."""
    return _do(tx, "recover", _recorded(tx, number, wanted), wanted)


@bp.get("")
def show() -> Response:
    """Show recordings and files, who came to fetch them, and how full the storage is."""
    with _state().transaction() as tx:
        recordings = [
            {
                "uuid": kept.uuid,
                "room": kept.room_id,
                "start": kept.start,
                "files": [_shown(file) for file in kept.files],
            }
            for kept in recordings_state.all_of(tx)
        ]
        visits = tx.all("SELECT file_id, host, had_bearer, range FROM recording_visit ORDER BY id")
        used, limit = recordings_state.used_bytes(tx), recordings_state.limit_bytes(tx)
    came = [dict(row) | {"had_bearer": bool(row["had_bearer"])} for row in visits]
    return jsonify(recordings=recordings, visits=came, used_bytes=used, limit_bytes=limit)


@bp.post("/conduct")
def behave() -> Response:
    """Let Zoom behave in another way from now on.

    `limit_bytes` is how much its storage holds, null for as much as anybody likes; `gives_tokens`
    whether our role may see recordings, without which there is no token to download them.
    """
    wanted, state = request.get_json(), _state()
    with state.transaction() as tx:
        if "limit_bytes" in wanted:
            limit = wanted["limit_bytes"]
            tx.set("recording_storage", "" if limit is None else str(int(limit)))
            tell_storage(tx)
        if "gives_tokens" in wanted:
            tx.set("recording_tokens", "yes" if wanted["gives_tokens"] else "no")
    response = jsonify(wanted)
    response.call_on_close(lambda: webhooks.send_all(state))
    return response


def _kept_at(tx: Transaction, number: int, wanted: JsonObject) -> Kept:
    """Return the recording of an opening of a room; both are made where they are missing."""
    known = "SELECT * FROM room WHERE id = ? UNION ALL SELECT * FROM deleted_room WHERE id = ?"
    room = tx.one(known, number, number) or abort(404, "no such room")
    body = json.loads(room["body"])
    opening = _opening(tx, number, wanted, body)
    kept = recordings_state.find(tx, opening["uuid"])
    if kept is not None:
        return kept
    about = {name: body[name] for name in ("topic", "type", "timezone")}
    about["duration"] = int(wanted.get("minutes", body["duration"]))
    until = f"{(tx.now() + EXPIRES_AFTER).date()}"
    day = wanted.get("auto_delete_date", until)
    about |= {"auto_delete": True, "auto_delete_date": day} if day else {"auto_delete": False}
    about["recording_play_passcode"] = hashlib.sha256(opening["uuid"].encode()).hexdigest()[:32]
    tx.run(
        "INSERT INTO recording VALUES (?, ?, ?, ?, ?)",
        *(opening["uuid"], number, room["host_id"], opening["started_at"], json.dumps(about)),
    )
    return Kept(opening["uuid"], number, room["host_id"], opening["started_at"], about, ())


def _opening(tx: Transaction, number: int, wanted: JsonObject, body: JsonObject) -> JsonObject:
    """Return the opening that is meant; a room that nobody opened has been open from its start."""
    last = "SELECT * FROM opening WHERE room_id = ? AND ? IN ('', uuid) ORDER BY started_at DESC"
    uuid = str(wanted.get("uuid", ""))
    row = None if "at" in wanted else tx.one(last, number, uuid)
    if row is not None:
        return dict(row)
    begins = datetime.fromisoformat(str(wanted.get("at", body["start_time"]))).astimezone(UTC)
    minutes = wanted["minutes"] if "minutes" in wanted else body["duration"]
    ends = begins + timedelta(minutes=int(minutes))
    values = (uuid or new_uuid(number), number, written(begins), written(ends))
    tx.run("INSERT OR REPLACE INTO opening VALUES (?, ?, ?, ?)", *values)
    return {"uuid": values[0], "started_at": values[2]}


def _recorded(tx: Transaction, number: int, wanted: JsonObject) -> Kept:
    """Return a recording of a room, the last unless told."""
    uuid = str(wanted.get("uuid", ""))
    kept = recordings_state.find(tx, uuid) if uuid else recordings_state.last_of(tx, number)
    return kept or abort(404, "no such recording")


def _put_file(tx: Transaction, kept: Kept, wanted: JsonObject) -> str:
    """Keep a file of a recording, or change the one with its id; return the id."""
    begins = datetime.fromisoformat(kept.start)
    row = tx.one("SELECT * FROM recording_file WHERE id = ?", str(wanted.get("id", "")))
    old = dict(row) if row else {}
    body = json.loads(old["body"]) if old else {}
    kind = str(wanted.get("type", body.get("file_type", "MP4")))
    extension, shows = TYPES.get(kind, ("BIN", None))
    usual = {
        "file_type": kind,
        "file_extension": extension,
        "recording_type": shows,
        "recording_start": kept.start,
        "recording_end": written(begins + timedelta(minutes=kept.body["duration"])),
        "status": "completed",
        "has_id": kind != "TIMELINE",
    }
    body = usual | body | _named(wanted)
    number = tx.row("SELECT count(*) AS n FROM recording_file WHERE uuid = ?", kept.uuid)["n"]
    file_id = str(wanted.get("id") or uuid4())
    size, content, path = _content(wanted, old)
    tx.run(
        "INSERT OR REPLACE INTO recording_file VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
        *(file_id, kept.uuid, old.get("number", number), json.dumps(body), size, content, path),
    )
    return file_id


def _named(wanted: JsonObject) -> JsonObject:
    """Return what a caller says of a file, by Zoom's names."""
    names = {
        "type": "file_type",
        "extension": "file_extension",
        "recording_type": "recording_type",
        "start": "recording_start",
        "end": "recording_end",
        "status": "status",
        "has_id": "has_id",
    }
    return {theirs: wanted[ours] for ours, theirs in names.items() if ours in wanted}


def _content(wanted: JsonObject, old: JsonObject) -> tuple[int, bytes | None, str]:
    """Return size, bytes and path of a file; only one of the latter two, or neither for noise."""
    if "content" in wanted:
        try:
            content = base64.b64decode(str(wanted["content"]), validate=True)
        except binascii.Error:
            abort(400, "content must be base64")
        return len(content), content, ""
    if "path" in wanted:
        folder = _state().path.parent.resolve()
        path = (folder / str(wanted["path"])).resolve()
        if not path.is_relative_to(folder) or not path.is_file():
            abort(400, "path must be a file below the emulator's folder")
        return path.stat().st_size, None, str(path)
    if "size" in wanted or not old:
        return int(wanted.get("size", 100_000)), None, ""
    return old["size"], old["content"], old["path"]


def _do(tx: Transaction, what: str, kept: Kept, wanted: JsonObject) -> JsonObject:
    """Do something to files of a recording, and tell of it."""
    chosen = kept.binned if what == "recover" else kept.present or kept.files
    files = [file for file in chosen if file.id in wanted.get("files", [file.id])]
    if not files:
        abort(409, "there is no such file to do that to")
    if wanted.get("is_batch"):
        tell_batch(tx, DONE[what], [(kept, files)])
    else:
        tell(tx, DONE[what], kept, files, times=int(wanted.get("times", 1)))
    act = {
        "trash": recordings_state.throw_away,
        "delete": recordings_state.forget,
        "recover": recordings_state.take_back,
    }[what]
    act(tx, files)
    return {"uuid": kept.uuid, "files": [file.id for file in files]}


def _shown(file: File) -> JsonObject:
    """Return what a test may want to know of a file."""
    return {
        "id": file.id,
        "type": file.body["file_type"],
        "size": file.size,
        "status": file.body["status"],
        "is_in_bin": file.trashed_at is not None,
    }


def _state() -> State:
    """Return the emulator's memory."""
    return current_app.config["STATE"]
