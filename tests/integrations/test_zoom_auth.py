"""The token for Zoom: one for all threads, renewed in time; and the addresses it is for."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from integrations.contracts.meetings import RoomRequest
from integrations.errors import (
    CredentialsError,
    UnavailableError,
)
from integrations.zoom.auth import API_BASE, regional_base
from integrations.zoom.meetings import ZoomMeetings, ZoomSettings
from tests.integrations.conftest import Vendor

Ask = Callable[..., RoomRequest]


def test_one_token_serves_many_calls(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    room = zoom.create(ask())
    zoom.read(room.key)

    assert vendor.calls() == ["token", "create_meeting", "read_meeting"]


def test_the_token_is_renewed_at_nine_tenths_of_its_life(vendor: Vendor, ask: Ask):
    clock = [datetime.now(UTC)]
    zoom = vendor.zoom(now=lambda: clock[0])
    zoom.find(ask())
    clock[0] += timedelta(seconds=3599 * 0.89)
    zoom.find(ask())
    clock[0] += timedelta(seconds=3599 * 0.02)

    zoom.find(ask())

    assert vendor.calls() == [
        "token",
        "list_meetings",
        "list_meetings",
        "token",
        "list_meetings",
    ]


def test_a_token_that_is_refused_is_replaced_once(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    zoom.find(ask())
    vendor.fail("create_meeting", "revoked_token")

    zoom.create(ask())

    assert vendor.calls() == [
        "token",
        "list_meetings",
        "create_meeting",
        "token",
        "create_meeting",
    ]


def test_a_token_that_is_refused_again_needs_a_person(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    vendor.fail("create_meeting", "revoked_token", times=2)

    with pytest.raises(CredentialsError) as caught:
        zoom.create(ask())

    assert caught.value.code == "124"
    assert vendor.calls().count("create_meeting") == 2


def test_wrong_credentials_need_a_person_and_stay_secret(vendor: Vendor, ask: Ask):
    zoom = vendor.zoom(client_secret="top-secret-value")

    with pytest.raises(CredentialsError) as caught:
        zoom.create(ask())

    assert caught.value.message == (
        "Zoom no aceptó las credenciales de la aplicación. (Invalid client_id or client_secret)"
    )
    assert "top-secret-value" not in f"{caught.value!r} {zoom._settings!r}"


@pytest.mark.parametrize("fault", ["500", "html", "lost_request"])
def test_a_token_that_cannot_be_had_means_that_nothing_was_sent(
    vendor: Vendor, zoom: ZoomMeetings, ask: Ask, fault: str
):
    vendor.fail("token", fault)

    with pytest.raises(UnavailableError):
        zoom.create(ask())

    assert vendor.calls() == ["token"]


def test_eight_threads_share_one_token_and_never_mix_their_answers(
    vendor: Vendor, zoom: ZoomMeetings, ask: Ask
):
    start, answers = threading.Barrier(8), {}

    def work(number: int) -> None:
        start.wait()
        room = zoom.create(ask(folio=f"VC-2031-{number:04}", topic=f"Plática {number}"))
        answers[number] = (zoom.read(room.key).topic, room.topic)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert answers == {number: (f"Plática {number}", f"Plática {number}") for number in range(8)}
    assert vendor.calls().count("token") == 1


@pytest.mark.parametrize(
    ("given", "completed"),
    [
        ("http://127.0.0.1:9", "http://127.0.0.1:9/v2"),
        ("http://127.0.0.1:9/", "http://127.0.0.1:9/v2"),
        ("http://127.0.0.1:9/api/v3", "http://127.0.0.1:9/api/v3"),
    ],
)
def test_an_api_address_without_a_path_gets_zooms(given: str, completed: str):
    assert ZoomSettings("a", "b", "c", api_base=given).api_base == completed


def test_a_token_address_without_a_path_gets_zooms():
    settings = ZoomSettings("a", "b", "c", oauth_url="http://127.0.0.1:9")

    assert settings.oauth_url == "http://127.0.0.1:9/oauth/token"


@pytest.mark.parametrize(
    ("configured", "offered", "used"),
    [
        (API_BASE, "https://api-us.zoom.us", "https://api-us.zoom.us/v2"),
        (API_BASE, "https://zoom.us/", "https://zoom.us/v2"),
        (API_BASE, None, API_BASE),
        (API_BASE, "http://api-us.zoom.us", API_BASE),
        (API_BASE, "https://zoom.us.example.org", API_BASE),
        (API_BASE, "https://evilzoom.us", API_BASE),
        ("http://127.0.0.1:9/v2", "https://api-us.zoom.us", "http://127.0.0.1:9/v2"),
    ],
)
def test_the_token_goes_to_no_host_but_zooms_own(configured: str, offered: str | None, used: str):
    assert regional_base(configured, offered) == used
