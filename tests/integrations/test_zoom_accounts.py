"""The accounts that can host at Zoom, and how the connection to it stands."""

from collections.abc import Callable

import pytest

from integrations.contracts.meetings import RoomRequest
from integrations.errors import (
    UnavailableError,
)
from integrations.zoom.meetings import ZoomMeetings, ZoomSettings
from integrations.zoom.scopes import Part
from tests.integrations.conftest import Vendor

Ask = Callable[..., RoomRequest]


def test_hosts_lists_accounts_with_what_they_can_do(zoom: ZoomMeetings):
    listed = [
        (one.email, one.label, sorted(one.kinds), one.largest_audience, one.is_licensed)
        for one in zoom.hosts()
    ]

    everything = ["meeting", "recording", "streaming", "webinar"]
    assert listed == [
        ("foros@secesp.example", "Foros", everything, 500, True),
        ("sala1@secesp.example", "Sala 1", ["meeting", "recording"], 100, True),
        ("sala2@secesp.example", "Sala 2", ["meeting", "recording", "streaming"], 300, True),
        ("sala3@secesp.example", "Sala 3", ["meeting", "recording"], 100, True),
        ("basico@secesp.example", "Básico", ["meeting"], 100, False),
    ]


def test_hosts_lists_an_account_whose_settings_are_refused_as_meeting_only(
    vendor: Vendor, zoom: ZoomMeetings
):
    vendor.fail("user_settings", "refuse", status=404, code=1001, times=2)

    kinds = {account.email: account.kinds for account in zoom.hosts()}

    assert [sorted(one) for one in kinds.values()].count(["meeting"]) == 2
    assert len(kinds) == 5


def test_hosts_leaves_out_accounts_that_cannot_host(vendor: Vendor, zoom: ZoomMeetings):
    vendor.control("users", email="sala3@secesp.example", name="Sala 3", kind=4)
    vendor.control("users", email="sala2@secesp.example", name="Sala 2", status="inactive")

    emails = [account.email for account in zoom.hosts()]

    assert emails == ["foros@secesp.example", "sala1@secesp.example", "basico@secesp.example"]


def test_hosts_fails_rather_than_show_half_the_truth(vendor: Vendor, zoom: ZoomMeetings):
    vendor.fail("user_settings", "500")

    with pytest.raises(UnavailableError):
        zoom.hosts()


def test_check_says_that_the_connection_works(vendor: Vendor, zoom: ZoomMeetings):
    connection = zoom.check()

    assert (connection.is_working, connection.mode) == (True, "emulator")
    assert connection.message == "La conexión con Zoom funciona."


def test_check_names_the_missing_scopes(vendor: Vendor, zoom: ZoomMeetings):
    vendor.control("scopes", scopes=["user:read:admin", "meeting:write:admin"])

    connection = zoom.check()

    lacks = {lack.without: lack.scopes for lack in connection.lacks}
    assert connection.is_working is False
    assert lacks[Part.MEETINGS] == (
        "meeting:read:meeting:admin",
        "meeting:read:list_meetings:admin",
    )
    assert len(lacks[Part.WEBINARS]) == 5
    assert connection.message == (
        "A la aplicación de Zoom le faltan permisos. "
        "No se podrá crear, cambiar ni cancelar reuniones."
    )


def test_check_sees_scopes_that_were_added_since(vendor: Vendor, zoom: ZoomMeetings):
    vendor.control("scopes", scopes=["user:read:admin", "meeting:write:admin"])
    zoom.check()
    vendor.control(
        "scopes", scopes=["user:read:admin", "meeting:write:admin", "meeting:read:admin"]
    )

    assert zoom.check().is_working is True


def test_check_says_that_the_credentials_are_wrong(vendor: Vendor):
    connection = vendor.zoom(client_id="otro").check()

    assert connection.is_working is False
    assert connection.message == (
        "Zoom no aceptó las credenciales de la aplicación. (Invalid client_id or client_secret)"
    )


def test_check_says_that_zoom_cannot_be_reached():
    zoom = ZoomMeetings(
        ZoomSettings("a", "b", "c", "http://127.0.0.1:9/v2", "http://127.0.0.1:9/oauth/token")
    )

    connection = zoom.check()

    assert connection.message == "No se pudo conectar con Zoom. (ConnectionError)"
