"""The webhooks that the emulator sends back, signed as Zoom signs them.

What happens is written down with the change itself, in one transaction, and sent after the answer.
A subscription may ask for each message several times, or for none to be sent before the door
`/_emulator/webhooks/send` is called: late, shuffled, repeated.
"""

import json
import random
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from http.client import HTTPException
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from integrations.emulator.meta import webhooks as meta_hooks
from integrations.emulator.state import State, Transaction
from integrations.http.call import is_loopback
from integrations.zoom.webhooks import sign


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where webhooks go: each is sent so many `times`, at once unless they are held back."""

    url: str
    secret: str = field(repr=False)
    times: int = 1
    is_held: bool = False


ACCOUNT = "emulator"
TIMEOUT_S = 3
TOLD = ("uuid", "topic", "type", "start_time", "timezone", "duration")
ID_AS_TEXT = ("started", "ended", "participant_joined", "participant_left")
"""The events in which Zoom writes a room's number as text."""


def subscribe(state: State, subscription: Subscription) -> None:
    """Send webhooks from now on. Raises ValueError for an address that is not on this machine."""
    parts = urlsplit(subscription.url)
    if parts.scheme != "http" or not is_loopback(subscription.url):
        raise ValueError("the emulator speaks to nobody but this machine")
    with state.transaction() as tx:
        tx.set("webhooks", json.dumps(asdict(subscription)))


def announce(tx: Transaction, subject: str, what: str, number: int, **more: object) -> None:
    """Write down that something happened to a room; it is sent after the answer."""
    if not tx.setting("webhooks"):
        return
    row = tx.row("SELECT * FROM room WHERE id = ?", number)
    body = json.loads(row["body"])
    about = {name: body[name] for name in TOLD if name in body}
    about |= {"id": str(number) if what in ID_AS_TEXT else number, "host_id": row["host_id"]}
    at_ms = int(tx.now().timestamp() * 1000)
    message = {
        "event": f"{subject}.{what}",
        "event_ts": at_ms,
        "payload": {"account_id": ACCOUNT, "object": about | more},
    }
    tx.run("INSERT INTO notice (body) VALUES (?)", json.dumps(message, ensure_ascii=False))


def waiting(state: State) -> list[str]:
    """Return the bodies that were not sent yet, in the order in which they happened."""
    with state.transaction() as tx:
        return [row["body"] for row in tx.all("SELECT body FROM notice ORDER BY id")]


def send(state: State, *, is_asked: bool = False, is_shuffled: bool = False) -> int:
    """Send what waits and return how many messages that were; a failure is not repeated.

    A subscription that holds its messages back is served only when it `is_asked`.
    """
    with state.transaction() as tx:
        kept = tx.setting("webhooks")
        subscription = Subscription(**json.loads(kept)) if kept else None
        if subscription is None or (subscription.is_held and not is_asked):
            return 0
        bodies = [row["body"] for row in tx.all("SELECT body FROM notice ORDER BY id")]
        tx.run("DELETE FROM notice")
        now = tx.now()
    bodies *= subscription.times
    if is_shuffled:
        random.shuffle(bodies)
    for body in bodies:
        _post(subscription.url, subscription.secret, body.encode(), now)
    return len(bodies)


def send_all(state: State) -> None:
    """Send what waits to be told of any vendor; what is held back stays.

    It returns once that is done, and whatever somebody else was sending at that moment as well.
    """
    with state.sending:
        send(state)
        meta_hooks.send(state)


def _post(url: str, secret: str, raw: bytes, now: datetime) -> None:
    """Post one signed message; whoever does not answer is told again by nobody."""
    timestamp = str(int(now.astimezone(UTC).timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "x-zm-request-timestamp": timestamp,
        "x-zm-signature": sign(raw, timestamp, secret),
    }
    request = Request(url, raw, headers, method="POST")  # noqa: S310 - checked when subscribed
    try:
        with urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
            answer.read()
    except (URLError, HTTPException, OSError):
        # Zoom tries again minutes later; here the product's own comparison has to find it.
        return
