"""A Google Meet session in a real browser: its licence, its link, moved with the same link."""

from datetime import datetime

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.processes import wait_until
from tests.trips.conftest import Product
from tests.trips.looking import unfold
from tests.trips.test_main_job import SLOW_MS, sign_in, workday
from tests.trips.test_series import looked_at

pytestmark = pytest.mark.xdist_group("demonstration")

TITLE = "Plática por Meet: compras en línea"


def events(product: Product) -> list[dict]:
    """Return what stands in the calendars at Google."""
    answer = requests.get(f"{product.vendor.url}/_emulator/google/state", timeout=60)
    return [one for one in answer.json()["events"] if one["status"] == "confirmed"]


def starts_of(product: Product) -> list[datetime]:
    """Return when the events at Google begin."""
    return [datetime.fromisoformat(one["start"]["dateTime"]) for one in events(product)]


def add_licence(page: Page, product: Product) -> None:
    """Add one of the accounts that the emulated Google knows."""
    page.goto(f"{product.url}/licencias/nueva")
    page.get_by_label("Plataforma").select_option("google_meet")
    page.get_by_label("Nombre con que la conocen").fill("Meet 1")
    page.get_by_label("Correo de la cuenta").fill("meet1@secesp.example")
    page.get_by_label("Grabación en la nube").check()
    assert looked_at(page) == []
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("La cuenta se agregó.")).to_be_visible()


def retire_licence(page: Page, product: Product) -> None:
    """Let no other session get the licence."""
    page.goto(f"{product.url}/licencias")
    page.get_by_role("link", name="Meet 1").first.click()
    page.get_by_label("Activa: se puede asignar").uncheck()
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("Se guardaron los cambios de la cuenta.")).to_be_visible()


def test_a_meet_session_gets_its_link_and_keeps_it_when_it_is_moved(page: Page, product: Product):
    start, later = workday(60), workday(61)
    sign_in(page, product)
    add_licence(page, product)

    page.goto(f"{product.url}/sesiones/nueva?fecha={start:%Y-%m-%d}&hora=19:00")
    page.get_by_label("Título").fill(TITLE)
    unfold(page, "En la sala")
    page.get_by_label("Plataforma").select_option("google_meet")
    expect(page.get_by_text("Hay lugar a esa hora")).to_be_visible()
    page.get_by_role("button", name="Agendar", exact=True).click()

    # The link appears by itself.
    link = page.locator("#join-url")
    expect(link).to_be_attached(timeout=SLOW_MS)
    url, session_url = link.text_content().strip(), page.url
    assert (url, starts_of(product)) == (events(product)[0]["hangoutLink"], [start])

    page.get_by_role("link", name="Mover", exact=True).click()
    page.get_by_label("Nueva fecha").fill(f"{later:%Y-%m-%d}")
    page.get_by_role("button", name="Mover la sesión").click()
    expect(page.get_by_text("La sesión se movió. El enlace es el mismo.")).to_be_visible()
    expect(page.locator("#join-url")).to_have_text(url)
    wait_until(lambda: starts_of(product) == [later], "Google has the new time")

    page.goto(f"{product.url}/integraciones")
    page.locator("section", has_text="Google Meet").get_by_role("button").click()
    # Whichever account was used last: every licence's is looked through for recordings.
    expect(page.get_by_text("se probó con el calendario de")).to_be_visible()
    assert looked_at(page) == []

    page.goto(session_url)
    page.get_by_role("link", name="Cancelar la sesión…").click()
    page.get_by_label("Motivo").fill("Se dará en persona")
    page.get_by_role("button", name="Cancelar la sesión").click()
    wait_until(lambda: not events(product), "the event is deleted at Google")
    retire_licence(page, product)
