"""Which days of the calendar and of the agenda a session stands on, as people report it wrong."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.booking.sessions import book, make_licence
from tests.people import make_person
from vc.accounts.models import Role
from vc.booking.models import EventStatus, Visibility
from vc.db import db, read_only

SIX_HOURS = timedelta(hours=6)
"""How far the office's clock is behind."""


@pytest.fixture
def booked(app, context):
    """Return a function: (local begin, minutes) → a session that is confirmed, in its words."""
    make_licence()
    host = make_person(db.session, Role.HOST)

    def book_one(begin: str, minutes: int = 60, **values: object) -> None:
        at = datetime.fromisoformat(begin).replace(tzinfo=UTC) + SIX_HOURS
        event = book(app, host, at, ends_at=at + timedelta(minutes=minutes), **values)
        read_only(False)
        event.status = EventStatus.CONFIRMED
        db.session.commit()
        db.session.rollback()

    return book_one


def days_of(browser, day: str, view: str = "dia") -> list[str]:
    """Return what the calendar's list says of a day, row by row."""
    page = browser.get(f"/calendario?vista={view}&fecha={day}")
    rows = page.html.find_all(class_="agenda__title")
    return [" ".join(row.text.split()) for row in rows]


def test_what_ends_at_midnight_is_on_its_day_alone(booked, browser_of):
    booked("2031-03-07 23:00", summary="Hasta medianoche")
    browser = browser_of(Role.VIEWER)

    assert days_of(browser, "2031-03-07") == ["Hasta medianoche"]
    assert days_of(browser, "2031-03-08") == []


def test_what_goes_on_after_midnight_is_on_both_days(booked, browser_of):
    booked("2031-03-07 23:30", summary="De noche")
    browser = browser_of(Role.VIEWER)

    assert days_of(browser, "2031-03-07") == ["De noche"]
    assert days_of(browser, "2031-03-08") == ["De noche"]


def test_the_last_evening_of_the_year_is_in_its_month(booked, browser_of):
    booked("2031-12-31 19:00", summary="Fin de año")
    browser = browser_of(Role.VIEWER)

    assert days_of(browser, "2031-12-15", "lista") == ["Fin de año"]
    assert days_of(browser, "2032-01-15", "lista") == []
    data = browser.get("/calendario/datos.json?desde=2031-12-31&hasta=2032-01-01").json
    assert [one["start"][:10] for one in data if one["title"] == "Fin de año"] == ["2031-12-31"]


def test_the_agenda_shows_what_is_on_and_no_more_what_is_over(booked, anyone, clock):
    booked("2031-03-06 11:00", summary="En curso", visibility=Visibility.PUBLIC)
    booked("2031-03-06 08:00", summary="Terminada", visibility=Visibility.PUBLIC)
    booked("2031-03-06 20:00", summary="Más tarde", visibility=Visibility.PUBLIC)
    clock.advance(days=2, hours=1, minutes=30)
    assert clock() == datetime(2031, 3, 6, 17, 30, tzinfo=UTC)

    words = " ".join(anyone.get("/agenda").html.find("main").text.split())

    assert words.index("En curso") < words.index("Más tarde") < words.index("Terminada")
