"""The copy that stays of a live video at the emulated Meta, and where its links lead."""

from pathlib import Path

import pytest
import requests

from integrations.emulator.meta.state import PAGE_ID
from tests.integrations.conftest import Vendor
from tests.integrations.graph import Graph, refusal


@pytest.fixture
def graph(vendor: Vendor) -> Graph:
    """Somebody with the Page's token."""
    return Graph(vendor)


def test_a_copy_tells_its_length_and_views(graph: Graph):
    live = graph.over()
    asked = {"fields": "length,views,permalink_url,status,source"}
    working = graph.get(live["video"]["id"], **asked)
    graph.stage(live, "finish")

    video = graph.get(live["video"]["id"], **asked)

    assert (working["status"], "source" in working) == ({"video_status": "processing"}, False)
    assert video["status"] == {"video_status": "ready"}
    assert (int(video["length"]), video["views"]) == (600, 84)
    assert video["permalink_url"] == live["permalink_url"]


def copy_of(graph: Graph, **changes: object) -> str:
    """Return the address of a copy that is ready."""
    live = graph.over()
    graph.stage(live, "finish")
    graph.stage(live, "change", **changes)
    return str(graph.get(live["video"]["id"], fields="source")["source"])


def test_a_copy_is_fetched_without_a_token_and_is_the_same_each_time(graph: Graph):
    address = copy_of(graph, copy_bytes=5000)

    first, second = (requests.get(address, timeout=60) for _ in range(2))

    assert first.content == second.content
    assert (len(first.content), first.headers["Content-Length"]) == (5000, "5000")
    assert first.headers["ETag"] == second.headers["ETag"]


def test_a_copy_is_fetched_from_where_it_broke_off(graph: Graph):
    address = copy_of(graph, copy_bytes=5000)
    whole = requests.get(address, timeout=60).content

    rest = requests.get(address, headers={"Range": "bytes=4000-"}, timeout=60)

    assert (rest.status_code, rest.content) == (206, whole[4000:])
    assert rest.headers["Content-Range"] == "bytes 4000-4999/5000"


def test_a_copy_can_be_a_file_of_this_machine(graph: Graph, tmp_path: Path):
    (tmp_path / "copy.mp4").write_bytes(b"0123456789")
    address = copy_of(graph, copy_path=str(tmp_path / "copy.mp4"))

    answer = requests.get(address, headers={"Range": "bytes=2-4"}, timeout=60)

    assert (answer.status_code, answer.content) == (206, b"234")


def test_the_address_of_a_copy_holds_for_an_hour(graph: Graph):
    address = copy_of(graph)

    graph.wait(minutes=59)
    before = requests.get(address, timeout=60).status_code
    graph.wait(minutes=2)
    after = requests.get(address, timeout=60).status_code

    assert (before, after) == (200, 403)


def test_an_address_that_was_made_up_leads_nowhere(graph: Graph):
    address = copy_of(graph)
    other = address[:-1] + ("0" if address[-1] != "0" else "1")

    answer = requests.get(other, timeout=60)

    assert (answer.status_code, answer.text) == (403, "URL signature mismatch")


@pytest.mark.parametrize("place", ["{page}/videos/{video}/", "live/producer/{video}"])
def test_the_links_lead_to_a_page_that_says_how_it_stands(graph: Graph, place: str):
    live = graph.schedule(title="<Plática>")
    path = place.format(page=PAGE_ID, video=live["video"]["id"])
    before = requests.get(f"{graph.vendor.url}/{path}", timeout=60).text
    graph.stage(live, "start")

    after = requests.get(f"{graph.vendor.url}/{path}", timeout=60).text
    graph.stage(live, "delete")
    gone = requests.get(f"{graph.vendor.url}/{path}", timeout=60)

    assert "La transmisión está anunciada y todavía no empieza." in before
    assert "La transmisión está en vivo." in after
    assert ("&lt;Plática&gt;" in after, gone.status_code) == (True, 404)


def test_views_are_told_and_older_metrics_are_refused(graph: Graph):
    live = graph.over()
    path = f"{live['video']['id']}/video_insights"

    (told,) = graph.get(path, metric="total_video_views")["data"]
    refused = graph.get(path, metric='["total_video_impressions"]')

    assert told["values"] == [{"value": 84}]
    assert refusal(refused) == (100, 0)
