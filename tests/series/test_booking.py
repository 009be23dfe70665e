"""A series is booked: every date is shown first, and all of it is booked or nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from tests.booking.sessions import book, make_licence
from tests.people import make_person
from tests.series.conftest import form_with
from vc.accounts.models import Role
from vc.booking.models import Event, Meeting
from vc.booking.states import MeetingStatus
from vc.db import db
from vc.series.models import Series

FIRST = datetime(2031, 3, 5, 23, tzinfo=UTC)
"""17:00 of the first date in San Luis Potosí."""


def stored() -> list[Event]:
    """Return the sessions of series that are stored, in their order."""
    db.session.rollback()
    db.session.expire_all()
    query = select(Event).where(Event.series_id.is_not(None)).order_by(Event.starts_at)
    return list(db.session.scalars(query).unique())


def words_of(page) -> list[str]:
    """Return the states of the review's dates."""
    return [
        chip.get_text(" ", strip=True)
        for chip in page.html.select(".series-rows :is(.chip, .state)")
    ]


@pytest.fixture
def third_is_taken(app, reading, licence) -> None:
    """Somebody else has the only licence at the hour of the third date."""
    book(app, make_person(db.session, Role.HOST), FIRST + timedelta(weeks=2))


def test_nothing_is_booked_until_the_dates_were_seen(reviewed, licence):
    page = reviewed()

    assert words_of(page) == ["Libre"] * 6
    assert stored() == []


def test_each_date_becomes_a_session_of_its_own(reviewed, licence):
    page = reviewed()

    answer = form_with(page, "row_date").submit("action", value="book_series")

    events = stored()
    assert answer.status_int == 303
    assert [event.starts_at for event in events] == [FIRST + timedelta(weeks=n) for n in range(6)]
    assert len({event.uid for event in events}) == 6
    assert len({event.meeting.id for event in events}) == 6
    assert {event.meeting.licence.label for event in events} == {"Sala1"}
    assert [event.series_first_uid for event in events] == ["", *[events[0].uid] * 5]


def test_a_taken_date_is_shown_before_anything_is_booked(reviewed, third_is_taken):
    page = reviewed()

    assert words_of(page) == ["Libre", "Libre", "Ocupada", "Libre", "Libre", "Libre"]


def test_nothing_is_booked_while_a_date_is_taken(reviewed, third_is_taken):
    page = reviewed()

    answer = form_with(page, "row_date").submit("action", value="book_series", status=422)

    assert "hay una fecha por resolver" in answer.text
    assert stored() == []


def test_a_taken_date_can_be_left_out(reviewed, third_is_taken):
    form = form_with(reviewed(), "row_date")

    form.fields["row_act"][2].value = "skip"
    form.submit("action", value="book_series")

    weeks = [(event.starts_at - FIRST) // timedelta(weeks=1) for event in stored()]
    assert weeks == [0, 1, 3, 4, 5]


def test_a_taken_date_can_be_moved_on_the_spot(reviewed, third_is_taken):
    form = form_with(reviewed(), "row_date")

    form.fields["row_date"][2].value = "2031-03-20"
    form.submit("action", value="book_series")

    assert stored()[2].starts_at == FIRST + timedelta(weeks=2, days=1)


def test_a_free_hour_is_taken_over_by_its_button(reviewed, third_is_taken):
    page = reviewed()
    offered = page.html.find("button", attrs={"name": "pick"})["value"]

    page = form_with(page, "row_date").submit("pick", value=offered)

    assert words_of(page) == ["Libre"] * 6
    assert stored() == []


def test_a_taken_date_can_wait_for_a_licence(reviewed, third_is_taken):
    form = form_with(reviewed(), "row_date")

    form.fields["row_act"][2].value = "wait"
    form.submit("action", value="book_series")

    states = [event.meeting.status for event in stored()]
    assert states[2] is MeetingStatus.WAITING_FOR_LICENCE
    assert set(states[:2] + states[3:]) == {MeetingStatus.PENDING}


def test_a_review_that_is_sent_twice_books_once(reviewed, licence):
    form = form_with(reviewed(), "row_date")

    first = form.submit("action", value="book_series")
    second = form.submit("action", value="book_series")

    assert first.location == second.location
    assert len(stored()) == 6


def test_a_review_that_is_corrected_after_it_booked_is_not_dropped_without_a_word(
    reviewed, licence
):
    form = form_with(reviewed(), "row_date")
    form.submit("action", value="book_series")
    form["summary"].force_value("Taller corregido")

    page = form.submit("action", value="book_series", status=422)

    assert "Esta serie ya se agendó" in page.text


def test_a_date_that_somebody_took_meanwhile_books_nothing(app, reviewed, licence):
    form = form_with(reviewed(), "row_date")
    book(app, make_person(db.session, Role.HOST), FIRST + timedelta(weeks=4))

    answer = form.submit("action", value="book_series", status=422)

    assert "Sesión 5" in answer.text
    assert stored() == []
    assert db.session.scalar(select(func.count()).select_from(Series)) == 0


def test_a_series_needs_an_end(reviewed, licence):
    page = reviewed(count="")

    assert page.status_int == 422
    assert "Escriba cuántas sesiones son" in page.text


def test_a_series_has_at_most_sixty_sessions(reviewed, licence):
    page = reviewed(count="", until="2033-03-05")

    assert page.status_int == 422
    assert "más de 60 sesiones" in page.text
    assert 'value="Prevenimos Juntos"' in page.text


def test_a_series_of_sixty_is_booked(reviewed, licence):
    form = form_with(reviewed(count="60"), "row_date")

    form.submit("action", value="book_series")

    assert len(stored()) == 60
    assert db.session.scalar(select(func.count()).select_from(Meeting)) == 60


def test_sessions_of_a_series_may_have_different_licences(reviewed, third_is_taken):
    make_licence("sala2@secesp.example")

    form_with(reviewed(), "row_date").submit("action", value="book_series")

    assert stored()[2].meeting.licence.label == "Sala2"
