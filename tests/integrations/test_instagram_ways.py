"""A film's two ways to Instagram: sent, or fetched from an address by an app that may not send.

Each fault here is one that somebody met in the open; where a thread tells of it, it is named.
"""

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from integrations.contracts.publishing import Draft, Post, Stage, Way
from integrations.errors import (
    BlockedError,
    CredentialsError,
    NotFoundError,
    OutcomeUnknownError,
    RejectedError,
    UnavailableError,
)
from integrations.http.call import VendorResponse
from integrations.http.redaction import redact_text
from integrations.meta.instagram_publisher import InstagramReels, InstagramSettings
from integrations.meta.instagram_ways import (
    NO_ADDRESS,
    NOT_SAFE,
    is_about_sending,
    lack_of,
    refuses_bytes,
)
from integrations.meta.session import FacebookSettings
from tests.integrations.conftest import Vendor
from tests.integrations.test_facebook_posts import FILM, alive, film, post_of  # noqa: F401
from tests.integrations.test_instagram import published
from tests.processes import answering

META = "https://graph.facebook.com"
Served = dict[str, object]


@pytest.fixture(scope="module")
def source() -> Iterator[tuple[str, Served]]:
    """A server of films for whoever asks, and how it behaves; it writes down what was asked."""
    how: Served = {}

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            how.setdefault("asked", []).append(f"{self.command} {self.path}")
            time.sleep(how.get("slow_s", 0))
            leads_on = how.get("redirects", 0)
            self.send_response(302 if leads_on else how.get(f"{self.command}_status", 200))
            if leads_on:
                how["redirects"] -= 1
                self.send_header("Location", self.path)
            self.send_header("Content-Type", how.get("type", "video/mp4"))
            self.send_header("Content-Length", str(0 if leads_on else len(FILM)))
            self.end_headers()
            if self.command == "GET" and not leads_on:
                self.wfile.write(FILM)

        do_GET = do_HEAD = _answer  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    with answering(server):
        yield f"http://127.0.0.1:{server.server_port}", how


@pytest.fixture
def shop(source: tuple[str, Served]) -> tuple[str, Served]:
    """The server as it is when nothing is wrong with it."""
    source[1].clear()
    return source


@pytest.fixture
def site(shop: tuple[str, Served]) -> str:
    """What the addresses of our films begin with."""
    return shop[0]


@pytest.fixture
def make(vendor: Vendor) -> Callable[[str], InstagramReels]:
    """Return a function: our site → the adapter of an app that may only give addresses."""
    vendor.meta(processing_s=0, takes_films="fetched")
    page = FacebookSettings("emulator", "emulator", "104000000000001", "emulator", vendor.url)
    return lambda site_url: InstagramReels(InstagramSettings("178400000000001", page, site_url))


@pytest.fixture
def reels(make: Callable[[str], InstagramReels], site: str) -> InstagramReels:
    """The adapter of such an app, whose films open at our site."""
    return make(site)


@pytest.fixture
def post(film: Path, site: str) -> Post:  # noqa: F811
    """A clip whose film opens for whoever has its address."""
    return post_of(film, film_url=f"{site}/entrega/secreto.mp4")


def ready(reels: InstagramReels, post: Post) -> Draft:
    """Bring a clip so far that it can be published."""
    draft = reels.upload(reels.begin(post), post, alive)
    assert reels.is_ready(draft)
    return draft


@pytest.mark.parametrize("takes", ["fetched", "fetched_late"])
def test_where_sending_is_refused_the_address_is_offered_and_one_reel_appears(
    vendor, reels, post, shop, takes
):
    vendor.meta(takes_films=takes)

    draft = ready(reels, post)
    media = reels.publish(draft, post)

    assert draft.way is Way.FETCHED
    assert shop[1]["asked"] == ["HEAD /entrega/secreto.mp4", "GET /entrega/secreto.mp4"]
    (kept,) = published(vendor)
    assert (kept["media"], kept["is_fetched"]) == (media, True)
    assert kept["sha256"] == hashlib.sha256(FILM).hexdigest()
    assert reels.look(replace(draft, remote_id=media), post).stage is Stage.PUBLISHED


def test_an_app_that_may_send_gives_no_address_away(vendor, reels, post, shop):
    vendor.meta(takes_films="sent")

    draft = ready(reels, post)

    assert draft.way is Way.SENT
    assert "asked" not in shop[1]


@pytest.mark.parametrize("fault", ["lost_answer", "500_after"])
def test_a_lost_answer_is_found_again_whichever_way_it_came(vendor, reels, post, fault):
    draft = ready(reels, post)
    vendor.fail("publish_container", fault)
    with pytest.raises(OutcomeUnknownError):
        reels.publish(draft, post)

    seen = reels.look(draft, post)

    assert (seen.stage, seen.remote_id) == (Stage.PUBLISHED, published(vendor)[0]["media"])


@pytest.mark.parametrize(
    ("url", "lack"),
    [
        ("", "PUBLIC_URL no está puesta"),
        ("http://videos.example.org/entrega/x.mp4", "no empieza con https"),
        ("https://servidor/entrega/x.mp4", "servidor, que solo se abre dentro"),
        ("https://10.2.3.4/entrega/x.mp4", "10.2.3.4, que solo se abre dentro"),
        ("https://vc.oficina.local/entrega/x.mp4", "vc.oficina.local, que solo se abre dentro"),
    ],
)
def test_without_an_address_that_opens_outside_it_says_exactly_what_lacks(
    vendor,
    make,
    film,  # noqa: F811
    url,
    lack,
):
    reels, post = make(url.partition("/entrega")[0]), post_of(film, film_url=url)

    with pytest.raises(CredentialsError) as refused:
        reels.begin(post)

    assert lack in refused.value.message
    assert "Ponga ahí la dirección https://" in refused.value.message
    assert "x.mp4" not in refused.value.message
    assert vendor.state()["reels"] == []
    found = reels.check()
    assert (found.is_working, found.is_refused) == (False, True)
    assert lack in found.message


def test_an_address_on_the_internet_will_do_and_one_of_this_machine_only_for_an_emulator():
    assert lack_of("https://videos.slp.gob.mx/vc/entrega/x.mp4", META) == ""
    assert lack_of("https://8.8.8.8/x.mp4", META) == ""
    assert lack_of("http://127.0.0.1:8000/x.mp4", "http://127.0.0.1:8001") == ""
    assert lack_of("http://127.0.0.1:8000/x.mp4", META) == NOT_SAFE
    assert lack_of("", "http://127.0.0.1:8001") == NO_ADDRESS
    assert "localhost" in lack_of("https://localhost/x.mp4", META)


def test_the_check_says_which_way_is_used_and_why(vendor, reels):
    found = reels.check()
    assert found.is_working
    assert found.facts["Cómo llega el video"] == (
        "Instagram lo recoge de 127.0.0.1: no acepta que esta aplicación se lo envíe"
    )

    vendor.meta(takes_films="sent")
    assert reels.check().facts["Cómo llega el video"] == "Se envía el archivo"
    assert published(vendor) == []


def test_a_permission_that_lacks_is_not_taken_for_the_way(vendor, make, post):
    vendor.meta(scopes=["instagram_basic", "pages_read_engagement"])

    # Where nobody said our address either, that is not what has to be mended.
    with pytest.raises(CredentialsError) as refused:
        make("").begin(replace(post, film_url=""))

    assert refused.value.missing_scopes == ("instagram_content_publish",)
    assert "PUBLIC_URL" not in refused.value.message


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        # The address gives 404, or asks who is there (mixpost issue 88).
        ({"HEAD_status": 404, "GET_status": 404}, "no pudo abrir el video en 127.0.0.1"),
        ({"GET_status": 403}, "no pudo abrir el video en 127.0.0.1"),
        # A signed address of S3 is good for GET only, and refuses HEAD (gradio PR#4388).
        ({"HEAD_status": 403}, "no pudo abrir el video en 127.0.0.1"),
        # It leads on for ever (n8n-nodes-instagram issue 17).
        ({"redirects": 9}, "no pudo abrir el video en 127.0.0.1"),
        # It gives a page, or nobody knows what (the same).
        ({"type": "text/html"}, "no pudo preparar el video"),
        ({"type": "binary/octet-stream"}, "no pudo preparar el video"),
    ],
    ids=["404", "403", "no-head", "redirects", "page", "untyped"],
)
def test_a_film_that_does_not_open_is_told_with_its_host_and_never_its_address(
    vendor, reels, post, shop, wrong, told
):
    shop[1].update(wrong)
    draft = reels.begin(post)

    with pytest.raises(RejectedError) as refused:
        reels.is_ready(draft)

    assert not isinstance(refused.value, NotFoundError)
    assert told in refused.value.message
    assert "secreto" not in refused.value.message
    seen = reels.look(draft, post)
    assert (seen.stage, seen.reason) == (Stage.FAILED, refused.value.message)
    # Nobody can publish it either (postiz-app, subcode 2207026).
    with pytest.raises(RejectedError):
        reels.publish(draft, post)
    assert published(vendor) == []


def test_a_server_that_is_not_there_is_told_as_one_that_does_not_open(reels, film):  # noqa: F811
    draft = reels.begin(post_of(film, film_url="http://127.0.0.1:9/entrega/secreto.mp4"))

    with pytest.raises(RejectedError, match=r"2207052"):
        reels.is_ready(draft)


def test_what_meta_says_may_pass_is_begun_again(vendor, reels, post):
    vendor.meta(processing_trouble="Media upload has failed with error code 2207003")
    draft = reels.begin(post)

    with pytest.raises(NotFoundError):
        reels.is_ready(draft)

    vendor.meta(processing_trouble="")
    ready(reels, post)


def test_an_address_that_meta_repeats_in_its_refusal_stays_out_of_ours(vendor, reels, post):
    # As in postiz-app issue 1129: code 9004, the address in the words for people.
    vendor.fail("create_container", "refuse", code=3)
    text = f"The media could not be fetched from this URI: {post.film_url}."
    vendor.fail("create_container", "refuse", code=9004, subcode=2207052, text=text)

    with pytest.raises(RejectedError) as refused:
        reels.begin(post)

    assert "no pudo abrir el video en 127.0.0.1" in refused.value.message
    assert "secreto" not in refused.value.message
    escaped = post.film_url.replace("/", "\\/")
    assert "secreto" not in redact_text(f'{{"text":"{text} {escaped}"}}')


def test_before_it_came_for_the_film_nothing_is_published(vendor, reels, post):
    # Published too early it is refused (meta-mcp issue 138, activepieces issue 10389).
    vendor.meta(processing_s=600)
    draft = reels.begin(post)

    assert not reels.is_ready(draft)
    with pytest.raises(UnavailableError):
        reels.publish(draft, post)


def test_a_container_of_yesterday_is_begun_again(vendor, reels, post):
    draft = ready(reels, post)
    vendor.control("clock", advance_s=25 * 3600)

    with pytest.raises(NotFoundError):
        reels.is_ready(draft)


def test_a_container_that_is_answered_as_gone_may_have_been_published(vendor, reels, post):
    # For days valid containers did not exist (events-tracker issue 1900).
    draft = ready(reels, post)
    vendor.fail("publish_container", "lost_answer")
    with pytest.raises(OutcomeUnknownError):
        reels.publish(draft, post)
    vendor.fail("read_container", "refuse", code=100, subcode=33, times=9)

    seen = reels.look(draft, post)

    assert (seen.stage, seen.remote_id) == (Stage.PUBLISHED, published(vendor)[0]["media"])
    assert seen.permalink_url.startswith("https://www.instagram.com/reel/")
    # One with the same words that is older may be another: it proves nothing, and nothing is sent.
    late = InstagramReels(reels._settings, now=lambda: datetime.now(UTC) + timedelta(hours=1))
    assert late.look(draft, post).stage is Stage.UNSEEN
    later = InstagramReels(reels._settings, now=lambda: datetime.now(UTC) + timedelta(days=2))
    assert later.look(draft, post).stage is Stage.GONE


def test_an_account_that_is_restricted_stops_the_channel(vendor, reels, post):
    draft = ready(reels, post)
    vendor.fail("publish_container", "refuse", code=25, subcode=2207050)

    with pytest.raises(BlockedError, match="aplicación de Instagram"):
        reels.publish(draft, post)


@pytest.mark.parametrize(
    ("error", "is_it"),
    [
        ({"code": "3"}, True),
        ({"code": "10"}, True),
        ({"code": "200"}, True),
        ({"code": "100", "message": "(#100) Unexpected parameter: upload_type"}, True),
        ({"code": "100", "message": "(#100) The caption is too long"}, False),
        ({"code": "190"}, False),
        ({}, False),
    ],
)
def test_only_a_refusal_of_sending_leads_the_other_way(error, is_it):
    made = RejectedError(error.get("message", ""), vendor="instagram", operation="create")
    made.code = error.get("code")

    assert is_about_sending(made) is is_it


def test_the_host_of_bytes_refuses_in_its_own_words():
    told = {"debug_info": {"message": '{"error":{"message":"unauthorized user request"}}'}}

    assert refuses_bytes(VendorResponse(400, {}, told))
    assert refuses_bytes(VendorResponse(403, {}, None))
    assert not refuses_bytes(
        VendorResponse(400, {}, {"debug_info": {"message": "Processing failed"}})
    )
    assert not refuses_bytes(VendorResponse(401, {}, {"error": {"code": 190}}))


def test_one_metric_that_was_taken_away_leaves_the_other(vendor, reels, post):
    # trypost PR#319: «plays» let the whole request fail, and every reel had no figures.
    media = reels.publish(ready(reels, post), post)
    assert reels.figures(media) == {"views": 0, "reach": 0}

    vendor.meta(gone_metrics=["reach"])

    assert reels.figures(media) == {"views": 0}
    vendor.meta(gone_metrics=["reach", "views"])
    assert reels.figures(media) == {}


def test_figures_that_wait_for_viewers_are_no_lack_of_permission(vendor, reels, post):
    media = reels.publish(ready(reels, post), post)
    message = "(#10) Not enough viewers for the media to show insights."
    vendor.fail("media_insights", "refuse", code=10, message=message, times=9)

    assert reels.figures(media) == {}


def test_a_permission_that_figures_lack_is_told(vendor, reels, post):
    media = reels.publish(ready(reels, post), post)
    vendor.meta(scopes=["instagram_basic", "instagram_content_publish", "pages_read_engagement"])

    with pytest.raises(CredentialsError) as refused:
        reels.figures(media)

    assert refused.value.missing_scopes == ("instagram_manage_insights",)
