"""What is said while the booking form is filled, in a real browser: of its very answers."""

import socket
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, Request, expect
from sqlalchemy import select

from tests.booking.sessions import make_licence
from tests.conftest import make_settings
from tests.trips.looking import looked_at, unfold
from tests.trips.test_live import enter
from vc.booking.models import Event
from vc.db import db

pytestmark = pytest.mark.xdist_group("browser")
ASKED = "**/sesiones/disponibilidad*"
THERE_IS_ROOM = "Hay lugar a esa hora"
MOST_KEYS = 20


@pytest.fixture
def settings(tmp_path, vendor):
    """Settings with a port of their own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return make_settings(tmp_path, port=port, media_reserve_mb=1)


def test_only_what_is_needed_is_asked_in_a_body_and_a_lost_answer_is_shown_as_such(
    page: Page, site: str, reading, clock, faults
):
    faults.allow("Failed to fetch")
    faults.allow("disponibilidad")
    make_licence()
    enter(page, site)
    asked: list[Request] = []
    page.on("request", lambda one: asked.append(one))
    page.goto(f"{site}/sesiones/nueva?tipo=meeting")
    place = page.locator("#availability")
    expect(place).to_contain_text(THERE_IS_ROOM)
    many = "\n".join(f"persona.con.un.nombre.largo.{one}@escuela.example" for one in range(150))
    unfold(page, "Invitados")
    page.get_by_label("Invitados por correo").fill(many)
    page.get_by_label("Título").click()
    expect(page.locator("#guests-said")).to_have_text("150 correos")
    asked.clear()

    page.get_by_label("Fecha", exact=True).fill(f"{clock() + timedelta(days=6):%Y-%m-%d}")
    page.get_by_label("Hora de inicio").fill("18:00")
    with page.expect_response(ASKED):
        page.get_by_label("Título").click()
    expect(place).to_contain_text(THERE_IS_ROOM)

    for one in asked:
        assert "csrf_token" not in one.url
        assert "escuela.example" not in one.url + (one.post_data or "")
    assert {one.method for one in asked if "disponibilidad" in one.url} == {"POST"}

    page.route(ASKED, lambda route: route.fulfill(status=414, body="<h1>Request-URI Too Long</h1>"))
    page.get_by_label("Hora de inicio").fill("19:00")
    page.get_by_label("Título").click()
    expect(place).to_contain_text("No se pudo comprobar si hay lugar")
    expect(place).not_to_contain_text(THERE_IS_ROOM)
    expect(page.locator("#time-choices button")).to_have_count(0)
    assert looked_at(page) == []

    page.unroute(ASKED)
    page.get_by_label("Hora de inicio").fill("20:00")
    page.get_by_label("Título").click()
    expect(place).to_contain_text(THERE_IS_ROOM)
    page.route(ASKED, lambda route: route.abort())
    page.get_by_label("Hora de inicio").fill("21:00")
    page.get_by_label("Título").click()
    expect(place).to_contain_text("No se pudo comprobar si hay lugar")


def test_from_n_to_a_booked_session_takes_at_most_twenty_keys_and_its_title(
    page: Page, site: str, reading, clock
):
    make_licence()
    enter(page, site)
    # The form, two working days on, half an hour longer, an hour later than is proposed.
    keys = ["n", "Tab", "ArrowRight", "ArrowRight", "Enter", "Tab", "ArrowRight", "Enter"]
    keys += ["Tab", "ArrowRight", "ArrowRight", "Enter", "Control+Enter"]
    assert len(keys) <= MOST_KEYS

    page.keyboard.press(keys[0])
    expect(page.get_by_label("Título")).to_be_focused()
    page.keyboard.type("Plática: ofertas de empleo falsas")
    for key in keys[1:-1]:
        with answered(page) if key == "Enter" else nullcontext():
            page.keyboard.press(key)
    chosen = page.locator("[aria-pressed=true]").all_inner_texts()
    said = page.locator("#decision").inner_text()
    assert looked_at(page) == []
    page.keyboard.press(keys[-1])

    expect(page.get_by_role("heading", name="Plática: ofertas de empleo falsas")).to_be_visible()
    db.session.rollback()
    event = db.session.scalars(select(Event)).one()
    local = event.starts_at.astimezone(ZoneInfo(event.tzid))
    assert f"{local:%H:%M}" in said
    assert chosen[-1] == f"{local:%H:%M}"
    assert event.duration_min == 90


def answered(page: Page) -> AbstractContextManager[object]:
    """Wait until the form was answered."""
    return page.expect_response(ASKED)
