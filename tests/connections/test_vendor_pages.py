"""Google's, Meta's, X's and TikTok's credentials: kept on pages once they were tried."""

from dataclasses import replace

import pytest

from app import create_app
from tests.conftest import close_database
from tests.office.test_settings import SECRET, form_of, kept, save
from tests.people import make_person
from vc import kept_settings
from vc.accounts.models import Role
from vc.connections.models import Use
from vc.connections.service import state_of
from vc.connections.vendors import PAGES
from vc.db import db
from vc.kept_settings import SECRETS
from vc.networks.facts import Network
from vc.services import services_of
from vc.vendors import VENDORS

META = {name: VENDORS.known[name].emulated for name in PAGES["meta"].together}
X = {name: VENDORS.known[name].emulated for name in PAGES["x"].together}


@pytest.fixture
def settings(settings, vendor):
    """The vendors' addresses, and no credentials."""
    return replace(settings, graph_api_base=vendor.url, x_api_base=vendor.url)


@pytest.fixture
def office(browser_of, reading):
    """The administrator's browser."""
    return browser_of(make_person(db.session, Role.ADMINISTRATOR))


def test_every_credential_that_can_be_kept_has_a_page_or_its_reason():
    asked = {name for known in PAGES.values() for name in known.settings}
    others = {"smtp_password", "zoom_account_id", "zoom_client_id", "zoom_client_secret"}
    # Zoom signs with it at an address that only the server knows; the consent has a button.
    of_the_server = {"zoom_webhook_secret", "youtube_authorized_user"}

    assert set(VENDORS.kept) == asked | others | of_the_server


@pytest.mark.parametrize("vendor_name", PAGES)
def test_each_page_says_how_it_stands_and_where_things_are_found(office, vendor_name):
    page = office.get(f"/oficina/{vendor_name}")

    assert "Sin conectar" in page.text
    assert [one.text for one in page.html.select("main ol h3")] == [
        step.title for step in PAGES[vendor_name].steps
    ]
    assert f"/oficina/{vendor_name}" in office.get("/oficina").text


def test_credentials_that_meta_takes_are_at_work_everywhere_and_looked_at(app, office, settings):
    other = create_app(settings)

    answer = save(office, "/oficina/meta", **META)
    with other.app_context():
        kept_settings.follow(other)
    page = office.get("/oficina/meta")

    assert (answer.status_int, answer.location) == (303, "/oficina/meta")
    assert services_of(other).broadcaster.works_by_itself
    assert Network.FACEBOOK in services_of(other).publishers
    assert "Funciona" in page.text
    db.session.rollback()
    state = state_of(db.session(), Use.LIVES, "facebook")
    assert (state.is_working, state.due_at is not None) == (True, True)
    close_database(other)


def test_credentials_that_a_vendor_refuses_are_not_kept_and_never_shown(app, office):
    answer = save(office, "/oficina/x", **(X | {"x_access_secret": SECRET, "x_api_secret": "no"}))

    assert answer.status_int == 422
    assert "No se guardó: " in answer.text
    assert SECRET not in answer.text
    assert kept() == []
    assert services_of(app).publishers == {}


def test_what_belongs_together_is_asked_for_together(office):
    answer = save(office, "/oficina/meta", meta_app_id="104")

    wrong = [one.text.strip() for one in answer.html.select("main .field__error")]
    assert answer.status_int == 422
    assert wrong == ["Falta este dato: estos van juntos."] * 3


def test_secrets_are_sealed_stay_when_left_empty_and_go_when_forgotten(app, office):
    save(office, "/oficina/x", **X)
    secrets = {one.name: (one.value, one.secret) for one in kept() if one.name in SECRETS}
    page = office.get("/oficina/x")

    assert secrets == {name: ("", X[name]) for name in X if name in SECRETS}
    assert {one["value"] for one in page.html.select("input[type=password]")} == {""}
    assert "Ya está guardado" in page.text
    save(office, "/oficina/x")
    assert Network.X in services_of(app).publishers

    save(office, "/oficina/x", forgets=True)

    assert services_of(app).publishers == {}
    assert {(one.value, one.secret) for one in kept()} == {("", "")}


def test_a_try_tells_of_a_refusal_and_leads_nowhere_else(app, office, vendor):
    save(office, "/oficina/x", **X)
    vendor.x(is_suspended=True)

    form = form_of(office.get("/oficina/x"), "csrf_token")
    page = office.post("/oficina/x/probar", {"csrf_token": form["csrf_token"].value}).follow()

    assert "X suspendió o bloqueó la cuenta." in page.text
    assert "Rechaza los datos" in page.text
    assert (
        office.post(
            "/oficina/otro/probar", {"csrf_token": form["csrf_token"].value}, status="*"
        ).status_int
        == 404
    )


def test_an_application_that_is_kept_leads_to_its_accounts(office):
    save(office, "/oficina/tiktok", tiktok_client_key="llave", tiktok_client_secret=SECRET)

    page = office.get("/oficina/tiktok")

    assert SECRET not in page.text
    assert page.html.select('main a[href="/integraciones/tiktok/conexion"]')
    # It is not asked for again.
    assert page.click(href="tiktok/conexion").html.select("[name=client_id]") == []


def test_what_the_server_gives_is_shown_as_such(app, office):
    own = services_of(app)
    own.settings = replace(own.settings, **X | {"x_api_key": "llave"}, fixed=frozenset(X))

    page = office.get("/oficina/x")

    assert page.text.count("Lo fija el servidor") == 4
    assert [one.text for one in page.html.select("main strong")] == ["llave", *["•••"] * 3]


def test_only_administrators_see_the_pages(browser_of, reading):
    browser = browser_of(make_person(db.session, Role.COORDINATOR))

    assert {browser.get(f"/oficina/{one}", status="*").status_int for one in PAGES} == {403}


def test_two_who_save_at_once_both_see_what_the_other_kept(office):
    form = form_of(office.get("/oficina/google"), "seen")
    save(office, "/oficina/google", google_client_id="primera", google_client_secret=SECRET)
    form["google_client_id"], form["google_client_secret"] = "segunda", SECRET

    page = form.submit(status="*")

    assert page.status_int == 409
    assert form_of(page, "seen")["google_client_id"].value == "segunda"
    assert [one.value for one in kept("google_client_id")] == ["primera"]
