"""The users the emulated account begins with: the office's licences."""

from dataclasses import dataclass

BASIC = 1
LICENSED = 2
UNASSIGNED = 4

STAFF_DOMAIN = "secesp.example"
"""Everybody with an address here counts as a member of the account, seeded below or not."""

SCOPES = (
    "user:read:list_users:admin",
    "user:read:user:admin",
    "user:read:settings:admin",
    "meeting:write:meeting:admin",
    "meeting:read:meeting:admin",
    "meeting:read:list_meetings:admin",
    "meeting:update:meeting:admin",
    "meeting:update:status:admin",
    "meeting:delete:meeting:admin",
    "meeting:read:list_past_participants:admin",
    "meeting:read:list_past_instances:admin",
    "report:read:list_meeting_participants:admin",
    "meeting:update:livestream:admin",
    "meeting:update:livestream_status:admin",
    "meeting:read:livestream:admin",
    "cloud_recording:read:recording:admin",
    "cloud_recording:read:list_user_recordings:admin",
    "cloud_recording:read:list_recording_files:admin",
    "cloud_recording:delete:meeting_recording:admin",
    "cloud_recording:delete:recording_file:admin",
    "cloud_recording:update:recover_meeting_recordings:admin",
    "cloud_recording:update:recover_single_recording:admin",
    "report:read:admin",
    "webinar:read:list_past_participants:admin",
    "report:read:list_webinar_participants:admin",
    "webinar:write:webinar:admin",
    "webinar:update:livestream:admin",
    "webinar:update:livestream_status:admin",
    "webinar:read:webinar:admin",
    "webinar:read:list_webinars:admin",
    "webinar:update:webinar:admin",
    "webinar:delete:webinar:admin",
)
"""What a token of the emulator permits until a test says otherwise."""


@dataclass(frozen=True, slots=True)
class SeedUser:
    """One user of the account. `webinar_capacity` 0 means no webinar plan.

    `has_streaming` allows streams at all, `has_custom_service` those to an address of one's own.
    """

    email: str
    name: str
    kind: int = LICENSED
    capacity: int = 100
    has_recording: bool = True
    has_streaming: bool = False
    has_custom_service: bool = True
    webinar_capacity: int = 0
    status: str = "active"


USERS = (
    SeedUser(f"sala1@{STAFF_DOMAIN}", "Sala 1"),
    SeedUser(f"sala2@{STAFF_DOMAIN}", "Sala 2", capacity=300, has_streaming=True),
    SeedUser(f"sala3@{STAFF_DOMAIN}", "Sala 3"),
    SeedUser(
        f"foros@{STAFF_DOMAIN}", "Foros", capacity=500, has_streaming=True, webinar_capacity=500
    ),
    SeedUser(f"basico@{STAFF_DOMAIN}", "Básico", kind=BASIC, has_recording=False),
)
