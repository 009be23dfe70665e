"""What Meet recorded, as the adapter finds it: by record, with its event, as far as we may."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from integrations.contracts.common import FileLink
from integrations.contracts.meetings import Room
from integrations.contracts.recordings import ComposedFile, FileKey, FoundFile, FoundRecording
from integrations.emulator.google.keys import KEY_FILE, ensure_key
from integrations.errors import (
    CredentialsError,
    NotFoundError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from integrations.google.meetings import GoogleMeet, GoogleSettings
from integrations.google.scopes import CALENDAR_SCOPE, READS_DRIVE, READS_MEET, SCOPES
from tests.integrations.conftest import Vendor
from tests.integrations.discovery import Referee
from tests.integrations.office import (
    GENERATED,
    HOST,
    HOUR,
    SAID,
    Ask,
    Office,
    fetched,
    opened_office,
)
from tests.integrations.recording import listened_to
from tests.integrations.test_google_contract import BY_THE_RECORDER


@pytest.fixture
def office(vendor: Vendor, ask_meet: Ask) -> Office:
    """A room whose session began five hours ago."""
    return opened_office(vendor, ask_meet)


def test_a_recording_is_found_with_the_room_it_was_made_in(office: Office):
    told = office.held({"started_at": (office.began + HOUR / 4).isoformat()})

    (found,) = office.found()

    (file,) = found.files
    assert replace(found, files=()) == FoundRecording(
        external_id=told["name"],
        room_id=office.room.external_id,
        room_uuid=office.room.external_uuid,
        topic="Plática: prevención",
        host_email=HOST,
        started_at=office.began,
        duration_s=3600,
        files=(),
        expires_at=office.began + HOUR + timedelta(days=30),
    )
    assert file == FoundFile(
        external_id=told["recordings"][0]["name"],
        kind="video",
        extension="mp4",
        started_at=office.began + HOUR / 4,
        ended_at=office.began + HOUR,
    )


def test_a_room_that_was_opened_twice_has_two_recordings_oldest_first(office: Office):
    again = office.began + 2 * HOUR
    second = office.held({}, started_at=again.isoformat(), ended_at=(again + HOUR).isoformat())
    first = office.held({})

    found = office.found()

    assert [one.external_id for one in found] == [first["name"], second["name"]]
    assert {one.room_id for one in found} == {office.room.external_id}


def test_a_recording_that_was_stopped_and_begun_again_has_two_files(office: Office):
    half = (office.began + HOUR / 2).isoformat()
    told = office.held({"ended_at": half}, {"started_at": half})

    (found,) = office.found()

    assert [file.external_id for file in found.files] == [
        part["name"] for part in told["recordings"]
    ]
    assert [file.ended_at - file.started_at for file in found.files] == [HOUR / 2, HOUR / 2]


def test_a_meeting_of_which_nothing_was_kept_is_not_told(office: Office):
    office.held()

    assert office.found() == []
    assert office.vendor.calls().count("get_space") == 1


def test_what_began_at_the_end_of_the_window_is_not_told_what_began_at_its_start_is(
    office: Office,
):
    office.held({})
    (found,) = office.found()
    moment = timedelta(microseconds=1)

    ending_there = office.recorder.recordings(HOST, office.began - HOUR, found.started_at)
    beginning_there = office.recorder.recordings(HOST, found.started_at, found.started_at + moment)

    assert (ending_there, beginning_there) == ([], [found])


def test_what_another_account_recorded_is_not_told(office: Office):
    office.held({})

    window = (office.began - HOUR, office.began + HOUR)

    assert office.recorder.recordings("meet2@secesp.example", *window) == []


def test_a_meeting_that_lasts_is_told_as_not_complete(office: Office):
    office.held({"state": "STARTED"}, ended_at=None)

    (found,) = office.found()

    assert (found.duration_s, found.expires_at, found.is_complete) == (None, None, False)
    assert [(file.is_ready, file.ended_at) for file in found.files] == [(False, None)]


def test_a_meeting_that_goes_on_after_its_recording_is_not_complete(office: Office):
    half = (office.began + HOUR / 2).isoformat()
    office.held({"ended_at": half}, ended_at=None)

    (found,) = office.found()

    assert (found.files[0].is_ready, found.is_complete) == (True, False)


@pytest.mark.parametrize("state", ["STARTED", "ENDED"])
def test_a_video_that_is_still_being_made_is_fetched_later(office: Office, state: str):
    name = office.held({"state": state})["recordings"][0]["name"]
    before = (office.link(name), office.found()[0].is_complete)

    office.moved(name, state=GENERATED)

    assert before == (None, False)
    assert isinstance(office.link(name), FileLink)
    assert office.found()[0].is_complete is True


def test_a_video_is_not_ready_because_google_says_where_it_will_lie(meet: GoogleMeet):
    row = {"name": "x", "driveDestination": {"file": "f1"}}

    files = [
        meet.recorder._file("recordings", row | {"state": state}) for state in ("ENDED", GENERATED)
    ]

    assert [file.is_ready for file in files] == [False, True]


@pytest.mark.parametrize(
    "fault",
    [
        {"operation": "get_space", "status": 403, "message": "Permission denied."},
        {"operation": "get_space", "status": 404, "message": "Not found."},
        {"operation": "list_events", "status": 404, "message": "Not found."},
    ],
)
def test_without_its_event_a_recording_is_told_by_its_space(office: Office, fault: dict):
    office.held({})
    office.vendor.fail(kind="refuse", **fault)

    (found,) = office.found()

    assert (found.room_id, found.topic) == ("", "")
    assert found.room_uuid == office.room.external_uuid


def test_a_transcript_is_a_file_of_its_recording(office: Office):
    told = office.held({}, transcripts=[{"entries": SAID}])

    (found,) = office.found()

    assert [(file.kind, file.extension, file.is_ready) for file in found.files] == [
        ("video", "mp4", True),
        ("transcript", "json", True),
    ]
    assert found.files[1].external_id == told["transcripts"][0]["name"]


def test_a_missing_permission_for_drive_is_named_and_stops_nothing_else(
    vendor: Vendor, office: Office, ask_meet: Ask
):
    part = office.held({}, transcripts=[{"entries": SAID}])["recordings"][0]
    vendor.control("google/conduct", delegated=list(SCOPES[:3]))
    meet = vendor.google()

    room = meet.create(ask_meet(folio="VC-2031-0002"))
    (found,) = meet.recorder.recordings(HOST, office.began, office.began + HOUR)
    with pytest.raises(CredentialsError) as caught:
        meet.recorder.link(FileKey(part["name"], "", HOST))

    transcript = FileKey(found.files[1].external_id, "", HOST)
    check = meet.check()
    assert isinstance(meet.recorder.link(transcript), ComposedFile)
    assert caught.value.missing_scopes == (READS_DRIVE,)
    assert READS_DRIVE in caught.value.message
    assert (check.is_working, check.missing_scopes, room.warnings) == (True, (READS_DRIVE,), ())
    assert check.message.endswith(
        " Le faltan permisos: no se podrá guardar las grabaciones de Meet."
    )


def test_a_permission_that_was_added_shows_in_the_next_check(vendor: Vendor, office: Office):
    vendor.control("google/conduct", delegated=list(SCOPES[:3]))
    meet = vendor.google()
    meet.read(office.room.key)
    before = meet.check().message

    vendor.control("google/conduct", delegated=list(SCOPES))

    assert meet.check().message == before.partition(" Le faltan permisos")[0]


def test_without_the_permission_to_read_records_that_one_is_named(vendor: Vendor, office: Office):
    vendor.control("google/conduct", delegated=[CALENDAR_SCOPE])
    recorder = vendor.google().recorder

    with pytest.raises(CredentialsError) as caught:
        recorder.recordings(HOST, office.began, office.began + HOUR)

    assert caught.value.missing_scopes == (READS_MEET,)


def test_a_permission_that_only_drives_answer_tells_of_is_the_one_we_need(office: Office):
    part = office.held({})["recordings"][0]
    office.vendor.fail("get_file", "refuse", status=403, code="insufficientPermissions")

    with pytest.raises(CredentialsError) as caught:
        office.link(part["name"])

    assert caught.value.missing_scopes == (READS_DRIVE,)


def test_a_delegation_that_was_never_made_keeps_its_own_words(vendor: Vendor, office: Office):
    vendor.control("google/conduct", delegated=[])

    with pytest.raises(CredentialsError) as caught:
        vendor.google().recorder.recordings(HOST, office.began, office.began + HOUR)

    assert caught.value.missing_scopes == SCOPES
    assert caught.value.message.startswith(f"La cuenta de servicio no puede actuar por {HOST}.")


@pytest.mark.parametrize(
    ("operation", "fault", "kind"),
    [
        ("list_records", "500", UnavailableError),
        ("list_recordings", "lost_answer", UnavailableError),
        ("list_transcripts", "429", RateLimitedError),
        ("get_space", "500", UnavailableError),
    ],
)
def test_half_a_list_is_none(office: Office, operation: str, fault: str, kind: type):
    office.held({})
    office.vendor.fail(operation, fault, times=2)

    with pytest.raises(kind):
        office.found()


def test_deleting_is_left_to_people_in_drive(office: Office):
    name = office.held({})["name"]

    with pytest.raises(RejectedError) as caught:
        office.recorder.delete(name, HOST)

    assert "bórrela en Google Drive" in caught.value.message
    assert office.recorder.can_delete is False
    assert len(office.found()) == 1


def test_google_tells_neither_its_storage_nor_any_news(office: Office):
    assert office.recorder.storage() is None
    assert office.recorder.news("google.workspace.meet.recording.v2.fileGenerated", {}) is None


def test_all_that_is_said_and_heard_is_in_googles_documents(tmp_path: Path, ask_meet: Ask):
    with listened_to(tmp_path) as (url, heard):
        ensure_key(tmp_path / KEY_FILE)
        settings = GoogleSettings(str(tmp_path / KEY_FILE), token_uri=f"{url}/token", api_base=url)
        began = datetime.now(UTC) - 5 * HOUR
        meet = GoogleMeet(settings)
        room = meet.create(ask_meet(starts_at=began))
        _live_through_a_recording(url, meet, room, began)

        apart = ("/_emulator", "/token")
        exchanges = [one for one in heard.exchanges if not one.path.startswith(apart)]

    referee = Referee()
    assert [fault for one in exchanges for fault in referee.faults_of(one)] == []
    assert BY_THE_RECORDER - {referee.name_of(one) for one in exchanges} == set()


def _live_through_a_recording(url: str, meet: GoogleMeet, room: Room, began: datetime) -> None:
    """Do all that the adapter does with what was recorded in a room."""
    ana = {"name": "Ana", "joined_at": began.isoformat()}
    times = {"started_at": began.isoformat(), "ended_at": (began + HOUR).isoformat()}
    made = {"recordings": [{}, {"state": "ENDED"}], "transcripts": [{"entries": SAID}]}
    code = room.join_url.rpartition("/")[2]
    requests.post(
        f"{url}/_emulator/google/spaces/{code}/records",
        json={"participants": [ana]} | times | made,
        timeout=60,
    )
    (found,) = meet.recorder.recordings(HOST, began - HOUR, began + HOUR)
    links = [meet.recorder.link(FileKey(one.external_id, "", HOST)) for one in found.files]
    assert [type(link) for link in links] == [FileLink, type(None), ComposedFile]
    assert len(fetched(links[0])) == links[0].size_bytes
    with pytest.raises(NotFoundError):
        meet.recorder.link(FileKey(f"{found.external_id}/recordings/x", "", HOST))
