"""Reels and videos of a Page through the adapter, as the emulated Meta keeps them."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from integrations.contracts.publishing import Draft, Post, Stage
from integrations.emulator.meta.parameters import TAKEN
from integrations.errors import (
    BlockedError,
    CredentialsError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from integrations.http.uploads import check_address
from integrations.meta.facebook_publisher import FacebookPosts
from integrations.meta.session import FacebookSettings
from tests.integrations.conftest import Vendor
from tests.integrations.page import telling

FILM = bytes(range(256)) * 6000
FACTS = Path(__file__).parents[3] / "shared" / "contracts" / "meta_params.json"
UPRIGHT, WIDE = (1080, 1920), (1920, 1080)


@pytest.fixture
def posts(vendor: Vendor) -> FacebookPosts:
    """The adapter on the emulator, where the work on a video takes no time."""
    vendor.meta(processing_s=0)
    return FacebookPosts(
        FacebookSettings("emulator", "emulator", "104000000000001", "emulator", vendor.url)
    )


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A file of one and a half megabytes."""
    path = tmp_path / "film.mp4"
    path.write_bytes(FILM)
    return path


def post_of(film: Path, size: tuple[int, int] = UPRIGHT, **changes: object) -> Post:
    """Return a clip that is to be published."""
    values = {
        "mark": "P-1",
        "title": "Contraseñas seguras",
        "text": "Cuide su contraseña. #PrevenimosJuntos",
        "film": film,
        "size_bytes": len(FILM),
        "duration_ms": 60_000,
        "width": size[0],
        "height": size[1],
        "captions": "1\n00:00:01,000 --> 00:00:02,000\nHola\n",
    }
    return Post(**(values | changes))


def films(vendor: Vendor) -> list[dict]:
    """Return the videos at Meta."""
    return vendor.state()["films"]


def alive() -> None:
    """Do nothing: nobody holds anything here."""


def published(posts: FacebookPosts, post: Post) -> Draft:
    """Publish a clip all the way."""
    draft = posts.begin(post)
    draft = posts.upload(draft, post, alive)
    assert posts.is_ready(draft)
    assert posts.publish(draft, post) == draft.remote_id
    return draft


@pytest.mark.parametrize(("size", "is_reel"), [(UPRIGHT, True), (WIDE, False)])
def test_an_upright_film_is_a_reel_and_any_other_a_video(vendor, posts, film, size, is_reel):
    post = post_of(film, size)

    draft = published(posts, post)

    (kept,) = films(vendor)
    assert kept["is_reel"] is is_reel
    assert kept["sha256"] == hashlib.sha256(FILM).hexdigest()
    assert (kept["title"], kept["description"]) == (post.title, post.text)
    seen = posts.look(draft, post)
    assert seen.stage is Stage.PUBLISHED
    address = f"/reel/{draft.remote_id}/" if is_reel else f"/videos/{draft.remote_id}/"
    assert seen.permalink_url.startswith("https://www.facebook.com/")
    assert seen.permalink_url.endswith(address)


@pytest.mark.parametrize("cuts", [[1], [700_000, 1, 500_000]])
def test_an_upload_goes_on_where_the_line_broke(vendor, posts, film, cuts):
    vendor.meta(cut_uploads_at=cuts)
    post = post_of(film)
    draft = posts.begin(post)

    for _ in cuts:
        with pytest.raises(UnavailableError):
            posts.upload(draft, post, alive)
    posts.upload(draft, post, alive)

    assert films(vendor)[0]["sha256"] == hashlib.sha256(FILM).hexdigest()
    posts.publish(draft, post)
    assert posts.look(draft, post).stage is Stage.PUBLISHED


def test_a_video_whose_line_broke_is_begun_anew(vendor, posts, film):
    post = post_of(film, WIDE)
    draft = posts.begin(post)
    vendor.fail("create_video", "lost_answer")
    with pytest.raises(UnavailableError):
        posts.upload(draft, post, alive)

    with pytest.raises(NotFoundError):
        posts.upload(draft, post, alive)

    published(posts, post)
    assert sum(one["finished_at"] is not None for one in films(vendor)) == 1


@pytest.mark.parametrize("fault", ["lost_answer", "500_after", "html_after"])
def test_a_lost_answer_of_a_video_is_unknown_and_a_look_tells(vendor, posts, film, fault):
    post = post_of(film, WIDE)
    draft = posts.begin(post)
    posts.upload(draft, post, alive)
    vendor.fail("create_video", fault)

    with pytest.raises(OutcomeUnknownError):
        posts.publish(draft, post)

    assert posts.look(draft, post).stage is Stage.PUBLISHED


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"kind": "refuse", "code": 368}, BlockedError),
        ({"kind": "refuse", "code": 190, "subcode": 463}, CredentialsError),
        ({"kind": "refuse", "code": 200}, CredentialsError),
        ({"kind": "refuse", "code": 100}, RejectedError),
        ({"kind": "refuse", "code": 1390008, "message": "too fast"}, RejectedError),
        ({"kind": "refuse", "code": 506}, OutcomeUnknownError),
        ({"kind": "429"}, RateLimitedError),
        ({"kind": "500"}, OutcomeUnknownError),
    ],
)
def test_what_an_error_of_publishing_means(vendor, posts, film, fault, kind):
    post = post_of(film)
    draft = posts.begin(post)
    posts.upload(draft, post, alive)
    vendor.fail("create_reel", **fault)

    with pytest.raises(kind) as refused:
        posts.publish(draft, post)

    assert type(refused.value) is kind


def test_a_video_that_stays_a_draft_is_told_as_that(vendor, posts, film):
    vendor.meta(videos_stay_drafts=True)
    wide = post_of(film, WIDE)
    stayed = published(posts, wide)
    seen = posts.look(stayed, wide)
    assert seen.stage is Stage.FAILED
    assert "borrador" in seen.reason


def test_captions_carry_their_language(vendor, posts, film):
    post = post_of(film)
    draft = published(posts, post)

    posts.add_captions(draft.remote_id, post)

    assert films(vendor)[0]["captions"] == ["subtitulos.es_LA.srt"]


@pytest.mark.parametrize(
    ("size", "names"),
    [(WIDE, ["total_video_views"]), (UPRIGHT, ["blue_reels_play_count", "fb_reels_total_plays"])],
)
def test_views_are_asked_for_by_the_names_that_videos_and_reels_have(
    vendor, posts, film, size, names
):
    # Of an undocumented name, such as «views», Meta says that it is no valid metric.
    draft = published(posts, post_of(film, size))
    vendor.control(f"meta/films/{draft.remote_id}/change", views=89)
    assert posts.figures(draft.remote_id) == {"views": 89}

    vendor.meta(gone_metrics=names[:1])
    assert posts.figures(draft.remote_id) == ({"views": 89} if names[1:] else {})
    vendor.meta(gone_metrics=names)

    assert posts.figures(draft.remote_id) == {}


def test_what_meta_made_of_a_film_decides_by_which_name_its_views_are_asked_for(posts):
    # Sent as a video, and shown as a reel.
    reel = {"id": "1", "permalink_url": "/reel/1/"}
    insights = {"data": [{"name": "blue_reels_play_count", "values": [{"value": 7}]}]}
    with telling(reel, insights) as told:
        settings = replace(posts._settings, api_base=told.url)
        assert FacebookPosts(settings).figures("1") == {"views": 7}

    assert "metric=blue_reels_play_count" in told.requests[1][1]


def test_a_figure_that_has_no_value_yet_is_no_zero(posts):
    with telling({"id": "1", "permalink_url": "/1/videos/1/"}, {"data": []}) as told:
        settings = replace(posts._settings, api_base=told.url)
        assert FacebookPosts(settings).figures("1") == {}


def test_figures_without_their_permission_are_told_as_that(vendor, posts, film):
    draft = published(posts, post_of(film))
    vendor.meta(scopes=["pages_manage_posts", "pages_read_engagement", "pages_show_list"])

    with pytest.raises(CredentialsError) as refused:
        posts.figures(draft.remote_id)

    assert refused.value.missing_scopes == ("read_insights",)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/video-upload/1",
        "http://rupload.facebook.com/video-upload/1",
        "https://rupload.facebook.com.evil.example/1",
        "https://x@rupload.facebook.com/1",
        "http://127.0.0.1:1/video-upload/1",
    ],
)
def test_bytes_and_token_go_to_the_vendor_only(url):
    with pytest.raises(RejectedError):
        check_address(url, "facebook", ("rupload.facebook.com",), "http://127.0.0.1:2")


def test_the_configured_server_is_good_too():
    check_address("http://127.0.0.1:2/up/1", "facebook", (), "http://127.0.0.1:2/v26.0")
    hosts = ("rupload.facebook.com",)
    check_address(
        "https://rupload.facebook.com/up/1", "facebook", hosts, "https://graph.facebook.com"
    )


@pytest.mark.parametrize(
    ("operation", "call"),
    [
        ("create_reel", "POST /{page-id}/video_reels"),
        ("create_video", "POST /{page-id}/videos"),
        ("create_thumbnail", "POST /{video-id}/thumbnails"),
    ],
)
def test_the_emulator_takes_nothing_that_the_contract_does_not_list(operation, call):
    if not FACTS.exists():
        pytest.skip("the vendor's facts (shared/contracts/meta_params.json) are not beside us")
    known = json.loads(FACTS.read_text())["calls"][call]["params"]

    # Bytes are typed as text there; a form sends them as a file.
    assert set(TAKEN[operation]) <= set(known)
    for name, one in TAKEN[operation].items():
        assert one.kind == known[name]["type"] or one.kind == "file"
        assert set(one.choices) <= set(known[name].get("enum") or one.choices)
