"""What is said beside a clip's film, in a real browser: each line leads the film to its second."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.public_clips.test_gallery import (  # noqa: F401
    all_channels,
    approved,
    author,
    clip,
    context,
    out,
    reviewer,
    said,
    site,
    waiting,
)
from tests.publishing.conftest import network_pages  # noqa: F401
from tests.trips.conftest import pages_at, port_known

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def settings(tmp_path):
    """Settings with a port of their own."""
    return port_known(tmp_path)


@pytest.fixture
def pages(app, settings, open_contexts: list[BrowserContext]) -> Iterator[str]:
    """The pages, served."""
    yield from pages_at(app, settings, open_contexts)


def test_a_line_that_is_pressed_takes_the_film_to_its_second(page: Page, pages, said, faults):  # noqa: F811
    # The film of this clip is only a row.
    faults.allow(f"/difusion/{said}")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{pages}/difusion/{said}")

    page.locator("#said a").click()

    film = page.locator(".film video")
    assert film.evaluate("film => film.currentTime") == 1
    film.dispatch_event("timeupdate")
    expect(page.locator("#said li")).to_have_attribute("aria-current", "true")
    assert page.url == f"{pages}/difusion/{said}"
