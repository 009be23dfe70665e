"""Finding a room again at Zoom by its folio, after an answer that was lost."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from integrations.contracts.common import RoomKey
from integrations.contracts.meetings import RoomRequest
from integrations.emulator.zoom import state as zoom_state
from integrations.errors import (
    OutcomeUnknownError,
)
from integrations.zoom.meetings import ZoomMeetings
from tests.integrations.conftest import Vendor

Ask = Callable[..., RoomRequest]


def made(vendor: Vendor, kind: str = "meetings") -> dict[str, object]:
    """Return the only room the emulator holds."""
    (room,) = vendor.state()[kind]
    return room


def test_find_returns_the_room_whose_answer_was_lost(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    vendor.fail("create_meeting", "lost_answer")
    with pytest.raises(OutcomeUnknownError):
        zoom.create(ask())

    found = zoom.find(ask())

    assert found == zoom.read(RoomKey(str(made(vendor)["id"])))


def test_find_returns_nothing_where_nothing_was_made(zoom: ZoomMeetings, ask: Ask):
    assert zoom.find(ask()) is None


@pytest.mark.parametrize("other", ["VC-2031-00010", "VC-2031-000", "AVC-2031-0001"])
def test_find_takes_no_folio_that_only_looks_alike(zoom: ZoomMeetings, ask: Ask, other: str):
    zoom.create(ask(folio=other))

    assert zoom.find(ask(folio="VC-2031-0001")) is None


def test_find_takes_no_room_that_only_mentions_the_folio(zoom: ZoomMeetings, ask: Ask):
    zoom.create(ask(folio="VC-2031-0002", agenda="Sigue a la sesión con Folio VC-2031-0001."))

    assert zoom.find(ask(folio="VC-2031-0001")) is None


def test_find_prefers_the_room_with_the_same_start(
    zoom: ZoomMeetings, ask: Ask, tomorrow: datetime
):
    zoom.create(ask(starts_at=tomorrow - timedelta(hours=2)))
    right = zoom.create(ask())

    assert zoom.find(ask()) == right


def test_find_returns_a_room_of_ours_that_has_another_start(
    zoom: ZoomMeetings, ask: Ask, tomorrow: datetime
):
    room = zoom.create(ask())

    found = zoom.find(ask(starts_at=tomorrow + timedelta(days=1)))

    assert found == room


def test_find_looks_through_every_page(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    with vendor.served.state.transaction() as tx:
        host_id, _ = zoom_state.user(tx, "sala1@secesp.example")
        body = '{"start_time": "2041-01-01T00:00:00Z", "duration": 60, "uuid": "x", "type": 2}'
        for number in range(301):
            tx.run("INSERT INTO room VALUES (?, 'meetings', ?, '1', ?)", number + 1, host_id, body)
    room = zoom.create(ask())

    found = zoom.find(ask())

    assert found == room
    assert vendor.calls().count("list_meetings") == 2


def test_find_looks_through_every_page_of_webinars(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    wanted = ask(host_email="foros@secesp.example", is_webinar=True)
    with vendor.served.state.transaction() as tx:
        host_id, _ = zoom_state.user(tx, "foros@secesp.example")
        body = '{"start_time": "2041-01-01T00:00:00Z", "duration": 60, "uuid": "x", "type": 5}'
        for number in range(301):
            tx.run("INSERT INTO room VALUES (?, 'webinars', ?, '1', ?)", number + 1, host_id, body)
    room = zoom.create(wanted)

    found = zoom.find(wanted)

    assert found == room
    assert vendor.calls().count("list_webinars") == 2


def test_find_sees_a_room_whose_hour_has_passed(vendor: Vendor, ask: Ask, tomorrow: datetime):
    room = vendor.zoom().create(ask())
    vendor.control("clock", advance_s=3 * 86400)
    late = vendor.zoom(now=lambda: tomorrow + timedelta(days=2))

    assert late.find(ask()) == room
