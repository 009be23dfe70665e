"""A worker is killed between «sent» and «answer stored»: one room at the vendor, none lost."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.booking.sessions import book, make_licence
from tests.conftest import make_settings
from tests.people import make_person
from tests.processes import forked, wait_until
from tests.vendor import zoom_at
from vc.accounts.models import Role
from vc.booking.models import Event
from vc.booking.states import EventStatus, MeetingStatus
from vc.db import db, read_only

WORKER = ("-m", "flask", "worker")


@pytest.fixture
def settings(tmp_path, vendor):
    """A short lease, so that the next worker takes over within the test."""
    return make_settings(tmp_path, lease_s=3, sweep_s=1, **zoom_at(vendor))


@pytest.fixture
def clock():
    """The machine's clock: the workers are processes of their own and read that one."""
    return lambda: datetime.now(UTC)


def book_one(app, clock) -> int:
    """Book a session and return its id; no transaction stays open for the workers to wait on."""
    make_licence()
    event_id = book(app, make_person(db.session, Role.HOST), clock() + timedelta(days=2)).id
    db.session.rollback()
    read_only(True)
    return event_id


def event_now(event_id: int) -> Event:
    """Return the session as it is in the database at this moment."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Event, event_id)


def test_a_worker_killed_after_sending_leaves_one_room_and_loses_none(
    app, vendor, clock, settings, context
):
    vendor.fail("create_meeting", "slow", seconds=20)
    event_id = book_one(app, clock)

    with forked(*WORKER, settings=settings) as worker:
        wait_until(vendor.rooms, "the room is made, the answer held back")
        worker.kill()
        worker.wait(timeout=60)
    stuck = event_now(event_id).meeting.status
    with forked(*WORKER, settings=settings):
        wait_until(
            lambda: event_now(event_id).meeting.status is MeetingStatus.OPEN,
            "the next worker finds the room",
        )

    event = event_now(event_id)
    assert stuck is MeetingStatus.OPENING
    assert event.status is EventStatus.CONFIRMED
    assert [str(room["id"]) for room in vendor.rooms()] == [event.meeting.external_id]
    assert vendor.calls("create_meeting") == 1


def test_a_worker_killed_before_the_vendor_did_anything_loses_nothing(
    app, vendor, clock, settings, context
):
    vendor.fail("create_meeting", "lost_request")
    event_id = book_one(app, clock)

    with forked(*WORKER, settings=settings) as worker:
        wait_until(lambda: vendor.calls("create_meeting"), "the request was sent")
        worker.kill()
        worker.wait(timeout=60)
    with forked(*WORKER, settings=settings):
        wait_until(
            lambda: event_now(event_id).meeting.status is MeetingStatus.OPEN,
            "the next worker makes the room",
        )

    assert len(vendor.rooms()) == 1
