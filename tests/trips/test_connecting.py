"""An account connected in a real browser, through its vendor's own page and back."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.trips.conftest import Product
from tests.trips.looking import looked_at
from tests.trips.test_main_job import sign_in

pytestmark = pytest.mark.xdist_group("demonstration")

RECORDINGS = "drive.meet.readonly"
STARTER = "starter@secesp.example"


def at_google(page: Page, account: str, *, without: str = "", button: str = "Continuar") -> None:
    """Answer Google's page."""
    expect(page.get_by_role("heading", name="Acceder con Google")).to_be_visible()
    assert looked_at(page) == []
    page.get_by_label(account).check()
    if without:
        page.get_by_label(without).uncheck()
    page.get_by_role("button", name=button).click()


def seen(page: Page, name: str) -> None:
    """Find nothing wrong with a page; keep its picture where SHOTS names a folder."""
    assert looked_at(page) == []
    for width in (390, 1440) if os.environ.get("SHOTS") else ():
        page.set_viewport_size({"width": width, "height": 900})
        path = Path(os.environ["SHOTS"]) / f"{name}-{width}.png"
        page.screenshot(path=path, full_page=True)


def test_an_account_is_connected_through_google_s_page_and_disconnected(
    page: Page, product: Product
):
    sign_in(page, product)
    page.goto(f"{product.url}/integraciones")
    seen(page, "integraciones")
    page.get_by_role("link", name="Conectar con Google").click()
    seen(page, "antes")

    page.get_by_role("button", name="Conectar con Google").click()
    at_google(page, STARTER, button="Cancelar")
    expect(page.get_by_text("No se dio el permiso")).to_be_visible()

    page.get_by_role("button", name="Conectar con Google").click()
    at_google(page, "meet2@secesp.example")
    expect(page.get_by_text("que no está entre las cuentas de Meet")).to_be_visible()
    seen(page, "otra-cuenta")

    page.get_by_role("button", name="Conectar con Google").click()
    at_google(page, STARTER, without=RECORDINGS)
    expect(page.get_by_text(f"{STARTER} quedó conectada.")).to_be_visible()
    lacks = page.get_by_text("No se podrá guardar las grabaciones de Meet", exact=True)
    expect(lacks).to_be_visible()
    assert "code=" not in page.url
    seen(page, "conectada")

    page.get_by_role("link", name="Integraciones").first.click()
    seen(page, "integraciones-conectada")
    page.get_by_role("link", name="Ver la cuenta").click()
    page.get_by_role("link", name="Desconectar…").click()
    seen(page, "desconectar")
    page.get_by_role("button", name="Desconectar").click()
    expect(page.get_by_text("y Google retiró el permiso.")).to_be_visible()


def test_the_channel_is_connected_from_its_card(page: Page, product: Product):
    sign_in(page, product)
    page.goto(f"{product.url}/integraciones")
    page.get_by_role("link", name="Conectar con YouTube").click()

    page.get_by_role("button", name="Conectar con YouTube").click()
    at_google(page, "meet2@secesp.example")

    expect(page.get_by_text("Prevención en tu comunidad quedó conectada.")).to_be_visible()
    seen(page, "youtube")
    page.get_by_role("link", name="Desconectar…").click()
    page.get_by_role("button", name="Desconectar").click()
    expect(page.get_by_text("Prevención en tu comunidad quedó desconectada")).to_be_visible()


def test_tiktok_is_off_until_its_account_is_connected_from_its_card(page: Page, product: Product):
    sign_in(page, product)
    page.goto(f"{product.url}/integraciones")
    seen(page, "integraciones-tiktok")
    page.get_by_role("link", name="Conectar con TikTok").click()
    seen(page, "tiktok-antes")

    page.get_by_role("button", name="Conectar con TikTok").click()
    expect(page.get_by_role("heading", name="Acceder con TikTok")).to_be_visible()
    page.get_by_role("button", name="Continuar").click()

    expect(page.get_by_text("@secesp_slp quedó conectada.")).to_be_visible()
    assert "code=" not in page.url
    seen(page, "tiktok")
    page.get_by_role("link", name="Desconectar…").click()
    seen(page, "tiktok-desconectar")
    page.get_by_role("button", name="Desconectar").click()
    expect(page.get_by_text("y TikTok retiró el permiso.")).to_be_visible()
