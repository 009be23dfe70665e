"""The gallery as a citizen uses it: words said are found, pictures are small, a clip leads on."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from tests.approvals.conftest import waiting  # noqa: F401
from tests.attendance.conftest import forum  # noqa: F401
from tests.checklists.conftest import author, clip, reviewer  # noqa: F401
from tests.people import may_write
from tests.public_clips.test_public_clips import out  # noqa: F401
from tests.publishing.conftest import all_channels, approved, context, network_pages, site  # noqa: F401
from vc.booking.models import Event, Visibility
from vc.booking.states import EventStatus
from vc.clips import queries as clips
from vc.clips import service as clip_service
from vc.clips.edit import Caption
from vc.clips.models import Clip
from vc.db import db, read_only
from vc.services import services_of


@pytest.fixture
def said(out, approved, author, clock) -> str:  # noqa: F811
    """The address of a clip on the page in which something is said after a second."""
    with may_write():
        db.session.rollback()
        line = Caption(61_000, 63_000, "Nunca compartan su contraseña.")
        edit = replace(clips.edit_of(db.session(), approved), captions=(line,))
        film = approved.current_renders[0]
        kept = {"token": "the-page", "base": approved.edit_version, "now": clock(), "by": author}
        clip_service.save(db.session(), approved, edit, **kept)
        film.picture_sha256 = approved.picture_sha256
        db.session.commit()
    read_only(True)
    return out


@pytest.mark.parametrize("words", ["CONTRASENAS seguras", "nunca compartan", "contraseña"])
def test_titles_and_words_that_are_said_are_found_without_accents(said, anyone, words):
    page = anyone.get("/difusion", {"q": words})

    assert [one["href"] for one in page.html.select(".gallery a")] == [f"/difusion/{said}"]
    assert "noindex" in page.html.select_one("meta[name=robots]")["content"]


def test_what_nobody_says_is_not_found(said, anyone):
    page = anyone.get("/difusion", {"q": "extorsión"})

    assert page.html.select(".gallery a") == []
    assert "Ningún video lo dice" in page.text


def test_each_line_that_is_said_leads_to_its_second(said, anyone):
    page = anyone.get(f"/difusion/{said}")

    (line,) = page.html.select("#said li")
    assert line.get_text(" ", strip=True) == "Ir a 0:01 Nunca compartan su contraseña."
    assert line.a["href"] == f"/difusion/{said}.mp4#t=1"


def test_a_picture_is_given_as_small_as_it_is_shown(app, out, anyone):  # noqa: F811
    drawn = BytesIO()
    Image.effect_noise((1920, 1080), 90).convert("RGB").save(drawn, "JPEG", quality=95)
    store = services_of(app).store
    with may_write():
        key = db.session.get_one(Clip, 1).current_renders[0].thumbnail_key
        db.session.rollback()
    store.remove(key)
    with store.part(key, 0) as part:
        part.write(drawn.getvalue())
    store.finish(key)

    small, card = (anyone.get(f"/difusion/{out}.jpg?ancho={wide}") for wide in (480, 1200))

    assert len(drawn.getvalue()) > 1_000_000
    assert Image.open(BytesIO(small.body)).size == (480, 270)
    assert Image.open(BytesIO(card.body)).size == (1200, 675)
    assert small.headers["Cache-Control"] == "public, max-age=86400"
    assert anyone.get(f"/difusion/{out}.jpg?ancho=7").body == drawn.getvalue()


def test_who_watches_is_led_to_the_next_talk_with_room(out, anyone, clock):  # noqa: F811
    with may_write():
        db.session.rollback()
        event = db.session.get_one(Clip, 1).event
        event.visibility, event.status = Visibility.PUBLIC, EventStatus.CONFIRMED
        event.takes_registrations, event.seats = True, 1
        length = event.ends_at - event.starts_at
        event.starts_at = clock() + timedelta(days=3)
        event.ends_at = event.starts_at + length
        slug, title = event.slug, event.summary
        db.session.commit()
    read_only(True)

    (card,) = anyone.get(f"/difusion/{out}").html.select("main .card")

    assert title in card.text
    assert "queda 1 lugar" in card.text
    assert card.select_one(".btn--primary")["href"] == f"/s/{slug}"
    with may_write():
        db.session.rollback()
        db.session.get_one(Event, 1).takes_registrations = False
        db.session.commit()
    assert anyone.get(f"/difusion/{out}").html.select("main .card") == []
