"""What we send to Facebook and read of it, against the names in Meta's own SDK.

The file of names lies beside the project; it is not part of it.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import parse_qs

import pytest
import requests

from integrations.emulator.meta.state import PAGE_ID
from integrations.meta.live_bodies import FIELDS, LISTED_FIELDS, NOT_OVER, STAGES
from tests.integrations.page import ask_live, facebook
from tests.integrations.recording import Exchange, Recorder, listened_to

NAMES = Path(__file__).parents[3] / "shared" / "contracts" / "meta_params.json"
EVERYWHERE = {"fields", "appsecret_proof"}
ON_LISTS = {"limit", "after"}
ONLY_IN_GUIDES = {"GET /debug_token": {"input_token"}, "GET /me": set(), "GET /{page-id}": set()}
"""Calls that the SDK has no method for; their parameters by Meta's guides."""
BY_THE_ADAPTER = {
    "POST /{page-id}/live_videos": "LiveVideo",
    "GET /{page-id}/live_videos": "LiveVideo",
    "GET /{live-video-id}": "LiveVideo",
    "POST /{live-video-id}": "LiveVideo",
    "DELETE /{live-video-id}": "LiveVideo",
    "GET /{video-id}": "Video",
    "GET /debug_token": "",
    "GET /me": "Page",
    "GET /{page-id}": "Page",
}
"""Every call that the adapter makes, and what kind of node it is about."""


class Referee:
    """Meta's names: says what is wrong with an exchange."""

    def __init__(self, names: Mapping[str, dict], video_ids: set[str]) -> None:
        self.names = names
        self.video_ids = video_ids

    def call_of(self, exchange: Exchange) -> str:
        """Return the call that an exchange is of."""
        path = re.sub(r"^/v\d+\.\d+", "", exchange.path).replace(PAGE_ID, "{page-id}")
        found = re.fullmatch(r"/(\d+)", path)
        if found:
            path = "/{video-id}" if found[1] in self.video_ids else "/{live-video-id}"
        return f"{exchange.method.upper()} {path}"

    def faults_of(self, exchange: Exchange) -> list[str]:
        """Return what is wrong with an exchange, in words."""
        call = self.call_of(exchange)
        given = {name: values[0] for name, values in parse_qs(exchange.query).items()}
        given |= json.loads(exchange.body) if exchange.body else {}
        faults = [*self._wrong_parameters(call, given), *self._wrong_fields(call, given)]
        return [f"{call}: {fault}" for fault in faults]

    def _wrong_parameters(self, call: str, given: Mapping[str, object]) -> Iterator[str]:
        known = self.names["calls"].get(call, {}).get("params", {})
        passing = EVERYWHERE | (ON_LISTS if call == "GET /{page-id}/live_videos" else set())
        for name in sorted(set(given) - passing - set(known) - ONLY_IN_GUIDES.get(call, set())):
            yield f"unknown parameter {name}"
        for name in sorted(set(given) & set(known)):
            yield from wrong_value(name, given[name], known[name])
        if "appsecret_proof" not in given:
            yield "no proof"

    def _wrong_fields(self, call: str, given: Mapping[str, object]) -> Iterator[str]:
        node = BY_THE_ADAPTER[call]
        for name in str(given.get("fields", "")).split(",") if node and "fields" in given else ():
            if name not in self.names["node_fields"][node]:
                yield f"unknown field {name} of {node}"


def wrong_value(name: str, value: object, known: Mapping[str, object]) -> Iterator[str]:
    """Yield how a value is not what the SDK says of a parameter."""
    kinds = {"string": str, "bool": bool, "Object": dict, "enum": str, "datetime": int}
    kind = str(known["type"])
    if kind == "list<enum>":
        value = json.loads(str(value))
    elif not isinstance(value, kinds[kind]):
        yield f"{name} is no {kind}"
    choices = known.get("enum")
    for one in value if isinstance(value, list) else [value]:
        if choices and one not in choices:
            yield f"{name} cannot be {one}"


@pytest.fixture(scope="module")
def names() -> dict[str, dict]:
    """Meta's names, where they are there."""
    if not NAMES.exists():
        pytest.skip(f"Meta's names are not beside this project ({NAMES.name})")
    return json.loads(NAMES.read_text(encoding="utf-8"))


@pytest.fixture
def recorder(tmp_path: Path, names: dict[str, dict]) -> Iterator[tuple[str, Recorder]]:
    """An emulator that is listened to: its address, and what was said."""
    with listened_to(tmp_path) as heard:
        yield heard


def test_all_that_the_adapter_says_is_in_metas_sdk(
    recorder: tuple[str, Recorder], names: dict[str, dict]
):
    url, heard = recorder
    page, request = facebook(url), ask_live(cover_url="https://example.org/x.jpg")
    live = page.create(request)
    page.find(request)
    page.update(live.external_id, request)
    page.cancel(live.external_id)
    with_picture = page.create(request)
    door = f"{url}/_emulator/meta/lives/{with_picture.external_id}/picture"
    requests.post(door, json={}, timeout=60).raise_for_status()
    page.go_live(with_picture.external_id)
    page.end(with_picture.external_id)
    page.copy(with_picture.video_id)
    page.check()
    facebook(url, page_token="emulator-user").check()

    said = [one for one in heard.exchanges if not one.path.startswith("/_emulator")]
    referee = Referee(names, {with_picture.video_id})
    assert [fault for exchange in said for fault in referee.faults_of(exchange)] == []
    assert {referee.call_of(exchange) for exchange in said} == set(BY_THE_ADAPTER)


def test_every_status_that_meta_has_is_known_to_us(names: dict[str, dict]):
    statuses = names["node_enums"]["LiveVideo"]["BroadcastStatus"]

    assert set(STAGES) == set(statuses)
    assert set(NOT_OVER) <= set(statuses)


@pytest.mark.parametrize("fields", [FIELDS, LISTED_FIELDS])
def test_every_field_that_we_ask_for_is_metas(names: dict[str, dict], fields: str):
    assert set(fields.split(",")) - set(names["node_fields"]["LiveVideo"]) == set()


@pytest.mark.parametrize(
    ("method", "path", "query", "body", "fault"),
    [
        ("post", f"{PAGE_ID}/live_videos", "", {"save_vod": True}, "unknown parameter save_vod"),
        ("post", f"{PAGE_ID}/live_videos", "", {"planned_start_time": 1}, "unknown parameter"),
        ("post", "7", "", {"status": "LIVE"}, "status cannot be LIVE"),
        ("post", "7", "", {"end_live_video": "true"}, "end_live_video is no bool"),
        ("get", "7", "fields=id,overlay_url", None, "unknown field overlay_url of LiveVideo"),
        ("get", "8", "fields=id,secure_stream_url", None, "unknown field secure_stream_url"),
        ("get", f"{PAGE_ID}/live_videos", 'broadcast_status=["OVER"]', None, "cannot be OVER"),
        ("get", "7", "limit=5", None, "unknown parameter limit"),
    ],
)
def test_the_referee_notices(
    names: dict[str, dict],
    method: str,
    path: str,
    query: str,
    body: dict[str, object] | None,
    fault: str,
):
    sent = json.dumps(body).encode() if body else b""
    query = "&".join(filter(None, ["appsecret_proof=x", query]))
    exchange = Exchange(method, f"/v26.0/{path}", query, sent, 200, b"{}")

    (found,) = Referee(names, {"8"}).faults_of(exchange)

    assert fault in found


def test_the_referee_wants_a_proof_on_every_call(names: dict[str, dict]):
    exchange = Exchange("delete", "/v26.0/7", "", b"", 200, b"{}")

    assert Referee(names, set()).faults_of(exchange) == ["DELETE /{live-video-id}: no proof"]
