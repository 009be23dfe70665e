"""Reels of an Instagram account through the adapter, as the emulated Meta keeps them."""

import json
from pathlib import Path

import pytest

from integrations.contracts.publishing import Draft, Post
from integrations.emulator.meta.parameters import TAKEN
from integrations.errors import (
    CredentialsError,
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


def test_the_account_s_limit_is_one_of_a_day(vendor, reels, post):
    vendor.meta(most_reels=1)
    reels.publish(ready(reels, post), post)
    draft = reels.upload(reels.begin(post), post, alive)

    with pytest.raises(RateLimitedError) as refused:
        reels.is_ready(draft)

    assert refused.value.is_daily


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
