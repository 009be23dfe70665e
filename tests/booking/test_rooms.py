"""The worker's half: rooms at the vendor, over real HTTP to the emulator."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.booking.sessions import book, context_of, make_licence, new_event, work
from tests.conftest import make_settings
from tests.people import make_person
from tests.vendor import Vendor, zoom_at
from vc.accounts.models import Person, Role
from vc.audit import AuditLine
from vc.booking import service, worker
from vc.booking.models import Event, Meeting
from vc.booking.states import EventStatus, MeetingStatus
from vc.db import db
from vc.errors import LicenceBusyError, NotAllowedError, RuleError
from vc.jobs import LeaseLostError, claim, renew
from vc.licences.models import Licence, LicenceUse

pytestmark = pytest.mark.usefixtures("same_clock", "context")


@pytest.fixture
def settings(tmp_path, vendor):
    """Settings that point Zoom at the emulator."""
    return make_settings(tmp_path, **zoom_at(vendor))


@pytest.fixture
def host() -> Person:
    """Somebody who books."""
    return make_person(db.session, Role.HOST, email="ana@secesp.example")


@pytest.fixture
def licence() -> Licence:
    """One licence, known to the vendor."""
    return make_licence()


def soon(clock):
    """Return a time in a few hours."""
    return clock() + timedelta(hours=3)


def test_a_booked_session_gets_its_room(app, vendor: Vendor, clock, host, licence):
    event = book(app, host, soon(clock), records=True)

    work(app)

    room = vendor.rooms()[0]
    assert len(vendor.rooms()) == 1
    assert event.meeting.status is MeetingStatus.OPEN
    assert event.status is EventStatus.CONFIRMED
    assert event.meeting.external_id == str(room["id"])
    assert str(room["id"]) in event.meeting.join_url
    assert room["topic"] == event.summary
    assert event.folio in room["agenda"]
    assert room["settings"]["auto_recording"] == "cloud"
    assert event.meeting.due_at is None


def test_the_passcode_is_stored_sealed(app, vendor, clock, host, licence):
    event = book(app, host, soon(clock))
    work(app)

    stored = db.session.connection().exec_driver_sql("SELECT passcode FROM meeting").scalar()

    assert len(event.meeting.passcode) == 8
    assert event.meeting.passcode not in stored


def test_moving_a_session_changes_the_same_room_and_keeps_its_link(
    app, vendor, clock, host, licence
):
    event = book(app, host, soon(clock))
    work(app)
    link, room_id = event.meeting.join_url, event.meeting.external_id

    later = new_event(host, soon(clock) + timedelta(days=1), 90)
    service.change(context_of(app, host), event, later, event.version)
    db.session.commit()
    work(app)

    room = vendor.rooms()[0]
    assert (event.meeting.join_url, event.meeting.external_id) == (link, room_id)
    assert (room["duration"], room["start_time"]) == (90, f"{later.starts_at:%Y-%m-%dT%H:%M:%SZ}")
    assert len(vendor.rooms()) == 1


def test_a_change_that_the_vendor_does_not_show_is_not_sent(app, vendor, clock, host, licence):
    event = book(app, host, soon(clock))
    work(app)

    changed = new_event(host, event.starts_at, notes="Llevar constancias")
    service.change(context_of(app, host), event, changed, event.version)
    db.session.commit()
    work(app)

    assert vendor.calls("update_meeting") == 0


def test_cancelling_deletes_the_room_and_frees_the_time_at_once(app, vendor, clock, host, licence):
    event = book(app, host, soon(clock))
    work(app)

    service.cancel(context_of(app, host), event, "Se pospone")
    db.session.commit()
    second = book(app, host, soon(clock))
    work(app)

    assert event.meeting.status is MeetingStatus.CLOSED
    assert [room["agenda"].split()[1].rstrip(".") for room in vendor.rooms()] == [second.folio]


def test_a_session_cancelled_before_its_room_was_made_sends_nothing(
    app, vendor, clock, host, licence
):
    event = book(app, host, soon(clock))

    service.cancel(context_of(app, host), event, "Error")
    db.session.commit()
    work(app)

    assert event.meeting.status is MeetingStatus.CLOSED
    assert vendor.calls("create_meeting") == 0


@pytest.mark.parametrize("fault", ["lost_answer", "500_after", "html_after"])
def test_after_a_lost_answer_the_room_is_looked_for_and_not_made_twice(
    app, vendor, clock, host, licence, fault
):
    vendor.fail("create_meeting", fault)
    event = book(app, host, soon(clock))

    work(app)
    assert event.meeting.status is MeetingStatus.UNKNOWN
    clock.advance(minutes=1)
    work(app)

    assert event.meeting.status is MeetingStatus.OPEN
    assert len(vendor.rooms()) == 1
    assert vendor.calls("create_meeting") == 1


def test_a_session_moved_while_its_room_was_unknown_is_moved_at_the_vendor_too(
    app, vendor, clock, host, licence
):
    vendor.fail("create_meeting", "lost_answer")
    event = book(app, host, soon(clock))
    work(app)
    later = new_event(host, soon(clock) + timedelta(days=1))
    service.change(context_of(app, host), event, later, event.version)
    db.session.commit()

    clock.advance(minutes=1)
    work(app)

    assert event.meeting.status is MeetingStatus.OPEN
    assert [room["start_time"] for room in vendor.rooms()] == [
        f"{later.starts_at:%Y-%m-%dT%H:%M:%SZ}"
    ]


def test_a_request_that_never_arrived_is_sent_again_after_the_look(
    app, vendor, clock, host, licence
):
    vendor.fail("create_meeting", "lost_request")
    event = book(app, host, soon(clock))

    work(app)
    clock.advance(minutes=1)
    work(app)

    assert event.meeting.status is MeetingStatus.OPEN
    assert len(vendor.rooms()) == 1


def test_a_look_that_fails_leaves_the_room_unknown_and_sends_nothing(
    app, vendor, clock, host, licence
):
    vendor.fail("create_meeting", "lost_answer")
    vendor.fail("list_meetings", "500", times=20)
    event = book(app, host, soon(clock))

    work(app)
    clock.advance(minutes=1)
    work(app)

    assert event.meeting.status is MeetingStatus.UNKNOWN
    assert vendor.calls("create_meeting") == 1
    assert event.meeting.due_at > clock()


def test_a_refusal_says_why_and_a_retry_makes_the_room(app, vendor, clock, host, licence):
    vendor.fail("create_meeting", "refuse", status=400, code=300, message="Validation Failed.")
    event = book(app, host, soon(clock))
    work(app)
    assert event.meeting.status is MeetingStatus.FAILED
    assert event.meeting.last_error != ""
    assert event.meeting.due_at is None

    service.retry(context_of(app, host), event)
    db.session.commit()
    work(app)

    assert event.meeting.status is MeetingStatus.OPEN
    assert event.meeting.last_error == ""


def test_a_burst_of_calls_is_retried_when_the_vendor_says(app, vendor, clock, host, licence):
    vendor.fail("create_meeting", "429_burst", retry_after=30)
    event = book(app, host, soon(clock))

    work(app, rounds=1)

    assert event.meeting.status is MeetingStatus.PENDING
    assert event.meeting.due_at > clock()
    clock.advance(minutes=1)
    work(app)
    assert event.meeting.status is MeetingStatus.OPEN


def test_the_daily_cap_of_a_host_moves_the_session_to_another_licence(
    app, vendor, clock, host, licence
):
    other = make_licence("sala2@secesp.example", largest_audience=300, has_streaming=True)
    vendor.fail("create_meeting", "429_daily")
    event = book(app, host, soon(clock))
    assert event.meeting.licence_id == licence.id

    work(app)

    assert event.meeting.status is MeetingStatus.OPEN
    assert event.meeting.licence_id == other.id


def test_our_own_count_stops_before_the_vendor_s_cap_and_says_when_it_goes_on(
    app, vendor, clock, host, licence
):
    event = book(app, host, soon(clock))
    db.session.add(LicenceUse(licence_id=licence.id, used_on=clock().date(), writes=100))
    db.session.commit()

    work(app)

    assert vendor.calls("create_meeting") == 0
    assert "18:00" in event.meeting.last_error
    assert event.meeting.due_at.hour == 0
    clock.advance(hours=9)
    vendor.set_clock(clock())
    work(app)
    assert event.meeting.status is MeetingStatus.OPEN


def test_a_host_unknown_to_the_vendor_is_marked_and_another_licence_taken(app, vendor, clock, host):
    stranger = make_licence("nadie@otro.example")
    known = make_licence("sala1@secesp.example")
    event = book(app, host, soon(clock))
    assert event.meeting.licence_id == stranger.id

    work(app)

    assert event.meeting.status is MeetingStatus.OPEN
    assert event.meeting.licence_id == known.id
    assert stranger.unusable_reason != ""


def test_the_waiting_list_moves_up_when_a_licence_frees(app, vendor, clock, host, licence):
    first = book(app, host, soon(clock))
    waiting = book(app, host, soon(clock), waits_for_licence=True)
    work(app)
    assert waiting.meeting.status is MeetingStatus.WAITING_FOR_LICENCE

    service.cancel(context_of(app, host), first, "Ya no")
    db.session.commit()
    work(app)

    assert waiting.meeting.status is MeetingStatus.OPEN
    assert waiting.status is EventStatus.CONFIRMED


def test_who_waits_longest_gets_the_licence_whatever_was_booked_first(app, vendor, clock, host):
    gone = make_licence("nadie@otro.example")
    booked_first = book(app, host, soon(clock))
    taken = make_licence("sala1@secesp.example")
    in_the_way = book(app, host, soon(clock))
    waits_first = book(app, host, soon(clock), waits_for_licence=True)
    elsewhere = book(app, host, soon(clock) + timedelta(days=1), waits_for_licence=True)
    clock.advance(hours=1)
    work(app)
    # The account of the first is none, so that it waits behind the one that was booked later.
    assert (gone.unusable_reason != "", booked_first.meeting.waiting_since) == (True, clock())
    assert elsewhere.meeting.licence_id == taken.id

    service.cancel(context_of(app, host), in_the_way, "Ya no")
    db.session.commit()
    for _ in range(3):
        work(app)
        clock.advance(seconds=10)

    assert waits_first.meeting.licence_id == taken.id
    assert waits_first.meeting.waiting_since is None
    assert booked_first.meeting.status is MeetingStatus.WAITING_FOR_LICENCE


def test_a_room_deleted_at_the_vendor_is_said_to_be_gone(app, vendor, clock, host, licence):
    event = book(app, host, soon(clock))
    work(app)
    vendor.reset()
    vendor.set_clock(clock())

    later = new_event(host, soon(clock) + timedelta(hours=1))
    service.change(context_of(app, host), event, later, event.version)
    db.session.commit()
    work(app)

    assert event.meeting.status is MeetingStatus.GONE


def test_moving_onto_a_time_at_which_its_licence_is_taken_is_refused(
    app, vendor, clock, host, licence
):
    book(app, host, soon(clock))
    event = book(app, host, soon(clock) + timedelta(hours=3))
    work(app)

    with pytest.raises(LicenceBusyError):
        service.change(context_of(app, host), event, new_event(host, soon(clock)), event.version)


def test_a_change_made_while_the_room_was_being_made_is_sent_afterwards(
    app, vendor, clock, host, licence
):
    event = book(app, host, soon(clock))
    meeting = event.meeting
    meeting.wanted += 1
    db.session.commit()

    rooms_before = len(vendor.rooms())
    work(app)

    assert rooms_before == 0
    assert (meeting.wanted, meeting.done) == (2, 2)


def test_a_row_that_somebody_holds_is_left_alone(app, vendor, clock, host, licence):
    event = book(app, host, soon(clock))
    token = claim(db.session, Meeting, event.meeting.id, now=clock())
    db.session.commit()

    work(app)

    assert token is not None
    assert vendor.calls("create_meeting") == 0


def test_a_worker_whose_lease_was_taken_over_writes_nothing(app, vendor, clock, host, licence):
    event = book(app, host, soon(clock))
    claim(db.session, Meeting, event.meeting.id, now=clock())
    clock.advance(minutes=5)
    claim(db.session, Meeting, event.meeting.id, now=clock())
    db.session.commit()

    with pytest.raises(LeaseLostError):
        renew(db.session, event.meeting, "the first worker's token", now=clock())


def test_starting_fetches_the_link_leaves_a_line_and_stores_nothing(
    app, vendor, clock, host, licence
):
    event = book(app, host, soon(clock))
    work(app)

    url = worker.start_link(context_of(app, host), event)

    line = db.session.scalar(select(AuditLine).where(AuditLine.action == "event.start"))
    assert "zak=" in url
    assert line.person_id == host.id
    dump = "\n".join(db.session.connection().connection.dbapi_connection.iterdump())
    assert "zak=" not in dump


def test_only_its_people_and_coordinators_may_start_a_session(app, vendor, clock, host, licence):
    event = book(app, host, soon(clock))
    work(app)
    stranger = make_person(db.session, Role.HOST)

    with pytest.raises(NotAllowedError):
        worker.start_link(context_of(app, stranger), event)


def test_a_webinar_is_made_on_the_licence_that_has_them(app, vendor, clock, host, licence):
    forum = make_licence(
        "foros@secesp.example", largest_audience=500, has_webinar=True, has_streaming=True
    )

    event = book(app, host, soon(clock), is_webinar=True, audience_size=400)
    work(app)

    assert event.meeting.licence_id == forum.id
    assert event.meeting.status is MeetingStatus.OPEN
    assert len(vendor.state()["webinars"]) == 1


def test_a_room_that_is_there_stays_a_meeting_and_one_that_is_not_may_become_a_webinar(
    app, vendor, clock, host, licence
):
    make_licence("sala2@secesp.example", has_webinar=True)
    event = book(app, host, soon(clock))
    for is_webinar in (True, False):
        changed = new_event(host, event.starts_at, is_webinar=is_webinar)
        service.change(context_of(app, host), event, changed, event.version)
        db.session.commit()
    work(app)

    changed = new_event(host, event.starts_at, is_webinar=True)
    with pytest.raises(RuleError, match="una reunión no se convierte en seminario web"):
        service.change(context_of(app, host), event, changed, event.version)


def test_every_change_of_state_leaves_an_audit_line(app, vendor, clock, host, licence):
    event = book(app, host, soon(clock))
    work(app)

    query = select(AuditLine.action).where(AuditLine.event_id == event.id).order_by(AuditLine.id)

    assert list(db.session.scalars(query)) == [
        "event.book",
        "meeting.opening",
        "meeting.open",
        "event.confirmed",
    ]
    assert db.session.scalar(select(Event.version)) >= 1
