"""Consents, bans and plates in a real browser, on a phone and on a screen."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.branding.test_plates import picture
from tests.clips.conftest import author, event, file, file_of, films, program  # noqa: F401
from tests.people import make_person
from tests.trips.looking import looked_at
from tests.trips.test_clips import enter, settings  # noqa: F401
from vc.accounts.models import Role
from vc.db import db

pytestmark = pytest.mark.xdist_group("browser")

PDF = {"name": "firmado.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n% firmado"}


@pytest.fixture
def inside(app, site, page, request) -> Page:
    """A coordinator's browser, and a session that is recorded."""
    request.getfixturevalue("event").records = True
    db.session.commit()
    enter(app, site, page, make_person(db.session, Role.COORDINATOR, name="Ana Coordina"))
    return page


def test_a_consent_from_the_session_s_page_to_its_end(inside: Page, site):
    page = inside
    page.goto(f"{site}/consentimientos")
    assert looked_at(page) == []
    page.goto(f"{site}/sesiones/1")
    page.locator("#aparecen > summary").click()
    page.get_by_role("link", name="Registrar consentimiento").click()
    page.get_by_label("Nombre de la persona").fill("Rosa Pérez Luna")
    page.get_by_label("Facebook").check()
    assert looked_at(page) == []
    page.get_by_role("button", name="Registrar", exact=True).click()
    expect(page.get_by_text("Suba el consentimiento firmado.").first).to_be_visible()
    expect(page.get_by_label("Nombre de la persona")).to_have_value("Rosa Pérez Luna")
    page.get_by_label("Consentimiento firmado").set_input_files(PDF)
    page.get_by_role("button", name="Registrar", exact=True).click()
    expect(page.get_by_role("heading", name="Rosa Pérez Luna")).to_be_visible()
    assert looked_at(page) == []

    page.get_by_text("La persona ya no quiere aparecer").click()
    page.get_by_label("Motivo").fill("Lo pidió por escrito")
    page.get_by_role("button", name="Revocar el consentimiento").click()
    expect(page.get_by_text("Revocado").first).to_be_visible()
    page.goto(f"{site}/consentimientos?ver=all")
    assert looked_at(page) == []


def test_a_ban_is_entered_and_seen_where_one_plans(inside: Page, site, clock):
    page, day = inside, clock().date()
    page.goto(f"{site}/vedas")
    assert looked_at(page) == []
    page.get_by_role("link", name="Registrar veda").first.click()
    page.get_by_label("Nombre").fill("Campañas")
    page.get_by_label("Primer día").fill((day + timedelta(days=1)).isoformat())
    page.get_by_label("Último día").fill((day + timedelta(days=4)).isoformat())
    page.get_by_label("Dirección del documento").fill("https://example.org/acuerdo")
    assert looked_at(page) == []
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("Sin confirmar")).to_be_visible()
    assert looked_at(page) == []
    for view in ("mes", "semana", "lista"):
        page.goto(f"{site}/calendario?vista={view}&fecha={day + timedelta(days=2)}")
        expect(page.get_by_text("Veda electoral: Campañas").first).to_be_attached()
        assert looked_at(page) == []
    page.goto(f"{site}/hoy")
    assert looked_at(page) == []


def test_a_plate_is_added_and_seen_in_each_shape(inside: Page, site):
    page = inside
    page.goto(f"{site}/plantillas-graficas")
    assert looked_at(page) == []
    page.get_by_role("link", name="Agregar plantilla").click()
    page.get_by_label("Nombre").fill("Prevenimos Juntos")
    logo = {"name": "logo.png", "mimeType": "image/png", "buffer": picture()}
    page.get_by_label("Logotipo", exact=False).first.set_input_files(logo)
    assert looked_at(page) == []
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_role("heading", name="Prevenimos Juntos")).to_be_visible()
    assert looked_at(page) == []
    page.goto(f"{site}/plantillas-graficas")
    assert looked_at(page) == []
