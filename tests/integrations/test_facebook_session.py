"""Where calls to Graph go, with which proof, and at which pace."""

import hashlib
import hmac
import json
import threading
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from integrations.errors import (
    OutcomeUnknownError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from integrations.meta.session import FacebookSettings, Pace, proof
from tests.integrations.conftest import Vendor
from tests.integrations.page import ask_live, facebook, telling

NOW = datetime(2031, 3, 4, 16, 0, tzinfo=UTC)
BUSINESS, APP, PAGE = "x-business-use-case-usage", "x-app-usage", "x-page-usage"
SECRETS = {"app_secret": "un-secreto", "page_token": "EAAGm0PX4ZCpsBAKZCu123456789"}


class Watch:
    """A clock that stands still until it is moved, and remembers who slept."""

    def __init__(self) -> None:
        self.now = NOW
        self.slept: list[float] = []

    def pace(self) -> Pace:
        """Return a pace by this clock."""
        return Pace(lambda: self.now, self.slept.append)


def used(percent: float, minutes: float = 0) -> dict[str, str]:
    """Return the header that tells a use."""
    use = {
        "type": "pages",
        "call_count": 1,
        "total_cputime": percent,
        "total_time": 0,
        "estimated_time_to_regain_access": minutes,
    }
    return {BUSINESS: json.dumps({"104": [use]})}


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("https://graph.facebook.com", "https://graph.facebook.com/v26.0"),
        ("https://graph.facebook.com/", "https://graph.facebook.com/v26.0"),
        ("https://graph.facebook.com/v27.0", "https://graph.facebook.com/v27.0"),
        ("https://graph.facebook.com/v27.0/", "https://graph.facebook.com/v27.0"),
        ("http://127.0.0.1:8001/meta", "http://127.0.0.1:8001/meta/v26.0"),
    ],
)
def test_an_address_without_a_version_gets_ours(base: str, expected: str):
    assert FacebookSettings("a", "s", "1", "t", base).versioned_base == expected


def test_settings_keep_their_secrets_to_themselves():
    shown = repr(FacebookSettings("app", "un-secreto", "104", "EAAtoken"))

    assert shown == (
        "FacebookSettings(app_id='app', page_id='104', api_base='https://graph.facebook.com', "
        "listens=False)"
    )


def test_every_call_has_the_token_in_its_header_and_a_proof_in_its_address():
    with telling({"id": "1"}, {"error": {"code": 100}}) as told:
        page = facebook(told.url, **SECRETS)
        with pytest.raises(OutcomeUnknownError):
            page.create(ask_live())
        with pytest.raises(RejectedError):
            page.cancel("1")
        page.check()

    key, token = SECRETS["app_secret"].encode(), SECRETS["page_token"]
    by_page = hmac.new(key, token.encode(), hashlib.sha256).hexdigest()
    by_app = hmac.new(key, b"emulator|un-secreto", hashlib.sha256).hexdigest()
    sent = [
        (headers["Authorization"], parse_qs(urlsplit(path).query)["appsecret_proof"])
        for _, path, headers in told.requests
    ]
    assert sent == [
        (f"Bearer {token}", [by_page]),
        (f"Bearer {token}", [by_page]),
        (f"Bearer {token}", [by_page]),
        ("Bearer emulator|un-secreto", [by_app]),
    ]
    assert proof(token, SECRETS["app_secret"]) == by_page


def test_below_three_quarters_nobody_waits():
    watch = Watch()
    pace = watch.pace()
    pace.note(used(74.9))

    pace.wait("x")

    assert watch.slept == []


@pytest.mark.parametrize(("percent", "pause_s"), [(75, 0.3), (82.5, 1.15), (89.9, 1.989)])
def test_from_three_quarters_on_there_is_growing_room_between_calls(percent: float, pause_s: float):
    watch = Watch()
    pace = watch.pace()
    pace.note(used(percent))

    pace.wait("x")

    assert watch.slept == [pytest.approx(pause_s, abs=0.001)]


def test_from_nine_tenths_on_nothing_is_sent_for_five_minutes():
    watch = Watch()
    pace = watch.pace()
    pace.note(used(90))

    with pytest.raises(RateLimitedError) as caught:
        pace.wait("create_live")

    assert caught.value.retry_after == NOW + timedelta(minutes=5)
    assert (caught.value.vendor, caught.value.operation) == ("facebook", "create_live")
    watch.now += timedelta(minutes=5)
    pace.wait("create_live")
    assert watch.slept == []


def test_nothing_is_sent_for_as_long_as_meta_says():
    watch = Watch()
    pace = watch.pace()
    pace.note(used(100, minutes=12))

    watch.now += timedelta(minutes=11, seconds=59)

    assert pace.until == NOW + timedelta(minutes=12)
    watch.now += timedelta(seconds=1)
    assert pace.until is None


def test_a_better_word_ends_the_wait():
    pace = Watch().pace()
    pace.note(used(100, minutes=12))

    pace.note(used(10))

    assert pace.until is None


def test_an_answer_without_a_word_changes_nothing():
    pace = Watch().pace()
    pace.note(used(100, minutes=12))

    pace.note({})

    assert pace.until == NOW + timedelta(minutes=12)


def test_an_old_word_slows_nobody():
    watch = Watch()
    pace = watch.pace()
    pace.note(used(80))
    watch.now += timedelta(minutes=5)

    pace.wait("x")

    assert watch.slept == []


@pytest.mark.parametrize("header", [APP, PAGE])
def test_the_older_headers_are_heeded_too(header: str):
    pace = Watch().pace()

    pace.note({header: '{"call_count":95,"total_time":1,"total_cputime":1}'})

    assert pace.until == NOW + timedelta(minutes=5)


def test_the_fullest_of_all_allowances_counts():
    pace = Watch().pace()

    pace.note(used(10) | {APP: '{"call_count":91}'})

    assert pace.until == NOW + timedelta(minutes=5)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no",
        "[]",
        "7",
        '{"a": 1}',
        '{"104": [7, null]}',
        '{"call_count": "95"}',
        '{"call_count": NaN, "estimated_time_to_regain_access": Infinity}',
        '{"call_count": null, "total_time": 1e999}',
        "[" * 100_000,
    ],
)
def test_a_header_of_any_shape_is_read_without_an_error(text: str):
    watch = Watch()
    pace = watch.pace()

    pace.note({BUSINESS: text})
    pace.wait("x")

    assert (pace.until, watch.slept) == (None, [])


def test_a_wait_is_never_longer_than_a_day():
    pace = Watch().pace()

    pace.note(used(100, minutes=10_000_000))

    assert pace.until == NOW + timedelta(days=1)


def test_a_full_allowance_is_heeded_by_the_next_call(vendor: Vendor):
    watch = Watch()
    page = facebook(vendor.url, now=lambda: watch.now, sleep=watch.slept.append)
    vendor.control("meta/conduct", call_count=80)
    page.create(ask_live())
    vendor.control("meta/conduct", call_count=95, regain_min=7)
    page.find(ask_live(folio="VC-2031-0002"))
    before = vendor.calls()

    with pytest.raises(RateLimitedError) as caught:
        page.create(ask_live())

    assert caught.value.retry_after == NOW + timedelta(minutes=7)
    assert (vendor.calls(), len(watch.slept)) == (before, 1)


def test_a_limit_says_when_to_come_back(vendor: Vendor):
    watch = Watch()
    vendor.fail("create_live", "429", code=32, regain_min=9)

    with pytest.raises(RateLimitedError) as caught:
        facebook(vendor.url, now=lambda: watch.now).create(ask_live())

    assert caught.value.retry_after == NOW + timedelta(minutes=9)
    assert caught.value.code == "32"


def test_many_threads_share_one_adapter(vendor: Vendor):
    page, found = facebook(vendor.url), []

    def act(number: int) -> None:
        live = page.create(ask_live(folio=f"VC-2031-{number:04}"))
        found.append(page.read(live.external_id) == live)

    threads = [threading.Thread(target=act, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert found == [True] * 8


def test_a_redirect_is_not_followed_with_our_token():
    with telling({"a": 1}, status=302) as told, pytest.raises(UnavailableError):
        facebook(told.url).read("1")

    assert len(told.requests) == 1
