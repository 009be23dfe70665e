"""What Zoom's messages say of recordings: with its own examples, with odd ones, without secrets."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from integrations.contracts.recordings import RecordingNews, StorageUse, VendorCopy
from integrations.zoom.recording_bodies import bytes_from, news_from
from integrations.zoom.webhooks import read
from tests.integrations.taping import HOST, HOUR, NOW, make_room, record, zoom_at
from tests.vendor import Vendor

CONTRACTS = Path(__file__).parents[3] / "shared" / "contracts"
UUID = "4444AAAiAAAAAiAiAiiAii=="
AUDIO, VIDEO = "ed6c2f27-2ae7-42f4-b3d0-835b493e4fa8", "388ffb46-1541-460d-8447-4624451a1db7"
GB = 1_000_000_000
SECRET = (
    *("download_token", "password", "recording_play_passcode"),
    *("share_url", "play_url", "download_url"),
)


@pytest.fixture
def vendor(served_vendor: Vendor) -> Vendor:
    """Zoom, which keeps its messages until they are read."""
    served_vendor.reset()
    served_vendor.subscribe("http://127.0.0.1:9/", "secret", is_held=True)
    return served_vendor


def contract(name: str) -> dict:
    """Return one of the vendor's files, where it is there."""
    path = CONTRACTS / name
    if not path.exists():
        pytest.skip(f"Zoom's files are not beside this project ({name})")
    return json.loads(path.read_text(encoding="utf-8"))


def heard(message: object) -> RecordingNews | None:
    """Return what we understand of a message, read as it is kept: without its secrets."""
    notice = read(json.dumps(message).encode())
    return news_from(notice.event, notice.body)


def example(event: str) -> RecordingNews | None:
    """Return what we understand of Zoom's own example of an event."""
    return heard(contract("zoom-webhook-examples.json")[f"recording.{event}"])


def told(vendor: Vendor) -> list[dict]:
    """Return Zoom's messages on recordings."""
    return [one for one in vendor.waiting() if one["event"].startswith("recording.")]


def live(vendor: Vendor) -> None:
    """Let everything happen to recordings that Zoom tells of."""
    room = make_room(zoom_at(vendor))
    vendor.keep_recordings(limit_bytes=300_000)
    of_one = {"type": "M4A", "recording_type": "audio_only_each_participant", "size": 10}
    key = record(vendor, room, files=[{"type": "MP4", "size": 250_000}, of_one])
    vendor.stage(room.external_id, "transcript")
    for is_batch in (False, True):
        for what in ("trash", "recover"):
            vendor.stage(room.external_id, f"recordings/{what}", is_batch=is_batch)
    vendor.stage(room.external_id, "recordings/delete", is_batch=True, files=[key.external_id])
    vendor.stage(room.external_id, "recordings/delete")


def all_in(value: object, name: str) -> list[object]:
    """Return every member of that name, at any depth."""
    if isinstance(value, list):
        return [found for one in value for found in all_in(one, name)]
    if not isinstance(value, dict):
        return []
    own = [value[name]] if name in value else []
    return own + [found for one in value.values() for found in all_in(one, name)]


def test_zooms_example_of_a_recording_is_understood():
    found = example("completed").found

    assert (found.external_id, found.room_uuid, found.room_id) == (UUID, UUID, "1234567890")
    assert (found.host_email, found.topic) == ("jchill@example.com", "My Personal Recording")
    assert found.started_at == datetime(2021, 7, 13, 21, 44, 51, tzinfo=UTC)
    assert (found.duration_s, found.is_complete) == (3600, True)
    assert found.expires_at == datetime(2028, 7, 12, tzinfo=UTC)
    # Zoom's example gives two files one id: neither is lost.
    assert [(file.external_id, file.kind, file.size_bytes) for file in found.files] == [
        (AUDIO, "audio", 246560),
        (VIDEO, "video", 282825),
        (f"{AUDIO}-2", "audio", 246560),
    ]


def test_the_message_of_a_transcript_tells_of_nothing_else():
    news = example("transcript_completed")

    [file] = news.found.files
    assert (file.kind, file.extension, file.view) == ("transcript", "vtt", "audio_transcript")
    # The duration in it is the one that was planned, and it says nothing of a deletion.
    assert (news.found.duration_s, news.found.expires_at) == (None, None)
    assert (news.copies, news.file_copies) == ({}, {})


@pytest.mark.parametrize(
    ("event", "copy"),
    [
        ("trashed", VendorCopy.TRASHED),
        ("deleted", VendorCopy.DELETED),
        ("recovered", VendorCopy.PRESENT),
    ],
)
def test_zooms_examples_tell_what_became_of_its_copy(event, copy):
    assert example(event) == RecordingNews(copies={UUID: copy})


def test_zooms_examples_of_batches_name_every_recording_and_file():
    trashed = {"atsXxhSEQWit9t+U02HXNQ==": VendorCopy.TRASHED}
    trashed |= {"3KvSP3SHRvyalrGRqZ5+2w==": VendorCopy.TRASHED}
    files = (AUDIO, VIDEO)

    assert example("batch_trashed") == RecordingNews(copies=trashed)
    for event, copy in (
        ("batch_deleted", VendorCopy.DELETED),
        ("batch_recovered", VendorCopy.PRESENT),
    ):
        of_files = dict.fromkeys(files, copy)
        assert example(event) == RecordingNews(copies={UUID: copy}, file_copies=of_files)


def test_a_message_that_names_files_alone_is_about_these():
    about = {"recording_files": [{"id": AUDIO}, {"id": VIDEO}]}

    news = heard({"event": "recording.trashed", "payload": {"object": about}})

    copies = dict.fromkeys((AUDIO, VIDEO), VendorCopy.TRASHED)
    assert news == RecordingNews(file_copies=copies)


def test_zooms_example_of_its_storage_is_understood():
    assert example("cloud_storage_usage_updated").storage == StorageUse(
        1_650_000_000, 41_650_000_000
    )


@pytest.mark.parametrize(
    ("about", "storage"),
    [
        ({"storage_used": "8 GB", "storage_used_percentage": 80}, StorageUse(8 * GB, 10 * GB)),
        ({"storage_used": "8 GB", "free_storage": "9 GB", "plan_storage": "Unlimited"}, None),
        ({"storage_used": "8 GB"}, None),
        ({"storage_used": None, "plan_storage": "40 GB"}, None),
    ],
)
def test_how_full_the_storage_is_comes_of_what_is_told(about, storage):
    message = {"event": "recording.cloud_storage_usage_updated", "payload": {"object": about}}

    news = heard(message)

    assert (news.storage if news else None) == storage


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("1.65 GB", 1_650_000_000),
        ("3 TB", 3_000_000_000_000),
        ("512 bytes", 512),
        ("1,024.5 MB", 1_024_500_000),
        ("20KB", 20_000),
        ("0", 0),
        (7, 7),
        ("Unlimited", None),
        ("", None),
        (None, None),
        ("-3 GB", None),
        ("3 GB free", None),
    ],
)
def test_sizes_are_read_as_zoom_writes_them(text, size):
    assert bytes_from(text) == size


@pytest.mark.parametrize("event", ["started", "stopped", "paused", "resumed", "renamed"])
def test_what_changes_nothing_is_news_of_nothing(event):
    assert example(event) == RecordingNews()


@pytest.mark.parametrize(
    "event", ["", "meeting.started", "recording", "recording.sung", "x.trashed"]
)
def test_what_is_not_about_recordings_is_no_news(event):
    assert news_from(event, {"payload": {"object": {"uuid": UUID}}}) is None


@pytest.mark.parametrize("what", ["completed", "transcript_completed", "deleted", "batch_deleted"])
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"payload": None},
        {"payload": []},
        {"payload": {"object": "x"}},
        {"payload": {"object": {"uuid": None, "recording_files": {"id": 1}}}},
        {"payload": {"object": {"uuid": ["x"], "meetings": [None, 3, {"meeting_uuid": {}}]}}},
        {"payload": {"object": {"meetings": "x", "meeting_uuids": 3}}},
    ],
)
def test_odd_bodies_are_no_news_and_no_error(what, body):
    assert news_from(f"recording.{what}", body) is None


@pytest.mark.parametrize(
    "file",
    [
        {"id": None, "file_size": "much", "recording_start": 7, "status": None},
        {"id": True, "file_size": -1, "recording_start": "soon", "file_type": ["MP4"]},
        {"file_extension": "../../etc", "file_size": float("nan"), "recording_type": {}},
        {"file_extension": "", "file_size": float("inf"), "file_type": None},
    ],
)
def test_a_file_of_which_everything_is_odd_is_kept_all_the_same(file):
    about = {"uuid": "u\0u", "start_time": f"{NOW:%Y-%m-%dT%H:%M:%SZ}", "duration": "long"}
    body = {"payload": {"object": about | {"recording_files": [file]}}}

    found = news_from("recording.completed", body).found

    [kept] = found.files
    assert (found.external_id, found.duration_s, found.expires_at) == ("uu", None, None)
    assert (kept.kind, kept.extension, kept.size_bytes) == ("other", "bin", None)
    assert kept.external_id != ""


def test_a_day_that_is_none_ends_nothing():
    about = {"uuid": "u", "start_time": f"{NOW:%Y-%m-%dT%H:%M:%SZ}", "auto_delete": True}
    days = ("never", "", None, 7, "2031-02-30")

    ends = [
        news_from(
            "recording.completed", {"payload": {"object": about | {"auto_delete_date": day}}}
        ).found.expires_at
        for day in days
    ]

    assert ends == [None] * 5


def test_a_day_on_which_nothing_is_deleted_ends_nothing():
    about = {"uuid": "u", "start_time": f"{NOW:%Y-%m-%dT%H:%M:%SZ}", "auto_delete": False}
    body = {"payload": {"object": about | {"auto_delete_date": "2031-03-04"}}}

    assert news_from("recording.completed", body).found.expires_at is None


def test_what_is_kept_of_a_message_leads_to_everything_but_opens_nothing(vendor):
    live(vendor)

    kept = [dict(read(json.dumps(one).encode()).body) for one in told(vendor)]

    for one, body in zip(told(vendor), kept, strict=True):
        secrets = [value for name in SECRET for value in all_in(one, name)]
        text = json.dumps(body, ensure_ascii=False)
        assert [value for value in secrets if str(value) in text] == []
        for name in ("uuid", "id", "host_email", "file_type", "file_size", "auto_delete_date"):
            assert all_in(body, name) == all_in(one, name)
    assert sum(len(all_in(one, "download_url")) for one in told(vendor)) > 5


def test_what_zoom_tells_is_what_its_list_says(vendor):
    zoom = zoom_at(vendor)
    room = make_room(zoom)
    record(vendor, room, files=[{"type": "MP4"}, {"type": "TIMELINE"}, {"type": "CHAT"}])

    [message] = told(vendor)

    assert [heard(message).found] == zoom.recorder.recordings(HOST, NOW, NOW + HOUR)


def test_all_that_the_emulator_tells_of_recordings_has_zooms_form(vendor):
    schemas = contract("zoom-webhooks.schemas.json")["events"]

    live(vendor)

    messages = told(vendor)
    faults = [
        f"{one['event']} {error.message[:150]}"
        for one in messages
        for error in Draft202012Validator(schemas[one["event"]]).iter_errors(one)
    ]
    assert faults == []
    assert [one["event"].removeprefix("recording.") for one in messages] == [
        "completed",
        "cloud_storage_usage_updated",
        "transcript_completed",
        *("trashed", "recovered", "batch_trashed", "batch_recovered"),
        *("batch_deleted", "deleted"),
    ]
    assert [heard(one) is None for one in messages] == [False] * 9
