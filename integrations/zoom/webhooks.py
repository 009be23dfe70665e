"""What Zoom tells us by webhook: is it Zoom, what does it say, and without which secrets.

Facts: developers.zoom.us/docs/api/webhooks. The signature is over the raw bytes: JSON that was read
and written again has another one. Order and number of deliveries are not guaranteed, and fields are
missing, null or of another type than documented; nothing here relies on any of them.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from integrations.contracts.webhooks import Notice, NoticeKind
from integrations.errors import BadSignatureError
from integrations.http.fields import object_in
from integrations.http.json import instant_in, read_json
from integrations.http.redaction import redact, redact_text, said_in

FRESH_FOR = timedelta(minutes=5)
CHALLENGE = "endpoint.url_validation"
MOST_ID = 120
MOST_BYTES = 1_048_576
"""A hundred times the largest message of the vendor's own examples."""
MOST_DETAIL = 300

_KINDS: dict[str, NoticeKind] = {
    "created": NoticeKind.CREATED,
    "started": NoticeKind.STARTED,
    "ended": NoticeKind.ENDED,
    "updated": NoticeKind.CHANGED,
    "deleted": NoticeKind.CHANGED,
    "permanently_deleted": NoticeKind.CHANGED,
    "recovered": NoticeKind.CHANGED,
    "converted_to_webinar": NoticeKind.CHANGED,
    "converted_to_meeting": NoticeKind.CHANGED,
    "participant_joined": NoticeKind.ATTENDANCE,
    "participant_left": NoticeKind.ATTENDANCE,
    "participant_joined_waiting_room": NoticeKind.ATTENDANCE,
    "participant_left_waiting_room": NoticeKind.ATTENDANCE,
    "participant_admitted": NoticeKind.ATTENDANCE,
    "participant_jbh_waiting": NoticeKind.ATTENDANCE,
    "participant_jbh_joined": NoticeKind.ATTENDANCE,
    "registration_created": NoticeKind.REGISTRATION,
    "registration_approved": NoticeKind.REGISTRATION,
    "registration_cancelled": NoticeKind.REGISTRATION,
    "registration_denied": NoticeKind.REGISTRATION,
    "live_streaming_started": NoticeKind.STREAM_STARTED,
    "live_streaming_stopped": NoticeKind.STREAM_STOPPED,
    "alert": NoticeKind.ALERT,
    "risk_alert": NoticeKind.ALERT,
}
"""What follows the dot in the name of an event of meetings and webinars."""


def verify(raw: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime) -> str:
    """Return the one of `secrets` that signed the body; two are in use during a rotation.

    Raises BadSignatureError when a header is missing, the timestamp is more than five minutes off
    in either direction, no secret fits, or there is none.
    """
    given = {name.lower(): value for name, value in headers.items()}
    signature = given.get("x-zm-signature", "")
    timestamp = given.get("x-zm-request-timestamp", "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise _bad("no timestamp")
    if abs(now.timestamp() - int(timestamp)) > FRESH_FOR.total_seconds():
        raise _bad("the timestamp is more than five minutes off")
    for secret in secrets:
        wanted = sign(raw, timestamp, secret)
        if secret and hmac.compare_digest(wanted.encode(), signature.encode()):
            return secret
    raise _bad("the signature does not fit")


def sign(raw: bytes, timestamp: str, secret: str) -> str:
    """Return Zoom's signature of a body sent at a Unix second."""
    message = b"v0:" + timestamp.encode() + b":" + raw
    return "v0=" + hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def answer_to_challenge(raw: bytes, secret: str) -> dict[str, str] | None:
    """Return Zoom's proof for a challenge of whether the address is ours; None for others.

    Zoom asks when the address is set, and every 72 hours. Verify the body first.
    """
    body = _object(raw)
    payload = body.get("payload")
    token = payload.get("plainToken") if isinstance(payload, dict) else None
    if body.get("event") != CHALLENGE or not isinstance(token, str):
        return None
    encrypted = hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()
    return {"plainToken": token, "encryptedToken": encrypted}


def read(raw: bytes) -> Notice:
    """Return a verified body's news; whatever it holds, it is taken without an error."""
    body = _object(raw)
    event = body.get("event")
    event = _identity(event)
    payload = body.get("payload")
    about = payload.get("object") if isinstance(payload, dict) else None
    about = about if isinstance(about, dict) else {}
    return Notice(
        event=event,
        kind=kind_of(event),
        at=_moment(body.get("event_ts")),
        external_id=_identity(about.get("id")),
        external_uuid=_identity(about.get("uuid")),
        detail=_detail(about),
        body=object_in(redact(body)) if body else {"text": said_in(raw)},
    )


def kind_of(event: str) -> NoticeKind:
    """Return an event's kind for us, by Zoom's name of it."""
    subject, _, what = event.partition(".")
    if subject == "recording" and what:
        return NoticeKind.RECORDING
    is_room = subject in ("meeting", "webinar")
    return _KINDS.get(what, NoticeKind.UNKNOWN) if is_room else NoticeKind.UNKNOWN


def _object(raw: bytes) -> dict[str, object]:
    """Return the JSON object in a body; empty when it holds none."""
    try:
        body = read_json(raw, most_bytes=MOST_BYTES)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _identity(value: object) -> str:
    """Return a name or id as text: Zoom sends the same one as a number here and as text there."""
    is_id = isinstance(value, str | int) and not isinstance(value, bool)
    return str(value)[:MOST_ID] if is_id else ""


def _moment(value: object) -> datetime | None:
    """Return the instant that milliseconds since 1970 stand for, None when they are none."""
    return instant_in(value, per_second=1000)


def _detail(about: Mapping[str, object]) -> str:
    """Return what an alert warns of: what goes badly, or where the link was published."""
    issues = about.get("issues")
    found = about.get("armn_details")
    words = [str(one) for one in issues] if isinstance(issues, list) else []
    if isinstance(found, dict):
        words += [str(found[name]) for name in ("post_platform", "social_link") if found.get(name)]
    return redact_text("; ".join(words))[:MOST_DETAIL]


def _bad(reason: str) -> BadSignatureError:
    """Return the error for a message that is not Zoom's."""
    return BadSignatureError(reason, vendor="zoom", operation="webhook")
