"""Rooms that were opened: who was there, as Zoom tells it afterwards and while it lasts."""

from datetime import datetime
from urllib.parse import unquote

from flask import request

from integrations.emulator.operation import Reply, RequestContext, VendorError, operation, page_of

MOST = 300


@operation("past_instances", "meeting:read:list_past_instances:admin", "meeting:read:admin")
def instances(context: RequestContext, room_id: str) -> Reply:
    """List the times that a room was opened and is over."""
    number = int(room_id) if room_id.isdigit() else 0
    rows = context.tx.all(
        "SELECT * FROM opening WHERE room_id = ? AND ended_at IS NOT NULL ORDER BY started_at",
        number,
    )
    if not rows:
        raise VendorError(404, 3001, f"Meeting does not exist: {room_id}.")
    listed = [{"uuid": row["uuid"], "start_time": row["started_at"]} for row in rows]
    return Reply(200, {"meetings": listed})


def past_participants(context: RequestContext, room_id: str) -> Reply:
    """List who was in a room that is over."""
    return _participants(context, room_id, has_registrants=False)


def reported_participants(context: RequestContext, room_id: str) -> Reply:
    """List who was in a room that is over, with their numbers as registrants if asked for."""
    return _participants(
        context, room_id, has_registrants=request.args.get("include_fields") == "registrant_id"
    )


def _participants(context: RequestContext, room_id: str, *, has_registrants: bool) -> Reply:
    """Return a page of the stays of one opening of a room."""
    uuid = _uuid(context, room_id)
    opening = context.tx.one("SELECT * FROM opening WHERE uuid = ? AND ended_at IS NOT NULL", uuid)
    if opening is None:
        raise VendorError(404, 3001, f"Meeting does not exist: {room_id}.")
    listed = []
    for row in context.tx.all("SELECT * FROM stay WHERE uuid = ? ORDER BY joined_at, id", uuid):
        left_at = row["left_at"] or opening["ended_at"]
        stayed = datetime.fromisoformat(left_at) - datetime.fromisoformat(row["joined_at"])
        one = {
            "id": "",
            "user_id": str(row["id"]),
            "name": row["name"],
            "user_email": row["email"],
            "join_time": row["joined_at"],
            "leave_time": left_at,
            "duration": int(stayed.total_seconds()),
            "failover": False,
            "status": "in_meeting",
        }
        listed.append(one | ({"registrant_id": row["registrant_id"]} if has_registrants else {}))
    page = page_of(listed, "participants", most=MOST)
    page.pop("page_number")
    return Reply(200, page)


def _uuid(context: RequestContext, given: str) -> str:
    """Return the opening that is asked for; a room's number stands for the last one."""
    if given.isdigit():
        row = context.tx.one(
            "SELECT uuid FROM opening WHERE room_id = ? ORDER BY started_at DESC", int(given)
        )
        return row["uuid"] if row else ""
    if given.startswith("/") or "//" in given:
        # Zoom finds such an id only when it was encoded twice.
        raise VendorError(404, 3001, f"Meeting does not exist: {given}.")
    return unquote(given)
