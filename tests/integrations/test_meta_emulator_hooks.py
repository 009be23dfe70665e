"""The webhooks that the emulated Meta sends: challenge, signature, order, repeats, batches."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from integrations.emulator.meta.state import PAGE_ID
from tests.integrations.conftest import Vendor
from tests.integrations.graph import Graph
from tests.processes import answering, wait_until

SECRET = "what both know"
WORD = "ours"


class Ear:
    """Somebody who listens for webhooks, and repeats a challenge to whoever knows the word."""

    def __init__(self) -> None:
        heard = self.heard = []
        ear = self
        self.is_awake = True
        self.challenges = 0

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = parse_qs(urlsplit(self.path).query)
                is_known = asked["hub.verify_token"] == [WORD] and ear.is_awake
                ear.challenges += 1
                self.send_response(200 if is_known else 403)
                self.end_headers()
                self.wfile.write(asked["hub.challenge"][0].encode() if is_known else b"")

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                heard.append((raw, self.headers["X-Hub-Signature-256"]))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/webhooks/meta"

    def told(self) -> list[list[str]]:
        """Return the statuses that each message told of."""
        return [
            [
                change["value"]["status"]
                for entry in json.loads(raw)["entry"]
                for change in entry["changes"]
            ]
            for raw, _ in self.heard
        ]


@pytest.fixture
def ear() -> Iterator[Ear]:
    """Somebody who listens on a free port."""
    ear = Ear()
    with answering(ear.server):
        yield ear


@pytest.fixture
def graph(vendor: Vendor) -> Graph:
    """Somebody who calls Graph, whose Page lets the application be told."""
    graph = Graph(vendor)
    graph.call("POST", f"{PAGE_ID}/subscribed_apps", json={"subscribed_fields": ["live_videos"]})
    return graph


def subscribe(vendor: Vendor, url: str, **how: object) -> None:
    """Let Meta tell an address of the Page."""
    vendor.control("meta/webhooks", **({"url": url, "app_secret": SECRET} | how))


def test_what_happens_is_told_in_its_order(graph: Graph, ear: Ear):
    subscribe(graph.vendor, ear.url, verify_token=WORD, is_held=True)
    live = graph.over()
    graph.wait(minutes=30)

    graph.vendor.control("meta/webhooks/send")

    assert ear.told() == [["scheduled_unpublished"], ["live"], ["live_stopped"], ["vod"]]
    body = json.loads(ear.heard[1][0])
    assert body["object"] == "page"
    assert [entry["id"] for entry in body["entry"]] == [PAGE_ID]
    assert body["entry"][0]["changes"] == [
        {"field": "live_videos", "value": {"id": live["id"], "status": "live"}}
    ]


def test_a_message_is_signed_over_its_bytes(graph: Graph, ear: Ear):
    subscribe(graph.vendor, ear.url, verify_token=WORD)

    graph.schedule()

    wait_until(lambda: ear.heard, "a message")
    raw, signature = ear.heard[0]
    expected = hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()
    assert (signature, raw.isascii()) == (f"sha256={expected}", True)


def test_an_address_that_does_not_repeat_the_challenge_is_not_taken(graph: Graph, ear: Ear):
    with pytest.raises(requests.HTTPError):
        subscribe(graph.vendor, ear.url, verify_token="another")

    assert (ear.challenges, ear.heard) == (1, [])


@pytest.mark.parametrize("url", ["http://example.org/", "https://127.0.0.1/", "127.0.0.1"])
def test_an_address_elsewhere_is_not_taken(graph: Graph, url: str):
    with pytest.raises(requests.HTTPError):
        subscribe(graph.vendor, url, verify_token=WORD)


def test_what_happens_waits_until_the_address_answers(graph: Graph, ear: Ear):
    ear.is_awake = False
    graph.vendor.served.send_meta_webhooks_to(ear.url, SECRET, WORD)
    graph.on_air()
    wait_until(lambda: ear.challenges == 3, "each change to ask for the challenge")
    ear.is_awake = True

    graph.vendor.control("meta/webhooks/send")

    assert ear.told() == [["scheduled_unpublished"], ["live"]]


def test_messages_are_held_and_sent_together(graph: Graph, ear: Ear):
    subscribe(graph.vendor, ear.url, verify_token=WORD, is_held=True, is_batched=True)
    graph.over()

    waiting = requests.get(f"{graph.vendor.url}/_emulator/meta/webhooks", timeout=60).json()
    silent = list(ear.heard)
    sent = graph.vendor.control("meta/webhooks/send", is_shuffled=True)

    assert (len(waiting["waiting"]), silent, sent) == (3, [], {"sent": 1})
    assert ear.told() == [["scheduled_unpublished", "live", "live_stopped"]]


def test_messages_are_repeated_and_disordered(graph: Graph, ear: Ear):
    subscribe(graph.vendor, ear.url, verify_token=WORD, is_held=True, times=3)
    graph.over()

    graph.vendor.control("meta/webhooks/send", is_shuffled=True)

    told = [status for message in ear.told() for status in message]
    assert sorted(told) == ["live"] * 3 + ["live_stopped"] * 3 + ["scheduled_unpublished"] * 3


def test_nothing_is_kept_for_nobody(graph: Graph, ear: Ear):
    graph.schedule()
    subscribe(graph.vendor, ear.url, verify_token=WORD)

    graph.schedule()

    wait_until(lambda: ear.heard, "a message")
    assert ear.told() == [["scheduled_unpublished"]]


def test_of_a_page_that_is_not_subscribed_nothing_is_told(vendor: Vendor, ear: Ear):
    subscribe(vendor, ear.url, verify_token=WORD)

    Graph(vendor).schedule()

    assert (ear.told(), vendor.control("meta/webhooks/send")["sent"]) == ([], 0)
