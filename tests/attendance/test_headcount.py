"""How many came: by the vendor's report, by a person's count, and both kept."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from integrations.contracts.meetings import Attendee
from tests.attendance.conftest import registered
from tests.people import may_write
from tests.series.conftest import form_with
from tests.turns import take_turn_at
from vc.accounts.models import Role
from vc.attendance import headcount
from vc.attendance.models import Attendance
from vc.db import db
from vc.jobs import due_rows
from vc.services import services_of

START = datetime(2031, 3, 7, 16, tzinfo=UTC)


def stay(name: str, begins: int, ends: int, **known: str) -> Attendee:
    """Return a stay by minutes after the start."""
    joined, left = (START + timedelta(minutes=minutes) for minutes in (begins, ends))
    return Attendee(name, joined, left, **known)


def test_people_are_told_apart_by_registrant_or_e_mail_and_never_by_name():
    stays = [
        stay("María", 0, 10, email="maria@a.example"),
        stay("Mary", 20, 30, email="MARIA@a.example"),
        stay("María", 0, 30, email="maria@b.example"),
        stay("Luis", 0, 30, registrant_id="r1"),
        stay("Luis", 5, 30, registrant_id="r1"),
        stay("iPhone de María", 0, 30),
    ]

    tally = headcount.tally(stays, [])

    assert (tally.people, tally.anonymous, tally.renamed) == (3, 1, 1)


def test_a_registrant_who_comes_back_by_e_mail_alone_is_one_person():
    stays = [
        stay("Luis", 0, 10, registrant_id="r1", email="luis@a.example"),
        stay("Luis G.", 20, 30, email="Luis@a.example"),
    ]

    assert headcount.tally(stays, [])[0] == 1


def test_the_most_at_once_counts_instants():
    stays = [stay("a", 0, 10), stay("b", 10, 20), stay("c", 5, 12)]

    assert headcount.tally(stays, []).peak == 2


def test_two_devices_of_one_person_are_one_at_an_instant():
    stays = [stay("Ana", 0, 30, email="ana@a.example"), stay("Ana", 5, 9, email="ana@a.example")]

    assert headcount.tally(stays, []).peak == 1


def test_whoever_comes_back_under_the_same_name_is_one_and_two_at_once_are_two():
    stays = [
        stay("Grupo 3°B", 0, 10),
        stay("grupo  3°b", 12, 30),
        stay("iPhone", 0, 20),
        stay("iPhone", 10, 30),
        stay("", 0, 30),
        stay("", 40, 50),
    ]

    assert headcount.tally(stays, []).anonymous == 5


def test_telephones_are_told_apart_and_count_once_each():
    stays = [
        stay("+52 444*****12", 0, 10, is_phone=True),
        stay("+52 444*****12", 11, 30, is_phone=True),
        stay("+52 55******01", 0, 30, is_phone=True),
        stay("+52 33******99", 0, 30, is_phone=True, email="ana@a.example"),
    ]

    tally = headcount.tally(stays, [])

    assert (tally.people, tally.anonymous, tally.by_phone) == (1, 0, 2)


def test_whoever_is_renamed_in_the_room_is_one_person():
    stays = [stay("iPad", 0, 10, seat_id="A 7"), stay("Luis Mora", 10, 30, seat_id="A 7")]

    tally = headcount.tally(stays, [])

    assert (tally.people, tally.anonymous, tally.renamed) == (0, 1, 1)


def test_a_name_is_the_same_however_its_accents_are_spelled():
    stays = [
        stay("María José", 0, 10),
        stay("Mari\u0301a Jose\u0301", 12, 20),
        stay("\u2067María\u200b José\u2069", 21, 30),
        stay("Maria Jose", 0, 30),
    ]

    # Without accents it may be somebody else's.
    assert headcount.tally(stays, []).anonymous == 2


def test_a_vendor_s_odd_times_break_no_count():
    stays = [
        stay("Ana", 20, 10, email="ana@a.example"),
        stay("Luis", 470, 500, email="luis@a.example"),
        replace(stay("Eva", 475, 0, email="eva@a.example"), left_at=None),
    ]

    tally = headcount.tally(stays, [])

    # The meeting goes on after midnight, and one of them never left.
    assert (tally.people, tally.peak) == (3, 2)


def test_nobody_there_is_nobody():
    assert headcount.tally([], []) == (0, 0, 0, 0, 0, 0)


class Rooms:
    """A provider that tells who was there."""

    def __init__(self, stays: list[Attendee]) -> None:
        self.stays = stays

    def attendees(self, key: object, since: datetime, until: datetime) -> list[Attendee]:
        """Return who was there within the window."""
        return [one for one in self.stays if since <= one.joined_at < until]


def count(app, rooms: Rooms) -> Attendance:
    """Do what the sweep and the worker do."""
    clock = services_of(app).clock
    with may_write():
        db.session.rollback()
        headcount.plan(db.session, clock())
        db.session.commit()
        for row_id in due_rows(db.session, Attendance, clock()):
            take_turn_at(app, "count_attendance", row_id, providers={"zoom": rooms})
        db.session.rollback()
    row = db.session.scalars(select(Attendance)).one_or_none()
    db.session.rollback()
    return row


@pytest.fixture
def over(clock, forum):
    """The forum, a quarter of an hour after its end."""
    clock.now = forum.ends_at + timedelta(minutes=15)
    return forum


def test_the_vendor_is_asked_after_the_end(app, anyone, clock, over):
    first = over.starts_at + timedelta(minutes=1)
    rooms = Rooms([Attendee("Ana", first, over.ends_at, email="ana@escuela.example")])

    row = count(app, rooms)

    assert (row.people, row.anonymous, row.counted_at) == (1, 0, clock())

    clock.now = row.due_at
    assert count(app, rooms).due_at is None


def test_a_count_that_was_too_low_is_made_again_until_two_agree(app, clock, over):
    began = over.starts_at + timedelta(minutes=1)
    rooms = Rooms([Attendee("Ana", began, over.ends_at, email="ana@escuela.example")])
    clock.now = count(app, rooms).due_at
    rooms.stays.append(Attendee("Luis", began, over.ends_at, email="luis@escuela.example"))

    row = count(app, rooms)

    assert row.people == 2
    clock.now = row.due_at
    row = count(app, rooms)
    assert (row.people, row.due_at) == (2, None)


def hear(app, event, *, opened: datetime | None = None, closed: datetime | None = None) -> None:
    """Do what the vendor's messages do."""
    with may_write():
        meeting = db.session.get(type(event.meeting), event.meeting.id)
        meeting.last_opened_at = opened or meeting.last_opened_at
        meeting.ended_at = closed or meeting.ended_at
        headcount.hear(db.session, meeting.event, services_of(app).clock())
        db.session.commit()


def test_nobody_is_counted_while_the_room_is_open_and_everybody_once_it_closed(app, clock, over):
    hear(app, over, opened=over.ends_at - timedelta(minutes=2))

    assert count(app, Rooms([Attendee("Ana", over.starts_at, over.ends_at)])) is None
    hear(app, over, closed=clock())
    assert count(app, Rooms([Attendee("Ana", over.starts_at, over.ends_at)])) is None
    clock.advance(minutes=10)
    assert count(app, Rooms([Attendee("Ana", over.starts_at, over.ends_at)])).anonymous == 1


def test_a_later_message_about_the_room_has_it_counted_anew(app, clock, over):
    rooms = Rooms([Attendee("Ana", over.starts_at, over.ends_at)])
    while count(app, rooms).due_at:
        clock.now = db.session.scalars(select(Attendance.due_at)).one()
        db.session.rollback()

    hear(app, over, opened=over.ends_at - timedelta(minutes=2), closed=clock())
    rooms.stays.append(Attendee("Luis", over.ends_at, over.ends_at + timedelta(minutes=20)))
    clock.advance(minutes=10)

    assert count(app, rooms).anonymous == 2


def test_a_vendor_that_has_not_counted_yet_is_asked_again(app, clock, over):
    row = count(app, Rooms([]))
    assert row.counted_at is None
    assert row.due_at == clock() + headcount.LOOKS[0]

    for wait in headcount.LOOKS:
        clock.now += wait
        row = count(app, Rooms([]))

    assert row.due_at is None


def test_a_session_that_has_just_ended_is_not_counted_yet(app, clock, forum):
    clock.now = forum.ends_at + timedelta(minutes=5)

    assert count(app, Rooms([])) is None


def test_a_correction_by_hand_keeps_both(app, browser_of, over):
    first = over.starts_at
    count(app, Rooms([Attendee("Sala de juntas", first, over.ends_at)]))
    browser = browser_of(Role.COORDINATOR)

    form = form_with(browser.get(f"/sesiones/{over.id}"), "total")
    form["total"], form["note"] = "35", "Estaban juntos en una sala"
    page = form.submit().follow()

    panel = page.html.find(id="asistentes").get_text(" ", strip=True)
    assert "Total 35" in panel
    assert "1 solo por su nombre" in panel
    assert "Estaban juntos en una sala" in panel


def test_who_registered_and_came_is_counted(app, anyone, clock, forum):
    registered(anyone, forum, "ana@escuela.example")
    registered(anyone, forum, "luis@escuela.example")
    clock.now = forum.ends_at + timedelta(minutes=15)
    came = Attendee("A", forum.starts_at, forum.ends_at, email="ana@escuela.example")

    assert count(app, Rooms([came])).registered == 1


def test_every_time_the_room_was_opened_counts_and_people_do_not_count_twice(
    app, anyone, clock, vendor, forum
):
    registered(anyone, forum, "ana@escuela.example")
    room = forum.meeting.external_id
    for opening in range(2):
        clock.now = forum.starts_at + timedelta(minutes=20 * opening)
        vendor.set_clock(clock())
        vendor.stage(room, "start")
        vendor.stage(room, "join", name="Ana", email="ana@escuela.example")
        vendor.stage(room, "join", name="Ana", email="")
        clock.advance(minutes=10)
        vendor.set_clock(clock())
        vendor.stage(room, "end")
    clock.now = forum.ends_at + timedelta(minutes=15)
    vendor.set_clock(clock())

    row = count(app, services_of(app).providers["zoom"])

    assert (row.people, row.anonymous, row.registered, row.peak) == (1, 1, 1, 2)
