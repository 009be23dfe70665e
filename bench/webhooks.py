"""The vendor's door under a storm: half of the messages repeats, several connections at once."""

import json
import multiprocessing
import random
import statistics
import time

from bench import client
from integrations.zoom.webhooks import sign

MESSAGES = 1000
CONNECTIONS = 4
SECRET = "bench-secret-of-the-door"


def storm(count: int = MESSAGES) -> list[bytes]:
    """Return signed messages of Zoom, each twice, shuffled."""
    now = int(time.time())
    bodies = []
    for number in range(count // 2):
        about = {
            "id": str(90_000_000_000 + number % 40),
            "uuid": f"u{number}==",
            "topic": "Plática",
        }
        event = ("meeting.participant_joined", "meeting.participant_left")[number % 2]
        message = {"event": event, "event_ts": now * 1000, "payload": {"object": about}}
        bodies.append(json.dumps(message, ensure_ascii=False).encode())
    bodies *= 2
    random.Random(1).shuffle(bodies)
    return [signed(body, now) for body in bodies]


def signed(body: bytes, now: int) -> bytes:
    """Return the bytes of a POST that Zoom could have sent."""
    headers = {
        "Content_Type": "application/json",
        "Content_Length": str(len(body)),
        "x_zm_request_timestamp": str(now),
        "x_zm_signature": sign(body, str(now), SECRET),
    }
    return client.request("POST", "/webhooks/zoom", headers) + body


def send(port: int, requests: list[bytes]) -> tuple[float, float]:
    """Send them over several connections; return the median and the 95th part in seconds."""
    parts = [requests[begin::CONNECTIONS] for begin in range(CONNECTIONS)]
    with multiprocessing.Pool(CONNECTIONS) as pool:
        taken = pool.starmap(client.times, [(port, part, 200) for part in parts])
    whole = [one for part in taken for one in part]
    return statistics.median(whole), statistics.quantiles(whole, n=20)[18]
