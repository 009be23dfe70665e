"""From who was there to a paper that anybody verifies, on a telephone; and the five questions."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.attendance.conftest import forum  # noqa: F401 - a fixture
from tests.certificates.conftest import attended, certificates, work  # noqa: F401 - a fixture
from tests.mail.conftest import host, same_clock  # noqa: F401 - fixtures
from tests.mail.server import mail_server  # noqa: F401 - a fixture
from tests.people import PASSWORD, make_person
from tests.trips.looking import looked_at
from tests.trips.test_attending import last_mail
from tests.trips.test_attending import settings as settings
from vc.accounts.models import Role
from vc.db import db

pytestmark = pytest.mark.xdist_group("browser")
PHONE = {"width": 390, "height": 844}


def seen(page: Page, name: str) -> None:
    """Look at the page at both widths; keep a picture where somebody wants to see it."""
    assert (name, looked_at(page)) == (name, [])
    if folder := os.environ.get("PICTURES"):
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 844})
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
    page.set_viewport_size(PHONE)


def test_from_who_was_there_to_a_paper_that_anybody_verifies(
    open_page,
    app,
    site,
    mail_server,  # noqa: F811
    attended,  # noqa: F811
):
    make_person(db.session, Role.COORDINATOR, email="lucia@secesp.example")
    db.session.rollback()
    page = open_page(viewport=PHONE)
    page.goto(f"{site}/entrar")
    page.get_by_label("Correo").fill("lucia@secesp.example")
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Entrar").click()
    page.goto(f"{site}/sesiones/{attended.id}/registro?orden=presencia")
    expect(page.get_by_role("link", name="Corregir cuánto estuvo Luis Mora")).to_have_text("20 min")
    seen(page, "registro")
    page.goto(f"{site}/sesiones/{attended.id}/constancias")
    seen(page, "constancias-antes")
    page.get_by_role("button", name="Emitir 1 constancia").click()
    expect(page.get_by_text("Se están emitiendo: 0 de 2")).to_be_visible()
    seen(page, "constancias-avance")
    work(app)
    page.get_by_role("link", name="Comprobar").click()
    expect(page.get_by_role("rowheader", name="Ana López Núñez")).to_be_visible()
    seen(page, "constancias")
    for path in (
        f"/sesiones/{attended.id}/constancias/1/corregir",
        f"/sesiones/{attended.id}/constancias/a-mano/2",
        f"/sesiones/{attended.id}/registro/2/presencia",
        f"/sesiones/{attended.id}/encuesta",
        "/oficina/constancias/tipos",
    ):
        page.goto(site + path)
        seen(page, path.strip("/").replace("/", "-"))

    # Ana, on her telephone.
    (row,) = certificates()
    subject, text = last_mail(mail_server, "ana@escuela.example")
    assert subject == "Su constancia: Foro de ciberseguridad"
    phone = open_page(viewport=PHONE)
    phone.goto(re.search(r"Descargue su constancia: (\S+)", text)[1])
    seen(phone, "propia")
    with phone.expect_download() as paper:
        phone.get_by_role("link", name="Descargar").click()
    assert paper.value.suggested_filename == f"constancia-{row.folio}.pdf"
    phone.get_by_role("link", name="Díganos qué le pareció").click()
    seen(phone, "encuesta")
    for group, answer in (("útil", "5: Mucho"), ("claro", "4: Bastante"), ("recomendaría", "Sí")):
        phone.get_by_role("group", name=group).get_by_label(answer).check()
    phone.get_by_role("button", name="Enviar").click()
    expect(phone.get_by_role("heading", name="Gracias por contestar")).to_be_visible()
    seen(phone, "gracias")

    # Whoever she shows it to.
    other = open_page(viewport=PHONE)
    other.goto(re.search(r"(\S+/constancia/VC\S+)", text)[1])
    expect(other.get_by_role("heading", name="Constancia válida")).to_be_visible()
    other.get_by_label("Nombre que dice el papel").fill("ana lopez nunez")
    other.get_by_role("button", name="Comparar").click()
    expect(other.get_by_text("El nombre coincide")).to_be_visible()
    seen(other, "comprobada")
    other.goto(f"{site}/constancia")
    other.get_by_label("Folio").fill(row.folio[:-1] + ("0" if row.folio[-1] != "0" else "1"))
    other.get_by_role("button", name="Comprobar").click()
    expect(other.get_by_text("No es válida")).to_be_visible()
    seen(other, "falsa")
