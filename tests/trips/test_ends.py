"""What ends, in a real browser: an account, a licence, a sign-in; each page by axe."""

import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from tests.trips.conftest import Product
from tests.trips.looking import looked_at
from tests.trips.test_main_job import sign_in
from vc.demonstration.demo import PASSWORD

pytestmark = pytest.mark.xdist_group("demonstration")


def host_with_sessions(product: Product) -> int:
    """Return the number of somebody who hosts coming sessions."""
    query = (
        "SELECT host_id FROM event WHERE ends_at > datetime('now') AND status != 'CANCELLED' "
        "AND host_id != (SELECT id FROM person WHERE email = 'admin@secesp.example') LIMIT 1"
    )
    with closing(sqlite3.connect(product.instance / "vc.sqlite3")) as database:
        return database.execute(query).fetchone()[0]


def end_sign_ins(product: Product) -> None:
    """Let every sign-in end."""
    with closing(sqlite3.connect(product.instance / "vc.sqlite3", timeout=30)) as database:
        database.execute("UPDATE sign_in SET revoked_at = created_at WHERE revoked_at IS NULL")
        database.commit()


def test_closing_an_account_shows_what_it_holds_and_who_can_take_it(page: Page, product: Product):
    sign_in(page, product)
    page.goto(f"{product.url}/personas/{host_with_sessions(product)}")
    page.get_by_label("Puede entrar").uncheck()
    page.get_by_role("button", name="Guardar").click()

    expect(page.get_by_role("heading", name="Cerrar la cuenta")).to_be_visible()
    expect(page.get_by_text("Sesiones por venir")).to_be_visible()
    expect(page.get_by_label("¿Quién queda a cargo?")).to_be_visible()
    assert looked_at(page) == []


def test_a_licence_that_is_switched_off_shows_its_sessions_first(page: Page, product: Product):
    sign_in(page, product)
    page.goto(f"{product.url}/licencias/1")
    page.get_by_label("Activa: se puede asignar").uncheck()
    page.get_by_role("button", name="Guardar", exact=True).click()

    expect(page.get_by_text("esta cuenta tiene sesiones")).to_be_visible()
    expect(page.get_by_role("button", name="Guardar aun así")).to_be_visible()
    assert looked_at(page) == []


def test_what_was_typed_is_there_after_signing_in_again(page: Page, product: Product):
    sign_in(page, product)
    page.goto(f"{product.url}/sesiones/nueva")
    page.get_by_label("Título").fill("Plática que no se pierde")
    end_sign_ins(product)
    page.get_by_role("button", name="Agendar", exact=True).click()

    sign_in_again(page)

    expect(page.get_by_label("Título")).to_have_value("Plática que no se pierde")
    assert looked_at(page) == []


def test_a_text_that_was_sent_too_late_is_shown_and_sent_by_a_button(page: Page, product: Product):
    sign_in(page, product)
    page.goto(f"{product.url}/vedas/nueva")
    page.get_by_label("Nombre").first.fill("Veda de la elección de prueba, distrito 02")
    end_sign_ins(product)
    page.locator("main form button.btn--primary").first.click()

    sign_in_again(page)

    expect(page.get_by_role("heading", name="Su texto sigue aquí")).to_be_visible()
    expect(page.get_by_text("Veda de la elección de prueba, distrito 02").first).to_be_visible()
    assert looked_at(page) == []


def sign_in_again(page: Page) -> None:
    """Sign in at the page that one was led to."""
    page.get_by_label("Correo").fill("admin@secesp.example")
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Entrar").click()
