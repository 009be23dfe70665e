"""The pages: divergences decided by a person, messages read by one, and `flask reconcile`."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.booking.sessions import book, make_licence
from tests.calendars.readers import entry_of
from tests.people import make_person
from tests.reconciliation.working import form_to, lines_of, message, pass_time, post, watch_of, work
from vc.accounts.models import Role
from vc.audit import AuditLine
from vc.booking.models import Event, Visibility
from vc.booking.states import MeetingStatus
from vc.db import db

THEIR_START = datetime(2031, 3, 7, 18, 0, tzinfo=UTC)


@pytest.fixture
def event(app, clock, boss, licence) -> Event:
    """A public session with a room, in three days."""
    event = book(app, boss, clock() + timedelta(days=3), visibility=Visibility.PUBLIC)
    work(app)
    return event


@pytest.fixture
def moved(app, vendor, clock, event) -> Event:
    """The same session, moved and retitled at the vendor by somebody else."""
    vendor.stage(
        event.meeting.external_id,
        "change",
        topic="Otro título",
        start_time=f"{THEIR_START:%Y-%m-%dT%H:%M:%SZ}",
    )
    pass_time(vendor, clock, hours=6)
    work(app)
    return event


def room_of(vendor, event) -> dict:
    """Return the room as it stands at the vendor."""
    return next(one for one in vendor.rooms() if str(one["id"]) == event.meeting.external_id)


def test_both_values_stand_side_by_side_in_words(browser_of, moved):
    page = browser_of(Role.COORDINATOR).get("/divergencias")

    rows = [[cell.text for cell in row.find_all(["th", "td"])] for row in page.html.find_all("tr")]
    assert rows[1:] == [
        ["Título", "Plática: prevención de la extorsión", "Otro título"],
        ["Inicio", "vie 7 mar, 10:00 h", "vie 7 mar, 12:00 h"],
    ]


def test_adopting_changes_the_session_and_its_calendars_and_sends_nothing(
    app, vendor, anyone, browser_of, boss, moved
):
    sequence = moved.sequence
    page = browser_of(boss).get("/divergencias")
    before = vendor.calls("update_meeting")

    answer = form_to(page, "/adoptar").submit().follow()
    work(app)

    assert (moved.summary, moved.starts_at) == ("Otro título", THEIR_START)
    assert moved.ends_at - moved.starts_at == timedelta(hours=1)
    assert (moved.meeting.status, moved.sequence) == (MeetingStatus.OPEN, sequence + 1)
    assert vendor.calls("update_meeting") == before
    assert moved.meeting.wanted == moved.meeting.done
    entry = entry_of(anyone.get("/feeds/publico.ics").body, moved.uid)
    assert entry["DTSTART"].dt == THEIR_START
    assert "Todo coincide" in answer.text
    line = db.session.scalar(select(AuditLine).where(AuditLine.action == "meeting.adopt"))
    assert (line.person_id, line.event_id) == (boss.id, moved.id)


def test_imposing_puts_the_vendor_s_copy_right(app, vendor, clock, browser_of, boss, moved):
    form_to(browser_of(boss).get("/divergencias"), "/imponer").submit()
    work(app)
    pass_time(vendor, clock, seconds=15)
    work(app)

    room = room_of(vendor, moved)
    assert (room["topic"], room["start_time"]) == (moved.summary, "2031-03-07T16:00:00Z")
    assert moved.meeting.status is MeetingStatus.OPEN
    assert watch_of(moved).differences == []
    assert lines_of(moved, "meeting.impose") == ["meeting.impose"]


def test_adopting_a_time_at_which_the_licence_is_taken_is_refused_and_says_so(
    app, clock, browser_of, boss, moved
):
    book(app, boss, THEIR_START)
    work(app)

    page = form_to(browser_of(boss).get("/divergencias"), "/adoptar").submit().follow()

    assert "No hay una cuenta libre a esa hora" in page.text
    db.session.rollback()
    db.session.expire_all()
    assert (moved.summary, moved.meeting.status) == (
        "Plática: prevención de la extorsión",
        MeetingStatus.DIVERGED,
    )


@pytest.mark.parametrize("what", ["adoptar", "imponer"])
def test_deciding_on_differences_that_are_others_by_now_is_refused(
    app, vendor, clock, browser_of, boss, moved, what
):
    page = browser_of(boss).get("/divergencias")
    vendor.stage(moved.meeting.external_id, "change", topic="Un tercer título")
    pass_time(vendor, clock, hours=6)
    work(app)

    answer = form_to(page, f"/{what}").submit().follow()

    assert "revise de nuevo las diferencias" in answer.text
    db.session.rollback()
    db.session.expire_all()
    assert moved.summary == "Plática: prevención de la extorsión"
    assert lines_of(moved, "meeting.adopt", "meeting.impose") == []


def test_a_room_that_was_deleted_is_made_again_from_the_page(
    app, vendor, clock, browser_of, boss, event
):
    number = event.meeting.external_id
    vendor.stage(number, "delete")
    pass_time(vendor, clock, hours=6)
    work(app)
    pass_time(vendor, clock, minutes=2)
    work(app)
    page = browser_of(boss).get("/divergencias")

    form_to(page, "/crear").submit()
    work(app)

    assert event.meeting.status is MeetingStatus.OPEN
    assert event.meeting.external_id != number
    assert len(vendor.rooms()) == 1


def test_when_nothing_differs_the_page_says_so(browser_of, event):
    page = browser_of(Role.COORDINATOR).get("/divergencias")

    assert "Todo coincide" in page.text


def test_the_session_s_page_shows_what_differs_and_where_to_decide(browser_of, boss, moved):
    page = browser_of(boss).get(f"/sesiones/{moved.id}")

    assert "aquí «Plática: prevención de la extorsión», en Zoom «Otro título»" in page.text
    assert (
        page.html.find("a", string="Decidir en «Diferencias con Zoom»")["href"] == "/divergencias"
    )


def test_an_alarm_stands_on_the_session_s_page_and_among_what_needs_attention(
    app, vendor, clock, browser_of, boss, licence
):
    event = book(app, boss, clock() + timedelta(minutes=40))
    work(app)
    vendor.add_user("sala1@secesp.example", name="Sala 1", kind=1)
    pass_time(vendor, clock, minutes=10)
    work(app)
    browser = browser_of(boss)

    assert event.meeting.alarm in browser.get(f"/sesiones/{event.id}").text
    assert event.meeting.alarm in browser.get("/divergencias").text
    waiting = browser.get("/hoy").click("sala por atender").html
    assert event.meeting.alarm in waiting.find("h2", id="rooms").find_parent("section").text


def test_comparing_now_looks_at_every_room(app, vendor, browser_of, boss, event):
    page = browser_of(boss).get("/divergencias")

    form_to(page, "/comparar").submit()
    work(app)

    assert vendor.calls("read_meeting") == 1


def test_reconcile_says_what_differs(app, vendor, clock, boss):
    make_licence(capacity=2)
    first, second = (book(app, boss, clock() + timedelta(days=day)) for day in (2, 4))
    work(app)
    vendor.stage(first.meeting.external_id, "change", topic="Otro título")

    said = app.test_cli_runner().invoke(args=["reconcile"]).output.splitlines()

    assert said == [
        "2 salas comparadas",
        f"{first.folio} {first.summary}: La sala no está como la agenda",
        f"  Título: aquí {first.summary}; en la sala Otro título",
    ]
    db.session.rollback()
    db.session.expire_all()
    assert second.meeting.status is MeetingStatus.OPEN


def test_messages_are_listed_filtered_and_shown(app, anyone, browser_of, clock, event):
    post(anyone, message("meeting.started", event.meeting, clock(), password="abc"), clock)
    post(anyone, message("meeting.sung", event.meeting, clock()), clock)
    work(app)
    browser = browser_of(Role.ADMINISTRATOR)

    listed = browser.get("/mensajes")
    filtered = browser.get("/mensajes?estado=NOT_UNDERSTOOD")
    searched = browser.get("/mensajes?q=started")
    shown = searched.click("Se abrió una sala")

    assert names(listed) == ["Otro mensaje", "Se abrió una sala"]
    assert names(filtered) == ["Otro mensaje"]
    assert names(searched) == ["Se abrió una sala"]
    assert '"password": "•••"' in shown.html.find("pre").text
    assert browser.get("/mensajes/987654", status=404).status_int == 404


def names(page) -> list[str]:
    """Return the messages in a list."""
    return [cell.text for cell in page.html.select("tbody th")]


def test_hosts_do_not_decide_and_do_not_read_messages(browser_of, event):
    browser = browser_of(make_person(db.session, Role.HOST))

    for path in ("/divergencias", "/mensajes", "/mensajes/1"):
        assert browser.get(path, status=403).status_int == 403
