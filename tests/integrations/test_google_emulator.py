"""The emulated Google by itself, over real HTTP: what it takes, refuses and remembers."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from google.auth import crypt, jwt

from integrations.emulator.google.keys import KEY_FILE, ensure_key
from integrations.google.auth import AUDIENCE, JWT_GRANT
from integrations.google.scopes import CALENDAR_SCOPE, SCOPES
from tests.integrations.conftest import Vendor

EVENTS = "calendar/v3/calendars/primary/events"
Claims = dict[str, object]


class Caller:
    """Somebody with a token for an account."""

    def __init__(self, vendor: Vendor, subject: str = "meet1@secesp.example") -> None:
        self.url = vendor.url
        answer = ask_token(vendor, claims_of(vendor) | {"sub": subject})
        self.headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def call(self, method: str, path: str, **options: object) -> requests.Response:
        """Call an operation."""
        headers = self.headers | options.pop("headers", {})
        url = f"{self.url}/{path}"
        return requests.request(method, url, headers=headers, timeout=60, **options)

    def insert(self, body: dict[str, object], version: int | None = 1) -> requests.Response:
        """Insert an event."""
        return self.call("POST", EVENTS, json=body, params={"conferenceDataVersion": version})


def key_of(vendor: Vendor) -> dict[str, str]:
    """Return the service account's file."""
    path = vendor.served.state.path.parent / KEY_FILE
    ensure_key(path)
    return json.loads(path.read_text())


def claims_of(vendor: Vendor) -> Claims:
    """Return what a good assertion says."""
    now_s = int(datetime.now(UTC).timestamp())
    return {
        "iss": key_of(vendor)["client_email"],
        "sub": "meet1@secesp.example",
        "scope": " ".join(SCOPES),
        "aud": AUDIENCE,
        "iat": now_s,
        "exp": now_s + 3600,
    }


def ask_token(vendor: Vendor, claims: Claims) -> requests.Response:
    """Ask for a token."""
    signer = crypt.RSASigner.from_service_account_info(key_of(vendor))
    form = {"grant_type": JWT_GRANT, "assertion": jwt.encode(signer, claims).decode()}
    return requests.post(f"{vendor.url}/token", form, timeout=60)


def an_event(**changes: object) -> dict[str, object]:
    """Return the body of an event with a Meet."""
    start = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
    wanted = {"requestId": "r1", "conferenceSolutionKey": {"type": "hangoutsMeet"}}
    body = {
        "id": "vc0abc",
        "summary": "Plática",
        "start": {"dateTime": start.isoformat()},
        "end": {"dateTime": (start + timedelta(hours=1)).isoformat()},
        "conferenceData": {"createRequest": wanted},
    }
    return {name: value for name, value in (body | changes).items() if value is not None}


def reason_of(answer: requests.Response) -> tuple[int, str, str]:
    """Return the status, reason and words of a refusal."""
    error = answer.json()["error"]
    return answer.status_code, error["errors"][0]["reason"], error["message"]


@pytest.fixture
def caller(vendor: Vendor) -> Caller:
    """Somebody with a token for the first account."""
    return Caller(vendor)


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        (lambda claims: {"aud": "https://example.org/token"}, 400, "invalid_grant"),
        (lambda claims: {"exp": claims["exp"] + 60}, 400, "invalid_grant"),
        (lambda claims: {"iat": 1, "exp": 3601}, 400, "invalid_grant"),
        (lambda claims: {"iss": "otra@example.org"}, 400, "invalid_grant"),
        (lambda claims: {"sub": "nadie@secesp.example"}, 400, "invalid_grant"),
        (lambda claims: {"scope": ""}, 400, "invalid_scope"),
        (lambda claims: {"scope": "https://mail.google.com/"}, 401, "unauthorized_client"),
    ],
)
def test_an_assertion_is_refused(
    vendor: Vendor, change: Callable[[Claims], Claims], status: int, error: str
):
    claims = claims_of(vendor)

    answer = ask_token(vendor, claims | change(claims))

    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_an_assertion_that_another_key_has_signed_is_refused(vendor: Vendor, tmp_path: Path):
    ensure_key(tmp_path / "other.json")
    other = json.loads((tmp_path / "other.json").read_text())
    other["private_key_id"] = key_of(vendor)["private_key_id"]
    signer = crypt.RSASigner.from_service_account_info(other)
    form = {"grant_type": JWT_GRANT, "assertion": jwt.encode(signer, claims_of(vendor)).decode()}

    answer = requests.post(f"{vendor.url}/token", form, timeout=60)

    assert answer.json()["error_description"] == "Invalid JWT Signature."


def test_an_assertion_that_was_changed_is_refused(vendor: Vendor):
    signer = crypt.RSASigner.from_service_account_info(key_of(vendor))
    head, _, signature = jwt.encode(signer, claims_of(vendor)).decode().split(".")
    claims = json.dumps(claims_of(vendor) | {"sub": "meet2@secesp.example"}).encode()
    forged = ".".join((head, base64.urlsafe_b64encode(claims).decode().rstrip("="), signature))

    answer = requests.post(
        f"{vendor.url}/token", {"grant_type": JWT_GRANT, "assertion": forged}, timeout=60
    )

    assert answer.json()["error_description"] == "Invalid JWT Signature."


@pytest.mark.parametrize("assertion", ["", "x", "a.b.c", "e30.e30.e30"])
def test_what_is_no_assertion_is_refused(vendor: Vendor, assertion: str):
    form = {"grant_type": JWT_GRANT, "assertion": assertion}

    answer = requests.post(f"{vendor.url}/token", form, timeout=60)

    assert answer.status_code == 400


def test_an_event_without_the_version_silently_has_no_conference(caller: Caller):
    event = caller.insert(an_event(), version=None).json()

    assert (event["status"], "conferenceData" in event) == ("confirmed", False)


def test_an_event_of_the_service_account_itself_has_no_meet(vendor: Vendor):
    alone = Caller(vendor, subject="")

    answer = alone.insert(an_event())

    assert reason_of(answer) == (400, "invalid", "Invalid conference type value.")


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"id": "VC-0001"}, (400, "invalid", "Invalid resource id value.")),
        ({"id": "vcwxyz"}, (400, "invalid", "Invalid resource id value.")),
        ({"id": "abcd"}, (400, "invalid", "Invalid resource id value.")),
        ({"sumary": "x"}, (400, "invalid", "Unknown fields: sumary")),
        ({"iCalUID": "x@y"}, (400, "invalid", "Unknown fields: iCalUID")),
        ({"end": None}, (400, "required", "Missing end time.")),
        ({"end": {"dateTime": "hoy"}}, (400, "invalid", "Invalid start or end time.")),
        (
            {"end": {"dateTime": "2020-01-01T00:00:00Z"}},
            (400, "timeRangeEmpty", "The specified time range is empty."),
        ),
    ],
)
def test_an_event_is_refused(caller: Caller, change: dict, refusal: tuple[int, str, str]):
    assert reason_of(caller.insert(an_event(**change))) == refusal


@pytest.mark.parametrize("is_cancelled", [False, True])
def test_an_id_that_was_ever_used_is_a_duplicate(caller: Caller, is_cancelled: bool):
    caller.insert(an_event())
    if is_cancelled:
        caller.call("DELETE", f"{EVENTS}/vc0abc")

    answer = caller.insert(an_event())

    assert reason_of(answer)[:2] == (409, "duplicate")


def test_a_patch_of_what_was_changed_meanwhile_is_refused(caller: Caller):
    old = caller.insert(an_event()).json()["etag"]
    fresh = caller.call("PATCH", f"{EVENTS}/vc0abc", json={"summary": "Otra"}).json()["etag"]

    stale = caller.call(
        "PATCH", f"{EVENTS}/vc0abc", json={"summary": "x"}, headers={"If-Match": old}
    )

    assert fresh != old
    assert reason_of(stale)[:2] == (412, "conditionNotMet")


def test_only_a_change_of_the_time_raises_the_sequence(caller: Caller):
    event = caller.insert(an_event()).json()
    later = {"end": {"dateTime": event["end"]["dateTime"].replace("T", "T")}}
    moved = datetime.fromisoformat(event["end"]["dateTime"]) + timedelta(hours=1)

    same = caller.call("PATCH", f"{EVENTS}/vc0abc", json={"summary": "Otra"} | later).json()
    other = caller.call(
        "PATCH", f"{EVENTS}/vc0abc", json={"end": {"dateTime": moved.isoformat()}}
    ).json()

    assert [event["sequence"], same["sequence"], other["sequence"]] == [0, 0, 1]
    assert other["hangoutLink"] == event["hangoutLink"]


def test_the_same_request_for_a_conference_again_is_ignored(caller: Caller):
    event = caller.insert(an_event()).json()
    again = {"conferenceData": an_event()["conferenceData"]}

    after = caller.call(
        "PATCH", f"{EVENTS}/vc0abc", json=again, params={"conferenceDataVersion": 1}
    ).json()

    assert after["hangoutLink"] == event["hangoutLink"]


def test_a_cancelled_event_is_shown_as_such_and_deleted_only_once(caller: Caller):
    caller.insert(an_event())

    answers = [caller.call("DELETE", f"{EVENTS}/vc0abc") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [204, 410]
    assert caller.call("GET", f"{EVENTS}/vc0abc").json()["status"] == "cancelled"
    assert caller.call("GET", EVENTS).json()["items"] == []


def test_a_calendar_of_somebody_else_is_not_there(vendor: Vendor, caller: Caller):
    caller.insert(an_event())
    other = Caller(vendor, "meet2@secesp.example")

    answer = other.call("GET", "calendar/v3/calendars/meet1@secesp.example/events/vc0abc")

    assert reason_of(answer) == (404, "notFound", "Not Found")


def test_a_token_for_the_calendar_opens_no_space(vendor: Vendor):
    answer = ask_token(vendor, claims_of(vendor) | {"scope": CALENDAR_SCOPE})
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}

    refused = requests.get(f"{vendor.url}/v2/spaces/x", headers=headers, timeout=60)

    assert reason_of(refused)[:2] == (403, "insufficientPermissions")
    assert "meetings.space.readonly" in refused.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    ("mask", "body"),
    [
        ("", {"config": {"moderation": "ON"}}),
        ("config.accessType", {"config": {"moderation": "ON"}}),
        ("config.moderation", {"config": {"moderation": "YES"}}),
        ("config.unknown", {"config": {"unknown": "ON"}}),
        ("config.moderation", {}),
    ],
)
def test_a_setting_that_meet_does_not_know_is_refused(caller: Caller, mask: str, body: dict):
    event = caller.insert(an_event()).json()
    code = event["conferenceData"]["conferenceId"]

    answer = caller.call("PATCH", f"v2/spaces/{code}", json=body, params={"updateMask": mask})

    assert reason_of(answer)[:2] == (400, "badRequest")


def test_a_space_of_somebody_else_may_not_be_seen(vendor: Vendor, caller: Caller):
    event = caller.insert(an_event()).json()
    code = event["conferenceData"]["conferenceId"]

    answer = Caller(vendor, "meet2@secesp.example").call("GET", f"v2/spaces/{code}")

    assert answer.status_code == 403


def test_a_filter_that_meet_does_not_know_is_refused(caller: Caller):
    answer = caller.call("GET", "v2/conferenceRecords", params={"filter": 'owner = "me"'})

    assert reason_of(answer)[:2] == (400, "badRequest")


def test_an_address_that_google_does_not_have_is_refused_in_its_form(vendor: Vendor):
    answer = requests.get(f"{vendor.url}/calendar/v3/nothing", timeout=60)

    assert reason_of(answer) == (404, "notFound", "Not Found")


def test_the_link_leads_to_a_page_that_says_it_is_simulated(caller: Caller):
    event = caller.insert(an_event()).json()

    page = requests.get(event["hangoutLink"], timeout=60)

    assert "Sala simulada de Meet" in page.text
    assert requests.get(event["hangoutLink"] + "x", timeout=60).status_code == 404


def test_the_key_is_made_once(tmp_path: Path):
    ensure_key(tmp_path / KEY_FILE)
    first = (tmp_path / KEY_FILE).read_text()

    ensure_key(tmp_path / KEY_FILE)

    assert (tmp_path / KEY_FILE).read_text() == first
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]
