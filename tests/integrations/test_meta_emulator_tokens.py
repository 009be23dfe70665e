"""Who may call the emulated Graph API: tokens, proofs, and how a token stands."""

from pathlib import Path

import pytest
import requests

from integrations.emulator.meta.state import PAGE_ID, USER_TOKEN
from tests.integrations.conftest import Vendor
from tests.integrations.graph import Graph, proof_of, refusal
from vc.config import Settings

LIVES = f"{PAGE_ID}/live_videos"


@pytest.fixture
def graph(vendor: Vendor) -> Graph:
    """Somebody with the Page's token."""
    return Graph(vendor)


def test_the_settings_of_the_demonstration_open_it(vendor: Vendor, tmp_path: Path):
    settings = Settings(instance=tmp_path).with_emulator()

    graph = Graph(vendor, settings.meta_page_token)

    assert graph.get("me", fields="id") == {"id": settings.meta_page_id}
    assert graph.proof == proof_of(settings.meta_app_secret)


@pytest.mark.parametrize("scheme", ["Bearer", "OAuth"])
def test_a_token_comes_in_the_header(graph: Graph, scheme: str):
    answer = graph.call("GET", "me", headers={"Authorization": f"{scheme} emulator"})

    assert answer.json()["id"] == PAGE_ID


@pytest.mark.parametrize("where", ["params", "data", "json"])
def test_a_token_and_its_proof_come_among_the_parameters(graph: Graph, where: str):
    given = {where: {"access_token": "emulator", "appsecret_proof": graph.proof}}

    answer = requests.post(f"{graph.root}/{LIVES}", timeout=60, **given)

    assert sorted(answer.json()) == [
        *("id", "secure_stream_secondary_urls", "secure_stream_url"),
        *("stream_secondary_urls", "stream_url"),
    ]


def test_an_unknown_token_is_refused(vendor: Vendor):
    answer = Graph(vendor, "somebody-else").call("GET", "me")

    assert (answer.status_code, refusal(answer)) == (401, (190, 467))


def test_a_call_without_a_token_is_refused(graph: Graph):
    answer = requests.get(f"{graph.root}/me", timeout=60)

    assert (answer.status_code, refusal(answer)) == (401, (104, 0))


@pytest.mark.parametrize(
    ("proof", "words"),
    [
        ("", "API calls from the server require an appsecret_proof argument"),
        ("0" * 64, "Invalid appsecret_proof provided in the API argument"),
    ],
)
def test_a_call_without_its_proof_is_refused(graph: Graph, proof: str, words: str):
    answer = graph.call("GET", "me", params={"appsecret_proof": proof})

    assert (refusal(answer), answer.json()["error"]["message"]) == ((100, 0), words)


@pytest.mark.parametrize("subcode", [458, 460, 463, 467])
def test_a_token_that_is_taken_no_more_is_refused_with_its_reason(graph: Graph, subcode: int):
    graph.vendor.control("meta/token", subcode=subcode)

    answer = graph.call("GET", PAGE_ID)

    assert (answer.status_code, refusal(answer)) == (401, (190, subcode))


def test_an_expired_token_is_seen_by_debug_token_and_can_be_renewed(graph: Graph):
    app = {"Authorization": "Bearer emulator|emulator"}
    asked = {"params": {"input_token": "emulator", "appsecret_proof": ""}, "headers": app}
    graph.vendor.control("meta/token", subcode=463)

    expired = graph.call("GET", "debug_token", **asked).json()["data"]
    graph.vendor.control("meta/token", subcode=0)
    renewed = graph.call("GET", "debug_token", **asked).json()["data"]

    assert (expired["is_valid"], expired["error"]["subcode"], expired["scopes"]) == (False, 463, [])
    assert (renewed["is_valid"], renewed["type"], renewed["expires_at"]) == (True, "PAGE", 0)
    assert renewed["profile_id"] == PAGE_ID


def test_debug_token_says_that_an_unknown_token_is_none(graph: Graph):
    answer = graph.get("debug_token", input_token="somebody-else")

    assert (answer["data"]["is_valid"], answer["data"]["error"]["code"]) == (False, 190)


def test_debug_token_needs_a_token_to_look_at(graph: Graph):
    assert refusal(graph.get("debug_token")) == (100, 0)


def test_the_accounts_are_told_to_a_person_and_not_to_the_page(graph: Graph, vendor: Vendor):
    (account,) = Graph(vendor, USER_TOKEN).get("me/accounts")["data"]

    assert (account["id"], account["access_token"]) == (PAGE_ID, "emulator")
    assert refusal(graph.get("me/accounts")) == (100, 0)
