"""The emulated Zoom's recordings: what it refuses, how it serves files, what time does to them."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import requests
from urllib3.exceptions import HTTPError

from integrations.contracts.common import FileLink, RoomKey
from integrations.contracts.recordings import FileKey
from integrations.emulator.zoom.seeds import SCOPES
from integrations.errors import UnavailableError
from integrations.http.downloads import AgedLinkError, opened
from integrations.zoom.meetings import ZoomMeetings, ZoomSettings
from tests.integrations.recording import listened_to
from tests.integrations.taping import DAY, HOST, HOUR, NOW, make_room, record, zoom_at
from tests.integrations.test_contract import DOCUMENT, Referee
from tests.vendor import Vendor

LIST = f"users/{HOST}/recordings"
Ask = Callable[..., requests.Response]
SAID = {
    *("recordingsList", "recordingGet", "recordingDelete", "recordingDeleteOne"),
    *("recordingStatusUpdate", "recordingStatusUpdateOne", "reportCloudRecording"),
}


@pytest.fixture
def vendor(served_vendor: Vendor) -> Vendor:
    """Zoom, which keeps its messages until they are read."""
    served_vendor.reset()
    served_vendor.subscribe("http://127.0.0.1:9/", "secret", is_held=True)
    return served_vendor


@pytest.fixture
def room(vendor: Vendor) -> RoomKey:
    """A room that can be recorded."""
    return make_room(zoom_at(vendor))


@pytest.fixture
def ask(vendor: Vendor) -> Ask:
    """Return a function that calls Zoom with a token: method, path, query, body."""
    return asker(vendor.url)


def asker(url: str) -> Ask:
    """Return a function that calls a Zoom with a token of its own."""
    form = {"grant_type": "account_credentials", "account_id": "emulator"}
    answer = requests.post(f"{url}/oauth/token", form, auth=("emulator", "emulator"), timeout=60)
    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def call(method: str, path: str, **how: object) -> requests.Response:
        return requests.request(method, f"{url}/v2/{path}", headers=bearer, timeout=60, **how)

    return call


def address(uuid: str) -> str:
    """Return the path of a recording."""
    return f"meetings/{quote(quote(uuid, safe=''), safe='')}/recordings"


def code(answer: requests.Response) -> tuple[int, int]:
    """Return the status of a refusal, and Zoom's own number."""
    return answer.status_code, answer.json()["code"]


def link_to(vendor: Vendor, key: FileKey) -> FileLink:
    """Return where a file can be fetched."""
    return zoom_at(vendor).recorder.link(key)


def fetched(link: FileLink, offset: int = 0, etag: str = "") -> tuple[int, bytes]:
    """Fetch a file; return where it begins, and what came."""
    with opened(link, vendor="zoom", offset=offset, etag=etag) as incoming:
        return incoming.offset, b"".join(incoming.pieces)


def stored_at(link: FileLink) -> str:
    """Return the signed address to which the door of a file leads."""
    answer = requests.get(link.url, headers=link.headers, allow_redirects=False, timeout=60)
    return answer.headers["Location"]


def told(vendor: Vendor) -> list[dict]:
    """Return what Zoom has to tell of recordings."""
    return [one for one in vendor.waiting() if one["event"].startswith("recording.")]


def events(vendor: Vendor) -> list[str]:
    """Return the names of what Zoom has to tell of recordings."""
    return [one["event"].removeprefix("recording.") for one in told(vendor)]


def bins(vendor: Vendor) -> list[list[bool]]:
    """Return of every recording which of its files are in the bin."""
    kept = vendor.recordings()["recordings"]
    return [[file["is_in_bin"] for file in one["files"]] for one in kept]


@pytest.mark.parametrize(
    ("days", "is_taken"), [(0, True), (27, True), (28, True), (32, False), (-1, False)]
)
def test_a_list_spans_a_month_at_most(ask, days, is_taken):
    first = NOW.date().replace(day=1) - DAY
    first = first.replace(day=1)

    answer = ask("GET", LIST, params={"from": f"{first}", "to": f"{first + days * DAY}"})

    assert (answer.status_code == 200) is is_taken


def test_a_list_without_days_is_of_today(vendor, room, ask):
    record(vendor, room, datetime.now(UTC))
    record(vendor, room, NOW - 2 * DAY)

    body = ask("GET", LIST).json()

    assert (body["total_records"], body["from"], body["to"]) == (1, *[f"{NOW.date()}"] * 2)


def test_a_long_list_comes_in_pages(vendor, room, ask):
    for hours in range(5):
        record(vendor, room, NOW - hours * HOUR)
    days = {"from": f"{(NOW - DAY).date()}", "to": f"{NOW.date()}", "page_size": 2}

    pages, token = [], "1"
    while token:
        page = ask("GET", LIST, params=days | {"next_page_token": token}).json()
        pages.append([one["start_time"] for one in page["meetings"]])
        token = page["next_page_token"]

    # Zoom lists the newest first.
    newest = [f"{NOW - hours * HOUR:%Y-%m-%dT%H:%M:%SZ}" for hours in range(5)]
    assert pages == [newest[:2], newest[2:4], newest[4:]]


@pytest.mark.parametrize("page_size", [0, 301])
def test_a_page_holds_three_hundred_at_most(ask, page_size):
    assert code(ask("GET", LIST, params={"page_size": page_size})) == (400, 300)


@pytest.mark.parametrize(("ttl", "status"), [(-1, 400), (0, 200), (604_800, 200), (604_801, 400)])
def test_a_token_lives_a_week_at_most(vendor, room, ask, ttl, status):
    key = record(vendor, room)
    wanted = {"include_fields": "download_access_token", "ttl": ttl}

    assert ask("GET", address(key.recording_id), params=wanted).status_code == status


def test_a_token_is_given_to_who_asks_for_it(vendor, room, ask):
    key = record(vendor, room)

    assert "download_access_token" not in ask("GET", address(key.recording_id)).json()


def test_the_number_of_a_room_stands_for_its_last_opening(vendor, room, ask):
    last = record(vendor, room, NOW)
    record(vendor, room, NOW - DAY)

    answer = ask("GET", f"meetings/{room.external_id}/recordings")

    assert answer.json()["uuid"] == last.recording_id


def test_an_id_with_slashes_is_found_only_when_it_was_encoded_twice(vendor, room, ask):
    record(vendor, room, uuid="a//b==")

    assert ask("GET", address("a//b==")).status_code == 200
    assert code(ask("GET", f"meetings/{quote('a//b==', safe='')}/recordings")) == (404, 3001)


def test_what_is_not_there_is_refused_by_zooms_numbers(vendor, room, ask):
    opened_only = vendor.stage(room.external_id, "start")["uuid"]

    assert code(ask("GET", address(opened_only))) == (404, 3301)
    assert code(ask("GET", address("unknown=="))) == (404, 3001)
    assert code(ask("DELETE", address(opened_only))) == (404, 3301)
    assert code(ask("GET", "users/nadie@secesp.example/recordings")) == (404, 1001)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", LIST),
        ("GET", address("u")),
        ("DELETE", address("u")),
        ("DELETE", f"{address('u')}/f"),
        ("PUT", f"{address('u')}/status"),
        ("PUT", f"{address('u')}/f/status"),
        ("GET", "report/cloud_recording"),
    ],
)
def test_every_operation_needs_its_permission(vendor, method, path):
    others = [name for name in SCOPES if "recording" not in name and not name.startswith("report")]
    vendor.scopes(*others)

    assert code(asker(vendor.url)(method, path)) == (400, 4711)


@pytest.mark.parametrize(
    ("action", "left", "event"), [("trash", [[True, True]], "trashed"), ("delete", [], "deleted")]
)
def test_a_recording_goes_into_the_bin_or_for_good(vendor, room, ask, action, left, event):
    key = record(vendor, room, times=0)

    answer = ask("DELETE", address(key.recording_id), params={"action": action})

    assert (answer.status_code, bins(vendor), events(vendor)) == (204, left, [event])


def test_another_action_is_refused(vendor, room, ask):
    key = record(vendor, room)

    assert code(ask("DELETE", address(key.recording_id), params={"action": "burn"})) == (400, 300)


def test_one_file_goes_and_comes_back_by_itself(vendor, room, ask):
    key = record(vendor, room)
    one = f"{address(key.recording_id)}/{key.external_id}"

    gone = ask("DELETE", one)
    listed = ask("GET", address(key.recording_id)).json()["recording_files"]
    back = ask("PUT", f"{one}/status", json={"action": "recover"})

    assert (gone.status_code, back.status_code, len(listed)) == (204, 204, 1)
    assert bins(vendor) == [[False, False]]
    assert events(vendor) == ["completed", "trashed", "recovered"]


def test_what_is_in_the_bin_is_listed_apart_and_can_be_taken_back(vendor, room, ask):
    key = record(vendor, room)
    ask("DELETE", address(key.recording_id))

    plain, binned = (ask("GET", LIST, params={"trash": one}).json() for one in ("false", "true"))
    back = ask("PUT", f"{address(key.recording_id)}/status", json={"action": "recover"})

    assert (plain["meetings"], len(binned["meetings"])) == ([], 1)
    assert (back.status_code, bins(vendor)) == (200, [[False, False]])


def test_nothing_comes_back_without_room_for_it_or_by_another_word(vendor, room, ask):
    key = record(vendor, room)
    recover = f"{address(key.recording_id)}/status"
    assert code(ask("PUT", recover, json={"action": "recover"})) == (404, 3301)
    ask("DELETE", address(key.recording_id))
    vendor.keep_recordings(limit_bytes=100)

    assert code(ask("PUT", recover, json={"action": "recover"})) == (400, 3309)
    assert code(ask("PUT", recover, json={"action": "restore"})) == (400, 300)


def test_the_bin_is_emptied_after_thirty_days(vendor, room):
    record(vendor, room)
    vendor.stage(room.external_id, "recordings/trash")

    vendor.set_clock(NOW + timedelta(days=29, hours=23))
    before = bins(vendor)
    vendor.set_clock(NOW + timedelta(days=30, hours=1))

    assert (before, bins(vendor)) == ([[True, True]], [])


def test_zoom_bins_by_itself_what_has_had_its_day(vendor, room):
    day = (NOW + 10 * DAY).date()
    record(vendor, room, auto_delete_date=f"{day}")
    record(vendor, room, NOW - DAY, auto_delete_date=None)

    vendor.set_clock(NOW + 10 * DAY)
    binned = bins(vendor)
    vendor.set_clock(NOW + 41 * DAY)

    assert (binned, bins(vendor)) == ([[True, True], [False, False]], [[False, False]])


def test_the_storage_is_what_lies_there_and_not_in_the_bin(vendor, room, ask):
    key = record(vendor, room, files=[{"size": 3_000_000}, {"size": 500_000}])
    vendor.stage(room.external_id, "recordings/trash", files=[key.external_id])
    today = f"{datetime.now(UTC).date()}"

    report = ask("GET", "report/cloud_recording", params={"from": today, "to": today}).json()

    day = {"date": today, "free_usage": "50.00 GB", "plan_usage": "0", "usage": "500.00 KB"}
    assert report["cloud_recording_storage"] == [day]
    assert vendor.recordings()["used_bytes"] == 500_000


def test_a_report_needs_its_days(ask):
    assert code(ask("GET", "report/cloud_recording")) == (400, 300)


@pytest.mark.parametrize(("limit", "is_told"), [(300_000, True), (301_000, False), (None, False)])
def test_a_storage_that_is_nearly_full_is_told(vendor, room, limit, is_told):
    vendor.keep_recordings(limit_bytes=limit)

    record(vendor, room)

    expected = ["completed", *["cloud_storage_usage_updated"] * is_told]
    assert events(vendor) == expected


def test_a_recording_is_told_as_often_as_asked(vendor, room):
    record(vendor, room, times=12)
    record(vendor, room, NOW - DAY, times=0)

    payloads = [one["payload"] for one in told(vendor)]
    assert events(vendor) == ["completed"] * 12
    assert payloads == [payloads[0]] * 12


def test_a_recording_is_of_the_opening_that_took_place(vendor, room):
    uuid = vendor.stage(room.external_id, "start", at=f"{NOW:%Y-%m-%dT%H:%M:%SZ}")["uuid"]
    vendor.stage(room.external_id, "end")

    made = vendor.stage(room.external_id, "recordings")

    [kept] = vendor.recordings()["recordings"]
    assert (made["uuid"], kept["start"]) == (uuid, f"{NOW:%Y-%m-%dT%H:%M:%SZ}")


def test_noise_is_the_same_for_the_same_file_wherever_one_begins(vendor, room):
    key = record(vendor, room, files=[{"type": "MP4", "size": 300_001}])
    link = link_to(vendor, key)
    _, whole = fetched(link)

    parts = [fetched(link_to(vendor, key), offset) for offset in (0, 1, 65_536, 200_000, 300_000)]

    assert len(whole) == 300_001
    assert whole[4:8] == b"ftyp"
    assert parts == [(offset, whole[offset:]) for offset, _ in parts]
    assert len({whole[n : n + 65_536] for n in range(0, 262_144, 65_536)}) == 4


def test_what_was_given_is_what_is_served(vendor, room):
    large = vendor.folder / "large.mp4"
    large.write_bytes(bytes(range(256)) * 4_000)
    given = base64.b64encode("¡Hola!".encode()).decode()
    made = vendor.stage(
        room.external_id, "recordings", files=[{"path": "large.mp4"}, {"content": given}]
    )

    keys = [FileKey(name, made["uuid"], HOST) for name in made["files"]]
    served = [fetched(link_to(vendor, key))[1] for key in keys]

    assert served == [large.read_bytes(), "¡Hola!".encode()]


@pytest.mark.parametrize("file", [{"path": "../secret"}, {"path": "none.mp4"}, {"content": "*"}])
def test_the_stage_takes_no_file_from_elsewhere(vendor, room, file):
    (vendor.folder.parent / "secret").write_text("x")
    door = f"{vendor.url}/_emulator/rooms/{room.external_id}/recordings"

    assert requests.post(door, json={"files": [file]}, timeout=60).status_code == 400


def test_a_part_is_given_only_of_the_version_that_is_known(vendor, room):
    key = record(vendor, room, files=[{"id": "f", "content": "YWJjZGVm"}])
    with opened(link_to(vendor, key), vendor="zoom") as incoming:
        etag = incoming.etag
    same = fetched(link_to(vendor, key), 2, etag)
    record(vendor, room, uuid=key.recording_id, files=[{"id": "f", "content": "Z2hpamts"}])

    assert same == (2, b"cdef")
    assert fetched(link_to(vendor, key), 2, etag) == (0, b"ghijkl")


def test_a_part_after_the_end_is_refused(vendor, room):
    link = link_to(vendor, record(vendor, room))

    with pytest.raises(AgedLinkError) as refused:
        fetched(link, 200_000)

    assert refused.value.status == 416


def test_the_door_opens_to_no_other_token(vendor, room):
    key = record(vendor, room)
    other = record(vendor, room, NOW - DAY)
    own, foreign = link_to(vendor, key), link_to(vendor, other)
    tried = [{}, {"Authorization": "Bearer x"}, foreign.headers, own.headers]

    answers = [
        requests.get(own.url, headers=one, allow_redirects=False, timeout=60) for one in tried
    ]

    assert [one.status_code for one in answers] == [401, 401, 401, 302]


def test_the_token_of_a_message_opens_for_a_day(vendor, room):
    record(vendor, room)
    [message] = told(vendor)
    url = message["payload"]["object"]["recording_files"][0]["download_url"]
    bearer = {"Authorization": f"Bearer {message['download_token']}"}

    def status() -> int:
        return requests.get(url, headers=bearer, allow_redirects=False, timeout=60).status_code

    vendor.set_clock(NOW + 23 * HOUR)
    in_time = status()
    vendor.set_clock(NOW + 25 * HOUR)

    assert (in_time, status()) == (302, 401)


def test_what_is_binned_or_not_made_yet_cannot_be_downloaded(vendor, room):
    key = record(vendor, room)
    link = link_to(vendor, key)
    where = stored_at(link)

    vendor.stage(room.external_id, "recordings/trash")

    answers = [requests.get(url, headers=link.headers, timeout=60) for url in (link.url, where)]
    assert [one.status_code for one in answers] == [404, 404]


def test_the_store_serves_only_by_its_own_signed_address(vendor, room):
    where = stored_at(link_to(vendor, record(vendor, room)))
    query = {name: value[0] for name, value in parse_qs(urlsplit(where).query).items()}
    later = where.replace(query["Expires"], str(int(query["Expires"]) + 1))
    plain = where.partition("?")[0]

    answers = [requests.get(url, timeout=60).status_code for url in (where, later, plain)]
    vendor.set_clock(NOW + 2 * HOUR)
    answers.append(requests.get(where, timeout=60).status_code)

    assert urlsplit(where).hostname == "localhost"
    assert answers == [200, 403, 403, 403]


def test_who_shows_a_token_to_the_store_is_found_out(vendor, room):
    link = link_to(vendor, record(vendor, room))

    requests.get(stored_at(link), headers=link.headers, timeout=60)

    came = [(one["host"], one["had_bearer"]) for one in vendor.recordings()["visits"]]
    assert came == [("127.0.0.1", True), ("localhost", True)]


def test_a_file_can_be_cut_off_on_its_way_and_put_together_again(vendor, room):
    key = record(vendor, room, files=[{"type": "MP4", "size": 500_000}])
    _, whole = fetched(link_to(vendor, key))
    vendor.fail("fetch_recording", "cut", times=4, after=100_000)

    came = b""
    while len(came) < len(whole):
        with opened(link_to(vendor, key), vendor="zoom", offset=len(came)) as incoming:
            came += read_until_cut(incoming.pieces)

    assert hashlib.sha256(came).digest() == hashlib.sha256(whole).digest()
    assert vendor.calls("fetch_recording") == 6


def read_until_cut(pieces: Iterator[bytes]) -> bytes:
    """Return what comes until the connection drops."""
    came = b""
    with suppress(HTTPError):
        for piece in pieces:
            came += piece
    return came


@pytest.mark.parametrize("size", [150_000, 250_000])
def test_a_file_can_have_another_length_than_zoom_said(vendor, room, size):
    link = link_to(vendor, record(vendor, room))
    vendor.fail("fetch_recording", "wrong_length", size=size)

    with opened(link, vendor="zoom") as incoming:
        told, came = incoming.size_bytes, b"".join(incoming.pieces)

    assert (link.size_bytes, told, len(came)) == (200_000, size, size)


def test_a_page_can_stand_where_the_file_was(vendor, room):
    link = link_to(vendor, record(vendor, room))
    vendor.fail("fetch_recording", "html")

    with pytest.raises(AgedLinkError, match="hay una página"):
        fetched(link)


def test_a_token_can_be_taken_back_on_the_way(vendor, room):
    link = link_to(vendor, record(vendor, room))
    vendor.fail("download", "revoked_token")

    with pytest.raises(AgedLinkError) as refused:
        fetched(link)

    assert refused.value.status == 401


def test_the_door_can_be_out_of_order(vendor, room):
    link = link_to(vendor, record(vendor, room))
    vendor.fail("download", "500")

    with pytest.raises(UnavailableError) as refused:
        fetched(link)

    assert refused.value.status == 500


def test_all_that_is_said_of_recordings_is_in_zooms_document(tmp_path: Path):
    if not DOCUMENT.exists():
        pytest.skip(f"Zoom's document is not beside this project ({DOCUMENT.name})")
    referee = Referee(json.loads(DOCUMENT.read_text(encoding="utf-8")))
    with listened_to(tmp_path) as (url, heard):
        zoom = ZoomMeetings(ZoomSettings("emulator", "emulator", "emulator", url, url))
        live_a_whole_life(Vendor(url), zoom)

    said = [one for one in heard.exchanges if one.path.startswith("/v2/")]
    names = {referee.name_of(one) for one in said}
    assert [fault for one in said for fault in referee.faults_of(one)] == []
    assert names >= SAID
    codes = [json.loads(one.answer)["code"] for one in said if one.status >= 400]
    assert codes == [3301, 3001, 1001]


def live_a_whole_life(vendor: Vendor, zoom: ZoomMeetings) -> None:
    """Do with recordings all that the adapter does, and what only the emulator can."""
    recorder, ask = zoom.recorder, asker(vendor.url)
    room = make_room(zoom)
    of_one = {"type": "M4A", "recording_type": "audio_only_each_participant"}
    for uuid in ("a/b==", "/a//b=="):
        files = [{"type": kind} for kind in ("MP4", "M4A", "CHAT")]
        key = record(vendor, room, uuid=uuid, files=[*files, of_one])
        vendor.stage(room.external_id, "transcript", uuid=uuid)
        recorder.link(key)
        recorder.recordings(HOST, NOW - 40 * DAY, NOW)
        recorder.storage()
        recorder.delete(uuid, HOST)
        ask("PUT", f"{address(uuid)}/status", json={"action": "recover"})
        ask("DELETE", f"{address(uuid)}/{key.external_id}")
        ask("PUT", f"{address(uuid)}/{key.external_id}/status", json={"action": "recover"})
    recorder.delete(uuid, HOST)
    ask("GET", address(uuid))
    ask("GET", address("unknown=="))
    ask("GET", "users/nadie@secesp.example/recordings")
