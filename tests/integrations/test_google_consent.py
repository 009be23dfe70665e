"""Google's consent as its adapter takes it: what is refused, and in which words; nothing leaks."""

from datetime import UTC, datetime, timedelta

import pytest
import requests

from integrations.contracts.authorization import AuthorizationGrant, OAuthClient
from integrations.errors import CredentialsError, RejectedError
from integrations.google.auth import IDENTITY, Purpose
from integrations.google.consent import (
    BAD_CLIENT,
    MISMATCH,
    SPENT,
    ConsentAddresses,
    GoogleConsent,
)
from integrations.google.scopes import SCOPES
from tests.grants.google import MEET1, answered, asked_of
from tests.integrations.conftest import Vendor

BACK = "https://vc.example/integraciones/google_meet/regreso"
CLIENT = OAuthClient("emulator", "emulator")


@pytest.fixture
def desk(vendor: Vendor) -> GoogleConsent:
    """Whoever leads through the consent; its way back is registered."""
    vendor.control("google/conduct", redirect_uris=[BACK])
    return desk_at(vendor)


def desk_at(vendor: Vendor) -> GoogleConsent:
    """Return whoever leads through the consent at the emulator."""
    page = f"{vendor.url}/o/oauth2/v2/auth"
    addresses = ConsentAddresses(page, f"{vendor.url}/token", f"{vendor.url}/revoke")
    return GoogleConsent(Purpose(identity=IDENTITY), addresses)


def redeem(desk: GoogleConsent, **changes: object) -> AuthorizationGrant:
    """Consent, and redeem the code, with something else than what was asked for."""
    asked = desk.request(CLIENT, BACK)
    code = asked_of(answered(asked.url))["code"]
    known = {"verifier": asked.verifier, "redirect_uri": BACK, "client": CLIENT, "code": code}
    return desk.redeem(**(known | changes))


def test_what_was_given_is_told_with_whose_it_is(desk: GoogleConsent):
    given = redeem(desk)

    assert given.account == MEET1
    assert set(given.scopes) >= set(SCOPES)
    assert given.ends_at is None
    assert given.refresh_token not in repr(given)


@pytest.mark.parametrize(
    ("changes", "kind", "words"),
    [
        ({"verifier": "x" * 43}, RejectedError, SPENT),
        ({"code": "4/unknown"}, RejectedError, SPENT),
        ({"redirect_uri": "https://vc.example/otra"}, RejectedError, MISMATCH),
        ({"client": OAuthClient("emulator", "wrong")}, CredentialsError, BAD_CLIENT),
        ({"client": OAuthClient("emulator-desk", "emulator-desk")}, RejectedError, SPENT),
    ],
)
def test_what_google_refuses_is_told_in_its_own_words(desk, changes, kind, words):
    with pytest.raises(kind) as caught:
        redeem(desk, **changes)

    uri = changes.get("redirect_uri", "")
    assert caught.value.message == words.format(uri=uri)


def test_a_code_is_taken_once(desk: GoogleConsent):
    asked = desk.request(CLIENT, BACK)
    code = asked_of(answered(asked.url))["code"]
    desk.redeem(CLIENT, code, verifier=asked.verifier, redirect_uri=BACK)

    with pytest.raises(RejectedError) as caught:
        desk.redeem(CLIENT, code, verifier=asked.verifier, redirect_uri=BACK)

    assert caught.value.message == SPENT


def test_a_code_ends_after_some_minutes(desk: GoogleConsent, vendor: Vendor):
    asked = desk.request(CLIENT, BACK)
    code = asked_of(answered(asked.url))["code"]
    vendor.control("clock", now=(datetime.now(UTC) + timedelta(minutes=11)).isoformat())

    with pytest.raises(RejectedError) as caught:
        desk.redeem(CLIENT, code, verifier=asked.verifier, redirect_uri=BACK)

    assert caught.value.message == SPENT


def test_a_consent_for_a_time_says_until_when(desk: GoogleConsent, vendor: Vendor):
    vendor.control("google/conduct", is_testing=True)

    given = redeem(desk)

    left = given.ends_at - datetime.now(UTC)
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)


def test_one_that_google_knows_no_more_counts_as_withdrawn(desk: GoogleConsent):
    token = redeem(desk).refresh_token
    desk.revoke(token)

    desk.revoke(token)


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"redirect_uri": f"{BACK}/"}, 400, "redirect_uri_mismatch"),
        ({"redirect_uri": "http://127.0.0.1:8765/"}, 400, "redirect_uri_mismatch"),
        ({"response_type": "token"}, 400, "invalid_request"),
        ({"code_challenge_method": "plain"}, 400, "invalid_request"),
    ],
)
def test_google_s_page_refuses_on_a_page_of_its_own(desk, changes, status, code):
    url = desk.request(CLIENT, BACK).url

    page = requests.get(url.partition("?")[0], dict(asked_of(url)) | changes, timeout=60)

    assert (page.status_code, code in page.text) == (status, True)
    assert "Location" not in page.headers
