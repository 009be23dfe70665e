"""Midnight in UTC and at the office, the year's end, 29 February: nothing happens a day off."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from tests.booking.sessions import ZONE, book, make_licence, work
from tests.conftest import Clock, make_settings
from tests.people import make_person
from tests.vendor import zoom_at
from vc.accounts.models import Person, Role
from vc.booking import queries
from vc.booking.models import Event
from vc.calendars.models import Audience, Fragment
from vc.calendars.queries import CalendarFilter, events_between
from vc.db import db
from vc.licences import service as licences

pytestmark = pytest.mark.usefixtures("same_clock", "context")

YEARS_END = datetime(2031, 12, 31, 23, 30, tzinfo=ZONE)
LEAP_DAY = date(2032, 2, 29)


@pytest.fixture
def settings(tmp_path, vendor):
    """Settings that point Zoom at the emulator."""
    return make_settings(tmp_path, **zoom_at(vendor))


@pytest.fixture
def clock() -> Clock:
    """Half an hour before the year ends at the office; in UTC it is the new year already."""
    return Clock(YEARS_END.astimezone(UTC))


@pytest.fixture
def host() -> Person:
    """Somebody who books."""
    make_licence()
    return make_person(db.session, Role.HOST)


def entry_of(event: Event) -> Calendar:
    """Return the session's entry as staff's feeds carry it."""
    return Calendar.from_ical(db.session.get(Fragment, (event.id, Audience.STAFF)).body)


def shown_on(day: date) -> list[str]:
    """Return the folios that the calendar and the day's page show on one of the office's days."""
    bounds = queries.local_day(day, ZONE)
    by_calendar = events_between(db.session, *bounds, CalendarFilter())
    assert [event.id for event in queries.between(db.session, *bounds)] == [
        event.id for event in by_calendar
    ]
    return [event.folio for event in by_calendar]


def test_folios_begin_anew_with_the_office_s_year_and_not_with_utc_s(app, clock, host):
    old = book(app, host, clock() + timedelta(days=1))
    clock.advance(hours=1)
    new = book(app, host, clock() + timedelta(days=2))

    assert [old.folio, new.folio] == ["VC-2031-0001", "VC-2032-0001"]
    assert len({old.uid, new.uid}) == 2


def test_a_session_across_the_year_s_end_is_on_both_days_and_at_the_vendor(
    app, clock, vendor, host
):
    event = book(app, host, clock() + timedelta(minutes=10), minutes=60)

    work(app)

    assert vendor.rooms()[0]["start_time"] == "2032-01-01T05:40:00Z"
    assert shown_on(date(2031, 12, 31)) == [event.folio]
    assert shown_on(date(2032, 1, 1)) == [event.folio]
    assert entry_of(event).start == YEARS_END + timedelta(minutes=10)


def test_a_session_across_midnight_in_utc_stays_on_its_day_at_the_office(app, vendor, host):
    start = datetime(2032, 1, 5, 17, 30, tzinfo=ZONE)

    event = book(app, host, start, minutes=60)
    work(app)

    assert vendor.rooms()[0]["start_time"] == "2032-01-05T23:30:00Z"
    assert shown_on(date(2032, 1, 5)) == [event.folio]
    assert shown_on(date(2032, 1, 6)) == []


def test_the_daily_cap_resets_at_midnight_in_utc_which_is_18_hours_at_the_office():
    evening = datetime(2031, 12, 31, 17, 59, tzinfo=ZONE)
    resets = [licences.cap_resets_at(evening + timedelta(minutes=more)) for more in (0, 1)]

    assert [f"{reset.astimezone(ZONE):%d/%m %H:%M}" for reset in resets] == [
        "31/12 18:00",
        "01/01 18:00",
    ]


def test_a_session_on_29_february_is_made_and_shown(app, clock, vendor, host):
    start = datetime.combine(LEAP_DAY, YEARS_END.time().replace(hour=10, minute=0), ZONE)
    event = book(app, host, start)
    work(app)

    assert vendor.rooms()[0]["start_time"] == "2032-02-29T16:00:00Z"
    assert shown_on(LEAP_DAY) == [event.folio]
    assert entry_of(event).start.date() == LEAP_DAY
