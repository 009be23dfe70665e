"""The browser fixtures notice what a page may not do."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import HOW_TO_GET_ONE, Faults, chromium_path
from tests.processes import answering

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser_fixtures")]

ROOT = Path(__file__).parent.parent
POLICY = "default-src 'self'; script-src 'self' 'nonce-n'; img-src * data:"
PAGES = {
    "/quiet": "<p>Nada que decir</p>",
    "/console": "<script nonce=n>console.error('se rompió')</script>",
    "/throws": "<script nonce=n>throw new Error('inesperado')</script>",
    "/blocked": "<p onclick='x()'>Una</p><script>alert(1)</script>",
    "/stranger": "<img src='http://elsewhere.example/pixel.png' alt=''>",
    "/no-image": "<img src='/missing.png' alt=''>",
}


class Site(BaseHTTPRequestHandler):
    """Answers the pages above, and 404 with a page to everything else."""

    def do_GET(self) -> None:
        """Answer one request."""
        body = PAGES.get(self.path)
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        icon = "<link rel=icon href=data:,>"
        self.wfile.write(f"<!doctype html>{icon}{body or 'No existe'}".encode())

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of a small site on a free port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    with answering(server):
        yield f"http://127.0.0.1:{server.server_port}"


def faults_of(page: Page, faults: Faults, address: str) -> list[str]:
    """Open an address, and take the faults it made out of the test's own."""
    page.goto(address)
    # What was reported before this answer has arrived before it.
    page.evaluate("1")
    found = faults.found.copy()
    faults.found.clear()
    return found


def test_quiet_page_has_no_faults(page: Page, faults: Faults, site: str) -> None:
    assert faults_of(page, faults, f"{site}/quiet") == []


def test_console_error_is_a_fault(page: Page, faults: Faults, site: str) -> None:
    found = faults_of(page, faults, f"{site}/console")

    assert found == [f"console: se rompió ({site}/console)"]


def test_error_nobody_caught_is_a_fault(page: Page, faults: Faults, site: str) -> None:
    found = faults_of(page, faults, f"{site}/throws")

    assert [fault.splitlines()[0] for fault in found] == ["page error: inesperado"]


def test_what_the_policy_blocks_is_a_fault(page: Page, faults: Faults, site: str) -> None:
    found = faults_of(page, faults, f"{site}/blocked")

    reported = [fault.partition(" (")[0] for fault in found if "console: CSP" in fault]
    assert sorted(reported) == [
        "console: CSP: script-src-attr blocked inline",
        "console: CSP: script-src-elem blocked inline",
    ]


def test_request_to_another_host_is_a_fault_and_gets_nowhere(
    page: Page, faults: Faults, site: str
) -> None:
    found = faults_of(page, faults, f"{site}/stranger")

    assert found[0] == "request to another host: http://elsewhere.example/pixel.png"
    assert "ERR_NAME_NOT_RESOLVED" in found[1]


def test_missing_image_is_a_fault_but_a_refused_page_is_not(
    page: Page, faults: Faults, site: str
) -> None:
    refused = faults_of(page, faults, f"{site}/nowhere")
    missing = faults_of(page, faults, f"{site}/no-image")

    assert refused == []
    assert [fault.endswith(f"({site}/missing.png)") for fault in missing] == [True]


def test_allowed_fault_is_overlooked(page: Page, faults: Faults, site: str) -> None:
    faults.allow("se rompió")

    page.goto(f"{site}/console")

    assert faults.remaining() == []


def test_pages_are_mexican_and_have_cookies_of_their_own(
    open_page: Callable[..., Page], site: str
) -> None:
    first, second = open_page(), open_page()
    first.goto(f"{site}/quiet")
    second.goto(f"{site}/quiet")

    first.evaluate("document.cookie = 'a=1'")

    zone = "Intl.DateTimeFormat().resolvedOptions().timeZone + navigator.language"
    assert first.evaluate(zone) == "America/Mexico_Cityes-MX"
    assert second.evaluate("document.cookie") == ""


def test_without_any_browser_a_test_fails_and_names_what_provides_one(tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text(
        "from tests.browser import browser, faults, open_contexts, open_page, page\n"
        "def test_page(page):\n"
        "    pass\n"
    )
    nowhere = {"CHROMIUM": "no-such-browser", "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}

    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--rootdir", tmp_path, tmp_path / "test_one.py"],
        env={**os.environ, **nowhere, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert HOW_TO_GET_ONE in run.stdout
    assert run.stdout.splitlines()[-1].startswith("1 error")
    assert run.returncode == 1


def test_variable_chooses_the_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = tmp_path / "my-browser"
    chosen.touch(mode=0o755)

    monkeypatch.setenv("CHROMIUM", str(chosen))

    assert chromium_path() == str(chosen)
