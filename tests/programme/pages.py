"""The pages of a programme as people fill them in."""

import re

from webtest import TestApp, TestResponse

from tests.reconciliation.working import form_to

PDF = b"%PDF-1.7\n% boletin"


def begun(browser: TestApp, year: int, *, like: str = "") -> TestResponse:
    """Begin a year's programme; return the page that follows."""
    form = form_to(browser.get(f"/programa?mes={year}-01"), f"/programa/{year}")
    form["like"] = like
    return form.submit(status=303).follow()


def promised(browser: TestApp, year: int = 2031, **values: object) -> str:
    """Add a goal by its form; return the address of its page."""
    known = {"name": "Boletines", "kind": "bulletin", "least": "2", "since": f"{year}-01-01"}
    answer = filled(browser, f"/programa/{year}/metas/nueva", **(known | values))
    return answer.location.removeprefix("http://localhost")


def delivered(browser: TestApp, goal: str, **values: object) -> TestResponse:
    """Enter a deliverable from a goal's page; return the answer."""
    known = {"title": "Boletín 1", "day": "2031-03-03", "url": "https://secesp.example/b1"}
    return filled(browser, f"{goal}/entregable", **(known | values))


def filled(browser: TestApp, path: str, **values: object) -> TestResponse:
    """Fill in the form of a page and send it; return the answer."""
    page = browser.get(path)
    asked = {"name", "title", "begins_on"}
    form = next(one for one in page.forms.values() if asked & one.fields.keys())
    for name, value in values.items():
        form[name] = value
    return form.submit(status="*")


def line(browser: TestApp, name: str, month: str = "2031-03") -> str:
    """Return what a month's page says of a goal, as one line of text."""
    page = browser.get(f"/programa?mes={month}")
    found = next(one for one in page.html.select("ul.goals > li") if name in one.text)
    return re.sub(r"\s+", " ", found.text).strip()
