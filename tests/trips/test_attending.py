"""From the public page to the room: registration, reminder, countdown, join; in a real browser."""

import re
import socket
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.attendance.conftest import forum  # noqa: F401 - a fixture
from tests.booking.sessions import book, work
from tests.conftest import make_settings
from tests.mail.conftest import host, plan, post, same_clock  # noqa: F401 - fixtures
from tests.mail.server import MailServer, mail_at, mail_server  # noqa: F401 - a fixture
from tests.people import PASSWORD, make_person
from tests.trips.looking import looked_at
from tests.vendor import zoom_at
from vc.accounts.models import Role
from vc.db import db

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def settings(tmp_path, vendor, mail_server):  # noqa: F811
    """Settings with the vendors, a mail server, and an address that the browser reaches."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    values = zoom_at(vendor) | mail_at(mail_server)
    return make_settings(tmp_path, port=port, public_url=f"http://127.0.0.1:{port}", **values)


def last_mail(server: MailServer, address: str) -> tuple[str, str]:
    """Return subject and words of the last message to an address."""
    message = [one for one in server.taken if address in one["To"]][-1]
    return message["Subject"], message.get_body(("plain",)).get_content()


def test_from_registration_by_the_reminder_into_the_room(
    page: Page,
    app,
    site,
    clock,
    vendor,
    mail_server,  # noqa: F811
    forum,  # noqa: F811
):
    page.goto(f"{site}/agenda")
    page.get_by_role("link", name="Foro de ciberseguridad").click()
    expect(page.locator(".goal", has_text="Quedan 2 lugares")).to_be_visible()

    # What is missing is said, and what was typed stays.
    page.get_by_label("Nombre y apellidos").fill("Ana López")
    page.get_by_role("button", name="Registrarme").click()
    expect(page.get_by_label("Correo")).to_be_focused()
    assert looked_at(page) == []
    page.get_by_label("Correo").fill("ana@escuela.example")
    page.get_by_label("Leí el aviso de privacidad").check()
    page.get_by_role("button", name="Registrarme").click()
    expect(page.get_by_text("Revise su correo")).to_be_visible()
    assert looked_at(page) == []

    post(app)
    subject, text = last_mail(mail_server, "ana@escuela.example")
    assert subject.startswith("Tiene lugar: viernes 7 mar, 10:00 h: Foro de ciberseguridad")
    link = re.search(r"Entre aquí desde las 09:45 h: (\S+)", text)[1]
    assert link.startswith(f"{site}/s/")

    # A day before: the reminder. Before its time the way in counts down.
    clock.now = forum.starts_at - timedelta(hours=24)
    plan(clock)
    post(app)
    assert last_mail(mail_server, "ana@escuela.example")[0].startswith("Mañana, ")
    page.goto(link)
    expect(page.get_by_text("Faltan 23 h 45 min")).to_be_visible()
    assert looked_at(page) == []

    # The page that was left open leads into the room by itself when it opens.
    clock.now = forum.starts_at - timedelta(minutes=15, seconds=2)
    page.reload()
    clock.advance(seconds=3)
    page.wait_for_url(re.compile(rf"^{re.escape(vendor.url)}/j/\d+"), timeout=15_000)


def test_the_lists_of_staff_are_good_to_look_at(
    page: Page,
    app,
    site,
    clock,
    vendor,
    forum,  # noqa: F811
):
    coordinator = make_person(db.session, Role.COORDINATOR, email="lucia@secesp.example")
    book(app, coordinator, clock() + timedelta(days=2), guests="ana@fiscalia.example")
    db.session.rollback()
    page.goto(f"{site}/entrar")
    page.get_by_label("Correo").fill("lucia@secesp.example")
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Entrar").click()
    expect(page.locator(".eyebrow", has_text="Hoy")).to_be_visible()
    work(app)
    post(app)

    for path in (
        "/correos",
        "/correos?estado=FAILED",
        "/correos/1",
        f"/sesiones/{forum.id}",
        f"/sesiones/{forum.id}/registro",
        "/privacidad",
    ):
        page.goto(site + path)
        assert (path, looked_at(page)) == (path, [])
