"""Days off: those of the law by rule, the office's own, and where they are seen."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.booking.sessions import book, make_licence
from tests.office.test_settings import form_of, save
from tests.people import make_person
from vc.accounts.models import Role
from vc.db import db
from vc.office.holidays import OfficeHours, nth_weekday, official

ZONE = ZoneInfo("America/Mexico_City")


@pytest.fixture
def office(browser_of, reading):
    """An administrator's browser."""
    return browser_of(make_person(db.session, Role.ADMINISTRATOR))


def test_the_law_s_days_of_2027_are_those_of_article_74():
    assert [one.on.isoformat() for one in official(2027)] == [
        *("2027-01-01", "2027-02-01", "2027-03-15", "2027-05-01"),
        *("2027-06-06", "2027-09-16", "2027-11-15", "2027-12-25"),
    ]


@pytest.mark.parametrize(("year", "is_off"), [(2024, True), (2026, False), (2030, True)])
def test_the_federal_transmission_is_a_day_off_every_six_years(year, is_off):
    assert (date(year, 10, 1) in {one.on for one in official(year)}) == is_off


def test_the_last_weekday_of_a_month_is_found_in_december_too():
    assert nth_weekday(2027, 12, -1, weekday=4) == date(2027, 12, 31)


def test_a_day_of_the_law_is_worked_and_another_one_added(office, clock):
    year = clock().year + 1
    page = office.get(f"/oficina/inhabiles?ano={year}")
    form = page.forms[0] if "inhabil" in page.forms[0].fields else form_of(page, "inhabil")
    form.set("inhabil", False, index=0)
    form.submit(status=303)
    own = form_of(office.get(f"/oficina/inhabiles?ano={year}"), "observed_on")
    own["observed_on"], own["name"] = f"{year}-01-06", "Día de Reyes"
    own.submit(status=303)

    page = office.get(f"/oficina/inhabiles?ano={year}")
    assert not page.html.select("[name=inhabil]")[0].has_attr("checked")
    assert page.html.select("[name=inhabil]")[1].has_attr("checked")
    calendar = office.get(f"/calendario?fecha={year}-01-06").text
    assert "Inhábil: Día de Reyes" in calendar
    assert "Inhábil: Año Nuevo" not in calendar
    next(f for f in page.forms.values() if f.action.endswith("/quitar")).submit(status=303)
    assert "Día de Reyes" not in office.get(f"/oficina/inhabiles?ano={year}").text


def test_a_day_is_added_once(office):
    for status in (303, 422):
        form = form_of(office.get("/oficina/inhabiles"), "observed_on")
        form["observed_on"], form["name"] = "2031-03-20", "Aniversario"
        answer = form.submit(status=status)

    assert "Ese día ya está en la lista." in answer.text


def test_saturdays_and_days_off_are_not_worked():
    hours = OfficeHours(days=(1, 2, 3, 4, 5))
    friday = date(2027, 3, 12)

    days = [friday + timedelta(days=one) for one in range(4)]

    assert [hours.is_worked(one, {date(2027, 3, 15)}) for one in days] == [
        *(True, False, False, False),
    ]


def test_other_times_are_proposed_within_the_office_s_hours_and_days(app, office, clock):
    make_licence()
    boss = make_person(db.session, Role.HOST)
    save(office, "/oficina/horario", office_opens="09:00", office_closes="12:00")
    start = (clock() + timedelta(days=2)).replace(minute=0)
    book(app, boss, start)
    form = form_of(office.get("/sesiones/nueva"), "summary")
    local = start.astimezone(ZONE)
    form["summary"], form["date"] = "Otra", local.date().isoformat()
    form["time"] = f"{local:%H:%M}"

    page = form.submit("action", value="book", status="*")

    picks = [one["value"] for one in page.html.select("button[name=pick]")]
    times = [datetime.fromisoformat(one).astimezone(ZONE) for one in picks]
    assert picks
    assert {one.hour for one in times} <= {9, 10, 11}
    assert {datetime.fromisoformat(one).astimezone(ZONE).isoweekday() for one in picks} <= {
        1,
        2,
        3,
        4,
        5,
    }
