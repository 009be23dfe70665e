"""A recorded session on a telephone, without a mail server: register, refuse to appear, enter."""

import re
import socket
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.attendance.conftest import let_go
from tests.booking.sessions import book, work
from tests.conftest import make_settings
from tests.mail.conftest import host, same_clock  # noqa: F401 - fixtures
from tests.people import PASSWORD, make_person
from tests.trips.looking import looked_at
from tests.vendor import zoom_at
from vc.accounts.models import Role
from vc.booking.models import Event, Visibility
from vc.db import db

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def settings(tmp_path, vendor):
    """Settings with the vendors, no mail server, and an address that the browser reaches."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    return make_settings(tmp_path, port=port, public_url=url, **zoom_at(vendor))


@pytest.fixture
def recorded(app, clock, host) -> Event:  # noqa: F811
    """A public forum that is recorded and takes registrations."""
    event = book(
        app,
        host,
        clock() + timedelta(days=1),
        summary="Foro de ciberseguridad",
        visibility=Visibility.PUBLIC,
        takes_registrations=True,
        records=True,
    )
    work(app)
    let_go(event)
    return event


def test_who_registers_on_a_telephone_without_mail_gets_in_and_does_not_appear(
    page: Page, site, clock, vendor, recorded
):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/s/{recorded.slug}")
    expect(page.get_by_text("La sesión se graba y partes de ella")).to_be_visible()
    page.get_by_label("Nombre y apellidos").fill("Ana López")
    page.get_by_label("Correo").fill("ana@escuela.example")
    page.get_by_label("Leí el aviso de privacidad").check()
    page.get_by_role("button", name="Registrarme").click()
    expect(page.get_by_text("Elija si acepta aparecer o no.").last).to_be_visible()
    assert looked_at(page) == []
    page.get_by_label("No deseo aparecer").check()
    page.get_by_role("button", name="Registrarme").click()

    # Nothing comes by mail: the page itself gives the way in.
    expect(page.get_by_role("heading", name="Tiene lugar")).to_be_visible()
    expect(page.get_by_role("img", name="Código QR de su enlace personal")).to_be_visible()
    assert looked_at(page) == []
    address = page.locator("#own-address").inner_text()

    # The page that was left open says it, and leads into the room by itself when it opens.
    clock.now = recorded.starts_at - timedelta(minutes=15, seconds=2)
    page.goto(address)
    expect(page.get_by_text("Eligió no aparecer: cambiarlo")).to_be_visible()
    assert looked_at(page) == []
    clock.advance(seconds=3)
    page.wait_for_url(re.compile(rf"^{re.escape(vendor.url)}/j/\d+"), timeout=15_000)


def test_at_the_door_of_a_recorded_session_one_reads_it_and_can_refuse(
    page: Page,
    app,
    site,
    clock,
    vendor,
    host,  # noqa: F811
):
    event = book(app, host, clock() + timedelta(minutes=10), records=True)
    work(app)
    let_go(event)
    page.goto(f"{site}/s/{event.slug}")
    page.get_by_text("No deseo aparecer", exact=True).click()
    page.get_by_label("Nombre con que entra").fill("Secundaria 5")
    assert looked_at(page) == []
    page.get_by_role("button", name="Anotar mi decisión").click()

    expect(page.get_by_text("Quedó anotado")).to_be_visible()
    assert looked_at(page) == []
    page.get_by_role("link", name="Entrar ahora").click()
    page.wait_for_url(re.compile(rf"^{re.escape(vendor.url)}/j/\d+"))


def test_the_office_writes_a_version_of_the_notice_and_sees_who_refused(page: Page, site, recorded):
    make_person(db.session, Role.COORDINATOR, email="lucia@secesp.example")
    db.session.rollback()
    page.goto(f"{site}/entrar")
    page.get_by_label("Correo").fill("lucia@secesp.example")
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Entrar").click()
    page.goto(f"{site}/avisos-de-privacidad")
    assert looked_at(page) == []
    page.get_by_role("link", name="Escribir una versión").click()
    page.get_by_label("Aviso simplificado").fill("## Quién responde\n{oficina}.")
    page.get_by_label("Qué cambia").fill("Más corto")
    assert looked_at(page) == []
    page.get_by_role("button", name="Publicar esta versión").click()
    expect(page.get_by_text("Quedó vigente la versión 2.")).to_be_visible()

    for path in (
        "/privacidad",
        "/privacidad/1/integral",
        "/consentimientos?ver=refusals",
        f"/sesiones/{recorded.id}",
        f"/sesiones/{recorded.id}/no-aparecer",
    ):
        page.goto(site + path)
        assert (path, looked_at(page)) == (path, [])
