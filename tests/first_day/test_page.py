"""The first day: seven steps, each shown done by facts, each left for later, until it is over."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.booking.sessions import book, make_licence
from tests.office.test_settings import form_of
from tests.people import make_person, may_write
from vc.accounts.models import Role
from vc.booking.models import Campaign
from vc.db import db
from vc.first_day.views import FirstDay
from vc.services import services_of

EMULATED = {"zoom_account_id": "emulator", "zoom_client_id": "emulator"}


@pytest.fixture
def boss(reading):
    """The one administrator."""
    return make_person(db.session, Role.ADMINISTRATOR, name="Mariana Robledo")


@pytest.fixture
def office(browser_of, boss):
    """The administrator's browser."""
    return browser_of(boss)


def done(office) -> list[str]:
    """Return the titles of the steps that are done."""
    page = office.get("/primer-dia").html
    return [one.select_one("b").text for one in page.select(".step--done")]


def here(office) -> str:
    """Return the title of the step that is open."""
    return office.get("/primer-dia").html.select_one(".step--here h2").text


def test_one_step_is_open_at_a_time_the_first_that_waits(office):
    assert here(office) == "La oficina"
    form = form_of(office.get("/primer-dia"), "office_name")
    form["office_name"] = "Prensa de Seguridad"
    form.submit(status=303)

    assert done(office) == ["La oficina"]
    assert here(office) == "Las personas"
    assert "Prensa de Seguridad; lunes a viernes, 8:00 a 20:00" in office.get("/primer-dia").text


def test_a_step_is_left_for_later_and_taken_up_again(office):
    office.get("/primer-dia").forms[0]
    form = next(f for f in office.get("/primer-dia").forms.values() if "omitir" in f.action)
    form.submit(status=303)

    assert here(office) == "Las personas"
    assert done(office) == []
    assert "Se dejó para después" in office.get("/primer-dia").text
    again = office.get("/primer-dia?paso=oficina").html
    assert again.select_one(".step--here h2").text == "La oficina"


def test_what_is_done_elsewhere_counts(app, office, boss, clock):
    make_person(db.session, Role.HOST)
    with may_write():
        make_licence()
        db.session.add(Campaign(name="Denuncia 089"))
        db.session.commit()

    book(app, boss, clock() + timedelta(days=1))

    assert done(office) == [
        *("Las personas", "Las cuentas de Zoom y Meet"),
        *("La primera campaña", "La primera sesión"),
    ]


def test_what_is_wrong_in_a_step_is_shown_there_with_all_that_was_typed(office):
    form = form_of(office.get("/primer-dia"), "office_name")
    form["office_name"], form["office_email"] = "Prensa", "sin arroba"

    page = form.submit(status=422)

    assert page.html.select_one(".step--here h2").text == "La oficina"
    assert form_of(page, "office_name")["office_name"].value == "Prensa"
    assert "Escriba un correo completo" in page.text


def test_by_hand_no_accounts_are_needed(office):
    form = form_of(office.get("/primer-dia?paso=salas"), "salas")
    form["salas"] = "mano"
    form.submit(status=303)

    text = office.get("/primer-dia").text
    assert "A mano: usted pega el enlace" in text
    assert "No hacen falta: las salas se hacen a mano" in text


def test_the_menu_is_asked_only_until_the_first_day_is_over(app, office, browser_of):
    host = browser_of(make_person(db.session, Role.HOST))
    own = services_of(app).memory(FirstDay)
    office.get("/primer-dia")
    before = own.is_over

    form = next(f for f in office.get("/primer-dia").forms.values() if "terminar" in f.action)
    form.submit(status=303)

    assert "/primer-dia" not in {one["href"] for one in office.get("/hoy").html.select("nav a")}
    assert (before, own.is_over) == (False, True)
    assert host.get("/primer-dia", status="*").status_int == 403


class TestZoom:
    """Zoom's step takes the credentials, tries them and brings the accounts."""

    @pytest.fixture
    def settings(self, settings, vendor):
        """The vendor's addresses, and no credentials."""
        return replace(
            settings,
            zoom_api_base=f"{vendor.url}/v2",
            zoom_oauth_url=f"{vendor.url}/oauth/token",
        )

    def test_the_accounts_come_with_the_connection(self, office):
        form = form_of(office.get("/primer-dia?paso=salas"), "salas")
        for name, value in (EMULATED | {"zoom_client_secret": "emulator"}).items():
            form[name] = value

        page = form.submit(status=303).follow()

        assert "Zoom quedó conectado y se agreg" in page.text
        assert {"Las salas", "Las cuentas de Zoom y Meet"} <= set(done(office))

    def test_what_zoom_refuses_is_shown_in_its_step(self, office):
        form = form_of(office.get("/primer-dia?paso=salas"), "salas")
        for name, value in (EMULATED | {"zoom_client_secret": "otro"}).items():
            form[name] = value

        page = form.submit(status=422)

        assert page.html.select_one(".step--here h2").text == "Las salas"
        assert "No se guardó: " in page.text
