"""Meet rooms by way of Calendar: one event each, its link, its changes, its end."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from integrations.contracts.common import RoomKey
from integrations.contracts.meetings import RoomRequest
from integrations.errors import (
    NotFoundError,
    OutcomeUnknownError,
    RejectedError,
    UnavailableError,
)
from integrations.google.calendar_events import MOST_IDS, conference_of, event_ids
from integrations.google.meetings import LOOKS_AFTER_S, GoogleMeet
from tests.integrations.conftest import Vendor

Ask = Callable[..., RoomRequest]
EVENT = "google/events/meet1@secesp.example"


def standing(vendor: Vendor) -> list[dict]:
    """Return the events that were not cancelled."""
    return [one for one in vendor.google_state()["events"] if one["status"] == "confirmed"]


def test_the_ids_of_a_folio_are_its_own_and_what_google_takes():
    ids = list(event_ids("VC-2031-0001"))

    assert ids == list(event_ids("VC-2031-0001"))
    assert not set(ids) & set(event_ids("VC-2031-00010"))
    assert len(set(ids)) == MOST_IDS
    assert set("".join(ids)) <= set("0123456789abcdefghijklmnopqrstuv")


def test_a_room_is_an_event_with_our_id_our_folio_and_nobody_invited(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask, tomorrow: datetime
):
    room = meet.create(ask_meet())

    (event,) = standing(vendor)
    assert (event["id"], event["calendar"]) == (room.external_id, "meet1@secesp.example")
    assert event["id"] == next(event_ids("VC-2031-0001"))
    assert event["extendedProperties"] == {"private": {"folio": "VC-2031-0001"}}
    assert event["summary"] == "Plática: prevención"
    assert event["start"]["timeZone"] == "America/Mexico_City"
    assert datetime.fromisoformat(event["end"]["dateTime"]) == tomorrow + timedelta(hours=1)
    assert "attendees" not in event


def test_the_lasting_name_of_the_space_is_kept_not_the_code(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask
):
    room = meet.create(ask_meet())

    (space,) = vendor.google_state()["spaces"]
    assert room.external_uuid == space["name"]
    assert room.join_url == f"{vendor.url}/meet/{space['code']}"


def test_a_room_that_was_made_already_is_taken_up(vendor: Vendor, meet: GoogleMeet, ask_meet: Ask):
    first = meet.create(ask_meet())

    again = meet.create(ask_meet())

    assert again == first
    assert len(standing(vendor)) == 1


def test_a_room_that_is_taken_up_is_moved_to_where_the_session_is_now(
    meet: GoogleMeet, ask_meet: Ask, tomorrow: datetime
):
    first = meet.create(ask_meet())
    later = ask_meet(starts_at=tomorrow + timedelta(hours=3))

    again = meet.create(later)

    assert (again.join_url, again.starts_at) == (first.join_url, later.starts_at)


@pytest.mark.parametrize("fault", ["lost_answer", "500_after"])
def test_an_answer_that_was_lost_leaves_one_event(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask, fault: str
):
    vendor.fail("insert_event", fault)
    with pytest.raises(OutcomeUnknownError):
        meet.create(ask_meet())

    found = meet.find(ask_meet())

    assert found == meet.create(ask_meet())
    assert len(standing(vendor)) == 1
    # The client behind it would send a lost request again by itself.
    assert vendor.calls().count("insert_event") == 2


def test_a_request_that_never_arrived_is_made_up_for(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask
):
    vendor.fail("insert_event", "lost_request")
    with pytest.raises(OutcomeUnknownError):
        meet.create(ask_meet())

    assert meet.find(ask_meet()) is None
    meet.create(ask_meet())

    assert len(standing(vendor)) == 1


def test_a_room_that_was_deleted_at_google_is_made_anew_under_the_next_id(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask
):
    first = meet.create(ask_meet())
    vendor.control(f"{EVENT}/{first.external_id}", status="cancelled")

    second = meet.create(ask_meet())

    assert second.external_id == list(event_ids("VC-2031-0001"))[1]
    assert second.join_url != first.join_url
    assert meet.find(ask_meet()) == second


def test_an_id_that_somebody_else_has_taken_is_left_alone(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask
):
    first = meet.create(ask_meet())
    foreign = {"private": {"folio": "OTRO"}}
    vendor.control(f"{EVENT}/{first.external_id}", extendedProperties=foreign, summary="Ajena")

    second = meet.create(ask_meet())

    assert [event["summary"] for event in standing(vendor)] == ["Ajena", "Plática: prevención"]
    assert meet.find(ask_meet()) == second


def test_a_link_that_takes_its_time_is_waited_for(vendor: Vendor, ask_meet: Ask):
    vendor.control("google/conduct", looks=2)
    waits: list[float] = []

    room = vendor.google(sleep=waits.append).create(ask_meet())

    assert room.join_url.startswith(f"{vendor.url}/meet/")
    assert waits == list(LOOKS_AFTER_S[:3])


def test_a_link_that_does_not_come_in_time_is_looked_for_later(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask
):
    vendor.control("google/conduct", looks=len(LOOKS_AFTER_S) + 1)
    with pytest.raises(OutcomeUnknownError):
        meet.create(ask_meet())
    with pytest.raises(UnavailableError):
        meet.find(ask_meet())

    found = meet.find(ask_meet())

    assert found is not None
    assert len(standing(vendor)) == 1


@pytest.mark.parametrize(
    ("event", "state"),
    [
        ({}, "none"),
        ({"conferenceData": {"createRequest": {"requestId": "x"}}}, "pending"),
        ({"conferenceData": {"createRequest": {"status": {"statusCode": "pending"}}}}, "pending"),
        ({"conferenceData": {"createRequest": {"status": {"statusCode": "success"}}}}, "pending"),
        ({"conferenceData": {"createRequest": {"status": {"statusCode": "failure"}}}}, "failed"),
        ({"hangoutLink": "https://meet.google.com/abc-defg-hij"}, "ready"),
        ({"conferenceData": {"entryPoints": [{"entryPointType": "phone", "uri": "x"}]}}, "none"),
        ({"conferenceData": {"entryPoints": [{"entryPointType": "video", "uri": "x"}]}}, "ready"),
    ],
)
def test_what_became_of_a_conference_is_read_from_its_link_and_status(event: dict, state: str):
    assert conference_of(event).value == state


def test_a_look_that_fails_after_the_insert_does_not_say_that_nothing_happened(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask
):
    vendor.control("google/conduct", looks=1)
    vendor.fail("get_event", "500", times=2)

    with pytest.raises(OutcomeUnknownError):
        meet.create(ask_meet())


def test_a_meet_that_google_cannot_make_leaves_no_event(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask
):
    vendor.control("google/conduct", outcome="failure")

    with pytest.raises(RejectedError) as caught:
        meet.create(ask_meet())

    assert caught.value.message == (
        "Google no pudo crear la sala de Meet para esta cuenta. Puede reintentar más tarde."
    )
    assert standing(vendor) == []


def test_an_event_without_a_link_that_was_left_behind_is_cleared_away(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask
):
    vendor.control("google/conduct", looks=99)
    with pytest.raises(OutcomeUnknownError):
        meet.create(ask_meet())
    failed = {"createRequest": {"requestId": "x", "status": {"statusCode": "failure"}}}
    vendor.control(f"{EVENT}/{next(event_ids('VC-2031-0001'))}", conferenceData=failed)

    assert meet.find(ask_meet()) is None
    assert standing(vendor) == []


def test_a_change_moves_the_event_and_keeps_the_link(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask, tomorrow: datetime
):
    room = meet.create(ask_meet())
    later = ask_meet(topic="Otra", starts_at=tomorrow + timedelta(hours=5), duration_min=90)

    changed = meet.update(room.key, later)

    (event,) = standing(vendor)
    assert (changed.join_url, changed.external_uuid) == (room.join_url, room.external_uuid)
    assert (changed.topic, changed.starts_at, changed.duration_min) == (
        *("Otra", tomorrow + timedelta(hours=5)),
        90,
    )
    assert event["sequence"] == 1


def test_a_change_between_reading_and_writing_is_not_overwritten_unseen(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask
):
    room = meet.create(ask_meet())
    vendor.fail("patch_event", "refuse", status=412, code="conditionNotMet", message="No.")

    changed = meet.update(room.key, ask_meet(topic="Otra"))

    assert changed.topic == "Otra"
    assert vendor.calls()[-5:-1] == ["get_event", "patch_event", "get_event", "patch_event"]


def test_an_event_that_changes_all_the_time_is_left_for_later(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask
):
    room = meet.create(ask_meet())
    vendor.fail("patch_event", "refuse", times=9, status=412, code="conditionNotMet")

    with pytest.raises(UnavailableError):
        meet.update(room.key, ask_meet(topic="Otra"))


def test_an_event_whose_meet_was_taken_away_gets_a_new_one(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask
):
    room = meet.create(ask_meet())
    event_id = room.external_id
    vendor.control(f"{EVENT}/{event_id}", conferenceData=None, hangoutLink=None)
    assert meet.read(room.key).join_url == ""

    changed = meet.update(room.key, ask_meet())

    assert changed.external_id == event_id
    assert changed.join_url not in ("", room.join_url)


@pytest.mark.parametrize("verb", ["read", "update", "start_url"])
def test_a_room_that_was_deleted_at_google_is_gone(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask, verb: str
):
    room = meet.create(ask_meet())
    vendor.control(f"{EVENT}/{room.external_id}", status="cancelled")
    arguments = [ask_meet()] if verb == "update" else []

    with pytest.raises(NotFoundError):
        getattr(meet, verb)(room.key, *arguments)


def test_a_room_that_never_was_may_be_deleted(meet: GoogleMeet):
    meet.delete(RoomKey("vc0nunca", "meet1@secesp.example"))


def test_a_deletion_without_an_answer_may_be_repeated(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask
):
    room = meet.create(ask_meet())
    vendor.fail("delete_event", "lost_answer")
    with pytest.raises(OutcomeUnknownError):
        meet.delete(room.key)

    meet.delete(room.key)

    assert standing(vendor) == []


def test_the_host_comes_in_by_the_same_link(meet: GoogleMeet, ask_meet: Ask):
    room = meet.create(ask_meet())

    assert meet.start_url(room.key) == room.join_url


def test_google_tells_nothing_of_its_accounts(meet: GoogleMeet):
    assert (meet.hosts(), meet.host("meet1@secesp.example")) == ([], None)


def test_eight_threads_share_one_token_and_none_reads_anothers_answer(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask
):
    start, answers = threading.Barrier(8), {}

    def work(number: int) -> None:
        start.wait()
        room = meet.create(ask_meet(folio=f"VC-2031-{number:04}", topic=f"Plática {number}"))
        answers[number] = [room.topic, *(meet.read(room.key).topic for _ in range(4))]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert answers == {number: [f"Plática {number}"] * 5 for number in range(8)}
    assert vendor.calls().count("google_token") == 1
