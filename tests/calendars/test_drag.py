"""A drag in the calendar: what it moves, whom that tells, how it is refused and taken back."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.booking.sessions import book, make_licence
from tests.people import make_person
from vc.accounts.models import Role
from vc.booking.models import Event
from vc.db import db

JSON = {"Accept": "application/json"}
AT_TEN = datetime(2031, 3, 6, 16, tzinfo=UTC)
"""Ten in the morning by the office's clock."""
WEEK = "/calendario?vista=semana&fecha=2031-03-06"


@pytest.fixture
def event(app, context) -> Event:
    make_licence()
    return book(app, make_person(db.session, Role.HOST), AT_TEN, minutes=60, summary="Plática")


@pytest.fixture
def browser(browser_of, event):
    return browser_of(Role.COORDINATOR)


def entry_of(browser) -> dict:
    """Return the session as the calendar has it."""
    data = browser.get("/calendario/datos.json?desde=2031-03-01&hasta=2031-04-01").json
    return next(one for one in data if one["title"] == "Plática")


def drop(browser, entry: dict, day: str, hour: str, minutes: int = 60):
    """Drop an entry somewhere, as the calendar's script does."""
    box = browser.get(WEEK).html.find(id="calendar")
    sent = {"fecha": day, "hora": hour, "minutos": minutes}
    sent |= {"version": entry["extendedProps"]["version"], "csrf_token": box["data-csrf"]}
    return browser.post(entry["extendedProps"]["drop"], sent, headers=JSON, expect_errors=True)


def test_a_drop_moves_the_session_and_says_whom_that_tells(browser):
    answer = drop(browser, entry_of(browser), "2031-03-07", "12:30", 90)

    assert answer.json["said"].startswith("Se movió «Plática»: 7 de marzo, 12:30 a 14:00 h.")
    assert "avisa" in answer.json["said"]
    entry = entry_of(browser)
    assert (entry["start"], entry["end"]) == ("2031-03-07T12:30:00", "2031-03-07T14:00:00")


def test_a_drop_is_taken_back_once_and_the_second_time_says_why_not(browser):
    undo = drop(browser, entry_of(browser), "2031-03-07", "12:30").json["undo"]
    token = {"csrf_token": browser.get(WEEK).html.find(id="calendar")["data-csrf"]}

    first = browser.post(undo, token, headers=JSON)
    again = browser.post(undo, token, headers=JSON, expect_errors=True)

    assert first.json["said"].startswith("La sesión regresó a su hora.")
    assert entry_of(browser)["start"] == "2031-03-06T10:00:00"
    assert "ya no se puede deshacer" in again.json["message"]
    assert again.status_int >= 400


def test_what_an_older_copy_drops_is_refused_and_nothing_moves(browser):
    older = entry_of(browser)
    drop(browser, older, "2031-03-07", "12:30")

    answer = drop(browser, older, "2031-03-08", "09:00")

    assert answer.status_int == 409
    assert "Alguien más cambió esta sesión" in answer.json["message"]
    assert entry_of(browser)["start"] == "2031-03-07T12:30:00"


def test_a_drop_where_its_account_is_taken_is_refused(app, browser, event):
    book(app, make_person(db.session, Role.HOST), AT_TEN + timedelta(hours=4), summary="Otra")

    answer = drop(browser, entry_of(browser), "2031-03-06", "14:00")

    assert answer.status_int == 422
    assert answer.json["message"]
    assert entry_of(browser)["start"] == "2031-03-06T10:00:00"


@pytest.mark.parametrize(
    ("day", "hour", "minutes"),
    [("2020-03-06", "10:00", 60), ("2031-03-06", "", 60), ("2031-03-06", "10:00", 99999)],
    ids=["past", "all day", "endless"],
)
def test_a_drop_that_makes_no_session_is_refused_in_words(browser, day, hour, minutes):
    answer = drop(browser, entry_of(browser), day, hour, minutes)

    assert 400 <= answer.status_int < 500
    assert answer.json["message"]
    assert entry_of(browser)["start"] == "2031-03-06T10:00:00"


def test_a_drop_on_its_own_time_tells_nobody(browser):
    answer = drop(browser, entry_of(browser), "2031-03-06", "10:00")

    assert "no cambió nada" in answer.json["said"]
    assert "undo" not in answer.json


def test_who_may_not_move_it_drags_nothing_and_reads_nothing_of_what_it_lacks(browser_of, event):
    viewer = browser_of(Role.VIEWER)
    entry = entry_of(viewer)

    assert (entry["editable"], entry["extendedProps"]["lacks"]) == (False, "")
    assert drop(viewer, entry, "2031-03-07", "12:30").status_int == 403
    assert entry_of(viewer)["start"] == "2031-03-06T10:00:00"


def test_the_day_shows_the_accounts_as_lanes(browser, event):
    day = browser.get("/calendario?vista=dia&fecha=2031-03-06").html

    lanes = [one.get_text(" ", strip=True) for one in day.find_all(class_="day__room")]
    assert len(lanes) == 1
    assert lanes[0].startswith(event.meeting.licence.label)
    assert [one.a.text for one in day.find_all(class_="slot")] == ["Plática"]
    assert day.find(id="calendar") is None
