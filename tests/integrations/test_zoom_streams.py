"""Zoom's rooms that send their picture: what is asked, what is refused, and the key kept quiet."""

import json
import traceback
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from jsonschema import Draft202012Validator

from integrations.contracts.broadcasting import StreamTarget
from integrations.contracts.common import RoomKey
from integrations.contracts.meetings import RoomRequest
from integrations.emulator.zoom.seeds import SCOPES
from integrations.errors import (
    CredentialsError,
    HostUnusableError,
    IntegrationError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitedError,
    RejectedError,
    TooEarlyError,
)
from integrations.http.call import VendorRequest
from integrations.zoom.meetings import ZoomMeetings, ZoomSettings
from tests.vendor import Vendor

KEY = "FB-1234-0-secret"
SCHEMAS = Path(__file__).parents[3] / "shared" / "contracts" / "zoom-webhooks.schemas.json"
TARGET = StreamTarget("rtmps://example.com:443/rtmp/", KEY, "https://www.facebook.com/1/videos/2")


@pytest.fixture
def vendor(served_vendor: Vendor) -> Vendor:
    """The vendors, with the door for what people do there."""
    served_vendor.reset()
    return served_vendor


@pytest.fixture
def zoom(vendor: Vendor) -> ZoomMeetings:
    """Zoom, as the emulator plays it."""
    return zoom_at(vendor.url)


@pytest.fixture
def room(zoom: ZoomMeetings) -> RoomKey:
    """A room on a licence that may stream."""
    return make_room(zoom)


def zoom_at(url: str) -> ZoomMeetings:
    """Return the adapter on an emulator."""
    return ZoomMeetings(ZoomSettings("emulator", "emulator", "emulator", url, url))


def refused_fields(vendor: Vendor, room: RoomKey, address: str, body: object) -> list[str]:
    """Send a body that the adapter never would; return the fields that Zoom has against it."""
    pair = ("emulator", "emulator")
    form = {"grant_type": "account_credentials", "account_id": "emulator"}
    token = requests.post(f"{vendor.url}/oauth/token", form, auth=pair, timeout=60).json()
    answer = requests.patch(
        f"{vendor.url}/v2/meetings/{room.external_id}/{address}",
        json=body,
        headers={"Authorization": f"Bearer {token['access_token']}"},
        timeout=60,
    )
    return [one["field"] for one in answer.json().get("errors", [])] if answer.content else []


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


def test_an_account_without_its_own_service_is_told_just_that(zoom, vendor):
    vendor.add_user(
        "sala1@secesp.example", name="Sala 1", has_streaming=True, has_custom_service=False
    )
    room = make_room(zoom, host_email="sala1@secesp.example")

    [bad] = [check for check in zoom.streams.check(room) if check.is_good is False]
    with pytest.raises(RejectedError, match="not enabled"):
        zoom.streams.hand_over(room, TARGET)

    assert bad.name == "custom_service"
    assert "Servicio personalizado" in bad.advice


def test_a_host_without_licence_is_found_out_before_and_refused_after(zoom, vendor):
    vendor.add_user("basico@secesp.example", name="Básico", kind=1, has_streaming=True)
    room = make_room(zoom, host_email="basico@secesp.example")

    [bad] = [check for check in zoom.streams.check(room) if check.is_good is False]
    with pytest.raises(HostUnusableError):
        zoom.streams.hand_over(room, TARGET)

    assert bad.name == "licensed"


def test_what_zoom_does_not_tell_is_not_known(zoom, room, vendor):
    vendor.stage(room.external_id, "change", settings={"encryption_type": None})

    [check] = [one for one in zoom.streams.check(room) if one.name == "not_encrypted"]

    assert check.is_good is None


def test_the_check_of_a_room_that_is_gone_says_so(zoom, room):
    zoom.delete(room)

    with pytest.raises(NotFoundError):
        zoom.streams.check(room)


def test_a_room_with_end_to_end_encryption_is_found_out_before_and_refused_after(
    zoom, room, vendor
):
    vendor.stage(room.external_id, "change", settings={"encryption_type": "e2ee"})
    vendor.stage(room.external_id, "start")
    zoom.streams.hand_over(room, TARGET)

    [bad] = [check for check in zoom.streams.check(room) if check.is_good is False]
    with pytest.raises(RejectedError, match="de extremo a extremo"):
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
    zoom.streams.start(room, "Facebook Live")
    vendor.stage(room.external_id, "end")

    told = vendor.waiting()
    assert [one["event"] for one in told] == [
        "meeting.started",
        "meeting.live_streaming_started",
        "meeting.live_streaming_stopped",
        "meeting.ended",
    ]
    streaming = told[1]["payload"]["object"]["live_streaming"]
    assert streaming["service"] == "Custom_Live_Streaming_Service"
    assert streaming["custom_live_streaming_settings"] == {
        "stream_url": TARGET.stream_url,
        "stream_key": KEY,
        "page_url": TARGET.page_url,
        "resolution": "720p",
    }


def test_what_is_told_of_a_stream_fits_zooms_own_schemas(zoom, room, vendor):
    if not SCHEMAS.exists():
        pytest.skip(f"Zoom's schemas are not beside this project ({SCHEMAS.name})")
    schemas = json.loads(SCHEMAS.read_text(encoding="utf-8"))["events"]
    vendor.subscribe("http://127.0.0.1:9/", "secret", is_held=True)
    zoom.streams.hand_over(room, TARGET)
    vendor.stage(room.external_id, "start")
    zoom.streams.start(room, "Facebook Live")

    zoom.streams.stop(room)

    told = [one for one in vendor.waiting() if "live_streaming" in one["event"]]
    faults = [
        f"{one['event']} {error.message[:150]}"
        for one in told
        for error in Draft202012Validator(schemas[one["event"]]).iter_errors(one)
    ]
    assert (len(told), faults) == (2, [])


def test_a_second_configuration_replaces_the_first(zoom, room, vendor):
    vendor.subscribe("http://127.0.0.1:9/", "secret", is_held=True)
    zoom.streams.hand_over(room, StreamTarget("rtmps://old.example/", "old", TARGET.page_url))
    vendor.stage(room.external_id, "start")

    zoom.streams.hand_over(room, TARGET)
    zoom.streams.start(room, "")

    streaming = vendor.waiting()[-1]["payload"]["object"]["live_streaming"]
    assert streaming["custom_live_streaming_settings"]["stream_key"] == KEY


def test_a_stop_of_what_does_not_run_is_no_failure(zoom, room):
    zoom.streams.stop(room)
    zoom.delete(room)

    zoom.streams.stop(room)


def test_a_stop_of_a_room_that_is_closed_is_no_failure(zoom, room, vendor):
    vendor.fail("livestream_status", "refuse", code=4927, message="Meeting has not started.")

    zoom.streams.stop(room)

    assert vendor.calls("livestream_status") == 1


def test_a_stop_that_cannot_be_heard_is_told(zoom, room, vendor):
    vendor.fail("livestream_status", "429_burst")
    with pytest.raises(RateLimitedError):
        zoom.streams.stop(room)

    vendor.fail("livestream_status", "lost_answer")
    with pytest.raises(OutcomeUnknownError):
        zoom.streams.stop(room)


def test_a_room_that_was_never_told_where_to_send_is_refused(zoom, room, vendor):
    vendor.stage(room.external_id, "start")

    with pytest.raises(RejectedError, match="not configured"):
        zoom.streams.start(room, "Facebook Live")


def test_all_three_addresses_are_needed(zoom, room):
    with pytest.raises(RejectedError, match="page_url"):
        zoom.streams.hand_over(room, StreamTarget("rtmps://example.com/rtmp/", KEY, ""))


@pytest.mark.parametrize(
    ("address", "body", "fields"),
    [
        ("livestream", {}, ["stream_url", "stream_key", "page_url", "page_url"]),
        (
            "livestream",
            {"stream_url": "r" * 1025, "stream_key": "k" * 513, "page_url": "https://x.example"},
            ["stream_url", "stream_key"],
        ),
        (
            "livestream",
            {"stream_url": "r", "stream_key": "k", "page_url": "https://x.example", "key": "k"},
            ["key"],
        ),
        ("livestream/status", {"action": "START"}, ["action"]),
        ("livestream/status", {"action": "start", "layout": "speaker_view"}, ["layout"]),
        (
            "livestream/status",
            {"action": "start", "settings": {"layout": "speaker"}},
            ["settings.layout"],
        ),
        (
            "livestream/status",
            {"action": "start", "settings": {"display_name": "x" * 51}},
            ["settings.display_name"],
        ),
        (
            "livestream/status",
            {"action": "start", "settings": {"displayname": "x"}},
            ["settings.displayname"],
        ),
    ],
)
def test_the_emulator_takes_no_body_that_zoom_would_not(vendor, room, address, body, fields):
    assert refused_fields(vendor, room, address, body) == fields


def test_webinars_have_the_same_doors_and_tell_nothing_of_streams(zoom, vendor):
    room = make_room(zoom, host_email="foros@secesp.example", is_webinar=True)
    vendor.subscribe("http://127.0.0.1:9/", "secret", is_held=True)
    vendor.stage(room.external_id, "start")

    zoom.streams.hand_over(room, TARGET)
    zoom.streams.start(room, "Facebook Live")
    zoom.streams.stop(room)

    assert vendor.calls("livestream_status") == 2
    assert [one["event"] for one in vendor.waiting()] == ["webinar.started"]


def test_a_meeting_that_became_a_webinar_streams_as_one(zoom, vendor):
    made = make_room(zoom, host_email="foros@secesp.example", is_webinar=True)
    as_meeting = RoomKey(made.external_id, made.host_email)
    vendor.stage(made.external_id, "start")

    checks = zoom.streams.check(as_meeting)
    zoom.streams.hand_over(as_meeting, TARGET)
    zoom.streams.start(as_meeting, "Facebook Live")

    assert [check.is_good for check in checks] == [True] * 4


def test_too_many_calls_and_lost_answers_are_told_apart(zoom, room, vendor):
    vendor.fail("set_livestream", "429_burst")
    with pytest.raises(RateLimitedError):
        zoom.streams.hand_over(room, TARGET)

    vendor.fail("set_livestream", "lost_answer")
    with pytest.raises(OutcomeUnknownError):
        zoom.streams.hand_over(room, TARGET)


def test_missing_permissions_are_named_and_rooms_go_on(zoom, vendor):
    kept = [scope for scope in SCOPES if "livestream" not in scope]
    vendor.scopes(*kept)
    room = make_room(zoom)

    with pytest.raises(CredentialsError) as refused:
        zoom.streams.hand_over(room, TARGET)

    assert "meeting:update:livestream:admin" in refused.value.missing_scopes
    assert zoom.check().is_working is True
    assert "meeting:update:livestream:admin" in zoom.check().missing_scopes
    assert "No se podrá transmitir reuniones en vivo" in zoom.check().message


def test_permissions_to_stream_that_were_added_since_are_seen(zoom, vendor):
    vendor.scopes(*(scope for scope in SCOPES if "livestream" not in scope))
    zoom.check()

    vendor.scopes(*SCOPES)

    assert zoom.check().message == "La conexión con Zoom funciona."


def test_the_classic_permission_includes_streaming(zoom, vendor):
    parts = ("user:read", "meeting:read", "meeting:write", "webinar:read", "webinar:write")
    others = ("recording:read", "recording:write", "report:read", "phone_recording:read")
    vendor.scopes(*(f"{name}:admin" for name in (*parts, *others)))
    room = make_room(zoom)

    zoom.streams.hand_over(room, TARGET)

    assert zoom.check().message == "La conexión con Zoom funciona."


@pytest.mark.parametrize("key", [KEY, "a key of-another~shape"])
@pytest.mark.parametrize("kind", ["refuse", "429_burst", "500", "lost_answer", "html_after"])
def test_no_error_holds_the_key(zoom, room, vendor, kind, key):
    target = StreamTarget(TARGET.stream_url, key, TARGET.page_url)
    vendor.fail("set_livestream", kind, message=f"Bad value: {key} was sent")

    with pytest.raises(IntegrationError) as refused:
        zoom.streams.hand_over(room, target)

    told = "".join(traceback.format_exception(refused.value))
    assert key not in f"{refused.value!r} {refused.value.message} {target!r} {told}"


def test_no_call_shows_what_it_sends():
    call = VendorRequest("set_livestream", "PATCH", "/x", body={"stream_key": KEY})

    assert KEY not in repr(call)
