"""What Meta tells us by webhook: is it Meta, and about which live videos.

Facts: Meta's webhooks guide. The signature is over the raw bytes, in which Meta has escaped what is
not ASCII. Batches, repeats and disorder happen: a message only hints that there is news to read.
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice

from integrations.contracts.webhooks import Notice, NoticeKind
from integrations.errors import BadSignatureError
from integrations.http.fields import object_in
from integrations.http.json import instant_in, read_json
from integrations.http.redaction import redact, said_in

MOST_ID = 120
MOST_BYTES = 1_048_576
"""A hundred times the largest message of the vendor's own examples."""
MOST_CHANGES = 1000
"""Meta batches up to this many."""


def verify(raw: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime) -> str:
    """Return the one of `secrets` that signed the body. Raises BadSignatureError."""
    given = {name.lower(): value for name, value in headers.items()}
    signature = given.get("x-hub-signature-256", "")
    for secret in secrets:
        if secret and hmac.compare_digest(sign(raw, secret).encode(), signature.encode()):
            return secret
    raise BadSignatureError(
        "the signature does not fit" if signature else "no signature",
        vendor="meta",
        operation="webhook",
    )


def sign(raw: bytes, secret: str) -> str:
    """Return Meta's signature of a body."""
    return "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


def answer_to_subscription(args: Mapping[str, str], verify_token: str) -> str | None:
    """Return the challenge that Meta wants back for an address; None when it is not Meta asking."""
    given = args.get("hub.verify_token", "")
    is_ours = bool(verify_token) and hmac.compare_digest(given.encode(), verify_token.encode())
    if args.get("hub.mode") != "subscribe" or not is_ours:
        return None
    return args.get("hub.challenge", "")


def read(raw: bytes) -> tuple[Notice, ...]:
    """Return a verified body's news, one notice for each change; whatever it holds is taken."""
    found = tuple(islice(_notices(_object_in(raw)), MOST_CHANGES))
    text = {} if found else {"text": said_in(raw)}
    return found or (Notice("", NoticeKind.UNKNOWN, None, "", "", "", text),)


def _notices(body: Mapping[str, object]) -> Iterator[Notice]:
    """Give a notice for each change of each entry."""
    subject = _text(body.get("object")) or "page"
    for entry in _objects(body.get("entry")):
        at = _moment(entry.get("time"))
        for change in _objects(entry.get("changes")):
            name = _text(change.get("field"))
            value = change.get("value")
            about = value if isinstance(value, Mapping) else {}
            is_live = name == "live_videos"
            yield Notice(
                event=f"{subject}.{name}"[:MOST_ID],
                kind=NoticeKind.LIVE_VIDEO if is_live else NoticeKind.UNKNOWN,
                at=at,
                external_id=_text(about.get("id")),
                external_uuid="",
                detail=_text(about.get("status")),
                body=object_in(redact({"time": entry.get("time"), "field": name, "value": value})),
            )


def _object_in(raw: bytes) -> Mapping[str, object]:
    """Return the JSON object in a body; empty when it holds none."""
    try:
        body = read_json(raw, most_bytes=MOST_BYTES)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _objects(value: object) -> list[Mapping[str, object]]:
    """Return the objects of a list; none for anything else."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _text(value: object) -> str:
    """Return an id or word as text."""
    is_plain = isinstance(value, str | int) and not isinstance(value, bool)
    return str(value)[:MOST_ID] if is_plain else ""


def _moment(value: object) -> datetime | None:
    """Return the instant of a Unix second, or of milliseconds where it is that large."""
    return instant_in(value) or instant_in(value, per_second=1000)
