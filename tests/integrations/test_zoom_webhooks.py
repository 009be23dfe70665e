"""Is it Zoom, and what does it say: Zoom's own vectors and examples, read where they lie."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from integrations.contracts.webhooks import NoticeKind
from integrations.errors import BadSignatureError
from integrations.zoom.webhooks import answer_to_challenge, kind_of, read, sign, verify

CONTRACTS = Path(__file__).parents[3] / "shared" / "contracts"
NOW = datetime(2031, 3, 4, 16, 0, tzinfo=UTC)
STAMP = str(int(NOW.timestamp()))
RAW = '{"event":"meeting.started","payload":{"object":{"topic":"Prevención"}}}'.encode()


def contract(name: str) -> dict:
    """Return one of the vendor's files, where it is there."""
    path = CONTRACTS / name
    if not path.exists():
        pytest.skip(f"Zoom's files are not beside this project ({name})")
    return json.loads(path.read_text(encoding="utf-8"))


def headers(raw: bytes = RAW, stamp: str = STAMP, secret: str = "secret") -> dict[str, str]:  # noqa: S107
    """Return the headers of a body that is signed well."""
    return {"X-Zm-Signature": sign(raw, stamp, secret), "X-Zm-Request-Timestamp": stamp}


def test_every_vector_of_the_contract_is_taken():
    vectors = contract("zoom-webhook-vectors.json")["signature"]

    taken = [
        verify(
            bytes.fromhex(one["body_hex"]),
            {"x-zm-signature": one["signature"], "x-zm-request-timestamp": one["timestamp"]},
            (one["secret"],),
            datetime.fromtimestamp(int(one["timestamp"]), UTC),
        )
        for one in vectors
    ]

    assert taken == [one["secret"] for one in vectors]
    assert len(taken) == 3


def test_the_challenge_is_answered_as_the_contract_says():
    known = contract("zoom-webhook-vectors.json")["url_validation"]
    raw = json.dumps(
        {"event": "endpoint.url_validation", "payload": {"plainToken": known["plainToken"]}}
    ).encode()

    answer = answer_to_challenge(raw, known["secret"])

    assert answer == {
        "plainToken": known["plainToken"],
        "encryptedToken": known["encryptedToken"],
    }


def test_all_examples_of_zoom_are_read_and_understood():
    examples = contract("zoom-webhook-examples.json")

    notices = [read(json.dumps(one).encode()) for one in examples.values()]

    assert len(notices) == 39
    assert [notice.event for notice in notices] == list(examples)
    assert [notice.event for notice in notices if notice.kind is NoticeKind.UNKNOWN] == []


def test_a_body_with_accents_is_verified_by_its_bytes():
    assert verify(RAW, headers(), ("secret",), NOW) == "secret"


def test_json_that_was_written_again_is_refused():
    again = json.dumps(json.loads(RAW)).encode()

    with pytest.raises(BadSignatureError):
        verify(again, headers(), ("secret",), NOW)


@pytest.mark.parametrize("missing", ["X-Zm-Signature", "X-Zm-Request-Timestamp"])
def test_a_missing_header_is_refused(missing):
    given = headers()
    del given[missing]

    with pytest.raises(BadSignatureError):
        verify(RAW, given, ("secret",), NOW)


@pytest.mark.parametrize("stamp", ["", "soon", "-1", "１２３", "1e9", "9" * 40])
def test_a_timestamp_that_is_none_is_refused(stamp):
    given = {"x-zm-signature": sign(RAW, stamp, "secret"), "x-zm-request-timestamp": stamp}

    with pytest.raises(BadSignatureError):
        verify(RAW, given, ("secret",), NOW)


@pytest.mark.parametrize("minutes", [-5.1, 5.1])
def test_what_is_more_than_five_minutes_off_is_refused(minutes):
    with pytest.raises(BadSignatureError):
        verify(RAW, headers(), ("secret",), NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize("minutes", [-5, 5])
def test_what_is_five_minutes_off_is_taken(minutes):
    assert verify(RAW, headers(), ("secret",), NOW + timedelta(minutes=minutes)) == "secret"


@pytest.mark.parametrize("secrets", [(), ("",), ("other",)])
def test_without_the_right_secret_everything_is_refused(secrets):
    given = headers(secret="") if secrets == ("",) else headers()

    with pytest.raises(BadSignatureError):
        verify(RAW, given, secrets, NOW)


def test_two_secrets_are_taken_while_one_replaces_the_other():
    by_the_old = headers(secret="old")

    assert verify(RAW, by_the_old, ("new", "old"), NOW) == "old"


def test_an_ordinary_event_is_no_challenge():
    assert answer_to_challenge(RAW, "secret") is None


@pytest.mark.parametrize("given", [85746065000, "85746065000"])
def test_the_room_s_number_is_text_however_it_is_sent(given):
    raw = json.dumps({"event": "meeting.updated", "payload": {"object": {"id": given}}}).encode()

    assert read(raw).external_id == "85746065000"


def test_secrets_are_taken_out_before_anything_is_kept():
    about = {
        "id": 1,
        "password": "abc123",
        "recording_play_passcode": "play-it",
        "join_url": "https://example.zoom.us/j/1?pwd=SECRETPWD",
        "start_url": "https://example.zoom.us/s/1?zak=SECRETZAK",
        "live_streaming": {"custom_live_streaming_settings": {"stream_key": "SECRETKEY"}},
        "registrant": {"join_url": "https://example.zoom.us/w/1?tk=SECRETTK&pwd=SECRETPWD"},
    }
    body = {"event": "recording.completed", "download_token": "SECRETTOKEN",
            "payload": {"object": about}}  # fmt: skip

    kept = json.dumps(read(json.dumps(body).encode()).body)

    assert "SECRET" not in kept
    assert "abc123" not in kept
    assert "play-it" not in kept
    assert "example.zoom.us/j/1" in kept


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'"text"',
        b"{}",
        b'{"event": 7}',
        b'{"event": null, "event_ts": "x", "payload": []}',
        b'{"event": "meeting.started", "event_ts": 1e300, "payload": {"object": [1]}}',
        b'{"event": "meeting.started", "payload": {"object": {"id": true, "uuid": {}}}}',
        b"[" * 100_000,
    ],
)
def test_a_body_of_any_shape_is_read_without_an_error(raw):
    notice = read(raw)

    assert (notice.external_id, notice.external_uuid) == ("", "")
    assert notice.at is None


def test_an_event_that_nobody_knows_is_unknown():
    names = ("meeting.sung", "phone.call", "user.updated", "meeting", "", "started")

    assert {kind_of(name) for name in names} == {NoticeKind.UNKNOWN}


def test_an_alert_says_what_it_warns_of():
    body = {"event": "meeting.alert", "payload": {"object": {"issues": ["Unstable audio", "x"]}}}

    assert read(json.dumps(body).encode()).detail == "Unstable audio; x"
