"""What each page takes on a telephone: cold, a processor four times slower, a slow 4G.

`python -m bench pages` opens a page of every view of an office of a few months, each in a browser
that has nothing kept, and prints the median and whatever is above the bounds. The line of bytes
beside it is a page that holds one word, opened the same way: what is above it is ours.
"""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page, sync_playwright

from app import create_app
from bench import office
from bench.growth import NOW
from bench.office_sizes import FEW_MONTHS
from bench.walking import walk
from tests.browser import launch
from tests.conftest import browser_at, make_settings
from tests.people import sign_in_cookie
from vc.accounts.models import Person
from vc.db import db
from vc.migrations_cli import upgrade
from vc.services import services_of
from vc.serving import Serving

MOST_PAINT_MS = 900
MOST_INPUT_MS = 100
MOST_SHIFT = 0.02
MOST_REQUESTS = 8
SLOWER = 4
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6 * 1024 * 1024 / 8,
    "uploadThroughput": 750 * 1024 / 8,
}
"""As Lighthouse has it: 150 ms there and back, 1.6 Mbit/s."""
PHONE = {"width": 390, "height": 844}
WATCH = """window.seen = { paint: 0, shift: 0, input: 0 };
const watch = (type, take, more = {}) => new PerformanceObserver((list) =>
  list.getEntries().forEach(take)).observe({ type, buffered: true, ...more });
watch("largest-contentful-paint", (one) => { seen.paint = one.startTime; });
watch("layout-shift", (one) => { if (!one.hadRecentInput) seen.shift += one.value; });
const typed = ({ name, duration }) => {
  if (name.startsWith("key")) seen.input = Math.max(seen.input, duration);
};
watch("event", typed, { durationThreshold: 16 });"""
SETTLED = "() => new Promise((done) => setTimeout(done, 400))"
FIELD = "main :is(input:not([type]), input[type=text], input[type=search], textarea):visible"


@dataclass(frozen=True, slots=True)
class Seen:
    """What one page took: milliseconds, the sum of its shifts, requests."""

    endpoint: str
    paint: float
    input: float
    shift: float
    requests: int

    @property
    def is_above(self) -> bool:
        """Tell whether one of the bounds is broken."""
        return (
            self.paint > MOST_PAINT_MS
            or self.input > MOST_INPUT_MS
            or self.shift > MOST_SHIFT
            or self.requests > MOST_REQUESTS
        )


def measure(rows: list[tuple[str, str, str]], folder: Path) -> None:
    """Measure every page, and add the median, the worst, and what is above the bounds."""
    with _office(folder) as (port, cookie, paths), sync_playwright() as playwright:
        browser = launch(playwright)
        site = f"http://127.0.0.1:{port}"
        bare = _seen(browser, f"{site}/healthz", "", "a bare answer")
        seen = [_seen(browser, f"{site}{path}", cookie, end) for end, path in paths.items()]
        browser.close()
    for name, most, unit in (
        ("paint", MOST_PAINT_MS, " ms"),
        ("input", MOST_INPUT_MS, " ms"),
        ("shift", MOST_SHIFT, ""),
        ("requests", MOST_REQUESTS, ""),
    ):
        found = sorted(seen, key=lambda one: getattr(one, name))
        values = [getattr(one, name) for one in found]
        middle = f"{statistics.median(values):.3g}{unit}"
        worst = f"{values[-1]:.3g}{unit} ({found[-1].endpoint})"
        rows.append((f"{len(seen)} pages: {name}", f"{middle}, worst {worst}", f"≤ {most}{unit}"))
    ratio = statistics.median(one.paint for one in seen) / max(bare.paint, 1)
    rows.append(("paint of a page ÷ a bare answer", f"{ratio:.2f} ×", "—"))
    for one in sorted(seen, key=lambda one: -one.paint):
        if one.is_above:
            took = f"{one.paint:.0f} ms, {one.input:.0f} ms, {one.shift:.3f}, {one.requests}"
            rows.append((f"above: {one.endpoint}", took, "paint, input, shift, requests"))


@contextmanager
def _office(folder: Path) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Serve an office of a few months; yield port, cookie and one address of each view."""
    folder.mkdir(parents=True)
    app = create_app(make_settings(folder))
    services_of(app).clock = lambda: NOW
    upgrade(app)
    with app.app_context():
        office.fill(app, FEW_MONTHS, NOW)
        cookie = sign_in_cookie(app, db.session, db.session.get_one(Person, 1))
        db.session.remove()
        browser = browser_at(app)
        browser.set_cookie("vc", cookie)
        paths = {}
        for (endpoint, _), cost in walk(app, browser, times=1).costs.items():
            answer = browser.get(cost.path, status="*")
            if cost.status == 200 and "<html" in answer.text[:200]:
                paths.setdefault(endpoint, cost.path)
        db.session.remove()
    server = Serving(app, "127.0.0.1", 0, threads=4)
    server.answer()
    yield server.port, cookie, paths
    server.close()


def _seen(browser: Browser, address: str, cookie: str, endpoint: str) -> Seen:
    """Open a page in a browser that has nothing kept, and type into its first field."""
    context = browser.new_context(viewport=PHONE, has_touch=True)
    context.add_init_script(WATCH)
    if cookie:
        # Of the whole site, so that the one which pages set takes its place.
        context.add_cookies([{"name": "vc", "value": cookie, "url": urljoin(address, "/")}])
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address)
    page.evaluate(SETTLED)
    requests = len(asked)
    _type(page)
    seen = page.evaluate("seen")
    context.close()
    return Seen(endpoint, seen["paint"], seen["input"], seen["shift"], requests)


def _type(page: Page) -> None:
    """Type a letter into the first field of a page, where it has one, and wait for its picture."""
    field = page.locator(FIELD)
    if field.count():
        field.first.press("a")
        page.evaluate(SETTLED)
