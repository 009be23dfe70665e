"""A vendor that refuses our credentials: its jobs stop, one alarm, and all goes on by itself."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from integrations.emulator.zoom.seeds import SCOPES
from integrations.errors import CredentialsError
from tests.booking.sessions import book, context_of, make_licence
from tests.people import make_person, may_write
from tests.reconciliation.working import alarm_mails, form_to, lines_of, pass_time, watch_of, work
from vc.accounts.models import Role
from vc.audit import AuditLine
from vc.booking import service as booking
from vc.booking.models import Event
from vc.booking.states import EventStatus, MeetingStatus
from vc.connections import service as connections
from vc.connections.models import Use, VendorConnection
from vc.db import db
from vc.services import services_of


class Reach:
    """The connection to Zoom, which can be cut as a revoked app would be."""

    def __init__(self, app, vendor):
        self.app, self.vendor = app, vendor
        self.settings = services_of(app).providers["zoom"]._tokens._settings

    def revoke(self) -> None:
        """Let every token, and every new one, be refused."""
        object.__setattr__(self.settings, "client_secret", "revoked")
        services_of(self.app).providers["zoom"]._tokens._token = None

    def reconnect(self) -> None:
        """Let it be as it was."""
        object.__setattr__(self.settings, "client_secret", "emulator")


@pytest.fixture
def reach(app, vendor) -> Reach:
    """The connection to Zoom."""
    return Reach(app, vendor)


@pytest.fixture
def administrator():
    """Somebody who gets the alarm besides the coordinator."""
    return make_person(db.session, Role.ADMINISTRATOR, email="admin@secesp.example")


def state() -> VendorConnection | None:
    """Return how Zoom stands."""
    return db.session.scalar(select(VendorConnection))


def test_revoked_credentials_stop_every_job_and_none_fails(app, vendor, clock, boss, reach):
    make_licence(capacity=3)
    reach.revoke()
    events = [book(app, boss, clock() + timedelta(hours=hour)) for hour in (3, 6, 9)]

    for _ in range(15):
        work(app)
        pass_time(vendor, clock, minutes=10)

    assert {event.meeting.status for event in events} == {MeetingStatus.PENDING}
    assert {event.meeting.attempts for event in events} == {0}
    assert [event.meeting for event in events if event.meeting.due_at is None] == []
    assert vendor.calls("create_meeting") == 0
    assert connections.stopped(db.session, Use.MEETINGS, "zoom") is not None


def test_there_is_one_alarm_for_each_of_those_who_look_after_it(
    app, vendor, clock, boss, administrator, licence, reach
):
    reach.revoke()
    book(app, boss, clock() + timedelta(days=1))
    book(app, boss, clock() + timedelta(days=2))

    for _ in range(8):
        work(app)
        pass_time(vendor, clock, minutes=20)

    assert sorted(mail.address for mail in alarm_mails()) == [administrator.email, boss.email]
    lines = db.session.scalars(select(AuditLine.action).where(AuditLine.action.like("connection%")))
    assert list(lines) == ["connection.stop"]


def test_after_reconnecting_everything_goes_on_by_itself(app, vendor, clock, boss, licence, reach):
    reach.revoke()
    first = book(app, boss, clock() + timedelta(days=1))
    second = book(app, boss, clock() + timedelta(days=2))
    work(app)
    reach.reconnect()

    pass_time(vendor, clock, minutes=6)
    work(app)

    assert [event.meeting.status for event in (first, second)] == [MeetingStatus.OPEN] * 2
    assert state().stopped_at is None
    assert len(vendor.rooms()) == 2


def test_a_token_revoked_in_the_middle_of_a_change_and_a_cancellation_loses_neither(
    app, vendor, clock, boss, licence, reach
):
    first, second = (book(app, boss, clock() + timedelta(days=day)) for day in (1, 2))
    work(app)
    reach.revoke()
    with may_write():
        db.session.rollback()
        booking.cancel(context_of(app, boss), first, "Se pospone")
        booking.send_changes(context_of(app, boss), second.meeting)
        db.session.commit()
        db.session.rollback()
    work(app)
    while_stopped = (first.meeting.status, second.meeting.wanted != second.meeting.done)
    reach.reconnect()

    pass_time(vendor, clock, minutes=6)
    work(app)

    assert while_stopped == (MeetingStatus.OPEN, True)
    assert first.status is EventStatus.CANCELLED
    assert first.meeting.status is MeetingStatus.CLOSED
    assert second.meeting.wanted == second.meeting.done


def test_a_token_that_was_only_renewed_stops_nothing(app, vendor, clock, boss, licence):
    vendor.fail("create_meeting", "revoked_token")
    event = book(app, boss, clock() + timedelta(days=1))

    work(app)

    assert event.meeting.status is MeetingStatus.OPEN
    assert state() is None


def test_a_refusal_that_passes_by_itself_is_tried_again_and_stops_nothing(
    app, vendor, clock, boss, licence
):
    vendor.fail("create_meeting", "refuse", status=401, code=124, message="Invalid", times=2)
    event = book(app, boss, clock() + timedelta(days=1))
    work(app)
    first = event.meeting.status

    pass_time(vendor, clock, minutes=1)
    work(app)

    assert first is MeetingStatus.PENDING
    assert event.meeting.status is MeetingStatus.OPEN
    assert state() is None


def test_a_vendor_that_is_stopped_already_is_not_stopped_anew(app, clock, reading):
    error = CredentialsError("El acceso fue revocado.", vendor="zoom", operation="read")
    with may_write():
        db.session.rollback()
        since = clock()
        connections.stop(db.session, Use.MEETINGS, "zoom", error, now=since)
        clock.advance(hours=1)
        connections.stop(db.session, Use.MEETINGS, "zoom", error, now=clock())
        db.session.commit()

    assert state().stopped_at == since
    lines = db.session.scalars(select(AuditLine.action).where(AuditLine.action.like("connection%")))
    assert list(lines) == ["connection.stop"]


def test_the_button_on_the_page_of_integrations_resumes_at_once(
    app, vendor, clock, boss, licence, reach, browser_of
):
    reach.revoke()
    event = book(app, boss, clock() + timedelta(days=1))
    work(app)
    browser = browser_of(boss)
    page = browser.get("/integraciones")
    assert "Lo pendiente espera" in page.text
    reach.reconnect()

    form_to(page, "/integraciones/zoom/probar").submit()
    work(app)

    assert event.meeting.status is MeetingStatus.OPEN
    assert "Lo pendiente espera" not in browser.get("/integraciones").text


def test_a_look_that_is_refused_stops_the_vendor_and_says_nothing_of_the_room(
    app, vendor, clock, boss, licence, reach
):
    event = book(app, boss, clock() + timedelta(days=3))
    work(app)
    reach.revoke()

    pass_time(vendor, clock, hours=6)
    work(app)
    during = (state().stopped_at is not None, watch_of(event).attempts)
    reach.reconnect()
    pass_time(vendor, clock, minutes=6)
    work(app)

    assert during == (True, 0)
    assert event.meeting.status is MeetingStatus.OPEN
    assert watch_of(event).looked_at == clock()


def test_a_missing_permission_that_all_need_stops_the_vendor(app, vendor, clock, boss, licence):
    vendor.scopes(*(name for name in SCOPES if name != "meeting:write:meeting:admin"))
    event = book(app, boss, clock() + timedelta(days=1))
    work(app)
    stopped = (event.meeting.status, state().lacks)
    vendor.scopes(*SCOPES)

    pass_time(vendor, clock, minutes=6)
    work(app)

    assert stopped[0] is MeetingStatus.PENDING
    assert "meeting:write:meeting:admin" in stopped[1]
    assert event.meeting.status is MeetingStatus.OPEN


def test_a_missing_permission_that_only_webinars_need_stops_nobody_else(
    app, vendor, clock, boss, licence
):
    make_licence("foros@secesp.example", largest_audience=500, has_webinar=True)
    vendor.scopes(*(name for name in SCOPES if name != "webinar:write:webinar:admin"))
    webinar = book(app, boss, clock() + timedelta(days=1), is_webinar=True)
    talk = book(app, boss, clock() + timedelta(days=1))

    work(app)

    assert webinar.meeting.status is MeetingStatus.FAILED
    assert "webinar:write:webinar:admin" in webinar.meeting.last_error
    assert talk.meeting.status is MeetingStatus.OPEN
    assert state() is None


def test_a_session_that_begins_while_the_vendor_refuses_raises_its_own_alarm(
    app, vendor, clock, boss, licence, reach
):
    reach.revoke()
    event: Event = book(app, boss, clock() + timedelta(minutes=40))
    work(app)

    pass_time(vendor, clock, minutes=12)
    work(app)

    assert event.meeting.alarm != ""
    assert lines_of(event, "meeting.alarm") == ["meeting.alarm"]
