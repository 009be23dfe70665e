"""Who was in a room, whether an account can host, and what is open on it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from integrations.contracts.common import RoomKey
from integrations.contracts.meetings import Attendee, RoomRequest
from integrations.emulator.zoom.seeds import BASIC, SCOPES
from integrations.errors import CredentialsError, HostUnusableError
from integrations.zoom.attendance import in_path
from integrations.zoom.meetings import ZoomMeetings
from tests.integrations.conftest import Vendor

Ask = Callable[..., RoomRequest]
REPORT = "report:read:list_meeting_participants:admin"
INSTANCES = "meeting:read:list_past_instances:admin"
BEGIN = datetime(2031, 3, 4, 16, 0, tzinfo=UTC)
WINDOW = (BEGIN - timedelta(minutes=30), BEGIN + timedelta(hours=3))


def at(minute: int) -> str:
    """Return an instant some minutes after the beginning, as the emulator's door takes it."""
    return (BEGIN + timedelta(minutes=minute)).isoformat()


def hold(vendor: Vendor, number: str, people: list[str], begin: int = 0, end: int = 60) -> str:
    """Open the room for some people who stay until its end; return the opening's id."""
    opened = vendor.control(f"rooms/{number}/start", at=at(begin))
    for name in people:
        vendor.control(
            f"rooms/{number}/join", name=name, email=f"{name}@x.example",
            registrant_id=f"r-{name}", at=at(begin + 1),
        )  # fmt: skip
    vendor.control(f"rooms/{number}/end", at=at(end))
    return str(opened["uuid"])


@pytest.fixture
def key(zoom: ZoomMeetings, ask: Ask) -> RoomKey:
    """A room that was made."""
    return zoom.create(ask()).key


def test_everybody_who_was_there_is_listed_with_their_number_as_registrant(vendor, zoom, key):
    hold(vendor, key.external_id, ["ana", "luis"])

    found = zoom.attendees(key, *WINDOW)

    minute = timedelta(minutes=1)
    assert [replace(stay, seat_id="") for stay in found] == [
        Attendee("ana", BEGIN + minute, BEGIN + 60 * minute, "ana@x.example", "r-ana"),
        Attendee("luis", BEGIN + minute, BEGIN + 60 * minute, "luis@x.example", "r-luis"),
    ]
    assert len({stay.seat_id for stay in found}) == 2


@pytest.mark.parametrize(
    ("name", "is_phone"),
    [
        ("+52 444*****12", True),
        ("15551234567", True),
        ("Call-in User_1", True),
        ("Call-In User 2", True),
        ("3°B", False),
        ("Ana 2", False),
        ("Secundaria 12", False),
    ],
)
def test_whoever_dials_in_is_told_by_what_zoom_calls_them(vendor, zoom, key, name, is_phone):
    hold(vendor, key.external_id, [name])

    assert [stay.is_phone for stay in zoom.attendees(key, *WINDOW)] == [is_phone]


def test_every_time_the_room_was_opened_within_the_window_counts(vendor, zoom, key):
    hold(vendor, key.external_id, ["ana"])
    hold(vendor, key.external_id, ["ana", "eva"], begin=70, end=100)
    hold(vendor, key.external_id, ["otra"], begin=24 * 60, end=25 * 60)

    found = zoom.attendees(key, *WINDOW)

    assert [stay.name for stay in found] == ["ana", "ana", "eva"]


def test_all_pages_are_read(vendor, zoom, key):
    vendor.control(f"rooms/{key.external_id}/start", at=at(0))
    with vendor.served.state.transaction() as tx:
        uuid = tx.one("SELECT uuid FROM opening")["uuid"]
        for number in range(650):
            tx.run(
                "INSERT INTO stay (uuid, name, email, registrant_id, joined_at) "
                "VALUES (?, ?, '', '', ?)",
                *(uuid, f"p{number}", at(1)),
            )
    vendor.control(f"rooms/{key.external_id}/end", at=at(60))

    found = zoom.attendees(key, *WINDOW)

    assert len({stay.name for stay in found}) == 650
    assert vendor.calls().count("report_meeting_participants") == 3


@pytest.mark.parametrize("uuid", ["/abc//d==", "ab//c==", "/x==", "a/b+c=="])
def test_ids_with_slashes_are_found(vendor, zoom, key, uuid):
    hold(vendor, key.external_id, ["ana"])
    with vendor.served.state.transaction() as tx:
        tx.run("UPDATE opening SET uuid = ?", uuid)
        tx.run("UPDATE stay SET uuid = ?", uuid)

    found = zoom.attendees(key, *WINDOW)

    assert [stay.name for stay in found] == ["ana"]


def test_ids_that_begin_with_a_slash_or_hold_two_are_encoded_twice():
    assert in_path("/a==") == "%252Fa%253D%253D"
    assert in_path("a//b") == "a%252F%252Fb"
    assert in_path("a/b") == "a%2Fb"


def test_without_the_report_s_scope_the_past_participants_answer(vendor, key):
    vendor.control("scopes", scopes=[name for name in SCOPES if not name.startswith("report")])
    hold(vendor, key.external_id, ["ana"])

    found = vendor.zoom().attendees(key, *WINDOW)

    assert [(stay.name, stay.email, stay.registrant_id) for stay in found] == [
        ("ana", "ana@x.example", "")
    ]
    assert "past_meeting_participants" in vendor.calls()


def test_without_the_scope_of_openings_the_last_one_is_asked_for(vendor, key):
    vendor.control("scopes", scopes=[name for name in SCOPES if name != INSTANCES])
    hold(vendor, key.external_id, ["ana"])

    found = vendor.zoom().attendees(key, *WINDOW)

    assert [stay.name for stay in found] == ["ana"]
    assert "past_instances" in vendor.calls()


def test_a_room_that_nobody_opened_had_nobody(zoom, key):
    assert zoom.attendees(key, *WINDOW) == []


def test_refused_credentials_are_no_empty_room(vendor, key):
    stranger = vendor.zoom(client_secret="wrong")

    with pytest.raises(CredentialsError):
        stranger.attendees(key, *WINDOW)


def test_an_account_is_told_as_it_stands_now(vendor, zoom):
    before = zoom.host("sala1@secesp.example")
    vendor.control("users", email="sala1@secesp.example", name="Sala 1", kind=BASIC)

    after = zoom.host("sala1@secesp.example")

    assert (before.is_licensed, after.is_licensed) == (True, False)
    assert before.label == "Sala 1"


def test_an_account_that_is_not_there_cannot_host(zoom):
    with pytest.raises(HostUnusableError):
        zoom.host("nadie@secesp.example")


def test_only_rooms_that_are_open_are_live(vendor, zoom, ask):
    open_room, closed_room = zoom.create(ask()), zoom.create(ask(folio="VC-2031-0002"))
    vendor.control(f"rooms/{open_room.external_id}/start")
    vendor.control(f"rooms/{closed_room.external_id}/start")
    vendor.control(f"rooms/{closed_room.external_id}/end")

    assert zoom.live_rooms("sala1@secesp.example") == (open_room.external_id,)


def test_a_room_tells_what_it_records_and_whether_it_waits(vendor, zoom, ask):
    room = zoom.create(ask(records=True))
    vendor.control(
        f"rooms/{room.external_id}/change",
        settings={"auto_recording": "none", "waiting_room": False},
    )

    changed = zoom.read(room.key)

    assert (room.records, room.has_waiting_room) == (True, True)
    assert (changed.records, changed.has_waiting_room) == (False, False)
