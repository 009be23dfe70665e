"""Zoom's cloud recordings: listed, read, put into the bin and taken back, as Zoom does it."""

import calendar
from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import unquote

from flask import request

from integrations.emulator.operation import Reply, RequestContext, VendorError, operation, page_of
from integrations.emulator.zoom import recordings_state, state
from integrations.emulator.zoom.accounts import user_of
from integrations.emulator.zoom.recording_bodies import recording_body, tell
from integrations.emulator.zoom.recordings_state import File, Kept

READS = "recording:read:admin"
# The older scope that the document names for a recording's files, of all there are.
ODD_OLDER = "phone_recording:read:admin"
WRITES = "recording:write:admin"
MOST = 300
LONGEST_TTL = 604_800


@operation("list_recordings", "cloud_recording:read:list_user_recordings:admin", READS)
def list_recordings(context: RequestContext, user_id: str) -> Reply:
    """List a user's recordings of some days, a month at most; those in the bin with `trash`."""
    host_id, _ = user_of(context, user_id)
    first, last = _days(context, is_needed=False)
    is_of_bin = request.args.get("trash") == "true"
    listed = []
    for kept in recordings_state.all_of(context.tx, host_id):
        files = kept.present
        if is_of_bin:
            # What is there in part is not in the bin as a whole.
            files = () if kept.present else kept.binned
        if files and first <= date.fromisoformat(kept.start[:10]) <= last:
            listed.append(recording_body(kept, files))
    page = page_of(listed, "meetings", most=MOST)
    page.pop("page_number")
    return Reply(200, {"from": f"{first}", "to": f"{last}"} | page)


@operation("read_recording", "cloud_recording:read:list_recording_files:admin", ODD_OLDER)
def read_recording(context: RequestContext, room_id: str) -> Reply:
    """Describe a recording, with a token to download it if that is asked for."""
    kept = _present(context, room_id)
    ttl = request.args.get("ttl", default=86_400, type=int)
    if not 0 <= ttl <= LONGEST_TTL:
        raise VendorError(400, 300, f"The value that you entered in ttl is invalid: {ttl}.")
    body = recording_body(kept, kept.present)
    is_asked = request.args.get("include_fields") == "download_access_token"
    if is_asked and context.tx.setting("recording_tokens", "yes") == "yes":
        life = timedelta(seconds=ttl)
        body["download_access_token"] = recordings_state.new_token(context.tx, kept.uuid, life)
    return Reply(200, body)


@operation("delete_recording", "cloud_recording:delete:meeting_recording:admin", WRITES)
def delete_recording(context: RequestContext, room_id: str) -> Reply:
    """Put a recording into the bin, or delete it for good."""
    kept = _present(context, room_id)
    _remove(context, kept, kept.present)
    return Reply(204)


@operation("delete_recording_file", "cloud_recording:delete:recording_file:admin", WRITES)
def delete_file(context: RequestContext, room_id: str, file_id: str) -> Reply:
    """Put one file of a recording into the bin, or delete it for good."""
    kept = _present(context, room_id)
    _remove(context, kept, _named(kept.present, file_id))
    return Reply(204)


@operation("recover_recording", "cloud_recording:update:recover_meeting_recordings:admin", WRITES)
def recover_recording(context: RequestContext, room_id: str) -> Reply:
    """Take a recording out of the bin."""
    _recover(context, room_id, lambda files: files)
    return Reply(200)


@operation(
    "recover_recording_file", "cloud_recording:update:recover_single_recording:admin", WRITES
)
def recover_file(context: RequestContext, room_id: str, file_id: str) -> Reply:
    """Take one file of a recording out of the bin."""
    _recover(context, room_id, lambda files: _named(files, file_id))
    return Reply(204)


@operation("storage", "report:read:admin")
def report_storage(context: RequestContext) -> Reply:
    """Report how full the storage was on each day; here it is today's use all along."""
    first, last = _days(context, is_needed=True)
    count = min((last - first).days, (context.now.date() - first).days) + 1
    day = {
        "free_usage": recordings_state.written_size(recordings_state.limit_bytes(context.tx)),
        "plan_usage": "0",
        "usage": recordings_state.written_size(recordings_state.used_bytes(context.tx)),
    }
    days = [{"date": f"{first + timedelta(days=number)}"} | day for number in range(count)]
    return Reply(200, {"from": f"{first}", "to": f"{last}", "cloud_recording_storage": days})


def _days(context: RequestContext, *, is_needed: bool) -> tuple[date, date]:
    """Return the days that are asked for, today's unless told; refuse more than a month."""
    today = f"{context.now.date()}"
    if is_needed and not {"from", "to"} <= set(request.args):
        raise VendorError(400, 300, "The fields from and to are required.")
    try:
        first, last = (date.fromisoformat(request.args.get(one, today)) for one in ("from", "to"))
    except ValueError as error:
        raise VendorError(400, 300, "Invalid date format.") from error
    after = first.replace(day=1) + timedelta(days=32)
    longest = calendar.monthrange(after.year, after.month)[1]
    if not first <= last <= after.replace(day=min(first.day, longest)):
        raise VendorError(400, 300, "The date range must not be longer than a month.")
    return first, last


def _present(context: RequestContext, room_id: str) -> Kept:
    """Return a recording of which something is there, or say what Zoom says."""
    kept = _kept(context, room_id)
    if kept is None or not kept.present:
        raise _none(room_id)
    return kept


def _kept(context: RequestContext, room_id: str) -> Kept | None:
    """Return a recording; None for a room without any; refuse what is unknown or not ours."""
    if room_id.startswith("/") or "//" in room_id:
        # Zoom finds such an id only when it was encoded twice.
        raise VendorError(404, 3001, f"Meeting does not exist: {room_id}.")
    given = unquote(room_id)
    is_number = given.isdigit()
    kept = (
        recordings_state.last_of(context.tx, int(given))
        if is_number
        else recordings_state.find(context.tx, given)
    )
    if kept is None:
        known = "SELECT 1 FROM opening WHERE uuid = ? OR room_id = ? UNION SELECT 1 FROM room"
        number = int(given) if is_number else 0
        if not context.tx.one(f"{known} WHERE id = ?", given, number, number):
            raise VendorError(404, 3001, f"Meeting does not exist: {given}.")
        return None
    if state.host(context.tx, kept.host_id).status != "active":
        raise VendorError(400, 1010, "User does not belong to this account: emulator.")
    return kept


def _remove(context: RequestContext, kept: Kept, files: tuple[File, ...]) -> None:
    """Put files into the bin or delete them for good, and tell of it."""
    action = request.args.get("action", "trash")
    if action not in ("trash", "delete"):
        raise VendorError(400, 300, "Invalid action.")
    if action == "trash":
        tell(context.tx, "trashed", kept, files)
        recordings_state.throw_away(context.tx, files)
    else:
        tell(context.tx, "deleted", kept, files)
        recordings_state.forget(context.tx, files)


def _recover(
    context: RequestContext, room_id: str, choose: Callable[[tuple[File, ...]], tuple[File, ...]]
) -> None:
    """Take files out of the bin, as long as there is room for them."""
    body = request.get_json(silent=True)
    if body != {"action": "recover"}:
        raise VendorError(400, 300, "Validation Failed.")
    kept = _kept(context, room_id)
    if kept is None or not kept.binned:
        raise _none(room_id)
    files, limit = choose(kept.binned), recordings_state.limit_bytes(context.tx)
    if limit and recordings_state.used_bytes(context.tx) + sum(file.size for file in files) > limit:
        raise VendorError(400, 3309, "Not enough cloud storage available.")
    recordings_state.take_back(context.tx, files)
    tell(context.tx, "recovered", kept, files)


def _named(files: tuple[File, ...], file_id: str) -> tuple[File, ...]:
    """Return the one file with an id, or say that there is none."""
    named = tuple(file for file in files if file.id == file_id)
    if not named:
        raise _none(file_id)
    return named


def _none(what: str) -> VendorError:
    """Return what Zoom says of a recording that is not there."""
    return VendorError(404, 3301, f"There is no recording for this meeting: {what}.")
