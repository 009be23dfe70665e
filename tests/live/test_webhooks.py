"""Meta's door: what it asks by GET, what it signs, and that its messages only hint."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from integrations.meta.webhooks import sign
from tests.booking.sessions import book
from tests.live.working import broadcast_of, work
from vc.db import db
from vc.live.models import BroadcastStatus
from vc.reconciliation.models import Delivery, DeliveryStatus

S = BroadcastStatus
SECRET = "emulator"


@pytest.fixture
def event(app, times, clock, host, boss, licence):
    """A session in three days whose broadcast is announced."""
    event = book(app, host, clock() + timedelta(days=3), streams=True)
    work(app)
    return event


def said(*changes: tuple[str, str], field: str = "live_videos", at: int = 1_930_000_000) -> bytes:
    """Return a body as Meta writes it: what is not ASCII is escaped."""
    listed = [{"field": field, "value": {"id": one, "status": state}} for one, state in changes]
    entry = {"id": "104000000000001", "time": at, "changes": listed, "name": "Prevención"}
    return json.dumps({"object": "page", "entry": [entry]}).encode()


def post(browser, raw: bytes, *, secret: str = SECRET, status: int = 200):
    """Post a signed body to the door."""
    headers = {"Content-Type": "application/json", "X-Hub-Signature-256": sign(raw, secret)}
    return browser.post("/webhooks/meta", raw, headers=headers, status=status)


def kept() -> list[Delivery]:
    """Return what is kept, oldest first."""
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(Delivery).order_by(Delivery.id)))


def ask(browser, token: str, **how: object):
    """Ask as Meta does when the address is set."""
    asked = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "1158201444"}
    return browser.get("/webhooks/meta", asked, **how)


def test_the_challenge_is_answered_to_who_knows_the_word(anyone):
    answer = ask(anyone, "emulator")

    assert (answer.text, answer.content_type) == ("1158201444", "text/plain")
    ask(anyone, "another", status=401)
    anyone.get("/webhooks/meta", status=401)
    anyone.get("/webhooks/zoom", status=401)


def test_an_unsigned_or_changed_body_is_refused_and_not_kept(anyone, reading):
    raw = said(("1", "live"))

    post(anyone, raw, secret="another", status=401)
    anyone.post("/webhooks/meta", raw, status=401)
    headers = {"X-Hub-Signature-256": sign(raw, SECRET)}
    anyone.post("/webhooks/meta", raw + b" ", headers=headers, status=401)

    assert kept() == []


def test_each_change_of_a_batch_is_kept_once(anyone, reading):
    raw = said(("1", "live"), ("2", "vod"), ("3", "live_stopped"))

    post(anyone, raw)
    post(anyone, raw)

    assert [one.external_id for one in kept()] == ["1", "2", "3"]
    assert {one.vendor for one in kept()} == {"meta"}


@pytest.mark.parametrize(
    "raw",
    [b"", b"null", b"[1]", b'{"entry": 3}', b'{"entry": [{"changes": [{"value": 7}]}]}', b"\xff"],
)
def test_whatever_is_signed_is_taken(anyone, app, times, raw):
    post(anyone, raw)
    work(app)

    assert [one.status for one in kept()] == [DeliveryStatus.NOT_UNDERSTOOD]


def test_a_hint_makes_us_read_and_believes_nothing(app, event, anyone, vendor):
    broadcast = broadcast_of(event)
    reads = vendor.calls("read_live")

    # Facebook does not say so: only this message does.
    post(anyone, said((broadcast.external_id, "live")))
    work(app)

    assert vendor.calls("read_live") == reads + 1
    assert broadcast_of(event).status is S.SCHEDULED
    assert kept()[0].note == "Se pidió leer la transmisión en Facebook."


def test_a_live_that_is_not_ours_is_left_alone(app, event, anyone, vendor):
    reads = vendor.calls("read_live")

    post(anyone, said(("424242", "live")))
    work(app)

    assert vendor.calls("read_live") == reads
    assert "No es de una sesión" in kept()[0].note


def test_what_happened_at_facebook_is_seen_long_before_the_next_look(
    app, event, vendor, times, doors
):
    vendor.stage_live(broadcast_of(event).external_id, "cancel")
    for _ in range(20):
        times.advance(seconds=5)
        if broadcast_of(event).status is S.FAILED:
            break

    assert broadcast_of(event).status is S.FAILED
    assert "eliminó" in broadcast_of(event).alarm
