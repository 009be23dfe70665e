"""The emulated Meet's recordings by themselves: what it tells, to whom, how long; and Drive."""

import base64
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import requests

from integrations.emulator.google.state import DRIVE
from integrations.google.scopes import CALENDAR_SCOPE, SCOPES
from tests.integrations.conftest import Vendor
from tests.integrations.test_google_emulator import (
    Caller,
    an_event,
    ask_token,
    claims_of,
    reason_of,
)

HOUR = timedelta(hours=1)
OTHER = "meet2@secesp.example"
CONTENT = bytes(range(256)) * 40
Held = Callable[..., dict]


@pytest.fixture
def caller(vendor: Vendor) -> Caller:
    """Somebody with a token for the first account."""
    return Caller(vendor)


@pytest.fixture
def held(vendor: Vendor, caller: Caller) -> Held:
    """Return a function: recordings and the like → a meeting of an hour that ended just now."""
    code = caller.insert(an_event()).json()["conferenceData"]["conferenceId"]

    def hold(*recordings: dict, **content: object) -> dict:
        ended = datetime.now(UTC)
        times = {"started_at": (ended - HOUR).isoformat(), "ended_at": ended.isoformat()}
        wanted = times | {"recordings": recordings} | content
        return vendor.control(f"google/spaces/{code}/records", **wanted)

    return hold


@pytest.fixture
def part(held: Held) -> dict:
    """A recording whose content is known."""
    return held({"content": base64.b64encode(CONTENT).decode()})["recordings"][0]


def media(caller: Caller, part: dict, **headers: str) -> requests.Response:
    """Ask Drive for a video."""
    path = f"drive/v3/files/{part['file_id']}"
    return caller.call("GET", path, params={"alt": "media"}, headers=headers)


def door(vendor: Vendor, path: str, /, **content: object) -> int:
    """Return with what status a door answers."""
    url = f"{vendor.url}/_emulator/google/{path}"
    return requests.post(url, json=content, timeout=60).status_code


def test_a_meeting_is_told_with_when_meet_will_forget_it(caller: Caller, held: Held):
    name = held({})["name"]

    (record,) = caller.call("GET", "v2/conferenceRecords").json()["conferenceRecords"]

    ended, expires = (datetime.fromisoformat(record[one]) for one in ("endTime", "expireTime"))
    assert (record["name"], expires - ended) == (name, timedelta(days=30))


def test_a_meeting_that_lasts_until_somebody_ends_it(vendor: Vendor, caller: Caller, held: Held):
    name = held(ended_at=None)["name"]
    lasting = caller.call("GET", "v2/conferenceRecords").json()["conferenceRecords"][0]

    vendor.control(
        f"google/records/{name.partition('/')[2]}", ended_at=datetime.now(UTC).isoformat()
    )

    over = caller.call("GET", "v2/conferenceRecords").json()["conferenceRecords"][0]
    assert set(over) - set(lasting) == {"endTime", "expireTime"}


@pytest.mark.parametrize("path", ["recordings", "transcripts", "participants"])
def test_thirty_days_after_its_end_a_meeting_is_forgotten_with_all_that_hangs_on_it(
    vendor: Vendor, caller: Caller, held: Held, path: str
):
    name = held({}, transcripts=[{}])["name"]
    month_s = 30 * 86_400
    statuses = []
    for advance_s in (0, month_s - 60, 120):
        vendor.control("clock", advance_s=advance_s)
        statuses.append(Caller(vendor).call("GET", f"v2/{name}/{path}").status_code)

    assert statuses == [200, 200, 404]
    assert Caller(vendor).call("GET", "v2/conferenceRecords").json()["conferenceRecords"] == []


def test_the_video_outlives_the_meeting_it_was_made_of(vendor: Vendor, part: dict):
    vendor.control("clock", advance_s=31 * 86_400)

    assert media(Caller(vendor), part).content == CONTENT


@pytest.mark.parametrize("kind", ["recordings", "transcripts"])
def test_where_a_file_lies_is_told_once_it_was_made(
    vendor: Vendor, caller: Caller, held: Held, kind: str
):
    name = held(**{"recordings": [], kind: [{"state": "STARTED"}]})[kind][0]["name"]
    told = []
    for state in ("STARTED", "ENDED", "FILE_GENERATED"):
        vendor.control(f"google/records/{name.partition('/')[2]}", state=state)
        body = caller.call("GET", f"v2/{name}").json()
        told.append((body["state"], any(one.endswith("Destination") for one in body)))

    assert told == [("STARTED", False), ("ENDED", False), ("FILE_GENERATED", True)]


def test_what_is_not_there_is_refused(caller: Caller):
    paths = ("recordings", "recordings/x", "transcripts", "transcripts/x", "transcripts/x/entries")

    answers = [caller.call("GET", f"v2/conferenceRecords/nothing/{path}") for path in paths]

    assert [reason_of(answer)[:2] for answer in answers] == [(404, "notFound")] * 5


@pytest.mark.parametrize("path", ["{record}/recordings", "{record}/transcripts", "{part}"])
def test_a_meeting_of_somebody_else_is_not_there(
    vendor: Vendor, caller: Caller, held: Held, path: str
):
    told = held({})
    where = path.format(record=told["name"], part=told["recordings"][0]["name"])

    answers = [one.call("GET", f"v2/{where}") for one in (caller, Caller(vendor, OTHER))]

    assert [answer.status_code for answer in answers] == [200, 404]


@pytest.mark.parametrize(
    ("asked", "counts"), [(None, [10, 10, 5]), (100, [25]), (1000, [25]), (20, [20, 5])]
)
def test_a_page_has_ten_entries_unless_more_are_asked_for(
    caller: Caller, held: Held, asked: int | None, counts: list[int]
):
    entries = [{"text": f"{number}"} for number in range(25)]
    name = held(transcripts=[{"entries": entries}])["transcripts"][0]["name"]
    found, token = [], None
    while not found or token:
        options = {"pageSize": asked, "pageToken": token}
        body = caller.call("GET", f"v2/{name}/entries", params=options).json()
        found.append(body["transcriptEntries"])
        token = body.get("nextPageToken")

    assert [len(rows) for rows in found] == counts
    assert [row["text"] for rows in found for row in rows] == [one["text"] for one in entries]


def test_drive_tells_the_length_only_to_whoever_asks_for_it(caller: Caller, part: dict):
    path = f"drive/v3/files/{part['file_id']}"

    usual = caller.call("GET", path).json()
    asked = caller.call("GET", path, params={"fields": "size,md5Checksum,trashed"}).json()

    md5 = hashlib.md5(CONTENT, usedforsecurity=False).hexdigest()
    assert set(usual) == {"kind", "id", "name", "mimeType"}
    assert asked == {"size": str(len(CONTENT)), "md5Checksum": md5, "trashed": False}


def test_a_video_is_sent_whole_and_in_parts(caller: Caller, part: dict):
    whole = media(caller, part)
    tag = whole.headers["ETag"]

    rest = media(caller, part, **{"Range": "bytes=10000-", "If-Range": tag})
    stale = media(caller, part, **{"Range": "bytes=10000-", "If-Range": '"other"'})
    beyond = media(caller, part, Range=f"bytes={len(CONTENT)}-")

    assert (whole.status_code, whole.content) == (200, CONTENT)
    assert (rest.status_code, rest.content) == (206, CONTENT[10_000:])
    assert rest.headers["Content-Range"] == f"bytes 10000-{len(CONTENT) - 1}/{len(CONTENT)}"
    assert (stale.status_code, stale.content) == (200, CONTENT)
    assert beyond.status_code == 416


def test_noise_is_the_same_each_time_and_as_long_as_was_asked_for(caller: Caller, held: Held):
    part = held({"size": 70_000})["recordings"][0]

    first, second = (media(caller, part).content for _ in range(2))

    assert first == second
    assert (len(first), hashlib.sha256(first).hexdigest()) == (70_000, part["sha256"])


def test_a_file_below_the_emulators_folder_is_sent(vendor: Vendor, caller: Caller, held: Held):
    folder = vendor.served.state.path.parent
    (folder / "video.mp4").write_bytes(CONTENT)

    part = held({"path": "video.mp4"})["recordings"][0]

    assert media(caller, part).content == CONTENT


@pytest.mark.parametrize("path", ["/etc/hostname", "../../etc/hostname", "nothing.mp4"])
def test_no_other_file_of_the_machine_is_sent(vendor: Vendor, held: Held, path: str):
    record = held()["name"].partition("/")[2]

    assert door(vendor, f"records/{record}/recordings", path=path) == 400


def test_a_video_of_somebody_else_is_not_there(vendor: Vendor, part: dict):
    other = Caller(vendor, OTHER)

    answers = [media(other, part), other.call("GET", f"drive/v3/files/{part['file_id']}")]

    assert [reason_of(answer)[:2] for answer in answers] == [(404, "notFound")] * 2


def test_a_video_that_was_deleted_is_not_there_though_meet_still_names_it(
    vendor: Vendor, caller: Caller, part: dict
):
    url = f"{vendor.url}/_emulator/google/files/{part['file_id']}"
    requests.delete(url, timeout=60).raise_for_status()

    told = caller.call("GET", f"v2/{part['name']}").json()

    assert media(caller, part).status_code == 404
    assert told["driveDestination"]["file"] == part["file_id"]


def test_a_video_in_the_bin_is_still_sent_to_its_owner(vendor: Vendor, caller: Caller, part: dict):
    vendor.control(f"google/files/{part['file_id']}", trashed=True)

    told = caller.call("GET", f"drive/v3/files/{part['file_id']}", params={"fields": "trashed"})

    assert (told.json(), media(caller, part).content) == ({"trashed": True}, CONTENT)


def test_what_has_no_bytes_cannot_be_downloaded(vendor: Vendor, caller: Caller):
    told = {"owner": "meet1@secesp.example", "mimeType": "application/vnd.google-apps.document"}
    vendor.control("google/files/doc1", **told)

    answer = media(caller, {"file_id": "doc1"})

    assert reason_of(answer)[:2] == (403, "fileNotDownloadable")


def test_a_new_file_that_belongs_to_nobody_is_refused(vendor: Vendor):
    url = f"{vendor.url}/_emulator/google/files/of_nobody"

    answer = requests.post(url, json={"mimeType": "video/mp4"}, timeout=60)

    assert (answer.status_code, "owner" in answer.text) == (400, True)


def test_a_token_that_is_over_opens_no_video(vendor: Vendor, caller: Caller, part: dict):
    vendor.control("clock", advance_s=3600)

    assert reason_of(media(caller, part))[:2] == (401, "authError")


@pytest.mark.parametrize("scopes", [SCOPES[:3], (CALENDAR_SCOPE,)])
def test_a_token_for_something_else_opens_no_video(
    vendor: Vendor, caller: Caller, part: dict, scopes: tuple[str, ...]
):
    answer = ask_token(vendor, claims_of(vendor) | {"scope": " ".join(scopes)})
    caller.headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}

    refused = media(caller, part)

    assert reason_of(refused)[:2] == (403, "insufficientPermissions")
    assert DRIVE in refused.headers["WWW-Authenticate"]


def test_a_cut_leaves_the_beginning_and_happens_as_often_as_was_asked_for(
    vendor: Vendor, caller: Caller, part: dict
):
    vendor.fail("download_file", "cut", after=1000)

    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        media(caller, part)

    assert media(caller, part).content == CONTENT


@pytest.mark.parametrize("size", [100, len(CONTENT) + 100])
def test_another_length_than_drive_says_can_be_asked_for(
    vendor: Vendor, caller: Caller, part: dict, size: int
):
    vendor.fail("download_file", "wrong_length", size=size)

    answer = media(caller, part)

    assert (answer.headers["Content-Length"], len(answer.content)) == (str(size), size)


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [
        ("records/nothing/recordings", {}, 404),
        ("records/nothing/transcripts", {}, 404),
        ("records/nothing/recordings/x", {"state": "ENDED"}, 404),
        ("records/nothing", {"ended_at": "2031-01-01T00:00:00Z"}, 404),
        ("records/{record}/recordings", {"state": "DONE"}, 400),
    ],
)
def test_a_door_refuses_what_it_does_not_know(
    vendor: Vendor, held: Held, path: str, content: dict, status: int
):
    record = held()["name"].partition("/")[2]

    assert door(vendor, path.format(record=record), **content) == status
