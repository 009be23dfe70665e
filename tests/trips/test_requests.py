"""From a school's request to its session: asked on a telephone, answered by the office."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.booking.sessions import make_licence, work
from tests.mail.conftest import post, same_clock  # noqa: F401 - fixtures
from tests.mail.server import mail_server  # noqa: F401 - a fixture
from tests.people import PASSWORD, make_person
from tests.trips.looking import looked_at
from tests.trips.test_attending import last_mail, settings  # noqa: F401 - a fixture
from vc.accounts.models import Role
from vc.db import db

pytestmark = pytest.mark.xdist_group("browser")
ANA = "ana@escuela.example"


def test_from_a_request_to_its_session(page: Page, app, site, clock, vendor, mail_server):  # noqa: F811
    make_licence()
    make_person(db.session, Role.COORDINATOR, email="lucia@secesp.example", name="Lucía Castillo")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/agenda")
    page.get_by_role("link", name="Solicitar una plática").click()
    clock.advance(minutes=2)

    # What is missing is said, and what was typed stays.
    page.get_by_label("Otro tema, con sus palabras").fill("Uso seguro de redes")
    page.get_by_label("Escuela o institución").fill("Secundaria 12")
    page.get_by_role("button", name="Enviar solicitud").click()
    expect(page.get_by_label("Municipio")).to_be_focused()
    assert looked_at(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_label("Municipio").fill("Soledad")
    page.get_by_label("Para quién es").fill("Segundo grado")
    page.get_by_label("Cuántas personas").fill("40")
    page.get_by_label("Participan niñas, niños o adolescentes").check()
    for number, (day, hour) in enumerate((("2031-03-20", "10:00"), ("2031-03-21", "12:00")), 1):
        page.locator(f"#date{number}").fill(day)
        page.locator(f"#time{number}").fill(hour)
    page.get_by_label("Su nombre").fill("Ana López")
    page.get_by_label("Su correo").fill(ANA)
    page.get_by_label("Leí el aviso de privacidad").check()
    page.get_by_role("button", name="Enviar solicitud").click()
    expect(page.get_by_text("Revise su correo")).to_be_visible()

    post(app)
    own = re.search(rf"{re.escape(site)}/solicitud/\S+", last_mail(mail_server, ANA)[1])[0]
    page.goto(own)
    assert looked_at(page) == []
    page.get_by_role("button", name="Confirmar mi correo").click()
    expect(page.get_by_text("La recibimos")).to_be_visible()

    # The office: from what waits to the booking form, filled in.
    page.goto(f"{site}/entrar")
    page.get_by_label("Correo").fill("lucia@secesp.example")
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Entrar").click()
    page.goto(f"{site}/pendientes")
    page.get_by_role("link", name="Uso seguro de redes").click()
    assert looked_at(page) == []
    page.get_by_role("link", name="Agendar el jueves 20 de marzo").click()
    expect(page.get_by_label("Título")).to_have_value("Uso seguro de redes")
    expect(page.get_by_label("Institución o grupo")).to_have_value("Secundaria 12")
    page.get_by_role("button", name="Agendar", exact=True).click()
    expect(page.get_by_role("heading", name="Uso seguro de redes")).to_be_visible()

    # Whoever asked hears of it, and finds it where they follow it.
    work(app)
    post(app)
    subjects = [one["Subject"] for one in mail_server.taken if ANA in one["To"]]
    assert [one for one in subjects if one.startswith("Aceptada")] == [
        "Aceptada: jueves 20 mar, 10:00 h: Uso seguro de redes"
    ]
    page.goto(own)
    expect(page.get_by_text("Jueves 20 de marzo, de 10:00 a 11:00 h")).to_be_visible()
    assert looked_at(page) == []
    page.get_by_role("link", name="Ver la sesión").click()
    expect(page.get_by_role("heading", name="Uso seguro de redes")).to_be_visible()
