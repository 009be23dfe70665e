"""What is said while the booking form is filled, in a real browser: of its very answers."""

import socket
from datetime import timedelta

import pytest
from playwright.sync_api import Page, Request, expect

from tests.booking.sessions import make_licence
from tests.conftest import make_settings
from tests.trips.looking import looked_at
from tests.trips.test_live import enter

pytestmark = pytest.mark.xdist_group("browser")
ASKED = "**/sesiones/disponibilidad*"
THERE_IS_ROOM = "Hay lugar a esa hora"


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
    page.get_by_label("Invitados por correo").fill(many)
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
    assert looked_at(page) == []

    page.unroute(ASKED)
    page.get_by_label("Hora de inicio").fill("20:00")
    page.get_by_label("Título").click()
    expect(place).to_contain_text(THERE_IS_ROOM)
    page.route(ASKED, lambda route: route.abort())
    page.get_by_label("Hora de inicio").fill("21:00")
    page.get_by_label("Título").click()
    expect(place).to_contain_text("No se pudo comprobar si hay lugar")
