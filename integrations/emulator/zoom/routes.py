"""Zoom's addresses: which function answers what, and the permission it needs."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint

from integrations.emulator.operation import Reply, operation
from integrations.emulator.zoom import (
    accounts,
    attendance,
    livestream,
    meetings,
    recording_downloads,
    recordings,
)
from integrations.emulator.zoom.meetings import SINGULAR

bp = Blueprint("zoom", __name__)
Act = Callable[..., Reply]

# Method, address, verb of the operation, function, granular and classic word of the scope.
ROOM_ROUTES = (
    ("POST", "/v2/users/<user_id>/{kind}", "create", meetings.create_room, "write:{one}", "write"),
    ("GET", "/v2/users/<user_id>/{kind}", "list", meetings.list_rooms, "read:list_{kind}", "read"),
    ("GET", "/v2/{kind}/<room_id>", "read", meetings.read_room, "read:{one}", "read"),
    ("PATCH", "/v2/{kind}/<room_id>", "update", meetings.update_room, "update:{one}", "write"),
    ("DELETE", "/v2/{kind}/<room_id>", "delete", meetings.delete_room, "delete:{one}", "write"),
)

bp.add_url_rule("/oauth/token", view_func=accounts.token, methods=["POST"])
bp.add_url_rule("/v2/users", view_func=accounts.list_users)
bp.add_url_rule("/v2/users/<user_id>", view_func=accounts.read_user)
bp.add_url_rule("/v2/users/<user_id>/settings", view_func=accounts.user_settings)
bp.add_url_rule("/v2/meetings/<room_id>/status", view_func=meetings.end_meeting, methods=["PUT"])
bp.add_url_rule("/v2/past_meetings/<room_id>/instances", view_func=attendance.instances)

RECORDING = "/v2/meetings/<path:room_id>/recordings"
RECORDING_ROUTES = (
    ("GET", "/v2/users/<user_id>/recordings", recordings.list_recordings),
    ("GET", RECORDING, recordings.read_recording),
    ("DELETE", RECORDING, recordings.delete_recording),
    ("DELETE", f"{RECORDING}/<file_id>", recordings.delete_file),
    ("PUT", f"{RECORDING}/status", recordings.recover_recording),
    ("PUT", f"{RECORDING}/<file_id>/status", recordings.recover_file),
    ("GET", "/v2/report/cloud_recording", recordings.report_storage),
    ("GET", "/rec/download/<file_id>", recording_downloads.download),
    ("GET", "/zoom-cdn/<file_id>", recording_downloads.fetch),
)
for method, address, view in RECORDING_ROUTES:
    # Two slashes are part of an id, and Zoom answers with no redirect.
    bp.add_url_rule(address, view.__name__, view, methods=[method], merge_slashes=False)

# Address, verb of the operation, function, granular and classic scope.
PEOPLE_ROUTES: tuple[tuple[str, str, Act, str, str], ...] = (
    (
        *("/v2/past_{kind}", "past", attendance.past_participants),
        *("{one}:read:list_past_participants:admin", "{one}:read:admin"),
    ),
    (
        *("/v2/report/{kind}", "report", attendance.reported_participants),
        *("report:read:list_{one}_participants:admin", "report:read:admin"),
    ),
)

for kind, one in SINGULAR.items():
    for address, verb, act, granular, classic in PEOPLE_ROUTES:
        name = f"{verb}_{one}_participants"
        guard = operation(name, granular.format(one=one), classic.format(one=one))
        # An opening's id may hold slashes, and comes with them encoded once or twice.
        path = f"{address.format(kind=kind)}/<path:room_id>/participants"
        bp.add_url_rule(path, endpoint=name, view_func=guard(act))

    for method, address, verb, act, granular, classic in ROOM_ROUTES:
        name = f"{verb}_{kind if verb == 'list' else one}"
        word = granular.format(kind=kind, one=one)
        guard = operation(name, f"{one}:{word}:admin", f"{one}:{classic}:admin")
        bp.add_url_rule(
            address.format(kind=kind),
            endpoint=name,
            view_func=guard(partial(act, kind=kind)),
            methods=[method],
        )

    for address, verb, act in (
        ("livestream", "set_livestream", livestream.set_stream),
        ("livestream/status", "livestream_status", livestream.set_status),
    ):
        word = "livestream_status" if address.endswith("status") else "livestream"
        scope = f"{one}:update:{word}:admin"
        guard = operation(verb, scope, f"{one}:write:admin")
        bp.add_url_rule(
            f"/v2/{kind}/<room_id>/{address}",
            endpoint=f"{verb}_{one}",
            view_func=guard(partial(act, kind=kind)),
            methods=["PATCH"],
        )
