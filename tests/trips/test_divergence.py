"""A divergence, from somebody's change at the vendor to a coordinator's decision, all running."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.processes import wait_until
from tests.trips.conftest import Product
from tests.trips.looking import looked_at
from tests.trips.test_main_job import SLOW_MS, sign_in

pytestmark = pytest.mark.xdist_group("demonstration")

TITLE = "Título que alguien cambió en Zoom"


def coming_room(product: Product) -> dict:
    """Return a room at the vendor whose session is one of the coming days."""
    soon, late = (datetime.now(UTC) + timedelta(days=days) for days in (1, 13))

    def found() -> dict | None:
        rooms = product.vendor.state()["meetings"]
        starts = [(datetime.fromisoformat(room["start_time"]), room) for room in rooms]
        return next((room for start, room in starts if soon < start < late), None)

    return wait_until(found, "a room of the demonstration")


def test_a_divergence_is_shown_and_adopted(page: Page, product: Product):
    room = coming_room(product)
    sign_in(page, product)

    # Zoom tells us by webhook, the worker looks, and the page shows both.
    product.vendor.stage(str(room["id"]), "change", topic=TITLE)

    def is_shown() -> bool:
        page.goto(f"{product.url}/divergencias")
        return page.get_by_text(TITLE).count() > 0

    wait_until(is_shown, "the divergence")
    assert looked_at(page) == []
    page.get_by_role("button", name="Usar lo de Zoom").first.click()

    expect(page.get_by_text("La sesión quedó como la sala.")).to_be_visible()
    page.goto(f"{product.url}/sesiones?q={TITLE.replace(' ', '+')}")
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", name=TITLE, exact=True)).to_be_visible(timeout=SLOW_MS)
    expect(page.get_by_role("heading", name="En Zoom")).to_be_visible()
    page.goto(f"{product.url}/mensajes?q=meeting.updated")
    expect(page.get_by_role("link", name="Cambió una sala").first).to_be_visible()
    page.get_by_role("link", name="Cambió una sala").first.click()
    expect(page.get_by_role("heading", name="Para quien administra el servidor")).to_be_visible()
    assert looked_at(page) == []
