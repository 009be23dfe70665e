"""Instagram fetches a film from the pages themselves, over HTTP, where it takes no bytes."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.robotparser import RobotFileParser

import pytest
import requests

from tests.approvals.conftest import waiting  # noqa: F401
from tests.conftest import make_settings
from tests.publishing.test_by_api import FILM, go, row  # noqa: F401
from tests.publishing.working import HOUR, approve_as_is, connection_of, only, plan
from tests.reconciliation.working import form_to
from tests.test_readme import free_port
from tests.vendor import networks_at
from vc.accounts.models import Role
from vc.channels.models import Mode
from vc.db import db
from vc.networks.facts import Network
from vc.publishing import film_links, service
from vc.publishing.models import Phase, PublicationStatus
from vc.services import services_of
from vc.serving import Serving
from vc.shapes import Shape

S = PublicationStatus


@pytest.fixture
def settings(tmp_path, vendor):
    """Settings with the emulated networks, and with the address that these pages have."""
    values = networks_at(vendor) | {"public_url": f"http://127.0.0.1:{free_port()}/vc"}
    return make_settings(tmp_path, media_reserve_mb=1, **values)


@pytest.fixture
def site(app, settings) -> Iterator[str]:
    """The pages, served."""
    port = int(settings.public_url.rpartition(":")[2].partition("/")[0])
    server = Serving(app, "127.0.0.1", port, threads=2)
    server.answer()
    yield settings.public_url
    server.close()


@pytest.fixture
def post(row, context, approved, all_channels, vendor, clock):  # noqa: F811
    """A reel that the system makes in an hour, by an app that may not send films."""
    channel = only(all_channels, Network.INSTAGRAM)
    channel.mode, channel.is_on = Mode.API, True
    approved.current_renders[0].shape = Shape.TALL
    approve_as_is(approved)
    row.status = S.CANCELLED
    vendor.meta(processing_s=0, takes_films="fetched")
    vendor.set_clock(clock())
    return plan(context(), approved, channel, clock() + HOUR, shape=Shape.TALL)


def link_to(post, settings, now, **changes) -> str:
    """Return the address of a publication's film."""
    values = {"number": post.id, "digest": post.file_sha256} | changes
    grant = (values["number"], values["digest"])
    return film_links.film_url(settings.public_url, grant, settings.secret_key, now)


def reels_of(vendor) -> list[dict]:
    """Return the reels that everybody sees."""
    return [one for one in vendor.state()["reels"] if one["published_at"] is not None]


def test_the_film_is_fetched_ahead_and_published_once_at_its_time(
    app, post, site, vendor, clock, browser_of, caplog
):
    with caplog.at_level(logging.INFO):
        post = go(app, post, clock, minutes=45)
    assert (post.status, post.phase) == (S.QUEUED, Phase.UPLOADED)
    assert reels_of(vendor) == []
    db.session.rollback()
    browser = browser_of(Role.COORDINATOR)
    page = browser.get(f"/publicaciones/{post.id}")
    told = "por enlace: la red lo recoge de este sistema, porque no acepta que esta aplicación"
    assert told in page
    assert "/entrega/" not in page.text + caplog.text

    post = go(app, post, clock, minutes=15)

    assert (post.status, post.send_count, post.last_error) == (S.PUBLISHED, 1, "")
    (reel,) = reels_of(vendor)
    assert (reel["media"], reel["is_fetched"]) == (post.remote_id, True)
    assert reel["sha256"] == post.file_sha256
    assert told in browser.get(f"/publicaciones/{post.id}")


def test_a_film_that_does_not_open_from_outside_is_told_ahead_and_goes_out_afterwards(
    app, post, settings, vendor, clock
):
    post = go(app, post, clock, minutes=45)

    assert post.status is S.FAILED
    assert "no pudo abrir el video en 127.0.0.1" in post.last_error
    assert "/entrega/" not in post.last_error
    assert reels_of(vendor) == []


@pytest.mark.parametrize("fault", ["lost_answer", "500_after", "lost_request"])
def test_whatever_is_lost_one_reel_appears(app, post, site, vendor, clock, fault):
    vendor.fail("publish_container", fault)
    vendor.set_clock(clock() + HOUR)
    assert go(app, post, clock, hours=1).status is S.UNKNOWN

    post = go(app, post, clock, minutes=3)

    assert post.status is S.PUBLISHED
    assert [one["media"] for one in reels_of(vendor)] == [post.remote_id]


class TestNowhere:
    """Where nobody said under which address the pages are."""

    @pytest.fixture
    def settings(self, tmp_path, vendor):
        """Settings with the emulated networks, and no address of these pages."""
        return make_settings(tmp_path, media_reserve_mb=1, **networks_at(vendor))

    def test_the_channel_stops_with_what_lacks_and_goes_on_by_itself(
        self, app, post, vendor, clock, browser_of
    ):
        post, number = go(app, post, clock, minutes=45), post.channel_id
        assert (post.status, connection_of(post).stopped_at) == (S.QUEUED, clock())
        assert "PUBLIC_URL no está puesta" in connection_of(post).reason
        db.session.rollback()
        browser = browser_of(Role.ADMINISTRATOR)
        page = form_to(browser.get(f"/canales/{number}/conexion"), "/probar").submit().follow()
        assert "PUBLIC_URL no está puesta" in page

        vendor.meta(takes_films="sent")
        clock.advance(minutes=6)
        post = go(app, post, clock, minutes=10)

        assert (post.status, connection_of(post).stopped_at) == (S.PUBLISHED, None)
        assert len(reels_of(vendor)) == 1
        assert "Se envía el archivo" in browser.get(f"/canales/{number}/conexion")


class TestTheAddress:
    """Signed, for one file, for a while; as any server gives a video."""

    @pytest.fixture
    def address(self, post, settings, clock, site) -> str:
        """The address of the film."""
        db.session.commit()
        return link_to(post, settings, clock())

    def test_it_gives_the_film_whole_in_parts_and_its_size(self, address):
        whole = requests.get(address, timeout=10)
        assert (whole.status_code, whole.content) == (200, FILM)
        assert whole.headers["Content-Type"] == "video/mp4"
        assert whole.headers["Cache-Control"] == "private, no-store"
        assert whole.headers["X-Robots-Tag"] == "noindex"

        head = requests.head(address, timeout=10, allow_redirects=False)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["Content-Length"] == str(len(FILM))
        assert head.headers["Accept-Ranges"] == "bytes"

        part = requests.get(address, headers={"Range": "bytes=100-299"}, timeout=10)
        assert (part.status_code, part.content) == (206, FILM[100:300])
        assert part.headers["Content-Range"] == f"bytes 100-299/{len(FILM)}"

    def test_it_ends_after_two_hours(self, address, clock):
        clock.advance(hours=1, minutes=59)
        assert requests.get(address, timeout=10).status_code == 200

        clock.advance(minutes=1)

        assert requests.get(address, timeout=10).status_code == 404

    def test_it_opens_nothing_else(self, address, post, settings, clock):
        site, _, token = address.rpartition("/")
        others = (
            f"{site}/x{token}",
            f"{site}/{token[:-6]}A.mp4",
            link_to(post, settings, clock(), number=post.id + 1),
            link_to(post, settings, clock(), digest="0" * 64),
            film_links.film_url(
                settings.public_url, (post.id, post.file_sha256), "another-key", clock()
            ),
        )
        assert [requests.get(one, timeout=10).status_code for one in others] == [404] * 5

    def test_it_ends_once_there_is_nothing_to_fetch_any_more(
        self, app, address, context, post, clock
    ):
        service.cancel(context(), post)
        db.session.commit()

        assert requests.get(address, timeout=10).status_code == 404

    def test_behind_nginx_it_is_nginx_that_sends_it(self, app, address, settings, post):
        services_of(app).settings = replace(settings, media_accel="/_media")
        key = post.film.key
        db.session.rollback()

        answer = requests.head(address, timeout=10)

        assert answer.headers["X-Accel-Redirect"] == f"/_media/{key}"

    def test_no_robot_is_kept_out(self, site):
        rules = RobotFileParser()
        rules.parse(requests.get(f"{site}/robots.txt", timeout=10).text.splitlines())

        assert rules.can_fetch("facebookexternalhit", f"{site}/entrega/a.b.mp4")
        assert not rules.can_fetch("facebookexternalhit", f"{site}/grabaciones")


def test_an_address_without_our_own_is_none(clock):
    assert film_links.film_url("", (1, "0"), "key", clock()) == ""
    assert film_links.granted("unknown", "key", clock()) is None
    link = film_links.film_url("https://x.example", (1, "0"), "key", clock())
    token = link.rpartition("/")[2].removesuffix(".mp4")
    assert film_links.granted(token, "key", clock() + timedelta(minutes=1)) == (1, "0")
