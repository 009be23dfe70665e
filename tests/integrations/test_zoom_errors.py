"""What the adapter makes of refusals, limits, lost answers and outages at Zoom."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from integrations.contracts.common import RoomKey
from integrations.contracts.meetings import RoomRequest
from integrations.emulator.zoom import state as zoom_state
from integrations.errors import (
    CredentialsError,
    HostUnusableError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from integrations.zoom.meetings import ZoomMeetings
from tests.integrations.conftest import Vendor

Ask = Callable[..., RoomRequest]


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, 300, RejectedError),
        (400, 200, RejectedError),
        (400, 3000, RejectedError),
        (400, 3161, HostUnusableError),
        (404, 1001, HostUnusableError),
        (400, 1120, HostUnusableError),
        (404, 3001, NotFoundError),
        (401, 4711, CredentialsError),
        (400, 4700, CredentialsError),
        (400, 4741, CredentialsError),
        (400, 99999, RejectedError),
        (404, 99999, RejectedError),
    ],
)
def test_a_refusal_is_named_by_its_code(
    vendor: Vendor, zoom: ZoomMeetings, ask: Ask, status: int, code: int, kind: type
):
    vendor.fail("create_meeting", "refuse", status=status, code=code, message="No.")

    with pytest.raises((RejectedError, CredentialsError)) as caught:
        zoom.create(ask())

    error = caught.value
    assert (type(error), error.status, error.code) == (kind, status, str(code))
    assert error.message.endswith(" (No.)")


def test_a_validation_error_names_the_fields(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    with pytest.raises(RejectedError) as caught:
        zoom.create(ask(duration_min=1441, passcode="12345678901"))

    assert caught.value.message == (
        "Zoom rechazó un dato de la sala. "
        "(Validation Failed.; «duration» Invalid field.; «password» Invalid field.)"
    )


def test_a_webinar_on_a_licence_without_webinars_is_refused(zoom: ZoomMeetings, ask: Ask):
    with pytest.raises(RejectedError) as caught:
        zoom.create(ask(is_webinar=True))

    assert caught.value.code == "200"


def test_an_unknown_host_cannot_be_used(zoom: ZoomMeetings, ask: Ask):
    with pytest.raises(HostUnusableError) as caught:
        zoom.create(ask(host_email="nadie@secesp.example"))

    assert caught.value.code == "1001"


def test_a_host_without_licence_cannot_be_used(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    vendor.control("users", email="sala1@secesp.example", name="Sala 1", kind=4)

    with pytest.raises(HostUnusableError) as caught:
        zoom.create(ask())

    assert caught.value.code == "3161"


@pytest.mark.parametrize("verb", ["read", "update", "delete", "start_url"])
def test_a_meeting_that_became_a_webinar_is_found_as_one(
    vendor: Vendor, zoom: ZoomMeetings, ask: Ask, verb: str
):
    room = zoom.create(ask(host_email="foros@secesp.example", is_webinar=True))
    arguments = {"update": [ask(topic="Ya es webinar")]}.get(verb, [])

    getattr(zoom, verb)(RoomKey(room.external_id), *arguments)

    ends = {"update": "read_webinar", "delete": "delete_webinar"}
    assert vendor.calls()[-1] == ends.get(verb, "read_webinar")


def test_a_missing_scope_is_named(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    vendor.control("scopes", scopes=["user:read:list_users:admin"])

    with pytest.raises(CredentialsError) as caught:
        zoom.create(ask())

    assert caught.value.missing_scopes == ("meeting:write:meeting:admin", "meeting:write:admin")


def test_a_burst_is_over_in_a_moment(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    vendor.fail("create_meeting", "429_burst")
    before = datetime.now(UTC)

    with pytest.raises(RateLimitedError) as caught:
        zoom.create(ask())

    wait = caught.value.retry_after - before
    assert caught.value.is_daily is False
    assert timedelta(seconds=1) <= wait <= timedelta(seconds=4)


def test_the_hosts_daily_cap_lasts_until_midnight_of_utc(
    vendor: Vendor, zoom: ZoomMeetings, ask: Ask
):
    with vendor.served.state.transaction() as tx:
        host_id, _ = zoom_state.user(tx, "sala1@secesp.example")
        tx.run("INSERT INTO written VALUES (?, ?, 100)", host_id, tx.now().date().isoformat())
        midnight = tx.now().replace(hour=0, minute=0, second=0, microsecond=0)

    with pytest.raises(RateLimitedError) as caught:
        zoom.create(ask())

    assert caught.value.is_daily is True
    assert caught.value.retry_after == midnight + timedelta(days=1)


def test_a_distant_retry_after_counts_as_daily(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    vendor.fail("create_meeting", "429_burst", retry_after="3600")

    with pytest.raises(RateLimitedError) as caught:
        zoom.create(ask())

    assert caught.value.is_daily is True


def test_lists_wait_for_a_burst_to_pass(vendor: Vendor, zoom: ZoomMeetings):
    vendor.fail("user_settings", "429_burst", retry_after="0.01")

    accounts = zoom.hosts()

    assert len(accounts) == 5


@pytest.mark.parametrize("fault", ["lost_answer", "lost_request", "500", "500_after", "html_after"])
def test_a_write_without_a_usable_answer_has_an_unknown_outcome(
    vendor: Vendor, zoom: ZoomMeetings, ask: Ask, fault: str
):
    vendor.fail("create_meeting", fault)

    with pytest.raises(OutcomeUnknownError):
        zoom.create(ask())

    assert vendor.calls().count("create_meeting") == 1


def test_a_write_that_is_answered_too_late_has_an_unknown_outcome(vendor: Vendor, ask: Ask):
    vendor.fail("create_meeting", "slow", seconds=0.6)

    with pytest.raises(OutcomeUnknownError):
        vendor.zoom(read_s=0.2).create(ask())


@pytest.mark.parametrize("fault", ["500", "html"])
def test_a_read_without_a_usable_answer_may_be_repeated(
    vendor: Vendor, zoom: ZoomMeetings, ask: Ask, fault: str
):
    room = zoom.create(ask())
    vendor.fail("read_meeting", fault)

    with pytest.raises(UnavailableError):
        zoom.read(room.key)

    assert zoom.read(room.key) == room


def test_a_read_whose_connection_drops_is_tried_again(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    room = zoom.create(ask())
    vendor.fail("read_meeting", "lost_request")

    assert zoom.read(room.key) == room


def test_a_slow_read_is_not_waited_for_twice(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    room = zoom.create(ask())
    vendor.fail("read_meeting", "slow_before", seconds=0.5, times=2)
    hasty = vendor.zoom(read_s=0.2)

    with pytest.raises(UnavailableError):
        hasty.read(room.key)

    assert vendor.calls().count("read_meeting") == 1
