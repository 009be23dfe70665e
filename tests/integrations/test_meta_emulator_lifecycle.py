"""How a live video at the emulated Meta goes on: started, ended, by the clock."""

from contextlib import closing
from pathlib import Path

import pytest
import requests

from integrations.emulator import serve_in_thread, vendors
from integrations.emulator.meta import live_state
from integrations.emulator.meta import state as meta_state
from integrations.emulator.meta.state import PAGE_ID
from integrations.emulator.state import State
from tests.integrations.conftest import Client, Vendor
from tests.integrations.graph import Graph, key_of, refusal


@pytest.fixture
def graph(vendor: Vendor) -> Graph:
    """Somebody with the Page's token."""
    return Graph(vendor)


def send_picture(graph: Graph, live: dict[str, object]) -> bool:
    """Send a picture with the key that was answered, as Zoom's part of the emulator does."""
    with graph.vendor.served.state.transaction() as tx:
        return live_state.picture_arrives(tx, *key_of(live))


def test_a_live_video_begins_with_a_picture_and_a_word(graph: Graph):
    live = graph.schedule()

    is_taken = send_picture(graph, live)
    before = graph.status(live)
    after = graph.post(live["id"], status="LIVE_NOW")

    assert (is_taken, before, after["status"]) == (True, "SCHEDULED_UNPUBLISHED", "LIVE")
    assert after["live_views"] == 12


def test_a_live_video_does_not_begin_without_a_picture(graph: Graph):
    live = graph.schedule()

    answer = graph.post(live["id"], status="LIVE_NOW")

    assert (refusal(answer), graph.status(live)) == ((100, 1363134), "SCHEDULED_UNPUBLISHED")


def test_the_picture_of_a_zoom_room_arrives_until_the_room_is_closed(graph: Graph, client: Client):
    live = graph.schedule()
    url, key = key_of(live)
    room = client.call("POST", "users/sala2@secesp.example/meetings", json={}).json()["id"]
    target = {"stream_url": url, "stream_key": key, "page_url": "https://www.facebook.com/"}
    client.call("PATCH", f"meetings/{room}/livestream", json=target)
    graph.vendor.control(f"rooms/{room}/start")

    client.call("PATCH", f"meetings/{room}/livestream/status", json={"action": "start"})
    started = graph.post(live["id"], status="LIVE_NOW")
    graph.vendor.control(f"rooms/{room}/end")
    graph.wait(minutes=16)

    assert (started["status"], graph.status(live)) == ("LIVE", "LIVE_STOPPED")


@pytest.mark.parametrize("status", ["LIVE_NOW", "SCHEDULED_LIVE"])
def test_some_live_videos_begin_with_the_picture_alone(graph: Graph, status: str):
    live = graph.schedule(status=status)

    send_picture(graph, live)

    assert graph.status(live) == "LIVE"


def test_a_start_that_is_repeated_changes_nothing(graph: Graph):
    live = graph.on_air()
    began = graph.get(live["id"], fields="broadcast_start_time")
    graph.wait(minutes=5)

    again = graph.post(live["id"], status="LIVE_NOW")

    assert again["status"] == "LIVE"
    assert graph.get(live["id"], fields="broadcast_start_time") == began


def test_a_live_video_that_has_not_begun_has_no_such_time(graph: Graph):
    live = graph.schedule()

    assert graph.get(live["id"], fields="broadcast_start_time") == {"id": live["id"]}


@pytest.mark.parametrize(
    ("url", "key"),
    [("rtmps://example.org/rtmp/", ""), ("", "x"), ("", "FB-1-0-abc")],
)
def test_a_picture_that_goes_elsewhere_is_not_taken(graph: Graph, url: str, key: str):
    own_url, own_key = key_of(graph.schedule())

    with graph.vendor.served.state.transaction() as tx:
        assert not live_state.picture_arrives(tx, url or own_url, key or own_key)


def test_a_key_holds_for_a_day_and_then_there_is_another(graph: Graph):
    live = graph.schedule(event_params={"start_time": graph.now_s() + 5 * 86_400})

    graph.wait(hours=23)
    same = graph.get(live["id"], fields="secure_stream_url")
    graph.wait(hours=2)
    other = graph.get(live["id"], fields="secure_stream_url")

    assert key_of(same) == key_of(live)
    assert key_of(other) != key_of(live)
    assert (send_picture(graph, live), send_picture(graph, other)) == (False, True)


def test_a_key_in_use_stays(graph: Graph):
    live = graph.schedule(event_params={"start_time": graph.now_s() + 86_400})
    graph.wait(hours=20)
    send_picture(graph, live)
    graph.wait(hours=5)

    assert key_of(graph.get(live["id"], fields="secure_stream_url")) == key_of(live)


def test_the_end_is_worked_on_until_there_is_a_copy(graph: Graph):
    live = graph.over()

    seen = [graph.status(live)]
    for _ in range(2):
        graph.wait(minutes=5)
        seen.append(graph.status(live))

    assert seen == ["LIVE_STOPPED", "PROCESSING", "VOD"]


def test_the_work_on_a_copy_can_be_hurried(graph: Graph):
    live = graph.over()

    graph.stage(live, "finish")

    assert graph.status(live) == "VOD"


def test_a_live_video_that_is_over_gives_no_key(graph: Graph):
    live = graph.over()

    answer = graph.get(live["id"], fields="status,secure_stream_url,stream_url,ingest_streams")

    assert answer == {"id": live["id"], "status": "LIVE_STOPPED"}


@pytest.mark.parametrize("words", [{"end_live_video": True}, {"status": "LIVE_NOW"}])
def test_what_is_over_is_neither_ended_nor_started(graph: Graph, words: dict[str, object]):
    live = graph.over()

    assert refusal(graph.post(live["id"], **words)) == (100, 0)


def test_a_live_video_without_a_picture_is_ended_after_a_while(graph: Graph):
    live = graph.on_air()

    graph.stage(live, "silence")
    graph.wait(minutes=14)
    before = graph.status(live)
    graph.wait(minutes=2)

    assert (before, graph.status(live)) == ("LIVE", "LIVE_STOPPED")


def test_a_live_video_lasts_eight_hours_at_most(graph: Graph):
    live = graph.on_air()

    graph.wait(hours=7, minutes=59)
    before = graph.status(live)
    graph.wait(minutes=2)

    assert (before, graph.status(live)) == ("LIVE", "LIVE_STOPPED")


def test_an_announcement_that_nobody_starts_expires(graph: Graph):
    live = graph.schedule()

    graph.wait(hours=6)
    before = graph.status(live)
    graph.wait(hours=2)

    assert (before, graph.status(live)) == ("SCHEDULED_UNPUBLISHED", "SCHEDULED_EXPIRED")


def test_title_and_time_can_be_changed(graph: Graph):
    live = graph.schedule()
    start_s = graph.now_s() + 7200

    changed = graph.post(live["id"], title="Otra", event_params={"start_time": start_s})

    left = graph.get(live["id"], fields="seconds_left")["seconds_left"]
    assert (changed["title"], left in (7198, 7199, 7200)) == ("Otra", True)


def test_planned_start_time_is_taken_in_a_change(graph: Graph):
    live = graph.schedule()

    changed = graph.post(live["id"], planned_start_time=graph.now_s() + 7200)

    assert changed["planned_start_time"] > live["planned_start_time"]


def test_a_live_video_is_not_moved_out_of_the_window(graph: Graph):
    live = graph.schedule()

    answer = graph.post(live["id"], event_params={"start_time": graph.now_s() + 8 * 86_400})

    assert refusal(answer) == (100, 1363126)
    assert graph.get(live["id"], fields="planned_start_time") == {
        "id": live["id"],
        "planned_start_time": live["planned_start_time"],
    }


def test_an_event_is_not_added_to_a_live_video_without_one(graph: Graph):
    live = graph.schedule(status="UNPUBLISHED", event_params=None)

    answer = graph.post(live["id"], event_params={"start_time": graph.now_s() + 3600})

    message = "(#100) Broadcast does not associate with a Live Online Event"
    assert answer["error"]["message"] == message


def test_an_announcement_is_deleted_and_gone(graph: Graph):
    live = graph.schedule()

    deleted = graph.call("DELETE", live["id"])

    assert deleted.json() == {"success": True}
    assert refusal(graph.get(live["id"])) == (100, 33)
    assert refusal(graph.call("DELETE", live["id"])) == (100, 33)


def test_what_the_public_sees_is_not_deleted(graph: Graph):
    live = graph.on_air()

    answer = graph.call("DELETE", live["id"])

    assert (refusal(answer), graph.status(live)) == ((100, 0), "LIVE")


def test_a_live_video_and_its_copy_are_gone_after_thirty_days(graph: Graph):
    live = graph.over()

    graph.wait(days=29)
    before = graph.status(live)
    graph.wait(days=1)

    assert before == "VOD"
    assert refusal(graph.get(live["id"])) == (100, 33)
    assert refusal(graph.get(live["video"]["id"])) == (100, 33)


@pytest.mark.parametrize(("door", "status"), [("start", "LIVE"), ("cancel", "SCHEDULED_CANCELED")])
def test_people_do_the_same_without_us(graph: Graph, door: str, status: str):
    live = graph.schedule()

    graph.stage(live, door)

    assert graph.status(live) == status


def test_the_state_shows_live_videos_without_their_keys(graph: Graph):
    live = graph.on_air()
    _, key = key_of(live)

    text = requests.get(f"{graph.vendor.url}/_emulator/state", timeout=60).text

    assert key.rpartition("-")[2] not in text
    (shown,) = graph.vendor.state()["lives"]
    assert (shown["id"], shown["status"], shown["page"]) == (live["id"], "LIVE", PAGE_ID)


def test_a_reset_forgets_live_videos_and_conduct(graph: Graph):
    graph.schedule()
    graph.vendor.control("meta/conduct", followers=1)
    graph.vendor.control("meta/token", subcode=463)

    graph.vendor.control("reset")

    assert graph.vendor.state()["lives"] == []
    assert graph.get(PAGE_ID, fields="followers_count")["followers_count"] == 1200


def test_a_state_from_before_meta_is_taken_over(tmp_path: Path):
    state = State(tmp_path / "state.sqlite3", vendors.PARTS, vendors.FILLS)
    with state.transaction() as tx:
        for table in meta_state.TABLES:
            tx.run(f"DROP TABLE {table}")

    running = serve_in_thread(tmp_path / "state.sqlite3")

    with closing(running):
        assert Graph(Vendor(running)).schedule()["status"] == "SCHEDULED_UNPUBLISHED"
