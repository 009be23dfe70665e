"""Every page that an administrator and a citizen can reach, in a real browser, on a telephone."""

from collections import Counter
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, Request

from tests.browser import Faults
from tests.town import TOGETHER, Town
from vc.access import ANYBODY

pytestmark = TOGETHER

MOST_REQUESTS = 8
MOST_SHIFT = 0.02
NARROW = {"width": 320, "height": 700}
PHONE = {"width": 390, "height": 844}
EVERYTHING = "{ resultTypes: ['violations'] }"
COLOURS = "{ runOnly: ['color-contrast'], resultTypes: ['violations'] }"
VIOLATIONS = """axe.run(%s).then(({ violations }) =>
  violations.map(({ id, nodes }) => `${id} ${nodes[0].target}`))"""
WATCH_SHIFTS = """window.shifted = 0;
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifted += one.value;
}).observe({ type: "layout-shift", buffered: true });"""
SETTLED = """() => new Promise((done) => document.fonts.ready.then(
  () => requestAnimationFrame(() => requestAnimationFrame(done))))"""
SEEN = """() => ({
  sideways: document.documentElement.scrollWidth > innerWidth,
  titles: document.querySelectorAll("h1").length,
  filled: [...document.querySelectorAll("main .btn--primary")]
    .filter((one) => one.checkVisibility()).length,
})"""


def pages_of(town: Town, name: str) -> dict[str, str]:
    """Return the address of one page of each view that shows somebody one, by endpoint."""
    browser, found = town.browser(name), {}
    for (endpoint, _), path in town.found["administrator"].opened.items():
        is_open = name in town.cookies or town.app.view_functions[endpoint].access is ANYBODY
        if endpoint in found or not is_open:
            continue
        answer = browser.get(path, status="*")
        if answer.status_int == 200 and answer.content_type == "text/html":
            found[endpoint] = path
    return {end: path for end, path in found.items() if "<html" in browser.get(path).text}


def faults_of(page: Page, address: str) -> list[str]:
    """Return what is wrong with a page as it stands on a telephone, in both schemes."""
    asked: Counter[str] = Counter()

    def note(request: Request) -> None:
        # Pictures of rows come as somebody scrolls to them, styles are kept for the next page.
        path = urlsplit(request.url).path
        if request.resource_type != "image" and not path.endswith(".css"):
            asked[path] += 1

    # As whoever comes for the first time: styles stand inside the page.
    page.context.clear_cookies(name="styles")
    page.on("request", note)
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="light")
    page.goto(address)
    page.evaluate(SETTLED)
    page.remove_listener("request", note)
    shifted = page.evaluate("window.shifted")
    page.evaluate(AXE_SCRIPT)
    found = [f"light: {one}" for one in page.evaluate(VIOLATIONS % EVERYTHING)]
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {one}" for one in page.evaluate(VIOLATIONS % COLOURS)]
    page.set_viewport_size(NARROW)
    seen = page.evaluate(SEEN)
    return found + [
        text
        for text, is_wrong in (
            (f"{len(asked)} requests: {', '.join(asked)}", len(asked) > MOST_REQUESTS),
            (f"shifts by {shifted:.3f}", shifted > MOST_SHIFT),
            ("scrolls sideways at 320 px", seen["sideways"]),
            (f"{seen['titles']} titles", seen["titles"] != 1),
            (f"{seen['filled']} filled buttons", seen["filled"] > 1),
        )
        if is_wrong
    ]


@pytest.mark.parametrize("name", ["administrator", "a citizen"])
def test_every_page_is_light_still_and_readable_on_a_telephone_in_both_schemes(
    town: Town, town_site: str, page: Page, faults: Faults, name: str
):
    # The one film of this town is only a row.
    faults.allow("/clips/4/archivos/3.mp4")
    faults.allow("/clips/2/archivos/1.mp4")
    if name in town.cookies:
        page.context.add_cookies([{"name": "vc", "value": town.cookies[name], "url": town_site}])
    page.add_init_script(WATCH_SHIFTS)
    wrong = [
        f"{endpoint}: {fault}"
        for endpoint, path in pages_of(town, name).items()
        for fault in faults_of(page, f"{town_site}{path}")
    ]

    assert not wrong, "\n".join(wrong)
