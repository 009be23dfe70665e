"""What the vendors' messages do to a session, in any order and however often they come."""

import json
import random
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.serving import make_server

from tests.booking.sessions import book
from tests.processes import wait_until
from tests.reconciliation.working import (
    SECRET,
    form_to,
    lines_of,
    message,
    pass_time,
    post,
    watch_of,
    work,
)
from vc.accounts.models import Role
from vc.booking.models import Event
from vc.db import db
from vc.reconciliation import deliveries
from vc.reconciliation import labels as reconciliation_labels
from vc.reconciliation.models import Delivery, DeliveryStatus


@pytest.fixture
def event(app, clock, boss, licence) -> Event:
    """A session with a room, in three hours."""
    event = book(app, boss, clock() + timedelta(hours=3))
    work(app)
    return event


def kept() -> list[Delivery]:
    """Return what is kept, oldest first."""
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(Delivery).order_by(Delivery.id)))


def notes() -> list[str]:
    """Return what followed from each message, oldest first."""
    return [delivery.note for delivery in kept()]


def test_opening_and_closing_are_kept_and_told_in_the_history(app, anyone, clock, event):
    begin = clock()
    post(anyone, message("meeting.started", event.meeting, begin), clock)
    post(anyone, message("meeting.ended", event.meeting, begin + timedelta(hours=1)), clock)

    work(app)

    meeting = event.meeting
    assert (meeting.started_at, meeting.ended_at) == (begin, begin + timedelta(hours=1))
    assert lines_of(event, "meeting.started", "meeting.ended") == [
        "meeting.started",
        "meeting.ended",
    ]


def test_the_earliest_opening_and_the_latest_closing_count_in_any_order(app, anyone, clock, event):
    begin = clock()
    moments = [begin + timedelta(minutes=minute) for minute in (0, 20, 40)]
    for name in ("meeting.ended", "meeting.started"):
        for at in random.Random(3).sample(moments, 3):
            post(anyone, message(name, event.meeting, at), clock)

    work(app)

    assert (event.meeting.started_at, event.meeting.ended_at) == (moments[0], moments[2])
    assert len(lines_of(event, "meeting.started")) == 1
    assert len(lines_of(event, "meeting.ended")) == 1


@pytest.mark.parametrize("number_as", [str, int])
def test_the_room_is_found_by_its_number_as_text_or_not(app, anyone, clock, event, number_as):
    body = message("meeting.started", event.meeting, clock())
    body["payload"]["object"]["id"] = number_as(event.meeting.external_id)

    post(anyone, body, clock)
    work(app)

    assert event.meeting.started_at == clock()


@pytest.mark.parametrize(
    "name",
    [
        "meeting.updated",
        "meeting.deleted",
        "meeting.permanently_deleted",
        "meeting.recovered",
        "meeting.converted_to_webinar",
        "webinar.updated",
    ],
)
def test_a_change_at_the_vendor_makes_us_go_and_look(app, vendor, anyone, clock, event, name):
    before = vendor.calls("read_meeting")
    post(anyone, message(name, event.meeting, clock()), clock)

    work(app)

    assert notes() == [deliveries.GOES_TO_LOOK]
    assert vendor.calls("read_meeting") == before + 1
    assert watch_of(event).looked_at == clock()


def test_many_messages_about_one_room_are_answered_by_few_looks(app, vendor, anyone, clock, event):
    before = vendor.calls("read_meeting")
    for number in range(5):
        post(anyone, message("meeting.updated", event.meeting, clock(), number=number), clock)
        work(app)
    at_once = vendor.calls("read_meeting")

    pass_time(vendor, clock, seconds=20)
    work(app)

    # The last of them came after the first look, so one more look has to answer it.
    assert (at_once, vendor.calls("read_meeting")) == (before + 1, before + 2)


def test_a_room_that_is_not_ours_changes_nothing(app, anyone, clock, event):
    post(anyone, message("meeting.started", "99999999999", clock()), clock)

    work(app)

    assert notes() == [deliveries.NOT_OURS]
    assert event.meeting.started_at is None


def test_a_message_that_says_nothing_new_of_a_recording_is_kept_and_says_so(
    app, anyone, clock, event
):
    post(anyone, message("recording.renamed", event.meeting, clock()), clock)

    work(app)

    (delivery,) = kept()
    assert delivery.status is DeliveryStatus.DONE
    assert delivery.note == deliveries.NO_RECORDING


def test_an_alert_is_told_in_the_history(app, anyone, clock, event):
    body = message("meeting.alert", event.meeting, clock(), issues=["Unstable audio quality"])
    post(anyone, body, clock)

    work(app)

    assert lines_of(event, "meeting.alert") == ["meeting.alert"]


def test_who_came_in_is_counted_on_the_session_s_page(app, anyone, browser_of, clock, event):
    post(anyone, message("meeting.started", event.meeting, clock()), clock)
    for name in ("ana", "luis", "eva"):
        body = message("meeting.participant_joined", event.meeting, clock(), participant=name)
        post(anyone, body, clock)
    work(app)

    page = browser_of(Role.HOST).get(f"/sesiones/{event.id}")

    fact = page.html.find("dt", string="Entradas a la sala")
    assert fact.find_next("dd").text == "3"


def test_what_fails_is_tried_again_and_then_left_to_a_person(app, anyone, browser_of, clock, event):
    post(anyone, message("meeting.started", event.meeting, clock()), clock)
    (delivery,) = kept()
    breaks = "UPDATE delivery SET kind = 'no such kind'"
    run(breaks)

    for _ in range(deliveries.MOST_ATTEMPTS):
        with pytest.raises(ValueError, match="no such kind"):
            work(app)
        db.session.rollback()
        clock.advance(minutes=1)

    assert work(app) == 0
    assert kept()[0].status is DeliveryStatus.FAILED
    run("UPDATE delivery SET kind = 'started'")
    page = browser_of(Role.ADMINISTRATOR).get(f"/mensajes/{delivery.id}")
    form_to(page, "/reintentar").submit()
    work(app)
    assert kept()[0].status is DeliveryStatus.DONE


def run(sql: str) -> None:
    """Change rows behind everybody's back."""
    db.session.rollback()
    db.session.connection().exec_driver_sql(sql)
    db.session.commit()
    db.session.expire_all()


def test_what_was_understood_is_forgotten_after_a_season(app, vendor, anyone, clock, event):
    post(anyone, message("meeting.participant_joined", event.meeting, clock()), clock)
    post(anyone, message("meeting.sung", event.meeting, clock()), clock)
    work(app)

    pass_time(vendor, clock, days=91)
    work(app)

    assert [one.event for one in kept()] == ["meeting.sung"]


def test_a_storm_of_a_thousand_half_of_them_repeats_shuffled_is_harmless(app, anyone, clock, event):
    begin = clock()
    bodies = [
        message(name, event.meeting, begin + timedelta(seconds=number), number=number)
        for number in range(125)
        for name in (
            *("meeting.started", "meeting.ended"),
            *("meeting.participant_joined", "meeting.participant_left"),
        )
    ]
    storm = [json.dumps(body).encode() for body in bodies] * 2
    random.Random(7).shuffle(storm)
    assert (len(storm), len(set(storm))) == (1000, 500)

    for raw in storm:
        post(anyone, raw, clock)
    work(app)

    assert len(kept()) == 500
    assert {one.status for one in kept()} == {DeliveryStatus.DONE}
    meeting = event.meeting
    assert meeting.started_at == begin
    assert meeting.ended_at == begin + timedelta(seconds=124)
    told = lines_of(event, "meeting.started", "meeting.ended")
    assert sorted(told) == ["meeting.ended", "meeting.started"]


def test_what_the_emulator_sends_over_http_arrives_signed_and_once(app, vendor, event):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        vendor.subscribe(f"http://127.0.0.1:{server.port}/webhooks/zoom", SECRET, times=2)
        vendor.stage(event.meeting.external_id, "start")
        vendor.stage(event.meeting.external_id, "join", name="Ana Ñáñez")
        wait_until(lambda: len(kept()) == 2, "both messages")
    finally:
        server.shutdown()
        thread.join(timeout=60)
        server.server_close()

    assert sorted(one.event for one in kept()) == ["meeting.participant_joined", "meeting.started"]


def test_messages_that_were_held_back_arrive_late_shuffled_and_repeated(
    app, vendor, anyone, clock, event
):
    vendor.subscribe("http://127.0.0.1:9/webhooks/zoom", SECRET, is_held=True)
    number = event.meeting.external_id
    vendor.stage(number, "start")
    vendor.stage(number, "end", at=(clock() + timedelta(hours=1)).isoformat())

    for body in [*reversed(vendor.waiting()), *vendor.waiting()]:
        post(anyone, body, clock)
    work(app)

    assert event.meeting.started_at is not None
    assert len(lines_of(event, "meeting.started", "meeting.ended")) == 2


def test_every_status_of_a_message_is_in_the_table_and_has_its_words():
    reached = {DeliveryStatus.RECEIVED}
    for status in DeliveryStatus:
        reached |= Delivery.TRANSITIONS[status]

    assert reached == set(DeliveryStatus) == set(Delivery.TRANSITIONS)
    assert (
        set(reconciliation_labels.STATUSES)
        == set(reconciliation_labels.TONES)
        == set(DeliveryStatus)
    )


def test_how_many_are_in_the_room_now_is_told_on_its_page_and_on_the_day(
    app, anyone, clock, event, browser_of
):
    clock.now = event.starts_at
    browser = browser_of(Role.COORDINATOR)
    turns = [("joined", "an earlier opening", 0), *(("joined", "this one", n) for n in (1, 2, 3))]
    for number, (turn, opening, minute) in enumerate([*turns, ("left", "this one", 4)]):
        at = clock() + timedelta(minutes=minute)
        about = {"uuid": opening, "participant": {"user_id": str(number)}}
        post(anyone, message(f"meeting.participant_{turn}", event.meeting, at, **about), clock)
    waits = "meeting.participant_joined_waiting_room"
    post(anyone, message(waits, event.meeting, clock(), uuid="this one"), clock)

    page = browser.get(f"/sesiones/{event.id}")

    assert page.html.select_one(".chain__stop span").get_text() == "2 dentro"
    assert "2 personas en la sala" in page.html.find(id="asistentes").summary.get_text()
    assert "2 en la sala" in browser.get("/hoy").html.select_one(".now").get_text()


def test_a_room_of_which_nothing_is_told_is_not_said_to_be_empty(clock, event, browser_of):
    clock.now = event.starts_at

    page = browser_of(Role.COORDINATOR).get(f"/sesiones/{event.id}")

    assert page.html.select_one(".chain__stop span").get_text().startswith("En curso")
    assert "en la sala" not in page.html.find(id="asistentes").summary.get_text()
