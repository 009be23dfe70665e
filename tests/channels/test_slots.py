"""Posts lie apart, outside of the quiet hours, and never too many on a day: whatever is asked."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vc.channels.slots import STEP, Clash, Rules, clashes, next_free, spaced

OFFICE = ZoneInfo("America/Mexico_City")
NORTH = ZoneInfo("America/New_York")
"""A zone whose clocks still change."""
RULES = Rules(zone=OFFICE)

START = datetime(2031, 1, 20, tzinfo=UTC)
# Month ends and a change of the clock lie in these days.
instants = st.integers(0, 75 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
rules = st.builds(
    Rules,
    zone=st.sampled_from([OFFICE, NORTH]),
    gap=st.sampled_from([timedelta(), timedelta(minutes=50), timedelta(hours=3)]),
    most_per_day=st.integers(1, 4),
    quiet_from=st.sampled_from([time(23), time(0), time(21, 30)]),
    quiet_until=st.sampled_from([time(7), time(0), time(5, 45)]),
    hours=st.sampled_from([(), (time(9), time(13), time(18)), (time(12, 10),)]),
)


def local(*parts: int) -> datetime:
    """Return an instant of the office's clock."""
    return datetime(2031, *parts, tzinfo=OFFICE)


@given(instants, st.lists(instants, max_size=12), rules)
def test_a_proposed_time_suits_the_channel(after, taken, rules):
    at = next_free(after, taken, rules)

    assert at >= after
    assert clashes(at, taken, rules) == ()
    assert (at - datetime(2031, 1, 1, tzinfo=UTC)) % STEP == timedelta()
    if rules.hours:
        assert at.astimezone(rules.zone).time() in rules.hours


@given(instants, st.lists(instants, max_size=6), rules.filter(lambda one: not one.hours))
def test_no_earlier_time_would_have_suited_it(after, taken, rules):
    at = next_free(after, taken, rules)

    earlier = at - STEP
    while earlier >= after and at - earlier < timedelta(days=2):
        assert clashes(earlier, taken, rules) != ()
        earlier -= STEP


@given(st.lists(instants, max_size=10), st.lists(instants, max_size=6), instants, rules)
def test_posts_that_are_spaced_anew_keep_their_order_and_every_rule(wanted, taken, now, rules):
    placed = spaced(sorted(wanted), taken, rules, now=now)

    assert len(placed) == len(wanted)
    assert placed == sorted(placed)
    for number, at in enumerate(placed):
        assert at >= now
        assert clashes(at, [*taken, *placed[:number]], rules) == ()


def test_across_midnight_the_next_morning_is_proposed():
    assert next_free(local(1, 31, 23, 10), [], RULES) == local(2, 1, 7)
    assert next_free(local(1, 31, 6, 59), [], RULES) == local(1, 31, 7)
    assert next_free(local(1, 31, 22, 59), [], RULES) == local(2, 1, 7)


def test_a_post_of_the_evening_before_keeps_the_morning_away():
    rules = Rules(zone=OFFICE, gap=timedelta(hours=10))

    assert next_free(local(2, 1, 7), [local(1, 31, 22, 30)], rules) == local(2, 1, 8, 30)


def test_a_full_day_sends_it_to_the_next():
    taken = [local(2, 28, hour) for hour in (7, 11, 15)]

    assert clashes(local(2, 28, 19), taken, RULES) == (Clash.FULL,)
    assert next_free(local(2, 28, 16), taken, RULES) == local(3, 1, 7)


def test_what_is_still_to_come_keeps_its_time_when_a_pause_ends():
    wanted = [local(3, 1, 8), local(3, 1, 12), local(3, 2, 12)]

    assert spaced(wanted, [], RULES, now=local(3, 1, 14)) == [
        local(3, 1, 14),
        local(3, 1, 17),
        local(3, 2, 12),
    ]


def test_hours_that_are_all_quiet_are_no_hours():
    rules = Rules(zone=OFFICE, hours=(time(3),))

    with pytest.raises(ValueError, match="no free time"):
        next_free(local(3, 1, 8), [], rules)
