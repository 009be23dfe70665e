"""The Zoom adapter against the emulated Zoom: rooms made, read, changed and deleted."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from integrations.contracts.common import RoomKey
from integrations.contracts.meetings import Room, RoomRequest
from integrations.errors import (
    NotFoundError,
)
from integrations.zoom.meetings import ZoomMeetings, masked_join_url
from tests.integrations.conftest import Vendor

Ask = Callable[..., RoomRequest]


def made(vendor: Vendor, kind: str = "meetings") -> dict[str, object]:
    """Return the only room the emulator holds."""
    (room,) = vendor.state()[kind]
    return room


def test_create_makes_the_room_that_was_asked_for(
    vendor: Vendor, zoom: ZoomMeetings, ask: Ask, tomorrow: datetime
):
    room = zoom.create(ask(records=True, alternative_hosts=("sala2@secesp.example",)))

    kept = made(vendor)
    assert room == Room(
        external_id=str(kept["id"]),
        external_uuid=kept["uuid"],
        join_url=room.join_url,
        passcode="48291377",
        host_email="sala1@secesp.example",
        topic="Plática: prevención",
        starts_at=tomorrow,
        duration_min=60,
        records=True,
        has_waiting_room=True,
    )
    assert kept["start_time"] == f"{tomorrow:%Y-%m-%dT%H:%M:%SZ}"
    assert kept["agenda"] == "Folio VC-2031-0001\nPara escuelas secundarias."
    assert kept["settings"] == {
        "use_pmi": False,
        "waiting_room": True,
        "join_before_host": False,
        "mute_upon_entry": True,
        "participant_video": False,
        "auto_recording": "cloud",
        "approval_type": 2,
        "encryption_type": "enhanced_encryption",
        "email_notification": False,
        "alternative_hosts_email_notification": False,
        "alternative_hosts": "sala2@secesp.example",
    }


def test_create_separates_alternative_hosts_with_semicolons(
    vendor: Vendor, zoom: ZoomMeetings, ask: Ask
):
    zoom.create(ask(alternative_hosts=("sala2@secesp.example", "sala3@secesp.example")))

    hosts = made(vendor)["settings"]["alternative_hosts"]
    assert hosts == "sala2@secesp.example;sala3@secesp.example"


def test_create_writes_the_start_in_utc(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    start = datetime(2041, 7, 1, 20, 0, tzinfo=ZoneInfo("America/Mexico_City"))

    zoom.create(ask(starts_at=start))

    assert made(vendor)["start_time"] == "2041-07-02T02:00:00Z"


def test_create_cuts_texts_to_what_zoom_takes_and_keeps_the_folio(
    vendor: Vendor, zoom: ZoomMeetings, ask: Ask
):
    zoom.create(ask(topic="ñ" * 300, agenda="á" * 3000))

    kept = made(vendor)
    assert kept["topic"] == "ñ" * 200
    assert kept["agenda"] == "Folio VC-2031-0001\n" + "á" * (2000 - 19)


def test_create_of_a_webinar_makes_a_webinar(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    room = zoom.create(ask(host_email="foros@secesp.example", is_webinar=True, records=True))

    kept = made(vendor, "webinars")
    assert (kept["type"], kept["settings"]["auto_recording"]) == (5, "cloud")
    assert room.is_webinar is True


def test_no_room_carries_the_link_that_starts_it(zoom: ZoomMeetings, ask: Ask):
    room = zoom.create(ask())

    read = zoom.read(room.key)

    assert [text for text in (repr(room), repr(read)) if "zak=" in text or "/s/" in text] == []


def test_start_url_is_the_link_with_the_hosts_token(zoom: ZoomMeetings, ask: Ask):
    room = zoom.create(ask())

    link = zoom.start_url(room.key)

    assert link.split("=")[0].rsplit("/", 1)[1] == f"{room.external_id}?zak"


def test_update_changes_the_same_room_and_keeps_its_link(
    vendor: Vendor, zoom: ZoomMeetings, ask: Ask, tomorrow: datetime
):
    room = zoom.create(ask())
    later = tomorrow + timedelta(hours=3)

    changed = zoom.update(room.key, ask(topic="Otro título", starts_at=later))

    assert (changed.external_id, changed.join_url) == (room.external_id, room.join_url)
    assert (changed.topic, changed.starts_at) == ("Otro título", later)
    assert vendor.calls()[-2:] == ["update_meeting", "read_meeting"]


def test_update_returns_the_new_link_when_the_passcode_changes(zoom: ZoomMeetings, ask: Ask):
    room = zoom.create(ask())

    changed = zoom.update(room.key, ask(passcode="99999999"))

    assert changed.join_url == zoom.read(room.key).join_url
    assert changed.join_url != room.join_url


def test_update_takes_away_alternative_hosts_who_are_no_longer_named(
    vendor: Vendor, zoom: ZoomMeetings, ask: Ask
):
    room = zoom.create(ask(alternative_hosts=("sala2@secesp.example",)))

    zoom.update(room.key, ask())

    assert made(vendor)["settings"]["alternative_hosts"] == ""


def test_update_shows_that_a_start_in_the_past_was_ignored(
    zoom: ZoomMeetings, ask: Ask, tomorrow: datetime
):
    room = zoom.create(ask())

    changed = zoom.update(room.key, ask(starts_at=tomorrow - timedelta(days=9)))

    assert changed.starts_at == tomorrow


def test_delete_leaves_no_room_and_may_be_repeated(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    room = zoom.create(ask())

    zoom.delete(room.key)
    zoom.delete(room.key)

    assert vendor.state()["meetings"] == []


def test_read_of_a_room_that_is_gone_says_so(zoom: ZoomMeetings):
    with pytest.raises(NotFoundError) as caught:
        zoom.read(RoomKey("12345678901"))

    assert (caught.value.status, caught.value.code) == (404, "3001")
    assert caught.value.message == (
        "La sala no existe en Zoom o ya venció. (Meeting does not exist: 12345678901.)"
    )


def test_masked_join_url_has_no_passcode():
    assert masked_join_url("https://us02web.zoom.us/j/123?pwd=abc#x") == (
        "https://us02web.zoom.us/j/123"
    )


def test_create_leaves_out_an_unknown_alternative_host_with_a_warning(
    vendor: Vendor, zoom: ZoomMeetings, ask: Ask
):
    room = zoom.create(ask(alternative_hosts=("sala2@secesp.example", "ana@otra.example")))

    assert made(vendor)["settings"]["alternative_hosts"] == "sala2@secesp.example"
    assert room.warnings == (
        "Zoom no aceptó como anfitriones alternos a: ana@otra.example. "
        "Solo pueden serlo quienes tienen cuenta en la misma organización de Zoom.",
    )


def test_update_leaves_out_an_unknown_alternative_host_with_a_warning(zoom: ZoomMeetings, ask: Ask):
    room = zoom.create(ask())

    changed = zoom.update(room.key, ask(alternative_hosts=("ana@otra.example",)))

    assert len(changed.warnings) == 1


def test_create_leaves_out_all_alternative_hosts_when_zoom_names_none(
    vendor: Vendor, zoom: ZoomMeetings, ask: Ask
):
    errors = [{"field": "settings.alternative_hosts", "message": "Invalid field."}]
    vendor.fail("create_meeting", "refuse", errors=errors)

    zoom.create(ask(alternative_hosts=("sala2@secesp.example", "sala3@secesp.example")))

    assert made(vendor)["settings"]["alternative_hosts"] == ""
    assert vendor.calls().count("create_meeting") == 2


def test_create_does_not_ask_zoom_about_one_alternative_host_after_another(
    vendor: Vendor, zoom: ZoomMeetings, ask: Ask
):
    hosts = [f"{name}@secesp.example" for name in ("sala2", "sala3", "foros")]
    for email in hosts[:2]:
        errors = [{"field": "settings.alternative_hosts", "message": f"Invalid: {email}."}]
        vendor.fail("create_meeting", "refuse", errors=errors)

    room = zoom.create(ask(alternative_hosts=tuple(hosts)))

    assert vendor.calls().count("create_meeting") == 3
    assert room.warnings[0].split(". ")[0] == (
        "Zoom no aceptó como anfitriones alternos a: " + ", ".join(hosts)
    )
