"""Posts of an account through the adapter, as the emulated X keeps them."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from integrations.contracts.publishing import Draft, Post, Stage
from integrations.errors import (
    BlockedError,
    CredentialsError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from integrations.http.call import VendorRequest
from integrations.x.publisher import ENDS, SEGMENT_BYTES, XPosts, XSettings
from tests.integrations.conftest import Vendor
from tests.integrations.test_facebook_posts import FILM, alive, film, post_of  # noqa: F401

KEYS = ("emulator",) * 4


@pytest.fixture
def posts(vendor: Vendor) -> XPosts:
    """The adapter on the emulator, where the work on a video takes no time."""
    vendor.control("x/conduct", processing_s=0)
    return XPosts(XSettings(*KEYS, vendor.url))


@pytest.fixture
def post(film: Path) -> Post:  # noqa: F811
    """A clip that is to be published."""
    return post_of(film)


def kept(vendor: Vendor) -> list[dict]:
    """Return the posts at X."""
    return vendor.state()["posts"]


def ready(posts: XPosts, post: Post) -> Draft:
    """Bring a clip so far that it can be published."""
    draft = posts.upload(posts.begin(post), post, alive)
    assert posts.is_ready(draft)
    return draft


def test_a_film_may_go_without_words(vendor, posts, post):
    silent = replace(post, text="")
    for _ in range(2):
        posts.publish(ready(posts, silent), silent)
    assert [one["text"] for one in kept(vendor)] == ["", ""]


def test_a_large_film_goes_in_segments(vendor, posts, post, tmp_path):
    content = bytes(range(250)) * 20_000
    (tmp_path / "large.mp4").write_bytes(content)
    large = replace(post, film=tmp_path / "large.mp4", size_bytes=len(content))
    told = []
    draft = posts.upload(posts.begin(large), large, lambda: told.append(1))
    posts.publish(draft, large)

    assert len(content) > SEGMENT_BYTES
    assert len(told) == 2
    assert kept(vendor)[0]["sha256"] == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("fault", ["lost_answer", "500_after", "html_after"])
def test_after_a_lost_answer_the_newest_posts_tell_by_their_words_too(vendor, posts, post, fault):
    vendor.control("x/conduct", hides_media_keys=True)
    post = replace(post, text=f"{post.text} https://secesp.example/aviso")
    draft = ready(posts, post)
    vendor.fail("create_post", fault)

    with pytest.raises(OutcomeUnknownError):
        posts.publish(draft, post)

    seen = posts.look(draft, post)
    assert (seen.stage, seen.remote_id) == (Stage.PUBLISHED, kept(vendor)[0]["id"])


def test_a_lost_question_left_nothing_and_an_old_post_with_the_same_words_is_another(
    vendor, posts, post
):
    vendor.control("x/conduct", hides_media_keys=True)
    posts.publish(ready(posts, post), post)
    later = datetime.now(UTC) + timedelta(days=2)
    vendor.control("clock", now=later.isoformat())
    posts = XPosts(XSettings(*KEYS, vendor.url), now=lambda: later)
    draft = ready(posts, post)
    vendor.fail("create_post", "lost_request")

    with pytest.raises(OutcomeUnknownError):
        posts.publish(draft, post)

    assert posts.look(draft, post).stage is Stage.DRAFT


def test_a_second_post_with_the_same_words_is_looked_for_instead_of_refused(vendor, posts, post):
    draft = ready(posts, post)
    posts.publish(draft, post)
    with pytest.raises(OutcomeUnknownError):
        posts.publish(draft, post)
    assert len(kept(vendor)) == 1


def test_before_x_is_done_with_it_nothing_is_posted(vendor, posts, post):
    vendor.control("x/conduct", processing_s=600)
    draft = posts.upload(posts.begin(post), post, alive)
    assert not posts.is_ready(draft)
    with pytest.raises(RejectedError):
        posts.publish(draft, post)


def test_a_broken_upload_goes_again_and_what_is_refused_is_begun_anew(vendor, posts, post):
    draft = posts.begin(post)
    vendor.fail("append_media", "lost_answer")
    with pytest.raises(UnavailableError):
        posts.upload(draft, post, alive)
    posts.upload(draft, post, alive)
    with pytest.raises(NotFoundError):
        posts.upload(draft, post, alive)
    with pytest.raises(NotFoundError):
        posts.upload(Draft("1", "media:1"), post, alive)


def test_a_film_that_is_too_short_is_not_sent(vendor, posts, post):
    with pytest.raises(RejectedError, match="140 segundos"):
        posts.begin(replace(post, duration_ms=499))
    assert vendor.calls() == []


def test_its_views_are_counted(vendor, posts, post):
    number = posts.publish(ready(posts, post), post)
    vendor.control(f"x/posts/{number}/change", views=17)

    assert posts.figures(number) == {"views": 17}


def test_without_credit_or_with_a_suspended_account_everything_stops(vendor, posts, post):
    draft = ready(posts, post)
    vendor.control("x/conduct", credit_usd=0.014)
    with pytest.raises(BlockedError, match="saldo"):
        posts.publish(draft, post)
    vendor.control("x/conduct", credit_usd=0.1)
    with pytest.raises(BlockedError, match="saldo"):
        posts.publish(draft, replace(post, text="Vea https://secesp.example"))
    vendor.control("x/conduct", is_suspended=True)
    assert posts.check().is_refused


@pytest.mark.parametrize("wrong", range(4))
def test_all_four_keys_must_be_right(vendor, post, wrong):
    keys = [*KEYS]
    keys[wrong] = "another"
    posts = XPosts(XSettings(*keys, vendor.url))
    assert posts.check().is_refused
    with pytest.raises(CredentialsError, match="Read and write") as refused:
        posts.begin(post)
    assert "another" not in str(refused.value)


def test_keys_that_may_only_read_are_told(vendor, posts, post):
    vendor.control("x/conduct", may_write=False)
    assert posts.check().is_working
    with pytest.raises(BlockedError):
        posts.begin(post)


def test_too_many_calls_are_waited_for_as_long_as_x_says(vendor, posts, post):
    until = datetime(2030, 1, 1, tzinfo=UTC)
    vendor.fail("begin_media", "429", reset=int(until.timestamp()))
    with pytest.raises(RateLimitedError) as refused:
        posts.begin(post)
    assert refused.value.retry_after == until


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("This user is not allowed to post a video longer than 2 minutes.", "más breve"),
        ("Something else", "Something else"),
    ],
)
def test_a_refusal_says_what_to_do(vendor, posts, post, said, words):
    draft = ready(posts, post)
    vendor.fail("create_post", "refuse", status=403, message=said)
    with pytest.raises(RejectedError, match=words):
        posts.publish(draft, post)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            VendorRequest("create_post", "POST", "/2/tweets", body={"text": "a", "texto": "b"}),
            "texto",
        ),
        (VendorRequest("read_account", "GET", "/2/users/me", params={"fields": "id"}), "fields"),
        (VendorRequest("begin", "POST", "/2/media/upload/initialize", body={"size": 1}), "size"),
    ],
)
def test_the_emulator_refuses_what_it_does_not_know(posts, call, words):
    with pytest.raises(RejectedError, match=words):
        posts._session.call(call)


def test_the_connection_names_the_account(vendor, posts):
    found = posts.check()
    assert (found.is_working, found.facts) == (True, {"Cuenta": "@secesp_slp", "Vence": ENDS})
    vendor.fail("read_account", "500", times=2)
    found = posts.check()
    assert (found.is_working, found.is_refused) == (False, False)


def test_the_keys_are_shown_nowhere():
    assert "secret" not in repr(XSettings("key", "secret", "secret", "secret"))
