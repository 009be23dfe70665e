"""While a session is on: its end may move, an overrun keeps door and licence, tests are tests."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.booking.sessions import book, context_of, make_licence, new_event, work
from tests.conftest import make_settings
from tests.people import make_person, may_write
from tests.reconciliation.working import SECRET, lines_of, message
from tests.reconciliation.working import post as tell
from tests.reconciliation.working import work as look
from tests.vendor import zoom_at
from vc.accounts.models import Person, Role
from vc.audit import AuditLine
from vc.booking import availability, licence_use, service
from vc.booking.models import LONGEST_OVERRUN, Event
from vc.db import db
from vc.errors import LicenceBusyError
from vc.services import services_of

pytestmark = pytest.mark.usefixtures("same_clock", "reading")

MINUTE = timedelta(minutes=1)


@pytest.fixture
def settings(tmp_path, vendor):
    """Settings that point Zoom at the emulator, which signs what it tells."""
    return make_settings(tmp_path, **zoom_at(vendor), zoom_webhook_secret=SECRET)


@pytest.fixture
def host() -> Person:
    """Somebody who books, on the only licence."""
    make_licence()
    return make_person(db.session, Role.HOST)


@pytest.fixture
def event(app, clock, vendor, host) -> Event:
    """A session of an hour that began a minute ago."""
    event = book(app, host, clock() + MINUTE)
    work(app)
    clock.now = event.starts_at + MINUTE
    vendor.set_clock(clock())
    return event


def edited(browser_of, event: Event, host: Person, **values: object):
    """Send the form that changes a session."""
    page = browser_of(host).get(f"/sesiones/{event.id}/editar")
    form = next(one for one in page.forms.values() if "summary" in one.fields)
    for name, value in values.items():
        form[name] = value
    return form.submit(status="*")


def opened(app, anyone, clock, event: Event) -> None:
    """Let the vendor tell that the room was opened as the session began."""
    tell(anyone, message("meeting.started", event.meeting, event.starts_at), clock)
    look(app)


def test_a_session_that_is_on_can_be_lengthened_and_its_room_keeps_its_start(
    app, vendor, clock, browser_of, host, event
):
    begun = event.starts_at

    answer = edited(browser_of, event, host, duration="90")

    assert answer.status_int == 303
    work(app)
    db.session.rollback()
    assert event.ends_at == begun + timedelta(minutes=90)
    room = services_of(app).providers["zoom"].read(service_key(event))
    assert (room.starts_at, room.duration_min) == (begun, 90)


def service_key(event: Event):
    """Return what leads to a session's room."""
    from vc.booking.vendor_request import key_of

    return key_of(event.meeting)


def test_the_form_that_moves_a_session_lengthens_one_that_is_on(browser_of, host, event):
    page = browser_of(host).get(f"/sesiones/{event.id}/mover")
    form = next(one for one in page.forms.values() if "duration" in one.fields)
    form["duration"] = "75"

    form.submit(status=303)

    db.session.rollback()
    assert event.duration_min == 75


def test_an_old_form_brings_no_cancelled_session_back(browser_of, clock, host, event):
    browser = browser_of(host)
    old = browser.get(f"/sesiones/{event.id}/editar")
    form = next(one for one in old.forms.values() if "summary" in one.fields)
    asked = browser.get(f"/sesiones/{event.id}/cancelar")
    cancel = next(one for one in asked.forms.values() if "reason" in one.fields)
    cancel["reason"] = "Se enfermó la ponente"
    cancel.submit(status=303)

    form["duration"] = "90"
    page = form.submit(status="*")

    assert page.status_int in (409, 422)
    db.session.rollback()
    assert event.status.value == "CANCELLED"


@pytest.mark.parametrize(
    ("values", "field"), [({"time": "12:00"}, "time"), ({"duration": "1"}, "duration")]
)
def test_its_start_cannot_move_any_more_nor_its_end_into_the_past(
    browser_of, clock, host, event, values, field
):
    page = edited(browser_of, event, host, **values)

    assert page.status_int == 422
    assert page.html.find(id=f"{field}-error") is not None


def test_a_session_on_the_same_licence_stands_in_the_way_of_a_longer_one(
    app, browser_of, host, event
):
    book(app, host, event.ends_at + timedelta(minutes=20))

    page = edited(browser_of, event, host, duration="120")

    assert page.status_int == 422
    assert "No hay una cuenta libre" in page.text


def test_while_the_room_is_open_our_door_leads_into_it_and_its_licence_is_taken(
    app, anyone, clock, host, event
):
    opened(app, anyone, clock, event)
    clock.now = event.ends_at + 20 * MINUTE

    answer = anyone.get(f"/s/{event.slug}/{event.invitation_key}")

    assert (answer.status_int, answer.location) == (303, event.meeting.join_url)
    db.session.rollback()
    asked = new_event(host, clock() + 10 * MINUTE)
    with may_write(), pytest.raises(LicenceBusyError):
        service.book(context_of(app, host), asked)
    db.session.rollback()


def test_once_it_was_closed_the_door_closes_and_the_licence_is_free(
    app, anyone, clock, host, event
):
    opened(app, anyone, clock, event)
    clock.now = event.ends_at + 20 * MINUTE
    tell(anyone, message("meeting.ended", event.meeting, clock()), clock)
    look(app)

    assert "ya terminó" in anyone.get(f"/s/{event.slug}").text
    assert book(app, host, clock() + 10 * MINUTE).meeting.licence_id


def test_an_overrun_ends_by_itself_where_the_message_of_its_end_was_lost(app, anyone, clock, event):
    opened(app, anyone, clock, event)
    clock.now = event.ends_at + LONGEST_OVERRUN

    assert "ya terminó" in anyone.get(f"/s/{event.slug}").text


def test_a_session_that_overruns_can_still_be_lengthened(
    app, anyone, clock, browser_of, host, event
):
    opened(app, anyone, clock, event)
    clock.now = event.ends_at + 20 * MINUTE
    assert "En curso" in browser_of(host).get(f"/sesiones/{event.id}").text

    assert edited(browser_of, event, host, duration="120").status_int == 303


def test_a_room_that_is_tried_out_long_before_is_told_as_a_test(app, anyone, clock, host):
    event = book(app, host, clock() + timedelta(days=60))
    work(app)
    tell(anyone, message("meeting.started", event.meeting, clock()), clock)
    tell(anyone, message("meeting.ended", event.meeting, clock() + 5 * MINUTE), clock)
    look(app)
    assert (event.meeting.started_at, event.meeting.ended_at) == (None, None)
    told = db.session.scalars(select(AuditLine).where(AuditLine.action == "meeting.started")).one()
    assert "como en una prueba" in told.reason

    clock.now = event.starts_at
    tell(anyone, message("meeting.started", event.meeting, clock()), clock)
    look(app)

    db.session.rollback()
    assert event.meeting.started_at == event.starts_at
    assert len(lines_of(event, "meeting.started")) == 2


def test_the_opening_of_the_day_it_was_moved_from_is_not_that_of_its_new_day(
    app, anyone, clock, host, event
):
    opened(app, anyone, clock, event)
    tell(anyone, message("meeting.ended", event.meeting, clock()), clock)
    look(app)
    with may_write():
        moved = db.session.get(Event, event.id)
        moved.starts_at += timedelta(days=30)
        moved.ends_at += timedelta(days=30)
        db.session.commit()
    clock.now = event.starts_at

    tell(anyone, message("meeting.started", event.meeting, clock()), clock)
    look(app)

    db.session.rollback()
    assert event.meeting.started_at == event.starts_at


def test_of_half_an_hour_more_no_licence_is_promised(app, anyone, clock, host, event):
    opened(app, anyone, clock, event)
    clock.now = event.ends_at + 20 * MINUTE
    wanted = availability.request_for(
        new_event(host, clock() + 2 * licence_use.STEP),
        (event.meeting.platform,),
        context_of(app, host).zone,
    )

    choice, _ = availability.place(
        db.session, wanted, providers=services_of(app).providers, now=clock()
    )

    assert choice is not None
