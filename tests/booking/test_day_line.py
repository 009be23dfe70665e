"""The day's line holds everything, and no two names stand on each other."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vc.booking.day_line import COLUMNS, FIRST_ROW, MOST_LANES, Bar, Stretch, day_line

MORNING = 9 * 60


def bar_of(*stretches: Stretch) -> list[Bar]:
    """Return the bars of stretches, in their order."""
    line = day_line(stretches)
    return [line.bars[one.key] for one in stretches]


stretches = st.lists(
    st.builds(
        lambda room, begin, length: (room, begin, begin + length),
        st.sampled_from("ABCDEFGHIJKL"),
        st.integers(-600, 1500),
        st.integers(1, 1440),
    ),
    max_size=30,
).map(lambda all_: [Stretch(key, *one) for key, one in enumerate(all_)])


@given(stretches)
def test_nothing_is_lost_and_no_two_names_overlap(known):
    line = day_line(known)

    assert {*line.bars} | line.folded == {one.key for one in known}
    assert not {*line.bars} & line.folded
    rows = {}
    for bar in line.bars.values():
        assert bar.first >= 1
        assert bar.count >= 1
        assert bar.after <= COLUMNS + 1
        assert FIRST_ROW <= bar.row < FIRST_ROW + MOST_LANES
        rows.setdefault(bar.row, []).append(bar)
    for row in rows.values():
        row.sort(key=lambda one: one.first)
        assert all(one.after <= two.first for one, two in pairwise(row))
        assert len({one.stretch.room for one in row}) == 1
    assert sorted(rows) == list(range(FIRST_ROW, FIRST_ROW + len(rows)))


def test_an_hour_alone_has_its_name_beside_it():
    (bar,) = bar_of(Stretch(1, "Sala 1", MORNING, MORNING + 60))

    assert (bar.row, bar.first, bar.count, bar.width) == (2, 5, 4, 13)


def test_sessions_back_to_back_keep_one_lane_and_their_names_inside():
    first, second = bar_of(
        Stretch(1, "Sala 1", MORNING, MORNING + 65),
        Stretch(2, "Sala 1", MORNING + 65, MORNING + 125),
    )

    assert (first.row, first.first, first.count, first.width) == (2, 5, 4, 0)
    assert (second.row, second.first, second.count) == (2, 9, 5)


def test_two_in_one_room_at_once_have_a_row_each_under_one_name():
    line = day_line(
        [
            Stretch(1, "Sala 1", MORNING, MORNING + 60),
            Stretch(2, "Sala 1", MORNING + 30, MORNING + 90),
        ]
    )

    assert [(lane.room, lane.row) for lane in line.lanes] == [("Sala 1", 2)]
    assert [line.bars[key].row for key in (1, 2)] == [2, 3]


@pytest.mark.parametrize(("begin", "end", "first_hour"), [(7, 8, 7), (19, 21, 10), (10, 11, 8)])
def test_the_hours_move_to_where_all_of_the_day_is_seen(begin, end, first_hour):
    others = Stretch(2, "Sala 1", 12 * 60, 13 * 60)

    line = day_line([Stretch(1, "Sala 2", begin * 60, end * 60), others])

    assert (line.scale.first_hour, line.scale.step) == (first_hour, 15)
    assert not line.folded


def test_a_day_too_long_for_quarters_is_shown_by_half_hours():
    early, late = Stretch(1, "Sala 1", 6 * 60, 7 * 60), Stretch(2, "Sala 1", 20 * 60, 21 * 60)

    line = day_line([early, late])

    assert (line.scale.first_hour, line.scale.step) == (2, 30)
    assert line.hours[:3] == [(1, "2:00"), (5, "4:00"), (9, "6:00")]
    assert [(bar.first, bar.count) for bar in line.bars.values()] == [(9, 2), (37, 2)]


def test_what_lies_outside_of_the_longest_day_is_folded_and_what_crosses_its_edge_is_cut():
    night, late, across = (
        Stretch(1, "Sala 1", 0, 60),
        Stretch(2, "Sala 1", 23 * 60, 24 * 60),
        Stretch(3, "Sala 2", 21 * 60, 25 * 60),
    )

    line = day_line([night, late, across])

    assert line.folded == {2}
    assert (line.bars[3].first, line.bars[3].count) == (43, 2)


def test_more_rooms_than_lanes_are_folded():
    known = [Stretch(key, f"Sala {key:02}", MORNING, MORNING + 60) for key in range(1, 12)]

    line = day_line(known)

    assert len(line.lanes) == MOST_LANES
    assert line.folded == {9, 10, 11}


def test_now_has_a_place_within_the_hours_only():
    line = day_line([])

    assert [line.place_of(minute) for minute in (8 * 60, 11 * 60 + 12, 19 * 60, 60)] == [
        1,
        13,
        None,
        None,
    ]
