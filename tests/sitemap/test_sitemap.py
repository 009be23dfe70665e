"""The map and the rules for search engines, as readers that others wrote take them."""

import pytest
from protego import Protego
from usp.tree import sitemap_from_str

from tests.attendance.conftest import forum, host, mail_server, meeting, same_clock, settings  # noqa: F401
from tests.attendance.test_found import changed
from vc.booking.models import Visibility
from vc.booking.states import EventStatus

SITE = "https://vc.example"


def listed(browser) -> dict:
    """Return the pages of the map, with when each last changed."""
    answer = browser.get("/sitemap.xml")
    pages = sitemap_from_str(answer.text).all_pages()
    return {one.url.removeprefix(SITE): one.last_modified for one in pages}


def test_a_stranger_finds_every_public_page_and_when_it_changed(anyone, forum):  # noqa: F811
    pages = listed(anyone)

    assert set(pages) == {"/agenda", "/difusion", "/solicitar-platica", f"/s/{forum.slug}"}
    assert pages[f"/s/{forum.slug}"] == forum.last_modified.replace(microsecond=0)
    assert pages["/agenda"] == pages[f"/s/{forum.slug}"]


@pytest.mark.parametrize(
    "values",
    [
        {"visibility": Visibility.INTERNAL},
        {"status": EventStatus.TENTATIVE},
        {"status": EventStatus.CANCELLED},
    ],
)
def test_a_session_that_is_not_for_everybody_is_not_in_it(anyone, forum, values):  # noqa: F811
    changed(forum, **values)

    assert f"/s/{forum.slug}" not in listed(anyone)
    assert forum.slug not in anyone.get("/sitemap.xml").text


def test_a_session_of_a_group_is_not_in_it(anyone, meeting):  # noqa: F811
    assert meeting.slug not in anyone.get("/sitemap.xml").text


def test_a_session_of_long_ago_leaves_it(anyone, forum, clock):  # noqa: F811
    clock.advance(days=400)

    assert f"/s/{forum.slug}" not in listed(anyone)
    clock.advance(days=-400)
    assert f"/s/{forum.slug}" in listed(anyone)


def test_an_unchanged_map_costs_nothing(anyone, forum):  # noqa: F811
    etag = anyone.get("/sitemap.xml").headers["ETag"]

    assert anyone.get("/sitemap.xml", headers={"If-None-Match": etag}).status_int == 304


@pytest.mark.parametrize(
    ("path", "is_open"),
    [
        ("/agenda", True),
        ("/agenda?tema=3", True),
        ("/agenda.png?v=1", True),
        ("/s/abcdefgh", True),
        ("/s/abcdefgh.png?v=1", True),
        ("/difusion/abc", True),
        ("/difusion/abc.jpg?v=1", True),
        ("/static/app.css", True),
        ("/solicitar-platica", True),
        ("/s/abcdefgh/token", False),
        ("/s/abcdefgh/token/cancelar", False),
        ("/solicitud/token", False),
        ("/entrar", False),
        ("/hoy", False),
        ("/agendar", False),
        ("/sesiones/1", False),
        ("/feeds/token.ics", False),
        ("/", False),
    ],
)
def test_robots_read_what_is_for_everybody_and_nothing_else(anyone, path, is_open):
    rules = Protego.parse(anyone.get("/robots.txt").text)

    assert rules.can_fetch(f"{SITE}{path}", "Twitterbot") is is_open
    assert list(rules.sitemaps) == [f"{SITE}/sitemap.xml"]


def test_pages_of_the_house_ask_not_to_be_found(anyone, forum):  # noqa: F811
    assert anyone.get("/entrar").html.select_one("meta[name=robots]")["content"] == "noindex"
    assert anyone.get("/agenda").html.select_one("meta[name=robots]") is None
