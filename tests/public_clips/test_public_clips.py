"""The office's own page of clips, as strangers meet it: by feed, in a frame, and in parts."""

from dataclasses import replace

import feedparser
import pytest
from sqlalchemy import select

from tests.approvals.conftest import waiting  # noqa: F401
from tests.checklists.conftest import author, clip, reviewer  # noqa: F401
from tests.people import may_write
from tests.publishing.conftest import all_channels, approved, context, network_pages, site  # noqa: F401
from tests.publishing.working import HOUR, plan, work
from vc.clips import queries as clips
from vc.clips import service as clip_service
from vc.clips.edit import Caption
from vc.db import db, read_only
from vc.publishing import takedowns
from vc.publishing.models import Publication, PublicationStatus
from vc.services import services_of

FILM = bytes(range(256)) * 20


@pytest.fixture
def out(app, approved, site, context, clock) -> str:  # noqa: F811
    """The address of a clip that is on the page."""
    store = services_of(app).store
    film = approved.current_renders[0]
    film.thumbnail_key = film.key.replace(".mp4", ".jpg")
    for key, content in ((film.key, FILM), (film.thumbnail_key, b"a picture")):
        with store.part(key, 0) as part:
            part.write(content)
        store.finish(key)
    row = plan(context(), approved, site, clock() + HOUR)
    clock.advance(hours=1)
    row = work(app, row)
    assert row.status is PublicationStatus.PUBLISHED
    slug = row.slug
    db.session.commit()
    read_only(True)
    return slug


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_a_reader_from_elsewhere_reads_the_feed(out, anyone, kind):
    answer = anyone.get(f"/difusion/feed.{kind}")

    feed = feedparser.parse(answer.body)
    assert not feed.bozo
    assert feed.feed.title == "Videos de SECESP"
    assert feed.feed.language == "es-MX" if kind == "rss" else True
    (entry,) = feed.entries
    assert entry.title == "Contraseñas seguras"
    assert entry.link.endswith(f"/difusion/{out}")
    assert "Cuide su contraseña" in entry.summary
    (film,) = entry.enclosures
    assert (film.type, film.length) == ("video/mp4", "6500000")
    assert anyone.get(film.href).body == FILM
    assert entry.published_parsed[:4] == (2031, 3, 4, 17)


def test_the_feed_in_json_names_captions_and_the_frame(out, anyone):
    answer = anyone.get("/difusion/feed.json")

    assert answer.content_type == "application/feed+json"
    (item,) = answer.json["items"]
    assert answer.json["version"] == "https://jsonfeed.org/version/1.1"
    assert item["attachments"][0]["duration_in_seconds"] == 60
    assert item["image"].endswith(".jpg")
    assert anyone.get(item["_embed"]["url"]).status_int == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_an_unchanged_feed_costs_nothing(out, anyone):
    etag = anyone.get("/difusion/feed.rss").headers["ETag"]

    assert anyone.get("/difusion/feed.rss", headers={"If-None-Match": etag}).status_int == 304


def test_the_frame_may_stand_on_any_site_and_the_page_on_none(out, anyone):
    page, frame = anyone.get(f"/difusion/{out}"), anyone.get(f"/difusion/{out}/insertar")

    assert "frame-ancestors *" in frame.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in frame.headers
    assert "form-action 'none'" in frame.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"
    assert f"/difusion/{out}/insertar" in page.html.select_one("#embed-code").text


def test_a_part_of_the_film_is_given(out, anyone):
    answer = anyone.get(f"/difusion/{out}.mp4", headers={"Range": "bytes=10-19"})

    assert answer.status_int == 206
    assert answer.body == FILM[10:20]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize("is_cut_anew", [False, True])
def test_captions_are_those_of_the_film_that_was_published(
    out,
    anyone,
    approved,  # noqa: F811
    author,  # noqa: F811
    clock,
    is_cut_anew,
):
    with may_write():
        db.session.rollback()
        said = Caption(61_000, 63_000, "Nunca compartan su contraseña.")
        # Burned into the picture, the words make another film of it; that one is not published.
        edit = replace(
            clips.edit_of(db.session(), approved), captions=(said,), burns_captions=is_cut_anew
        )
        film = approved.current_renders[0]
        kept = {"token": "the-page", "base": approved.edit_version, "now": clock(), "by": author}
        clip_service.save(db.session(), approved, edit, **kept)
        if not is_cut_anew:
            film.picture_sha256 = approved.picture_sha256
        db.session.commit()
    read_only(True)

    page = anyone.get(f"/difusion/{out}")

    if is_cut_anew:
        assert page.html.select_one("video track") is None
        assert "Nunca compartan" not in anyone.get(f"/difusion/{out}.vtt").text
    else:
        track = page.html.select_one("video track")
        assert "00:00:01.000 --> 00:00:03.000" in anyone.get(track["src"]).text
    assert anyone.get(f"/difusion/{out}.mp4").body == FILM


def test_what_was_taken_down_is_gone_at_once(out, anyone, context, app):  # noqa: F811
    with may_write():
        db.session.rollback()
        row = db.session.scalars(select(Publication)).unique().one()
        takedowns.ask(context(), row, "Una queja")
        db.session.commit()
    read_only(True)

    for path in (out, f"{out}/insertar", f"{out}.mp4", f"{out}.jpg", f"{out}.vtt"):
        assert anyone.get(f"/difusion/{path}", status=404)
    assert feedparser.parse(anyone.get("/difusion/feed.rss").body).entries == []
    assert "Todavía no hay videos" in anyone.get("/difusion").text


def test_what_only_waits_is_not_there(anyone, approved, site, context, clock):  # noqa: F811
    row = plan(context(), approved, site, clock() + HOUR)
    slug = row.slug
    db.session.rollback()
    read_only(True)

    assert anyone.get(f"/difusion/{slug}", status=404)
    assert anyone.get("/difusion/feed.pdf", status=404)
