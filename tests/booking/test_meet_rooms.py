"""The worker's half for Google Meet: rooms in a licence's calendar, over real HTTP."""

from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

import pytest
import requests

from tests.booking.sessions import book, context_of, make_licence, work
from tests.conftest import make_settings
from tests.people import make_person, may_write
from tests.vendor import Vendor, google_at
from vc.accounts.models import Person, Role
from vc.booking import service
from vc.booking.models import Event
from vc.booking.states import EventStatus, MeetingStatus
from vc.booking.vendor_request import request_for
from vc.db import db
from vc.licences.models import Platform
from vc.services import services_of

pytestmark = pytest.mark.usefixtures("same_clock", "context")

ACCOUNT = "meet1@secesp.example"


@pytest.fixture
def settings(tmp_path, vendor):
    """Settings that point Google, and nobody else, at the emulator."""
    return make_settings(tmp_path, **google_at(vendor))


@pytest.fixture
def host() -> Person:
    """Somebody who books."""
    return make_person(db.session, Role.HOST, email="ana@secesp.example")


def book_meet(app, host: Person, clock, email: str = ACCOUNT) -> Event:
    """Book a recorded session on Google Meet, on a licence for it."""
    make_licence(email, platform=Platform.GOOGLE_MEET)
    starts_at = clock() + timedelta(hours=3)
    return book(app, host, starts_at, platform=Platform.GOOGLE_MEET, records=True)


def at_google(vendor: Vendor) -> list[dict]:
    """Return the events that stand in the calendars."""
    answer = requests.get(f"{vendor.url}/_emulator/google/state", timeout=60)
    return [one for one in answer.json()["events"] if one["status"] == "confirmed"]


def behave(vendor: Vendor, **conduct: object) -> None:
    """Let the emulated Google behave in another way."""
    url = f"{vendor.url}/_emulator/google/conduct"
    requests.post(url, json=conduct, timeout=60).raise_for_status()


def test_a_meet_session_gets_its_link_its_space_and_no_passcode(app, vendor, clock, host):
    event = book_meet(app, host, clock)

    work(app)

    (found,) = at_google(vendor)
    meeting = event.meeting
    assert (meeting.status, event.status) == (MeetingStatus.OPEN, EventStatus.CONFIRMED)
    assert (meeting.external_id, meeting.join_url) == (found["id"], found["hangoutLink"])
    assert meeting.external_uuid.startswith("spaces/")
    assert (meeting.passcode, meeting.warnings) == ("", [])
    assert found["calendar"] == ACCOUNT


@pytest.mark.parametrize("fault", ["lost_answer", "500_after", "lost_request", "500"])
def test_an_answer_that_is_lost_makes_one_event(app, vendor, clock, host, fault):
    vendor.fail("insert_event", fault)
    event = book_meet(app, host, clock)
    work(app)
    assert event.meeting.status is MeetingStatus.UNKNOWN

    clock.advance(minutes=10)
    work(app)

    assert event.meeting.status is MeetingStatus.OPEN
    assert [one["id"] for one in at_google(vendor)] == [event.meeting.external_id]


def test_too_many_calls_wait_as_long_as_google_says(app, vendor, clock, host):
    until = clock() + timedelta(minutes=7)
    vendor.fail("insert_event", "429_burst", retry_after=format_datetime(until, usegmt=True))
    event = book_meet(app, host, clock)

    work(app)

    assert (event.meeting.status, event.meeting.due_at) == (MeetingStatus.PENDING, until)
    clock.advance(minutes=8)
    work(app)
    assert event.meeting.status is MeetingStatus.OPEN


def test_missing_delegation_is_said_on_the_session_and_the_button_tries_again(
    app, vendor, clock, host
):
    behave(vendor, delegated=[])
    event = book_meet(app, host, clock)
    work(app)
    assert event.meeting.status is MeetingStatus.FAILED
    assert "registrar el identificador de cliente" in event.meeting.last_error

    behave(vendor, delegated=["https://www.googleapis.com/auth/calendar.events"])
    with may_write():
        service.retry(context_of(app, host), event)
        db.session.commit()
    work(app)

    assert event.meeting.status is MeetingStatus.OPEN
    assert "meetings.space.settings" in event.meeting.warnings[0]


def test_an_edition_that_cannot_record_confirms_the_session_with_a_warning(
    app, vendor, clock, host
):
    event = book_meet(app, host, clock, "starter@secesp.example")

    work(app)

    assert event.status is EventStatus.CONFIRMED
    assert "Business Starter no graba" in event.meeting.warnings[0]


def test_a_session_that_is_cancelled_leaves_no_event(app, vendor, clock, host):
    event = book_meet(app, host, clock)
    work(app)
    with may_write():
        service.cancel(context_of(app, host), event, "Ya no")
        db.session.commit()
    vendor.fail("delete_event", "lost_answer")

    work(app)
    clock.advance(minutes=10)
    work(app)

    assert (event.meeting.status, at_google(vendor)) == (MeetingStatus.CLOSED, [])


def test_another_installation_with_the_same_folio_finds_none_of_our_events(
    app, vendor, clock, host
):
    event = book_meet(app, host, clock)
    work(app)
    ours = request_for(event.meeting)
    meet = services_of(app).providers["google_meet"]

    assert meet.find(ours) is not None
    assert meet.find(replace(ours, key="otra instalación")) is None
