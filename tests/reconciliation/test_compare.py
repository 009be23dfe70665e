"""Ours against the vendor's, over real HTTP: what differs, what is taken over, what is gone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from integrations.emulator.zoom.seeds import BASIC
from tests.booking.sessions import book, context_of, make_licence, new_event
from tests.people import may_write, somebody_else
from tests.reconciliation.working import alarm_mails, lines_of, pass_time, watch_of, work
from vc.audit import AuditLine
from vc.booking import service as booking
from vc.booking.models import Event, Meeting
from vc.booking.states import MeetingStatus
from vc.booking.vendor_request import request_for
from vc.db import db
from vc.licences.models import Platform
from vc.reconciliation import alarms, schedule
from vc.reconciliation.models import Watch
from vc.services import services_of

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def event(app, clock, boss, licence) -> Event:
    """A session with a room, in three days."""
    event = book(app, boss, clock() + timedelta(days=3))
    work(app)
    return event


def look_in(app, vendor, clock, **delta: float) -> None:
    """Let time pass and the worker work."""
    pass_time(vendor, clock, **delta)
    work(app)


def row_of(event: Event) -> dict[str, object]:
    """Return the differences of a session by field, as (ours, theirs)."""
    rows = watch_of(event).differences
    return {str(row["name"]): (row["ours"], row["theirs"]) for row in rows}


def test_a_room_that_is_as_it_was_asked_for_changes_nothing(app, vendor, clock, event):
    lines = db.session.scalar(select(func.count(AuditLine.id)))
    version, modified = event.version, event.last_modified

    for _ in range(4):
        look_in(app, vendor, clock, hours=6)

    # A token ends after an hour, so each of these looks is refused once before.
    looks = [one for one in vendor.state()["calls"] if one["operation"] == "read_meeting"]
    assert [one["status"] for one in looks].count(200) == 4
    assert watch_of(event).looked_at == clock()
    assert db.session.scalar(select(func.count(AuditLine.id))) == lines
    assert (event.version, event.last_modified) == (version, modified)


@pytest.mark.parametrize(
    ("changed", "field", "theirs"),
    [
        ({"topic": "Otro título"}, "summary", "Otro título"),
        ({"start_time": "2031-03-07T18:00:00Z"}, "starts_at", "2031-03-07T18:00:00+00:00"),
        ({"duration": 95}, "duration_min", 95),
        ({"settings": {"auto_recording": "cloud"}}, "records", True),
        ({"settings": {"waiting_room": False}}, "has_waiting_room", False),
    ],
)
def test_what_is_ours_to_say_is_kept_as_a_difference(
    app, vendor, clock, event, changed, field, theirs
):
    vendor.stage(event.meeting.external_id, "change", **changed)

    look_in(app, vendor, clock, hours=6)

    assert event.meeting.status is MeetingStatus.DIVERGED
    assert {name: values[1] for name, values in row_of(event).items()} == {field: theirs}
    assert lines_of(event, "meeting.diverged") == ["meeting.diverged"]


def test_a_difference_that_goes_away_leaves_the_room_as_it_was(app, vendor, clock, event):
    number, topic = event.meeting.external_id, event.summary
    vendor.stage(number, "change", topic="Otro título")
    look_in(app, vendor, clock, hours=6)
    vendor.stage(number, "change", topic=topic)

    look_in(app, vendor, clock, hours=6)

    assert event.meeting.status is MeetingStatus.OPEN
    assert row_of(event) == {}


def test_a_changed_passcode_is_what_we_show_from_then_on(app, vendor, clock, event):
    link = event.meeting.join_url
    vendor.stage(event.meeting.external_id, "change", password="555000")

    look_in(app, vendor, clock, hours=6)

    meeting = event.meeting
    assert (meeting.status, meeting.passcode) == (MeetingStatus.OPEN, "555000")
    assert meeting.join_url != link
    line = db.session.scalar(select(AuditLine).where(AuditLine.action == "meeting.refresh"))
    assert line.event_id == event.id
    assert line.after == {"passcode": "•••", "join_url": "•••"}


def test_while_a_change_is_still_to_be_sent_nothing_is_compared(app, vendor, clock, event, boss):
    vendor.fail("update_meeting", "500", times=3)
    later = new_event(boss, event.starts_at + HOUR)
    with may_write():
        db.session.rollback()
        booking.change(context_of(app, boss), event, later, event.version)
        schedule.nudge(db.session, event.meeting.id, clock())
        db.session.commit()
        db.session.rollback()

    work(app, rounds=1)
    before = event.meeting.status
    look_in(app, vendor, clock, minutes=20)
    look_in(app, vendor, clock, minutes=20)
    look_in(app, vendor, clock, minutes=20)

    assert before is MeetingStatus.OPEN
    assert event.meeting.status is MeetingStatus.OPEN
    assert lines_of(event, "meeting.diverged") == []
    assert event.meeting.wanted == event.meeting.done


def test_a_deleted_room_is_gone_only_after_a_second_look(app, vendor, clock, event):
    vendor.stage(event.meeting.external_id, "delete")

    look_in(app, vendor, clock, hours=6)
    first = event.meeting.status
    look_in(app, vendor, clock, minutes=2)

    assert first is MeetingStatus.OPEN
    assert event.meeting.status is MeetingStatus.GONE
    assert lines_of(event, "meeting.gone") == ["meeting.gone"]
    assert event.meeting.alarm == alarms.GONE
    assert len(alarm_mails()) == 1


def test_a_room_that_was_missed_once_and_found_again_is_no_news(app, vendor, clock, event):
    vendor.fail("read_meeting", "refuse", status=404, code=3001, message="Meeting does not exist")

    look_in(app, vendor, clock, hours=6)
    look_in(app, vendor, clock, minutes=2)

    assert event.meeting.status is MeetingStatus.OPEN
    assert watch_of(event).missing_since is None
    assert lines_of(event, "meeting.gone", "meeting.alarm") == []


def test_a_restored_room_heals(app, vendor, clock, event):
    link, number = event.meeting.join_url, event.meeting.external_id
    vendor.stage(number, "delete")
    look_in(app, vendor, clock, hours=6)
    look_in(app, vendor, clock, minutes=2)
    vendor.stage(number, "restore")

    look_in(app, vendor, clock, hours=6)

    meeting = event.meeting
    assert (meeting.status, meeting.join_url) == (MeetingStatus.OPEN, link)
    assert (meeting.alarm, meeting.last_error) == ("", "")


def test_a_room_made_again_is_watched_again(app, vendor, clock, event, boss):
    vendor.stage(event.meeting.external_id, "delete")
    look_in(app, vendor, clock, hours=6)
    look_in(app, vendor, clock, minutes=2)
    with may_write():
        db.session.rollback()
        booking.retry(context_of(app, boss), event)
        db.session.commit()
        db.session.rollback()

    work(app)
    look_in(app, vendor, clock, hours=6)

    assert event.meeting.status is MeetingStatus.OPEN
    assert event.meeting.alarm == ""
    assert watch_of(event).looked_at == clock()


def test_an_outage_is_no_difference_and_no_room_is_taken_for_gone(app, vendor, clock, event):
    vendor.fail("read_meeting", "500", times=2)

    look_in(app, vendor, clock, hours=6)
    during = (event.meeting.status, watch_of(event).last_error != "")
    look_in(app, vendor, clock, minutes=20)
    look_in(app, vendor, clock, minutes=20)

    assert during == (MeetingStatus.OPEN, True)
    assert (event.meeting.status, watch_of(event).last_error) == (MeetingStatus.OPEN, "")
    assert lines_of(event, "meeting.gone", "meeting.diverged") == []


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_burst_is_waited_out_as_the_vendor_says(app, vendor, clock, event, form):
    looks_at = clock() + timedelta(hours=6)
    until = looks_at + timedelta(minutes=50)
    after = "3000" if form == "seconds" else f"{until:%Y-%m-%dT%H:%M:%SZ}"
    vendor.fail("read_meeting", "429_burst", retry_after=after)
    real_now = services_of(app).providers["zoom"]
    real_now._now = clock

    look_in(app, vendor, clock, hours=6)

    assert watch_of(event).due_at == until


@pytest.mark.parametrize(
    ("ahead", "wait"),
    [
        (timedelta(days=3), 6 * HOUR),
        (timedelta(hours=3), 30 * MINUTE),
        (timedelta(minutes=50), 20 * MINUTE),
        (timedelta(minutes=25), 10 * MINUTE),
        (timedelta(minutes=-20), 30 * MINUTE),
        (timedelta(hours=-2), None),
    ],
)
def test_rooms_are_looked_at_more_often_the_nearer_they_are(clock, ahead, wait):
    event = Event(starts_at=clock() + ahead, ends_at=clock() + ahead + HOUR)
    event.tzid = "America/Mexico_City"

    due = schedule.next_look(event, clock())

    assert due == (clock() + wait if wait else None)


def test_the_first_look_of_the_day_is_at_its_midnight(clock):
    start = clock() + timedelta(hours=17)
    event = Event(starts_at=start, ends_at=start + HOUR, tzid="America/Mexico_City")

    due = schedule.next_look(event, clock() + timedelta(hours=10))

    assert due == clock() + timedelta(hours=14)


def test_only_rooms_of_the_coming_two_weeks_are_watched(app, clock, boss, licence):
    near = book(app, boss, clock() + timedelta(days=13))
    book(app, boss, clock() + timedelta(days=15))
    by_hand = {"platform": Platform.OTHER, "pasted_url": "https://example.org/sala"}
    book(app, boss, clock() + timedelta(days=2), **by_hand)

    work(app)

    watched = db.session.scalars(select(Watch.meeting_id))
    assert list(watched) == [near.meeting.id]


@pytest.fixture
def soon(app, clock, boss, licence) -> Event:
    """A session with a room, in forty minutes."""
    event = book(app, boss, clock() + 40 * MINUTE)
    work(app)
    return event


def test_half_an_hour_before_everything_is_verified(app, vendor, clock, soon):
    look_in(app, vendor, clock, minutes=10)

    assert watch_of(soon).verified_for == soon.starts_at
    assert vendor.calls("read_user") == 1
    assert soon.meeting.alarm == ""


def test_a_licence_that_was_taken_away_raises_one_alarm_and_its_return_clears_it(
    app, vendor, clock, soon
):
    email = "sala1@secesp.example"
    vendor.add_user(email, name="Sala 1", kind=BASIC)

    look_in(app, vendor, clock, minutes=10)
    look_in(app, vendor, clock, minutes=3)
    raised, mails = soon.meeting.alarm, len(alarm_mails())
    vendor.add_user(email, name="Sala 1")
    look_in(app, vendor, clock, minutes=3)

    assert raised == alarms.UNLICENSED.format(email=email)
    assert mails == 1
    assert soon.meeting.alarm == ""
    assert lines_of(soon, "meeting.alarm", "meeting.all_well") == [
        "meeting.alarm",
        "meeting.all_well",
    ]


def test_an_account_that_is_no_more_raises_the_alarm(app, vendor, clock, soon):
    vendor.add_user("sala1@secesp.example", name="Sala 1", status="inactive")

    look_in(app, vendor, clock, minutes=10)

    assert soon.meeting.alarm == alarms.NO_HOST.format(email="sala1@secesp.example")


def test_somebody_else_live_on_the_licence_raises_the_alarm(app, vendor, clock, soon):
    stranger = stranger_on(vendor, app)

    vendor.stage(stranger, "start")
    look_in(app, vendor, clock, minutes=10)
    raised = soon.meeting.alarm
    vendor.stage(stranger, "end")
    look_in(app, vendor, clock, minutes=3)

    assert raised == alarms.OCCUPIED.format(email="sala1@secesp.example")
    assert soon.meeting.alarm == ""


def stranger_on(vendor, app) -> str:
    """Make a room at the vendor without us; return its number."""
    meeting = db.session.scalars(select(Meeting)).first()
    request = replace(request_for(meeting), folio="AJENA-1", topic="Reunión de otra área")
    return services_of(app).providers["zoom"].create(request).external_id


def test_a_licence_that_can_run_two_is_not_occupied_by_one(app, vendor, clock, boss):
    make_licence(capacity=2)
    event = book(app, boss, clock() + 40 * MINUTE)
    work(app)
    vendor.stage(stranger_on(vendor, app), "start")

    look_in(app, vendor, clock, minutes=10)

    assert event.meeting.alarm == ""


def test_our_own_session_before_it_is_nobody_else_until_it_should_be_over(
    app, vendor, clock, boss, licence
):
    first = book(app, boss, clock() + 5 * MINUTE, minutes=30)
    second = book(app, boss, clock() + 50 * MINUTE)
    work(app)
    vendor.stage(first.meeting.external_id, "start")

    look_in(app, vendor, clock, minutes=20)
    while_planned = second.meeting.alarm
    look_in(app, vendor, clock, minutes=20)

    assert while_planned == ""
    assert second.meeting.alarm == alarms.OCCUPIED.format(email="sala1@secesp.example")


def test_a_vendor_that_does_not_answer_before_a_session_raises_the_alarm(app, vendor, clock, soon):
    vendor.fail("read_meeting", "500", times=30)

    for _ in range(4):
        look_in(app, vendor, clock, minutes=5)

    assert soon.meeting.alarm == alarms.NOT_VERIFIED
    assert soon.meeting.status is MeetingStatus.OPEN


def test_a_session_without_a_room_half_an_hour_before_raises_the_alarm(
    app, vendor, clock, boss, licence
):
    vendor.fail("create_meeting", "refuse", status=400, code=300, message="Validation Failed.")
    event = book(app, boss, clock() + 40 * MINUTE)
    work(app)
    before = event.meeting.alarm

    look_in(app, vendor, clock, minutes=11)

    assert before == ""
    assert event.meeting.alarm == alarms.NO_ROOM
    assert len(alarm_mails()) == 1


def test_a_session_moved_to_an_hour_from_now_is_verified_in_time(app, vendor, clock, event, boss):
    with may_write():
        db.session.rollback()
        later = new_event(boss, clock() + HOUR)
        booking.change(context_of(app, boss), event, later, event.version)
        db.session.commit()
        db.session.rollback()
    work(app)

    look_in(app, vendor, clock, minutes=31)

    assert watch_of(event).verified_for == event.starts_at


def test_a_session_changed_while_the_vendor_was_asked_is_looked_at_again(
    app, vendor, clock, event, boss
):
    vendor.stage(event.meeting.external_id, "change", topic="Otro título")
    provider = services_of(app).providers["zoom"]
    provider_read, number = provider.read, event.meeting.id

    def read_while_somebody_changes(key):
        room = provider_read(key)
        with somebody_else(app) as session:
            session.get_one(Meeting, number).wanted += 1
        return room

    provider.read = read_while_somebody_changes
    pass_time(vendor, clock, hours=6)
    work(app, rounds=1)

    assert event.meeting.status is MeetingStatus.OPEN
    assert watch_of(event).due_at == clock() + timedelta(seconds=10)
