"""Nobody is recorded unawares: every page, mail and entry of a session says it, or has no need."""

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from bs4 import Tag
from icalendar import Calendar
from webtest import TestResponse

from tests.attendance.conftest import let_go, own_link, registered
from tests.booking.sessions import book, make_licence, work
from tests.mail.conftest import plan, post
from tests.mail.server import calendar_of
from tests.people import may_write
from vc.booking import exposure
from vc.booking.models import Event, Visibility
from vc.calendars import service as calendars
from vc.db import db

NOT_SAID = re.compile(r"se (graba|transmite)\b")
GUEST, ANA, LUIS = "eva@fiscalia.example", "ana@escuela.example", "luis@escuela.example"


@pytest.fixture
def licence(vendor):
    """Somebody who can record and broadcast."""
    vendor.add_user("envivo@secesp.example", name="En vivo", has_streaming=True)
    return make_licence("envivo@secesp.example", has_streaming=True)


def a_session(app, clock, host, **values) -> Event:
    """Book a public session with a guest and one seat, and make its room."""
    known = {"visibility": Visibility.PUBLIC, "takes_registrations": True, "seats": 1}
    event = book(
        app, host, clock() + timedelta(days=3), summary="Foro", guests=GUEST, **(known | values)
    )
    work(app)
    post(app)
    let_go(event)
    return event


def everything(app, anyone, browser_of, clock, host, mail_server, vendor, event) -> dict[str, str]:
    """Return every page, mail and entry of a session that people who attend meet, by its name."""
    answers = {"appears": "si"} if exposure.kinds(event) else {}
    event_id, slug, starts_at = event.id, event.slug, event.starts_at
    found = {"public page": anyone.get(f"/s/{slug}"), "agenda": anyone.get("/agenda")}
    found["registered"] = registered(anyone, event, ANA, **answers).follow()
    registered(anyone, event, LUIS, **answers)
    post(app)
    found["waiting list"] = anyone.get(own_link(LUIS, slug))
    found["early"] = anyone.get(own_link(ANA, slug))
    found["file of the page"] = anyone.get(f"/s/{slug}/sesion.ics")
    found["public feed"] = anyone.get("/feeds/publico.ics")
    staff = browser_of(host)
    session_page = staff.get(f"/sesiones/{event_id}")
    found["invitation and WhatsApp"] = session_page.html.select_one(".invitation")
    link = session_page.html.select_one("a[href^='https://wa.me']")["href"]
    found["WhatsApp link"] = unquote(link)
    found["staff page"] = (
        session_page.html.find(string=re.compile("Quién aparece")).find_parent("section")
        if exposure.kinds(event)
        else ""
    )
    with_key = anyone.get(f"/s/{slug}/{event.invitation_key}")
    found["address of the invitation"] = with_key
    if exposure.kinds(event) == "records streams":
        found["run sheet"] = staff.get(f"/sesiones/{event_id}/en-vivo")
    found["room at the vendor"] = vendor.rooms()[0]["agenda"]
    token = a_feed(host, clock())
    found["private feed"] = anyone.get(f"/feeds/{token}.ics")
    clock.now = starts_at - timedelta(hours=24)
    plan(clock)
    post(app)
    clock.now = starts_at - timedelta(hours=1)
    plan(clock)
    post(app)
    clock.now = starts_at - timedelta(minutes=5)
    found["door"] = anyone.get(own_link(ANA, slug))
    for number, message in enumerate(mail_server.taken):
        text = message.get_body(("plain",)).get_content()
        found[f"mail {number}: {message['Subject']} to {message['To']}"] = text
        if any(part.get_content_type() == "text/calendar" for part in message.walk()):
            found[f"entry {number} to {message['To']}"] = calendar_of(message).decode()
    return {name: words_of(one).lower() for name, one in found.items()}


def a_feed(person, now) -> str:
    """Make somebody's private feed; return its token."""
    with may_write():
        db.session.rollback()
        scope = calendars.host_scope(person.id)
        _, token = calendars.add_feed(db.session(), scope, by=person, now=now)
        db.session.commit()
        db.session.rollback()
    return token


def words_of(shown) -> str:
    """Return what is read of an answer, an element or a text; of an entry, its description."""
    if isinstance(shown, TestResponse):
        if shown.content_type == "text/calendar":
            shown = shown.body.decode()
        elif shown.status_int == 303:
            return shown.location
        else:
            return " ".join(shown.html.find("main").get_text(" ").split())
    if isinstance(shown, Tag):
        return " ".join(shown.get_text(" ").split())
    if "BEGIN:VCALENDAR" in shown:
        entries = Calendar.from_ical(shown).walk("VEVENT")
        return " ".join(str(one["DESCRIPTION"]) for one in entries if "DESCRIPTION" in one)
    return shown


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"records": True}, "se graba"),
        ({"streams": True}, "se transmite en facebook"),
        ({"records": True, "streams": True}, "se graba"),
    ],
)
def test_every_page_mail_and_entry_of_an_exposed_session_says_it(
    app, anyone, browser_of, clock, host, licence, mail_server, vendor, values, said
):
    event = a_session(app, clock, host, **values)

    found = everything(app, anyone, browser_of, clock, host, mail_server, vendor, event)

    assert len(found) > 20
    assert [name for name, text in found.items() if said not in text] == []


def test_none_of_a_session_that_is_not_recorded_does(
    app, anyone, browser_of, clock, host, licence, mail_server, vendor
):
    event = a_session(app, clock, host)

    found = everything(app, anyone, browser_of, clock, host, mail_server, vendor, event)

    assert len(found) > 20
    assert [name for name, text in found.items() if NOT_SAID.search(text)] == []
