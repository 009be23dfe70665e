"""Our own address to join: the same for life; a countdown, then the room, then the end."""

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest

from tests.attendance.conftest import let_go
from tests.booking.sessions import book, work
from tests.mail.conftest import cancel, edit, move
from vc.accounts.models import Role
from vc.attendance.models import Clicks
from vc.booking.models import Event, Visibility
from vc.db import db


def clicks(event: Event) -> int:
    """Return how often the address led into the room."""
    db.session.rollback()
    row = db.session.get(Clicks, event.id)
    count = row.count if row else 0
    db.session.rollback()
    return count


def again(event: Event) -> Event:
    """Return the session as it is now."""
    return db.session.get(Event, event.id)


def test_before_a_quarter_of_an_hour_it_counts_down_and_shows_no_link(anyone, clock, meeting):
    clock.now = meeting.starts_at - timedelta(hours=2, minutes=20)

    page = anyone.get(f"/s/{meeting.slug}")

    assert "Faltan 2 h 6 min" in page.html.find(class_="wait-for").get_text()
    assert meeting.meeting.join_url not in page.text
    assert meeting.meeting.passcode not in page.text
    assert clicks(meeting) == 0


@pytest.mark.parametrize("minutes", [15, 0, -59])
def test_from_then_to_the_end_it_leads_into_the_room(anyone, clock, meeting, minutes):
    clock.now = meeting.starts_at - timedelta(minutes=minutes)

    answer = anyone.get(f"/s/{meeting.slug}")

    assert answer.status_int == 303
    assert answer.location == meeting.meeting.join_url
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert clicks(meeting) == 1


def test_after_the_end_it_says_so(anyone, clock, meeting):
    clock.now = meeting.ends_at

    assert "Esta sesión ya terminó" in anyone.get(f"/s/{meeting.slug}").text


def test_a_session_that_was_moved_keeps_its_address(app, anyone, clock, meeting):
    move(app, again(meeting), days=1)
    db.session.rollback()
    clock.now = meeting.starts_at + timedelta(days=1)

    assert anyone.get(f"/s/{meeting.slug}").status_int == 303


def test_a_cancelled_session_says_so(app, anyone, clock, meeting):
    cancel(app, again(meeting))
    db.session.rollback()
    clock.now = meeting.starts_at

    assert "Esta sesión se canceló" in anyone.get(f"/s/{meeting.slug}").text


def test_a_room_that_is_not_ready_says_so(app, anyone, clock, host):
    event = book(app, host, clock() + timedelta(minutes=5))
    let_go(event)

    assert "La sala todavía no está lista" in anyone.get(f"/s/{event.slug}").text


def test_previews_of_the_link_are_not_counted(anyone, clock, meeting):
    clock.now = meeting.starts_at

    anyone.get(f"/s/{meeting.slug}", headers={"User-Agent": "WhatsApp/2.23 A"})
    anyone.get(f"/s/{meeting.slug}", headers={"Sec-Purpose": "prefetch"})
    anyone.head(f"/s/{meeting.slug}")

    assert clicks(meeting) == 0


def test_an_address_that_nobody_was_given_leads_nowhere(anyone):
    anyone.get("/s/abcdefghijklmnop", status=404)


def test_a_public_session_shows_its_page_and_never_the_way_in(anyone, clock, forum):
    clock.now = forum.starts_at

    page = anyone.get(f"/s/{forum.slug}")

    assert page.html.h1.get_text(strip=True) == "Foro de ciberseguridad"
    assert forum.meeting.join_url not in page.text
    assert forum.meeting.passcode not in page.text


def test_the_public_agenda_leads_to_the_page_of_each_session(anyone, forum):
    page = anyone.get("/agenda").click("Foro de ciberseguridad")

    assert page.request.path == f"/s/{forum.slug}"


def test_a_public_session_can_be_kept_in_a_calendar_without_the_link(anyone, forum):
    file = anyone.get(f"/s/{forum.slug}/sesion.ics")

    assert file.content_type == "text/calendar"
    assert f"UID:{forum.uid}" in file.text
    assert "/j/" not in file.text


def test_a_calendar_file_of_one_session_says_nothing_of_a_feed(anyone, forum):
    file = anyone.get(f"/s/{forum.slug}/sesion.ics").text

    lines = {re.split("[:;]", line)[0] for line in file.partition("BEGIN:VTIMEZONE")[0].split()}
    assert lines == {"BEGIN", "PRODID", "VERSION", "CALSCALE", "METHOD"}


def test_a_public_entry_leads_to_the_page_of_its_session(anyone, forum):
    address = f"URL:https://vc.example/s/{forum.slug}"

    for path in (f"/s/{forum.slug}/sesion.ics", "/feeds/publico.ics"):
        assert address in anyone.get(path).text.replace("\r\n ", "").splitlines()


def test_an_internal_session_has_no_calendar_file_for_anybody(anyone, meeting):
    anyone.get(f"/s/{meeting.slug}/sesion.ics", status=404)


def test_the_address_of_a_public_page_does_not_become_a_way_in(app, anyone, clock, forum):
    edit(app, again(forum), visibility=Visibility.INTERNAL, takes_registrations=False)
    work(app)
    db.session.rollback()
    clock.now = forum.starts_at

    anyone.get(f"/s/{forum.slug}", status=404)


def invitation_of(browser, event: Event) -> str:
    """Return what «Copiar invitación» copies."""
    return browser.get(f"/sesiones/{event.id}").html.find(id="invitation").get_text()


def test_what_people_copy_holds_our_own_address_and_nothing_of_the_vendor(app, browser_of, forum):
    browser = browser_of(Role.COORDINATOR)

    page = browser.get(f"/sesiones/{forum.id}")

    text = invitation_of(browser, forum)
    assert f"https://vc.example/s/{forum.slug}\n" in text
    links = [one["href"] for one in page.html.find_all("a") if "wa.me" in one["href"]]
    whatsapp = [unquote(link) for link in links]
    assert whatsapp[0] == f"https://wa.me/?text={text}"
    assert whatsapp[1].startswith("https://wa.me/?text=*Viernes 7 mar, 10:00 h*\n")
    assert len(whatsapp) == 2
    for secret in (forum.meeting.join_url, forum.meeting.passcode):
        assert secret not in "".join((text, *whatsapp))


@pytest.mark.parametrize("records", [True, False])
def test_an_invitation_says_that_the_session_is_recorded(app, clock, host, browser_of, records):
    event = book(app, host, clock() + timedelta(days=3), records=records)
    work(app)
    let_go(event)

    text = invitation_of(browser_of(Role.COORDINATOR), event)

    assert ("Se graba: puede apagar su cámara." in text) is records


@pytest.fixture
def open_talk(app, clock, host) -> Event:
    """A public session that nobody registers for; its room is ready."""
    event = book(app, host, clock() + timedelta(days=3), visibility=Visibility.PUBLIC)
    work(app)
    let_go(event)
    return event


def test_the_key_of_an_invitation_leads_in_where_the_page_alone_does_not(anyone, clock, open_talk):
    clock.now = open_talk.starts_at
    page = f"/s/{open_talk.slug}"

    assert open_talk.meeting.join_url not in anyone.get(page).text
    assert open_talk.invitation_key not in anyone.get(page).text
    assert anyone.get(f"{page}/{open_talk.invitation_key}").location == open_talk.meeting.join_url
    assert anyone.get(f"{page}/{open_talk.invitation_key}x", status=404)


def test_the_key_opens_no_session_that_one_registers_for(anyone, clock, forum):
    clock.now = forum.starts_at - timedelta(hours=1)

    page = anyone.get(f"/s/{forum.slug}/{forum.invitation_key}")

    assert "Registrarme" in page.text
    assert forum.meeting.join_url not in page.text


def test_the_key_gives_back_nobody_s_seat(anyone, open_talk):
    address = f"/s/{open_talk.slug}/{open_talk.invitation_key}/cancelar"

    assert anyone.get(address, status=404)
