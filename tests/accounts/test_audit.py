"""The audit page: the newest first, narrowed by person, action and day, in pages."""

from datetime import UTC, datetime, timedelta

import pytest
from webtest import TestApp

from tests.people import make_person, may_write
from vc import audit
from vc.accounts.models import Person, Role
from vc.accounts.queries import PAGE_SIZE
from vc.db import db

NIGHT = datetime(2031, 3, 1, 5, 30, tzinfo=UTC)
"""Half past eleven at night of the day before, at the office."""


@pytest.fixture
def ana(reading) -> Person:
    """Somebody with an account."""
    return make_person(db.session, Role.HOST, name="Ana Torres")


@pytest.fixture
def office(browser_of) -> TestApp:
    """An administrator's browser."""
    return browser_of(Role.ADMINISTRATOR)


def note(who: Person, action: str, *instants: datetime, **changes: dict) -> None:
    """Write a line of somebody for each instant."""
    with may_write():
        db.session.rollback()
        for at in instants:
            known = {"before": {}, "after": {}} | changes
            audit.record(db.session, who, action, now=at, by=who, **known)
        db.session.commit()


def seen(page) -> list[str]:
    """Return what the page says was done, from the top."""
    cells = page.html.select("td[data-label='Qué']")
    return [cell.get_text(strip=True) for cell in cells]


def test_the_newest_line_stands_first(office, ana):
    note(ana, "person.sign_in", NIGHT)
    note(ana, "person.sign_out", NIGHT + timedelta(hours=1))

    page = office.get("/auditoria")

    assert seen(page) == ["salió", "entró"]


def test_lines_are_narrowed_to_a_person(office, ana):
    luis = make_person(db.session, Role.HOST, name="Luis Mora")
    note(ana, "person.sign_in", NIGHT)
    note(luis, "person.sign_out", NIGHT)

    page = office.get("/auditoria", {"persona": ana.id})

    assert seen(page) == ["entró"]


def test_lines_are_narrowed_to_an_action(office, ana):
    note(ana, "person.sign_in", NIGHT)
    note(ana, "person.sign_out", NIGHT)

    form = office.get("/auditoria").forms
    search = next(one for one in form.values() if "accion" in one.fields)
    search["accion"] = "person.sign_out"

    assert seen(search.submit()) == ["salió"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2031-02-27", []), ("2031-02-28", ["entró"]), ("2031-03-01", [])],
)
def test_a_day_is_the_office_s_day_from_midnight_to_midnight(office, ana, day, expected):
    note(ana, "person.sign_in", NIGHT)

    page = office.get("/auditoria", {"desde": day, "hasta": day})

    assert seen(page) == expected


def test_a_long_history_comes_in_pages_that_keep_the_search(office, ana):
    note(ana, "person.sign_in", *[NIGHT + timedelta(minutes=n) for n in range(PAGE_SIZE + 1)])
    note(ana, "person.sign_out", NIGHT)

    first = office.get("/auditoria", {"accion": "person.sign_in"})
    second = first.click(linkid=None, description="Siguiente")

    assert (len(seen(first)), len(seen(second))) == (PAGE_SIZE, 1)
    assert "Página 2 de 2" in second.html.find(class_="pages").get_text(" ", strip=True)


def test_values_are_told_in_words_and_markup_is_shown_as_text(office, ana):
    changes = {
        "before": {"role": "host", "is_active": True, "name": "Ana"},
        "after": {"role": "viewer", "is_active": False, "name": "<b>Ana</b>"},
    }
    note(ana, "person.change", NIGHT, **changes)

    page = office.get("/auditoria")

    told = [one.get_text() for one in page.html.select("td[data-label='Antes y después'] div")]
    assert told == ["Nombre: Ana → <b>Ana</b>", "Rol: Anfitrión → Consulta", "Activa: sí → no"]


def test_what_was_added_is_told_without_a_before(office, ana):
    note(ana, "person.add", NIGHT, after={"name": "Ana Torres", "role": "host", "area": ""})

    page = office.get("/auditoria")

    told = [one.get_text() for one in page.html.select("td[data-label='Antes y después'] div")]
    assert told == ["Nombre: Ana Torres", "Rol: Anfitrión"]


@pytest.mark.parametrize(
    "odd",
    [
        {"persona": "9" * 30},
        {"persona": "-1"},
        {"hasta": "9999-12-31"},
        {"desde": "0001-01-01"},
        {"desde": "ayer"},
        {"pagina": "0"},
        {"pagina": "9" * 30},
        {"accion": "no.existe'--"},
    ],
)
def test_odd_questions_get_a_page_all_the_same(office, odd):
    page = office.get("/auditoria", odd)

    assert page.html.find("h1").get_text() == "Historia de cambios"
