"""What waits for somebody and is put off: out of her count for the day, and never lost."""

from datetime import timedelta

import pytest

from tests.booking.sessions import book, work
from tests.booking.test_session_page import cancel
from tests.checklists.working import signed_in
from tests.people import make_person, may_write
from vc.accounts.models import Role
from vc.booking.models import Event
from vc.db import db
from vc.licences.models import Platform

FAR = timedelta(days=20)


@pytest.fixture
def host(app, reading):
    """Somebody who hosts."""
    return make_person(db.session, Role.HOST)


@pytest.fixture
def waiting(app, clock, host):
    """Return a function that books a session whose link she has to paste."""

    def book_one(summary: str, ahead: timedelta) -> Event:
        event = book(app, host, clock() + ahead, summary=summary, platform=Platform.OTHER)
        work(app)
        return event

    return book_one


def count(page) -> int:
    """Return what the menu says is waiting."""
    badge = page.html.select_one('.nav a[href="/pendientes"] .count')
    return int(badge.contents[0]) if badge else 0


def press(page, summary: str, label: str):
    """Press a button of a thing that waits, and return the page that follows."""
    row = next(one for one in page.html.select(".rows > li") if summary in one.get_text())
    button = next(one for one in row.select("button") if one.get_text().startswith(label))
    form = next(
        one
        for one in page.forms.values()
        if one.action == button.find_parent("form")["action"]
        and button.get("name", "") in (*one.fields, "")
    )
    named = {"name": button["name"], "value": button["value"]} if button.get("name") else {}
    return form.submit(**named).follow()


def rows(page, key: str) -> list[str]:
    """Return the titles that a part of the page lists."""
    title = page.html.find("h2", id=key)
    return (
        [one.get_text() for one in title.find_parent("section").select(".rows__title a")]
        if title
        else []
    )


def test_what_is_put_off_leaves_her_count_and_comes_back_on_the_next_working_day(
    app, clock, waiting, host, browser_of
):
    waiting("Plática lejana", FAR)
    boss = make_person(db.session, Role.COORDINATOR)
    clock.advance(days=3)  # It is Friday.
    page = press(signed_in(browser_of, host).get("/pendientes"), "Plática lejana", "Hoy no")

    assert page.html.find(attrs={"data-toast": True}).p.get_text() == "Queda para el lunes."
    assert (count(page), rows(page, "rooms"), rows(page, "pospuestos")) == (
        0,
        [],
        ["Plática lejana"],
    )
    assert count(signed_in(browser_of, boss).get("/hoy")) == 1
    clock.advance(days=2, hours=13)
    assert count(signed_in(browser_of, host).get("/hoy")) == 0
    clock.advance(hours=1)
    assert count(signed_in(browser_of, host).get("/hoy")) == 1


def test_it_is_brought_back_by_the_toast_and_by_the_list_that_the_day_counts(
    app, waiting, host, browser_of
):
    waiting("Plática lejana", FAR)
    browser = signed_in(browser_of, host)
    page = press(browser.get("/pendientes"), "Plática lejana", "Ya la tiene")
    undo = page.html.find(attrs={"data-toast": True})["action"]
    again = next(one for one in page.forms.values() if one.action == undo).submit().follow()
    assert (count(again), rows(again, "pospuestos")) == (1, [])

    press(again, "Plática lejana", "Hoy no")
    day = browser.get("/hoy")
    assert count(day) == 0
    back = press(day.click("1 pospuesto"), "Plática lejana", "Traer")
    assert (count(back), rows(back, "rooms")) == (1, ["Plática lejana"])


def test_what_is_due_first_is_not_put_off_and_whoever_leaves_it_to_another_hears_so(
    app, clock, waiting, host, browser_of
):
    event = waiting("La de hoy", timedelta(hours=3))
    browser = signed_in(browser_of, host)
    page = browser.get("/pendientes")
    token = page.html.find("input", {"name": "csrf_token"})["value"]
    assert [one for one in page.html.select("main button") if one.get("name") == "luego"] == []

    said = browser.post("/pendientes/posponer", {"csrf_token": token, "luego": f"rooms:{event.id}"})
    refused = said.follow()
    assert "Es para hoy, 13:00 h: no se puede dejar para mañana." in refused.text
    assert count(refused) == 1
    left = press(refused, "La de hoy", "Ya la tiene")
    assert (
        "vuelve mañana. Es para hoy, 13:00 h."
        in left.html.find(attrs={"data-toast": True}).p.get_text()
    )
    assert count(left) == 0


def test_what_becomes_due_sooner_waits_again_at_once_and_what_ended_is_not_counted(
    app, clock, waiting, host, browser_of
):
    moved, ended = waiting("La que se mueve", FAR), waiting("La que se cancela", FAR)
    browser = signed_in(browser_of, host)
    for one in (moved, ended):
        press(browser.get("/pendientes"), one.summary, "Hoy no")
    with may_write():
        db.session.rollback()
        moved.starts_at, moved.ends_at = (clock() + timedelta(hours=n) for n in (4, 5))
        db.session.commit()
        db.session.rollback()
    cancel(browser.get(f"/sesiones/{ended.id}"))

    page = browser.get("/pendientes")
    assert (rows(page, "rooms"), rows(page, "pospuestos")) == (["La que se mueve"], [])


def test_nobody_puts_off_what_waits_for_somebody_else(app, waiting, host, browser_of):
    event, other = waiting("De otra", FAR), make_person(db.session, Role.HOST)
    browser = signed_in(browser_of, other)
    token = browser.get("/cuenta").html.find("input", {"name": "csrf_token"})["value"]

    said = browser.post("/pendientes/posponer", {"csrf_token": token, "luego": f"rooms:{event.id}"})

    assert "Eso ya no espera a nadie." in said.follow().text
