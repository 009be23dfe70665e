"""A session's page in a real browser: its first screen, its one filled button, moving and undoing.

Actions are counted as a person does them: a press, a key, a text that is typed.
"""

import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.booking.sessions import book, make_licence, work
from tests.conftest import make_settings
from tests.people import make_person, may_write
from tests.trips.looking import looked_at
from tests.trips.test_live import enter
from tests.vendor import zoom_at
from vc.accounts.models import Person, Role
from vc.booking.models import Event
from vc.booking.states import MeetingStatus
from vc.db import db
from vc.player.service import mark_now

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.usefixtures("same_clock", "reading")]
PHONE = {"width": 390, "height": 844}
ZONE = ZoneInfo("America/Mexico_City")


@pytest.fixture
def settings(tmp_path, vendor):
    """Settings with a port of their own, and Zoom at the emulator."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return make_settings(tmp_path, port=port, **zoom_at(vendor))


@pytest.fixture
def host() -> Person:
    """Somebody who books, on the only licence."""
    make_licence(label="Foros")
    return make_person(db.session, Role.HOST, name="Daniela Torres Vega")


@pytest.fixture
def event(app, clock, host) -> Event:
    """A forum of an hour and a half this afternoon; its room is ready, its title is long."""
    event = book(
        app,
        host,
        clock() + timedelta(hours=5, minutes=48),
        minutes=90,
        summary="Foro virtual: Día Naranja, violencia digital y Ley Olimpia",
        institution="COBACH Plantel 25",
        guests="ana@cobach.example",
    )
    work(app)
    return event


class Counted:
    """A page on which each action of a person is counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, role: str, name: str) -> None:
        """Press what is called so."""
        self.count += 1
        self.page.get_by_role(role, name=name, exact=True).click()

    def type(self, label: str, text: str) -> None:
        """Type into a field."""
        self.count += 1
        self.page.get_by_label(label).fill(text)


def stored(event: Event) -> Event:
    """Return the session as it is stored."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Event, event.id)


def in_status(event: Event, status: MeetingStatus, error: str = "") -> None:
    """Let the room stand so."""
    with may_write():
        db.session.rollback()
        event.meeting.status, event.meeting.last_error = status, error
        event.meeting.due_at = None
        db.session.commit()


def filled(page: Page) -> list[str]:
    """Return the filled buttons of the page's main part that can be seen."""
    return page.locator("main .btn--primary:visible").all_inner_texts()


def both_schemes(page: Page) -> list[str]:
    """Return what axe finds in the light and in the dark, at both widths."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme} {one}" for one in looked_at(page)]
    page.emulate_media(color_scheme="light")
    return found


def test_the_first_screen_of_a_phone_holds_the_six_things(page: Page, site, event):
    # Whatever the clock of the telephone says: the countdown is the server's.
    page.clock.install(time=event.starts_at + timedelta(hours=3))
    enter(page, site)
    page.set_viewport_size(PHONE)
    page.goto(f"{site}/sesiones/{event.id}")
    page.evaluate("document.fonts.ready")
    floor = page.locator(".tabbar").bounding_box()["y"]

    places = {
        name: page.locator(selector).first.bounding_box()
        for name, selector in {
            "what": "h1",
            "state": ".session__title b",
            "when": ".session__when",
            "countdown": ".session__left",
            "host": ".session__head .face",
            "next": ".next__what",
            "address": "#own-url",
        }.items()
    }

    below = {name: box for name, box in places.items() if box["y"] + box["height"] > floor}
    assert below == {}
    assert page.locator(".session__left").inner_text() == "5 h 48 min"


@pytest.mark.parametrize("path", ["/hoy", "/sesiones/{number}"])
def test_the_time_left_is_told_anew_each_minute_without_a_word_to_the_server(
    page: Page, site, event, path
):
    page.clock.install(time=event.starts_at + timedelta(hours=3))
    enter(page, site)
    page.goto(site + path.format(number=event.id))
    left = page.locator("main time[data-countdown]").first
    expect(left).to_have_text("5 h 48 min")
    left.evaluate(
        "time => new MutationObserver((all) => {"
        " time.dataset.changes = (+time.dataset.changes || 0) + all.length; })"
        ".observe(time, { childList: true })"
    )
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.clock.run_for("02:10")

    expect(left).to_have_text("5 h 46 min")
    expect(left).to_have_attribute("data-changes", "2")
    assert left.evaluate("time => time.closest('[aria-live], [role=status], [role=timer]')") is None
    # The styles are fetched for the next page, whatever this one tells.
    assert [one for one in asked if "/static/" not in one] == []


def test_in_each_state_one_button_is_filled_and_axe_finds_nothing(
    page: Page, app, site, event, clock
):
    """Before, with its room lost, waiting, about to begin, on, over and cancelled."""
    enter(page, site)
    start = event.starts_at

    def show(at: datetime, status: MeetingStatus = MeetingStatus.OPEN, error: str = "") -> None:
        in_status(event, status, error)
        clock.now = at
        page.goto(f"{site}/sesiones/{event.id}")

    seen: dict[str, tuple[list[str], list[str]]] = {}
    early = clock()
    states: dict[str, Callable[[], None]] = {
        "before": lambda: show(early),
        "failed": lambda: show(early, MeetingStatus.FAILED, "La cuenta está suspendida."),
        "gone": lambda: show(early, MeetingStatus.GONE),
        "waiting": lambda: show(early, MeetingStatus.WAITING_FOR_LICENCE),
        "opening": lambda: show(start - timedelta(minutes=10)),
        "on": lambda: show(start + timedelta(minutes=12)),
    }
    for name, show_it in states.items():
        show_it()
        seen[name] = filled(page), both_schemes(page)

    assert {name: problems for name, (_, problems) in seen.items() if problems} == {}
    assert {name: len(buttons) for name, (buttons, _) in seen.items() if len(buttons) > 1} == {}
    assert "Reintentar" in seen["failed"][0][0]
    assert "Abrir la sala" in seen["opening"][0][0]
    assert "Marcar" in seen["on"][0][0]


def test_one_key_marks_a_moment_while_it_is_on_and_what_is_typed_outlives_a_refresh(
    page: Page, app, site, event, clock, faults
):
    # Whoever sits at a computer whose clock is wrong marks by the server's.
    page.clock.set_system_time(clock() - timedelta(days=3))
    enter(page, site)
    clock.now = event.starts_at + timedelta(minutes=12)
    page.goto(f"{site}/sesiones/{event.id}")
    note, marked = page.get_by_label("Qué pasa ahora (opcional)"), page.locator("#marcados")
    expect(marked).to_contain_text("Todavía ninguno")

    # Somebody else marks one while a note is typed here.
    with may_write():
        db.session.rollback()
        mark_now(db.session(), event, note="La prisa es la señal", now=clock(), by=event.host)
        db.session.commit()
    note.fill("Cuelgue y marque")
    ask_again(page)
    expect(marked).to_contain_text("La prisa es la señal")
    expect(note).to_have_value("Cuelgue y marque")
    expect(note).to_be_focused()

    faults.allow("Failed to fetch")
    faults.allow("ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    ask_again(page)
    expect(page.locator("#al-dia")).to_contain_text("Sin conexión")
    expect(note).to_have_value("Cuelgue y marque")
    page.context.set_offline(False)
    ask_again(page)
    expect(page.locator("#al-dia")).to_be_empty()

    note.evaluate("field => field.blur()")
    page.keyboard.press("m")

    expect(page.get_by_text("Se marcó el momento.")).to_be_visible()
    expect(marked.get_by_role("listitem")).to_have_count(2)
    expect(marked).to_contain_text("Cuelgue y marque")
    expect(marked.locator("time").first).to_have_text(f"{clock().astimezone(ZONE):%H:%M}")
    page.get_by_role("button", name="Deshacer").click()
    expect(page.get_by_text("Se quitó el momento.")).to_be_visible()
    expect(marked.get_by_role("listitem")).to_have_count(1)


def test_a_page_left_open_past_the_end_waits_for_what_is_typed_and_is_another_one_then(
    page: Page, app, site, event, clock
):
    enter(page, site)
    clock.now = event.starts_at + timedelta(minutes=12)
    page.goto(f"{site}/sesiones/{event.id}")
    note = page.get_by_label("Qué pasa ahora (opcional)")
    note.fill("Lo último")
    clock.now = event.ends_at + timedelta(minutes=40)

    ask_again(page)

    expect(page.locator("#al-dia")).to_have_count(0)
    expect(note).to_have_value("Lo último")
    page.get_by_role("button", name="Marcar").click()
    expect(page.locator("[data-mark]")).to_have_count(0)
    expect(page.locator("#grabacion")).to_contain_text("1 momento marcado")


def ask_again(page: Page) -> None:
    """Let the page ask how it stands, as it does every fifteen seconds."""
    page.evaluate("htmx.trigger(document.getElementById('al-dia'), 'al-dia')")


def test_a_session_is_cancelled_in_three_actions_and_brought_back_in_one(
    page: Page, site, event, clock
):
    enter(page, site)
    page.goto(f"{site}/sesiones/{event.id}")
    done = Counted(page)

    done.press("link", "Cancelar la sesión…")
    expect(page.get_by_text("Quedarán 2 avisos en Correos, para enviarse a mano.")).to_be_visible()
    assert both_schemes(page) == []
    done.type("Motivo", "La escuela pidió otra fecha")
    done.press("button", "Cancelar la sesión")
    expect(page.get_by_text("La sesión no se realizará.")).to_be_visible()
    assert done.count == 3
    assert both_schemes(page) == []
    assert len(filled(page)) == 1

    page.locator("[data-toast]").get_by_role("button", name="Deshacer").click()

    expect(page.get_by_text("Nadie supo del cambio.")).to_be_visible()
    assert stored(event).status.value == "CONFIRMED"


def test_a_session_is_moved_in_three_actions_and_back_in_one(page: Page, site, event):
    enter(page, site)
    start = event.starts_at
    page.goto(f"{site}/sesiones/{event.id}")
    done = Counted(page)

    done.press("link", "Mover")
    assert both_schemes(page) == []
    done.press("button", "18:00")
    expect(page.locator("#horas")).to_contain_text("18:00 a 19:30 h")
    expect(page.locator("#horas")).to_contain_text("Quedarán 2 avisos en Correos")
    assert stored(event).starts_at == start
    done.press("button", "Mover la sesión")
    expect(page.get_by_text("La sesión se movió. El enlace es el mismo.")).to_be_visible()
    assert done.count == 3
    assert stored(event).starts_at != start

    page.locator("[data-toast]").get_by_role("button", name="Deshacer").click()

    expect(page.get_by_text("La sesión regresó a su hora.")).to_be_visible()
    assert stored(event).starts_at == start


def test_the_sheet_of_paper_has_no_frame(page: Page, site, event):
    enter(page, site)
    page.goto(f"{site}/sesiones/{event.id}/hoja")
    assert both_schemes(page) == []

    page.emulate_media(media="print")

    expect(page.locator(".paper-sheet .qr")).to_be_visible()
    for frame in (".site", ".tabbar", ".footer", ".no-print"):
        expect(page.locator(frame).first).to_be_hidden()
