"""After a live: its copy is fetched and seen at its address, or people are told in time."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.booking.sessions import book
from tests.live.working import alarm_mails, broadcast_of, work
from tests.reconciliation.working import form_to
from vc.db import db
from vc.live.models import BroadcastStatus
from vc.recordings.models import FileStatus, RecordingFile

S = BroadcastStatus


@pytest.fixture
def ended(app, times, clock, vendor, host, boss, licence):
    """A session whose broadcast has just ended."""
    event = book(app, host, clock() + timedelta(days=3), streams=True)
    work(app)
    times.move_to(event.starts_at)
    vendor.stage(event.meeting.external_id, "start")
    times.until(event, S.LIVE)
    vendor.stage(event.meeting.external_id, "end")
    times.until(event, S.ENDED)
    return event


def file_of(event) -> RecordingFile:
    """Return the copy's row."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(RecordingFile)).one()


def test_the_copy_is_fetched_as_soon_as_it_is_there_and_its_address_seen(ended, times, vendor):
    assert file_of(ended).status is FileStatus.FOUND
    times.advance(minutes=20)

    broadcast = broadcast_of(ended)
    assert broadcast.status is S.ARCHIVED
    assert file_of(ended).stored_bytes == 300_000
    times.advance(minutes=10)
    assert broadcast_of(ended).verified_at is not None
    assert {tick.item: tick.is_good for tick in broadcast_of(ended).ticks}["permalink"] is True


def test_the_address_leaves_the_calendar_when_the_copy_is_deleted_there(ended, times):
    times.advance(hours=1)
    assert ended.live_url != ""

    times.advance(days=31)

    assert broadcast_of(ended).status is S.ARCHIVED
    assert ended.live_url == ""


def test_a_copy_that_is_late_raises_the_alarm_after_an_hour(ended, times, vendor):
    # The emulated Facebook would be done by then: it does not answer what became of the copy.
    vendor.fail("read_video", "500", times=1000)
    vendor.fail("read_live", "500", times=1000)
    times.advance(minutes=50)
    assert broadcast_of(ended).verified_at is None

    times.advance(minutes=30)

    assert "todavía no muestra la grabación" in broadcast_of(ended).alarm


def test_a_copy_that_somebody_deleted_is_missing_and_can_be_handed_in(
    ended, times, vendor, browser_of, host
):
    vendor.stage_live(broadcast_of(ended).external_id, "delete")
    times.advance(minutes=30)
    assert file_of(ended).status is FileStatus.MISSING
    assert broadcast_of(ended).status is S.ENDED
    page = browser_of(host).get(f"/sesiones/{ended.id}/en-vivo")
    form_to(page, "/video/reintentar").submit()
    assert file_of(ended).status is FileStatus.FOUND
    work(times.app)
    assert file_of(ended).status is FileStatus.MISSING

    times.move_to(broadcast_of(ended).live_at + timedelta(days=20))
    assert "(en 10 días)" in broadcast_of(ended).alarm
    page = browser_of(host).get(f"/sesiones/{ended.id}/en-vivo")
    form = form_to(page, "/video")
    form["video"] = ("envivo.mov", b"\x00\x00\x00\x14ftypqt  " + b"x" * 9000)
    form.submit()

    assert broadcast_of(ended).status is S.ARCHIVED
    assert broadcast_of(ended).alarm == ""
    assert file_of(ended).name.endswith(".mov")


def test_nobody_is_warned_of_a_copy_that_is_safe(ended, times):
    times.advance(hours=1)
    times.move_to(broadcast_of(ended).live_at + timedelta(days=20))
    times.move_to(broadcast_of(ended).live_at + timedelta(days=27))

    assert alarm_mails() == []
