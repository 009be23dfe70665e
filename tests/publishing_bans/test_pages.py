"""Bans through their forms: two people, a document, exceptions; seen where one plans."""

from datetime import datetime, time, timedelta

import pytest

from tests.booking.sessions import ZONE as OFFICE
from tests.checklists.working import signed_in
from tests.people import make_person
from tests.reconciliation.working import form_to
from vc.accounts.models import Role
from vc.db import db, read_only
from vc.publishing_bans import service
from vc.publishing_bans.models import BanException, BanScope
from vc.publishing_bans.service import NewBan

PDF = b"%PDF-1.7\n% acuerdo"


@pytest.fixture
def people(context):
    """Two coordinators."""
    return [make_person(db.session, Role.COORDINATOR, name=name) for name in ("Ana A", "Beto B")]


@pytest.fixture
def browser(browser_of, people):
    """The first one's browser; the test only looks."""
    opened = signed_in(browser_of, people[0])
    read_only(True)
    db.session.rollback()
    return opened


def entered(browser, clock, **changes):
    """Enter a ban of the next days by the form; return the page that follows."""
    day = clock().date()
    form = form_to(browser.get("/vedas/nueva"), "/vedas")
    values = {
        "name": "Campañas",
        "starts_on": (day + timedelta(days=2)).isoformat(),
        "ends_on": (day + timedelta(days=5)).isoformat(),
        "document": "https://example.org/acuerdo",
    }
    for name, value in (values | changes).items():
        form[name] = value
    return form.submit(status="*")


def test_a_ban_is_entered_with_its_document_and_confirmed_by_somebody_else(
    browser, browser_of, people, clock
):
    page = entered(browser, clock, document="", file=("acuerdo.pdf", PDF)).follow()

    assert "Otra persona tiene que confirmarla" in page.text
    assert not [form for form in page.forms.values() if form.action.endswith("/confirmar")]
    assert browser.get("/vedas/1/documento").body == PDF
    other = signed_in(browser_of, people[1])
    page = form_to(other.get("/vedas/1"), "/confirmar").submit().follow()
    assert "La veda quedó confirmada" in page.text


def test_a_ban_without_a_document_is_refused_and_what_was_typed_stays(browser, clock):
    page = entered(browser, clock, document="")

    assert page.status_int == 422
    assert "Indique el documento" in page.text
    assert form_to(page, "/vedas")["name"].value == "Campañas"


def test_it_is_seen_in_the_calendar_as_a_band_and_on_the_day(browser, browser_of, clock):
    entered(browser, clock)

    for view in ("mes", "lista"):
        page = browser.get(f"/calendario?vista={view}")
        assert "Veda electoral: Campañas (sin confirmar)" in page.text
    assert "ev-band" in browser.get("/calendario?vista=mes").text
    assert "empieza el" in browser.get("/hoy").text
    assert "Veda" not in browser_of(Role.VIEWER).get("/agenda").text.replace("Vedas", "")


def test_an_exception_needs_its_document_and_can_be_revoked(clip_story, browser, clock):
    entered(browser, clock)
    form = form_to(browser.get("/vedas/1"), "/excepciones")
    form["reason"] = "Emergencia"

    page = form.submit(status=422)
    assert "Indique el documento" in page.text
    form = form_to(page, "/excepciones")
    form["clip"], form["document"] = "c-2031-1", "https://example.org/oficio"
    page = form.submit().follow()
    assert "C-2031-001 Contraseñas seguras" in page.text
    page = form_to(page, "/revocar").submit().follow()
    assert "Anulada" in page.text


def test_a_ban_is_withdrawn_with_a_reason(browser, clock):
    entered(browser, clock)

    form_to(browser.get("/vedas/1"), "/retirar").submit(status=422)
    form = form_to(browser.get("/vedas/1"), "/retirar")
    form["why"] = "Cambió el calendario"
    page = form.submit().follow()

    assert "Cambió el calendario" in page.text
    assert "Veda electoral" not in browser.get("/calendario?vista=lista").text


def test_an_old_page_excepts_nothing_from_a_ban_that_is_withdrawn(browser, clock):
    entered(browser, clock)
    late = form_to(browser.get("/vedas/1"), "/excepciones")
    form = form_to(browser.get("/vedas/1"), "/retirar")
    form["why"] = "Cambió el calendario"
    form.submit()
    late["reason"], late["document"] = "Emergencia", "https://example.org/oficio"

    page = late.submit().follow()

    assert "ya estaba anulada" in page.text
    db.session.rollback()
    assert db.session.query(BanException).count() == 0


def test_only_coordination_enters_bans_and_the_empty_page_says_where_they_come_from(browser_of):
    browser_of(Role.HOST).get("/vedas/nueva", status=403)
    assert "Cuando se publique el calendario electoral" in browser_of(Role.HOST).get("/vedas").text


def test_the_calendar_asks_for_the_bands_of_what_it_shows_only(people, clock, app):
    from vc.publishing_bans import queries

    day = clock().date()
    new = NewBan("Campañas", day, day, BanScope.STATE, "https://example.org/a")
    service.enter(db.session(), new, now=clock(), by=people[0])

    between = [
        len(queries.bans_between(db.session(), day + timedelta(days=n), day + timedelta(days=n)))
        for n in (-1, 0, 1)
    ]
    assert between == [0, 1, 0]


@pytest.mark.parametrize("folio", ["C-2030-001", "C-2031-002", "2", "Contraseñas", "C-2031--1"])
def test_an_exception_names_a_clip_that_there_is(clip_story, browser, clock, folio):
    entered(browser, clock)
    form = form_to(browser.get("/vedas/1"), "/excepciones")
    form["reason"], form["document"] = "Emergencia", "https://example.org/oficio"
    form["clip"] = folio

    page = form.submit(status=422)

    assert "Ningún clip tiene ese folio" in page.text
    assert form_to(page, "/excepciones")["clip"].value == folio
    db.session.rollback()
    assert db.session.query(BanException).count() == 0


def test_a_ban_whose_year_is_mistyped_is_refused_beside_its_field(browser, clock):
    page = entered(browser, clock, starts_on="2030-03-06", ends_on="2030-03-09")

    assert page.status_int == 422
    assert "Esos días ya pasaron" in page.html.find(id="ends_on-error").text
    assert form_to(page, "/vedas")["ends_on"].value == "2030-03-09"
    page = entered(browser, clock, starts_on="2031-03-09", ends_on="2031-03-08")
    assert "no puede ser anterior" in page.html.find(id="ends_on-error").text


def test_a_ban_that_has_begun_can_still_be_entered(browser, clock):
    entered(browser, clock, starts_on="2031-02-20", ends_on="2031-03-04").follow()

    assert "Campañas" in browser.get("/hoy").text


def test_every_page_calls_the_same_days_those_of_a_ban(browser, clock):
    first, last = (clock().date() + timedelta(days=days) for days in (2, 5))
    entered(browser, clock)

    band = next(
        one
        for one in browser.get(
            f"/calendario/datos.json?desde={first}&hasta={last + timedelta(days=2)}"
        ).json
        if "Veda" in one["title"]
    )
    page = browser.get("/vedas/1").text
    clock.now = datetime.combine(last, time(23, 59), OFFICE)
    evening = browser.get("/hoy").text
    clock.now = datetime.combine(last + timedelta(days=1), time(0, 1), OFFICE)
    morning = browser.get("/hoy").text

    # Whole days of calendars end with the midnight after them.
    assert (band["start"], band["end"]) == (
        first.isoformat(),
        (last + timedelta(days=1)).isoformat(),
    )
    assert f"{first.day} de marzo al {last.day} de marzo, los dos días incluidos" in page
    assert ("Campañas" in evening, "Campañas" in morning) == (True, False)


def test_a_ban_that_begins_tomorrow_is_not_called_today_s_in_the_evening(browser, clock):
    tomorrow = (clock().date() + timedelta(days=1)).isoformat()
    entered(browser, clock, starts_on=tomorrow, ends_on=tomorrow)
    # In UTC it is tomorrow already.
    clock.now = datetime.combine(clock().date(), time(20, 0), OFFICE)

    assert "empieza mañana" in browser.get("/hoy").text


def test_of_two_bans_of_the_same_days_the_one_that_stays_still_holds(people, clock):
    day = clock().date()
    new = NewBan("Federal", day, day, BanScope.FEDERAL, "https://example.org/a")
    bans = [service.enter(db.session(), new, now=clock(), by=people[0]) for _ in range(2)]
    db.session.flush()

    service.withdraw(db.session(), bans[0], why="Doble", now=clock(), by=people[1])

    assert service.blocking(db.session(), clock(), ("Clip", 1), zone=OFFICE) is bans[1]
