"""What the booking form proposes: a working hour, days, lengths and times, each with its reason."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.booking.sessions import book, make_licence
from tests.booking.test_form import events, fill, page_form
from tests.people import make_person, may_write
from vc.accounts.models import Role
from vc.booking.day_times import next_working_hour
from vc.booking.models import EventKind
from vc.calendars.models import Observance
from vc.db import db
from vc.office.holidays import OfficeHours, days_off
from vc.publishing_bans import service as bans
from vc.publishing_bans.models import BanScope
from vc.publishing_bans.service import NewBan

ZONE = ZoneInfo("America/Mexico_City")
WEEK = OfficeHours(time(9), time(18), (1, 2, 3, 4, 5))
FIRST = datetime(2030, 1, 1, tzinfo=ZONE)
DAY = "2031-03-05"
"""The day of the form that `fill` fills, a Wednesday."""
BAN = date(2031, 3, 4), date(2031, 3, 7)


@pytest.fixture
def host(browser_of):
    """A browser in which a host is signed in."""
    return browser_of(Role.HOST)


@pytest.fixture
def licence(reading):
    """One licence that is free."""
    make_licence()


@given(
    now=st.integers(0, 2 * 365 * 24 * 60).map(lambda minute: FIRST + timedelta(minutes=minute)),
    off=st.sets(st.dates(date(2030, 1, 1), date(2032, 1, 1)), max_size=5),
)
def test_the_proposed_hour_is_a_full_one_that_is_worked_and_none_before_it_is(now, off):
    found = next_working_hour(now, ZONE, WEEK, off)

    assert found > now
    assert (found.minute, found.second) == (0, 0)
    assert WEEK.is_worked(found.date(), off)
    assert WEEK.opens <= found.time() < WEEK.closes
    hour = found - timedelta(hours=1)
    while hour > now:
        assert not (WEEK.is_worked(hour.date(), off) and WEEK.opens <= hour.time() < WEEK.closes)
        hour -= timedelta(hours=1)


def test_a_new_form_proposes_the_first_hour_of_its_day_that_has_a_room(browser_of, app, licence):
    browser = browser_of(Role.HOST)
    first = proposed(browser)
    book(app, make_person(db.session, Role.HOST, name="Ocupa"), first)

    second = proposed(browser)

    assert second.date() == first.date()
    assert second >= first + timedelta(hours=1)


def proposed(browser) -> datetime:
    """Return the time that a new form proposes."""
    form = browser.get("/sesiones/nueva").forms["booking-form"]
    local = f"{form['date'].value} {form['time'].value}"
    return datetime.fromisoformat(local).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("chosen", "name", "kept"),
    [
        ("date=2031-03-06", "date", "2031-03-06"),
        ("time=10:30", "time", "10:30"),
        ("duration=90", "duration", "90"),
        ("platform=other", "platform", "other"),
        ("kind=forum", "kind", "forum"),
        ("kind=forum", "duration", "120"),
    ],
)
def test_a_choice_fills_its_field_books_nothing_and_keeps_what_was_typed(
    host, licence, chosen, name, kept
):
    form = fill(host.get("/sesiones/nueva"), institution="Secundaria 12")

    page = host.post("/sesiones", [*form.submit_fields(), ("look", chosen)], status=422)

    again = page.forms[page_form(page)]
    assert again[name].value == kept
    assert again["summary"].value == "Plática: uso seguro de redes"
    assert again["institution"].value == "Secundaria 12"
    assert page.html.select("main .field__error") == []
    assert events() == []


@pytest.mark.parametrize(
    "chosen", ["date=mañana", "time=", "duration=-4", "=", "csrf_token=x", "x"]
)
def test_a_choice_that_nobody_was_offered_breaks_nothing(host, licence, chosen):
    form = fill(host.get("/sesiones/nueva"), summary="")

    host.post("/sesiones", [*form.submit_fields(), ("look", chosen)], status=422)

    assert events() == []


def test_times_without_a_room_are_struck_and_those_of_a_busy_host_say_so(browser_of, app, licence):
    person = make_person(db.session, Role.HOST, name="Jorge")
    browser = browser_of(person)
    ten = datetime.fromisoformat(f"{DAY} 10:00").replace(tzinfo=ZONE)
    book(app, make_person(db.session, Role.HOST, name="Otra"), ten)
    make_licence("sala2@secesp.example", label="Sala 2")
    book(app, person, ten + timedelta(hours=3))

    page = fill(browser.get("/sesiones/nueva"), time="16:00").submit(
        "action", value="check", status=422
    )

    texts = [" ".join(one.stripped_strings) for one in page.html.select("#time-choices > *")]
    assert "16:00" in texts
    assert "13:00 ocupado : quien la lleva tiene otra sesión" in texts
    assert [one.get_text() for one in page.html.select("#time-choices s")] == []

    book(app, make_person(db.session, Role.HOST, name="Tercera"), ten)
    page = fill(browser.get("/sesiones/nueva"), time="16:00").submit(
        "action", value="check", status=422
    )
    struck = [one.get_text() for one in page.html.select("#time-choices s")]
    assert "10:00" in struck
    assert "16:00" not in struck


def test_holidays_are_not_proposed_and_bans_and_observances_are_said(host, licence, clock):
    day = clock().astimezone(ZONE).date() + timedelta(days=1)
    with may_write():
        author = make_person(db.session, Role.COORDINATOR, name="Coordina")
        db.session.add(
            Observance(name="Día Naranja", observed_on=day, ends_on=day, modified_at=clock())
        )
        new = NewBan("Proceso local", *BAN, BanScope.STATE, "https://example.org/a")
        bans.enter(db.session(), new, now=clock(), by=author)
        db.session.commit()

    page = host.get("/sesiones/nueva")
    days = [one["value"].removeprefix("date=") for one in page.html.select("#day-choices button")]
    off = days_off(db.session(), day, day + timedelta(days=40))

    assert len(days) == len(set(days)) > 0
    assert not {one.isoformat() for one in off} & set(days)
    assert "Día Naranja" in page.html.select_one("#day-choices").get_text()
    page = fill(page).submit("action", value="check", status=422)
    assert "Día Naranja. Veda electoral: Proceso local." in page.text


def test_a_time_without_a_room_can_wait_for_one_at_once(browser_of, app, licence):
    ten = datetime.fromisoformat(f"{DAY} 10:00").replace(tzinfo=ZONE)
    book(app, make_person(db.session, Role.HOST, name="Otra"), ten)
    browser = browser_of(Role.HOST)
    page = fill(browser.get("/sesiones/nueva"), time="10:00").submit(
        "action", value="check", status=422
    )
    assert "Sin sala a las 10:00 h" in page.text

    page.forms[page_form(page)].submit("action", value="wait", status=303)

    kinds = [event.meeting.waiting_since is not None for event in events()]
    assert kinds == [False, True]


def test_the_folded_parts_say_their_answers(host, licence):
    form = fill(host.get("/sesiones/nueva?tipo=forum"), takes_registrations=True, seats="40")
    form["guests"] = "ana@escuela.example\nluis@escuela.example"

    page = form.submit("action", value="check", status=422)

    said = [one.get_text(" ", strip=True) for one in page.html.select(".fold > summary")]
    assert said == [
        "¿Para quién? Pública, con registro, 40 lugares, para 200 personas",
        "En la sala Se graba, con sala de espera",
        "En vivo No se transmite",
        "Invitados y coanfitriones 2 correos",
        "Campaña, descripción y notas Ninguna",
        "Se repite Una sola vez",
    ]


def test_a_fault_in_a_folded_part_opens_it(host, licence):
    page = fill(host.get("/sesiones/nueva"), guests="ana@").submit(
        "action", value="book", status=422
    )

    folded = {
        one.b.get_text(): one.parent.has_attr("open")
        for one in page.html.select("summary")
        if one.b
    }
    assert [name for name, is_open in folded.items() if is_open] == ["Invitados y coanfitriones"]


def test_the_kinds_that_are_offered_are_all_there_are(host, licence):
    page = host.get("/sesiones/nueva")

    values = [one["value"] for one in page.html.select("#kind button")]
    assert values == [f"kind={kind.value}" for kind in EventKind]
