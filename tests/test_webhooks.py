"""The vendors' door: what is signed is kept once and answered quickly; everything else is not."""

import hashlib
import hmac
import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app import create_app
from integrations.zoom.webhooks import sign
from tests.conftest import browser_at, make_settings
from tests.reconciliation.working import SECRET, message, post, work
from vc.audit import AuditLine
from vc.db import db
from vc.jobs import due_rows
from vc.reconciliation import deliveries
from vc.reconciliation.models import Delivery, DeliveryStatus
from vc.services import services_of

EXAMPLES = Path(__file__).parents[2] / "shared" / "contracts" / "zoom-webhook-examples.json"


@pytest.fixture
def settings(tmp_path):
    """Settings with two secrets, as during a rotation."""
    return make_settings(
        tmp_path,
        zoom_webhook_secret=SECRET,
        zoom_webhook_secret_previous="the-one-before",
    )


@pytest.fixture(autouse=True)
def beside(reading):
    """The tests look at rows beside the door."""


def kept() -> list[Delivery]:
    """Return what is kept, oldest first."""
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(Delivery).order_by(Delivery.id)))


def test_a_signed_message_is_kept_and_answered(anyone, clock):
    answer = post(anyone, message("meeting.started", "8574", clock()), clock)

    (delivery,) = kept()
    assert answer.body == b""
    assert (delivery.vendor, delivery.event) == ("zoom", "meeting.started")
    assert (delivery.external_id, delivery.status) == ("8574", DeliveryStatus.RECEIVED)
    assert delivery.happened_at == delivery.received_at == delivery.due_at == clock()


def test_the_same_message_is_kept_once(anyone, clock):
    body = message("meeting.started", "8574", clock())

    for _ in range(3):
        post(anyone, body, clock)

    assert len(kept()) == 1


def test_the_secret_before_is_taken_too_and_any_other_is_not(anyone, clock):
    body = message("meeting.started", "8574", clock())

    post(anyone, body, clock, secret="any other", status=401)
    assert kept() == []
    post(anyone, body, clock, secret="the-one-before")

    assert len(kept()) == 1


def test_an_unsigned_message_is_refused_and_not_kept(anyone):
    anyone.post("/webhooks/zoom", b"{}", status=401)

    assert kept() == []


def test_an_old_message_is_refused(anyone, clock):
    raw, stamp = b"{}", str(int(clock().timestamp()))
    headers = {"x-zm-request-timestamp": stamp, "x-zm-signature": sign(raw, stamp, SECRET)}
    clock.advance(minutes=6)

    anyone.post("/webhooks/zoom", raw, headers=headers, status=401)

    assert kept() == []


def test_a_vendor_without_a_door_is_not_found(anyone):
    assert anyone.post("/webhooks/nadie", b"{}", status=404).status_int == 404


def test_a_body_that_is_too_large_is_not_read(anyone, clock):
    post(anyone, b"x" * (1024 * 1024 + 1), clock, status=413)

    assert kept() == []


def test_the_challenge_is_answered_by_the_secret_that_signed_it_and_is_not_kept(anyone, clock):
    body = {"event": "endpoint.url_validation", "payload": {"plainToken": "abc"}}

    answer = post(anyone, body, clock, secret="the-one-before")

    encrypted = hmac.new(b"the-one-before", b"abc", hashlib.sha256).hexdigest()
    assert answer.json == {"plainToken": "abc", "encryptedToken": encrypted}
    assert kept() == []


def test_an_unsigned_challenge_is_not_answered(anyone):
    body = {"event": "endpoint.url_validation", "payload": {"plainToken": "abc"}}

    answer = anyone.post_json("/webhooks/zoom", body, status=401)

    assert "encryptedToken" not in answer.text


def test_nothing_that_is_kept_holds_a_secret(anyone, clock):
    about = {
        "password": "VERYSECRET",
        "join_url": "https://example.zoom.us/j/1?pwd=VERYSECRET",
        "live_streaming": {"custom_live_streaming_settings": {"stream_key": "VERYSECRET"}},
    }
    body = message("recording.completed", "8574", clock(), **about)

    post(anyone, body | {"download_token": "VERYSECRET"}, clock)

    dump = "\n".join(db.session.connection().connection.dbapi_connection.iterdump())
    assert "VERYSECRET" not in dump
    assert "example.zoom.us" in dump


def test_all_of_zooms_own_examples_are_taken_and_understood(app, anyone, clock):
    if not EXAMPLES.exists():
        pytest.skip(f"Zoom's examples are not beside this project ({EXAMPLES.name})")
    examples = json.loads(EXAMPLES.read_text(encoding="utf-8"))

    for body in examples.values():
        post(anyone, body, clock)
    work(app)

    assert [one.event for one in kept()] == list(examples)
    assert {one.status for one in kept()} == {DeliveryStatus.DONE}
    assert [one.event for one in kept() if not one.note] == []


@pytest.mark.parametrize("raw", [b"", b"\xff", b"[]", b'{"event": 7}', b'{"event":"phone.sung"}'])
def test_what_is_not_understood_is_kept_and_said_to_be_so(app, anyone, clock, raw):
    post(anyone, raw, clock)

    work(app)

    assert [(one.status, one.note) for one in kept()] == [
        (DeliveryStatus.NOT_UNDERSTOOD, deliveries.UNKNOWN)
    ]


def test_messages_leave_no_lines_of_their_own_in_the_audit(app, anyone, clock):
    post(anyone, message("meeting.started", "8574", clock()), clock)
    work(app)

    query = select(func.count()).where(AuditLine.subject_kind == "Delivery")

    assert db.session.scalar(query) == 0


def test_without_a_secret_the_door_stays_shut(tmp_path, empty_database, clock):
    folder = tmp_path / "shut"
    folder.mkdir()
    shutil.copyfile(empty_database, folder / "vc.sqlite3")
    app = create_app(make_settings(folder))
    services_of(app).clock = clock
    body = message("meeting.started", "8574", clock())

    post(browser_at(app), body, clock, secret="", status=503)

    with app.app_context():
        assert due_rows(db.session, Delivery, clock()) == []
        db.session.remove()
        db.engine.dispose()
