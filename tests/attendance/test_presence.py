"""Who stayed: the room minute by minute, and the chart that tells it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from integrations.contracts.meetings import Attendee
from tests.attendance.test_headcount import Rooms, count
from vc.accounts.models import Role
from vc.attendance.presence import Chart, Presence, chart, per_minute

ZONE = ZoneInfo("America/Mexico_City")
START = datetime(2031, 3, 7, 16, tzinfo=UTC)


def at(minutes: float) -> datetime:
    """Return an instant by its minutes after the start."""
    return START + timedelta(minutes=minutes)


def counts_of(*stays: tuple[float, float], until: float = 60) -> tuple[int, ...]:
    """Return how many were there in each minute, by stays in minutes."""
    found = per_minute([(at(begin), at(end)) for begin, end in stays], at(0), at(until))
    return found.counts if found else ()


@pytest.mark.parametrize(
    ("stays", "counts"),
    [
        ([(0, 3), (1, 2)], (1, 2, 1)),
        # Whoever leaves as another comes makes no more of them.
        ([(0, 1.5), (1.5, 3)], (1, 1, 1)),
        ([(0.2, 0.8), (2.5, 2.6)], (1, 0, 1)),
        # What is outside of the session's time is no part of it.
        ([(-10, 2), (1, 500)], (1, 2, *[1] * 58)),
        ([(5, 5), (70, 80)], ()),
    ],
)
def test_each_minute_counts_the_most_that_were_there_at_once(stays, counts):
    assert counts_of(*stays) == counts


def chart_of(minutes: int, since: datetime = START, most: int = 47) -> Chart:
    """Return the chart of a room in which that many were all the time."""
    return chart(Presence(since, (most,) * minutes), ZONE)


@pytest.mark.parametrize("minutes", [1, 24, 25, 64, 200, 1680])
def test_a_chart_has_few_bars_and_none_of_them_is_empty(minutes):
    shown = chart_of(minutes)

    assert len(shown.bars) <= 25
    assert {one.count for one in shown.bars} == {47}
    assert shown.top == 60


def test_no_bar_is_of_less_than_five_minutes():
    assert {chart_of(minutes).minutes for minutes in (1, 24, 64, 120)} == {5}


def test_bars_begin_on_the_clock_s_own_marks():
    shown = chart_of(60, since=at(7))

    begins = [one.begins_at.astimezone(ZONE) for one in shown.bars]
    assert f"{begins[0]:%H:%M} {begins[1]:%H:%M} {begins[-1]:%H:%M}" == "10:05 10:10 11:05"


def test_the_session_s_page_tells_who_stayed_as_bars_and_as_a_table(
    app, clock, forum, browser_of, reading
):
    clock.now = forum.ends_at + timedelta(minutes=15)
    begin = forum.starts_at
    stays = [(0, 60), (0, 60), (20, 60), (0, 20)]
    row = count(
        app,
        Rooms(
            [
                Attendee(str(number), begin + timedelta(minutes=one), begin + timedelta(minutes=to))
                for number, (one, to) in enumerate(stays)
            ]
        ),
    )
    assert row.presence == [3] * 60

    page = browser_of(Role.COORDINATOR).get(f"/sesiones/{forum.id}")

    section = page.html.find("details", id="asistentes")
    assert "4 personas, unos 45 min cada una" in section.summary.get_text(" ")
    section = page.html.find("section", attrs={"aria-labelledby": "se-quedaron"})
    assert len(section.select("svg[role=img] rect")) == 12
    said = "Personas en la sala cada 5 min: hasta 3 a las 10:00 h; al final, 3"
    assert section.select_one("svg[role=img]")["aria-label"] == said
    cells = [one.get_text(" ") for one in section.select("table tbody tr")]
    assert (cells[0], cells[-1]) == ("10:00 3", "10:55 3")
