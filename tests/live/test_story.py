"""One live from the booking to the copy that is safe: both vendors together, then by hand."""

from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from tests.booking.sessions import ZONE, context_of, new_event
from tests.live.working import alarm_mails, broadcast_of, lines_of, work
from tests.people import may_write
from tests.reconciliation.working import form_to
from tests.turns import take_turn_at
from vc.accounts.models import Role
from vc.booking.models import Event, Frequency
from vc.db import db
from vc.live.models import BroadcastMode, BroadcastStatus
from vc.recordings.models import RecordingFile
from vc.series.service import Slot, book_series
from vc.services import services_of

S = BroadcastStatus
WEEK = timedelta(days=7)


def book_with_live(browser, clock, days: int = 15, **answers: str) -> Event:
    """Book a public session with a broadcast by the real form; return it."""
    form = form_to(browser.get("/sesiones/nueva?tipo=talk"), "/sesiones")
    start = clock() + timedelta(days=days)
    form["summary"] = "Plática: ciberseguridad en casa"
    form["date"] = f"{start:%Y-%m-%d}"
    form["time"] = "17:00"
    form["platform"] = "zoom"
    form["visibility"] = "public"
    form["streams"] = True
    for name, value in answers.items():
        form[name] = value
    sent = browser.post(form.action, form.submit_fields("action", submit_value="book"))
    page = sent.follow()
    number = int(page.request.path.rsplit("/", 1)[-1])
    db.session.rollback()
    return db.session.get_one(Event, number)


def room_of(event: Event) -> str:
    """Return the number of a session's room at the vendor."""
    db.session.rollback()
    db.session.expire_all()
    return event.meeting.external_id


@pytest.mark.usefixtures("good_day")
def test_a_live_goes_from_the_booking_to_a_copy_that_is_safe(
    app, times, clock, vendor, browser_of, host, boss, licence, doors
):
    browser = browser_of(host)
    event = book_with_live(browser, clock)
    work(app)
    broadcast = broadcast_of(event)
    assert (broadcast.status, broadcast.mode) == (S.PLANNED, BroadcastMode.ROOM)
    assert vendor.lives() == []

    # Eight days later Facebook's window is open, and the worker announces it.
    times.advance(days=8, hours=8)
    broadcast = broadcast_of(event)
    assert broadcast.status is S.SCHEDULED
    [live] = vendor.lives()
    assert event.folio in live["description"]
    assert broadcast.permalink_url.startswith("https://")
    starts_at = event.starts_at - timedelta(minutes=5)
    assert live["planned_at"] == starts_at.timestamp()

    # An hour before, the room gets the key.
    times.move_to(starts_at - timedelta(minutes=59))
    broadcast = broadcast_of(event)
    assert broadcast.handed_to == room_of(event)
    assert vendor.calls("set_livestream") == 1
    assert {tick.item: tick.is_good for tick in broadcast.ticks}["key"] is True

    # The room opens at the hour: the picture goes out, and both sides confirm it.
    times.move_to(event.starts_at - timedelta(minutes=4))
    vendor.stage(room_of(event), "start")
    broadcast = times.until(event, S.LIVE)
    assert broadcast.room_sends_at is not None
    assert vendor.lives()[0]["status"] == "LIVE"
    assert broadcast.alarm == ""

    # The room closes: it ends, and its copy has a date.
    vendor.stage_live(broadcast.external_id, "change", viewers=41)
    times.advance(minutes=30)
    vendor.stage(room_of(event), "end")
    broadcast = times.until(event, S.ENDED)
    assert broadcast.peak_viewers == 41
    assert broadcast.expires_at == broadcast.live_at + timedelta(days=30)

    # Facebook has the copy ready a while later, and the worker fetches it.
    times.advance(hours=1)
    times.advance(hours=1)
    broadcast = broadcast_of(event)
    assert broadcast.status is S.ARCHIVED
    file = db.session.scalars(select(RecordingFile)).one()
    assert (
        services_of(app).settings.instance / "media" / file.name
    ).stat().st_size == file.stored_bytes
    assert alarm_mails() == []
    assert lines_of(event, *[f"broadcast.{s.value.lower()}" for s in S]) == [
        "broadcast.planned",
        "broadcast.scheduling",
        "broadcast.scheduled",
        "broadcast.live",
        "broadcast.ended",
        "broadcast.archived",
    ]


def test_the_public_calendar_carries_the_address_and_nothing_shows_the_key(
    app, times, clock, vendor, browser_of, anyone, host, boss, licence, doors, caplog
):
    caplog.set_level("DEBUG")
    browser = browser_of(host)
    event = book_with_live(browser, clock, days=5)
    work(app)
    times.move_to(event.starts_at - timedelta(minutes=50))
    broadcast = broadcast_of(event)
    key, address = broadcast.stream_key, broadcast.permalink_url
    assert key.startswith("FB-")

    feed = anyone.get("/feeds/publico.ics")
    entry = next(
        one for one in Calendar.from_ical(feed.body).walk("VEVENT") if one["UID"] == event.uid
    )
    assert str(entry["CONFERENCE"]) == address
    assert entry["SEQUENCE"] == 0
    assert address in anyone.get("/agenda").text
    pages = ("", "/en-vivo", "/en-vivo/editar")
    shown = [browser.get(f"/sesiones/{event.id}{page}").text for page in pages]
    shown += [browser.get("/en-vivo").text, browser.get("/hoy").text, feed.text]
    admin = browser_of(Role.ADMINISTRATOR)
    shown += [admin.get("/auditoria").text, admin.get("/integraciones").text]
    # Whatever fails while the key is handed over tells nothing of it either.
    vendor.fail("set_livestream", "refuse", message="Bad stream_key")
    vendor.stage_live(broadcast.external_id, "new_key")
    times.advance(minutes=11)
    keys = {key, broadcast_of(event).stream_key}
    shown.append(browser.get(f"/sesiones/{event.id}/en-vivo").text)
    assert len(keys) == 2
    assert [page for page in shown if any(one in page for one in keys)] == []
    assert [line for line in caplog.messages if any(one in line for one in keys)] == []
    with (services_of(app).settings.instance / "vc.sqlite3").open("rb") as file:
        assert key.encode() not in file.read()


def test_the_key_is_handed_over_again_when_it_changed(
    app, times, clock, vendor, browser_of, host, licence, doors
):
    event = book_with_live(browser_of(host), clock, days=5)
    work(app)
    times.move_to(event.starts_at - timedelta(minutes=50))
    before = broadcast_of(event).stream_key
    vendor.stage_live(broadcast_of(event).external_id, "new_key")

    times.advance(minutes=15)

    assert broadcast_of(event).stream_key != before
    assert vendor.calls("set_livestream") == 2


def test_each_session_of_a_series_has_a_broadcast_of_its_own(app, times, clock, host, licence):
    first = clock() + timedelta(days=2)
    slots = [Slot((first + number * WEEK).astimezone(ZONE)) for number in range(3)]
    with may_write():
        db.session.rollback()
        asked = new_event(host, first, streams=True)
        series = book_series(context_of(app, host), asked, Frequency.WEEKLY, slots)
        db.session.commit()
        events = list(series.events)
        db.session.rollback()
    work(app)

    assert [broadcast_of(event).status for event in events] == [S.SCHEDULED, S.PLANNED, S.PLANNED]


def test_a_broadcast_that_is_settled_by_nobody_s_turn_does_nothing(
    app, times, clock, vendor, browser_of, host, licence
):
    event = book_with_live(browser_of(host), clock)
    work(app)
    calls = len(vendor.state()["calls"])

    take_turn_at(app, "settle_broadcast", broadcast_of(event).id)

    assert len(vendor.state()["calls"]) == calls
