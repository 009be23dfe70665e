"""Every page that has a module of its own, opened once in a real browser: nothing goes wrong."""

import re
from pathlib import Path

from playwright.sync_api import Page

from tests.browser import Faults
from tests.town import TOGETHER, Town

pytestmark = TOGETHER

TEMPLATES = Path(__file__).parents[2] / "templates"
ENTRIES = {
    name
    for path in TEMPLATES.rglob("*.html")
    for name in re.findall(r'module\("([^"]+)"\)', path.read_text("utf-8"))
}


def test_no_page_with_a_module_reports_an_error_or_asks_for_what_is_not_there(
    town: Town, town_site: str, page: Page, faults: Faults
):
    # The films of this town are only rows.
    faults.allow("/clips/4/archivos/3.mp4")
    faults.allow("/clips/2/archivos/1.mp4")
    page.context.add_cookies(
        [{"name": "vc", "value": town.cookies["administrator"], "url": town_site}]
    )
    found = {
        (re.sub(r"^/static/v-\w+/", "", name), path)
        for (_, name), path in town.found["administrator"].modules.items()
    }
    paths = {path for name, path in found if name != "app.js"}

    for path in sorted(paths):
        page.goto(f"{town_site}{path}")
        # What was reported before this answer has arrived before it.
        page.evaluate("1")

    # Nobody who is signed in sees the page of the first account: there is one; and what an invited
    # person signs is behind their own link. In the town's clips nothing is said: test_said has one.
    assert {name for name, _ in found} == ENTRIES - {"first-account.js", "signature.js", "said.js"}
