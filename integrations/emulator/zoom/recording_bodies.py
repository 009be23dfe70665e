"""How Zoom words a recording: in answers, where the type is text, and in messages."""

import json
import secrets
from collections.abc import Iterable
from datetime import timedelta

from flask import current_app, request

from integrations.emulator.state import JsonObject, Transaction
from integrations.emulator.zoom import recordings_state, state
from integrations.emulator.zoom.recordings_state import File, Kept
from integrations.emulator.zoom.webhooks import ACCOUNT

TOKEN_LIFE = timedelta(hours=24)
OPERATOR = "admin@secesp.example"
FULL_AT = 80
"""The percentage from which on Zoom tells how full the storage is."""


def own_address() -> str:
    """Return how the links begin that are given in this request."""
    return current_app.config["BASE_URL"] or request.host_url.rstrip("/")


def file_body(file: File) -> JsonObject:
    """Return a file as Zoom describes it; one that is not made yet has neither size nor links."""
    body = {name: value for name, value in file.body.items() if name != "has_id"}
    if file.body.get("has_id", True):
        body["id"] = file.id
    body["meeting_id"] = file.uuid
    if file.is_ready:
        body |= {
            "file_size": file.size,
            "play_url": f"{own_address()}/rec/play/{file.id}",
            "download_url": f"{own_address()}/rec/download/{file.id}",
        }
    return body


def recording_body(kept: Kept, files: Iterable[File]) -> JsonObject:
    """Return a recording with some of its files as Zoom answers it, its secrets included."""
    files = tuple(files)
    body = {
        **kept.body,
        "uuid": kept.uuid,
        "id": kept.room_id,
        "account_id": ACCOUNT,
        "host_id": kept.host_id,
        "start_time": kept.start,
        "type": str(kept.body["type"]),
        "total_size": sum(file.size for file in files),
        "recording_count": len(files),
        "share_url": f"{own_address()}/rec/share/{secrets.token_urlsafe(16)}",
        "recording_files": [file_body(one) for one in files if not _is_of_one_person(one)],
    }
    of_persons = [file_body(one) for one in files if _is_of_one_person(one)]
    for one in of_persons:
        del one["recording_type"], one["meeting_id"]
    return body | ({"participant_audio_files": of_persons} if of_persons else {})


def tell(tx: Transaction, what: str, kept: Kept, files: Iterable[File], *, times: int = 1) -> None:
    """Write down the message that something became of files of a recording, so many times."""
    host = state.host(tx, kept.host_id)
    about = recording_body(kept, files) | {
        "type": kept.body["type"],
        "host_email": host.email,
        "password": secrets.token_hex(3),
    }
    more = {} if what == "deleted" else {"download_token": _token(tx, kept)}
    payload: JsonObject = {"object": about}
    if what in ("trashed", "deleted", "recovered"):
        payload |= {"operator": OPERATOR, "operator_id": kept.host_id}
    for _ in range(times):
        note(tx, what, payload, **more)


def tell_batch(tx: Transaction, what: str, recordings: Iterable[tuple[Kept, list[File]]]) -> None:
    """Write down the message that something became of several recordings at once."""
    pairs = list(recordings)
    about: JsonObject = {
        "meetings": [
            {"meeting_uuid": kept.uuid, "recording_file_ids": [file.id for file in files]}
            for kept, files in pairs
        ]
    }
    payload: JsonObject = {"operator": OPERATOR, "operator_id": "admin"}
    if what == "trashed":
        about = {"meeting_uuids": [kept.uuid for kept, _ in pairs]}
        payload["operation"] = "trash_user_recordings"
    note(tx, f"batch_{what}", payload | {"object": about})


def tell_storage(tx: Transaction) -> None:
    """Write down the message of how full the storage is, once little is left of it."""
    used, limit = recordings_state.used_bytes(tx), recordings_state.limit_bytes(tx)
    if not limit or used * 100 < FULL_AT * limit:
        return
    about = {
        "free_storage": recordings_state.written_size(limit),
        "plan_storage": "0",
        "plan_type": "",
        "storage_used": recordings_state.written_size(used),
        "storage_used_percentage": round(used * 100 / limit),
        "storage_exceed": recordings_state.written_size(max(0, used - limit)),
    }
    note(tx, "cloud_storage_usage_updated", {"object": about})


def note(tx: Transaction, what: str, payload: JsonObject, **more: str) -> None:
    """Write down a message on recordings; it is sent after the answer."""
    if not tx.setting("webhooks"):
        return
    message = {
        "event": f"recording.{what}",
        "event_ts": int(tx.now().timestamp() * 1000),
        "payload": {"account_id": ACCOUNT, **payload},
        **more,
    }
    tx.run("INSERT INTO notice (body) VALUES (?)", json.dumps(message, ensure_ascii=False))


def _token(tx: Transaction, kept: Kept) -> str:
    """Return a token that opens the files for a day."""
    return recordings_state.new_token(tx, kept.uuid, TOKEN_LIFE)


def _is_of_one_person(file: File) -> bool:
    """Tell whether a file is the sound of one participant, which Zoom lists apart."""
    return file.body.get("recording_type") == recordings_state.OF_ONE_PERSON
