"""Which days of the calendar and of the agenda a session stands on, as people report it wrong."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.booking.fields import campaign
from tests.booking.sessions import book, make_licence
from tests.people import make_person
from vc.accounts.models import Role
from vc.booking.models import Visibility
from vc.booking.states import EventStatus
from vc.calendars.models import Observance
from vc.db import db, read_only

FIRST_OF_MARCH = datetime(2031, 3, 1, tzinfo=UTC)
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


def test_what_goes_on_over_the_end_of_a_month_is_in_both(booked, browser_of):
    booked("2031-03-31 22:00", minutes=300, summary="De un mes al otro")
    browser = browser_of(Role.VIEWER)

    assert days_of(browser, "2031-03-15", "lista") == ["De un mes al otro"]
    assert days_of(browser, "2031-04-15", "lista") == ["De un mes al otro"]
    assert days_of(browser, "2031-04-15", "mes") == ["De un mes al otro"] * 2


def test_the_second_day_says_that_it_began_before(booked, browser_of):
    booked("2031-03-07 23:30", summary="De noche")
    booked("2031-03-09 22:00", 120, summary="Hasta medianoche")
    browser = browser_of(Role.VIEWER)

    first, second, third = (
        [
            " ".join(row.text.split())
            for row in browser.get(f"/calendario?vista=dia&fecha={day}").html.find_all(
                class_="agenda__time"
            )
        ]
        for day in ("2031-03-07", "2031-03-08", "2031-03-09")
    )

    assert first == ["23:30a 00:30 h Sigue al otro día"]
    assert second == ["23:30a 00:30 h Empezó antes"]
    assert third == ["22:00a 00:00 h"]


@pytest.mark.parametrize(
    ("begin", "minutes", "hours"),
    [
        ("2031-03-07 10:00", 60, ("07", "22")),
        ("2031-03-07 05:30", 60, ("05", "22")),
        ("2031-03-07 21:30", 45, ("07", "23")),
        ("2031-03-07 22:00", 120, ("07", "24")),
        ("2031-03-07 23:30", 60, ("00", "24")),
    ],
)
def test_a_day_is_shown_as_long_as_what_is_held_on_it(booked, browser_of, begin, minutes, hours):
    booked(begin, minutes)

    box = browser_of(Role.VIEWER).get("/calendario?vista=semana&fecha=2031-03-07").html
    box = box.find(id="calendar")

    assert (box["data-from"], box["data-to"]) == hours


def test_a_session_of_another_zone_lands_where_it_was_dropped(booked, browser_of):
    booked("2031-03-07 10:00", summary="De Tijuana", tzid="America/Tijuana")
    browser = browser_of(Role.COORDINATOR)
    entry = browser.get("/calendario/datos.json?desde=2031-03-07&hasta=2031-03-08").json[0]
    assert entry["start"] == "2031-03-07T10:00:00"

    page = browser.get(f"{entry['extendedProps']['move']}?fecha=2031-03-08&hora=00:30&minutos=60")
    form = next(one for one in page.forms.values() if "duration" in one.fields)
    assert (form["date"].value, form["time"].value) == ("2031-03-07", "22:30")
    form.submit().follow()

    data = browser.get("/calendario/datos.json?desde=2031-03-07&hasta=2031-03-09").json
    assert [one["start"] for one in data] == ["2031-03-08T00:30:00"]


def test_turning_the_page_keeps_what_the_calendar_is_narrowed_to(booked, browser_of):
    booked("2031-04-07 10:00", summary="Otra área", area="Difusión")
    booked("2031-04-08 10:00", summary="La mía", area="Prevención")
    page = browser_of(Role.VIEWER).get(
        "/calendario?vista=lista&fecha=2031-03-07&area=Prevenci%C3%B3n"
    )

    page = page.click("Siguiente")

    assert [one.text for one in page.html.select(".agenda__title a")] == ["La mía"]


def test_observed_days_are_whole_days_of_their_own_and_nobody_moves_them(app, context, browser_of):
    read_only(False)
    for name, first, last in (
        ("Día Naranja", date(2031, 3, 25), date(2031, 3, 25)),
        ("Semana Santa", date(2031, 3, 30), date(2031, 4, 2)),
    ):
        db.session.add(
            Observance(name=name, observed_on=first, ends_on=last, modified_at=FIRST_OF_MARCH)
        )
    db.session.commit()
    browser = browser_of(Role.VIEWER)

    def shown(month: str) -> list[str]:
        page = browser.get(f"/calendario?vista=lista&fecha={month}-15&tipo=talk")
        days = [one.text.split(" de ")[0].split()[-1] for one in page.html.select("h3")]
        return [
            f"{day} {one.text}"
            for day, one in zip(days, page.html.select("h3 ~ .tag"), strict=True)
        ]

    assert shown("2031-03") == ["25 Día Naranja", "30 Semana Santa", "31 Semana Santa"]
    assert shown("2031-04") == ["1 Semana Santa", "2 Semana Santa"]
    data = browser.get("/calendario/datos.json?desde=2031-03-01&hasta=2031-05-01").json
    assert [(one["title"], one["start"], one["end"], one["editable"]) for one in data] == [
        ("Día Naranja", "2031-03-25", "2031-03-26", False),
        ("Semana Santa", "2031-03-30", "2031-04-03", False),
        ("Inhábil: Natalicio de Benito Juárez", "2031-03-17", "2031-03-18", False),
    ]
    assert browser.get("/calendario/datos.json?desde=2031-03-26&hasta=2031-03-27").json == []


def test_a_topic_of_the_agenda_has_an_address_of_its_own(booked, anyone, app):
    read_only(False)
    number = campaign("Cibercrimen")
    public = {"visibility": Visibility.PUBLIC}
    booked("2031-03-07 10:00", summary="Con tema", campaign_id=number, **public)
    booked("2031-03-08 10:00", summary="Sin tema", **public)

    page = anyone.get(f"/agenda?tema={number}")

    assert "Con tema" in page.text
    assert "Sin tema" not in page.text
    assert "Sin tema" in anyone.get("/agenda?tema=99").text
    assert "Sin tema" in anyone.get("/agenda?tema=x").text
