"""The dates of a series."""

from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vc.booking.models import Frequency
from vc.series.recurrence import MOST_SESSIONS, Repeat, dates

TUESDAY = date(2031, 3, 4)
MEXICO = ZoneInfo("America/Mexico_City")


def test_a_weekly_series_keeps_its_weekday():
    found = dates(TUESDAY, Repeat(Frequency.WEEKLY, count=3))

    assert found == [date(2031, 3, 4), date(2031, 3, 11), date(2031, 3, 18)]


def test_every_second_week_leaves_one_out():
    found = dates(TUESDAY, Repeat(Frequency.BIWEEKLY, until=date(2031, 4, 1)))

    assert found == [date(2031, 3, 4), date(2031, 3, 18), date(2031, 4, 1)]


def test_a_monthly_series_keeps_the_second_tuesday():
    found = dates(date(2031, 3, 11), Repeat(Frequency.MONTHLY, count=3))

    assert found == [date(2031, 3, 11), date(2031, 4, 8), date(2031, 5, 13)]


def test_a_fifth_weekday_stands_for_the_last_one():
    found = dates(date(2031, 4, 29), Repeat(Frequency.MONTHLY, count=3))

    assert found == [date(2031, 4, 29), date(2031, 5, 27), date(2031, 6, 24)]


def test_a_weekly_series_reaches_the_29th_of_february():
    found = dates(date(2032, 2, 22), Repeat(Frequency.WEEKLY, count=3))

    assert found == [date(2032, 2, 22), date(2032, 2, 29), date(2032, 3, 7)]


def test_a_series_goes_on_across_the_end_of_the_year():
    found = dates(date(2031, 12, 30), Repeat(Frequency.WEEKLY, count=2))

    assert found == [date(2031, 12, 30), date(2032, 1, 6)]


def test_a_series_that_is_too_long_shows_that_it_is():
    found = dates(TUESDAY, Repeat(Frequency.WEEKLY, until=date(2099, 1, 1)))

    assert len(found) == MOST_SESSIONS + 1


@pytest.mark.parametrize("frequency", Frequency)
@given(day=st.dates(date(2025, 1, 1), date(2090, 1, 1)), count=st.integers(2, MOST_SESSIONS))
def test_every_date_is_on_the_same_weekday_and_later_than_the_one_before(frequency, day, count):
    found = dates(day, Repeat(frequency, count=count))

    assert found[0] == day
    assert len(found) == count
    assert {one.weekday() for one in found} == {day.weekday()}
    gaps = {later - earlier for earlier, later in pairwise(found)}
    allowed = {
        Frequency.WEEKLY: {timedelta(7)},
        Frequency.BIWEEKLY: {timedelta(14)},
        Frequency.MONTHLY: {timedelta(28), timedelta(35)},
    }
    assert gaps <= allowed[frequency]


def test_a_fourth_weekday_is_no_last_one_where_its_month_has_no_fifth():
    found = dates(date(2031, 2, 27), Repeat(Frequency.MONTHLY, count=4))

    assert found == [date(2031, 2, 27), date(2031, 3, 27), date(2031, 4, 24), date(2031, 5, 22)]


def test_the_last_weekday_is_kept_where_it_is_the_31st():
    found = dates(date(2031, 1, 31), Repeat(Frequency.MONTHLY, count=10))

    assert [one.day for one in found] == [31, 28, 28, 25, 30, 27, 25, 29, 26, 31]
