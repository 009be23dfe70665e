"""A series in a real browser: six dates with one taken, moved, changed from the fourth on."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.trips.conftest import Product
from tests.trips.looking import looked_at, unfold
from tests.trips.test_main_job import SLOW_MS, sign_in, workday

pytestmark = pytest.mark.xdist_group("demonstration")

TITLE = "Foro en serie: ciberseguridad"


def ask_for_webinar(page: Page, product: Product, start: datetime, title: str) -> None:
    """Fill the booking form with a webinar, which only one licence of the office can host."""
    page.goto(f"{product.url}/sesiones/nueva?tipo=forum&fecha={start:%Y-%m-%d}&hora=19:00")
    page.get_by_label("Título").fill(title)
    unfold(page, "En la sala")
    page.get_by_label("Seminario web").check()


def test_a_series_of_six_with_one_conflict_is_booked_moved_and_changed(
    page: Page, product: Product
):
    first = workday(300)
    sign_in(page, product)
    ask_for_webinar(page, product, first + timedelta(weeks=2), "Foro de otra área")
    page.get_by_role("button", name="Agendar", exact=True).click()
    expect(page.get_by_role("heading", name="Foro de otra área")).to_be_visible()

    # Every date is shown before anything is booked; the taken one is moved by one button.
    ask_for_webinar(page, product, first, TITLE)
    unfold(page, "Se repite")
    page.get_by_label("Se repite", exact=True).select_option("weekly")
    page.get_by_label("Número de sesiones").fill("6")
    page.get_by_role("button", name="Agendar", exact=True).click()
    expect(page.get_by_role("heading", name="Revisar la serie")).to_be_visible()
    expect(page.get_by_text("Ocupada", exact=True)).to_have_count(1)
    assert looked_at(page) == []
    page.locator("#fecha-3").get_by_role("button").first.click()
    expect(page.get_by_text("Hay lugar en todas las fechas")).to_be_visible()
    page.get_by_role("button", name="Agendar 6 sesiones").click()

    # The rooms appear one by one, by themselves.
    expect(page.get_by_text("6 de 6", exact=True)).to_be_visible(timeout=SLOW_MS)
    expect(page.locator(".agenda__row")).to_have_count(6)
    assert looked_at(page) == []
    series_url = page.url

    # All are moved by a day: what changes and who is told is shown first.
    page.get_by_role("link", name="Mover varias…").click()
    page.get_by_label("Nueva fecha").fill(f"{first + timedelta(days=1):%Y-%m-%d}")
    page.get_by_label("A todas las que faltan").check()
    assert looked_at(page) == []
    page.get_by_role("button", name="Ver los cambios").click()
    expect(page.get_by_text("Cambia", exact=True)).to_have_count(6)
    expect(page.get_by_role("heading", name="A quién se avisa")).to_be_visible()
    assert looked_at(page) == []
    page.get_by_role("button", name="Confirmar").click()
    expect(page.get_by_text("Los enlaces son los mismos.")).to_be_visible()
    assert page.url == series_url

    # From the fourth on it has another name.
    page.locator(".agenda__row").nth(3).get_by_role("link").click()
    expect(page.get_by_text("Sesión 4 de 6", exact=True)).to_be_visible()
    page.get_by_role("link", name="Editar", exact=True).click()
    page.get_by_label("Título").fill(f"{TITLE}, segunda parte")
    page.get_by_label("A esta y las siguientes").check()
    page.get_by_role("button", name="Ver los cambios").click()
    expect(page.get_by_text("Cambia: Título")).to_have_count(3)
    page.get_by_role("button", name="Confirmar").click()
    expect(page.get_by_role("link", name=f"{TITLE}, segunda parte")).to_have_count(3)
    expect(page.get_by_role("link", name=re.compile(f"^{TITLE}$"))).to_have_count(3)
