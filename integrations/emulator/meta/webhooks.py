"""The webhooks that the emulator sends for a Page, signed as Meta signs them.

As with Zoom's (`webhooks`), what happens is written down with the change and sent after the answer.
Before the first message the address has to repeat a challenge, as Meta asks of it.
"""

import json
import random
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from http.client import HTTPException
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from integrations.emulator.meta.state import hex_hmac
from integrations.emulator.state import JsonObject, State, Transaction
from integrations.http.call import is_loopback

TIMEOUT_S = 3


@dataclass(frozen=True, slots=True)
class PageSubscription:
    """Where a Page's webhooks go: each is sent so many `times`, at once unless they are held back.

    With `is_batched` what waits goes in one message, as Meta does when much happens.
    """

    url: str
    app_secret: str = field(repr=False)
    verify_token: str = field(repr=False)
    times: int = 1
    is_held: bool = False
    is_batched: bool = False
    is_verified: bool = False


def subscribe(state: State, subscription: PageSubscription) -> None:
    """Send webhooks from now on. Raises ValueError for an address that is not on this machine."""
    parts = urlsplit(subscription.url)
    if parts.scheme != "http" or not is_loopback(subscription.url):
        raise ValueError("the emulator speaks to nobody but this machine")
    with state.transaction() as tx:
        tx.set("meta_webhooks", json.dumps(asdict(subscription)))


def announce(tx: Transaction, page: str, live_id: str, status: str) -> None:
    """Write down that a live video has another status; it is sent after the answer."""
    if not tx.setting("meta_webhooks") or not _is_subscribed(tx, page):
        return
    change = {"field": "live_videos", "value": {"id": live_id, "status": status.lower()}}
    entry = {"id": page, "time": int(tx.now().timestamp()), "changes": [change]}
    tx.run("INSERT INTO meta_notice (body) VALUES (?)", json.dumps(entry))


def _is_subscribed(tx: Transaction, page: str) -> bool:
    """Tell whether the Page lets the application be told of its live videos."""
    row = tx.one("SELECT fields FROM meta_subscribed WHERE page = ?", page)
    return row is not None and "live_videos" in json.loads(row["fields"])


def waiting(state: State) -> list[JsonObject]:
    """Return the entries that were not sent yet, in the order in which they happened."""
    with state.transaction() as tx:
        rows = tx.all("SELECT body FROM meta_notice ORDER BY id")
    return [json.loads(row["body"]) for row in rows]


def verify(state: State) -> bool:
    """Ask the address to repeat a challenge, unless it did already; tell whether it does."""
    subscription = _subscription(state)
    if subscription is None or subscription.is_verified:
        return subscription is not None
    # An address that repeats it without looking at the word is taken all the same, as at Meta.
    challenge = str(secrets.randbelow(10**9))
    query = {"mode": "subscribe", "verify_token": subscription.verify_token, "challenge": challenge}
    asked = urlencode({f"hub.{name}": value for name, value in query.items()})
    if _answer_to(Request(f"{subscription.url}?{asked}")) != challenge:  # noqa: S310
        return False
    subscribe(state, replace(subscription, is_verified=True))
    return True


def send(state: State, *, is_asked: bool = False, is_shuffled: bool = False) -> int:
    """Send what waits and return how many messages that were; a failure is not repeated.

    What happens before the address has repeated its challenge waits until it has.
    """
    subscription = _subscription(state)
    if subscription is None or (subscription.is_held and not is_asked):
        return 0
    if not waiting(state) or not verify(state):
        return 0
    bodies = _bodies(_take(state), subscription) * subscription.times
    if is_shuffled:
        random.shuffle(bodies)
    for body in bodies:
        _post(subscription, body)
    return len(bodies)


def _take(state: State) -> list[JsonObject]:
    """Return the entries that wait, and keep them no longer: two senders never share one."""
    with state.transaction() as tx:
        rows = tx.all("SELECT body FROM meta_notice ORDER BY id")
        tx.run("DELETE FROM meta_notice")
    return [json.loads(row["body"]) for row in rows]


def _bodies(entries: Sequence[object], subscription: PageSubscription) -> list[bytes]:
    """Return the messages for some entries; non-ASCII is escaped before it is signed."""
    batches = [entries] if subscription.is_batched and entries else [[one] for one in entries]
    return [json.dumps({"object": "page", "entry": batch}).encode() for batch in batches]


def _subscription(state: State) -> PageSubscription | None:
    """Return where webhooks go."""
    with state.transaction() as tx:
        kept = tx.setting("meta_webhooks")
    return PageSubscription(**json.loads(kept)) if kept else None


def _post(subscription: PageSubscription, raw: bytes) -> None:
    """Post one signed message; whoever does not answer is told again by nobody."""
    headers = {
        "Content-Type": "application/json",
        "X-Hub-Signature-256": "sha256=" + hex_hmac(raw, subscription.app_secret),
    }
    _answer_to(Request(subscription.url, raw, headers, method="POST"))  # noqa: S310


def _answer_to(request: Request) -> str | None:
    """Return what an address of this machine answers; None for a refusal or silence."""
    try:
        with urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310 - checked when subscribed
            return answer.read().decode()
    except (URLError, HTTPException, OSError, UnicodeDecodeError):
        return None
