"""Lists at the density that people scan, in a real browser: rows, filters, pictures, requests."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, Request

from bench import growth, office
from bench.office_sizes import PRESENT, Sizes
from tests.browser import close_all
from tests.people import sign_in_cookie
from tests.trips.looking import looked_at
from vc.accounts.models import Person
from vc.db import db, read_only
from vc.services import services_of
from vc.serving import Serving

pytestmark = pytest.mark.xdist_group("browser")
MANY = Sizes(
    sessions=40,
    recordings=30,
    lines=50,
    clips=30,
    publications=20,
    mails=20,
    registrations=10,
    audit=10,
    people=PRESENT,
)
WIDTH, HEIGHT = 1440, 900
SHIFT = """() => new Promise((told) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) sum += one.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => told(sum), 300);
})"""
TOPS = """all => new Set(all.filter((one) => one.type !== "hidden").map((one) => {
  const { top, bottom } = one.getBoundingClientRect(); return Math.round((top + bottom) / 2);
})).size"""


@pytest.fixture
def office_site(app, open_contexts: list[BrowserContext]) -> Iterator[tuple[str, str]]:
    """The pages of an office that has worked for a while, and the cookie of who administers it."""
    services_of(app).clock = lambda: growth.NOW
    with app.app_context():
        office.fill(app, MANY, growth.NOW)
        cookie = sign_in_cookie(app, db.session, db.session.get_one(Person, 1))
        db.session.remove()
        read_only(True)
    server = Serving(app, "127.0.0.1", 0, threads=4)
    server.answer()
    yield f"http://127.0.0.1:{server.port}", cookie
    close_all(open_contexts)
    server.close()


def test_a_laptop_shows_fourteen_rows_filters_stand_in_one_line_and_nothing_moves(
    office_site, page: Page, faults
):
    # The pictures of this office are only rows.
    faults.allow(".jpg")
    faults.allow("404")
    site, cookie = office_site
    page.context.add_cookies([{"name": "vc", "value": cookie, "url": site}])
    asked: list[Request] = []
    page.on("request", lambda one: asked.append(one))

    for path in ("/sesiones?periodo=past", "/grabaciones", "/clips"):
        page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        asked.clear()
        page.goto(f"{site}{path}")
        assert page.evaluate(SHIFT) <= 0.02, path
        assert page.locator("form.filters :is(input, select, button)").evaluate_all(TOPS) == 1, path
        assert page.locator("main .btn--primary").count() <= 1, path
        assert page.locator("main img:not([width][height][loading=lazy])").count() == 0, path
        pictures = [one for one in asked if one.resource_type == "image"]
        assert len(asked) - len(pictures) <= 8, path
        if path != "/clips":
            boxes = [one.bounding_box() for one in page.locator("main .rows > li").all()]
            assert sum(one["y"] + one["height"] <= HEIGHT for one in boxes) >= 14, path
            assert {44 <= one["height"] <= 48 for one in boxes} == {True}, path
        assert looked_at(page) == [], path
