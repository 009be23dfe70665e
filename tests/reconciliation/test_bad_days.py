"""Bad days at the vendor, through the worker: refused for haste, out of order, capped."""

from datetime import timedelta

import pytest

from tests.booking.sessions import book, context_of, make_licence
from tests.people import may_write
from tests.reconciliation.working import pass_time, work
from vc.booking import service as booking
from vc.booking.models import Event
from vc.booking.states import MeetingStatus
from vc.db import db
from vc.services import services_of


@pytest.fixture(autouse=True)
def vendor_s_clock_is_ours(app, clock):
    """The adapter reads dates of answers by the test's clock."""
    services_of(app).providers["zoom"]._now = clock


def send_again(app, boss, event: Event) -> None:
    """Leave a change to be sent."""
    with may_write():
        db.session.rollback()
        booking.send_changes(context_of(app, boss), event.meeting)
        db.session.commit()
        db.session.rollback()


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_burst_is_waited_out_in_either_form_and_the_room_made_then(
    app, vendor, clock, boss, licence, form
):
    until = clock() + timedelta(seconds=40)
    after = "40" if form == "seconds" else f"{until:%a, %d %b %Y %H:%M:%S GMT}"
    vendor.fail("create_meeting", "429_burst", retry_after=after)
    event = book(app, boss, clock() + timedelta(hours=3))

    work(app)
    waiting = (event.meeting.status, event.meeting.due_at)
    pass_time(vendor, clock, seconds=39)
    work(app)
    calls_before = vendor.calls("create_meeting")
    pass_time(vendor, clock, seconds=2)
    work(app)

    assert waiting == (MeetingStatus.PENDING, until)
    assert calls_before == 1
    assert event.meeting.status is MeetingStatus.OPEN


def test_an_outage_of_a_change_ends_with_the_change_made(app, vendor, clock, boss, licence):
    event = book(app, boss, clock() + timedelta(hours=3))
    work(app)
    vendor.fail("update_meeting", "500", times=2)
    send_again(app, boss, event)

    for _ in range(3):
        work(app)
        pass_time(vendor, clock, seconds=30)

    assert event.meeting.wanted == event.meeting.done
    assert event.meeting.last_error == ""
    assert len(vendor.rooms()) == 1


def test_a_host_s_cap_of_the_day_says_on_the_page_at_what_hour_it_resets(
    app, vendor, clock, boss, licence, browser_of
):
    event = book(app, boss, clock() + timedelta(days=1))
    work(app)
    vendor.fail("update_meeting", "429_daily")
    send_again(app, boss, event)

    work(app)
    page = browser_of(boss).get(f"/sesiones/{event.id}")
    pass_time(vendor, clock, hours=8, minutes=1)
    work(app)

    assert "se reanuda a las 18:00" in page.text
    assert event.meeting.wanted == event.meeting.done


def test_a_new_session_that_every_host_s_cap_keeps_waiting_says_the_hour_too(
    app, vendor, clock, boss, browser_of
):
    make_licence()
    vendor.fail("create_meeting", "429_daily")
    event = book(app, boss, clock() + timedelta(days=2))

    work(app)
    pass_time(vendor, clock, minutes=6)
    work(app)
    page = browser_of(boss).get(f"/sesiones/{event.id}")

    assert event.meeting.status is MeetingStatus.WAITING_FOR_LICENCE
    assert "se reanuda a las 18:00" in page.text
    pass_time(vendor, clock, hours=8)
    work(app)
    assert event.meeting.status is MeetingStatus.OPEN
