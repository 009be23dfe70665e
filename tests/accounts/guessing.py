"""Guessing passwords in tests: from any address, one after the other or many at once."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from flask import Flask
from webtest import TestApp

from app import create_app
from tests.conftest import browser_at, make_settings
from tests.processes import forked_pool
from vc.services import services_of


def browser_from(app: Flask, address: str) -> TestApp:
    """Return a browser of its own that comes from an address."""
    browser = browser_at(app)
    browser.extra_environ["REMOTE_ADDR"] = address
    return browser


def guess(browser: TestApp, email: str, attempt: str = "otra"):
    """Send the sign-in form, which was opened once, whatever the answer."""
    if not hasattr(browser, "form"):
        browser.form = browser.get("/entrar").forms[0]
    browser.form["email"], browser.form["password"] = email, attempt
    return browser.form.submit(status="*")


def guess_at_once(app: Flask, email: str, times: int) -> Counter[int]:
    """Guess from one address so many times at the same moment; return how often which answer."""
    browsers = [browser_from(app, "203.0.113.9") for _ in range(times)]
    forms = [browser.get("/entrar").forms[0] for browser in browsers]
    for form in forms:
        form["email"], form["password"] = email, "otra"
    with ThreadPoolExecutor(times) as pool:
        answers = list(pool.map(lambda form: form.submit(status="*"), forms))
    return Counter(answer.status_int for answer in answers)


def guess_from_processes(
    instance: Path, clock: Callable[[], datetime], email: str, processes: int, times: int
) -> Counter[int]:
    """Guess from one address in several processes at once, so many times in each."""
    with forked_pool(processes) as pool:
        arguments = [(instance, clock, email, times)] * processes
        return sum(pool.starmap(_guess_in_a_process, arguments), Counter())


def _guess_in_a_process(
    instance: Path, clock: Callable[[], datetime], email: str, times: int
) -> Counter[int]:
    """Guess in this process, by an application of its own."""
    app = create_app(make_settings(instance))
    services_of(app).clock = clock
    return guess_at_once(app, email, times)
