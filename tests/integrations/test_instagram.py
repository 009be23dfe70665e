"""Reels of an Instagram account through the adapter, as the emulated Meta keeps them."""

import hashlib
import json
from pathlib import Path

import pytest

from integrations.contracts.publishing import Draft, Post, Stage
from integrations.emulator.meta.parameters import TAKEN
from integrations.errors import (
    CredentialsError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from integrations.meta.instagram_publisher import InstagramReels, InstagramSettings
from integrations.meta.scopes import REELS
from integrations.meta.session import FacebookSettings
from tests.integrations.conftest import Vendor
from tests.integrations.test_facebook_posts import FACTS, FILM, alive, film, post_of  # noqa: F401


@pytest.fixture
def reels(vendor: Vendor) -> InstagramReels:
    """The adapter on the emulator, where the work on a reel takes no time."""
    vendor.meta(processing_s=0)
    page = FacebookSettings("emulator", "emulator", "104000000000001", "emulator", vendor.url)
    return InstagramReels(InstagramSettings("178400000000001", page))


@pytest.fixture
def post(film: Path) -> Post:  # noqa: F811
    """A clip that is to be published."""
    return post_of(film)


def ready(reels: InstagramReels, post: Post) -> Draft:
    """Bring a clip so far that it can be published."""
    draft = reels.upload(reels.begin(post), post, alive)
    assert reels.is_ready(draft)
    return draft


def published(vendor: Vendor) -> list[dict]:
    """Return the reels that everybody sees."""
    return [one for one in vendor.state()["reels"] if one["published_at"] is not None]


def test_a_reel_is_published_and_seen(vendor, reels, post):
    draft = ready(reels, post)
    assert reels.look(draft, post).stage is Stage.DRAFT

    media = reels.publish(draft, post)

    (kept,) = published(vendor)
    assert (kept["media"], kept["caption"]) == (media, post.text)
    assert kept["sha256"] == hashlib.sha256(FILM).hexdigest()
    seen = reels.look(Draft(media, draft.upload_url), post)
    assert seen.stage is Stage.PUBLISHED
    assert seen.permalink_url == f"https://www.instagram.com/reel/{kept['shortcode']}/"
    assert reels.figures(media) == {"views": 0, "reach": 0}


@pytest.mark.parametrize("fault", ["lost_answer", "500_after", "html_after"])
def test_after_a_lost_answer_the_container_tells_and_the_list_says_where(
    vendor, reels, post, fault
):
    draft = ready(reels, post)
    vendor.fail("publish_container", fault)

    with pytest.raises(OutcomeUnknownError):
        reels.publish(draft, post)

    seen = reels.look(draft, post)
    assert seen.stage is Stage.PUBLISHED
    assert seen.remote_id == published(vendor)[0]["media"]


def test_a_lost_question_left_the_container_unpublished(vendor, reels, post):
    draft = ready(reels, post)
    vendor.fail("publish_container", "lost_request")

    with pytest.raises(OutcomeUnknownError):
        reels.publish(draft, post)

    assert reels.look(draft, post).stage is Stage.DRAFT


def test_a_limit_that_is_told_after_publishing_is_no_refusal(vendor, reels, post):
    draft = ready(reels, post)
    vendor.fail("publish_container", "429", code=4)
    vendor.control("faults", operation="publish_container", kind="refuse", code=4, subcode=2207051)
    with pytest.raises(RateLimitedError):
        reels.publish(draft, post)
    reels._session.pace._until = None

    with pytest.raises(OutcomeUnknownError):
        reels.publish(draft, post)


def test_before_it_is_worked_on_it_is_not_ready(vendor, reels, post):
    vendor.meta(processing_s=600)
    draft = reels.upload(reels.begin(post), post, alive)

    assert not reels.is_ready(draft)
    with pytest.raises(UnavailableError):
        reels.publish(draft, post)


def test_a_film_that_instagram_does_not_take_is_refused_in_words(vendor, reels, post):
    vendor.meta(processing_trouble="Unsupported format")
    draft = reels.upload(reels.begin(post), post, alive)

    with pytest.raises(RejectedError, match="Unsupported format"):
        reels.is_ready(draft)
    assert reels.look(draft, post).stage is Stage.FAILED


def test_no_more_a_day_than_the_account_may(vendor, reels, post):
    vendor.meta(most_reels=1)
    reels.publish(ready(reels, post), post)
    draft = reels.upload(reels.begin(post), post, alive)

    with pytest.raises(RateLimitedError) as refused:
        reels.is_ready(draft)

    assert refused.value.is_daily


def test_where_the_line_broke_another_container_is_begun(vendor, reels, post):
    vendor.meta(cut_uploads_at=[1])
    draft = reels.begin(post)
    with pytest.raises(UnavailableError):
        reels.upload(draft, post, alive)
    reels.upload(draft, post, alive)
    with pytest.raises(NotFoundError):
        reels.upload(draft, post, alive)


def test_a_lost_container_is_only_begun_again(vendor, reels, post):
    vendor.fail("create_container", "lost_answer")

    with pytest.raises(UnavailableError):
        reels.begin(post)


def test_published_twice_is_refused(vendor, reels, post):
    draft = ready(reels, post)
    reels.publish(draft, post)

    with pytest.raises(UnavailableError):
        reels.publish(draft, post)
    assert len(published(vendor)) == 1


def test_it_is_taken_down_by_hand_and_the_account_is_checked(vendor, reels):
    with pytest.raises(RejectedError, match="aplicación"):
        reels.retract("1")
    found = reels.check()
    assert found.is_working
    assert (found.facts["Cuenta"], found.facts["Vence"]) == ("secesp.slp", "No vence")
    vendor.meta(scopes=["instagram_basic", "pages_read_engagement"])
    found = reels.check()
    lacking = ("instagram_content_publish", "instagram_manage_insights")
    assert (found.is_refused, found.missing_scopes) == (True, lacking)
    vendor.meta(scopes=list(REELS.scopes))
    vendor.fail("read_container", "refuse", code=190, subcode=463)
    assert reels.check().is_refused
    vendor.fail("create_container", "refuse", code=200)
    with pytest.raises(CredentialsError) as refused:
        reels.begin(post_of(Path(__file__)))
    assert refused.value.vendor == "instagram"


@pytest.mark.parametrize(
    ("operation", "call"),
    [
        ("create_container", "POST /{ig-user-id}/media"),
        ("publish_container", "POST /{ig-user-id}/media_publish"),
        ("list_media", "GET /{ig-user-id}/media"),
        ("media_insights", "GET /{ig-media-id}/insights"),
    ],
)
def test_the_emulator_takes_nothing_that_the_contract_does_not_list(operation, call):
    if not FACTS.exists():
        pytest.skip("the vendor's facts (shared/contracts/meta_params.json) are not beside us")
    known = json.loads(FACTS.read_text())["calls"][call]["params"]

    assert set(TAKEN[operation]) <= set(known)
    for name, one in TAKEN[operation].items():
        assert one.kind == known[name]["type"]
        assert set(one.choices) <= set(known[name].get("enum") or one.choices)
