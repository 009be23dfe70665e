"""What we send to Zoom and what the emulator answers, against Zoom's own OpenAPI document.

The document is Zoom's and is read where it lies, beside the project; it is not part of it.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, unquote

import pytest
import requests
from jsonschema import Draft4Validator

from integrations.contracts.broadcasting import StreamTarget
from integrations.contracts.common import RoomKey
from integrations.contracts.meetings import RoomRequest
from integrations.emulator.zoom.checks import FIELDS, ONLY_NEW, SETTINGS
from integrations.emulator.zoom.seeds import SCOPES
from integrations.errors import IntegrationError
from integrations.zoom.meetings import ZoomMeetings, ZoomSettings
from tests.integrations.recording import Exchange, Recorder, listened_to

Ask = Callable[..., RoomRequest]
DOCUMENT = Path(__file__).parents[3] / "shared" / "contracts" / "zoom.openapi.json"
TWO_DAYS = timedelta(days=2)
METHODS = ("get", "post", "put", "patch", "delete")
BY_THE_ADAPTER = {
    "s2sToken",
    "users",
    "userSettings",
    "meetingCreate",
    "meetings",
    "meeting",
    "meetingUpdate",
    "meetingDelete",
    "webinarCreate",
    "webinars",
    "webinar",
    "webinarUpdate",
    "webinarDelete",
    "user",
    "pastMeetings",
    "reportMeetingParticipants",
    "pastMeetingParticipants",
}
BY_THE_STREAMS = {
    "meetingLiveStreamUpdate",
    "meetingLiveStreamStatusUpdate",
    "webinarLiveStreamUpdate",
    "webinarLiveStreamStatusUpdate",
}
ONLY_BY_THE_EMULATOR = {"user", "meetingStatus"}


class Referee:
    """Zoom's document: says what is wrong with an exchange."""

    def __init__(self, document: dict[str, object]) -> None:
        self.operations: dict[str, dict[str, object]] = {}
        self._addresses: list[tuple[str, re.Pattern[str], str]] = []
        for path, found in document["paths"].items():
            address = re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path)
            prefix = "" if "servers" in found else "/v2"
            for method in METHODS:
                if method in found:
                    name = found[method]["operationId"]
                    self.operations[name] = found[method]
                    self._addresses.append((method, re.compile(prefix + address), name))

    def name_of(self, exchange: Exchange) -> str:
        """Return the operation that an exchange is of."""
        return self._find(exchange)[0]

    def faults_of(self, exchange: Exchange) -> list[str]:
        """Return what is wrong with an exchange, in words."""
        name, in_path = self._find(exchange)
        operation = self.operations[name]
        faults = list(self._wrong_parameters(operation, exchange, in_path))
        # What the vendor is to refuse may well break its document.
        if exchange.status < 400:
            faults += self._wrong_request(operation, exchange)
        faults += self._wrong_answer(operation, exchange)
        return [f"{name} {exchange.status}: {fault}" for fault in faults]

    def _find(self, exchange: Exchange) -> tuple[str, Mapping[str, str]]:
        for method, address, name in self._addresses:
            found = address.fullmatch(exchange.path)
            if found and method == exchange.method:
                return name, found.groupdict()
        raise AssertionError(f"Zoom has no {exchange.method} {exchange.path}")

    def _wrong_parameters(
        self, operation: Mapping[str, object], exchange: Exchange, in_path: Mapping[str, str]
    ) -> Iterator[str]:
        known = {(one["name"], one["in"]): one["schema"] for one in operation.get("parameters", [])}
        sent = [(name, "query", value) for name, value in parse_qsl(exchange.query)]
        sent += [(name, "path", unquote(value)) for name, value in in_path.items()]
        for name, where, value in sent:
            if (name, where) not in known:
                yield f"unknown {where} parameter {name}"
                continue
            schema = known[name, where]
            is_number = schema.get("type") == "integer" and value.isdigit()
            yield from wrong(int(value) if is_number else value, schema)

    def _wrong_request(self, operation: Mapping[str, object], exchange: Exchange) -> Iterator[str]:
        content = operation.get("requestBody", {}).get("content", {})
        if "application/json" in content:
            yield from wrong(json.loads(exchange.body), content["application/json"]["schema"])
        elif content:
            form = dict(parse_qsl(exchange.body.decode()))
            yield from wrong(form, content["application/x-www-form-urlencoded"]["schema"])
        elif exchange.body:
            yield "a body where none is due"

    def _wrong_answer(self, operation: Mapping[str, object], exchange: Exchange) -> Iterator[str]:
        answers, status = operation["responses"], str(exchange.status)
        if status not in answers and exchange.status < 400:
            yield "an undocumented status"
            return
        # The document gives a refusal the same shape everywhere, but does not list each status.
        shape = answers[status] if status in answers else answers.get("404", answers["401"])
        if "content" in shape:
            yield from wrong(
                json.loads(exchange.answer), shape["content"]["application/json"]["schema"]
            )
        elif exchange.answer:
            yield "an answer with a body where none is due"


def wrong(value: object, schema: Mapping[str, object]) -> Iterator[str]:
    """Yield how a value breaks a schema."""
    for error in Draft4Validator(schema).iter_errors(value):
        yield f"{'.'.join(map(str, error.path))}: {error.message[:200]}"


@pytest.fixture(scope="module")
def referee() -> Referee:
    """Zoom's document, where it is there."""
    if not DOCUMENT.exists():
        pytest.skip(f"Zoom's document is not beside this project ({DOCUMENT.name})")
    return Referee(json.loads(DOCUMENT.read_text(encoding="utf-8")))


@pytest.fixture
def recorder(tmp_path: Path, referee: Referee) -> Iterator[tuple[str, Recorder]]:
    """An emulator that is listened to: its address, and what was said."""
    with listened_to(tmp_path) as heard:
        yield heard


def adapter(url: str) -> ZoomMeetings:
    """Return the Zoom adapter on an emulator."""
    return ZoomMeetings(ZoomSettings("emulator", "emulator", "emulator", url, url))


def held(url: str, zoom: ZoomMeetings, wanted: RoomRequest) -> None:
    """Open a room, let somebody in, close it, and ask who was there in both ways."""
    key = zoom.create(wanted).key
    door, window = f"{url}/_emulator", (wanted.starts_at - TWO_DAYS, wanted.starts_at + TWO_DAYS)
    for what, body in (("start", {}), ("join", {"name": "Ana", "email": "a@x.example"})):
        requests.post(f"{door}/rooms/{key.external_id}/{what}", json=body, timeout=60)
    zoom.live_rooms(wanted.host_email)
    requests.post(f"{door}/rooms/{key.external_id}/end", json={}, timeout=60)
    zoom.host(wanted.host_email)
    requests.post(f"{door}/scopes", json={"scopes": SCOPES}, timeout=60)
    assert [stay.name for stay in zoom.attendees(key, *window)] == ["Ana"]
    without = [name for name in SCOPES if not name.startswith("report")]
    requests.post(f"{door}/scopes", json={"scopes": without}, timeout=60)
    assert [stay.name for stay in adapter(url).attendees(key, *window)] == ["Ana"]


def refused(act: Callable[[], object]) -> None:
    """Do what the vendor is to refuse."""
    with pytest.raises(IntegrationError):
        act()


def test_all_that_the_adapter_says_and_hears_is_in_zooms_document(
    recorder: tuple[str, Recorder], referee: Referee, ask: Ask
):
    url, heard = recorder
    zoom = adapter(url)
    zoom.check()
    zoom.hosts()
    for wanted in (
        ask(records=True, alternative_hosts=("sala2@secesp.example", "sala3@secesp.example")),
        ask(host_email="foros@secesp.example", is_webinar=True, records=True),
    ):
        room = zoom.create(wanted)
        zoom.find(wanted)
        zoom.update(room.key, wanted)
        zoom.start_url(room.key)
        zoom.delete(room.key)
    held(url, zoom, ask(folio="VC-2031-0009"))

    exchanges = [one for one in heard.exchanges if not one.path.startswith("/_emulator")]
    said = {referee.name_of(exchange) for exchange in exchanges}
    faults = [fault for exchange in exchanges for fault in referee.faults_of(exchange)]
    assert faults == []
    assert said == BY_THE_ADAPTER


def test_all_that_streams_say_and_hear_is_in_zooms_document(
    recorder: tuple[str, Recorder], referee: Referee, ask: Ask
):
    url, heard = recorder
    zoom = adapter(url)
    target = StreamTarget("rtmps://example.com:443/rtmp/", "a-key", "https://example.com/1")
    for email, is_webinar in (("sala2@secesp.example", False), ("foros@secesp.example", True)):
        room = zoom.create(ask(host_email=email, is_webinar=is_webinar)).key
        zoom.streams.check(room)
        zoom.streams.hand_over(room, target)
        refused(lambda room=room: zoom.streams.start(room, "Facebook Live"))
        door = f"{url}/_emulator/rooms/{room.external_id}/start"
        requests.post(door, json={}, timeout=60)
        zoom.streams.start(room, "x" * 60)
        zoom.streams.stop(room)

    exchanges = [one for one in heard.exchanges if not one.path.startswith("/_emulator")]
    assert [fault for one in exchanges for fault in referee.faults_of(one)] == []
    assert {referee.name_of(one) for one in exchanges if one.method == "patch"} == BY_THE_STREAMS


def test_the_emulators_refusals_have_the_shape_of_zooms(
    recorder: tuple[str, Recorder], referee: Referee, ask: Ask
):
    url, heard = recorder
    zoom = adapter(url)
    webinar = zoom.create(ask(host_email="foros@secesp.example", is_webinar=True))
    refused(lambda: zoom.create(ask(duration_min=2000)))
    refused(lambda: zoom.create(ask(is_webinar=True)))
    refused(lambda: zoom.create(ask(host_email="nadie@secesp.example")))
    refused(lambda: zoom.read(RoomKey("12345678901")))
    zoom.read(RoomKey(webinar.external_id))
    requests.get(f"{url}/v2/users", timeout=60)
    for kind in ("429_burst", "429_daily"):
        fault = {"operation": "create_meeting", "kind": kind}
        requests.post(f"{url}/_emulator/faults", json=fault, timeout=60)
        refused(lambda: zoom.create(ask()))

    exchanges = [one for one in heard.exchanges if not one.path.startswith("/_emulator")]
    faults = [fault for exchange in exchanges for fault in referee.faults_of(exchange)]
    codes = [json.loads(one.answer)["code"] for one in exchanges if one.status >= 400]
    assert faults == []
    assert codes == [300, 200, 1001, 3001, 3000, 124, 429, 429]


def test_what_only_the_emulator_has_is_in_zooms_document_too(
    recorder: tuple[str, Recorder], referee: Referee, ask: Ask
):
    url, heard = recorder
    room = adapter(url).create(ask())
    form = {"grant_type": "account_credentials", "account_id": "emulator"}
    answer = requests.post(f"{url}/oauth/token", form, auth=("emulator", "emulator"), timeout=60)
    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    address = f"{url}/v2/meetings/{room.external_id}/status"

    requests.get(f"{url}/v2/users/sala1@secesp.example", headers=bearer, timeout=60)
    requests.put(address, json={"action": "end"}, headers=bearer, timeout=60)

    last = heard.exchanges[-2:]
    assert {referee.name_of(exchange) for exchange in last} == ONLY_BY_THE_EMULATOR
    assert [fault for exchange in last for fault in referee.faults_of(exchange)] == []


@pytest.mark.parametrize(
    ("kind", "create", "update"),
    [
        ("meetings", "meetingCreate", "meetingUpdate"),
        ("webinars", "webinarCreate", "webinarUpdate"),
    ],
)
def test_the_emulator_takes_no_field_that_zoom_does_not_have(
    referee: Referee, kind: str, create: str, update: str
):
    bodies = {
        name: referee.operations[name]["requestBody"]["content"]["application/json"]["schema"]
        for name in (create, update)
    }
    for_new, for_change = (
        (set(body["properties"]), set(body["properties"]["settings"]["properties"]))
        for body in bodies.values()
    )

    assert (set(FIELDS[kind]) | set(ONLY_NEW[kind])) - for_new[0] == set()
    assert set(FIELDS[kind]) - for_change[0] == set()
    assert set(SETTINGS[kind]) - (for_new[1] & for_change[1]) == set()


def test_the_referee_notices_a_misspelt_field(referee: Referee):
    exchange = Exchange("post", "/v2/users/a/meetings", "", b'{"topik": "x"}', 201, b"{}")

    assert referee.faults_of(exchange) == [
        "meetingCreate 201: : Additional properties are not allowed ('topik' was unexpected)"
    ]


def test_the_referee_notices_an_unknown_parameter(referee: Referee):
    exchange = Exchange("get", "/v2/users", "page=1", b"", 200, b"{}")

    assert referee.faults_of(exchange) == ["users 200: unknown query parameter page"]


def test_the_referee_notices_an_answer_of_the_wrong_type(referee: Referee):
    exchange = Exchange("get", "/v2/meetings/1", "", b"", 200, b'{"id": "1"}')

    assert referee.faults_of(exchange) == ["meeting 200: id: '1' is not of type 'integer'"]
