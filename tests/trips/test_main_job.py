"""The main job in a real browser: book, link, calendar, feed, move, cancel; each page by axe."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.calendars.readers import days_around, entry_of, read_by_ical_js
from tests.processes import wait_until
from tests.trips.conftest import Product
from tests.trips.looking import looked_at
from vc.demonstration.demo import PASSWORD

pytestmark = pytest.mark.xdist_group("demonstration")

ZONE = ZoneInfo("America/Mexico_City")
SLOW_MS = 15_000

SESSION_PAGES = [
    "/hoy",
    "/sesiones",
    "/sesiones?periodo=cancelled",
    "/sesiones?q=nada+coincide",
    "/sesiones/nueva",
    "/sesiones/20",
    "/sesiones/20/editar",
    "/sesiones/20/mover",
    "/sesiones/20/cancelar",
    "/sesiones/20/hoja",
    "/sesiones/20/otra",
    "/sesiones/28",
    "/sesiones/37",
    "/sesiones/12",
    "/calendario",
    "/calendario?vista=semana",
    "/calendario?vista=dia",
    "/calendario?vista=lista",
    "/suscribirse",
    "/series/1",
    "/series/1/suspender",
    "/sesiones/20/registro",
]
OFFICE_PAGES = [
    "/correos",
    "/correos/1",
    "/licencias",
    "/licencias/nueva",
    "/licencias/1",
    "/licencias/importar",
    "/integraciones",
    "/diagnostico",
    "/divergencias",
    "/avisos",
    "/mensajes",
    "/personas",
    "/personas/nueva",
    "/personas/2",
    "/auditoria",
    "/cuenta",
]
PUBLIC_PAGES = ["/entrar", "/agenda", "/suscribirse", "/privacidad"]


def sign_in(page: Page, product: Product, email: str = "admin@secesp.example") -> None:
    """Sign in by the form."""
    page.goto(f"{product.url}/entrar")
    page.get_by_label("Correo").fill(email)
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Entrar").click()
    expect(page.locator(".eyebrow", has_text="Hoy")).to_be_visible()


def workday(days: int) -> datetime:
    """Return a working day some days ahead, 19:00: after every session of the demonstration."""
    day = datetime.now(ZONE).replace(hour=19, minute=0, second=0, microsecond=0)
    day += timedelta(days=days)
    return day + timedelta(days=max(0, day.weekday() - 4) and 7 - day.weekday())


def feed(product: Product, path: str = "/feeds/publico.ics") -> bytes:
    """Fetch a feed as a phone would."""
    answer = requests.get(product.url + path, timeout=60)
    assert answer.status_code == 200
    return answer.content


def uid_of(product: Product, summary: str) -> str:
    """Return the UID of the entry with that title, once it is in the public feed."""

    def found() -> str | None:
        entries = read_by_ical_js(feed(product))
        return next((one["uid"] for one in entries if one["summary"] == summary), None)

    return str(wait_until(found, f"{summary} in the feed"))


def test_a_booking_becomes_a_room_a_calendar_entry_and_a_feed(page: Page, product: Product):
    summary = "Plática de prueba: contraseñas seguras"
    start, later = workday(9), workday(10)
    sign_in(page, product)

    page.get_by_role("link", name="Agendar sesión").first.click()
    page.get_by_label("Título").fill(summary)
    page.get_by_label("Fecha").fill(start.strftime("%Y-%m-%d"))
    page.get_by_label("Hora de inicio").fill(start.strftime("%H:%M"))
    expect(page.get_by_text("Hay lugar a esa hora")).to_be_visible()
    page.get_by_role("button", name="Agendar", exact=True).click()

    # The link appears by itself.
    link = page.locator("#join-url")
    expect(link).to_be_attached(timeout=SLOW_MS)
    url = link.text_content().strip()
    room_number = re.search(r"/j/(\d+)", url)[1]
    assert int(room_number) in [room["id"] for room in product.vendor.state()["meetings"]]
    expect(page.get_by_text("Confirmada", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Enviar por WhatsApp")).to_have_attribute(
        "href", re.compile(r"^https://wa\.me/\?text=")
    )
    session_url = page.url

    # It is in the calendar, and in the feed for two readers that are not ours.
    page.goto(f"{product.url}/calendario?vista=dia&fecha={start:%Y-%m-%d}")
    expect(page.locator(".slot", has_text=summary).first).to_be_visible()
    uid = uid_of(product, summary)
    first = entry_of(feed(product), uid)
    assert first["SEQUENCE"] == 0
    assert [str(one["SUMMARY"]) for one in days_around(feed(product), start.date())].count(
        summary
    ) == 1

    # Moved: the same link, SEQUENCE 1.
    page.goto(session_url)
    page.get_by_role("link", name="Mover", exact=True).click()
    page.get_by_label("Nueva fecha").fill(later.strftime("%Y-%m-%d"))
    page.get_by_role("button", name="Mover la sesión").click()
    expect(page.get_by_text("La sesión se movió. El enlace es el mismo.")).to_be_visible()
    expect(page.locator("#join-url")).to_have_text(url)
    moved = entry_of(feed(product), uid)
    assert moved["SEQUENCE"] == 1
    assert moved["DTSTART"].dt == later
    utc = later.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    by_js = next(one for one in read_by_ical_js(feed(product)) if one["uid"] == uid)
    assert by_js["start"].startswith(utc)

    # The vendor has the new time, on the same room.
    def vendor_has_it() -> bool:
        rooms = {str(room["id"]): room for room in product.vendor.state()["meetings"]}
        return rooms[room_number]["start_time"].startswith(utc)

    wait_until(vendor_has_it, "the vendor has the new time")

    # Cancelled: announced in the feed, deleted at the vendor.
    page.goto(session_url)
    page.get_by_role("link", name="Cancelar la sesión…").click()
    page.get_by_label("Motivo").fill("La escuela pidió otra fecha")
    page.get_by_role("button", name="Cancelar la sesión").click()
    expect(page.get_by_text("La sesión se canceló.")).to_be_visible()
    over = entry_of(feed(product), uid)
    assert str(over["STATUS"]) == "CANCELLED"
    wait_until(
        lambda: room_number not in [str(r["id"]) for r in product.vendor.state()["meetings"]],
        "the room is deleted",
    )


def test_the_host_is_led_into_the_room_and_the_link_stays_out_of_the_page(
    page: Page, product: Product
):
    sign_in(page, product)
    confirmed = page.locator(".agenda__row", has_text="Confirmada")

    def is_listed() -> bool:
        page.goto(f"{product.url}/sesiones")
        return confirmed.count() > 0

    # The demonstration's rooms are opened one after the other.
    wait_until(is_listed, "a confirmed session")
    confirmed.first.get_by_role("link").click()
    expect(page.locator("#own-url")).to_be_visible(timeout=SLOW_MS)
    assert "zak=" not in page.content()

    page.get_by_role("button", name="Abrir la sala").click()

    page.wait_for_url(re.compile(rf"^{re.escape(product.vendor.url)}/s/"))


def test_a_double_click_books_once(page: Page, product: Product):
    start = workday(11)
    sign_in(page, product)
    page.goto(f"{product.url}/sesiones/nueva?fecha={start:%Y-%m-%d}&hora=20:30")
    page.get_by_label("Título").fill("Sesión de doble clic")

    page.get_by_role("button", name="Agendar", exact=True).dblclick()

    expect(page.get_by_role("heading", name="Sesión de doble clic")).to_be_visible()
    page.goto(f"{product.url}/sesiones?q=doble+clic")
    expect(page.locator(".agenda__row")).to_have_count(1)


def test_the_first_wrong_field_gets_the_focus(page: Page, product: Product):
    sign_in(page, product)
    page.goto(f"{product.url}/sesiones/nueva")

    page.get_by_role("button", name="Agendar", exact=True).click()

    expect(page.get_by_label("Título")).to_be_focused()
    expect(page.get_by_text("Escriba el título de la sesión.").first).to_be_visible()


def test_everything_works_without_javascript(open_page, product: Product, faults):
    page = open_page(java_script_enabled=False)
    start = workday(12)
    sign_in(page, product)
    page.goto(f"{product.url}/sesiones/nueva?fecha={start:%Y-%m-%d}&hora=18:30")
    page.get_by_label("Título").fill("Sesión sin guiones")

    page.get_by_role("button", name="Agendar", exact=True).click()

    expect(page.get_by_role("heading", name="Sesión sin guiones")).to_be_visible()

    def has_link() -> bool:
        page.reload()
        return page.locator("#join-url").count() > 0

    wait_until(has_link, "the link, after looking again")
    page.goto(f"{product.url}/calendario?fecha={start:%Y-%m-%d}")
    expect(page.get_by_role("link", name="Sesión sin guiones")).to_be_visible()


def test_a_free_slot_of_the_calendar_is_a_click_away_from_a_booking(page: Page, product: Product):
    sign_in(page, product)
    page.goto(f"{product.url}/calendario?vista=semana&fecha={workday(200):%Y-%m-%d}")

    page.locator(".ec-body > .ec-grid > .ec-day").first.click(position={"x": 20, "y": 120})

    page.wait_for_url(re.compile(r"/sesiones/nueva\?fecha="))
    expect(page.get_by_label("Título")).to_be_visible()


def test_no_public_page_breaks_what_axe_knows_and_none_scrolls_sideways(
    page: Page, product: Product
):
    assert problems_of(page, product, PUBLIC_PAGES) == {}


@pytest.mark.parametrize("paths", [SESSION_PAGES, OFFICE_PAGES], ids=["sessions", "office"])
def test_no_page_breaks_what_axe_knows_and_none_scrolls_sideways(
    page: Page, product: Product, paths: list[str]
):
    sign_in(page, product)

    assert problems_of(page, product, paths) == {}


def problems_of(page: Page, product: Product, paths: list[str]) -> dict[str, list[str]]:
    """Return what is wrong with the product's pages, by the path of each that has a problem."""
    found = {}
    for path in paths:
        page.goto(product.url + path)
        found[path] = looked_at(page)
    return {path: problems for path, problems in found.items() if problems}
