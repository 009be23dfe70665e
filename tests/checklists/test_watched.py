"""Only what was really played counts as watched, once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checklists.working import MINUTE_MS, change, made_file
from vc.checklists import watched
from vc.checklists.models import Viewing
from vc.clips.edit import Length, Piece
from vc.db import db

INSTANTS = st.integers(min_value=-50, max_value=20_000)
SPANS = st.lists(st.tuples(INSTANTS, INSTANTS), max_size=30)


@given(SPANS, SPANS, st.integers(min_value=0, max_value=15_000))
def test_merged_spans_are_in_order_apart_and_inside_and_lose_nothing(one, other, length_ms):
    merged = watched.merged([*watched.merged(one, length_ms), *other], length_ms)

    ends = [end for _, end in merged]
    assert all(first < last for first, last in merged)
    assert all(
        begin - end > watched.JOINED_MS for end, (begin, _) in zip(ends, merged[1:], strict=False)
    )
    assert all(first >= 0 and last <= length_ms for first, last in merged)
    for first, last in (*one, *other):
        begin, end = max(0, first), min(length_ms, last)
        assert begin >= end or any(a <= begin and end <= b for a, b in merged)
    assert watched.watched_ms(merged) <= length_ms
    assert watched.merged(merged, length_ms) == merged


def test_watching_the_same_twice_counts_once():
    assert watched.watched_ms(watched.merged([(0, 5000), (2000, 6000), (0, 5000)], 9000)) == 6000


def test_a_row_stays_small_however_somebody_jumps_about():
    spans = [(at * 1000, at * 1000 + 1) for at in range(2000)]

    assert len(watched.merged(spans, 9_000_000)) == watched.MOST_SPANS


@pytest.fixture
def note(clip, clock, reviewer):
    """Return a function: spans → the row in which they were kept."""

    def keep(*spans, render=None, by=None):
        render = render or clip.current_renders[0]
        watched.note(db.session(), render, spans, now=clock(), by=by or reviewer)
        db.session.commit()
        return db.session.query(Viewing).all()

    return keep


def percent(clip, reviewer=None):
    """Return how much was watched."""
    return watched.percent(db.session(), clip, reviewer=reviewer, cutters={clip.author_id})


def test_what_is_watched_in_two_goes_adds_up(clip, note, reviewer):
    note((0, 30_000))
    (row,) = note((29_000, 59_000))

    assert row.spans == [[0, 59_000]]
    assert percent(clip, reviewer) == 98


def test_another_person_s_watching_is_not_the_reviewer_s(clip, note, reviewer, author):
    note((0, MINUTE_MS), by=author)

    assert percent(clip, reviewer) == 0
    assert percent(clip) == 0
    note((0, 15_000))
    assert percent(clip) == 25


def test_the_short_length_does_not_stand_for_the_long_one(clip, clock, note, reviewer):
    short = made_file(clip, clock(), length=Length.SHORT, duration_ms=20_000)

    note((0, 20_000), render=short)

    assert percent(clip, reviewer) == 0


def test_another_cut_is_to_be_watched_again(clip, clock, note, reviewer, author):
    old = clip.current_renders[0]
    note((0, 10_000))

    change(clip, clock(), author, pieces=(Piece(60_000, 90_000),))
    made_file(clip, clock(), duration_ms=30_000)

    assert percent(clip, reviewer) == 0
    rows = note((0, 30_000), render=old)
    assert [row.spans for row in rows] == [[[0, 10_000]]]
    assert percent(clip, reviewer) == 0
