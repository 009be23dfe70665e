"""What people do at the vendor without us, and the webhooks that tell of it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests
from jsonschema import Draft202012Validator

from integrations.zoom.webhooks import verify
from tests.integrations.conftest import Vendor
from tests.processes import answering, wait_until

SCHEMAS = Path(__file__).parents[3] / "shared" / "contracts" / "zoom-webhooks.schemas.json"
SECRET = "what both know"


class Ear:
    """Somebody who listens for webhooks."""

    def __init__(self) -> None:
        heard = self.heard = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                heard.append((raw, dict(self.headers)))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/webhooks/zoom"

    def events(self) -> list[str]:
        """Return the names of what was heard, in its order."""
        return [json.loads(raw)["event"] for raw, _ in self.heard]


@pytest.fixture
def ear() -> Iterator[Ear]:
    """Somebody who listens on a free port."""
    ear = Ear()
    with answering(ear.server):
        yield ear


@pytest.fixture
def number(zoom, ask) -> str:
    """A room that was made."""
    return zoom.create(ask()).external_id


def whole_life(vendor: Vendor, zoom, number: str) -> list[str]:
    """Let everything happen to a room; return the events that tell of it."""
    vendor.control(f"rooms/{number}/start")
    vendor.control(f"rooms/{number}/join", name="Ana Ñáñez")
    vendor.control(f"rooms/{number}/leave", name="Ana Ñáñez")
    vendor.control(f"rooms/{number}/end")
    vendor.control(f"rooms/{number}/change", topic="Otro título")
    vendor.control(f"rooms/{number}/delete")
    vendor.control(f"rooms/{number}/restore")
    names = "started participant_joined participant_left ended updated deleted recovered"
    return [f"meeting.{name}" for name in names.split()]


def test_what_happens_to_a_room_is_told_and_signed(vendor, zoom, number, ear):
    vendor.control("webhooks", url=ear.url, secret=SECRET)

    expected = whole_life(vendor, zoom, number)

    wait_until(lambda: len(ear.heard) == len(expected), "all messages")
    assert sorted(ear.events()) == sorted(expected)
    signers = {verify(raw, headers, (SECRET,), datetime.now(UTC)) for raw, headers in ear.heard}
    assert signers == {SECRET}


def test_our_own_calls_are_told_too(vendor, zoom, ask, ear):
    vendor.control("webhooks", url=ear.url, secret=SECRET)
    room = zoom.create(ask())
    zoom.update(room.key, ask(topic="Otro título"))
    zoom.delete(room.key)

    wait_until(lambda: len(ear.heard) == 3, "three messages")

    assert sorted(ear.events()) == ["meeting.created", "meeting.deleted", "meeting.updated"]


def test_what_is_told_fits_zooms_own_schemas(vendor, zoom, number):
    if not SCHEMAS.exists():
        pytest.skip(f"Zoom's schemas are not beside this project ({SCHEMAS.name})")
    schemas = json.loads(SCHEMAS.read_text(encoding="utf-8"))["events"]
    vendor.control("webhooks", url="http://127.0.0.1:9/", secret=SECRET, is_held=True)

    whole_life(vendor, zoom, number)

    told = requests.get(f"{vendor.url}/_emulator/webhooks", timeout=60).json()["waiting"]
    faults = [
        f"{body['event']} {'.'.join(map(str, error.path))}: {error.message[:150]}"
        for body in told
        for error in Draft202012Validator(schemas[body["event"]]).iter_errors(body)
    ]
    assert faults == []
    assert len(told) == 7


def test_messages_can_be_held_back_repeated_and_shuffled(vendor, zoom, number, ear):
    vendor.control("webhooks", url=ear.url, secret=SECRET, times=3, is_held=True)
    expected = whole_life(vendor, zoom, number)
    before = list(ear.heard)

    sent = vendor.control("webhooks/send", is_shuffled=True)

    assert before == []
    assert sent == {"sent": 21}
    assert sorted(ear.events()) == sorted(expected * 3)
    assert ear.events() != expected * 3


def test_without_a_subscription_nothing_is_kept(vendor, zoom, number):
    whole_life(vendor, zoom, number)

    answer = requests.get(f"{vendor.url}/_emulator/webhooks", timeout=60)

    assert answer.json() == {"waiting": []}


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/", "http://example.org/", "http://10.0.0.1/", "file:///etc", ""]
)
def test_the_emulator_speaks_to_nobody_but_this_machine(vendor, url):
    body = {"url": url, "secret": SECRET}

    answer = requests.post(f"{vendor.url}/_emulator/webhooks", json=body, timeout=60)

    assert answer.status_code == 400


def test_a_listener_that_is_not_there_disturbs_nobody(vendor, zoom, ask):
    vendor.control("webhooks", url="http://127.0.0.1:9/", secret=SECRET)

    room = zoom.create(ask())

    assert zoom.read(room.key).topic == room.topic


@pytest.mark.parametrize(
    ("door", "status"),
    [("1/start", 404), ("1/delete", 404), ("1/restore", 404), ("{number}/end", 409)],
)
def test_what_cannot_happen_is_refused(vendor, number, door, status):
    address = f"{vendor.url}/_emulator/rooms/{door.format(number=number)}"

    assert requests.post(address, json={}, timeout=60).status_code == status
