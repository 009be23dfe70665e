"""An office elsewhere: whatever zone the settings take is that of forms, feeds, files and mails."""

from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from tests.booking.sessions import work
from tests.conftest import make_settings
from tests.mail.conftest import host, post, same_clock  # noqa: F401 - fixtures
from tests.mail.server import calendar_of, mail_at, mail_server  # noqa: F401 - a fixture
from tests.series.conftest import form_with
from tests.vendor import zoom_at
from vc.booking.models import Event
from vc.db import db

NEW_YORK = "America/New_York"


@pytest.fixture
def settings(tmp_path, vendor, mail_server):  # noqa: F811
    """Settings of an office in New York."""
    more = zoom_at(vendor) | mail_at(mail_server)
    return make_settings(tmp_path, public_url="https://vc.example", tzid=NEW_YORK, **more)


def test_a_session_is_booked_shown_and_told_in_the_zone_of_the_office(
    app,
    browser_of,
    anyone,
    mail_server,  # noqa: F811
    host,  # noqa: F811
):
    db.session.refresh(host)
    db.session.expunge(host)
    db.session.rollback()
    browser = browser_of(host)
    form = form_with(browser.get("/sesiones/nueva"), "summary")
    assert form["tzid"].value == NEW_YORK
    form["summary"], form["date"], form["time"] = "Plática", "2031-07-08", "10:00"
    form["visibility"] = "public"
    form.submit("action", value="book")
    work(app)
    post(app)

    event = db.session.query(Event).one()
    assert event.starts_at.astimezone(ZoneInfo(NEW_YORK)).hour == 10
    db.session.rollback()
    (message,) = mail_server.taken
    files = [anyone.get("/feeds/publico.ics").body, calendar_of(message)]
    for file in (*files, anyone.get(f"/s/{event.slug}/sesion.ics").body):
        assert b"DTSTART;TZID=America/New_York:20310708T100000\r\n" in file
        assert b"\r\nTZID:America/New_York\r\n" in file
        (entry,) = Calendar.from_ical(file).walk("VEVENT")
        assert entry.start == event.starts_at
    assert b"\r\nX-WR-TIMEZONE:America/New_York\r\n" in files[0]
    assert "de 10:00 a" in message.get_body(("plain",)).get_content()
    assert "hora de Nueva York" in message.get_body(("plain",)).get_content()
