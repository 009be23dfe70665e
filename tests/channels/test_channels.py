"""Channels through their form: added, changed, switched off; never one that cannot be."""

import pytest

from tests.conftest import make_settings
from tests.reconciliation.working import form_to
from tests.vendor import networks_at
from vc.accounts.models import Role
from vc.channels.models import Channel, Mode
from vc.connections import service as connections
from vc.connections.models import Use, VendorConnection
from vc.db import db
from vc.networks.facts import Network
from vc.networks.known import NETWORKS


@pytest.fixture
def browser(browser_of, reading):
    """The browser of somebody who coordinates."""
    return browser_of(Role.COORDINATOR)


def channels() -> list[Channel]:
    """Return the channels as they are in the database."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Channel).order_by(Channel.id).all()


def refusing() -> dict[str, VendorConnection]:
    """Return the networks that refuse us."""
    db.session.rollback()
    return connections.stops(db.session, Use.POSTS)


def test_an_office_begins_with_the_usual_ones_and_two_are_off(browser):
    page = form_to(browser.get("/canales"), "/primeros").submit().follow()

    assert "Se agregaron los canales" in page.text
    assert [(one.network, one.is_on, one.mode) for one in channels()] == [
        (Network.FACEBOOK, True, Mode.BY_HAND),
        (Network.INSTAGRAM, True, Mode.BY_HAND),
        (Network.YOUTUBE, True, Mode.BY_HAND),
        (Network.X, False, Mode.BY_HAND),
        (Network.TIKTOK, False, Mode.BY_HAND),
        (Network.WEBSITE, True, Mode.API),
    ]


def test_pressed_twice_they_are_there_once(browser):
    form = form_to(browser.get("/canales"), "/primeros")
    form.submit()
    form.submit()

    assert len(channels()) == len(Network)


def test_one_is_added_and_changed(browser):
    form = form_to(browser.get("/canales/nuevo"), "/canales")
    form["name"] = "Facebook de Prevención"
    form["url"] = "https://www.facebook.com/prevencion"
    form["hours"] = "9:00, 13:30; 19:00"
    form.submit().follow()
    (one,) = channels()
    assert one.hours == ["09:00", "13:30", "19:00"]

    form = form_to(browser.get(f"/canales/{one.id}"), f"/canales/{one.id}")
    form["most_per_day"] = "2"
    form["gap_min"] = "240"
    form["is_on"] = False
    form.submit().follow()
    (one,) = channels()
    assert (one.most_per_day, one.gap_min, one.is_on) == (2, 240, False)
    assert one.network is Network.FACEBOOK


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Escriba un nombre"),
        ("url", "http://example.org", "debe empezar con https"),
        ("hours", "mañana", "separadas por comas"),
        ("hours", "09:00, 23:30", "Las 23:30 caen en las horas de silencio"),
        ("most_per_day", "0", "del 1 al 50"),
        ("gap_min", "-1", "entre 0 y"),
        ("window_min", "5", "entre 15 y"),
        ("mode", "api", "Todavía no hay conexión"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(browser, field, value, words):
    form = form_to(browser.get("/canales/nuevo"), "/canales")
    form["name"] = "Facebook"
    form[field] = value

    page = form.submit(status=422)

    assert words in page.text
    assert channels() == []
    assert form_to(page, "/canales")[field].value == value


def test_a_name_is_had_once_and_there_is_one_site(browser):
    form_to(browser.get("/canales"), "/primeros").submit()
    form = form_to(browser.get("/canales/nuevo"), "/canales")
    form["name"] = "Facebook"
    assert "Ya hay un canal con ese nombre" in form.submit(status=422).text
    form["name"], form["network"] = "Otro sitio", "website"
    assert "solo hay uno" in form.submit(status=422).text


def test_an_old_form_is_refused(browser):
    form_to(browser.get("/canales"), "/primeros").submit()
    old = form_to(browser.get("/canales/1"), "/canales/1")
    new = form_to(browser.get("/canales/1"), "/canales/1")
    new["most_per_day"] = "4"
    new.submit()
    old["most_per_day"] = "5"

    assert "Alguien más cambió este canal" in old.submit(status=409).text
    assert channels()[0].most_per_day == 4


def test_the_way_to_a_connection_is_told_and_what_of_it_is_there(browser):
    form_to(browser.get("/canales"), "/primeros").submit()

    page = browser.get("/canales/1/conexion")
    assert "META_PAGE_TOKEN" in page.text
    assert "Falta: META_APP_ID, META_APP_SECRET." in page.text
    assert "pages_manage_posts" in page.text
    page = browser.get("/canales/3/conexion")
    assert page.html.find("a", href="/integraciones/youtube/conexion") is not None
    assert "flask connect youtube" in page.text
    page = browser.get("/canales/4/conexion")
    assert "0.015 USD" in page.text
    assert "Falta: X_ACCESS_TOKEN, X_ACCESS_SECRET." in page.text
    page = browser.get("/canales/5/conexion")
    assert page.html.find("a", href="/integraciones/tiktok/conexion") is not None
    browser.get("/canales/6/conexion", status=404)


class TestConnected:
    """With the emulated networks."""

    @pytest.fixture
    def settings(self, tmp_path, vendor):
        """Settings with the emulated networks."""
        return make_settings(tmp_path, **networks_at(vendor))

    def test_of_a_step_that_is_done_only_that_is_told(self, browser):
        form_to(browser.get("/canales"), "/primeros").submit()

        first, *_, last = (
            browser.get("/canales/1/conexion").html.find(class_="steps").find_all("li")
        )

        assert "META_APP_ID, META_APP_SECRET: ya está en la configuración." in first.text
        assert ("Meta for Developers" in first.text, first.find("a")) == (False, None)
        assert "Mientras Meta no apruebe los permisos" in last.text

    def test_a_connection_is_tried_and_a_dead_token_is_told(self, browser, vendor):
        form_to(browser.get("/canales"), "/primeros").submit()
        page = form_to(browser.get("/canales/1/conexion"), "/probar").submit().follow()
        assert "La conexión con Facebook funciona" in page.text
        assert "No vence" in page.text
        assert "emulator" not in page.text.replace(vendor.url, "")
        page = form_to(browser.get("/canales/2/conexion"), "/probar").submit().follow()
        assert "secesp.slp" in page.text

        vendor.refuse_meta_tokens(463)
        page = form_to(browser.get("/canales/1/conexion"), "/probar").submit().follow()
        assert "venció" in page.text
        assert list(refusing()) == ["facebook"]
        vendor.refuse_meta_tokens(0)
        page = form_to(browser.get("/canales/1/conexion"), "/probar").submit().follow()
        assert refusing() == {}

    @pytest.mark.parametrize(
        ("number", "account"), [(3, "Prevención en tu comunidad"), (4, "@secesp_slp")]
    )
    def test_the_account_that_is_connected_is_named(self, browser, number, account):
        form_to(browser.get("/canales"), "/primeros").submit()
        form_to(browser.get(f"/canales/{number}/conexion"), "/probar").submit()
        assert account in browser.get(f"/canales/{number}/conexion").text

    def test_once_connected_the_system_may_publish(self, browser):
        form_to(browser.get("/canales"), "/primeros").submit()
        form = form_to(browser.get("/canales/1"), "/canales/1")
        form["mode"] = "api"
        form.submit().follow()

        assert channels()[0].mode is Mode.API


@pytest.mark.parametrize("network", Network)
def test_a_channel_leads_to_its_connection_where_there_can_be_one(browser, network):
    form_to(browser.get("/canales"), "/primeros").submit()
    (channel,) = [one for one in channels() if one.network is network]
    page = browser.get(f"/canales/{channel.id}")
    there = page.html.find("a", href=f"/canales/{channel.id}/conexion")

    assert bool(there) is bool(NETWORKS[network].guide)
    if there:
        browser.get(there["href"])
    elif not NETWORKS[network].is_ours:
        form = form_to(page, page.request.path)
        form["mode"] = "api"
        assert "En esta red el sistema no publica" in form.submit(status=422).text
