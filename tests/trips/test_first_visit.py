"""A first visit: styles come inside the page, the next page has them already, in a real browser."""

import pytest
from playwright.sync_api import Page, Request

from tests.conftest import make_settings
from tests.trips.conftest import free_ports

pytestmark = pytest.mark.xdist_group("browser")
KEPT = """() => new Promise((done) => {
  const look = () => document.cookie.includes("styles=") ? done() : setTimeout(look, 20);
  look();
})"""
GROUND = "getComputedStyle(document.querySelector('header')).backgroundColor"
TRANSFERRED = """performance.getEntriesByType("resource")
  .filter(({ name }) => name.includes("app.css")).map(({ transferSize }) => transferSize)"""


@pytest.fixture
def settings(tmp_path):
    """Settings with a port of their own."""
    return make_settings(tmp_path, port=free_ports()[0])


def test_the_second_page_names_the_styles_that_the_first_one_brought(page: Page, site: str):
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))

    page.goto(f"{site}/entrar")
    first = page.evaluate(GROUND)
    before = [one.url for one in asked if ".css" in one.url]
    page.evaluate(KEPT)
    page.goto(f"{site}/agenda")

    assert before == []
    assert page.locator("style[data-sheet]").count() == 0
    assert page.evaluate(TRANSFERRED) == [0]
    assert page.evaluate(GROUND) == first != "rgba(0, 0, 0, 0)"


def test_whoever_keeps_no_cookie_sees_every_page_as_it_is_meant(page: Page, site: str):
    page.add_init_script("Object.defineProperty(document, 'cookie', { get: () => '', set() {} })")

    grounds = []
    for path in ("/entrar", "/agenda"):
        page.goto(f"{site}{path}")
        grounds.append(page.evaluate(GROUND))

    assert page.locator("style[data-sheet]").count() == 1
    assert len(set(grounds)) == 1
