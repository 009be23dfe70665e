"""A forum on a telephone, from its programme to its conclusions, in a real browser."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.forums.test_forums import forum  # noqa: F401 - a fixture
from tests.mail.conftest import host, same_clock  # noqa: F401 - fixtures
from tests.mail.server import mail_server  # noqa: F401 - a fixture
from tests.people import make_person, sign_in_cookie
from tests.trips.looking import looked_at
from tests.trips.test_attending import settings as settings
from vc.accounts.models import Role
from vc.db import db

pytestmark = pytest.mark.xdist_group("browser")
PHONE = {"width": 390, "height": 844}
FIRST, SECOND = "¿Cómo denuncio un fraude?", "¿Qué hago si fue en otro estado?"


def seen(page: Page) -> list[str]:
    """Return what is wrong with the page; it is a telephone's again then."""
    problems = looked_at(page)
    page.set_viewport_size(PHONE)
    return problems


def speaks(page: Page, name: str, minutes: str) -> None:
    """Add somebody to the programme that is shown."""
    page.get_by_label("Nombre").fill(name)
    page.get_by_label("Minutos").fill(minutes)
    page.get_by_role("button", name="Agregar").click()
    expect(page.get_by_role("link", name=name)).to_be_visible()


def button(page: Page, word: str, about: str) -> Locator:
    """Return the button of a word beside what it is about."""
    return page.get_by_role("button", name=re.compile(f"^{word}.*{re.escape(about)}"))


def test_from_the_programme_to_the_conclusions(open_page, app, site, clock, forum):  # noqa: F811
    person = make_person(db.session, Role.COORDINATOR)
    cookie = {"name": "vc", "value": sign_in_cookie(app, db.session, person), "url": site}
    db.session.rollback()
    staff, citizen = open_page(viewport=PHONE), open_page(viewport=PHONE)
    staff.context.add_cookies([cookie])

    staff.goto(f"{site}/sesiones/{forum.id}/foro")
    problems = seen(staff)
    speaks(staff, "Luis Reyes", "20")
    speaks(staff, "Bea Solís", "15")
    button(staff, "Antes", "Bea Solís").click()
    # It stands above now, and begins the forum.
    slots = staff.get_by_role("list", name="Quién habla y cuándo").get_by_role("listitem")
    expect(slots).to_contain_text(["10:00 hBea Solís", "10:15 hLuis Reyes"])
    problems += seen(staff)

    citizen.goto(f"{site}/s/{forum.slug}")
    programme = citizen.get_by_role("region", name="Programa").get_by_role("listitem")
    expect(programme).to_contain_text(["Bea Solís", "Luis Reyes"])
    citizen.get_by_role("link", name="Hacer una pregunta").click()
    problems += seen(citizen)
    for text in (FIRST, SECOND):
        citizen.get_by_label("Su pregunta").fill(text)
        citizen.get_by_role("button", name="Enviar pregunta").click()
        expect(citizen.get_by_text("Recibimos su pregunta")).to_be_visible()
        expect(citizen.get_by_label("Su pregunta")).to_be_empty()
    expect(citizen.get_by_text(FIRST)).to_have_count(0)

    staff.goto(f"{site}/hoy")
    staff.get_by_role("link", name="preguntas por revisar").click()
    staff.get_by_role("link", name=FIRST).click()
    problems += seen(staff)
    for text in (FIRST, SECOND):
        button(staff, "Tomar", text).click()
        expect(button(staff, "Contestada", text)).to_be_visible()
    button(staff, "Antes", SECOND).click()
    taken = staff.get_by_role("region", name="Por contestar").get_by_role("listitem")
    expect(taken).to_contain_text([SECOND, FIRST])
    problems += seen(staff)

    citizen.reload()
    shown = citizen.get_by_role("region", name="Las que se contestarán").get_by_role("listitem")
    expect(shown).to_have_text([SECOND, FIRST])
    problems += seen(citizen)

    staff.goto(f"{site}/sesiones/{forum.id}/foro/conclusiones")
    staff.get_by_label("Conclusiones").fill("Denunciar sirve, también desde otro estado.")
    problems += seen(staff)
    staff.get_by_role("button", name="Guardar").click()
    expect(staff.get_by_text("Las conclusiones se ven al terminar el foro")).to_be_visible()
    citizen.goto(f"{site}/s/{forum.slug}")
    expect(citizen.get_by_text("Denunciar sirve")).to_have_count(0)
    clock.now = forum.ends_at
    citizen.reload()
    conclusions = citizen.get_by_role("region", name="Conclusiones")
    expect(conclusions).to_contain_text("Denunciar sirve, también desde otro estado.")
    problems += seen(citizen)
    assert problems == []
