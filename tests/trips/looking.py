"""What is wrong with a page as people see it: on a phone and on a screen."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WIDTHS = (390, 1440)
VIOLATIONS = """axe.run({ resultTypes: ["violations"] }).then(({ violations }) =>
  violations.map(({ id, nodes }) => `${id} ${nodes[0].target}`))"""


def looked_at(page: Page) -> list[str]:
    """Return what axe-core finds on the page at each width, and whether it scrolls sideways."""
    page.evaluate("document.fonts.ready")
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        # It is half a megabyte, and gone when the page loaded itself anew.
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        found += [f"{width}: {one}" for one in page.evaluate(VIOLATIONS)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            found.append(f"{width}: scrolls sideways")
    return found


def unfold(page: Page, *titles: str) -> None:
    """Open the folded parts of a form that have such titles."""
    for title in titles:
        summary = page.locator("summary").filter(has_text=title)
        if summary.locator("xpath=..").get_attribute("open") is None:
            summary.click()


def player(page: Page, name: str) -> float | bool:
    """Return a property of the player, once the page has one: a click may still be on its way."""
    return page.locator("#player").evaluate(f"player => player.{name}")


def seek(page: Page, second: float) -> None:
    """Put the player of the page to a second."""
    page.locator("#player").evaluate(f"player => {{ player.currentTime = {second}; }}")
