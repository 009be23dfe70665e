"""A live in a real browser: asked for while booking, followed to its end, and by hand."""

import re
import socket
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.booking.sessions import make_licence
from tests.conftest import make_settings
from tests.live.working import Times, broadcast_of, work
from tests.people import PASSWORD, make_person
from tests.trips.looking import looked_at, unfold
from tests.vendor import meta_at, zoom_at
from vc.accounts.models import Role
from vc.booking.models import Event
from vc.db import db
from vc.live.models import BroadcastStatus

pytestmark = pytest.mark.xdist_group("browser")

TITLE = "Plática: cuentas seguras"
LINK = "https://www.facebook.com/secesp/videos/1234567890"
VIDEO = b"\x00\x00\x00\x20ftypisom" + b"video" * 20_000


@pytest.fixture
def settings(request, tmp_path, vendor):
    """Settings with both vendors, or by hand with none where the test says so."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    is_by_hand = "by_hand" in request.node.name
    vendors = {} if is_by_hand else zoom_at(vendor) | meta_at(vendor)
    # The days of the story pass in one sign-in.
    known = {"port": port, "media_reserve_mb": 1, "session_hours": 720}
    return make_settings(tmp_path, **known, **vendors)


@pytest.fixture
def times(app, clock, vendor, reading) -> Times:
    """The clocks of the app and of the vendors, set to the same instant."""
    vendor.set_clock(clock())
    return Times(app, clock, vendor)


def enter(page: Page, site: str) -> None:
    """Sign somebody in who coordinates."""
    person = make_person(db.session, Role.COORDINATOR, name="Ana Coordina")
    page.goto(f"{site}/entrar")
    page.get_by_label("Correo").fill(person.email)
    page.get_by_label("Contraseña", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Entrar").click()
    expect(page.locator(".eyebrow", has_text="Hoy")).to_be_visible()


def fill_booking(page: Page, site: str, clock, *, platform: str) -> None:
    """Fill the booking form for a session in five days that is to be broadcast."""
    page.goto(f"{site}/sesiones/nueva?tipo=talk")
    page.get_by_label("Título").fill(TITLE)
    page.get_by_label("Fecha").fill(f"{clock() + timedelta(days=5):%Y-%m-%d}")
    page.get_by_label("Hora de inicio").fill("17:00")
    unfold(page, "En la sala", "En vivo")
    page.get_by_label("Plataforma").select_option(platform)
    page.get_by_label("Transmitir por Facebook Live").check()


def booked(page: Page) -> Event:
    """Book, and return the session."""
    page.get_by_role("button", name="Agendar", exact=True).click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    db.session.rollback()
    return db.session.get_one(Event, int(page.url.rsplit("/", 1)[-1]))


def ask_early(page: Page) -> None:
    """Let a broadcast go on air long before its time, past the page that warns of it."""
    page.get_by_role("button", name="Iniciar transmisión").click()
    expect(page.get_by_text("Cualquiera en Facebook la verá")).to_be_visible()
    assert looked_at(page) == []
    page.get_by_role("button", name="Transmitir en público").click()
    expect(page.get_by_text("Saldrá al aire en cuanto se abra la sala")).to_be_visible()
    assert looked_at(page) == []


def test_a_live_is_proposed_while_booking_and_followed_until_its_copy_is_safe(
    page: Page, app, site, times, clock, vendor
):
    make_licence("sala2@secesp.example", has_streaming=True)
    enter(page, site)
    fill_booking(page, site, clock, platform="zoom")

    # The post as it will look, and the month's count, while the form is being filled.
    proposal = page.locator("#live-proposal")
    expect(proposal).to_contain_text(f"Te invitamos a la plática virtual «{TITLE}»")
    expect(proposal).to_contain_text("1 transmisión; la meta es 1 o 2 al mes")
    assert looked_at(page) == []
    event = booked(page)
    work(app)
    page.reload()
    live = page.locator("#vivo")
    live.locator("summary").first.click()
    expect(live.get_by_text("Programada")).to_have_count(3)
    assert looked_at(page) == []

    page.get_by_role("link", name="Editar transmisión").click()
    page.get_by_label("Encabezado de la publicación").fill("¡En vivo: cuentas seguras!")
    expect(page.locator("#post-preview")).to_contain_text("¡En vivo: cuentas seguras!")
    assert looked_at(page) == []
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("Se guardó la transmisión.")).to_be_visible()

    times.move_to(event.starts_at - timedelta(minutes=60))
    page.reload()
    before = page.get_by_role("region", name="Antes: ensayo")
    expect(before.get_by_text("La sala tiene la clave vigente.")).to_be_visible()
    assert looked_at(page) == []
    # Asked for an hour early it is warned of, and withdrawn while it waits.
    ask_early(page)
    page.get_by_role("button", name="Cancelar la orden").click()
    expect(page.get_by_text("Ya no saldrá al aire hasta su hora.")).to_be_visible()
    ask_early(page)
    vendor.stage(event.meeting.external_id, "start")
    times.until(event, BroadcastStatus.LIVE)
    page.reload()
    expect(page.get_by_role("link", name="Terminar la transmisión…")).to_be_visible()
    page.goto(f"{site}/en-vivo")
    assert looked_at(page) == []
    page.get_by_role("link", name="cuentas seguras").first.click()
    page.get_by_role("link", name="Terminar la transmisión…").click()
    expect(page.get_by_text("El público deja de verla ahora mismo")).to_be_visible()
    assert looked_at(page) == []
    page.get_by_role("button", name="Terminar la transmisión").click()
    times.until(event, BroadcastStatus.ENDED)
    times.advance(minutes=30)
    page.goto(f"{site}/sesiones/{event.id}/en-vivo")
    expect(page.get_by_text(re.compile("sha256"))).to_have_count(1)
    assert looked_at(page) == []


def test_a_live_by_hand_on_a_phone(page: Page, app, site, times, clock):
    page.set_viewport_size({"width": 390, "height": 844})
    enter(page, site)
    fill_booking(page, site, clock, platform="other")
    page.get_by_label("Enlace para entrar").fill("https://meet.example.org/sala")
    event = booked(page)
    work(app)

    page.get_by_role("link", name="Abrir el guion").click()
    assert looked_at(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_label("Enlace de la transmisión en Facebook").fill(LINK)
    page.get_by_role("button", name="Guardar enlace").click()
    expect(page.get_by_text("Se guardó el enlace; ya se puede compartir.")).to_be_visible()
    item = page.locator("#item-questions")
    item.get_by_text("Marcar").click()
    item.get_by_role("button", name="Bien").click()
    expect(page.locator("#item-questions").get_by_text("Ana Coordina")).to_be_visible()
    times.move_to(event.starts_at)
    page.get_by_role("button", name="Ya empezó").click()
    page.get_by_role("link", name="Ya terminó…").click()
    page.get_by_role("button", name="Ya terminó").click()
    expect(page.get_by_text("Facebook borra la grabación el")).to_be_visible()
    page.get_by_label("Archivo de video").set_input_files(
        {"name": "envivo.mp4", "mimeType": "video/mp4", "buffer": VIDEO}
    )
    page.get_by_role("button", name="Subir").click()
    expect(page.get_by_text("El video quedó guardado.")).to_be_visible()

    assert looked_at(page) == []
    assert broadcast_of(event).status is BroadcastStatus.ARCHIVED
