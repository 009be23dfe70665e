"""What we send to Google and what the emulator answers, against Google's discovery documents.

They come with google-api-python-client, so that this runs wherever the project runs.
"""

import base64
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl

import pytest
import requests

from integrations.contracts.common import RoomKey
from integrations.contracts.meetings import RoomRequest
from integrations.emulator.google.checks import EVENT_FIELDS, SPACE_VALUES
from integrations.emulator.google.keys import CONSENT, KEY_FILE, ensure_key
from integrations.emulator.google.routes import ROUTES
from integrations.errors import IntegrationError
from integrations.google.meetings import GoogleMeet, GoogleSettings
from integrations.google.scopes import SCOPES
from tests.integrations.discovery import Referee
from tests.integrations.recording import Exchange, Recorder, listened_to

Ask = Callable[..., RoomRequest]
BY_THE_ADAPTER = {
    "calendar.events.insert",
    "calendar.events.get",
    "calendar.events.list",
    "calendar.events.patch",
    "calendar.events.delete",
    "meet.spaces.get",
    "meet.spaces.patch",
    "meet.conferenceRecords.list",
    "meet.conferenceRecords.participants.list",
}
BY_THE_RECORDER = {
    "meet.conferenceRecords.recordings.list",
    "meet.conferenceRecords.recordings.get",
    "meet.conferenceRecords.transcripts.list",
    "meet.conferenceRecords.transcripts.get",
    "meet.conferenceRecords.transcripts.entries.list",
    "drive.files.get",
}
"""What `test_google_recordings` hears of."""
WRITES = {"calendar.events.insert", "calendar.events.patch"}


@pytest.fixture(scope="module")
def referee() -> Referee:
    """Google's documents."""
    return Referee()


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[tuple[str, Recorder]]:
    """An emulator that is listened to: its address, and what was said."""
    with listened_to(tmp_path) as heard:
        yield heard


@pytest.fixture
def meet(recorder: tuple[str, Recorder], tmp_path: Path) -> GoogleMeet:
    """The adapter, on that emulator."""
    ensure_key(tmp_path / KEY_FILE)
    url = recorder[0]
    settings = GoogleSettings(str(tmp_path / KEY_FILE), token_uri=f"{url}/token", api_base=url)
    return GoogleMeet(settings, sleep=lambda _: None)


def judged(recorder: Recorder) -> list[Exchange]:
    """Return what was said to Calendar and Meet."""
    apart = ("/_emulator", "/token")
    return [one for one in recorder.exchanges if not one.path.startswith(apart)]


def live_a_whole_life(url: str, meet: GoogleMeet, wanted: RoomRequest) -> None:
    """Do all that the adapter does, with somebody in the room."""
    requests.post(f"{url}/_emulator/google/conduct", json={"looks": 1}, timeout=60)
    room = meet.create(wanted)
    meet.find(wanted)
    meet.update(room.key, wanted)
    began = wanted.starts_at.isoformat()
    ana = {"name": "Ana", "kind": "signedinUser", "joined_at": began}
    code = room.join_url.rpartition("/")[2]
    requests.post(
        f"{url}/_emulator/google/spaces/{code}/records",
        json={"started_at": began, "participants": [ana]},
        timeout=60,
    )
    assert meet.live_rooms(wanted.host_email) == (room.external_id,)
    until = wanted.starts_at + timedelta(hours=1)
    assert len(meet.attendees(room.key, wanted.starts_at, until)) == 1
    meet.check()
    meet.delete(room.key)


def test_all_that_the_adapter_says_and_hears_is_in_googles_documents(
    recorder: tuple[str, Recorder], referee: Referee, meet: GoogleMeet, ask_meet: Ask
):
    live_a_whole_life(recorder[0], meet, ask_meet(records=True, is_webinar=True))

    exchanges = judged(recorder[1])
    faults = [fault for exchange in exchanges for fault in referee.faults_of(exchange)]
    assert faults == []
    assert {referee.name_of(exchange) for exchange in exchanges} == BY_THE_ADAPTER


def test_every_write_of_an_event_names_the_conference_version_and_sends_no_mail(
    recorder: tuple[str, Recorder], referee: Referee, meet: GoogleMeet, ask_meet: Ask
):
    live_a_whole_life(recorder[0], meet, ask_meet())

    writes = [one for one in judged(recorder[1]) if referee.name_of(one) in WRITES]
    queries = [dict(parse_qsl(one.query)) for one in writes]
    assert {query["conferenceDataVersion"] for query in queries} == {"1"}
    assert {query["sendUpdates"] for query in queries} == {"none"}
    assert {referee.name_of(one) for one in writes} == WRITES
    assert all("iCalUID" not in json.loads(one.body) for one in writes)


def test_every_change_of_an_event_names_the_version_that_was_read(
    recorder: tuple[str, Recorder], meet: GoogleMeet, ask_meet: Ask
):
    room = meet.create(ask_meet())
    meet.update(room.key, ask_meet(topic="Otra"))

    meet.update(room.key, ask_meet(topic="Y otra"))

    exchanges = judged(recorder[1])
    changes = [one for one in exchanges if one.method == "patch" and "/events/" in one.path]
    read = [json.loads(one.answer)["etag"] for one in exchanges if "/events/" in one.path][::2]
    assert [one.if_match for one in changes] == read
    assert len(set(read)) == 2


def test_the_assertion_asks_for_our_scopes_in_the_name_of_the_account(
    recorder: tuple[str, Recorder], meet: GoogleMeet, ask_meet: Ask, tmp_path: Path
):
    meet.create(ask_meet())

    (asked,) = (one for one in recorder[1].exchanges if one.path == "/token")
    form = parse_qs(asked.body.decode())
    header, claims = (
        json.loads(base64.urlsafe_b64decode(part + "==="))
        for part in form["assertion"][0].split(".")[:2]
    )
    key = json.loads((tmp_path / KEY_FILE).read_text())
    assert form["grant_type"] == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]
    assert header == {"typ": "JWT", "alg": "RS256", "kid": key["private_key_id"]}
    assert claims["exp"] - claims["iat"] == 3600
    assert {name: claims[name] for name in ("iss", "sub", "aud", "scope")} == {
        "iss": key["client_email"],
        "sub": "meet1@secesp.example",
        "aud": "https://oauth2.googleapis.com/token",
        "scope": " ".join(SCOPES),
    }


def test_the_emulators_refusals_have_the_shape_of_googles(
    recorder: tuple[str, Recorder], referee: Referee, meet: GoogleMeet, ask_meet: Ask
):
    url, heard = recorder
    fault = {"operation": "insert_event", "kind": "429_daily"}
    with pytest.raises(IntegrationError):
        meet.create(ask_meet(host_email="sinmeet@secesp.example"))
    with pytest.raises(IntegrationError):
        meet.read(RoomKey("vc0nada", "meet1@secesp.example"))
    requests.post(f"{url}/_emulator/faults", json=fault, timeout=60)
    with pytest.raises(IntegrationError):
        meet.create(ask_meet())
    requests.get(f"{url}/v2/spaces/x", timeout=60)

    exchanges = judged(heard)
    faults = [fault for exchange in exchanges for fault in referee.faults_of(exchange)]
    reasons = [json.loads(one.answer)["error"]["errors"][0]["reason"] for one in exchanges]
    assert faults == []
    assert reasons == ["invalid", "notFound", "quotaExceeded", "authError"]


def test_every_address_of_the_emulator_is_one_of_googles(referee: Referee):
    named = []
    for method, address, _ in ROUTES:
        if address not in ("/token", "/revoke"):
            path = address.replace("<", "x").replace(">", "")
            named.append(referee.name_of(Exchange(method.lower(), path, "", b"", 200, b"")))

    assert set(named) == BY_THE_ADAPTER | BY_THE_RECORDER


def test_a_file_is_described_as_drive_describes_it(
    recorder: tuple[str, Recorder], referee: Referee
):
    url, heard = recorder
    told = {"name": "Plática.mp4", "mimeType": "video/mp4", "size": "1048576"}
    owned = told | {"owner": "meet1@secesp.example"}
    requests.post(f"{url}/_emulator/google/files/f1", json=owned, timeout=60)
    form = {"grant_type": "refresh_token"} | CONSENT
    value = requests.post(f"{url}/token", form, timeout=60).json()["access_token"]

    answer = requests.get(
        f"{url}/drive/v3/files/f1",
        params={"fields": "*"},
        headers={"Authorization": f"Bearer {value}"},
        timeout=60,
    )

    assert answer.json() == {"kind": "drive#file", "id": "f1"} | told
    assert referee.faults_of(heard.exchanges[-1]) == []


def test_the_emulator_takes_no_field_that_google_does_not_have(referee: Referee):
    event = referee.schema_of("calendar.events.insert", "request")["$defs"]
    space = referee.schema_of("meet.spaces.patch", "request")["$defs"]

    assert set(EVENT_FIELDS) - set(event["Event"]["properties"]) == set()
    for path, values in SPACE_VALUES.items():
        schema = space["Space"]
        for name in path.split("."):
            schema = schema["properties"][name]
            schema = space[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
        assert set(values) - set(schema["enum"]) == set()


EVENTS = "/calendar/v3/calendars/primary/events"


@pytest.mark.parametrize(
    ("exchange", "fault"),
    [
        (
            Exchange("post", EVENTS, "", b'{"sumary": "x", "start": {}, "end": {}}', 200, b"{}"),
            "calendar.events.insert 200: : Additional properties are not allowed "
            "('sumary' was unexpected)",
        ),
        (
            Exchange("post", EVENTS, "", b'{"start": {}}', 200, b"{}"),
            "calendar.events.insert 200: : 'end' is a required property",
        ),
        (
            Exchange("patch", f"{EVENTS}/x", "", b'{"htmlLink": "x"}', 200, b"{}"),
            "calendar.events.patch 200: : Additional properties are not allowed "
            "('htmlLink' was unexpected)",
        ),
        (
            Exchange("get", f"{EVENTS}/x", "conferenceDataVersion=1", b"", 200, b"{}"),
            "calendar.events.get 200: unknown parameter conferenceDataVersion",
        ),
        (
            Exchange("delete", f"{EVENTS}/x", "sendUpdates=nobody", b"", 204, b""),
            "calendar.events.delete 204: : 'nobody' is not one of ['all', 'externalOnly', 'none']",
        ),
        (
            Exchange("get", "/v2/spaces/x", "", b"", 200, b'{"meetingUrl": "x"}'),
            "meet.spaces.get 200: : Additional properties are not allowed "
            "('meetingUrl' was unexpected)",
        ),
        (
            Exchange("get", f"{EVENTS}/x", "", b"", 200, b'{"created": "hoy"}'),
            "calendar.events.get 200: created: 'hoy' does not match",
        ),
    ],
)
def test_the_referee_notices(referee: Referee, exchange: Exchange, fault: str):
    (found,) = referee.faults_of(exchange)

    assert found.startswith(fault)
