"""The emulated Graph API by itself, over real HTTP: what it takes, refuses and remembers."""

import pytest

from integrations.emulator.meta.state import PAGE_ID
from tests.integrations.conftest import Vendor
from tests.integrations.graph import Graph, key_of, refusal

LIVES = f"{PAGE_ID}/live_videos"


@pytest.fixture
def graph(vendor: Vendor) -> Graph:
    """Somebody with the Page's token."""
    return Graph(vendor)


def test_the_page_tells_what_it_is(graph: Graph):
    graph.vendor.control("meta/conduct", followers=99, is_published=False)

    page = graph.get(PAGE_ID, fields="followers_count,is_published")

    assert page == {"followers_count": 99, "is_published": False, "id": PAGE_ID}


def test_another_page_does_not_exist(graph: Graph):
    assert refusal(graph.get("104000000000009")) == (100, 33)
    assert refusal(graph.get("104000000000009/live_videos")) == (100, 33)


def test_an_unknown_address_is_refused_in_graphs_form(graph: Graph):
    assert refusal(graph.get("a/b/c")) == (2500, 0)


def test_an_edge_that_a_node_does_not_have_is_refused_by_its_name(graph: Graph):
    answer = graph.get(f"{PAGE_ID}/insights_of_ours")

    assert refusal(answer) == (100, 0)
    told = "(#100) Tried accessing nonexisting field (insights_of_ours) on node type (Page)"
    assert answer["error"]["message"] == told


def test_any_version_is_answered(vendor: Vendor, graph: Graph):
    graph.root = f"{vendor.url}/v25.0"

    assert graph.get("me", fields="id") == {"id": PAGE_ID}


def test_a_refusal_has_graphs_envelope(graph: Graph):
    graph.vendor.control("meta/conduct", followers=12)

    error = graph.schedule()["error"]

    trace = error.pop("fbtrace_id")
    assert error == {
        "message": "Permissions error",
        "type": "OAuthException",
        "code": 200,
        "error_subcode": 1363144,
        "is_transient": False,
        "error_user_title": "No es posible transmitir en vivo",
        "error_user_msg": "La página debe tener al menos 100 seguidores.",
    }
    assert trace[0] == "A"


@pytest.mark.parametrize(
    ("conduct", "expected"),
    [
        ({"followers": 99}, (200, 1363144)),
        ({"is_old_enough": False}, (200, 1363120)),
        ({"is_published": False}, (200, 1969070)),
        ({"is_reviewed": False}, (10, 0)),
        ({"is_blocked": True}, (368, 0)),
        ({"scopes": ["pages_manage_posts", "public_profile"]}, (200, 0)),
        ({"scopes": ["pages_read_engagement", "public_profile"]}, (200, 0)),
        ({"call_count": 100}, (80001, 2446079)),
    ],
)
def test_a_page_that_may_not_go_live_is_refused(
    graph: Graph, conduct: dict[str, object], expected: tuple[int, int]
):
    graph.vendor.control("meta/conduct", **conduct)

    assert refusal(graph.schedule()) == expected
    assert graph.vendor.state()["lives"] == []


def test_missing_permissions_are_named(graph: Graph):
    graph.vendor.control("meta/conduct", scopes=["public_profile"])

    message = graph.schedule()["error"]["message"]

    assert message == (
        "(#200) App needs permission scopes (PAGES_MANAGE_POSTS, PAGES_READ_ENGAGEMENT) "
        "to do this on behalf of a page user"
    )


def test_a_page_with_just_enough_followers_may_go_live(graph: Graph):
    graph.vendor.control("meta/conduct", followers=100)

    assert graph.schedule()["status"] == "SCHEDULED_UNPUBLISHED"


def test_an_announced_live_video_is_answered_as_asked(graph: Graph):
    live = graph.schedule()

    url, _ = key_of(live)
    video = live["video"]["id"]
    assert url == "rtmps://live-api-s.facebook.com:443/rtmp/"
    assert live["permalink_url"] == f"/{PAGE_ID}/videos/{video}/"
    assert video != live["id"]
    assert (live["title"], live["live_views"]) == ("Plática", 0)


def test_nested_fields_are_cut_to_what_was_asked_for(graph: Graph):
    live = graph.schedule()

    answer = graph.get(live["id"], fields="video{id,title},from{name}")

    assert answer == {
        "id": live["id"],
        "video": {"id": live["video"]["id"], "title": "Plática"},
        "from": {"id": PAGE_ID, "name": "Prevención en tu comunidad"},
    }


def test_a_bare_time_stands_for_the_event(graph: Graph):
    start_s = graph.now_s() + 3600

    live = graph.schedule(event_params=start_s)

    assert graph.get(live["id"], fields="seconds_left")["seconds_left"] in (3598, 3599, 3600)


def test_objects_come_as_json_inside_of_a_form(graph: Graph):
    form = {
        "status": "SCHEDULED_UNPUBLISHED",
        "published": "false",
        "content_tags": '["1", "2"]',
        "event_params": f'{{"start_time": {graph.now_s() + 3600}}}',
    }

    answer = graph.call("POST", LIVES, data=form, params={"fields": "status"})

    assert answer.json()["status"] == "SCHEDULED_UNPUBLISHED"


@pytest.mark.parametrize(
    "changes",
    [
        {"planned_start_time": 1},
        {"save_vod": True},
        {"status": "LIVE"},
        {"status": "SCHEDULED_CANCELED"},
        {"stream_type": "LOUD"},
        {"published": "perhaps"},
        {"title": ["Plática"]},
        {"original_fov": 1.5},
        {"content_tags": {"a": 1}},
        {"schedule_custom_profile_image": "file.png"},
        {"event_params": None},
        {"event_params": {}},
        {"event_params": "tomorrow"},
        {"event_params": {"start_time": "tomorrow"}},
    ],
)
def test_wrong_parameters_are_refused(graph: Graph, changes: dict[str, object]):
    answer = graph.schedule(**changes)

    assert (refusal(answer), graph.vendor.state()["lives"]) == ((100, 0), [])


def test_an_unknown_parameter_is_named(graph: Graph):
    error = graph.schedule(planned_start_time=1)["error"]

    assert error["message"] == "(#100) Unexpected parameter: planned_start_time"


@pytest.mark.parametrize(
    ("node", "field"), [("live", "stream_secondary_urls"), ("video", "secure_stream_url")]
)
def test_a_field_that_a_node_has_not_is_refused(graph: Graph, node: str, field: str):
    live = graph.schedule()
    node_id = live["id"] if node == "live" else live["video"]["id"]

    assert refusal(graph.get(node_id, fields=f"id,{field}")) == (100, 0)


@pytest.mark.parametrize(
    ("ahead_s", "expected"),
    [
        (7 * 86_400 - 5, None),
        (7 * 86_400 + 60, (100, 1363126)),
        (10 * 60 + 5, None),
        (10 * 60 - 5, (100, 1363125)),
        (-60, (100, 1363125)),
    ],
)
def test_a_live_video_is_announced_within_the_window_only(
    graph: Graph, ahead_s: int, expected: tuple[int, int] | None
):
    answer = graph.schedule(event_params={"start_time": graph.now_s() + ahead_s})

    assert (refusal(answer) if "error" in answer else None) == expected


def test_live_videos_are_listed_newest_first_by_status(graph: Graph):
    first, second = graph.schedule(title="Uno"), graph.schedule(title="Dos")
    graph.post(first["id"], status="SCHEDULED_CANCELED")
    graph.schedule(title="Tres")

    wanted = '["SCHEDULED_UNPUBLISHED"]'
    listed = graph.get(LIVES, fields="title", broadcast_status=wanted)

    assert [one["title"] for one in listed["data"]] == ["Tres", "Dos"]
    assert listed["data"][1]["id"] == second["id"]


def test_a_long_list_comes_in_pages(graph: Graph):
    for title in ("Uno", "Dos", "Tres"):
        graph.schedule(title=title)

    first = graph.get(LIVES, fields="title", limit=2)
    after = first["paging"]["cursors"]["after"]
    rest = graph.get(LIVES, fields="title", limit=2, after=after)

    assert [one["title"] for one in first["data"] + rest["data"]] == ["Tres", "Dos", "Uno"]
    assert ("next" in first["paging"], "next" in rest["paging"]) == (True, False)


def test_an_unknown_status_is_not_listed(graph: Graph):
    assert refusal(graph.get(LIVES, broadcast_status='["PLANNED"]')) == (100, 0)
