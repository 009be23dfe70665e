"""A session's page: what is on top in each state, moving and ending it, and taking that back."""

from datetime import timedelta

import pytest
from webtest import TestApp

from tests.booking.sessions import book, make_licence, work
from tests.conftest import make_settings
from tests.people import make_person, may_write
from tests.vendor import zoom_at
from vc.accounts.models import Person, Role
from vc.attendance.labels import NOT_COUNTED
from vc.booking import next_words as words
from vc.booking.models import Event
from vc.booking.states import EventStatus, MeetingStatus
from vc.db import db

pytestmark = pytest.mark.usefixtures("same_clock", "reading")


@pytest.fixture
def settings(tmp_path, vendor):
    """Settings that point Zoom at the emulator."""
    return make_settings(tmp_path, **zoom_at(vendor))


@pytest.fixture
def host() -> Person:
    """Somebody who books, on the only licence."""
    make_licence()
    return make_person(db.session, Role.HOST, email="dani@secesp.example", name="Daniela Torres")


@pytest.fixture
def event(app, clock, host) -> Event:
    """A session of an hour in three days, with a guest; its room is ready."""
    event = book(app, host, clock() + timedelta(days=3), guests="ana@fiscalia.example")
    work(app)
    return event


@pytest.fixture
def browser(browser_of, host) -> TestApp:
    """The host's browser."""
    return browser_of(host)


def page_of(browser: TestApp, event: Event):
    """Return a session's page."""
    return browser.get(f"/sesiones/{event.id}")


def next_of(page) -> str:
    """Return what the page says is next."""
    return page.html.find(class_="next__what").get_text(" ", strip=True)


def form_of(page, ending: str):
    """Return the form of a page whose address ends so."""
    return next(one for one in page.forms.values() if one.action.endswith(ending))


def filled(page) -> list[str]:
    """Return the filled buttons of the page's main part."""
    found = page.html.find("main").find_all(class_="btn--primary")
    return [one.get_text(" ", strip=True) for one in found]


def cancel(page, reason: str = "Contingencia"):
    """Cancel a session from its page; return the page that follows."""
    asked = page.click("Cancelar la sesión…")
    form = form_of(asked, "/cancelar")
    form["reason"] = reason
    return form.submit().follow()


def chain(page) -> list[str]:
    """Return the stops of the chain as they are read."""
    stops = page.html.find(class_="chain").find_all("li")
    return [one.get_text(" ", strip=True) for one in stops]


def timeline(page) -> list[str]:
    """Return the timeline as it is read, past folded ones left out."""
    found = page.html.find(id="timeline-title").find_parent("section").find_all("ol")[-1]
    return [one.get_text(" ", strip=True) for one in found.find_all("li")]


def test_the_first_screen_says_what_when_who_how_it_stands_what_is_next_and_the_address(
    browser, event
):
    head = page_of(browser, event).html.find(class_="session__head")

    said = head.get_text(" ", strip=True)
    assert head.h1.get_text() == event.summary
    assert head.find(class_="session__when").get_text(" ", strip=True) == (
        "Viernes 7 de marzo, 10:00 a 11:00 h"
    )
    assert "Daniela Torres" in said
    assert "Confirmada" in said
    assert head.find(class_="session__left").get_text(strip=True) == "3 días"
    assert words.ALL_READY in said
    assert head.find(id="own-url").get_text().endswith(f"/s/{event.slug}")


def test_the_chain_has_five_stops_and_the_timeline_stands_around_now(browser, event):
    page = page_of(browser, event)

    assert chain(page)[0] == "Sala Lista, Sala1"
    assert len(chain(page)) == 5
    said = timeline(page)
    now = next(number for number, one in enumerate(said) if one.startswith("Ahora"))
    assert any("Daniela Torres agendó la sesión" in one for one in said[:now])
    assert any("Empieza la sesión" in one for one in said[now:])


@pytest.mark.parametrize(
    ("minutes", "what", "left"),
    [
        (-14, words.OPEN_SOON, "14 min"),
        (10, words.OPEN_NOW, "50 min"),
        (70, NOT_COUNTED, None),
    ],
)
def test_around_its_hour_the_page_is_about_opening_the_room(
    app, browser, event, clock, minutes, what, left
):
    clock.now = event.starts_at + timedelta(minutes=minutes)

    page = page_of(browser, event)

    assert next_of(page) == what
    number = page.html.find(class_="session__left")
    assert (number and number.get_text(strip=True)) == left
    assert len(filled(page)) <= 1


def test_a_session_in_the_waiting_list_says_so_and_offers_another_time(app, browser, host, event):
    waiting = book(app, host, event.starts_at, waits_for_licence=True)

    page = page_of(browser, waiting)

    assert next_of(page) == words.WAITING
    assert filled(page) == [words.MOVE]
    assert chain(page)[0] == "Sala En lista de espera"


def test_a_room_that_failed_can_be_tried_again_from_the_top(app, browser, event):
    with may_write():
        event.meeting.status = MeetingStatus.FAILED
        event.meeting.last_error = "La cuenta está suspendida."
        db.session.commit()

    page = page_of(browser, event)

    assert next_of(page) == words.FAILED
    assert "La cuenta está suspendida." in page.html.find(class_="next").get_text()
    assert filled(page) == [words.RETRY]


def test_a_reader_sees_it_all_and_nothing_that_is_not_theirs_to_do(browser_of, event):
    page = page_of(browser_of(Role.VIEWER), event)

    assert "Cancelar la sesión" not in page.text
    assert page.html.find(id="own-url") is not None
    assert not any("iniciar" in form.action for form in page.forms.values())


def test_cancelling_says_first_whom_it_tells_in_numbers(app, browser, event):
    asked = page_of(browser, event).click("Cancelar la sesión…")

    said = asked.html.find(class_="next").get_text(" ", strip=True)
    assert "Quedarán 2 avisos en Correos, para enviarse a mano." in said
    assert "el enlace deja de servir" in said


def test_an_end_is_taken_back_from_the_page_that_follows(app, browser, event):
    page = cancel(page_of(browser, event))
    toast = page.html.find(attrs={"data-toast": True})
    assert toast.get_text(" ", strip=True) == "La sesión se canceló. Deshacer"

    again = form_of(page, toast["action"]).submit().follow()

    assert "La sesión sigue en pie, con la misma sala. Nadie supo del cambio." in again.text
    assert event_of(event).status is EventStatus.CONFIRMED


def event_of(event: Event) -> Event:
    """Return a session as it is stored."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Event, event.id)


def test_an_end_is_taken_back_later_from_the_timeline(app, browser, event, clock):
    cancel(page_of(browser, event))
    clock.advance(minutes=10)
    work(app)

    page = page_of(browser, event)
    line = page.html.find(id="timeline-title").find_parent("section")
    assert "Daniela Torres canceló la sesión" in line.get_text(" ", strip=True)
    again = form_of(page, line.find("form")["action"]).submit().follow()

    assert "Se crea otra sala; la dirección que se da es la misma." in again.text
    work(app)
    assert event_of(event).status is EventStatus.CONFIRMED


def test_pressing_undo_twice_says_what_is_so(app, browser, event):
    page = cancel(page_of(browser, event))
    form = form_of(page, page.html.find(attrs={"data-toast": True})["action"])
    form.submit()

    again = form.submit().follow()

    assert "Eso ya no se puede deshacer" in again.text
    assert event_of(event).status is EventStatus.CONFIRMED


def test_a_cancelled_session_offers_another_one(app, browser, event):
    cancel(page_of(browser, event))

    page = page_of(browser, event)

    assert next_of(page) == words.CANCELLED
    assert filled(page) == [words.BOOK_ALIKE]
    assert chain(page)[0] == "Sala Cancelada"
    assert page.html.find(id="own-url") is None


def test_moving_shows_the_free_and_the_busy_times_of_the_day(app, browser, host, event):
    book(app, host, event.starts_at + timedelta(hours=2))

    page = browser.get(f"/sesiones/{event.id}/mover")

    busy = [one.s.get_text() for one in page.html.find_all(class_="hour--busy")]
    assert "12:00" in busy
    assert "10:00" not in busy  # its own time does not stand in its own way
    assert page.html.find(class_="hour--chosen").get_text(strip=True) == "10:00, elegida"


def test_a_time_is_chosen_without_a_script_and_nothing_is_moved_before_it_is_said(
    app, browser, event
):
    page = browser.get(f"/sesiones/{event.id}/mover")
    later = page.html.find("button", class_="hour", string="16:00")

    form = form_of(page, "/mover")
    chosen = browser.post(later["formaction"], [*form.submit_fields(), ("pick", later["value"])])

    assert "Quedará: viernes 7 de marzo" in chosen.text
    assert "Quedarán 2 avisos en Correos" in chosen.text
    assert event_of(event).starts_at == event.starts_at
    moved = form_of(chosen, "/mover").submit().follow()
    assert "La sesión se movió. El enlace es el mismo." in moved.text
    assert f"{event_of(event).starts_at:%H:%M}" == "22:00"


def test_a_move_is_taken_back_at_once(app, browser, event):
    start = event.starts_at
    form = form_of(browser.get(f"/sesiones/{event.id}/mover"), "/mover")
    form["time"] = "16:00"
    page = form.submit().follow()
    said = " ".join(timeline(page))
    assert "Daniela Torres movió la sesión de las 10:00 a las 16:00 h" in said

    toast = page.html.find(attrs={"data-toast": True})
    again = form_of(page, toast["action"]).submit().follow()

    assert "La sesión regresó a su hora." in again.text
    assert event_of(event).starts_at == start


def test_the_hosts_other_session_at_that_time_is_named(app, browser, host, event):
    make_licence("sala2@secesp.example")
    book(app, host, event.starts_at + timedelta(hours=2), summary="Otra plática")

    page = browser.get(f"/sesiones/{event.id}/mover?fecha=2031-03-07&hora=12:00")

    assert "Daniela Torres tiene a esa hora" in page.html.find(id="horas").get_text(" ", strip=True)


def test_another_one_alike_is_prefilled_but_for_its_day(app, browser, event):
    page = page_of(browser, event).click("Agendar otra igual")

    form = next(one for one in page.forms.values() if "summary" in one.fields)
    assert form["summary"].value == event.summary
    assert form["date"].value == ""
    assert form["time"].value == "10:00"
    assert form["guests"].value == "ana@fiscalia.example"
    form["date"] = "2031-03-12"
    assert form.submit("action", value="book").status_int == 303


def test_another_one_alike_tells_nobody_whom_a_session_of_others_invites(app, browser_of, event):
    page = page_of(browser_of(Role.HOST), event).click("Agendar otra igual")

    form = next(one for one in page.forms.values() if "summary" in one.fields)
    assert form["guests"].value == ""


def test_the_sheet_of_paper_has_the_code_and_the_address(browser, event):
    page = browser.get(f"/sesiones/{event.id}/hoja")

    sheet = page.html.find(class_="paper-sheet")
    assert sheet.find("img", class_="qr")["src"].startswith("data:image/svg+xml")
    assert f"/s/{event.slug}" in sheet.get_text()
    assert event.summary in sheet.h1.get_text()


def test_a_move_to_its_own_time_tells_nobody_and_offers_nothing_to_take_back(browser, event):
    page = form_of(browser.get(f"/sesiones/{event.id}/mover"), "/mover").submit().follow()

    assert "Ya estaba a esa hora: no cambió nada ni se avisa a nadie." in page.text
    assert page.html.find(attrs={"data-toast": True}) is None
    assert "movió la sesión" not in page.html.find("main").get_text(" ")


def test_a_time_that_overlaps_its_own_is_free(browser, event):
    page = browser.get(f"/sesiones/{event.id}/mover")

    free = [one.get_text(strip=True) for one in page.html.find_all("button", class_="hour")]
    assert "09:30" in free
    assert "10:30" in free


def test_a_session_that_has_begun_is_cancelled_and_brought_back_in_its_room(
    app, browser, event, clock
):
    clock.now = event.starts_at + timedelta(minutes=5)
    page = cancel(page_of(browser, event))

    again = form_of(page, page.html.find(attrs={"data-toast": True})["action"]).submit().follow()

    assert "con la misma sala" in again.text
    assert event_of(event).status is EventStatus.CONFIRMED


def test_of_one_that_has_begun_no_other_room_is_made(app, browser, event, clock):
    clock.now = event.starts_at + timedelta(minutes=5)
    cancel(page_of(browser, event))
    work(app)

    page = page_of(browser, event)

    section = page.html.find(id="timeline-title").find_parent("section")
    assert section.find("form") is None
