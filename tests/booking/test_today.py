"""The day in one look: what is on, the line of hours, what lacks, what a host sees first."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event as listening

from bench import growth, office
from tests.booking.sessions import ZONE, book, make_licence, work
from tests.checklists.working import signed_in
from tests.people import make_person
from tests.test_statements import FEW
from vc.accounts.models import Person, Role
from vc.booking.today_page import minutes_of
from vc.db import db, read_only
from vc.licences.models import Platform

HOUR = timedelta(hours=1)
MOST = 26


@pytest.fixture
def host(app, reading):
    """Somebody who hosts."""
    return make_person(db.session, Role.HOST, name="Daniela Torres")


@pytest.fixture
def boss(app, reading):
    """Somebody of Coordinación."""
    return make_person(db.session, Role.COORDINATOR)


def slots(page):
    """Return the sessions of the day's line, each with its classes."""
    return {
        slot.a.get_text(): set(slot["class"]) - {"slot"}
        for slot in page.html.select("ol.day > li.slot")
    }


def test_an_empty_day_is_one_line_and_one_action(app, boss, browser_of):
    page = signed_in(browser_of, boss).get("/hoy")

    assert "Hoy no hay sesiones. Agendar una" in page.html.find("main").get_text(" ", strip=True)
    assert page.html.select("main .btn--primary") == []
    assert not page.html.select("ol.day")


def test_every_session_of_the_day_has_its_place_in_the_lane_of_its_room(
    app, clock, boss, host, browser_of
):
    for number in (1, 2, 3):
        make_licence(f"sala{number}@secesp.example")
    for number, summary in enumerate(("Una", "Otra", "Tercera")):
        book(app, host, clock() + HOUR + number * timedelta(minutes=15), summary=summary)
    book(app, host, clock() + timedelta(hours=8), summary="Por la tarde", platform=Platform.OTHER)

    page = signed_in(browser_of, boss).get("/hoy")

    shown = slots(page)
    assert list(shown) == ["Una", "Otra", "Tercera", "Por la tarde"]
    assert [shown[one] & {"q13", "q14", "q15", "n4"} for one in list(shown)[:3]] == [
        {"q13", "n4"},
        {"q14", "n4"},
        {"q15", "n4"},
    ]
    assert {"q41", "n4"} <= shown["Por la tarde"]
    rooms = {one.contents[0] for one in page.html.select("li.day__room")}
    assert rooms == {"Otra plataforma", "Sala1", "Sala2", "Sala3"}


def test_what_takes_place_is_on_top_with_the_only_filled_button(app, clock, boss, host, browser_of):
    make_licence()
    book(app, host, clock() + HOUR, summary="Ahora")
    book(app, host, clock() + 5 * HOUR, summary="Luego")
    work(app)
    browser = signed_in(browser_of, boss)

    before = browser.get("/hoy").html.find("section", class_="card")
    clock.advance(minutes=72)
    page = browser.get("/hoy")

    assert "para empezar, hoy a las 11:00 h" in before.get_text()
    card = page.html.find("section", class_="card").get_text(" ", strip=True)
    assert "En curso" in card
    assert "48 min para terminar, 12:00 h" in card
    assert "Luego" not in card
    assert len(page.html.select("main .btn--primary")) == 1


def test_the_next_day_names_what_its_sessions_still_need(app, clock, boss, host, browser_of):
    book(app, host, clock() + 24 * HOUR, summary="Sin enlace", platform=Platform.OTHER)
    work(app)
    clock.advance(hours=1)

    page = signed_in(browser_of, boss).get("/hoy")

    section = page.html.find("h2", id="falta").find_parent("section").get_text(" ", strip=True)
    assert section.startswith("Le falta a mañana 1 sesión 10:00 Sin enlace Enlace")


def test_over_a_weekend_the_next_day_with_sessions_is_the_one_that_is_looked_at(
    app, clock, boss, host, browser_of
):
    book(app, host, clock() + 72 * HOUR, platform=Platform.OTHER)

    page = signed_in(browser_of, boss).get("/hoy")

    assert page.html.find("h2", id="falta").get_text() == "Le falta al viernes"


def test_a_host_sees_her_own_next_session_what_it_needs_and_her_week(
    app, clock, boss, host, browser_of
):
    book(app, boss, clock() + HOUR, summary="De otra persona", platform=Platform.OTHER)
    book(app, host, clock() + 2 * HOUR, summary="La mía", platform=Platform.OTHER)
    book(app, host, clock() + 50 * HOUR, summary="El jueves", platform=Platform.OTHER)
    work(app)
    browser = signed_in(browser_of, host)

    page = browser.get("/hoy")

    main = page.html.find("main").get_text(" ", strip=True)
    assert "De otra persona" not in main
    assert page.html.select_one(".now__title").get_text() == "La mía"
    assert "Falta su enlace para entrar." in page.html.select_one("ol.sheet .is-here").get_text()
    assert "jue 12:00" in page.html.find("h2", id="semana").find_parent("section").get_text()
    assert "De otra persona" in page.click("Ver el día de la oficina").text


def test_a_host_without_sessions_is_offered_to_book_one(app, host, browser_of):
    page = signed_in(browser_of, host).get("/hoy")

    assert "No tiene sesiones por venir. Agendar una" in page.html.find("main").get_text()


@pytest.mark.parametrize(("day", "minutes"), [(0, 600), (1, 600 - 1440), (-1, 600 + 1440)])
def test_minutes_are_those_of_the_office_s_day(app, clock, day, minutes):
    today = clock().astimezone(ZONE).date()

    assert minutes_of(clock(), today + timedelta(days=day), ZONE) == minutes


@pytest.mark.parametrize("sessions", [10, 1_000])
def test_the_day_takes_few_statements_however_many_sessions_there_are(
    app, clock, context, browser_of, sessions
):
    clock.now = growth.NOW
    office.fill(app, replace(FEW, sessions=sessions), growth.NOW)
    read_only(True)
    browser = signed_in(browser_of, db.session.get_one(Person, 1))
    db.session.rollback()
    browser.get("/hoy")
    taken: list[str] = []
    listening.listen(db.engine, "before_cursor_execute", lambda *said: taken.append(said[2]))

    browser.get("/hoy")

    assert 0 < len(taken) <= MOST
