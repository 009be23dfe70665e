"""Zoom's rooms that send their picture: what is asked, what is refused, and the key kept quiet."""

from datetime import UTC, datetime, timedelta

import pytest

from integrations.base import RoomKey, RoomRequest
from integrations.broadcasting import StreamTarget
from integrations.errors import (
    CredentialsError,
    OutcomeUnknownError,
    RateLimitedError,
    RejectedError,
    TooEarlyError,
)
from integrations.zoom import ZoomMeetings, ZoomSettings
from tests.vendor import Vendor

KEY = "FB-1234-0-secret"
TARGET = StreamTarget("rtmps://example.com:443/rtmp/", KEY, "https://www.facebook.com/1/videos/2")


@pytest.fixture
def vendor(served_vendor: Vendor) -> Vendor:
    """The vendors, with the door for what people do there."""
    served_vendor.reset()
    return served_vendor


@pytest.fixture
def zoom(vendor: Vendor) -> ZoomMeetings:
    """Zoom, as the emulator plays it."""
    return ZoomMeetings(
        ZoomSettings("emulator", "emulator", "emulator", f"{vendor.url}/v2", vendor.url)
    )


@pytest.fixture
def room(zoom: ZoomMeetings) -> RoomKey:
    """A room on a licence that may stream."""
    return make_room(zoom)


def make_room(zoom: ZoomMeetings, **values: object) -> RoomKey:
    """Make a room and return what leads to it."""
    known = {"folio": "VC-2031-0001", "host_email": "sala2@secesp.example"}
    start = datetime.now(UTC) + timedelta(days=3)
    request = RoomRequest(
        **(known | values),
        topic="Plática",
        agenda="",
        starts_at=start,
        duration_min=60,
        tzid="America/Mexico_City",
    )
    return zoom.create(request).key


def test_a_room_that_can_stream_passes_every_check(zoom, room):
    checks = zoom.streams.check(room)

    assert {check.name: check.is_good for check in checks} == {
        "allowed": True,
        "custom_service": True,
        "licensed": True,
        "not_encrypted": True,
    }


def test_an_account_that_may_not_stream_is_told_what_to_switch_on(zoom):
    room = make_room(zoom, host_email="sala1@secesp.example")

    bad = [check for check in zoom.streams.check(room) if check.is_good is False]

    assert [check.name for check in bad] == ["allowed", "custom_service"]
    assert "Permitir la transmisión en vivo" in bad[0].advice


def test_a_room_with_end_to_end_encryption_is_found_out_before_and_refused_after(
    zoom, room, vendor
):
    vendor.stage(room.external_id, "change", settings={"encryption_type": "e2ee"})
    vendor.stage(room.external_id, "start")
    zoom.streams.hand_over(room, TARGET)

    [bad] = [check for check in zoom.streams.check(room) if check.is_good is False]
    with pytest.raises(RejectedError, match="cifrado de extremo a extremo"):
        zoom.streams.start(room, "Facebook Live")

    assert bad.name == "not_encrypted"


def test_a_stream_starts_only_once_somebody_is_in_the_room(zoom, room, vendor):
    zoom.streams.hand_over(room, TARGET)

    with pytest.raises(TooEarlyError, match="todavía no se abre"):
        zoom.streams.start(room, "Facebook Live")
    vendor.stage(room.external_id, "start")
    zoom.streams.start(room, "Facebook Live")
    zoom.streams.start(room, "Facebook Live")

    assert vendor.calls("livestream_status") == 3


def test_start_and_end_are_told_by_webhook(zoom, room, vendor):
    vendor.subscribe("http://127.0.0.1:9/", "secret", is_held=True)
    zoom.streams.hand_over(room, TARGET)
    vendor.stage(room.external_id, "start")

    zoom.streams.start(room, "Facebook Live")
    vendor.stage(room.external_id, "end")

    told = [one["event"] for one in vendor.waiting()]
    assert told == [
        "meeting.started",
        "meeting.live_streaming_started",
        "meeting.live_streaming_stopped",
        "meeting.ended",
    ]


def test_a_stop_of_what_does_not_run_is_no_failure(zoom, room):
    zoom.streams.stop(room)
    zoom.delete(room)

    zoom.streams.stop(room)


def test_all_three_addresses_are_needed(zoom, room):
    with pytest.raises(RejectedError, match="page_url"):
        zoom.streams.hand_over(room, StreamTarget("rtmps://example.com/rtmp/", KEY, ""))


@pytest.mark.parametrize("host", ["foros@secesp.example"])
def test_webinars_have_the_same_doors(zoom, vendor, host):
    room = make_room(zoom, host_email=host, is_webinar=True)
    vendor.stage(room.external_id, "start")

    zoom.streams.hand_over(room, TARGET)
    zoom.streams.start(room, "Facebook Live")

    assert vendor.calls("livestream_status") == 1


def test_too_many_calls_and_lost_answers_are_told_apart(zoom, room, vendor):
    vendor.fail("set_livestream", "429_burst")
    with pytest.raises(RateLimitedError):
        zoom.streams.hand_over(room, TARGET)

    vendor.fail("set_livestream", "lost_answer")
    with pytest.raises(OutcomeUnknownError):
        zoom.streams.hand_over(room, TARGET)


def test_missing_permissions_are_named_and_rooms_go_on(zoom, vendor):
    state = vendor.state()
    assert state["meetings"] == []
    kept = [scope for scope in zoom_scopes() if "livestream" not in scope]
    vendor.scopes(*kept)
    room = make_room(zoom)

    with pytest.raises(CredentialsError) as refused:
        zoom.streams.hand_over(room, TARGET)

    assert "meeting:update:livestream:admin" in refused.value.missing_scopes
    assert zoom.check().is_working is True
    assert "meeting:update:livestream:admin" in zoom.check().message


def test_no_error_holds_the_key(zoom, room, vendor):
    vendor.fail("set_livestream", "refuse", message=f"Bad stream_key={KEY}")

    with pytest.raises(RejectedError) as refused:
        zoom.streams.hand_over(room, TARGET)

    assert KEY not in f"{refused.value} {refused.value!r} {TARGET!r}"


def zoom_scopes() -> tuple[str, ...]:
    """Return what a token of the emulator permits at first."""
    from integrations.emulator.seeds import SCOPES

    return SCOPES
