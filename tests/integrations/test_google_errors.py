"""What the adapter makes of refusals, limits and outages at Google."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from werkzeug.serving import make_server

from integrations.contracts.common import RoomKey
from integrations.contracts.meetings import RoomRequest
from integrations.errors import (
    CredentialsError,
    HostUnusableError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from integrations.google.meetings import GoogleMeet
from integrations.google.scopes import SCOPES
from tests.integrations.conftest import Vendor
from tests.processes import answering

Ask = Callable[..., RoomRequest]


@pytest.mark.parametrize(
    ("status", "reason", "kind"),
    [
        (400, "invalid", RejectedError),
        (403, "forbidden", RejectedError),
        (403, "requiredAccessLevel", RejectedError),
        (403, "insufficientPermissions", CredentialsError),
        (403, "accessNotConfigured", CredentialsError),
        (403, "forbiddenForServiceAccounts", CredentialsError),
        (404, "notFound", HostUnusableError),
        (412, "conditionNotMet", RejectedError),
    ],
)
def test_a_refusal_is_named_by_its_reason(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask, status: int, reason: str, kind: type
):
    vendor.fail("insert_event", "refuse", status=status, code=reason, message="No.")

    with pytest.raises((RejectedError, CredentialsError)) as caught:
        meet.create(ask_meet())

    error = caught.value
    assert (type(error), error.status, error.code) == (kind, status, reason)
    assert error.message.endswith(" (No.)")


@pytest.mark.parametrize("host_email", ["sinmeet@secesp.example"])
def test_an_account_that_may_not_make_meets_is_one_sentence_with_what_to_do(
    meet: GoogleMeet, ask_meet: Ask, host_email: str
):
    with pytest.raises(RejectedError) as caught:
        meet.create(ask_meet(host_email=host_email))

    message = caught.value.message
    assert message.startswith(
        "La cuenta sinmeet@secesp.example no puede crear salas de Meet. Quien administra Google "
        "Workspace debe activar Google Meet para esa cuenta y revisar la delegación."
    )
    assert "100000000000000000001" in message
    assert message.endswith("(Invalid conference type value.)")


def test_a_service_account_alone_is_told_to_be_delegated(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask
):
    vendor.fail("insert_event", "refuse", status=403, code="forbiddenForServiceAccounts")

    with pytest.raises(CredentialsError) as caught:
        meet.create(ask_meet())

    assert "registrar el identificador de cliente 100000000000000000001" in caught.value.message
    assert caught.value.missing_scopes == SCOPES


def test_a_calendar_that_is_not_there_makes_the_account_unusable_but_not_the_room_gone(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask
):
    vendor.fail("get_event", "refuse", status=404, message="Not Found")

    with pytest.raises(NotFoundError):
        meet.read(RoomKey("vc0x", "meet1@secesp.example"))


def test_a_burst_says_when_to_come_back_in_seconds(vendor: Vendor, meet: GoogleMeet, ask_meet: Ask):
    vendor.fail("insert_event", "429_burst", retry_after=17)
    before = datetime.now(UTC)

    with pytest.raises(RateLimitedError) as caught:
        meet.create(ask_meet())

    wait = caught.value.retry_after - before
    assert timedelta(seconds=16) < wait < timedelta(seconds=20)


def test_a_burst_says_when_to_come_back_as_a_date(vendor: Vendor, meet: GoogleMeet, ask_meet: Ask):
    at = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=7)
    vendor.fail("insert_event", "429_burst", retry_after=format_datetime(at, usegmt=True))

    with pytest.raises(RateLimitedError) as caught:
        meet.create(ask_meet())

    assert caught.value.retry_after == at


@pytest.mark.parametrize("reason", ["rateLimitExceeded", "userRateLimitExceeded"])
def test_a_403_for_too_many_calls_is_over_in_a_moment(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask, reason: str
):
    vendor.fail("insert_event", "refuse", status=403, code=reason)
    before = datetime.now(UTC)

    with pytest.raises(RateLimitedError) as caught:
        meet.create(ask_meet())

    assert caught.value.retry_after - before < timedelta(seconds=5)


def test_a_quota_that_is_used_up_waits_for_hours(vendor: Vendor, meet: GoogleMeet, ask_meet: Ask):
    vendor.fail("insert_event", "429_daily")
    before = datetime.now(UTC)

    with pytest.raises(RateLimitedError) as caught:
        meet.create(ask_meet())

    assert caught.value.code == "quotaExceeded"
    assert caught.value.retry_after - before > timedelta(hours=2)


def test_an_outage_that_passes_is_not_noticed_by_a_read(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask
):
    room = meet.create(ask_meet())
    vendor.fail("get_event", "500")

    assert meet.read(room.key) == room


def test_an_outage_that_lasts_means_to_come_back(vendor: Vendor, meet: GoogleMeet, ask_meet: Ask):
    room = meet.create(ask_meet())
    vendor.fail("get_event", "500", times=2, status=503, retry_after=30)

    with pytest.raises(UnavailableError) as caught:
        meet.read(room.key)

    assert caught.value.retry_after > datetime.now(UTC) + timedelta(seconds=20)
    assert vendor.calls().count("get_event") == 1


def test_an_outage_leaves_the_outcome_of_a_write_open_and_then_it_succeeds(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask
):
    vendor.fail("insert_event", "500")
    with pytest.raises(OutcomeUnknownError):
        meet.create(ask_meet())

    assert meet.find(ask_meet()) is None
    assert meet.create(ask_meet()).join_url.startswith(f"{vendor.url}/meet/")


@pytest.mark.parametrize("fault", ["slow", "slow_before", "html_after"])
def test_a_write_without_a_usable_answer_has_an_unknown_outcome(
    vendor: Vendor, ask_meet: Ask, fault: str
):
    meet = vendor.google(read_s=1.0)
    meet.find(ask_meet())
    vendor.fail("insert_event", fault, seconds=1.5)

    with pytest.raises(OutcomeUnknownError):
        meet.create(ask_meet())

    assert vendor.calls().count("insert_event") == 1


def test_a_server_that_is_not_there_means_that_nothing_was_sent(vendor: Vendor, ask_meet: Ask):
    meet = vendor.google(api_base="http://127.0.0.1:9")

    with pytest.raises(UnavailableError):
        meet.create(ask_meet())

    assert vendor.calls() == ["google_token"]


@pytest.fixture
def elsewhere(vendor: Vendor) -> Iterator[str]:
    """A server that sends everybody on to the emulator."""

    def send_on(environ: dict[str, object], start_response: Callable[..., object]) -> list[bytes]:
        start_response("302 Found", [("Location", f"{vendor.url}{environ['PATH_INFO']}")])
        return [b""]

    server = make_server("127.0.0.1", 0, send_on)
    with answering(server):
        yield f"http://127.0.0.1:{server.port}"


def test_a_redirect_is_not_followed_with_our_token(vendor: Vendor, elsewhere: str, ask_meet: Ask):
    meet = vendor.google(api_base=elsewhere)

    with pytest.raises(UnavailableError):
        meet.find(ask_meet())

    assert vendor.calls() == ["google_token"]


def test_no_token_shows_in_an_error(vendor: Vendor, meet: GoogleMeet, ask_meet: Ask):
    leak = "Bad token ya29.abcdefghijk and Bearer ya29.lmnopqrst"
    vendor.fail("insert_event", "refuse", status=400, message=leak)

    with pytest.raises(RejectedError) as caught:
        meet.create(ask_meet())

    assert "lmnopqrst" not in str(caught.value)
    assert "abcdefghijk" not in str(caught.value)
