# ruff: noqa: F811 - fixtures of other folders are arguments here
"""A clip on its channels: planned, published by hand on a telephone, moved, held, taken down."""

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.approvals.conftest import waiting  # noqa: F401
from tests.checklists.conftest import author, clip, reviewer  # noqa: F401
from tests.clips.conftest import films, program  # noqa: F401
from tests.processes import wait_until
from tests.publishing.conftest import (  # noqa: F401
    all_channels,
    approved,
    context,
    facebook,
    network_pages,
    site,
)
from tests.publishing.working import HOUR, REEL, approve_as_is, only, plan, work
from tests.trips.conftest import pages_at, port_known
from tests.trips.looking import looked_at
from tests.trips.test_clips import enter
from tests.trips.test_review import Hand
from vc.db import db
from vc.networks.facts import Network
from vc.publishing.models import Publication, PublicationStatus
from vc.services import services_of

pytestmark = pytest.mark.xdist_group("browser")
S = PublicationStatus
BY_HAND = (Network.FACEBOOK, Network.YOUTUBE, Network.X)
"""Beside them our own page is marked beforehand."""


@pytest.fixture
def settings(tmp_path, network_pages):
    """Settings with a port that is known before the pages are served."""
    return port_known(tmp_path, permalink_base=network_pages.url)


@pytest.fixture
def url(app: Flask, settings, open_contexts) -> Iterator[str]:
    """The pages, served; «site» is the channel here."""
    yield from pages_at(app, settings, open_contexts)


@pytest.fixture
def inside(app, url, page, author) -> Page:
    """The author's browser."""
    db.session.commit()
    enter(app, url, page, author)
    return page


def row() -> Publication:
    """Return the first publication as it is stored."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Publication).order_by(Publication.id).first()


def test_planned_on_a_screen_and_published_by_hand_on_a_telephone(
    approved,
    all_channels,
    inside,
    app,
    url,
    clock,
    network_pages,
):
    page, number, ids = inside, approved.id, [one.id for one in all_channels]
    key, store = approved.current_renders[0].key, services_of(app).store
    with store.part(key, 0) as part:
        part.write(b"a film")
    store.finish(key)
    db.session.rollback()
    page.set_viewport_size({"width": 1440, "height": 1000})
    page.goto(f"{url}/clips/{number}")
    page.get_by_role("link", name="Publicar en canales").click()
    expect(page.get_by_role("heading", name="Publicar")).to_be_visible()
    assert looked_at(page) == []
    page.set_viewport_size({"width": 1440, "height": 1000})
    block = page.locator(f"#canal-{ids[0]}")
    block.get_by_label("Facebook", exact=True).check()
    page.get_by_label("Texto, para todas").fill("Cuide su contraseña. " * 10)
    expect(block.get_by_text("209 de 63,206")).to_be_visible()
    expect(block.get_by_text("… ver más")).to_be_visible()
    block.get_by_label("Distinto para Facebook").check()
    own = block.get_by_label("Texto")
    expect(own).to_have_value(("Cuide su contraseña. " * 10).strip())
    own.fill("Solo aquí")
    expect(block.get_by_text("9 de 63,206")).to_be_visible()
    block.get_by_label("Distinto para Facebook").uncheck()
    page.get_by_label("Texto, para todas").fill("Cuide su contraseña. #PrevenimosJuntos")
    expect(block.get_by_text("38 de 63,206")).to_be_visible()
    assert looked_at(page) == []
    page.set_viewport_size({"width": 1440, "height": 1000})
    page.get_by_role("button", name="Poner en cola").click()
    expect(page.get_by_text("Se planearon 2.")).to_be_visible()
    assert looked_at(page) == []

    clock.now = row().due_at
    work(app, row())
    assert row().status is S.PUBLISHING
    db.session.rollback()

    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{url}/publicaciones/1")
    expect(page.get_by_role("heading", name="Publíquelo ahora")).to_be_visible()
    assert looked_at(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    with page.expect_download() as film:
        page.get_by_role("link", name="Descargar el video").click()
    assert film.value.suggested_filename.endswith(".mp4")
    link = page.get_by_label("Enlace de la publicación")
    link.fill("https://www.facebook.com/secesp")
    link.press("Enter")
    expect(page.get_by_text("no de una publicación").first).to_be_visible()
    expect(link).to_have_value("https://www.facebook.com/secesp")
    assert looked_at(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    link.fill(REEL)
    page.get_by_role("button", name="Ya se publicó").click()
    expect(page.get_by_role("heading", name="Comprobando el enlace")).to_be_visible()
    network_pages.answers["/reel/1234567890"] = 200
    work(app, row())
    page.reload()
    expect(page.locator(".meta-row .state").first).to_have_text("Publicada")
    assert looked_at(page) == []
    assert row().permalink_url == REEL
    db.session.rollback()

    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_text("Retirar esta publicación").click()
    page.get_by_label("Por qué").fill("Una queja")
    page.get_by_role("button", name="Retirar").click()
    expect(page.get_by_role("heading", name="Hay que retirarla")).to_be_visible()
    assert looked_at(page) == []


def test_one_clip_goes_to_four_networks_in_eight_acts(app, approved, all_channels, inside, url):
    page, hand = inside, Hand()
    only(all_channels, Network.X).is_on = True
    wanted = [one.name for one in all_channels if one.network in BY_HAND]
    number, key, store = approved.id, approved.current_renders[0].key, services_of(app).store
    with store.part(key, 0) as part:
        part.write(b"a film")
    store.finish(key)
    db.session.commit()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{url}/clips/{number}")

    hand.press(page.get_by_role("link", name="Publicar en canales"))
    for name in wanted:
        hand.press(page.get_by_role("checkbox", name=name, exact=True))
    assert looked_at(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    hand.press(page.get_by_role("button", name="Poner en cola"))

    expect(page.get_by_text("Se planearon 4.")).to_be_visible()
    assert len(hand.acts) <= 8, hand.acts
    db.session.rollback()
    found = sorted(one.publish_after for one in db.session.query(Publication))
    db.session.rollback()
    assert len(found) == 4
    assert all(later - one >= HOUR for one, later in pairwise(found))


def test_published_by_hand_on_a_telephone_in_six_acts(
    app, approved, facebook, inside, url, context, clock, network_pages
):
    page, hand = inside, Hand()
    film = approved.current_renders[0]
    store = services_of(app).store
    with store.part(film.key, 0) as part:
        part.write(b"a film")
    store.finish(film.key)
    planned = plan(context(), approved, facebook, clock() + HOUR)
    clock.advance(hours=1)
    work(app, planned)
    db.session.rollback()
    network_pages.answers["/reel/1234567890"] = 200
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{url}/publicaciones")

    hand.press(page.locator(".board .pub > a").first)
    with page.expect_download():
        hand.press(page.get_by_role("link", name="Descargar el video"))
    hand.press(page.get_by_role("button", name="Copiar el texto"))
    hand.write(page.get_by_label("Enlace de la publicación"), REEL)
    hand.press(page.get_by_role("button", name="Ya se publicó"))
    expect(page.get_by_role("heading", name="Comprobando el enlace")).to_be_visible()
    work(app, row())
    page.reload()

    expect(page.locator(".meta-row .state").first).to_have_text("Publicada")
    assert len(hand.acts) <= 6, hand.acts
    assert row().permalink_url == REEL
    db.session.rollback()


def test_moved_over_the_plan_and_held_on_the_board(
    app,
    faults,
    approved,
    reviewer,
    facebook,
    site,
    inside,
    url,
    context,
    clock,
):
    page = inside
    # A day that is over is refused.
    faults.allow("status of 422")
    plan(context(), approved, facebook, clock() + HOUR)
    plan(context(), approved, facebook, clock() + 2 * HOUR, insists=True)
    db.session.rollback()
    page.goto(f"{url}/publicaciones/plan?mes=2031-03")
    expect(page.locator(".clash", has_text="demasiado cerca").first).to_be_visible()
    assert looked_at(page) == []

    page.set_viewport_size({"width": 1440, "height": 1400})
    page.locator("[data-day='2031-03-04'] [draggable]").first.drag_to(
        page.locator("[data-day='2031-03-06']")
    )
    expect(page.locator("[data-day='2031-03-06'] [draggable]")).to_have_count(1)
    assert row().publish_after == clock() + 49 * HOUR
    db.session.rollback()
    page.get_by_role("button", name="Deshacer").click()
    expect(page.locator("[data-day='2031-03-04'] [draggable]")).to_have_count(2)
    page.locator("[data-day='2031-03-04'] [draggable]").first.press("m")
    day = page.locator("details[open] [name=day]")
    expect(day).to_be_focused()
    day.fill("2031-03-06")
    day.press("Enter")
    expect(page.locator("[data-day='2031-03-06'] [draggable]")).to_have_count(1)
    assert row().publish_after == clock() + 49 * HOUR
    db.session.rollback()
    page.locator("[data-day='2031-03-06'] [draggable]").drag_to(
        page.locator("[data-day='2031-03-03']")
    )
    expect(page.get_by_role("alert")).to_contain_text("Esa hora ya pasó")

    page.goto(f"{url}/publicaciones")
    expect(page.get_by_text("Poner en pausa")).to_have_count(0)
    enter(app, url, page, reviewer)
    page.goto(f"{url}/publicaciones")
    page.get_by_text("Poner en pausa").click()
    page.get_by_label("Por qué").fill("Contingencia")
    page.get_by_role("button", name="Detener las publicaciones").click()
    expect(page.get_by_text("En pausa: todos los canales")).to_be_visible()
    assert looked_at(page) == []
    page.goto(f"{url}/hoy")
    expect(page.get_by_text("Publicaciones en pausa")).to_be_visible()
    assert looked_at(page) == []
    for path in ("/canales", "/publicaciones/cifras", "/publicaciones/1/cambiar"):
        page.goto(f"{url}{path}")
        assert looked_at(page) == [], path


def test_the_pages_of_channels_are_well_for_everybody(all_channels, reviewer, app, page, url):
    db.session.commit()
    enter(app, url, page, reviewer)

    connections = [f"/canales/{number}/conexion" for number in range(1, 5)]
    for path in ("/canales", "/canales/nuevo", "/canales/1", *connections):
        page.goto(f"{url}{path}")
        assert looked_at(page) == [], path


def test_the_frame_at_which_the_video_stands_becomes_the_picture(
    approved, all_channels, inside, url, app, films
):
    page, film, first = inside, approved.current_renders[0], all_channels[0].id
    with services_of(app).store.part(film.key, 0) as part:
        part.write(films[Fraction(25)].read_bytes())
    services_of(app).store.finish(film.key)
    number = approved.id
    film.duration_ms = 12_000
    approve_as_is(approved)
    db.session.commit()
    page.goto(f"{url}/clips/{number}/publicar")
    block = page.locator(f"#canal-{first}")
    block.get_by_role("checkbox", name="Facebook", exact=True).check()
    block.locator("summary", has_text="Hora y archivo").press("Enter")
    block.locator("summary", has_text="Miniatura").press("Enter")
    block.locator(".picker video").evaluate(
        "async video => { await new Promise(seen => {"
        " video.onseeked = seen; video.preload = 'auto'; video.currentTime = 7.2; }); }"
    )

    block.get_by_role("button", name="Usar este cuadro").press("Enter")

    expect(block.get_by_label("Miniatura: segundo del video")).to_have_value("7.2")
    expect(block.locator(".post video")).to_have_attribute("src", re.compile(r"#t=7\.2$"))
    assert looked_at(page) == []
    page.get_by_role("button", name="Poner en cola").click()
    expect(page.get_by_text("Se planearon")).to_be_visible()
    assert row().thumbnail_ms == 7_200


def test_a_clip_plays_in_a_frame_of_another_site_and_on_its_own_page(
    approved, site, inside, url, context, clock, app, network_pages, films
):
    page, film = inside, approved.current_renders[0]
    store = services_of(app).store
    with store.part(film.key, 0) as part:
        part.write(films[Fraction(25)].read_bytes())
    store.finish(film.key)
    row = plan(context(), approved, site, clock() + HOUR)
    clock.advance(hours=1)
    work(app, row)
    slug = db.session.query(Publication).one().slug
    db.session.rollback()
    page.context.clear_cookies()
    network_pages.answers["/nota"] = (
        '<!doctype html><html lang="es"><title>Nota</title><link rel=icon href="data:,">'
        f'<iframe src="{url}/difusion/{slug}/insertar" title="Video" width=640 height=360></iframe>'
    ).encode()

    page.goto(f"{network_pages.url}/nota")
    video = page.frame_locator("iframe").locator("video")
    expect(video).to_be_visible()
    wait_until(lambda: video.evaluate("video => video.readyState") >= 1, "it is read")
    assert video.evaluate("video => video.duration") == pytest.approx(12, abs=0.2)

    for path in ("/difusion", f"/difusion/{slug}", f"/difusion/{slug}/insertar"):
        page.goto(f"{url}{path}")
        assert looked_at(page) == [], path
