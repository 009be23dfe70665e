"""What opens over every page, in a real browser: the search by its keys, and the bell."""

import socket
from datetime import timedelta

import pytest
from playwright.sync_api import Page, Request, expect

from tests.booking.sessions import book, make_licence
from tests.conftest import make_settings
from tests.people import make_person
from tests.trips.looking import looked_at
from tests.trips.test_live import enter
from vc.accounts.models import Role
from vc.db import db

pytestmark = pytest.mark.xdist_group("browser")
EXTORTION = "Plática: prevención de la extorsión"
GROOMING = "Plática: grooming y sus hijos"


@pytest.fixture
def settings(tmp_path, vendor):
    """Settings with a port of their own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return make_settings(tmp_path, port=port, media_reserve_mb=1)


@pytest.fixture
def inside(page: Page, site: str, app, reading, clock) -> Page:
    """A page of somebody of the office, who has two sessions to find."""
    make_licence()
    host = make_person(db.session, Role.HOST, name="Jorge Medina")
    book(app, host, clock() + timedelta(days=1), summary=EXTORTION)
    book(app, host, clock() + timedelta(days=2), summary=GROOMING)
    enter(page, site)
    return page


def test_a_session_is_opened_by_two_keys_and_its_name_however_quickly_they_come(inside, site):
    keys = ["Control+k", *"grooming", "Enter"]

    for key in keys:
        inside.keyboard.press(key)

    expect(inside.locator("main h1")).to_have_text(GROOMING)
    assert len(keys) - len("grooming") <= 3


def test_the_window_tells_what_is_chosen_moves_by_arrows_and_gives_the_focus_back(inside):
    link = inside.locator(".tool--search")
    link.focus()
    inside.keyboard.press("Enter")
    window, field = inside.locator("#buscar"), inside.get_by_role("combobox", name="Buscar ses")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-expanded", "false")

    inside.keyboard.type("plat")

    options = window.get_by_role("option")
    expect(options.first).to_contain_text(EXTORTION)
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-expanded", "true")
    chosen = field.get_attribute("aria-activedescendant")
    assert options.first.get_attribute("id") == chosen
    assert looked_at(inside) == []
    inside.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(options.first).to_have_attribute("aria-selected", "false")
    inside.keyboard.press("ArrowUp")
    inside.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    inside.keyboard.press("Escape")
    expect(window).to_be_hidden()
    expect(link).to_be_focused()


def test_an_answer_that_comes_late_is_dropped_and_what_is_typed_stands_in_no_address(inside):
    asked: list[Request] = []
    inside.on("request", lambda one: asked.append(one))
    inside.evaluate(
        """() => { const own = window.fetch; let count = 0; window.fetch = async (...all) => {
          const answer = await own(all[0], { ...all[1], signal: undefined });
          if (!count++) await new Promise((done) => { window.late = done; });
          return answer; }; }"""
    )
    inside.keyboard.press("Control+k")
    inside.keyboard.type("extors")
    inside.evaluate(
        "async () => { while (!window.late) await new Promise((on) => setTimeout(on, 20)); }"
    )

    inside.keyboard.press("Control+a")
    inside.keyboard.type("groom")
    expect(inside.get_by_role("option").first).to_contain_text(GROOMING)
    inside.evaluate("window.late()")
    inside.evaluate("new Promise((done) => setTimeout(done, 50))")

    expect(inside.get_by_role("option").first).to_contain_text(GROOMING)
    sent = [one for one in asked if one.url.endswith("/buscar/ventana")]
    assert [one.method for one in sent] == ["POST", "POST"]
    assert not [one for one in asked if "extors" in one.url or "groom" in one.url]


def test_what_finds_nothing_and_an_answer_that_does_not_come_say_so(inside, faults):
    faults.allow("Failed to fetch")
    faults.allow("ERR_FAILED")
    inside.keyboard.press("Control+k")

    inside.keyboard.type("xilófono")
    expect(inside.locator("#buscar")).to_contain_text("Nada coincide con «xilófono»")
    inside.route("**/buscar/ventana", lambda route: route.abort())
    inside.keyboard.type("s")
    expect(inside.locator("#buscar")).to_contain_text("No se pudo buscar")
    inside.unroute("**/buscar/ventana")
    inside.keyboard.press("Control+a")
    inside.keyboard.type("hoy")
    expect(inside.get_by_role("option").first).to_contain_text("Hoy")
    expect(inside.locator("[data-failed]")).to_be_hidden()


def test_its_page_does_without_any_script(inside, site, browser, open_contexts):
    context = browser.new_context(java_script_enabled=False)
    open_contexts.append(context)
    context.add_cookies(inside.context.cookies())
    page = context.new_page()
    page.goto(f"{site}/hoy")

    page.locator(".tool--search").click()
    page.get_by_role("searchbox").fill("extorsion")
    page.get_by_role("button", name="Buscar").click()
    page.get_by_role("link", name=EXTORTION).click()

    expect(page.locator("main h1")).to_have_text(EXTORTION)


def test_its_page_breaks_nothing_that_axe_knows(inside, site):
    inside.goto(f"{site}/buscar?q=pl")

    expect(inside.get_by_role("heading", name="Sesiones")).to_be_visible()
    assert looked_at(inside) == []


def test_the_bell_opens_over_the_page_and_escape_leads_back(inside):
    bell = inside.locator(".tool--bell")

    bell.click()
    shown = inside.get_by_role("region", name="Avisos", exact=True)
    expect(shown).to_be_visible()
    expect(bell).to_have_attribute("aria-expanded", "true")
    assert looked_at(inside) == []
    inside.keyboard.press("Escape")

    expect(shown).to_have_count(0)
    expect(bell).to_be_focused()
    bell.click()
    expect(shown).to_be_visible()
    inside.mouse.click(1000, 850)
    expect(shown).to_have_count(0)


def test_without_an_answer_the_bell_leads_to_its_page(inside, faults):
    faults.allow("avisos?en=ventana")
    inside.route("**/avisos?en=ventana", lambda route: route.abort())

    inside.locator(".tool--bell").click()

    expect(inside.get_by_role("heading", name="Avisos", level=1)).to_be_visible()


def test_a_session_is_booked_from_the_search_and_never_by_surprise(inside):
    inside.keyboard.press("Control+k")
    inside.keyboard.type("xilófono")
    offer = inside.get_by_role("option", name="Agendar una sesión «xilófono»")
    expect(offer).to_have_attribute("aria-selected", "false")
    inside.keyboard.press("Enter")
    inside.keyboard.press("ArrowDown")
    expect(offer).to_have_attribute("aria-selected", "true")

    inside.keyboard.press("Control+a")
    inside.keyboard.type("agendar Foro de barrio")
    expect(inside.get_by_role("option").first).to_have_text("Agendar una sesión «Foro de barrio»")
    inside.keyboard.press("Enter")

    expect(inside.get_by_label("Título", exact=True)).to_have_value("Foro de barrio")
    assert "Foro" not in inside.url
