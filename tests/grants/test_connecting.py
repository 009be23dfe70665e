"""An account of Google connected from the button to the end, and everything that can go wrong."""

import logging
from dataclasses import replace

import pytest
from sqlalchemy import select, text

from integrations.google.scopes import CALENDAR_SCOPE, PUBLISHES, READS_DRIVE, SCOPES
from tests.booking.sessions import make_licence
from tests.grants.google import (
    BACK,
    CHANNEL,
    MEET1,
    PERSONAL,
    answered,
    asked_of,
    behave,
    brought,
    connected,
    pressed,
)
from tests.reconciliation.working import form_to
from vc.accounts.models import Role
from vc.audit import AuditLine
from vc.config import Settings
from vc.db import db
from vc.grants import labels
from vc.grants.cli import PURPOSES
from vc.grants.guides import steps_for
from vc.grants.known import PURPOSES as KNOWN
from vc.grants.models import AccountGrant, Purpose
from vc.licences.models import Platform
from vc.networks.known import NETWORKS
from vc.services import services_of


def grants() -> list[AccountGrant]:
    """Return the consents that somebody gave."""
    db.session.rollback()
    db.session.expire_all()
    query = select(AccountGrant).where(AccountGrant.granted_at.is_not(None))
    return list(db.session.scalars(query))


def lines(action: str) -> list[AuditLine]:
    """Return the lines of an action."""
    return list(db.session.scalars(select(AuditLine).where(AuditLine.action == action)))


def seen_at(browser, host: str) -> dict[str, str]:
    """Return the headers of a browser's request as a proxy hands it on from another host."""
    cookie = browser.cookies["vc"].strip('"')
    return {"Host": host, "X-Forwarded-Proto": "http", "Cookie": f"vc={cookie}"}


def test_the_button_asks_google_for_what_the_operations_need_and_for_it_to_last(office):
    asked = asked_of(pressed(office))

    assert asked["scope"].split() == ["openid", "email", *SCOPES]
    assert (asked["access_type"], asked["prompt"]) == ("offline", "consent select_account")
    assert (asked["redirect_uri"], asked["client_id"]) == (BACK["google_meet"], "emulator")
    assert (asked["code_challenge_method"], len(asked["code_challenge"])) == ("S256", 43)
    assert "client_secret" not in asked


def test_youtube_is_not_asked_who_the_person_is(office):
    """As in gitroomhq/postiz-app#689: a brand's channel stalls over the permissions of a person."""
    assert asked_of(pressed(office, "youtube"))["scope"] == PUBLISHES


def test_an_account_is_connected_and_serves_at_once(office, app):
    assert not services_of(app).providers["google_meet"].makes_rooms_itself

    page = connected(office)

    assert f"{MEET1} quedó conectada." in page.text
    assert "La conexión con Google funciona" in page.text
    assert services_of(app).providers["google_meet"].makes_rooms_itself
    assert services_of(app).file_sources["google_meet"]
    (grant,) = grants()
    assert (grant.account, grant.ends_at) == (MEET1, None)
    assert "Conectada: crea las salas" in office.get("/integraciones").text


def test_a_channel_is_connected_and_the_system_may_publish_there(office, app):
    assert "youtube" not in services_of(app).publishers

    page = connected(office, "youtube", CHANNEL)

    assert "Prevención en tu comunidad quedó conectada" in page.text
    assert "youtube" in list(services_of(app).publishers)


def test_no_secret_is_in_the_database_the_log_or_a_page(office, caplog):
    caplog.set_level(logging.DEBUG)

    page = connected(office)

    token = grants()[0].refresh_token
    assert token.startswith("1//")
    row = db.session.execute(text("SELECT * FROM account_grant")).one()
    whole = " ".join(map(str, row))
    audited = " ".join(f"{one.before} {one.after}" for one in lines("accountgrant.keep"))
    for place in (whole, caplog.text, page.text, office.get("/integraciones").text, audited):
        assert token not in place
        assert "ya29." not in place
        assert "4/" not in place.replace("64/", "")
    assert lines("accountgrant.keep")[0].after["account"] == MEET1


def test_the_way_back_is_made_of_public_url_whatever_the_request_says(office):
    """As in odoo/odoo#24882 and #9057: a proxy's inner address and scheme went to Google."""
    office.get("/integraciones/google_meet/conexion")
    elsewhere = seen_at(office, "10.0.0.5:8000")
    page = office.get("/integraciones/google_meet/conexion", headers=elsewhere)

    there = form_to(page, "/conectar").submit(headers=elsewhere, status=303).location

    assert BACK["google_meet"] in page.text
    assert asked_of(there)["redirect_uri"] == BACK["google_meet"]


@pytest.mark.parametrize(
    ("left_out", "told"),
    [
        (READS_DRIVE, "No se podrá guardar las grabaciones de Meet"),
        (CALENDAR_SCOPE, "quedó sin marcar https://www.googleapis.com/auth/calendar.events"),
    ],
)
def test_a_box_that_was_left_out_is_named_with_what_it_is_for(office, left_out, told):
    """As in requests/requests-oauthlib#387: the library raises a Warning for another scope."""
    page = connected(office, without=[left_out])

    assert told in page.text
    assert left_out in page.text
    assert bool(grants()) == (left_out != CALENDAR_SCOPE)


def test_youtube_without_its_one_permission_is_not_kept(office):
    page = connected(office, "youtube", CHANNEL, without=[PUBLISHES])

    assert "sin ese permiso no se podrá publicar en YouTube" in page.text
    assert grants() == []


def test_whoever_says_no_at_google_changes_nothing(office):
    page = brought(office, answered(pressed(office), decision="deny"))

    assert "No se dio el permiso: en la página de Google se eligió «Cancelar»" in page.text
    assert grants() == []


def test_an_answer_is_taken_once(office):
    location = answered(pressed(office))
    brought(office, location)

    page = brought(office, location)

    assert "no corresponde a lo que se pidió desde este navegador, o ya se usó" in page.text
    assert len(lines("accountgrant.keep")) == 1


def test_another_browser_s_answer_is_not_taken(office, browser_of):
    """Else somebody's own account could be slipped in (RFC 6749, 10.12)."""
    location = answered(pressed(office))

    page = brought(browser_of(Role.COORDINATOR), location)

    assert "no corresponde a lo que se pidió desde este navegador" in page.text
    assert grants() == []
    assert MEET1 in brought(office, location).text


def test_another_state_is_not_taken(office):
    location = answered(pressed(office)).replace("state=", "state=x")

    assert "no corresponde a lo que se pidió" in brought(office, location).text
    assert grants() == []


def test_what_is_asked_survives_an_answer_to_another_tab(office):
    """As in authlib/authlib#376: a page's own request put the cookie back as it was before."""
    before = office.cookies["vc"].strip('"')
    location = answered(pressed(office))
    office.reset()
    office.set_cookie("vc", before)

    assert f"{MEET1} quedó conectada" in brought(office, location).text


def test_the_cookie_comes_along_from_another_site(app):
    """As in thephpleague/oauth2-google#85: with SameSite=Strict there is nobody on the way back."""
    assert app.config["SESSION_COOKIE_SAMESITE"] == "Lax"


def test_whoever_takes_half_an_hour_asks_again(office, clock):
    location = answered(pressed(office))
    clock.advance(minutes=31)

    assert "Pasó más de media hora" in brought(office, location).text
    assert grants() == []


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"kind": "500"}, "Google tiene una falla interna"),
        ({"kind": "lost_answer"}, "Google no contestó a tiempo"),
        ({"kind": "html"}, "Llegó una respuesta que no se entiende"),
    ],
)
def test_a_failure_on_the_way_is_said_in_words_and_the_button_is_there(office, vendor, fault, told):
    location = answered(pressed(office))
    vendor.fail("google_token", **fault)

    page = brought(office, location)

    assert told in page.text
    assert "Conectar con Google" in page.text
    assert grants() == []


def test_a_consent_that_does_not_last_is_refused_with_what_to_do(office, vendor):
    """As in googleapis/google-api-python-client#213: an hour later nothing works."""
    behave(vendor, gives_lasting=False)

    page = connected(office)

    assert "https://myaccount.google.com/permissions" in page.text
    assert grants() == []


def test_connecting_again_gets_a_lasting_token_again(office):
    connected(office)
    first = grants()[0].refresh_token

    connected(office)

    assert grants()[0].refresh_token not in ("", first)


def test_an_account_that_hosts_nothing_here_is_refused_by_name(office):
    make_licence(MEET1, platform=Platform.GOOGLE_MEET)

    page = connected(office, account=CHANNEL)

    assert f"Dio permiso {CHANNEL}, que no está entre las cuentas de Meet" in page.text
    assert MEET1 in page.text
    assert grants() == []


@pytest.mark.parametrize(
    ("purpose", "first", "second", "named"),
    [
        ("google_meet", MEET1, CHANNEL, MEET1),
        ("youtube", CHANNEL, PERSONAL, "Prevención en tu comunidad"),
    ],
)
def test_another_account_than_the_connected_one_is_refused(office, purpose, first, second, named):
    """As in gitroomhq/postiz-app#1238: Google takes the person's own channel where it may."""
    connected(office, purpose, first)

    page = connected(office, purpose, second)

    assert f"pero está conectada {named}" in page.text
    assert grants()[0].account == named


def test_an_account_without_a_channel_is_refused(office):
    page = connected(office, "youtube", MEET1)

    assert "no tiene un canal de YouTube" in page.text
    assert grants() == []


@pytest.mark.parametrize("role", [Role.HOST, Role.PRODUCTION, Role.VIEWER])
def test_only_who_manages_connections_connects(browser_of, reading, role, office):
    location = answered(pressed(office))
    browser = browser_of(role)

    browser.get("/integraciones/google_meet/conexion", status=403)
    browser.get(location.removeprefix("https://vc.secesp.example"), status=403)

    assert grants() == []


def test_a_purpose_that_does_not_exist_is_not_found(office):
    office.get("/integraciones/gmail/conexion", status=404)


class TestClient:
    """Where no setting names the client, it is typed on the page."""

    @pytest.fixture
    def settings(self, settings, tmp_path):
        """The same without a client."""
        from dataclasses import replace

        return replace(settings, google_client_id="", google_client_secret="")

    def test_it_is_kept_sealed_and_serves_for_both(self, office):
        location = pressed(office, client_id=" emulator ", client_secret=" emulator\u00a0")
        assert f"{MEET1} quedó conectada" in brought(office, answered(location)).text

        page = office.get("/integraciones/youtube/conexion")
        assert "Ya está guardado: escríbalo solo si cambió." in page.text
        assert form_to(page, "/conectar")["client_id"].value == "emulator"
        assert "Prevención" in connected(office, "youtube", CHANNEL).text

    def test_a_wrong_one_is_told_as_that(self, office):
        location = pressed(office, client_id="emulator", client_secret="otro")

        page = brought(office, answered(location))

        assert "Google no reconoce el ID de cliente o su secreto" in page.text
        assert "emulator" in form_to(page, "/conectar")["client_id"].value

    @pytest.mark.parametrize("name", ["client_id", "client_secret"])
    def test_one_without_the_other_is_refused_beside_its_field(self, office, name):
        form = form_to(office.get("/integraciones/google_meet/conexion"), "/conectar")
        form[name] = "emulator"

        page = form.submit(status=422)

        other = {"client_id": "client_secret", "client_secret": "client_id"}[name]
        assert page.html.find(id=f"{other}-error") is not None


class TestUnregistered:
    """Where the way back is not registered, Google says so itself and leads nowhere."""

    def test_google_refuses_it(self, office, vendor):
        import requests

        behave(vendor, redirect_uris=["https://vc.secesp.example/otra"])

        page = requests.get(pressed(office), timeout=60)

        assert (page.status_code, "redirect_uri_mismatch" in page.text) == (400, True)


class TestWithoutPublicUrl:
    """Google leads back to https and a name only, but for this very machine."""

    @pytest.fixture
    def settings(self, settings):
        """The same without a public address."""
        from dataclasses import replace

        return replace(settings, public_url="")

    def test_the_page_says_so_and_the_command_is_named(self, office):
        elsewhere = seen_at(office, "10.0.0.5:8000")
        page = office.get("/integraciones/google_meet/conexion", headers=elsewhere)

        assert "Quien administra el servidor pone su dirección" in page.text
        assert "flask connect google" in page.text
        assert "/conectar" not in page.text


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_guide_asks_for_nothing_that_is_done_already(office, app, purpose):
    address = f"/integraciones/{purpose.value}/conexion"
    clients = [name.lower() for name in KNOWN[purpose].client]
    services_of(app).settings = replace(
        services_of(app).settings, **dict.fromkeys(clients, "emulator")
    )
    left = office.get(address).html.find(class_="steps").text
    services_of(app).settings = replace(services_of(app).settings, **dict.fromkeys(clients, ""))
    asked = office.get(address).html.find(class_="steps").text

    of_google = "Escriba arriba el ID", "Cree el proyecto", "Cree el cliente"
    of_tiktok = "Escriba arriba «Client key»", "Cree la aplicación"
    for step in of_tiktok if purpose is Purpose.TIKTOK else of_google:
        assert (step in asked, step in left) == (True, False)
    assert "Registre la dirección de regreso" in left


def test_no_consent_is_a_file_that_somebody_writes():
    """Each setting that holds one has its button, its command, and a guide without a word of it."""
    settings = {name for name in Settings.__dataclass_fields__ if "authorized_user" in name}
    led = {name.lower() for names in labels.SETTINGS.values() for name in names}
    asked = [steps_for(one, has_client=known) for one in Purpose for known in (True, False)]
    steps = [
        step for steps in (*asked, *(one.guide for one in NETWORKS.values())) for step in steps
    ]

    assert settings <= led
    assert set(labels.SETTINGS) == set(labels.BUTTONS) == set(labels.COMMANDS) == set(Purpose)
    assert set(PURPOSES.values()) == set(Purpose)
    assert [step.title for step in steps if "JSON" in step.text] == []
    assert [step.title for step in steps if any("AUTHORIZED" in one for one in step.settings)] == []
