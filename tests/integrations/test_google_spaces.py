"""How a Meet room is set up, what may be refused there, who was in it, and which one is open."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from integrations.contracts.meetings import Attendee, Room, RoomRequest
from integrations.google.meet_spaces import MOST_PARTICIPANTS
from integrations.google.meetings import GoogleMeet
from tests.integrations.conftest import Vendor

Ask = Callable[..., RoomRequest]
LACKS_SCOPE = {"kind": "refuse", "status": 403, "code": "insufficientPermissions"}


def code_of(vendor: Vendor, room: Room) -> str:
    """Return the meeting code in a room's link."""
    return room.join_url.removeprefix(f"{vendor.url}/meet/")


def config(vendor: Vendor) -> dict:
    """Return the settings of the one space there is."""
    return vendor.google_state()["spaces"][0]["config"]


def held(vendor: Vendor, room: Room, began: datetime, **content: object) -> None:
    """Let a meeting of an hour take place in a room."""
    times = {"started_at": began.isoformat()}
    times["ended_at"] = (began + timedelta(hours=1)).isoformat()
    vendor.control(f"google/spaces/{code_of(vendor, room)}/records", **(times | content))


def was_there(name: str, joined_at: datetime, minutes: int = 30, **more: object) -> dict:
    """Return somebody who was in a meeting."""
    left_at = joined_at + timedelta(minutes=minutes)
    times = {"joined_at": joined_at.isoformat(), "left_at": left_at.isoformat()}
    return {"name": name} | times | more


def test_a_recorded_session_is_set_up_to_record_and_to_transcribe(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask
):
    room = meet.create(ask_meet(records=True))

    assert room.warnings == ()
    assert config(vendor) == {
        "accessType": "TRUSTED",
        "entryPointAccess": "ALL",
        "moderation": "ON",
        "artifactConfig": {
            "recordingConfig": {"autoRecordingGeneration": "ON"},
            "transcriptionConfig": {"autoTranscriptionGeneration": "ON"},
        },
    }


def test_a_session_without_waiting_room_or_recording_is_open_and_keeps_nothing(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask
):
    meet.create(ask_meet(has_waiting_room=False))

    assert config(vendor) == {"accessType": "OPEN", "entryPointAccess": "ALL", "moderation": "ON"}


def test_the_audience_of_a_webinar_comes_in_as_viewers(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask
):
    meet.create(ask_meet(is_webinar=True))

    assert config(vendor)["moderationRestrictions"] == {"defaultJoinAsViewerType": "ON"}


def test_a_change_turns_the_recording_off_and_leaves_alone_what_is_right(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask
):
    room = meet.create(ask_meet(records=True))
    before = vendor.calls().count("patch_space")

    meet.update(room.key, ask_meet())

    artifacts = config(vendor)["artifactConfig"]
    assert artifacts["recordingConfig"] == {"autoRecordingGeneration": "OFF"}
    assert vendor.calls().count("patch_space") - before == 2


def test_an_edition_that_cannot_record_is_a_warning_and_the_rest_is_set(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask
):
    room = meet.create(ask_meet(host_email="starter@secesp.example", records=True))

    assert [warning.split(":")[0] for warning in room.warnings] == [
        "Google no permitió programar la grabación",
        "Google no permitió programar la transcripción automática.",
    ]
    assert "Business Starter no graba" in room.warnings[0]
    assert config(vendor)["moderation"] == "ON"


@pytest.mark.parametrize(
    ("operation", "fault", "why"),
    [
        ("get_space", {"kind": "refuse", "status": 403}, "Google no dejó"),
        ("get_space", {"kind": "500", "times": 2}, "Google no dejó"),
        ("get_space", LACKS_SCOPE, "falta el permiso meetings.space.settings"),
        ("patch_space", LACKS_SCOPE, "falta el permiso meetings.space.settings"),
        ("patch_space", {"kind": "lost_answer"}, "Google no dejó"),
    ],
)
def test_what_meet_refuses_never_fails_the_booking(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask, operation: str, fault: dict, why: str
):
    vendor.fail(operation, **fault)

    room = meet.create(ask_meet(records=True))

    assert room.join_url.startswith(f"{vendor.url}/meet/")
    (warning,) = room.warnings
    assert warning.startswith(f"La sala está hecha, pero {why}")


def test_who_was_there_is_told_over_every_opening_and_kind_of_person(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask, tomorrow: datetime
):
    room = meet.create(ask_meet())
    later = tomorrow + timedelta(hours=2)
    people = [
        was_there("Ana", tomorrow, kind="signedinUser"),
        was_there("Beto", tomorrow + timedelta(minutes=5)),
    ]
    held(vendor, room, tomorrow, participants=people)
    held(vendor, room, later, participants=[was_there("+52 444•••", later, kind="phoneUser")])

    found = meet.attendees(room.key, tomorrow - timedelta(hours=1), later + timedelta(hours=4))

    half = timedelta(minutes=30)
    assert [(one.name, one.left_at - one.joined_at) for one in found] == [
        ("Ana", half),
        ("Beto", half),
        ("+52 444•••", half),
    ]
    assert {(one.email, one.registrant_id) for one in found} == {("", "")}


def test_more_people_than_a_page_holds_are_all_told(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask, tomorrow: datetime
):
    room = meet.create(ask_meet())
    people = [was_there(f"P{number:03}", tomorrow) for number in range(MOST_PARTICIPANTS + 1)]
    held(vendor, room, tomorrow, participants=people)

    found = meet.attendees(room.key, tomorrow, tomorrow + timedelta(hours=1))

    assert len(found) == MOST_PARTICIPANTS + 1
    assert vendor.calls().count("list_participants") == 2


def test_only_who_was_there_in_the_window_is_told(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask, tomorrow: datetime
):
    room = meet.create(ask_meet())
    eve = tomorrow - timedelta(hours=5)
    held(vendor, room, eve, participants=[was_there("Prueba", eve)])
    early = was_there("Temprano", tomorrow, minutes=1)
    still = was_there("Sigue", tomorrow, left_at=None)
    held(vendor, room, tomorrow, ended_at=None, participants=[early, still])

    found = meet.attendees(
        room.key, tomorrow + timedelta(minutes=10), tomorrow + timedelta(hours=2)
    )

    assert [(one.name, one.left_at) for one in found] == [("Sigue", None)]
    assert isinstance(found[0], Attendee)
    assert vendor.calls().count("list_participants") == 1


def test_without_the_lasting_name_the_meeting_code_leads_to_the_records(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask, tomorrow: datetime
):
    vendor.fail("get_space", "refuse", status=403)
    room = meet.create(ask_meet())
    held(vendor, room, tomorrow, participants=[was_there("Ana", tomorrow)])

    found = meet.attendees(room.key, tomorrow, tomorrow + timedelta(hours=1))

    assert (room.external_uuid, [one.name for one in found]) == ("", ["Ana"])


def test_a_room_that_is_open_now_is_told_by_its_event(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask, tomorrow: datetime
):
    room = meet.create(ask_meet())
    meet.create(ask_meet(folio="VC-2031-0002"))
    held(vendor, room, tomorrow, ended_at=None)

    assert meet.live_rooms("meet1@secesp.example") == (room.external_id,)
    assert meet.live_rooms("meet2@secesp.example") == ()


def test_an_open_room_without_an_event_is_told_by_its_space(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask, tomorrow: datetime
):
    room = meet.create(ask_meet())
    held(vendor, room, tomorrow, ended_at=None)
    meet.delete(room.key)

    assert meet.live_rooms("meet1@secesp.example") == (room.external_uuid,)


def test_a_room_that_is_over_is_not_open(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask, tomorrow: datetime
):
    held(vendor, meet.create(ask_meet()), tomorrow)

    assert meet.live_rooms("meet1@secesp.example") == ()
