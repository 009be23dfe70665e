"""The calendar in a real browser: drags, their undo, their refusal, the card, other zones."""

import socket
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.booking.sessions import book, make_licence
from tests.conftest import make_settings
from tests.people import make_person
from tests.trips.test_live import enter
from vc.accounts.models import Role
from vc.booking.models import Event
from vc.db import db

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.usefixtures("same_clock", "reading")]
AT_TEN = datetime(2031, 3, 11, 16, tzinfo=UTC)
WEEK = "/calendario?vista=semana&fecha=2031-03-11"
NEW_YORK = "America/New_York"
"""Where the clocks were changed two days before that day."""
SLOT = 24
"""Pixels of half an hour."""


@pytest.fixture
def settings(tmp_path):
    """Settings with a port of their own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return make_settings(tmp_path, port=port)


@pytest.fixture
def event(app) -> Event:
    """An hour of a Tuesday, on the only account."""
    make_licence(label="Foros")
    person = make_person(db.session, Role.HOST, name="Daniela Torres Vega")
    return book(app, person, AT_TEN, minutes=60, summary="Plática en línea")


def entry(page: Page):
    """Return the session's entry."""
    return page.locator(".ec-event:not(.ec-preview, .ec-ghost)", has_text="Plática en línea")


def drag(page: Page, slots: int, *, at_end: bool = False) -> None:
    """Drag the session, or its end, by so many half hours."""
    box = entry(page).bounding_box()
    x, y = box["x"] + 40, box["y"] + (box["height"] - 2 if at_end else 12)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 8)
    page.mouse.move(x, y + slots * SLOT, steps=4)
    # Afterwards the calendar asks what stands now.
    with page.expect_response("**/datos.json*"):
        page.mouse.up()
    expect(entry(page)).to_be_visible()


def stored(event: Event) -> tuple[datetime, datetime]:
    """Return when the session is, as it is stored."""
    db.session.rollback()
    db.session.refresh(event)
    return event.starts_at, event.ends_at


@pytest.mark.parametrize("zone", ["America/Mexico_City", NEW_YORK, "Pacific/Auckland"])
def test_a_drag_moves_by_the_office_s_clock_and_is_taken_back_in_place(
    open_page, site, event, zone
):
    page = open_page(timezone_id=zone, viewport={"width": 1440, "height": 1200})
    enter(page, site)
    page.goto(site + WEEK)

    drag(page, 3)

    said = page.locator("#calendar-said")
    expect(said).to_contain_text("11 de marzo, 11:30 a 12:30 h")
    assert stored(event)[0] == AT_TEN + timedelta(minutes=90)
    expect(entry(page)).to_contain_text("11:30")

    said.get_by_role("button", name="Deshacer").click()

    expect(said).to_contain_text("La sesión regresó a su hora.")
    assert stored(event)[0] == AT_TEN
    expect(entry(page)).to_contain_text("10:00")
    assert page.url == site + WEEK


def test_its_end_is_dragged_and_a_refusal_puts_it_back_with_a_way_out(
    app, open_page, site, event, faults
):
    faults.allow("422")
    book(app, make_person(db.session, Role.HOST), AT_TEN + timedelta(hours=3), summary="Otra")
    page = open_page(viewport={"width": 1440, "height": 1200})
    enter(page, site)
    page.goto(site + WEEK)

    drag(page, 1, at_end=True)
    expect(page.locator("#calendar-said")).to_contain_text("10:00 a 11:30 h")
    assert stored(event) == (AT_TEN, AT_TEN + timedelta(minutes=90))

    drag(page, 6)
    way_out = page.locator("#calendar-said").get_by_role("link", name="Ver horas libres")
    expect(way_out).to_be_visible()
    expect(entry(page)).to_contain_text("10:00")
    assert stored(event)[0] == AT_TEN
    way_out.click()
    expect(page.get_by_label("Nueva hora")).to_have_value("13:00")


def test_an_empty_span_is_booked_with_its_length(open_page, site, event):
    page = open_page(timezone_id=NEW_YORK, viewport={"width": 1440, "height": 1200})
    enter(page, site)
    page.goto(site + WEEK)
    box = entry(page).bounding_box()
    x, y = box["x"] + 40, box["y"] + 4 * SLOT + 4

    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 2 * SLOT, steps=4)
    page.mouse.up()

    page.wait_for_url("**/sesiones/nueva?fecha=2031-03-11&hora=12%3A00&minutos=90")


def test_keys_reach_the_card_and_each_day(page: Page, site, event):
    page.set_viewport_size({"width": 1440, "height": 1200})
    enter(page, site)
    page.goto(f"{site}/calendario?vista=mes&fecha=2031-03-11")
    card = page.locator("#calendar-card")
    expect(page.get_by_role("link", name="Agendar el 12 de marzo")).to_have_attribute(
        "href", "/sesiones/nueva?fecha=2031-03-12"
    )

    page.get_by_role("link", name="Agendar el 11 de marzo").focus()
    while not card.is_visible():
        page.keyboard.press("Tab")

    expect(card).to_contain_text("martes 11 de marzo, 10:00 a 11:00 h")
    expect(card).to_contain_text("Daniela Torres Vega · Foros")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    entry(page).hover()
    expect(card).to_be_visible()
    card.hover()
    expect(card).to_be_visible()
