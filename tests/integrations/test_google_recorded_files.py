"""What Meet recorded, as it is fetched: the video from Drive, what was said put together."""

import hashlib
import json
import logging
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from integrations.contracts.common import FileLink
from integrations.contracts.recordings import ComposedFile, FileKey
from integrations.errors import NotFoundError, RejectedError, UnavailableError
from integrations.google.meetings import GoogleMeet, GoogleSettings
from integrations.google.recordings import MOST_PARTS, SETTLED_AFTER
from integrations.http.downloads import AgedLinkError, opened
from tests.integrations.conftest import Vendor
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


@pytest.fixture
def office(vendor: Vendor, ask_meet: Ask) -> Office:
    """A room whose session began five hours ago."""
    return opened_office(vendor, ask_meet)


def test_a_video_is_fetched_whole_from_the_drive_of_its_account(office: Office):
    part = office.held({"size": 300_000})["recordings"][0]

    link = office.link(part["name"])

    assert link.url == (
        f"{office.vendor.url}/drive/v3/files/{part['file_id']}?alt=media&supportsAllDrives=true"
    )
    assert (link.hosts, link.size_bytes) == (frozenset({"127.0.0.1"}), 300_000)
    assert hashlib.sha256(fetched(link)).hexdigest() == part["sha256"]


def test_without_another_server_the_video_comes_from_googles_own(tmp_path: Path):
    recorder = GoogleMeet(GoogleSettings(str(tmp_path / "key.json"))).recorder

    assert recorder._base == "https://www.googleapis.com"


def test_a_download_that_is_cut_off_five_times_goes_on_to_the_same_file(office: Office):
    part = office.held({"size": 600_000})["recordings"][0]
    link = office.link(part["name"])
    office.vendor.fail("download_file", "cut", times=5, after=100_000)

    content, etag = b"", ""
    for number in range(5):
        more, etag = _until_it_breaks(link, len(content), etag)
        content += more
        assert len(content) == (number + 1) * 100_000
    content += fetched(link, offset=len(content), etag=etag)

    assert hashlib.sha256(content).hexdigest() == part["sha256"]


def _until_it_breaks(link: FileLink, offset: int, etag: str) -> tuple[bytes, str]:
    """Return what arrives from a place on before the connection drops, and the file's tag."""
    came: list[bytes] = []
    with (
        suppress(UnavailableError),
        opened(link, vendor="google_meet", offset=offset, etag=etag) as incoming,
    ):
        etag = incoming.etag
        came.extend(iter(incoming.pieces))
    return b"".join(came), etag


def test_a_file_of_another_length_than_drive_says_is_noticed(office: Office):
    link = office.link(office.held({"size": 9000})["recordings"][0]["name"])
    office.vendor.fail("download_file", "wrong_length", size=8000)

    with opened(link, vendor="google_meet") as incoming:
        assert (incoming.size_bytes, link.size_bytes) == (8000, 9000)


def test_a_link_that_has_aged_is_replaced_by_a_fresh_one(office: Office):
    part = office.held({})["recordings"][0]
    old = office.link(part["name"])
    office.clock[0] += 2 * HOUR
    office.vendor.control("clock", now=office.clock[0].isoformat())

    with pytest.raises(AgedLinkError):
        fetched(old)

    assert hashlib.sha256(fetched(office.link(part["name"]))).hexdigest() == part["sha256"]


def test_a_link_carries_the_token_that_google_took_last(office: Office):
    part = office.held({})["recordings"][0]
    office.link(part["name"])
    office.vendor.fail("get_file", "revoked_token")

    link = office.link(part["name"])

    assert len(fetched(link)) == part["size"]


@pytest.mark.parametrize(
    ("path", "content", "words"),
    [
        ("google/files/{file_id}", {"trashed": True}, "La grabación está en la papelera"),
        ("google/files/{file_id}", {"owner": "meet2@secesp.example"}, "La grabación ya no está"),
        ("clock", {"advance_s": 31 * 86_400}, "Google Meet ya no tiene el registro"),
    ],
)
def test_a_video_that_is_not_there_any_more_is_told_so(
    office: Office, path: str, content: dict, words: str
):
    part = office.held({})["recordings"][0]
    office.vendor.control(path.format(**part), **content)
    if path == "clock":
        office.clock[0] += timedelta(days=31)

    with pytest.raises(NotFoundError) as caught:
        office.link(part["name"])

    assert caught.value.message.startswith(words)


def test_what_was_never_a_file_of_meets_is_not_asked_for(vendor: Vendor, meet: GoogleMeet):
    for name in ("", "x", "conferenceRecords/x", "conferenceRecords/x/other/y"):
        with pytest.raises(NotFoundError):
            meet.recorder.link(FileKey(name, "", HOST))

    assert vendor.calls() == []


def test_meets_other_way_to_say_that_something_is_not_there_is_understood(office: Office):
    words = "Permission denied on resource Recording (or it might not exist)."
    part = office.held({})["recordings"][0]
    office.vendor.fail("get_recording", "refuse", status=403, message=words)

    with pytest.raises(NotFoundError):
        office.link(part["name"])


def test_what_google_forbids_for_another_reason_is_not_taken_for_gone(office: Office):
    part = office.held({})["recordings"][0]
    office.vendor.fail("get_recording", "refuse", status=403, message="Not allowed.")

    with pytest.raises(RejectedError) as caught:
        office.link(part["name"])

    assert type(caught.value) is RejectedError


def test_what_was_said_comes_with_who_said_it_and_when(office: Office):
    ana = {"name": "Ana", "kind": "signedinUser", "joined_at": office.began.isoformat()}
    told = office.held(participants=[ana], transcripts=[{"entries": SAID}])
    name = told["transcripts"][0]["name"]

    composed = office.link(name)

    first, second = json.loads(composed.content)["entries"]
    started = datetime.fromisoformat(first.pop("start_time"))
    assert first == {
        "participant": f"{told['name']}/participants/0000",
        "speaker": "Ana",
        "text": "Buenos días.",
        "language_code": "es-MX",
        "end_time": second["start_time"].replace(
            f"{office.began + timedelta(seconds=4):%H:%M:%S}",
            f"{office.began + timedelta(seconds=3):%H:%M:%S}",
        ),
    }
    assert started == office.began + timedelta(seconds=1)
    assert (second["speaker"], second["text"], second["language_code"]) == (
        *("", "¿Se oye?"),
        "es-ES",
    )
    assert "Buenos días." in composed.content.decode()


def test_a_transcript_that_comes_later_is_waited_for(office: Office):
    (part,) = office.held({}, transcripts=[{"state": "STARTED", "entries": SAID[:1]}])[
        "transcripts"
    ]
    office.clock[0] = office.began + HOUR
    end = office.clock[0].isoformat()
    lasting = (office.link(part["name"]), office.found()[0].is_complete)
    office.moved(part["name"], state="ENDED", ended_at=end, entries=SAID[1:])
    over = (office.link(part["name"]), office.found()[0].is_complete)

    office.moved(part["name"], state=GENERATED)

    assert (lasting, over) == ((None, False), (None, False))
    assert len(json.loads(office.link(part["name"]).content)["entries"]) == 2
    assert office.found()[0].is_complete is True


def test_a_transcript_of_which_no_document_comes_is_taken_an_hour_later(office: Office):
    told = office.held(transcripts=[{"state": "ENDED", "entries": SAID}])
    (part,) = told["transcripts"]
    office.clock[0] = office.began + HOUR + SETTLED_AFTER - timedelta(seconds=1)
    before = (office.link(part["name"]), office.found()[0].is_complete)

    office.clock[0] += timedelta(seconds=2)

    assert before == (None, False)
    assert isinstance(office.link(part["name"]), ComposedFile)
    assert office.found()[0].is_complete is True


def test_a_transcript_without_a_document_or_a_word_is_not_taken(office: Office):
    name = office.held(transcripts=[{"state": "ENDED"}])["transcripts"][0]["name"]

    assert office.link(name) is None


def test_a_transcript_in_which_nobody_spoke_is_empty(office: Office):
    name = office.held(transcripts=[{}])["transcripts"][0]["name"]

    assert office.link(name) == ComposedFile(b'{"entries": []}')


def test_more_words_than_a_page_holds_are_all_there_in_their_order(office: Office):
    spoken = [{"text": f"{number}", "at_s": number} for number in range(MOST_PARTS + 1)]
    name = office.held(transcripts=[{"entries": spoken}])["transcripts"][0]["name"]

    entries = json.loads(office.link(name).content)["entries"]

    assert [one["text"] for one in entries] == [one["text"] for one in spoken]
    assert office.vendor.calls().count("list_entries") == 2


@pytest.mark.parametrize("operation", ["get_recording", "get_file"])
def test_a_file_that_cannot_be_asked_for_now_is_not_taken_for_gone(office: Office, operation: str):
    part = office.held({})["recordings"][0]
    office.vendor.fail(operation, "500", times=2)

    with pytest.raises(UnavailableError):
        office.link(part["name"])


def test_the_token_is_shown_nowhere(office: Office, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    part = office.held({})["recordings"][0]
    link = office.link(part["name"])
    token = link.headers["Authorization"].removeprefix("Bearer ")
    office.vendor.fail("download_file", "500")
    with pytest.raises(UnavailableError) as failed:
        fetched(link)
    office.vendor.control(f"google/files/{part['file_id']}", trashed=True)
    with pytest.raises(NotFoundError) as gone:
        office.link(part["name"])

    shown = f"{link!r} {failed.value!r} {failed.value} {gone.value!r} {office.meet!r} {caplog.text}"
    assert token.startswith("ya29.")
    assert token not in shown
    assert token not in link.url
