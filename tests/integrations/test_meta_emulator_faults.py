"""The emulated Meta fails on request in Graph's own form, and its names are those of Meta's SDK."""

import json
from pathlib import Path

import pytest
import requests

from integrations.emulator.meta.fields import NODES
from integrations.emulator.meta.parameters import TAKEN
from integrations.emulator.meta.state import PAGE_ID
from tests.integrations.conftest import Client, Vendor
from tests.integrations.graph import Graph, refusal

FACTS = Path(__file__).parents[3] / "shared" / "contracts" / "meta_params.json"
CALLS = {
    "create_live": "POST /{page-id}/live_videos",
    "list_lives": "GET /{page-id}/live_videos",
    "read_live": "GET /{live-video-id}",
    "update_live": "POST /{live-video-id}",
    "delete_live": "DELETE /{live-video-id}",
    "read_video": "GET /{video-id}",
    "video_insights": "GET /{video-id}/video_insights",
    "subscribe_app": "POST /{page-id}/subscribed_apps",
}
LIVES = f"{PAGE_ID}/live_videos"


@pytest.fixture
def graph(vendor: Vendor) -> Graph:
    """Somebody with the Page's token."""
    return Graph(vendor)


def facts() -> dict[str, dict]:
    """Return what Meta's SDK says, or skip the test where that file is not at hand."""
    if not FACTS.exists():
        pytest.skip("the vendor's facts (shared/contracts/meta_params.json) are not beside us")
    return json.loads(FACTS.read_text())


@pytest.mark.parametrize("operation", CALLS)
def test_the_parameters_of_a_call_are_those_of_the_sdk(operation: str):
    told = facts()["calls"][CALLS[operation]]["params"]

    known = {name: (one.kind, list(one.choices)) for name, one in TAKEN[operation].items()}

    assert known == {name: (one["type"], one.get("enum", [])) for name, one in told.items()}


@pytest.mark.parametrize("node", ["IGMedia", "IGUser", "LiveVideo", "Page", "Video"])
def test_the_fields_of_a_node_are_those_of_the_sdk(node: str):
    assert sorted(NODES[node]) == sorted(facts()["node_fields"][node])


@pytest.mark.parametrize("kind", ["lost_answer", "lost_request"])
def test_a_lost_answer_leaves_the_live_video_and_a_lost_request_does_not(graph: Graph, kind: str):
    graph.vendor.fail("create_live", kind)

    with pytest.raises(requests.ConnectionError):
        graph.schedule()

    titles = [live["title"] for live in graph.vendor.state()["lives"]]
    assert titles == (["Plática"] if kind == "lost_answer" else [])


@pytest.mark.parametrize(
    ("fault", "status", "expected", "is_done"),
    [
        ({"kind": "500"}, 500, (2, 0), False),
        ({"kind": "500", "status": 503}, 503, (2, 0), False),
        ({"kind": "500_after"}, 500, (2, 0), True),
        ({"kind": "429"}, 403, (4, 0), False),
        ({"kind": "429", "code": 32}, 403, (32, 0), False),
        ({"kind": "429_burst", "code": 613}, 400, (613, 0), False),
        ({"kind": "429_daily"}, 400, (80001, 0), False),
        ({"kind": "refuse", "code": 368, "subcode": 1390008}, 400, (368, 1390008), False),
        ({"kind": "refuse", "code": 200, "status": 403}, 403, (200, 0), False),
        ({"kind": "revoked_token"}, 401, (190, 467), False),
    ],
)
def test_a_fault_fails_in_graphs_form(
    graph: Graph,
    fault: dict[str, object],
    status: int,
    expected: tuple[int, int],
    is_done: bool,
):
    graph.vendor.fail("create_live", **fault)

    answer = graph.call("POST", LIVES)

    assert (answer.status_code, refusal(answer)) == (status, expected)
    assert len(graph.vendor.state()["lives"]) == is_done


@pytest.mark.parametrize(("kind", "is_done"), [("html", False), ("html_after", True)])
def test_a_fault_answers_with_a_web_page(graph: Graph, kind: str, is_done: bool):
    graph.vendor.fail("create_live", kind)

    answer = graph.call("POST", LIVES)

    assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (200, "text/html")
    assert len(graph.vendor.state()["lives"]) == is_done


def test_a_limit_tells_for_how_long(graph: Graph):
    graph.vendor.fail("read_me", "429", regain_min=7)

    answer = graph.call("GET", "me")

    (used,) = json.loads(answer.headers["X-Business-Use-Case-Usage"])[PAGE_ID]
    assert (used["call_count"], used["estimated_time_to_regain_access"]) == (100, 7)


def test_the_use_of_the_allowance_is_told_on_request(graph: Graph):
    before = graph.call("GET", "me").headers
    graph.vendor.control("meta/conduct", call_count=80, regain_min=3)

    after = graph.call("GET", "me").headers

    assert "X-Business-Use-Case-Usage" not in before
    assert json.loads(after["X-Business-Use-Case-Usage"]) == {
        PAGE_ID: [
            {
                "type": "pages",
                "call_count": 80,
                "total_cputime": 40,
                "total_time": 40,
                "estimated_time_to_regain_access": 3,
            }
        ]
    }


def test_a_revoked_token_is_of_one_vendor_only(graph: Graph, client: Client):
    graph.vendor.fail("read_me", "revoked_token")

    codes = [refusal(graph.get("me")) for _ in range(2)]

    assert codes == [(190, 467), (190, 467)]
    assert client.call("GET", "users").status_code == 200


def test_every_operation_has_its_name_in_the_journal(graph: Graph):
    live = graph.over()
    video, since = live["video"]["id"], len(graph.vendor.calls())
    for path in ("me", PAGE_ID, LIVES, live["id"], video, f"{video}/video_insights"):
        graph.get(path)
    graph.get("debug_token", input_token="emulator")
    graph.post(f"{PAGE_ID}/subscribed_apps", subscribed_fields=["live_videos"])
    graph.get(f"{PAGE_ID}/subscribed_apps")
    graph.get(f"{live['id']}/errors")
    graph.stage(live, "finish")
    graph.call("DELETE", live["id"])

    assert graph.vendor.calls()[since:] == [
        *("read_me", "read_page", "list_lives", "read_live", "read_video", "video_insights"),
        *("debug_token", "subscribe_app", "list_subscribed_apps", "live_errors", "delete_live"),
    ]


def test_the_journal_keeps_no_token_and_no_proof(graph: Graph):
    given = {"access_token": "emulator", "appsecret_proof": graph.proof}
    requests.get(f"{graph.root}/me", params=given, timeout=60)

    text = requests.get(f"{graph.vendor.url}/_emulator/state", timeout=60).text

    assert [secret for secret in (graph.proof, "access_token") if secret in text] == []


def test_subscribed_fields_are_kept(graph: Graph):
    answer = graph.post(f"{PAGE_ID}/subscribed_apps", subscribed_fields=["live_videos", "videos"])

    (app,) = graph.get(f"{PAGE_ID}/subscribed_apps")["data"]
    assert (answer, app["subscribed_fields"]) == ({"success": True}, ["live_videos", "videos"])


@pytest.mark.parametrize("fields", [None, [], ["live"]])
def test_wrong_fields_are_not_subscribed(graph: Graph, fields: list[str] | None):
    body = {} if fields is None else {"subscribed_fields": fields}

    answer = graph.post(f"{PAGE_ID}/subscribed_apps", **body)

    assert (refusal(answer), graph.get(f"{PAGE_ID}/subscribed_apps")) == ((100, 0), {"data": []})
