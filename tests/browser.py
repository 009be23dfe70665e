"""A real browser for the tests: where to find one, how to start it, what a page may not do.

`python -m tests.browser` fetches Playwright's own Chromium when the system has none.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    Request,
    Response,
    sync_playwright,
)

# Debian's shell without a window is the same browser and takes a third less time.
NAMES = (
    *("chromium-headless-shell", "chromium", "chromium-browser"),
    *("google-chrome", "google-chrome-stable"),
)
USUAL_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
)
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing leaves this machine, even when a page asks for it; `Faults` then tells who asked.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
HOW_TO_GET_ONE = (
    "The browser tests need Chromium, and there is none. Either of these provides it:\n"
    "    sudo apt install chromium\n"
    "    .venv/bin/playwright install chromium\n"
    "Or let the variable CHROMIUM name one."
)
# A report on the console is what a page cannot keep to itself, whatever its policy says.
REPORT_POLICY_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} blocked ${event.blockedURI}`));
"""


def chromium_path() -> str | None:
    """Return the system's Chromium, or Chrome; the variable CHROMIUM goes before all."""
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        return shutil.which(chosen)
    found = (shutil.which(name) for name in (*NAMES, *USUAL_PLACES))
    return next(filter(None, found), None)


def executable(playwright: Playwright) -> str | None:
    """Return the browser to start: the system's, else the one Playwright keeps, else None."""
    own = playwright.chromium.executable_path
    return chromium_path() or (own if Path(own).exists() else None)


def launch(playwright: Playwright) -> Browser:
    """Start a browser without a window, or fail with the command that provides one."""
    path = executable(playwright)
    if path is None:
        pytest.fail(HOW_TO_GET_ONE, pytrace=False)
    # Chromium refuses to sandbox itself for root.
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    for sandbox in (not is_root, False):
        try:
            return playwright.chromium.launch(
                executable_path=path, args=list(ARGUMENTS), chromium_sandbox=sandbox
            )
        except Error as error:
            # Containers and Ubuntu refuse it to others too, and the pages are our own.
            if not sandbox or "sandbox" not in str(error):
                raise
    raise AssertionError("unreachable")


@dataclass
class Faults:
    """Collects what no page may do: errors, blocked contents, requests to other hosts.

    A test that provokes one on purpose says so with `allow`.
    """

    found: list[str] = field(default_factory=list)
    _allowed: list[str] = field(default_factory=list)
    _answered: set[str] = field(default_factory=set)

    def allow(self, text: str) -> None:
        """Overlook every fault that holds this text, also one already met."""
        self._allowed.append(text)

    def remaining(self) -> list[str]:
        """Return the faults that nobody allowed, in order."""
        return [fault for fault in self.found if not any(text in fault for text in self._allowed)]

    def watch(self, context: BrowserContext) -> None:
        """Listen to every page of a context."""
        context.add_init_script(REPORT_POLICY_VIOLATIONS)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.found.append(f"page error: {error.error}"))
        context.on("request", self._on_request)
        context.on("response", self._on_response)

    def _on_console(self, message: ConsoleMessage) -> None:
        """Keep an error, unless it only repeats that a page itself was answered by 4xx."""
        if message.type != "error":
            return
        source = message.location.get("url", "")
        if message.text.startswith("Failed to load resource") and source in self._answered:
            return
        self.found.append(f"console: {message.text} ({source})")

    def _on_request(self, request: Request) -> None:
        """Keep a request that leaves this machine."""
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob", "about") and address.hostname != "127.0.0.1":
            self.found.append(f"request to another host: {request.url}")

    def _on_response(self, response: Response) -> None:
        """Remember the pages that were refused by a 4xx: a test looks at them itself."""
        if 400 <= response.status < 500 and response.request.is_navigation_request():
            self._answered.add(response.url)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser per session; with pytest-xdist, one per worker."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def faults() -> Iterator[Faults]:
    """What the pages of this test did wrong; the test fails when anything is left of it."""
    faults = Faults()
    yield faults
    remaining = faults.remaining()
    if remaining:
        pytest.fail("The page did what it may not:\n" + "\n".join(remaining), pytrace=False)


@pytest.fixture
def open_contexts(browser: Browser, faults: Faults) -> Iterator[list[BrowserContext]]:
    """Keep what was opened for this test; a server closes them before it stops answering."""
    contexts: list[BrowserContext] = []
    yield contexts
    close_all(contexts)


def close_all(contexts: list[BrowserContext]) -> None:
    """Close what is open: a page that goes on asking would find nobody."""
    while contexts:
        contexts.pop().close()


@pytest.fixture
def open_page(
    browser: Browser, faults: Faults, open_contexts: list[BrowserContext]
) -> Callable[..., Page]:
    """Return a function that opens a page with cookies of its own, as another person's would.

    Its arguments are those of Playwright's `new_context`, for example `java_script_enabled=False`
    or `viewport={"width": 390, "height": 844}`.
    """
    contexts = open_contexts

    def open_one(**options: object) -> Page:
        usual = {"locale": "es-MX", "timezone_id": "America/Mexico_City"}
        context = browser.new_context(**(usual | options))
        context.set_default_timeout(10_000)
        contexts.append(context)
        faults.watch(context)
        return context.new_page()

    return open_one


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A page of the usual size, in which nobody is signed in."""
    return open_page()


def fetch_browser() -> None:
    """Let Playwright fetch its Chromium when there is none; the tests tell if that failed."""
    with sync_playwright() as playwright:
        if executable(playwright):
            return
    print("Descargando Chromium para las pruebas (solo la primera vez)…", file=sys.stderr)
    subprocess.call([sys.executable, "-m", "playwright", "install", "chromium"])


if __name__ == "__main__":
    if chromium_path() is None:
        fetch_browser()
