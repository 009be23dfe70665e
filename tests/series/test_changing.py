"""A series is changed: this one, this one and those after it, or all; the past stays."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.booking.sessions import book, context_of, new_event, work
from tests.people import make_person, may_write
from tests.series.conftest import form_with
from tests.series.test_booking import stored
from tests.vendor import zoom_at
from vc.accounts.models import Role
from vc.booking.models import Event, Frequency
from vc.booking.states import EventStatus
from vc.calendars.models import FeedItem
from vc.calendars.service import STAFF
from vc.db import db
from vc.series import service
from vc.series.service import Slot

FIRST = datetime(2031, 3, 5, 23, tzinfo=UTC)
WEEK = timedelta(weeks=1)


@pytest.fixture
def series(app, licence) -> list[Event]:
    """Six weekly sessions; the first begins the next day at 17:00 in San Luis Potosí."""
    person = make_person(db.session, Role.HOST)
    with may_write():
        db.session.rollback()
        asked = new_event(person, FIRST, guests="ana@fiscalia.example\nluis@fiscalia.example")
        slots = [Slot(FIRST + n * WEEK) for n in range(6)]
        service.book_series(context_of(app, person), asked, Frequency.WEEKLY, slots)
        db.session.commit()
        db.session.rollback()
    return stored()


def moved(browser, event: Event, scope: str, *, date: str, time: str = "17:00"):
    """Send the form that moves a session; return the page that it is answered by."""
    form = form_with(browser.get(f"/sesiones/{event.id}/mover"), "version")
    form["date"], form["time"], form["scope"] = date, time, scope
    return form.submit(status="*")


def confirmed(page):
    """Press the button of a preview."""
    return form_with(page, "seen").submit(status="*")


def results_of(page) -> list[str]:
    """Return what the preview says of each session."""
    return [chip.get_text(" ", strip=True) for chip in page.html.select("table :is(.chip, .state)")]


def test_a_preview_changes_nothing(coordinator, series):
    page = moved(coordinator, series[0], "all", date="2031-03-06")

    assert results_of(page) == ["Cambia"] * 6
    assert [event.starts_at for event in stored()] == [FIRST + n * WEEK for n in range(6)]


def test_all_are_moved_by_as_much_as_the_one_that_was_edited(coordinator, series):
    page = moved(coordinator, series[0], "all", date="2031-03-06", time="18:00")

    confirmed(page)

    later = timedelta(days=1, hours=1)
    assert [event.starts_at for event in stored()] == [FIRST + n * WEEK + later for n in range(6)]


def test_this_and_the_following_leaves_those_before(coordinator, series):
    page = moved(coordinator, series[3], "following", date="2031-03-27")

    confirmed(page)

    days = [timedelta(0)] * 3 + [timedelta(days=1)] * 3
    assert [event.starts_at for event in stored()] == [
        FIRST + n * WEEK + more for n, more in enumerate(days)
    ]


def test_only_this_one_leaves_all_the_others(coordinator, series):
    page = moved(coordinator, series[1], "this", date="2031-03-13")

    confirmed(page)

    starts = [event.starts_at for event in stored()]
    assert starts[1] == FIRST + WEEK + timedelta(days=1)
    assert starts[2:] == [FIRST + n * WEEK for n in range(2, 6)]


def test_a_series_can_move_onto_its_own_next_dates(app, coordinator, series):
    page = moved(coordinator, series[0], "all", date="2031-03-12")

    answer = confirmed(page)

    assert answer.status_int == 303
    assert [event.starts_at for event in stored()] == [FIRST + n * WEEK for n in range(1, 7)]


def test_what_has_begun_is_never_touched(app, clock, coordinator, series):
    clock.advance(weeks=2, days=2)

    page = moved(coordinator, series[3], "all", date="2031-03-27")
    confirmed(page)

    assert [event.starts_at for event in stored()][:3] == [FIRST + n * WEEK for n in range(3)]
    assert stored()[5].starts_at == FIRST + 5 * WEEK + timedelta(days=1)


def test_a_session_that_was_moved_alone_keeps_its_own_distance(coordinator, series):
    confirmed(moved(coordinator, series[2], "this", date="2031-03-19", time="19:00"))

    confirmed(moved(coordinator, series[0], "all", date="2031-03-06"))

    assert stored()[2].starts_at == FIRST + 2 * WEEK + timedelta(days=1, hours=2)


def test_a_new_title_goes_to_all_and_what_is_their_own_stays(coordinator, series):
    edit = coordinator.get(f"/sesiones/{series[1].id}/editar")
    form = form_with(edit, "summary")
    form["notes"] = "Solo de esta"
    form["scope"] = "this"
    confirmed(form.submit("action", value="book"))

    form = form_with(coordinator.get(f"/sesiones/{series[0].id}/editar"), "summary")
    form["summary"] = "Prevenimos Juntos 2031"
    form["scope"] = "all"
    confirmed(form.submit("action", value="book"))

    assert {event.summary for event in stored()} == {"Prevenimos Juntos 2031"}
    assert [event.notes for event in stored()] == ["", "Solo de esta", "", "", "", ""]


def test_the_preview_says_who_is_told_and_of_how_many_sessions(coordinator, series):
    page = moved(coordinator, series[0], "all", date="2031-03-06")

    told = page.html.find(id="told-title").parent.get_text(" ", strip=True)
    assert "ana@fiscalia.example (6 sesiones)" in told
    assert "luis@fiscalia.example (6 sesiones)" in told


def test_a_date_that_is_taken_can_be_left_as_it_is(app, coordinator, series):
    other = make_person(db.session, Role.HOST)
    book(app, other, FIRST + 2 * WEEK + timedelta(days=1))

    page = moved(coordinator, series[0], "all", date="2031-03-06")
    assert results_of(page) == ["Cambia", "Cambia", "No se puede", "Cambia", "Cambia", "Cambia"]
    refused = confirmed(page)
    assert [event.starts_at for event in stored()] == [FIRST + n * WEEK for n in range(6)]
    form = form_with(refused, "seen")
    form.fields["leave"][0].checked = True
    confirmed(form.submit())

    assert stored()[2].starts_at == FIRST + 2 * WEEK
    assert stored()[3].starts_at == FIRST + 3 * WEEK + timedelta(days=1)


def test_a_preview_that_is_no_longer_true_is_shown_again(app, coordinator, series):
    page = moved(coordinator, series[0], "all", date="2031-03-06")
    book(app, make_person(db.session, Role.HOST), FIRST + WEEK + timedelta(days=1))

    answer = confirmed(page)

    assert "No se puede" in results_of(answer)
    assert [event.starts_at for event in stored()] == [FIRST + n * WEEK for n in range(6)]


def test_cancelling_this_and_the_following_frees_their_licence(coordinator, series):
    # One of those was moved alone before.
    confirmed(moved(coordinator, series[5], "this", date="2031-04-10", time="12:00"))
    form = form_with(coordinator.get(f"/sesiones/{series[4].id}/cancelar"), "reason")
    form["reason"], form["scope"] = "Vacaciones", "following"
    page = form.submit()

    assert results_of(page) == ["Se cancela"] * 2
    confirmed(page)

    cancelled = [event.status is EventStatus.CANCELLED for event in stored()]
    assert cancelled == [False] * 4 + [True] * 2


def test_cancelling_only_this_one_leaves_all_the_others(coordinator, series):
    form = form_with(coordinator.get(f"/sesiones/{series[2].id}/cancelar"), "reason")
    form["reason"], form["scope"] = "Un puente", "this"

    confirmed(form.submit())

    cancelled = [event.status is EventStatus.CANCELLED for event in stored()]
    assert cancelled == [False] * 2 + [True] + [False] * 3


def test_somebody_else_s_series_is_not_for_another_host_to_change(browser_of, series):
    other = browser_of(Role.HOST)

    other.get(f"/sesiones/{series[0].id}/mover", status=403)
    other.get(f"/series/{series[0].series_id}/suspender", status=403)


def suspended(browser, series: list[Event], **values: str):
    """Suspend the series and confirm it."""
    form = form_with(browser.get(f"/series/{series[0].series_id}/suspender"), "from_on")
    known = {"from_on": "2031-03-12", "reason": "Contingencia"}
    for name, value in (known | values).items():
        form[name] = value
    return confirmed(form.submit())


def test_a_suspension_cancels_what_lies_between_its_days(coordinator, series):
    suspended(coordinator, series, until_on="2031-03-19")

    cancelled = [event.status is EventStatus.CANCELLED for event in stored()]
    assert cancelled == [False, True, True, False, False, False]
    assert stored()[1].cancel_reason == "Contingencia"


def test_a_series_is_resumed_from_a_day_with_new_sessions(app, coordinator, series):
    suspended(coordinator, series)
    page = coordinator.get(f"/series/{series[0].series_id}").click("Reanudar")
    form = form_with(page, "from_on")
    form["from_on"] = "2031-03-26"
    review = form.submit()

    form_with(review, "row_date").submit("action", value="book_series")

    live = [event for event in stored() if event.status is not EventStatus.CANCELLED]
    assert [event.starts_at for event in live] == [FIRST] + [FIRST + n * WEEK for n in (3, 4, 5)]
    assert len({event.uid for event in stored()}) == 6 + 3
    assert {event.series_first_uid for event in stored()} == {"", stored()[0].uid}
    assert "Reanudar" not in coordinator.get(f"/series/{series[0].series_id}").text
    held_anew = [event.starts_at for event in stored() if event.is_held_anew]
    assert held_anew == [FIRST + n * WEEK for n in (3, 4, 5)]
    shown = select(FeedItem.starts_at).where(FeedItem.scope == STAFF).order_by(FeedItem.starts_at)
    assert list(db.session.scalars(shown)) == [FIRST + n * WEEK for n in range(6)]


def test_a_suspension_of_days_without_sessions_says_so(coordinator, series):
    form = form_with(coordinator.get(f"/series/{series[0].series_id}/suspender"), "from_on")
    form["from_on"], form["reason"] = "2032-01-01", "Contingencia"

    answer = form.submit(status=422)

    assert "no hay sesiones por venir" in answer.text


class TestAtTheVendor:
    """What a series is at Zoom."""

    @pytest.fixture
    def settings(self, settings, vendor):
        """Settings that point at the vendors' emulator."""
        return type(settings)(
            **{name: getattr(settings, name) for name in settings.__slots__} | zoom_at(vendor)
        )

    def test_each_session_is_a_room_of_its_own_of_type_2(self, app, vendor, clock, series):
        vendor.set_clock(clock())

        work(app)

        rooms = vendor.rooms()
        assert [room["type"] for room in rooms] == [2] * 6
        assert len({event.meeting.join_url for event in stored()}) == 6

    def test_moving_all_keeps_every_link(self, app, vendor, clock, coordinator, series):
        vendor.set_clock(clock())
        work(app)
        links = [event.meeting.join_url for event in stored()]

        confirmed(moved(coordinator, series[0], "all", date="2031-03-06"))
        work(app)

        assert [event.meeting.join_url for event in stored()] == links
        assert sorted(room["start_time"] for room in vendor.rooms()) == [
            f"{event.starts_at:%Y-%m-%dT%H:%M:%SZ}" for event in stored()
        ]


def test_a_date_that_was_cancelled_does_not_come_back_with_a_change_of_all(coordinator, series):
    form = form_with(coordinator.get(f"/sesiones/{series[2].id}/cancelar"), "reason")
    form["reason"], form["scope"] = "Día feriado", "this"
    confirmed(form.submit())
    form = form_with(coordinator.get(f"/sesiones/{series[0].id}/editar"), "summary")
    form["summary"], form["scope"] = "Otro título", "all"

    confirmed(form.submit("action", value="book"))
    confirmed(moved(coordinator, series[0], "all", date="2031-03-06"))

    cancelled = [event.status is EventStatus.CANCELLED for event in stored()]
    assert cancelled == [False, False, True, False, False, False]
    assert stored()[2].starts_at == FIRST + 2 * WEEK


@pytest.mark.parametrize(
    ("door", "field"), [("cancelar", "reason"), ("editar", "summary"), ("mover", "date")]
)
def test_a_session_of_no_series_is_not_changed_as_one(app, coordinator, licence, door, field):
    event = book(app, make_person(db.session, Role.HOST), FIRST)
    form = form_with(coordinator.get(f"/sesiones/{event.id}/{door}"), field)
    form.action = f"/sesiones/{event.id}/serie/{door}"

    answer = form.submit(status="*")

    assert answer.status_int == 404
    assert "no es de ninguna serie" in answer.text
