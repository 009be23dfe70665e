"""Observances: entered one by one, or made of rules for each year; calendars follow."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.office.test_settings import form_of
from tests.people import make_person, may_write
from vc.accounts.models import Role
from vc.calendars import observances
from vc.calendars.feeds import version_of
from vc.calendars.models import Observance, ObservanceRule, Recurrence
from vc.calendars.service import STAFF
from vc.db import db


@pytest.fixture
def office(browser_of, reading):
    """A coordinator's browser."""
    return browser_of(make_person(db.session, Role.COORDINATOR))


def enter(office, path: str, **values: object):
    """Fill in a page's form and send it."""
    form = form_of(office.get(path), "name")
    for name, value in values.items():
        form[name] = value
    return form.submit(status="*")


def kept() -> list[Observance]:
    """Return the observances as they are kept now."""
    db.session.rollback()
    return list(db.session.scalars(select(Observance).order_by(Observance.observed_on)))


def rule(**values: object) -> ObservanceRule:
    """Return a rule of one day."""
    usual = {"month": 0, "day": 0, "nth": 0, "weekday": 0, "length": 1}
    return ObservanceRule(name="x", **(usual | values))


@pytest.mark.parametrize(
    ("made", "days"),
    [
        (rule(recurrence=Recurrence.DATE, month=11, day=25), [date(2027, 11, 25)]),
        (rule(recurrence=Recurrence.DATE, month=2, day=30), []),
        (rule(recurrence=Recurrence.WEEKDAY, month=9, nth=3, weekday=2), [date(2027, 9, 15)]),
        (rule(recurrence=Recurrence.WEEKDAY, month=5, nth=-1, weekday=4), [date(2027, 5, 28)]),
        (rule(recurrence=Recurrence.WEEKDAY, month=12, nth=-1, weekday=4), [date(2027, 12, 31)]),
        (rule(recurrence=Recurrence.EASTER, day=-7), [date(2027, 3, 21)]),
    ],
)
def test_a_rule_gives_the_days_of_a_year(made, days):
    assert [first for first, _ in observances.days_of(made, 2027)] == days


def test_every_month_s_day_is_twelve_and_those_of_february_may_lack():
    of_25 = observances.days_of(rule(recurrence=Recurrence.DATE, day=25), 2027)
    of_30 = observances.days_of(rule(recurrence=Recurrence.DATE, day=30, length=2), 2027)

    assert (len(of_25), len(of_30)) == (12, 11)
    assert of_30[0] == (date(2027, 1, 30), date(2027, 1, 31))


def test_a_day_is_entered_changed_and_taken_away_and_the_feeds_hear_of_each(app, office):
    versions = [version_of(db.engine, STAFF)]
    enter(office, "/efemerides/nueva", name="Día de la Radio", observed_on="2031-02-13")
    versions.append(version_of(db.engine, STAFF))
    (row,) = kept()
    enter(office, f"/efemerides/{row.id}", action="Entrevistas en radio")
    versions.append(version_of(db.engine, STAFF))

    (row,) = kept()
    assert (row.name, row.action, row.sequence) == ("Día de la Radio", "Entrevistas en radio", 1)
    page = office.get(f"/efemerides/{row.id}")
    next(f for f in page.forms.values() if "quitar" in f.action).submit(status=303)
    versions.append(version_of(db.engine, STAFF))
    assert kept() == []
    assert versions == sorted(set(versions))


def test_a_rule_lays_this_year_s_and_the_next_one_s_days_and_changes_only_those_to_come(
    app, office, clock
):
    enter(office, "/efemerides/reglas/nueva", name="Día Naranja", day="25")
    today = clock().date()
    first = kept()
    number = first[0].rule_id
    enter(office, f"/efemerides/reglas/{number}", name="Día Naranja, nuevo")

    changed = kept()
    assert {one.observed_on.year for one in first} == {today.year, today.year + 1}
    assert min(one.observed_on for one in first) >= today
    assert {one.name for one in changed} == {"Día Naranja, nuevo"}
    form = form_of(office.get(f"/efemerides/reglas/{number}"), "is_active")
    form["is_active"] = False
    form.submit(status=303)
    assert kept() == []


def test_each_new_year_is_laid_once(app, office, clock):
    enter(office, "/efemerides/reglas/nueva", name="Navidad", month="12", day="25")
    before = len(kept())
    with may_write():
        for _ in range(2):
            later = clock().date().replace(year=clock().date().year + 1)
            observances.lay_coming_years(db.session(), clock(), later)
            db.session.commit()

    assert (before, len(kept())) == (2, 3)


@pytest.mark.parametrize(
    ("path", "values", "message"),
    [
        ("nueva", {"name": ""}, "Escriba el nombre."),
        ("nueva", {"observed_on": "2031-02-13", "ends_on": "2031-02-12"}, "anterior al primero"),
        ("nueva", {"observed_on": "2031-02-13", "ends_on": "2032-02-12"}, "hasta 92 días"),
        ("reglas/nueva", {"day": "32"}, "del 1 al 31"),
        ("reglas/nueva", {"recurrence": "easter", "day": "-80"}, "de -70 a 70"),
        ("reglas/nueva", {"length": "0"}, "de 1 a 92"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(office, path, values, message):
    answer = enter(office, f"/efemerides/{path}", **({"name": "Día"} | values))

    assert answer.status_int == 422
    assert message in answer.text
    assert kept() == []
