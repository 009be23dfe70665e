"""Zoom's cloud recordings: found over months, fetched with a token that goes to Zoom alone."""

import logging
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from integrations.contracts.common import FileLink, RoomKey
from integrations.contracts.recordings import FileKey, FoundRecording, StorageUse
from integrations.emulator.zoom.seeds import SCOPES
from integrations.errors import (
    CredentialsError,
    HostUnusableError,
    IntegrationError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitedError,
    UnavailableError,
)
from integrations.http.call import VendorRequest, VendorResponse
from integrations.http.downloads import AgedLinkError, opened
from integrations.zoom.meetings import ZoomMeetings
from integrations.zoom.recordings import ZoomRecordings
from integrations.zoom.scopes import Part
from tests.integrations.taping import DAY, HOST, HOUR, NOW, make_room, record, zoom_at
from tests.vendor import Vendor

UUIDS = ("plain/Uuid+with==", "/begins/with/one==", "holds//two/of/them==")


@pytest.fixture
def vendor(served_vendor: Vendor) -> Vendor:
    """Zoom, as it is before anybody did anything."""
    served_vendor.reset()
    return served_vendor


@pytest.fixture
def zoom(vendor: Vendor) -> ZoomMeetings:
    """The adapter, connected to the emulator."""
    return zoom_at(vendor)


@pytest.fixture
def room(zoom: ZoomMeetings) -> RoomKey:
    """A room that can be recorded."""
    return make_room(zoom)


def listed(
    zoom: ZoomMeetings, since: datetime = NOW - DAY, until: datetime = NOW + DAY
) -> list[FoundRecording]:
    """List what was recorded on the account around today."""
    return zoom.recorder.recordings(HOST, since, until)


def content_of(link: FileLink, offset: int = 0) -> bytes:
    """Fetch a file."""
    with opened(link, vendor="zoom", offset=offset) as incoming:
        return b"".join(incoming.pieces)


def answering(*bodies: object, base: str = "https://api.zoom.us/v2") -> ZoomRecordings:
    """Return recordings at a Zoom that gives these answers, one after the other."""
    left: Iterator[object] = iter(bodies)
    return ZoomRecordings(
        lambda _: VendorResponse(200, {}, next(left)), lambda: "s2s", api_base=base
    )


def meeting(uuid: str, start: datetime = NOW, **more: object) -> dict[str, object]:
    """Return a recording as Zoom lists it."""
    return {"uuid": uuid, "id": 1, "start_time": start.isoformat(), **more}


def link_from(url: object) -> FileLink | None:
    """Return the link that is made of an address that Zoom's own API gave."""
    file = {"id": "f", "file_type": "MP4", "download_url": url, "file_size": 5}
    body = meeting("u", recording_files=[file], download_access_token="for-this")
    return answering(body).link(FileKey("f", "u", HOST))


def test_a_recording_is_found_with_all_that_zoom_tells(zoom, vendor, room):
    day = (NOW + 60 * DAY).date()
    file = {"type": "MP4", "size": 1234, "start": f"{NOW:%Y-%m-%dT%H:%M:%SZ}"}
    key = record(vendor, room, files=[file], minutes=58, auto_delete_date=f"{day}")

    [found] = listed(zoom)

    assert found.external_id == found.room_uuid == key.recording_id
    assert (found.room_id, found.topic, found.host_email) == (room.external_id, "Plática", HOST)
    assert (found.started_at, found.duration_s, found.is_complete) == (NOW, 58 * 60, True)
    assert found.expires_at == datetime(day.year, day.month, day.day, tzinfo=UTC)
    [video] = found.files
    assert (video.external_id, video.size_bytes, video.started_at) == (key.external_id, 1234, NOW)
    assert video.ended_at == NOW + timedelta(minutes=58)


def test_a_recording_that_is_never_deleted_has_no_end(zoom, vendor, room):
    record(vendor, room, auto_delete_date=None)

    assert [found.expires_at for found in listed(zoom)] == [None]


def test_every_kind_of_file_is_kept_unknown_ones_too(zoom, vendor, room):
    kinds = ("MP4", "M4A", "TRANSCRIPT", "CC", "CHAT", "CHAT_MESSAGE", "CSV", "TB", "SUMMARY")
    files = [{"type": kind} for kind in (*kinds, "HOLOGRAM")]
    files[0]["recording_type"] = None
    files.append({"type": "M4A", "recording_type": "audio_only_each_participant"})
    record(vendor, room, files=files)

    [found] = listed(zoom)

    assert [(file.kind, file.extension, file.view) for file in found.files] == [
        ("video", "mp4", ""),
        ("audio", "m4a", "audio_only"),
        ("transcript", "vtt", "audio_transcript"),
        ("transcript", "vtt", "closed_caption"),
        ("chat", "txt", "chat_file"),
        ("chat", "bin", ""),
        ("other", "csv", "poll"),
        ("other", "jpg", "thumbnail"),
        ("other", "json", "summary"),
        ("other", "bin", ""),
        ("audio", "m4a", "audio_only_each_participant"),
    ]


def test_a_file_without_an_id_has_a_lasting_name_and_can_be_fetched(zoom, vendor, room):
    key = record(vendor, room, files=[{"type": "TIMELINE", "content": "e30="}, {"type": "MP4"}])

    [first], [again] = (
        [file.external_id for file in listed(zoom)[0].files if file.view == "timeline"]
        for _ in range(2)
    )
    link = zoom.recorder.link(FileKey(first, key.recording_id, HOST))

    assert first == again == f"TIMELINE-timeline-{NOW:%Y-%m-%dT%H:%M:%SZ}"
    assert content_of(link) == b"{}"


def test_pauses_make_several_videos_and_openings_several_recordings(zoom, vendor, room):
    parts = [{"type": "MP4", "start": f"{NOW + n * HOUR:%Y-%m-%dT%H:%M:%SZ}"} for n in range(3)]
    record(vendor, room, NOW, files=parts)
    record(vendor, room, NOW - 5 * HOUR)

    found = listed(zoom)

    assert [one.started_at for one in found] == [NOW - 5 * HOUR, NOW]
    assert [file.started_at for file in found[1].files] == [NOW, NOW + HOUR, NOW + 2 * HOUR]


def test_half_a_year_is_listed_in_windows_that_zoom_takes(zoom, vendor, room):
    starts = [NOW - days * DAY for days in (170, 120, 59, 31, 30, 1)]
    for start in reversed(starts):
        record(vendor, room, start)

    found = listed(zoom, NOW - 180 * DAY, NOW)

    assert [one.started_at for one in found] == starts
    assert vendor.calls("list_recordings") == 7


def test_the_first_instant_is_listed_and_the_last_is_not(zoom, vendor, room):
    for hours in (0, 1, 2):
        record(vendor, room, NOW + hours * HOUR)

    found = listed(zoom, NOW, NOW + 2 * HOUR)

    assert [one.started_at for one in found] == [NOW, NOW + HOUR]


def test_other_accounts_are_not_listed(zoom, vendor, room):
    record(vendor, make_room(zoom, "sala2@secesp.example"))

    assert listed(zoom) == []


def test_what_stands_on_two_pages_is_listed_once_as_it_was_last(zoom):
    pages = (
        {"meetings": [meeting("a"), meeting("b", topic="before")], "next_page_token": "2"},
        {"meetings": [meeting("b", NOW - HOUR, topic="after"), meeting("c")]},
    )

    found = answering(*pages).recordings(HOST, NOW - DAY, NOW + DAY)

    assert [(one.external_id, one.topic) for one in found] == [("b", "after"), ("a", ""), ("c", "")]


def test_an_account_of_which_zoom_knows_no_recording_has_none(zoom, vendor):
    vendor.fail("list_recordings", "refuse", status=404, code=3301, message="No recording.")

    assert listed(zoom) == []


@pytest.mark.parametrize("body", [None, [], {}, {"meetings": None}, {"meetings": {}}])
def test_half_a_list_is_none(body):
    with pytest.raises(UnavailableError):
        answering(body).recordings(HOST, NOW - DAY, NOW)


def test_a_list_without_end_is_not_believed():
    page = {"meetings": [], "next_page_token": "again"}

    with pytest.raises(UnavailableError):
        answering(*[page] * 200).recordings(HOST, NOW - DAY, NOW)


def test_rows_that_make_no_sense_do_not_hide_the_others():
    rows = [None, 7, {}, meeting(""), {**meeting("x"), "start_time": "soon"}, meeting("good")]

    found = answering({"meetings": rows}).recordings(HOST, NOW - DAY, NOW + DAY)

    assert [one.external_id for one in found] == ["good"]


def test_a_host_that_zoom_does_not_know_cannot_be_listed(zoom):
    with pytest.raises(HostUnusableError):
        zoom.recorder.recordings("nadie@secesp.example", NOW - DAY, NOW)


def test_what_zoom_still_works_on_is_not_complete_and_comes_later(zoom, vendor, room):
    files = [{"type": "MP4", "id": "video", "status": "processing"}, {"type": "M4A"}]
    key = record(vendor, room, files=files)

    [before], link = listed(zoom), zoom.recorder.link(key)
    record(vendor, room, files=[{"id": "video", "status": "completed"}], uuid=key.recording_id)
    [after] = listed(zoom)

    assert (before.is_complete, [file.is_ready for file in before.files]) == (False, [False, True])
    assert before.files[0].size_bytes is None
    assert link is None
    assert (after.is_complete, [file.is_ready for file in after.files]) == (True, [True, True])
    assert zoom.recorder.link(key).size_bytes == 100_000


@pytest.mark.parametrize("uuid", UUIDS)
def test_every_form_of_an_id_leads_to_the_file_and_to_the_bin(zoom, vendor, room, uuid):
    key = record(vendor, room, uuid=uuid, files=[{"content": "aG9sYQ=="}])

    content = content_of(zoom.recorder.link(key))
    zoom.recorder.delete(uuid, HOST)

    assert content == b"hola"
    assert [one["files"][0]["is_in_bin"] for one in vendor.recordings()["recordings"]] == [True]


def test_the_token_goes_to_zooms_door_and_not_to_the_store_behind_it(zoom, vendor, room):
    link = zoom.recorder.link(record(vendor, room))

    content_of(link, offset=100)

    came = [(one["host"], one["had_bearer"], one["range"]) for one in vendor.recordings()["visits"]]
    assert came == [("127.0.0.1", True, "bytes=100-"), ("localhost", False, "bytes=100-")]


def test_the_token_is_one_for_downloads_alone_where_zoom_gives_it(zoom, vendor, room):
    key = record(vendor, room)

    own = zoom.recorder.link(key).headers["Authorization"]
    vendor.keep_recordings(gives_tokens=False)
    ordinary = zoom.recorder.link(key)

    assert own.startswith("Bearer eyJ")
    assert not ordinary.headers["Authorization"].startswith("Bearer eyJ")
    assert len(content_of(ordinary)) == ordinary.size_bytes == 200_000


def test_a_link_that_has_aged_is_told_and_a_fresh_one_works(zoom, vendor, room):
    key = record(vendor, room)
    link = zoom.recorder.link(key)

    vendor.set_clock(datetime.now(UTC) + 2 * HOUR)
    with pytest.raises(AgedLinkError):
        content_of(link)

    assert len(content_of(zoom_at(vendor).recorder.link(key))) == 200_000


def test_a_token_that_zoom_took_back_is_replaced(zoom, vendor, room):
    key = record(vendor, room)
    vendor.fail("read_recording", "revoked_token")

    assert len(content_of(zoom.recorder.link(key))) == 200_000


@pytest.mark.parametrize(
    "url", ["https://us02web.zoom.us/rec/download/x", "https://zoom.us/rec/webhook_download/x"]
)
def test_zooms_own_hosts_are_shown_the_token(url):
    link = link_from(url)

    assert (link.hosts, link.size_bytes) == ({urlsplit(url).hostname}, 5)
    assert link.headers == {"Authorization": "Bearer for-this"}


@pytest.mark.parametrize(
    "url",
    [
        "http://us02web.zoom.us/rec/download/x",
        "https://zoom.us.example.com/rec/download/x",
        "https://evilzoom.us/rec/download/x",
        "https://zoom.us@example.com/rec/download/x",
        "https://[zoom.us/rec/download/x",
        "//zoom.us/rec/download/x",
    ],
)
def test_nobody_else_is_shown_any_token(url):
    link = link_from(url)

    assert (link.url, link.headers, link.hosts) == (url, {}, frozenset())


def test_who_stands_in_for_zoom_is_the_only_one_shown_the_token():
    file = {"id": "f", "download_url": "https://us02web.zoom.us/rec/download/x"}
    body = meeting("u", recording_files=[file])

    link = answering(body, base="http://127.0.0.1:8080/v2").link(FileKey("f", "u", HOST))

    assert link.hosts == {"127.0.0.1"}


def test_a_file_that_zoom_still_works_on_is_not_ready_whatever_its_address():
    file = {"id": "f", "status": "processing", "download_url": "https://zoom.us/rec/download/x"}
    recorder = answering(meeting("u", recording_files=[file]))

    assert recorder.link(FileKey("f", "u", HOST)) is None


@pytest.mark.parametrize("url", [None, "", 7, []])
def test_a_file_without_an_address_is_not_ready(url):
    assert link_from(url) is None


def test_the_token_is_asked_for_by_name_and_for_an_hour():
    asked: list[VendorRequest] = []

    def answer(call: VendorRequest) -> VendorResponse:
        asked.append(call)
        return VendorResponse(200, {}, meeting("a//b", recording_files=[{"id": "f"}]))

    recorder = ZoomRecordings(answer, lambda: "s2s", api_base="https://api.zoom.us/v2")
    recorder.link(FileKey("f", "a//b", HOST))

    [call] = asked
    assert call.path == "/meetings/a%252F%252Fb/recordings"
    assert call.params == {"include_fields": "download_access_token", "ttl": 3600}


def test_what_is_not_there_yet_is_asked_for_again(zoom, vendor, room):
    uuid = vendor.stage(room.external_id, "start")["uuid"]

    assert zoom.recorder.link(FileKey("f", uuid, HOST)) is None


def test_what_lies_in_the_bin_cannot_be_fetched(zoom, vendor, room):
    key = record(vendor, room, NOW - 100 * DAY)
    vendor.stage(room.external_id, "recordings/trash")

    with pytest.raises(NotFoundError, match="papelera"):
        zoom.recorder.link(key)


def test_where_the_bin_is_closed_to_us_it_is_asked_again(zoom, vendor, room):
    key = record(vendor, room)
    vendor.stage(room.external_id, "recordings/trash")
    vendor.scopes(*(name for name in SCOPES if "list_user_recordings" not in name))

    assert zoom_at(vendor).recorder.link(key) is None


def test_a_bin_that_cannot_be_read_now_is_no_answer(zoom, vendor, room):
    key = record(vendor, room)
    vendor.stage(room.external_id, "recordings/trash")
    vendor.fail("list_recordings", "500", times=9)

    with pytest.raises(UnavailableError):
        zoom.recorder.link(key)


def test_one_file_that_was_deleted_is_gone_and_the_others_are_not(zoom, vendor, room):
    key = record(vendor, room)
    _, audio = vendor.recordings()["recordings"][0]["files"]
    vendor.stage(room.external_id, "recordings/delete", files=[key.external_id])

    with pytest.raises(NotFoundError, match="ya no tiene"):
        zoom.recorder.link(key)

    assert zoom.recorder.link(FileKey(audio["id"], key.recording_id, HOST)) is not None


def test_a_meeting_that_zoom_does_not_know_has_no_file(zoom):
    with pytest.raises(NotFoundError):
        zoom.recorder.link(FileKey("f", "unknown==", HOST))


def test_a_host_who_left_the_account_is_told_in_spanish(zoom, vendor, room):
    key = record(vendor, room)
    vendor.add_user(HOST, name="Sala 1", status="inactive")

    with pytest.raises(HostUnusableError, match="no pertenece a esta organización"):
        zoom.recorder.link(key)


def test_an_answer_that_holds_no_recording_is_not_understood():
    with pytest.raises(UnavailableError):
        answering(["?"]).link(FileKey("f", "u", HOST))


def test_a_recording_is_put_into_the_bin_once(zoom, vendor, room):
    key = record(vendor, room)

    for _ in range(2):
        zoom.recorder.delete(key.recording_id, HOST)

    [kept] = vendor.recordings()["recordings"]
    assert [file["is_in_bin"] for file in kept["files"]] == [True, True]
    assert listed(zoom) == []


def test_what_zoom_never_had_counts_as_deleted(zoom, vendor):
    zoom.recorder.delete("unknown==", HOST)

    assert vendor.calls("delete_recording") == 1


def test_a_deletion_whose_answer_is_lost_is_not_known(zoom, vendor, room):
    key = record(vendor, room)
    for kind in ("lost_answer", "lost_request", "500_after"):
        vendor.fail("delete_recording", kind)
        with pytest.raises(OutcomeUnknownError):
            zoom.recorder.delete(key.recording_id, HOST)

    assert vendor.calls("delete_recording") == 3


def test_a_deletion_that_zoom_refuses_is_told(zoom, vendor, room):
    key = record(vendor, room)
    vendor.fail("delete_recording", "429_daily")
    with pytest.raises(RateLimitedError):
        zoom.recorder.delete(key.recording_id, HOST)
    vendor.scopes(*(name for name in SCOPES if "delete:meeting_recording" not in name))

    with pytest.raises(CredentialsError) as refused:
        zoom_at(vendor).recorder.delete(key.recording_id, HOST)

    assert "cloud_recording:delete:meeting_recording:admin" in refused.value.missing_scopes


def test_the_storage_is_told_in_bytes(zoom, vendor, room):
    vendor.keep_recordings(limit_bytes=40_000_000_000)
    record(vendor, room, files=[{"type": "MP4", "size": 1_650_000_000}])

    assert zoom.recorder.storage() == StorageUse(1_650_000_000, 40_000_000_000)


def test_a_storage_without_an_end_is_not_told(zoom, vendor):
    vendor.keep_recordings(limit_bytes=None)

    assert zoom.recorder.storage() is None


def test_without_the_permission_or_the_plan_the_storage_is_not_told(zoom, vendor):
    vendor.fail("storage", "refuse", status=400, code=200, message="Only for paid accounts.")
    refused = zoom.recorder.storage()
    vendor.scopes(*(name for name in SCOPES if not name.startswith("report")))

    assert (refused, zoom_at(vendor).recorder.storage()) == (None, None)


def test_an_outage_is_not_taken_for_a_storage_that_is_not_told(zoom, vendor):
    vendor.fail("storage", "500", times=9)

    with pytest.raises(UnavailableError):
        zoom.recorder.storage()


def without_recordings() -> list[str]:
    """Return all that Zoom grants but what is for recordings."""
    return [name for name in SCOPES if not name.startswith("cloud_recording")]


def test_permissions_for_recordings_are_named_and_the_connection_works(zoom, vendor):
    vendor.scopes(*without_recordings())

    connection = zoom.check()

    lacks = {lack.without: len(lack.scopes) for lack in connection.lacks}
    assert connection.is_working
    assert lacks == {Part.RECORDINGS: 2, Part.DELETION: 1, Part.NEWS_OF_RECORDINGS: 1}
    assert connection.message.startswith("La conexión con Zoom funciona, pero le faltan permisos.")


def test_permissions_for_recordings_that_were_added_since_are_seen(zoom, vendor):
    vendor.scopes(*without_recordings())
    zoom.check()

    vendor.scopes(*SCOPES)

    assert zoom.check().message == "La conexión con Zoom funciona."


def test_without_the_permission_a_list_names_it(zoom, vendor):
    vendor.scopes(*(name for name in SCOPES if not name.startswith("cloud_recording")))

    with pytest.raises(CredentialsError) as refused:
        listed(zoom)

    assert "cloud_recording:read:list_user_recordings:admin" in refused.value.missing_scopes


def test_no_token_stands_in_a_link_as_shown_in_an_error_or_in_a_log(zoom, vendor, room, caplog):
    caplog.set_level(logging.DEBUG)
    key = record(vendor, room)
    link = zoom.recorder.link(key)
    token = link.headers["Authorization"].removeprefix("Bearer ")
    vendor.fail("read_recording", "refuse", message=f"Not with download_access_token={token}")

    with pytest.raises(IntegrationError) as refused:
        zoom.recorder.link(key)
    vendor.fail("download", "revoked_token")
    with pytest.raises(AgedLinkError) as aged:
        content_of(link)

    told = [traceback.format_exception(one.value) for one in (refused, aged)]
    assert token not in f"{link!r} {refused.value.message} {told} {caplog.text}"
    assert parse_qs(urlsplit(link.url).query) == {}
