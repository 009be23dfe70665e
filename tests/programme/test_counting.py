"""The counting of goals: what each period is measured against, and what counts in it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from vc.programme.counting import Outlook, measured, outlook_of
from vc.programme.deliverables import Piece
from vc.programme.promise import Easing, Period, Promise, Terms, span_at, spans_of

YEAR = 2030
FIRST, NEXT = date(YEAR, 1, 1), date(YEAR + 1, 1, 1)
MAY = span_at(YEAR, Period.MONTH, date(YEAR, 5, 10))
periods = st.sampled_from(Period)
days = st.dates(date(YEAR, 1, 7), date(YEAR, 12, 28))
numbers = st.none() | st.integers(0, 5)


def piece(day, *, key="", is_proven=True, campaign_id=None):
    """Return a piece of a day."""
    at = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
    return Piece(
        key=key or f"piece:{day}",
        title="Pieza",
        at=at,
        is_proven=is_proven,
        endpoint="x",
        campaign_id=campaign_id,
    )


def promise(period=Period.MONTH, *more, least=2, easings=(), **terms):
    """Return a goal of the whole year, and later versions of it."""
    first = Terms(begins_on=date(YEAR - 1, 1, 1), least=least, **terms)
    return Promise(year=YEAR, period=period, versions=(first, *more), easings=easings)


def told(one, spans, pieces, today=NEXT):
    """Return how a goal stands, as seen on a day."""
    return measured(one, spans, pieces, today=today, zone=UTC)


pieces = st.lists(
    st.builds(
        piece,
        days,
        key=st.sampled_from([f"clip:{n}" for n in range(8)]) | st.just(""),
        is_proven=st.booleans(),
    ),
    max_size=30,
)
versions = st.lists(
    st.builds(Terms, begins_on=days, least=numbers, is_over=st.booleans()), max_size=4
)


@given(periods, st.integers(2020, 2060))
def test_the_periods_of_a_year_are_the_year_without_a_gap(period, year):
    spans = spans_of(year, period)

    assert all(one.end == following.begin for one, following in pairwise(spans))
    assert spans[-1].end == spans_of(year + 1, period)[0].begin


@given(periods, pieces, versions)
def test_nothing_counts_twice_within_one_goal(period, found, later):
    parts = told(promise(period, *later), spans_of(YEAR, period), found)

    keys = [one.key for part in parts for one in part.proven + part.planned]
    assert len(keys) == len(set(keys))


@given(periods, pieces)
def test_the_months_together_are_the_year(period, found):
    one = promise(period, least=None)
    year = told(one, spans_of(YEAR, period), found)

    months = [date(YEAR, month, 1) for month in range(1, 13)] + [NEXT]
    of_months = [
        part
        for begin, end in pairwise(months)
        for part in told(
            one,
            [span for span in spans_of(YEAR, period) if begin <= span.first_of_month < end],
            found,
        )
    ]

    assert sum(part.count for part in of_months) == sum(part.count for part in year)
    assert {one.key for part in year for one in part.proven} == {
        one.key for one in found if one.is_proven
    }


@given(periods, pieces, days, numbers, st.booleans())
def test_a_later_version_changes_no_earlier_period(period, found, day, least, is_over):
    spans = spans_of(YEAR, period)
    begins_on = span_at(YEAR, period, day).end
    later = Terms(begins_on=begins_on, least=least, is_over=is_over)

    before = told(promise(period), spans, found)
    after = told(promise(period, later), spans, found)

    earlier = [one for one in before if one.span.begin < begins_on]
    assert after[: len(earlier)] == earlier


@given(st.integers(0, 5), st.integers(0, 5), st.integers(0, 5))
def test_an_adjustment_lets_nothing_look_met_that_was_promised(promised, eased, count):
    found = [piece(MAY.begin + timedelta(days=n)) for n in range(count)]

    (part,) = told(promise(least=promised, easings=[Easing(MAY.begin, eased)]), [MAY], found)

    assert (part.outlook is Outlook.MET) == (count >= promised)
    assert part.least == min(promised, eased)
    assert part.lacking == max(0, min(promised, eased) - count)


def test_a_goal_can_be_met_until_its_period_is_over():
    assert [
        told(promise(), [MAY], found, today=today)[0].outlook
        for found, today in (
            ([], date(YEAR, 5, 31)),
            ([], date(YEAR, 6, 1)),
            ([piece(date(YEAR, 5, 1)), piece(date(YEAR, 5, 31))], date(YEAR, 5, 31)),
        )
    ] == [Outlook.OPEN, Outlook.LOST, Outlook.MET]


def test_without_a_number_it_is_counted_all_the_same():
    (part,) = told(promise(least=None), [MAY], [piece(date(YEAR, 5, 3))])

    assert (part.count, part.lacking, part.outlook) == (1, 0, Outlook.COUNTED)


def test_what_is_planned_counts_nothing_and_is_told():
    planned = piece(date(YEAR, 5, 3), is_proven=False)

    (part,) = told(promise(least=1), [MAY], [planned], today=date(YEAR, 5, 1))

    assert (part.count, part.planned, part.lacking) == (0, (planned,), 1)


def test_what_was_planned_for_one_month_and_proven_in_another_counts_where_it_was_proven():
    planned = piece(date(YEAR, 5, 3), key="clip:1", is_proven=False)
    proven = replace(planned, at=planned.at + timedelta(days=31), is_proven=True)

    parts = told(promise(), spans_of(YEAR, Period.MONTH), [planned, proven])

    assert [(one.count, len(one.planned)) for one in parts[4:6]] == [(0, 0), (1, 0)]


def test_only_what_is_of_the_campaign_counts():
    found = [piece(date(YEAR, 5, day), campaign_id=day) for day in (1, 2)]

    (part,) = told(promise(campaign_id=2), [MAY], found)

    assert part.proven == (found[1],)


def test_a_goal_that_ended_asks_nothing_from_then_on():
    ended = Terms(begins_on=MAY.end, is_over=True)

    parts = told(promise(Period.MONTH, ended), spans_of(YEAR, Period.MONTH), [])

    assert [one.span.begin.month for one in parts] == [1, 2, 3, 4, 5]


def test_a_week_is_of_the_month_and_year_of_its_thursday():
    weeks = spans_of(2026, Period.WEEK)

    assert weeks[0].begin == date(2025, 12, 29)
    assert weeks[-1].end == date(2027, 1, 4)
    assert [one.begin for one in weeks if one.touches(date(2026, 5, 1), date(2026, 6, 1))] == [
        date(2026, 5, day) for day in (4, 11, 18, 25)
    ]


def test_a_version_holds_in_no_period_that_had_begun():
    amid = Terms(begins_on=MAY.begin + timedelta(days=9), least=9)

    parts = told(promise(Period.MONTH, amid), spans_of(YEAR, Period.MONTH), [])

    assert [one.least for one in parts[4:6]] == [2, 9]


def test_a_period_is_told_in_the_month_in_which_it_is_due():
    quarter, week = spans_of(2026, Period.QUARTER)[1], span_at(2026, Period.WEEK, date(2026, 4, 30))

    assert quarter.first_of_month == date(2026, 6, 1)
    assert span_at(2026, Period.WEEK, date(2026, 9, 1)).first_of_month == date(2026, 9, 1)
    assert week.first_of_month == date(2026, 4, 1)


def test_of_several_periods_the_worst_tells():
    weeks = [one for one in spans_of(YEAR, Period.WEEK) if one.touches(MAY.begin, MAY.end)]
    parts = told(
        promise(Period.WEEK, least=1), weeks, [piece(weeks[1].begin)], today=weeks[2].begin
    )

    assert outlook_of(parts) is Outlook.LOST
    assert outlook_of(parts[1:]) is Outlook.OPEN
    assert outlook_of(parts[1:2]) is Outlook.MET
