"""One contract, every provider: what the worker relies on, whoever makes the room."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from integrations.contracts.meetings import MeetingProvider, RoomRequest
from integrations.errors import RejectedError
from integrations.join_links import ANY_HOST, MEET_HOSTS, ZOOM_HOSTS
from integrations.manual.meetings import ManualRooms
from tests.integrations.conftest import Vendor

Ask = Callable[..., RoomRequest]
MADE_BY_HAND = {
    "zoom by hand": ("zoom", ZOOM_HOSTS, "https://zoom.us/j/1"),
    "google_meet by hand": ("google_meet", MEET_HOSTS, "https://meet.google.com/abc-defg-hij"),
    "other by hand": ("other", ANY_HOST, "https://example.org/sala"),
}


@pytest.fixture(params=["zoom", "google_meet", *MADE_BY_HAND])
def provider(request: pytest.FixtureRequest, vendor: Vendor) -> MeetingProvider:
    """Each provider in turn."""
    if request.param == "zoom":
        return vendor.zoom()
    if request.param == "google_meet":
        return vendor.google()
    platform, hosts, _ = MADE_BY_HAND[request.param]
    return ManualRooms(platform, hosts)


@pytest.fixture
def wanted(ask: Ask, ask_meet: Ask, provider: MeetingProvider) -> RoomRequest:
    """A request that the provider can fulfil."""
    if provider.makes_rooms_itself and provider.platform == "google_meet":
        return ask_meet()
    links = {platform: link for platform, _, link in MADE_BY_HAND.values()}
    return ask(pasted_url="" if provider.makes_rooms_itself else links[provider.platform])


def test_a_room_that_was_made_can_be_read_and_found(provider: MeetingProvider, wanted: RoomRequest):
    room = provider.create(wanted)

    assert provider.read(room.key) == room
    assert provider.find(wanted) == room


def test_a_room_carries_what_was_asked_for(provider: MeetingProvider, wanted: RoomRequest):
    room = provider.create(wanted)

    asked = (wanted.topic, wanted.starts_at, wanted.duration_min, wanted.passcode)
    assert (room.topic, room.starts_at, room.duration_min, room.passcode) == asked
    assert isinstance(room.external_id, str)
    assert room.warnings == ()


def test_a_change_keeps_the_room(
    provider: MeetingProvider, wanted: RoomRequest, tomorrow: datetime
):
    room = provider.create(wanted)
    later = replace(wanted, starts_at=tomorrow + timedelta(hours=2))

    changed = provider.update(room.key, later)

    assert changed.external_id == room.external_id
    assert provider.read(room.key).starts_at == tomorrow + timedelta(hours=2)


def test_a_deleted_room_is_gone_and_may_be_deleted_again(
    provider: MeetingProvider, wanted: RoomRequest
):
    room = provider.create(wanted)

    provider.delete(room.key)
    provider.delete(room.key)

    assert provider.find(wanted) is None
    with pytest.raises(RejectedError):
        provider.read(room.key)


def test_the_host_gets_a_link_to_start(provider: MeetingProvider, wanted: RoomRequest):
    room = provider.create(wanted)

    link = provider.start_url(room.key)

    assert link.split(":")[0] in ("http", "https")


def test_every_provider_says_how_its_connection_stands(provider: MeetingProvider):
    connection = provider.check()

    modes = {True: "emulator", False: "manual"}
    assert (connection.is_working, connection.mode) == (True, modes[provider.makes_rooms_itself])


def test_every_provider_refuses_a_link_that_is_none(provider: MeetingProvider):
    with pytest.raises(RejectedError):
        provider.check_link("no es una liga")
