"""Live videos of a Page through the adapter, as the emulated Meta keeps them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from integrations import connect_broadcaster
from integrations.contracts.broadcasting import LiveStage, LiveVideo
from integrations.contracts.common import FileLink
from integrations.errors import (
    NotFoundError,
    OutcomeUnknownError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from integrations.meta.live import PAGE_SIZE, FacebookLive
from integrations.meta.live_bodies import target_from
from tests.integrations.conftest import Vendor
from tests.integrations.graph import Graph
from tests.integrations.page import ask_live, facebook, stage, telling, wait
from vc.config import Settings

KEY = "FB-1-0-abc"
CREDENTIALS = {
    "meta_app_id": "emulator",
    "meta_app_secret": "emulator",
    "meta_page_id": "104000000000001",
    "meta_page_token": "emulator",
}


@pytest.fixture
def page(vendor: Vendor) -> FacebookLive:
    """The adapter on the emulator."""
    return facebook(vendor.url)


@pytest.fixture
def live(page: FacebookLive) -> LiveVideo:
    """A live video that is announced for tomorrow."""
    return page.create(ask_live())


@pytest.fixture
def on_air(vendor: Vendor, page: FacebookLive, live: LiveVideo) -> LiveVideo:
    """A live video that the public sees."""
    stage(vendor, live, "picture")
    return page.go_live(live.external_id)


def body(**changes: object) -> dict[str, object]:
    """Return a live video as Graph describes it."""
    return {
        "id": "1",
        "status": "SCHEDULED_UNPUBLISHED",
        "permalink_url": "/104000000000001/videos/2/",
        "secure_stream_url": f"rtmps://live.example.org:443/rtmp/{KEY}",
        "video": {"id": "2"},
    } | changes


def read_as(**changes: object) -> LiveVideo:
    """Read a live video that Graph describes like this."""
    with telling(body(**changes)) as told:
        return facebook(told.url).read("1")


def test_a_live_video_is_announced_as_asked(vendor: Vendor, page: FacebookLive):
    request = ask_live()

    live = page.create(request)

    assert (live.stage, live.title, live.starts_at) == (
        LiveStage.SCHEDULED,
        request.title,
        request.starts_at,
    )
    assert live.description == "Para escuelas secundarias.\n\n#Prevención\n\nFolio VC-2031-0001"
    assert live.permalink_url == (
        f"https://www.facebook.com/104000000000001/videos/{live.video_id}/"
    )
    assert vendor.calls() == ["create_live"]


def test_what_is_announced_reads_the_same(page: FacebookLive, live: LiveVideo):
    assert page.read(live.external_id) == live


def test_the_key_goes_with_the_address_and_into_no_text(live: LiveVideo):
    target = live.target

    assert target.stream_url == "rtmps://live-api-s.facebook.com:443/rtmp/"
    assert target.stream_key.startswith(f"FB-{live.external_id}-0-")
    assert target.page_url == live.permalink_url
    assert target.stream_key not in f"{live!r} {target!r}"


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        (f"rtmps://h:443/rtmp/{KEY}?s_bl=1&x=a/b", ("rtmps://h:443/rtmp/", f"{KEY}?s_bl=1&x=a/b")),
        (f"rtmps://h/{KEY}", ("rtmps://h/", KEY)),
        (f"rtmp://h/a/b/{KEY}", ("rtmp://h/a/b/", KEY)),
        ("rtmps://h", None),
        ("rtmps://h/rtmp/", None),
        ("https://h/rtmp/x", None),
        ("", None),
    ],
)
def test_the_address_of_a_picture_ends_where_its_key_begins(
    url: str, parts: tuple[str, str] | None
):
    target = target_from(url, "")

    assert (target and (target.stream_url, target.stream_key)) == parts


def test_time_and_cover_go_in_one_object():
    starts_at = datetime(2031, 3, 4, 16, tzinfo=UTC)
    request = ask_live(
        starts_at=starts_at, cover_url="https://example.org/x.jpg", title="T", description=""
    )
    with telling(body()) as told:
        facebook(told.url).create(request)

    assert told.bodies == [
        {
            "status": "SCHEDULED_UNPUBLISHED",
            "title": "T",
            "description": "Folio VC-2031-0001",
            "event_params": {"start_time": 1930406400, "cover": "https://example.org/x.jpg"},
        }
    ]


def test_a_short_answer_is_followed_by_a_look():
    with telling({"id": "1"}, body()) as told:
        live = facebook(told.url).create(ask_live())

    assert (live.external_id, live.video_id) == ("1", "2")
    assert [call[0] for call in told.requests] == ["POST", "GET"]


@pytest.mark.parametrize("answer", [{}, {"id": ""}, {"id": None}, [], None])
def test_an_answer_without_an_id_leaves_the_outcome_open(answer: object):
    with telling(answer) as told, pytest.raises(OutcomeUnknownError):
        facebook(told.url).create(ask_live())


def test_a_look_that_fails_after_the_announcement_leaves_the_outcome_open():
    with telling({"id": "1"}, {"error": {"code": 190}}) as told:
        page = facebook(told.url)

        with pytest.raises(OutcomeUnknownError) as caught:
            page.create(ask_live())

    assert caught.value.operation == "create_live"


def test_a_lost_answer_leaves_one_live_video_that_is_found(vendor: Vendor, page: FacebookLive):
    vendor.fail("create_live", "lost_answer")
    request = ask_live()

    with pytest.raises(OutcomeUnknownError):
        page.create(request)
    found = page.find(request)

    assert found.starts_at == request.starts_at
    assert vendor.calls() == ["create_live", "list_lives", "read_live"]
    assert len(vendor.state()["lives"]) == 1


def test_nothing_is_found_where_nothing_was_announced(page: FacebookLive, live: LiveVideo):
    assert page.find(ask_live(folio="VC-2031-0002")) is None


@pytest.mark.parametrize(
    "other", ["VC-2031-00010", "XVC-2031-0001", "VC-2031-0001-2", "A-VC-2031-0001"]
)
def test_a_folio_that_only_resembles_ours_is_another_one(page: FacebookLive, other: str):
    page.create(ask_live(folio=other))

    assert page.find(ask_live()) is None


def test_of_several_the_newest_is_found(vendor: Vendor, page: FacebookLive):
    page.create(ask_live())
    wait(vendor, minutes=1)
    second = page.create(ask_live())
    wait(vendor, minutes=1)
    page.create(ask_live(folio="VC-2031-0002"))

    assert page.find(ask_live()) == second


def test_the_newest_is_found_in_whatever_order_they_come():
    text = "Folio VC-2031-0001"
    listed = [
        {"id": "5", "description": text},
        {"id": "7", "description": text, "creation_time": "2031-03-03T16:00:00+0000"},
        {"id": "6", "description": text, "creation_time": "2031-03-04T16:00:00+0000"},
    ]
    with telling({"data": listed}, body(id="6")) as told:
        found = facebook(told.url).find(ask_live())

    assert found.external_id == "6"
    assert told.requests[1][1].startswith("/v26.0/6?")


def test_one_that_is_over_is_not_found(vendor: Vendor, page: FacebookLive, live: LiveVideo):
    stage(vendor, live, "cancel")

    assert page.find(ask_live()) is None


def test_the_last_page_of_a_long_list_is_looked_at(vendor: Vendor, page: FacebookLive):
    first = page.create(ask_live())
    graph = Graph(vendor)
    for _ in range(PAGE_SIZE):
        graph.schedule()

    assert page.find(ask_live()) == first
    assert vendor.calls().count("list_lives") == 2


def test_the_token_stays_with_graph_whatever_the_next_page_says():
    listed = {"data": [], "paging": {"next": "http://127.0.0.1:9/x?access_token=t&after=QVFI"}}
    with telling(listed, {"data": []}) as told:
        found = facebook(told.url).find(ask_live())

    assert found is None
    assert [path.partition("?")[0] for _, path, _ in told.requests] == [
        "/v26.0/104000000000001/live_videos"
    ] * 2
    assert "after=QVFI" in told.requests[1][1]


@pytest.mark.parametrize(
    "listed",
    [
        {},
        {"data": None},
        {"data": [], "paging": {"next": "https://graph.facebook.com/x"}},
        {"data": [], "paging": {"next": "https://x.example", "cursors": {"after": "always"}}},
    ],
)
def test_a_list_without_a_good_end_does_not_say_that_there_is_none(listed: object):
    with telling(listed) as told, pytest.raises(UnavailableError):
        facebook(told.url).find(ask_live())


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("UNPUBLISHED", LiveStage.SCHEDULED),
        ("SCHEDULED_UNPUBLISHED", LiveStage.SCHEDULED),
        ("SCHEDULED_LIVE", LiveStage.SCHEDULED),
        ("LIVE", LiveStage.LIVE),
        ("LIVE_STOPPED", LiveStage.STOPPED),
        ("PROCESSING", LiveStage.STOPPED),
        ("VOD", LiveStage.READY),
        ("SCHEDULED_CANCELED", LiveStage.CANCELLED),
        ("SCHEDULED_EXPIRED", LiveStage.EXPIRED),
    ],
)
def test_every_status_has_its_stage(status: str, expected: LiveStage):
    assert read_as(status=status).stage is expected


@pytest.mark.parametrize("status", ["LIVE_PAUSED", "", None, 7])
def test_a_status_that_is_new_to_us_neither_begins_nor_ends_anything(status: object):
    with pytest.raises(UnavailableError):
        read_as(status=status)


def test_odd_fields_are_left_out():
    live = read_as(
        video="9",
        permalink_url=7.5,
        secure_stream_url=None,
        planned_start_time="pronto",
        broadcast_start_time="2031-03-04T16:00:00",
        live_views="muchas",
        total_views=True,
        title=["x"],
    )

    assert live == LiveVideo("1", LiveStage.SCHEDULED, video_id="9")


def test_instants_come_in_both_forms():
    live = read_as(planned_start_time=1930406400, broadcast_start_time="2031-03-04T10:00:00-0600")

    assert live.starts_at == datetime(2031, 3, 4, 16, tzinfo=UTC)
    assert live.began_at == datetime(2031, 3, 4, 16, tzinfo=UTC)


def test_a_change_moves_it_and_keeps_its_addresses(page: FacebookLive, live: LiveVideo):
    later = ask_live(title="Otro título", starts_at=live.starts_at + timedelta(days=1))

    changed = page.update(live.external_id, later)

    assert (changed.title, changed.starts_at) == ("Otro título", later.starts_at)
    assert changed.description.endswith("\n\nFolio VC-2031-0001")
    assert (changed.permalink_url, changed.target) == (live.permalink_url, live.target)


def test_the_time_of_one_that_is_no_event_has_another_name():
    refusal = {
        "error": {
            "code": 100,
            "message": "(#100) Broadcast does not associate with a Live Online Event",
            "error_user_msg": "No se pudo.",
        }
    }
    with telling(refusal, {"id": "1"}, body()) as told:
        live = facebook(told.url).update("1", ask_live())

    assert live.external_id == "1"
    assert [set(sent or {}) for sent in told.bodies] == [
        {"title", "description", "event_params"},
        {"title", "description", "planned_start_time"},
        set(),
    ]


def test_any_other_refusal_of_a_change_is_told(vendor: Vendor, page: FacebookLive, live: LiveVideo):
    too_far = ask_live(starts_at=live.starts_at + timedelta(days=30))

    with pytest.raises(RejectedError) as caught:
        page.update(live.external_id, too_far)

    assert "7 días" in caught.value.message
    assert vendor.calls().count("update_live") == 1


def test_what_is_taken_back_is_gone(page: FacebookLive, live: LiveVideo):
    page.cancel(live.external_id)

    with pytest.raises(NotFoundError):
        page.read(live.external_id)


def test_taking_back_what_is_gone_is_fine(vendor: Vendor, page: FacebookLive, live: LiveVideo):
    page.cancel(live.external_id)

    page.cancel(live.external_id)

    assert vendor.calls().count("delete_live") == 2


def test_an_answer_that_nothing_was_done_leaves_the_outcome_open():
    with telling({"success": False}) as told, pytest.raises(OutcomeUnknownError):
        facebook(told.url).cancel("1")


@pytest.mark.parametrize("number", ["", "..", "me", "1/live_videos", "1?fields=id", "１"])
def test_what_is_no_id_of_graphs_is_not_there_and_nothing_is_sent(vendor: Vendor, number: str):
    page = facebook(vendor.url)

    page.cancel(number)
    with pytest.raises(NotFoundError):
        page.read(number)

    assert vendor.calls() == []


def test_it_goes_live_and_says_who_watches(on_air: LiveVideo):
    assert (on_air.stage, on_air.viewers, on_air.views) == (LiveStage.LIVE, 12, 24)
    assert on_air.began_at is not None


def test_going_live_twice_asks_once(vendor: Vendor, page: FacebookLive, on_air: LiveVideo):
    again = page.go_live(on_air.external_id)

    assert again.stage is LiveStage.LIVE
    assert vendor.calls().count("update_live") == 1


def test_a_live_video_without_a_picture_is_refused_with_a_reason(
    page: FacebookLive, live: LiveVideo
):
    with pytest.raises(RejectedError) as caught:
        page.go_live(live.external_id)

    assert "has not received any video yet" in caught.value.message


def test_it_ends_and_takes_no_picture_any_more(page: FacebookLive, on_air: LiveVideo):
    ended = page.end(on_air.external_id)

    assert (ended.stage, ended.target) == (LiveStage.STOPPED, None)


def test_ending_twice_asks_once(vendor: Vendor, page: FacebookLive, on_air: LiveVideo):
    page.end(on_air.external_id)

    page.end(on_air.external_id)

    assert vendor.calls().count("update_live") == 2


def test_ending_what_never_began_changes_nothing(
    vendor: Vendor, page: FacebookLive, live: LiveVideo
):
    assert page.end(live.external_id) == live
    assert vendor.calls().count("update_live") == 0


def test_going_live_after_the_end_changes_nothing(
    vendor: Vendor, page: FacebookLive, on_air: LiveVideo
):
    page.end(on_air.external_id)

    assert page.go_live(on_air.external_id).stage is LiveStage.STOPPED
    assert vendor.calls().count("update_live") == 2


def test_a_lost_answer_to_going_live_is_settled_by_asking_again(
    vendor: Vendor, page: FacebookLive, live: LiveVideo
):
    stage(vendor, live, "picture")
    vendor.fail("update_live", "lost_answer")

    with pytest.raises(OutcomeUnknownError):
        page.go_live(live.external_id)

    assert page.go_live(live.external_id).stage is LiveStage.LIVE
    assert vendor.calls().count("update_live") == 1


def test_the_copy_comes_when_it_is_ready_and_without_our_token(
    vendor: Vendor, page: FacebookLive, on_air: LiveVideo
):
    page.end(on_air.external_id)

    early = page.copy(on_air.video_id)
    wait(vendor, minutes=20)
    link = page.copy(on_air.video_id)

    assert early is None
    assert (dict(link.headers), link.hosts) == ({}, frozenset())
    assert requests.get(link.url, timeout=60).content[4:8] == b"ftyp"
    assert link.url not in repr(link)


def test_the_copy_is_gone_after_30_days(vendor: Vendor, page: FacebookLive, on_air: LiveVideo):
    page.end(on_air.external_id)
    wait(vendor, days=31)

    with pytest.raises(NotFoundError):
        page.copy(on_air.video_id)


@pytest.mark.parametrize(
    ("video", "expected"),
    [
        ({"source": "https://video.example/1.mp4"}, FileLink("https://video.example/1.mp4")),
        ({"source": "https://v.example/1", "status": {"video_status": "processing"}}, None),
        ({"status": {"video_status": "ready"}}, None),
        ({"source": "http://video.example/1.mp4"}, UnavailableError),
        ({"source": "file:///etc/passwd"}, UnavailableError),
        ({"status": {"video_status": "error"}}, RejectedError),
        ({"status": {"video_status": "expired"}}, NotFoundError),
    ],
)
def test_a_copy_is_fetched_only_where_it_is_safe_and_whole(
    video: dict[str, object], expected: object
):
    with telling({"id": "2", **video}) as told:
        page = facebook(told.url)

        try:
            found: object = page.copy("2")
        except (RejectedError, UnavailableError) as error:
            found = type(error)

    assert found == expected


def test_the_operators_page_is_facebooks_own(page: FacebookLive):
    assert page.producer_url("123") == "https://www.facebook.com/live/producer/123"
    assert page.producer_url("") == ""


def test_the_settings_decide_who_broadcasts(vendor: Vendor, tmp_path: Path):
    by_hand = Settings(instance=tmp_path)
    by_itself = Settings(instance=tmp_path, graph_api_base=vendor.url, **CREDENTIALS)

    found = [connect_broadcaster(settings) for settings in (by_hand, by_itself)]

    assert [(one.channel, one.works_by_itself) for one in found] == [
        ("facebook", False),
        ("facebook", True),
    ]
    assert found[1].check().is_working is True


def test_the_callers_clock_says_when_to_come_back(vendor: Vendor, tmp_path: Path):
    now = datetime(2031, 3, 4, 16, tzinfo=UTC)
    settings = Settings(instance=tmp_path, graph_api_base=vendor.url, **CREDENTIALS)
    vendor.fail("create_live", "429", regain_min=9)

    with pytest.raises(RateLimitedError) as caught:
        connect_broadcaster(settings, now=lambda: now).create(ask_live())

    assert caught.value.retry_after == now + timedelta(minutes=9)
