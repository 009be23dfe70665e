"""The client typed on the page, and how an ended consent looks, in a real browser."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import make_settings
from tests.grants.google import behave, google_addresses
from tests.people import make_person, may_write
from tests.trips.conftest import free_ports
from tests.trips.test_clips import enter
from tests.trips.test_connecting import at_google, seen
from vc.accounts.models import Role
from vc.db import db
from vc.grants.models import AccountGrant, Purpose

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def settings(tmp_path, vendor):
    """Settings of an office that has set nothing of Google's but where it is."""
    port = free_ports()[0]
    backs = [f"http://127.0.0.1:{port}/integraciones/{one.value}/regreso" for one in Purpose]
    behave(vendor, redirect_uris=backs, is_testing=True)
    return make_settings(tmp_path, port=port, **google_addresses(vendor))


def test_a_client_is_typed_the_account_connected_and_its_end_is_seen(
    app, site, page: Page, reading, vendor, clock
):
    vendor.set_clock(clock())
    with may_write():
        enter(app, site, page, make_person(db.session, Role.COORDINATOR, name="Ana Coordina"))
    page.goto(f"{site}/integraciones/google_meet/conexion")
    page.get_by_role("button", name="Conectar con Google").click()
    expect(page.get_by_text("Escriba el ID de cliente.").first).to_be_visible()
    seen(page, "sin-cliente")

    page.get_by_label("ID de cliente").fill("emulator")
    page.get_by_label("Secreto del cliente").fill("emulator")
    page.get_by_role("button", name="Conectar con Google").click()
    at_google(page, "meet1@secesp.example")
    expect(page.get_by_text("meet1@secesp.example quedó conectada.")).to_be_visible()
    expect(page.get_by_text("Termina el martes").first).to_be_visible()
    seen(page, "en-prueba")

    with may_write():
        db.session.rollback()
        db.session.query(AccountGrant).one().ends_at = clock() - timedelta(minutes=1)
        db.session.commit()
    page.goto(f"{site}/integraciones")
    expect(page.get_by_text("El permiso terminó", exact=True)).to_be_visible()
    seen(page, "terminado")
    page.get_by_role("link", name="Conectar con Google").click()
    seen(page, "terminado-conexion")
