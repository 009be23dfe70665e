"""What users of other programs have reported of mails to those who register; docs/trials.md."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from tests.attendance.conftest import own_link, registered, states
from tests.calendars.readers import read_by_ical_js
from tests.mail.conftest import cancel, plan, post
from tests.mail.server import calendar_of
from tests.people import may_write
from vc.attendance.feature import plan_seats
from vc.booking.models import Event
from vc.db import db

# The names of people as they are typed, and what of them a reader may show.
NAMES = (
    'Ana "Anita" López',
    "López, Ana; Lic.",
    "Lic.: Ana <López>",
    "Ana 🌸 López",
    "Ana López " + "de los Santos " * 12,
    "José (a) «el Güero»\\n",
)


def subjects(server, name: str) -> list[str]:
    """Return the subjects that somebody got, by the first part of the address."""
    return [one["Subject"] for one in server.taken if f"{name}@" in one["To"]]


def leave(browser, event: Event, name: str) -> None:
    """Give somebody's seat back, or their place in the line."""
    page = browser.get(own_link(f"{name}@escuela.example", event.slug) + "/cancelar")
    next(form for form in page.forms.values() if form.action.endswith("cancelar")).submit()


def sweep(clock) -> None:
    """Do what the sweep does for registrations."""
    with may_write():
        db.session.rollback()
        plan_seats(db.session(), clock())
        db.session.commit()


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_any_name_comes_through_header_and_calendar(app, anyone, mail_server, forum, name):
    registered(anyone, forum, "ana@escuela.example", name=name)
    post(app)

    (message,) = [one for one in mail_server.taken if "ana@" in str(one["To"])]
    assert [one.addr_spec for one in message["To"].addresses] == ["ana@escuela.example"]
    assert message["To"].addresses[0].display_name == name.strip()
    assert max(map(len, message.as_bytes().splitlines())) <= 998
    calendar = calendar_of(message)
    (entry,) = Calendar.from_ical(calendar).walk("VEVENT")
    assert entry["ATTENDEE"] == "mailto:ana@escuela.example"
    assert "Ana" in entry["ATTENDEE"].params["CN"] or "José" in entry["ATTENDEE"].params["CN"]
    assert [one["uid"] for one in read_by_ical_js(calendar)] == [forum.uid]


def test_who_waits_is_told_when_the_session_is_cancelled(app, anyone, clock, mail_server, forum):
    for name in ("ana", "luis", "eva"):
        registered(anyone, forum, f"{name}@escuela.example")
    post(app)
    cancel(app, db.session.get(Event, forum.id))
    sweep(clock)
    sweep(clock)
    post(app)

    first, last = subjects(mail_server, "eva")
    assert first.startswith("En lista de espera: ")
    assert last.startswith("Se cancela: ")
    assert states()["eva@escuela.example"] == "CANCELLED"


def test_the_first_in_line_who_leaves_it_gets_no_seat(app, anyone, clock, mail_server, forum):
    for name in ("ana", "luis", "eva", "raul"):
        registered(anyone, forum, f"{name}@escuela.example")
    post(app)

    leave(anyone, forum, "eva")
    leave(anyone, forum, "ana")
    post(app)

    assert len(subjects(mail_server, "eva")) == 1
    assert subjects(mail_server, "raul")[-1].startswith("Tiene lugar: ")


def test_who_gave_the_seat_back_is_not_reminded(app, anyone, clock, mail_server, forum):
    registered(anyone, forum, "ana@escuela.example")
    post(app)
    clock.now = forum.starts_at - timedelta(hours=24)
    plan(clock)
    leave(anyone, forum, "ana")
    post(app)

    assert [one.partition(":")[0] for one in subjects(mail_server, "ana")] == [
        "Tiene lugar",
        "Ya no está en la lista",
    ]
