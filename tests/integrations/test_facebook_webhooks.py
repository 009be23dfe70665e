"""Is it Meta, and what does it say: by Meta's own rules, whatever the body holds."""

import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest

from integrations.contracts.webhooks import NoticeKind
from integrations.errors import BadSignatureError
from integrations.meta.webhooks import answer_to_subscription, read, verify

NOW = datetime(2031, 3, 4, 16, 0, tzinfo=UTC)
STAMP = int(NOW.timestamp())
# Meta escapes what is not ASCII before it signs.
RAW = rb'{"object":"page","entry":[{"id":"104","time":1930406400,"changes":[{"field":'
RAW += rb'"live_videos","value":{"id":"77","status":"live","title":"Pl\u00e1tica"}}]}]}'
ASKED = {"hub.mode": "subscribe", "hub.verify_token": "palabra", "hub.challenge": "1158201444"}


def headers(raw: bytes = RAW, secret: str = "secret") -> dict[str, str]:  # noqa: S107
    """Return the header of a body that is signed well."""
    signature = hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    return {"X-Hub-Signature-256": f"sha256={signature}"}


def change(**value: object) -> dict[str, object]:
    """Return a change of a live video."""
    return {"field": "live_videos", "value": value}


def message(*entries: object) -> bytes:
    """Return a message about the Page."""
    return json.dumps({"object": "page", "entry": list(entries)}).encode()


def test_a_signed_body_is_taken_by_its_bytes():
    assert verify(RAW, headers(), ("secret",), NOW) == "secret"


def test_a_signature_that_is_known_by_heart_is_taken():
    known = "sha256=88aab3ede8d3adf94d26ab90d3bafd4a2083070c3bcce9c014ee04a443847c0b"

    assert verify(b"hello", {"x-hub-signature-256": known}, ("secret",), NOW) == "secret"


def test_json_that_was_written_again_is_refused():
    again = json.dumps(json.loads(RAW), ensure_ascii=False).encode()

    with pytest.raises(BadSignatureError):
        verify(again, headers(), ("secret",), NOW)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"X-Hub-Signature-256": ""},
        {"X-Hub-Signature-256": "sha256="},
        {"X-Hub-Signature-256": "señal"},
        {"X-Hub-Signature-256": headers()["X-Hub-Signature-256"].removeprefix("sha256=")},
        {"X-Hub-Signature": headers()["X-Hub-Signature-256"]},
        headers(secret="otro"),
        headers(raw=b"{}"),
    ],
)
def test_a_body_that_is_not_signed_by_meta_is_refused(given: dict[str, str]):
    with pytest.raises(BadSignatureError):
        verify(RAW, given, ("secret",), NOW)


@pytest.mark.parametrize("secrets", [(), ("",)])
def test_without_a_secret_everything_is_refused(secrets: tuple[str, ...]):
    with pytest.raises(BadSignatureError):
        verify(RAW, headers(secret=""), secrets, NOW)


def test_two_secrets_are_taken_while_one_replaces_the_other():
    assert verify(RAW, headers(secret="viejo"), ("nuevo", "viejo"), NOW) == "viejo"


def test_the_challenge_is_repeated_to_whoever_knows_the_word():
    assert answer_to_subscription(ASKED, "palabra") == "1158201444"


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"hub.verify_token": "otra"}, "palabra"),
        ({"hub.verify_token": ""}, "palabra"),
        ({"hub.verify_token": ""}, ""),
        ({"hub.mode": "unsubscribe"}, "palabra"),
        ({"hub.mode": ""}, "palabra"),
    ],
)
def test_the_challenge_is_repeated_to_nobody_else(changes: dict[str, str], word: str):
    assert answer_to_subscription(ASKED | changes, word) is None


def test_no_question_gets_no_answer():
    assert answer_to_subscription({}, "palabra") is None


def test_a_live_video_is_a_hint_to_read_it():
    (notice,) = read(RAW)

    assert (notice.event, notice.kind) == ("page.live_videos", NoticeKind.LIVE_VIDEO)
    assert (notice.external_id, notice.detail, notice.at) == ("77", "live", NOW)


def test_a_batch_has_a_notice_for_each_change():
    raw = message(
        {"id": "104", "time": STAMP, "changes": [change(id=1, status="live"), change(id="2")]},
        {"id": "104", "time": STAMP + 60, "changes": [{"field": "feed", "value": {"id": "x"}}]},
    )

    assert [(notice.event, notice.kind, notice.external_id) for notice in read(raw)] == [
        ("page.live_videos", NoticeKind.LIVE_VIDEO, "1"),
        ("page.live_videos", NoticeKind.LIVE_VIDEO, "2"),
        ("page.feed", NoticeKind.UNKNOWN, "x"),
    ]


def test_the_instant_comes_in_seconds_or_milliseconds():
    raw = message(
        {"time": STAMP, "changes": [change()]}, {"time": STAMP * 1000, "changes": [change()]}
    )

    assert [notice.at for notice in read(raw)] == [NOW, NOW]


def test_secrets_are_taken_out_before_anything_is_kept():
    value = {
        "id": "77",
        "secure_stream_url": "rtmps://h:443/rtmp/FB-77-0-SECRETKEY",
        "stream_url": "rtmp://h:80/rtmp/FB-77-0-SECRETKEY",
        "access_token": "EAASECRETSECRETSECRET1",
        "message": "rtmps://h:443/rtmp/FB-77-0-SECRETKEY y EAASECRETSECRETSECRET1",
    }

    (notice,) = read(message({"time": STAMP, "changes": [change(**value)]}))

    assert "SECRET" not in json.dumps(notice.body)
    assert notice.body["value"]["id"] == "77"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'"text"',
        b"{}",
        b'{"entry": 7}',
        b'{"object": "page", "entry": [7, null, {}, {"changes": "x"}]}',
        b"[" * 100_000,
        b'{"entry": [{"changes": [{"value": ' + b"[" * 700 + b"]" * 700 + b"}]}]}",
    ],
)
def test_a_body_of_any_shape_is_read_without_an_error(raw: bytes):
    (notice,) = read(raw)

    assert (notice.kind, notice.external_id, notice.at) == (NoticeKind.UNKNOWN, "", None)


@pytest.mark.parametrize(
    ("entry", "external_id", "detail"),
    [
        ({"changes": [{"field": "live_videos"}]}, "", ""),
        ({"changes": [{"field": "live_videos", "value": "x"}]}, "", ""),
        ({"time": "pronto", "changes": [change(id={}, status=["live"])]}, "", ""),
        ({"time": 1e300, "changes": [change(id=True)]}, "", ""),
        ({"time": "NaN", "changes": [change(id="a\0b" + "c" * 500)]}, "a\ufffdb" + "c" * 117, ""),
    ],
)
def test_a_change_of_any_shape_is_a_hint(entry: dict[str, object], external_id: str, detail: str):
    (notice,) = read(message(entry))

    assert (notice.kind, notice.at) == (NoticeKind.LIVE_VIDEO, None)
    assert (notice.external_id, notice.detail) == (external_id, detail)
