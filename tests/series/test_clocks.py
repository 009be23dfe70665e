"""Series where clocks change: the hour on the wall stays, and one that is skipped is told."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.booking.sessions import context_of, new_event
from tests.people import make_person, may_write
from tests.series.conftest import form_with
from tests.series.test_booking import stored, words_of
from vc.accounts.models import Role
from vc.booking.models import Event, Frequency
from vc.db import db
from vc.series import service
from vc.series.service import Slot

TIJUANA = "America/Tijuana"
"""Its clocks go from 01:59 to 03:00 on Sunday, 14 March 2032."""
SKIPPED = "Esa hora no existe ese día"


def test_ten_o_clock_stays_ten_o_clock(reviewed, licence):
    page = reviewed(tzid=TIJUANA, date="2032-03-10", time="10:00", count="2")

    form_with(page, "row_date").submit("action", value="book_series")

    assert [event.starts_at for event in stored()] == [
        datetime(2032, 3, 10, 18, tzinfo=UTC),
        datetime(2032, 3, 17, 17, tzinfo=UTC),
    ]


def test_an_hour_that_the_clocks_skip_is_told_beside_its_date_and_books_nothing(reviewed, licence):
    page = reviewed(tzid=TIJUANA, date="2032-03-07", time="02:30", count="3")

    assert words_of(page) == ["Libre", "Por corregir", "Libre"]
    assert SKIPPED in page.text
    form = form_with(page, "row_date")
    assert [one.value for one in form.fields["row_time"]] == ["02:30"] * 3
    page = form.submit("action", value="book_series", status=422)
    assert stored() == []

    form = form_with(page, "row_date")
    form.fields["row_act"][1].value = "skip"
    form.submit("action", value="book_series")
    assert [event.starts_at.day for event in stored()] == [7, 21]


@pytest.fixture
def weekly_in_tijuana(app, licence) -> list[Event]:
    """Two sessions at ten o'clock in Tijuana, the second of them on the day of the change."""
    person = make_person(db.session, Role.HOST)
    first = datetime(2032, 3, 7, 10, tzinfo=ZoneInfo(TIJUANA))
    with may_write():
        db.session.rollback()
        asked = new_event(person, first.astimezone(UTC), tzid=TIJUANA)
        slots = [Slot(first), Slot(first + timedelta(weeks=1))]
        service.book_series(context_of(app, person), asked, Frequency.WEEKLY, slots)
        db.session.commit()
        db.session.rollback()
    return stored()


def test_moving_all_says_which_date_would_begin_at_an_hour_that_does_not_exist(
    coordinator, weekly_in_tijuana
):
    form = form_with(coordinator.get(f"/sesiones/{weekly_in_tijuana[0].id}/mover"), "version")
    form["time"], form["scope"] = "02:30", "all"

    page = form.submit(status="*")

    assert page.text.count(SKIPPED) == 1
    assert [one.starts_at.hour for one in stored()] == [18, 17]


def test_where_the_zone_of_all_changes_the_hour_on_the_wall_stays_for_each(
    coordinator, weekly_in_tijuana
):
    number = weekly_in_tijuana[0].id
    form = form_with(coordinator.get(f"/sesiones/{number}/editar"), "summary")
    form["tzid"], form["scope"] = "America/Mexico_City", "all"

    page = form.submit(status="*")
    if page.status_int == 307:
        page = coordinator.post(page.location, form.submit_fields())
    form_with(page, "seen").submit()

    # In winter two hours lie between them, in summer one: ten o'clock is ten o'clock in both.
    assert [one.starts_at.hour for one in stored()] == [16, 16]


def test_a_new_title_for_all_moves_none_of_them(coordinator, weekly_in_tijuana):
    form = form_with(coordinator.get(f"/sesiones/{weekly_in_tijuana[1].id}/editar"), "summary")
    form["summary"], form["scope"] = "Otro título", "all"

    page = form.submit(status="*")
    if page.status_int == 307:
        page = coordinator.post(page.location, form.submit_fields())
    form_with(page, "seen").submit()

    assert [(one.summary, one.starts_at.hour) for one in stored()] == [
        ("Otro título", 18),
        ("Otro título", 17),
    ]


def test_an_hour_that_the_clocks_show_twice_is_one_session_at_the_first(reviewed, licence):
    page = reviewed(tzid=TIJUANA, date="2032-10-31", time="01:30", count="3")

    form_with(page, "row_date").submit("action", value="book_series")

    # They go back from 02:00 to 01:00 on 7 November.
    assert [f"{one.starts_at:%m-%d %H:%M}" for one in stored()] == [
        "10-31 08:30",
        "11-07 08:30",
        "11-14 09:30",
    ]


def test_a_late_evening_elsewhere_keeps_its_own_weekday(reviewed, licence):
    page = reviewed(tzid=TIJUANA, date="2031-03-10", time="23:30", count="3")

    form_with(page, "row_date").submit("action", value="book_series")

    found = [one.starts_at.astimezone(ZoneInfo(TIJUANA)) for one in stored()]
    assert [f"{one:%a %d}" for one in found] == ["Mon 10", "Mon 17", "Mon 24"]
