"""The pages of Google's connection: what they prove, what they say is not to be had."""

import pytest
import requests

from tests.conftest import make_settings
from tests.vendor import google_at, zoom_at
from vc.accounts.models import Role
from vc.db import db
from vc.licences.feature import name_what_is_missing
from vc.services import services_of


@pytest.fixture
def settings(tmp_path, vendor):
    """Settings that point both vendors at the emulator."""
    return make_settings(tmp_path, **zoom_at(vendor), **google_at(vendor))


@pytest.fixture
def office(browser_of, reading):
    """A coordinator's browser."""
    return browser_of(Role.COORDINATOR)


def tried(office) -> str:
    """Try the connection and return the page."""
    page = office.get("/integraciones")
    action = "/integraciones/google_meet/probar"
    return next(form for form in page.forms.values() if form.action == action).submit().text


def test_the_check_says_what_was_proven_and_what_is_to_be_registered(office):
    page = tried(office)

    assert "Google aceptó la llave de la cuenta de servicio." in page
    assert "100000000000000000001" in page
    assert "https://www.googleapis.com/auth/calendar.events" in page


def test_an_outage_at_google_is_said_in_words(office, vendor):
    vendor.fail("google_token", "500")

    assert "Google tiene una falla interna (HTTP 500)." in tried(office)


def test_importing_says_that_google_lists_no_accounts(office):
    page = office.get("/licencias/importar")

    assert "Google no dice qué cuentas hay" in page.text


def test_the_booking_form_says_what_differs_in_meet(office):
    page = office.get("/sesiones/nueva")

    assert "Meet no transmite solo." in page.text
    assert "no graba, se usará Zoom" in page.text


def test_the_start_tries_google_and_has_nothing_to_say(app, vendor, caplog):
    with app.app_context():
        name_what_is_missing(db.session(), services_of(app))

    calls = requests.get(f"{vendor.url}/_emulator/state", timeout=60).json()["calls"]
    assert "google_token" in [call["operation"] for call in calls]
    assert caplog.text == ""
