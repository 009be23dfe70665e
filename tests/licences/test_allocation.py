"""The giving out of licences: the sweep against a brute-force model, and the order of taking."""

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from vc.licences.allocation import (
    Account,
    Hindrance,
    Need,
    Span,
    choose,
    free_starts,
    hindrance,
    is_free,
    peak_use,
    why_unfit,
)

MONDAY = datetime(2031, 3, 3, 15, tzinfo=UTC)
MEETING = Need(frozenset({"meeting"}), 10)


def at(minute: int) -> datetime:
    """Return the instant so many minutes after the beginning."""
    return MONDAY + timedelta(minutes=minute)


def span(start: int, end: int, licence_id: int = 1, *, is_block: bool = False) -> Span:
    """Return a span by minutes."""
    return Span(licence_id, at(start), at(end), is_block)


def account(licence_id: int = 1, **values: object) -> Account:
    """Return an account with capacity 1 and no buffer, unless told otherwise."""
    known = {
        "label": f"Sala {licence_id}",
        "platform": "zoom",
        "kinds": frozenset({"meeting"}),
        "largest_audience": 100,
        "capacity": 1,
        "buffer": timedelta(0),
    }
    return Account(id=licence_id, **(known | values))


def busiest_minute(spans: list[Span], start: int, end: int) -> int:
    """Return the same as `peak_use`, by counting at each minute."""
    return max(
        (
            sum(one.starts_at <= at(minute) < one.ends_at for one in spans)
            for minute in range(start, end)
        ),
        default=0,
    )


def spans_of(pairs: list[tuple[int, int]]) -> list[Span]:
    """Return spans from (start, length) pairs."""
    return [span(start, start + length) for start, length in pairs]


pairs = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=12)


@given(pairs, st.integers(0, 60), st.integers(1, 40))
def test_the_sweep_finds_the_same_peak_as_counting_each_minute(some, start, length):
    spans = spans_of(some)

    peak = peak_use(spans, at(start), at(start + length))

    assert peak == busiest_minute(spans, start, start + length)


@given(
    st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60)), max_size=40),
    st.integers(1, 3),
    st.integers(0, 20),
)
def test_booking_whatever_is_free_never_exceeds_the_capacity(asked, capacity, buffer_min):
    licence = account(capacity=capacity, buffer=timedelta(minutes=buffer_min))
    booked: list[Span] = []

    for start, length in asked:
        if is_free(licence, booked, at(start), at(start + length)):
            booked.append(span(start, start + length))

    assert busiest_minute(booked, 0, 300) <= capacity


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(1, 60)), max_size=30), st.integers(0, 30)
)
def test_meetings_on_a_licence_of_one_keep_the_buffer_between_them(asked, buffer_min):
    licence = account(buffer=timedelta(minutes=buffer_min))
    booked: list[Span] = []

    for start, length in asked:
        if is_free(licence, booked, at(start), at(start + length)):
            booked.append(span(start, start + length))

    in_order = sorted(booked, key=lambda one: one.starts_at)
    gaps = [b.starts_at - a.ends_at for a, b in itertools.pairwise(in_order)]
    assert all(gap >= timedelta(minutes=buffer_min) for gap in gaps)


def test_a_meeting_that_ends_when_the_next_begins_does_not_touch_it():
    assert is_free(account(), [span(0, 60)], at(60), at(120))
    assert not is_free(account(), [span(0, 61)], at(60), at(120))


def test_three_pairwise_overlaps_at_different_instants_fit_a_capacity_of_two():
    # Each of the two touches the wish, but never both at one instant.
    booked = [span(0, 30), span(30, 60)]

    assert is_free(account(capacity=2), booked, at(10), at(50))


def test_a_block_takes_the_whole_licence_whatever_its_capacity():
    blocked = [span(0, 60, is_block=True)]

    assert not is_free(account(capacity=5), blocked, at(30), at(90))


def test_a_small_meeting_does_not_spend_the_webinar_licence():
    plain = account(2, largest_audience=500)
    webinar = account(1, kinds=frozenset({"meeting", "webinar", "recording", "streaming"}))

    choice, _ = choose(MEETING, [webinar, plain], [], at(0), at(60))

    assert choice.licence_id == plain.id


def test_among_equals_the_least_used_that_week_is_taken():
    tired = account(1, week_min=300)
    fresh = account(2, week_min=60)

    choice, _ = choose(MEETING, [tired, fresh], [], at(0), at(60))

    assert choice.licence_id == fresh.id


def test_among_perfect_equals_the_order_is_stable():
    choice, _ = choose(MEETING, [account(3), account(2), account(9)], [], at(0), at(60))

    assert choice.licence_id == 2


def test_each_licence_that_was_passed_over_says_why():
    accounts = [
        account(1, largest_audience=5),
        account(2, kinds=frozenset({"webinar"})),
        account(3, is_capped=True),
        account(4),
        account(5),
        account(6, largest_audience=300),
        account(7, largest_audience=200),
    ]
    spans = [span(0, 60, 4), span(0, 60, 5, is_block=True)]

    choice, passed_over = choose(MEETING, accounts, spans, at(30), at(90))

    assert choice.licence_id == 7
    assert {one.label: one.why for one in passed_over} == {
        "Sala 1": "seats",
        "Sala 2": "kinds",
        "Sala 3": "capped",
        "Sala 4": "busy",
        "Sala 5": "blocked",
        "Sala 6": "surplus",
    }


def test_an_audience_nobody_named_fits_every_licence():
    assert why_unfit(Need(frozenset({"meeting"}), 0), account(largest_audience=1)) == ""


def test_free_starts_are_those_at_which_some_licence_could_host():
    accounts = [account(1), account(2)]
    spans = [span(0, 60, 1), span(30, 90, 2)]

    free = free_starts(MEETING, accounts, spans, map(at, range(0, 120, 30)), timedelta(minutes=30))

    assert list(free) == [at(0), at(60), at(90)]


def account_of(number: int, *kinds: str, seats: int = 100, **values: object) -> Account:
    """Return a licence that can do these things."""
    values = {"capacity": 1, "buffer": timedelta(0), "platform": "zoom"} | values
    return Account(
        number, f"Sala {number}", kinds=frozenset(kinds), largest_audience=seats, **values
    )


RECORDS = Need(frozenset({"meeting", "recording"}), 200)


def test_what_some_licence_can_host_some_day_is_hindered_by_nothing():
    capped = account_of(1, "meeting", "recording", seats=300, is_capped=True)

    assert hindrance(RECORDS, [account_of(2, "meeting"), capped]) is None


def test_without_any_licence_that_is_what_hinders():
    assert hindrance(RECORDS, []) == Hindrance()


def test_what_no_licence_has_is_told_of_the_one_that_comes_nearest():
    far, near = account_of(1), account_of(2, "meeting", seats=300)

    assert hindrance(RECORDS, [far, near]) == Hindrance("Sala 2", ("recording",), True, 300)


def test_what_different_licences_have_apart_is_not_nowhere():
    webinar = Need(frozenset({"webinar", "recording"}), 0)
    one, other = account_of(1, "webinar"), account_of(2, "meeting", "recording")

    assert hindrance(webinar, [one, other]) == Hindrance("Sala 1", ("recording",), False, 100)


def test_an_audience_that_nobody_admits_is_told_with_the_most():
    small, large = (account_of(n, "meeting", "recording", seats=50 * n) for n in (1, 2))

    assert hindrance(RECORDS, [small, large]) == Hindrance("Sala 2", largest_audience=100)
