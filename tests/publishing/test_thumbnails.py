# ruff: noqa: F811 - fixtures of other files are arguments here
"""The picture of a post is the instant that somebody chose, of the very film that was approved."""

import hashlib
from fractions import Fraction

import pytest

from tests.approvals.conftest import waiting  # noqa: F401
from tests.clips.conftest import films, program  # noqa: F401
from tests.clips.films import numbers_of
from tests.conftest import make_settings
from tests.publishing.test_pages import opened, rows  # noqa: F401
from tests.publishing.working import HOUR, approve_as_is, only, plan, work
from tests.reconciliation.working import form_to
from tests.vendor import networks_at
from vc.accounts.models import Role
from vc.channels.models import Mode
from vc.db import db
from vc.errors import RuleError
from vc.media.faults import Fault
from vc.networks.facts import Network
from vc.publishing import service
from vc.publishing.models import PublicationStatus
from vc.services import services_of
from vc.shapes import Shape

S = PublicationStatus


@pytest.fixture
def settings(tmp_path, vendor):
    """Settings with the emulated networks, their pages included."""
    return make_settings(tmp_path, media_reserve_mb=1, **networks_at(vendor))


@pytest.fixture
def numbered(app, approved, films, vendor):
    """The clip with a film of twelve seconds whose frames carry their number, 25 a second."""
    content, film = films[Fraction(25)].read_bytes(), approved.current_renders[0]
    with services_of(app).store.part(film.key, 0) as part:
        part.write(content)
    services_of(app).store.finish(film.key)
    film.sha256, film.size_bytes = hashlib.sha256(content).hexdigest(), len(content)
    film.duration_ms, film.width, film.height = 12_000, 160, 90
    approve_as_is(approved)
    for conduct in (vendor.meta, vendor.youtube):
        conduct(processing_s=0)
    return approved


def shown_in(app, program, key, folder) -> int:
    """Return the number of the frame that a picture of the store shows."""
    with services_of(app).store.open(key) as file:
        (folder / "seen.jpg").write_bytes(file.read())
    return numbers_of(program, folder / "seen.jpg")[0]


def test_the_frame_that_was_chosen_is_made_and_handed_out(
    app, opened, numbered, all_channels, author, program, clock, tmp_path
):
    number, site = numbered.id, only(all_channels, Network.WEBSITE).id
    others = [one.id for one in all_channels if one.id != site and one.is_on]
    browser = opened(author)
    form = form_to(browser.get(f"/clips/{number}/publicar"), "/publicar")
    for one in others:
        form[f"{one}-is_wanted"] = False
    form[f"{site}-thumbnail_s"] = "7.2"
    form.submit().follow()
    (row,) = rows()
    assert (row.thumbnail_ms, row.picture_key) == (7_200, row.film.thumbnail_key)

    clock.now = row.publish_after
    row = work(app, row)

    assert shown_in(app, program, row.thumbnail_key, tmp_path) == 180
    page = browser.get(f"/difusion/{row.slug}.jpg")
    assert page.body.startswith(b"\xff\xd8")
    assert f"{row.slug}.jpg" in browser.get("/difusion/feed.json").text


@pytest.mark.parametrize("second", ["12", "-1", "doce"])
def test_an_instant_that_the_film_does_not_have_is_refused_beside_its_field(
    opened, numbered, all_channels, author, second
):
    number, first, *others = numbered.id, *[one.id for one in all_channels if one.is_on]
    form = form_to(opened(author).get(f"/clips/{number}/publicar"), "/publicar")
    for one in others:
        form[f"{one}-is_wanted"] = False
    form[f"{first}-is_wanted"] = True
    form[f"{first}-thumbnail_s"] = second
    page = form.submit(status=422)
    assert page.forms["queue-form"][f"{first}-thumbnail_s"].value == second
    assert "aria-invalid" in page.text
    assert rows() == []


def test_the_network_gets_that_picture(app, numbered, context, all_channels, vendor, clock):
    youtube, facebook = (only(all_channels, one) for one in (Network.YOUTUBE, Network.FACEBOOK))
    youtube.mode = facebook.mode = Mode.API
    first, second = (
        plan(context(), numbered, one, clock() + HOUR, thumbnail_ms=3_000, with_captions=False)
        for one in (youtube, facebook)
    )
    clock.advance(hours=1)
    first, second = work(app, first), work(app, second)

    assert (first.status, second.status) == (S.PUBLISHED, S.PUBLISHED)
    with services_of(app).store.open(first.thumbnail_key) as file:
        content = file.read()
    state = vendor.state()
    assert state["videos"][0]["thumbnail_bytes"] == len(content)
    assert state["videos"][0]["captions"] == []
    assert state["films"][0]["has_thumbnail"]


def test_instagram_is_told_the_instant(app, numbered, context, all_channels, vendor, clock):
    instagram = only(all_channels, Network.INSTAGRAM)
    instagram.mode = Mode.API
    numbered.current_renders[0].shape = Shape.TALL
    approve_as_is(numbered)
    row = plan(context(), numbered, instagram, clock() + HOUR, shape=Shape.TALL, thumbnail_ms=4_500)
    clock.advance(hours=1)
    work(app, row)
    # The look at the account has tried a container too, which nobody sees.
    reels = vendor.state()["reels"]
    (reel,) = [one for one in reels if one["published_at"] is not None]
    assert reel["thumb_offset"] == 4_500


def test_another_instant_or_another_film_needs_another_picture(
    app, numbered, context, facebook, clock, program, tmp_path
):
    row = plan(context(), numbered, facebook, clock() + HOUR, thumbnail_ms=1_000)
    clock.advance(hours=1)
    row = work(app, row)
    assert shown_in(app, program, row.thumbnail_key, tmp_path) == 25
    wanted = service.PublicationRequest(
        channel_id=facebook.id,
        publish_after=clock() + 4 * HOUR,
        text=row.text,
        title=row.title,
        thumbnail_ms=2_000,
    )
    service.change(context(), row, wanted, row.version)
    db.session.commit()
    assert row.thumbnail_key == ""
    clock.advance(hours=4)
    assert shown_in(app, program, work(app, row).thumbnail_key, tmp_path) == 50


def test_without_a_frame_the_clips_own_picture_is_taken_and_administrators_read_why(
    app, approved, context, facebook, clock, browser_of
):
    row = plan(context(), approved, facebook, clock() + HOUR, thumbnail_ms=1_000)
    key, store = row.film.thumbnail_key, services_of(app).store
    with store.part(row.film.key, 0) as part:
        part.write(b"no film")
    store.finish(row.film.key)
    clock.advance(hours=1)
    row = work(app, row)
    assert (row.status, row.picture_key) == (S.PUBLISHING, key)
    assert row.ffmpeg_fault in (Fault.INCOMPLETE, Fault.UNREADABLE)
    said, address = row.ffmpeg_said.partition("\n")[0], f"/publicaciones/{row.id}"
    db.session.rollback()
    roles = (Role.ADMINISTRATOR, Role.COORDINATOR)
    seen = [said in browser_of(role).get(address).text for role in roles]
    assert (bool(said), seen) == (True, [True, False])
    with pytest.raises(RuleError, match="no llega hasta ese segundo"):
        plan(context(), approved, facebook, clock() + 8 * HOUR, thumbnail_ms=10**6)
