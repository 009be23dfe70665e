"""Every refusal that somebody can mend leads there, whom that page opens for, and nobody else."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.office.test_settings import form_of
from tests.people import make_person
from vc import kept_settings
from vc.accounts.models import Role
from vc.db import db
from vc.office.hooks import CURES
from vc.services import services_of

ROOT = Path(__file__).resolve().parent.parent.parent


def test_each_cure_is_a_page_and_its_words_are_those_of_a_refusal(app):
    cures = services_of(app).registry.added_to(CURES)
    files = [*ROOT.glob("vc/**/*.py"), *ROOT.glob("integrations/**/*.py")]
    files += [*ROOT.glob("templates/**/*.html")]
    said = [path.read_text("utf-8") for path in files if "feature.py" not in path.name]

    assert [one.endpoint for one in cures if one.endpoint not in app.view_functions] == []
    assert [one.says for one in cures if not any(one.says in text for text in said)] == []


@pytest.mark.parametrize(("role", "is_led"), [(Role.COORDINATOR, True), (Role.HOST, False)])
def test_without_accounts_a_booking_is_led_to_add_one(browser_of, reading, clock, role, is_led):
    browser = browser_of(make_person(db.session, role))
    form = form_of(browser.get("/sesiones/nueva"), "summary")
    form["summary"] = "Primera plática"

    page = form.submit("action", value="book", status="*")

    assert "Todavía no hay cuentas de" in page.text
    links = [one["href"] for one in page.html.select("main .field__error a, main .callout li a")]
    assert ("/licencias/nueva" in links) == is_led


def test_a_refusal_of_zoom_leads_to_its_credentials(app, browser_of, reading):
    office = browser_of(make_person(db.session, Role.ADMINISTRATOR))
    with app.test_request_context("/"):
        app.preprocess_request()
        shown = app.jinja_env.filters["cured"]("<b> Zoom no aceptó las credenciales")

    assert str(shown) == "&lt;b&gt; Zoom no aceptó las credenciales"
    assert "/oficina/servidor-de-correo" in office.get("/correos").text


def test_what_no_longer_fits_the_server_is_told_by_the_diagnosis(
    app, browser_of, reading, settings
):
    office = browser_of(make_person(db.session, Role.ADMINISTRATOR))
    form = form_of(office.get("/oficina/horario"), "office_opens")
    form["office_opens"], form["office_closes"] = "10:00", "21:00"
    form.submit(status=303)
    own = services_of(app)
    memory = own.memory(kept_settings.KeptSettings)
    memory._base = replace(settings, office_closes="09:00", fixed=frozenset({"office_closes"}))
    form = form_of(office.get("/oficina/horario"), "office_opens")
    form["office_closes"] = "22:00"
    form.submit(status=303)

    assert "Lo que se guardó en «Oficina» no vale por ahora" in office.get("/diagnostico").text
