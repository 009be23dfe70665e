"""The programme's facts, held against what its pages print, and the plan that is made by them."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vc.booking.models import EventKind
from vc.demonstration import queries
from vc.demonstration.demo import DEMO_ACCOUNTS

ZONE = ZoneInfo("America/Mexico_City")
SOURCE_YEAR = 2021

instants = st.builds(
    lambda hours: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=hours),
    st.integers(0, 20 * 366 * 24),
)


def local_plan(now: datetime) -> list[tuple[datetime, queries.Planned]]:
    """Return what is planned around an instant, with the office's hour of each."""
    return [(one.starts_at.astimezone(ZONE), one) for one in queries.planned_sessions(now, ZONE)]


def test_january_to_june_hold_as_many_observances_as_the_programme_prints():
    by_month = Counter(one.first.month for one in queries.observances_of(SOURCE_YEAR))

    printed = {month: by_month[month] for month in range(1, 7)}
    assert printed == {1: 1, 2: 3, 3: 3, 4: 1, 5: 3, 6: 2}


def test_the_other_months_hold_only_the_day_that_recurs_every_month():
    rest = [one for one in queries.observances_of(SOURCE_YEAR) if one.first.month > 6]

    assert [one.first for one in rest] == [date(SOURCE_YEAR, month, 25) for month in range(7, 13)]
    assert {one.name.partition(" - ")[0] for one in rest} == {"Día Naranja"}


def test_the_days_with_a_date_are_those_of_the_programme():
    found = [one for one in queries.observances_of(SOURCE_YEAR) if one.first == one.last]

    assert [(one.first.month, one.first.day, one.name) for one in found if one.first.day != 25] == [
        (2, 5, "Aniversario de la Constitución"),
        (2, 24, "Día de la Bandera"),
        (3, 21, "Conmemoración del natalicio de Benito Juárez"),
        (5, 1, "Día Internacional del Trabajo"),
        (5, 5, "Día de la Batalla de Puebla"),
    ]


def test_each_observance_asks_what_its_asterisks_say():
    asked = Counter(one.action.partition(" ")[0] for one in queries.observances_of(SOURCE_YEAR))

    assert asked == {"": 4, "Publicar": 12, "Emitir": 2, "Asistir": 1}


@pytest.mark.parametrize(
    ("year", "palm_sunday", "easter_sunday"),
    [
        (2021, date(2021, 3, 28), date(2021, 4, 4)),
        (2024, date(2024, 3, 24), date(2024, 3, 31)),
        (2038, date(2038, 4, 18), date(2038, 4, 25)),
    ],
)
def test_holy_week_moves_with_easter(year: int, palm_sunday: date, easter_sunday: date):
    (week,) = [one for one in queries.observances_of(year) if one.name == "Semana Santa"]

    assert (week.first, week.last) == (palm_sunday, easter_sunday)


def test_the_zones_of_the_cmsp_rotate_in_the_order_of_the_programme():
    zones = [queries.cmsp_zone(month) for month in range(1, 13)]

    assert zones == ["Centro", "Altiplano", "Media", "Huasteca"] * 3


def test_there_are_as_many_proposals_of_each_term_as_the_programme_makes():
    terms = Counter(one.term for one in queries.proposals())

    assert terms == {"short": 10, "medium": 2}


def test_sessions_can_belong_to_each_campaign_and_proposal_once():
    names = queries.campaign_names()

    assert names[:5] == [
        "Prevenimos Juntos",
        "#AquíEstoy contra la Trata",
        "Puedes Verme",
        "Contra la Extorsión y el Secuestro",
        "Canjea tus Armas por Dinero",
    ]
    assert len(set(names)) == len(names) == 13


@pytest.mark.parametrize(
    ("month", "day"),
    [
        (1, 1),
        (2, 3),
        (3, 8),
        (3, 9),
        (3, 17),
        (4, 10),
        (4, 11),
        (5, 1),
        (9, 16),
        (11, 17),
        (12, 25),
    ],
)
def test_the_office_rests_on_days_off_and_weekends(month: int, day: int):
    assert not queries.is_working_day(date(2031, month, day))


@pytest.mark.parametrize(("month", "day"), [(2, 4), (3, 10), (3, 24), (4, 9), (4, 14), (11, 24)])
def test_the_office_works_on_the_days_beside_them(month: int, day: int):
    assert queries.is_working_day(date(2031, month, day))


@given(instants)
def test_every_session_is_planned_in_the_office_s_hours(now: datetime):
    for starts_at, one in local_plan(now):
        if one.is_of_today:
            continue
        assert queries.is_working_day(starts_at.date()), one
        assert time(8) <= starts_at.time() <= time(17, 30), one


@given(instants)
def test_the_plan_reaches_some_weeks_back_and_some_ahead(now: datetime):
    starts = [one.starts_at for one in queries.planned_sessions(now, ZONE)]

    assert starts == sorted(starts)
    assert timedelta(weeks=5) < now - starts[0] < timedelta(weeks=11)
    assert timedelta(weeks=7) < starts[-1] - now < timedelta(weeks=13)
    assert 22 <= sum(start > now for start in starts) <= 29


@given(instants, st.integers(0, 24 * 60 - 1))
def test_at_any_hour_two_are_on_one_just_ended_and_one_begins_within_the_hour(now, minutes):
    now += timedelta(minutes=minutes)
    planned = [one for _, one in local_plan(now) if one.is_of_today]

    assert [one.streams for one in planned if one.is_on(now)] == [False, True]
    (over,) = (one for one in planned if one.ends_at <= now)
    (coming,) = (one for one in planned if one.starts_at > now)
    assert now - over.ends_at < timedelta(hours=3)
    assert coming.starts_at - now <= timedelta(hours=1)


@given(instants)
def test_nobody_hosts_two_sessions_at_once(now: datetime):
    plan = queries.planned_sessions(now, ZONE)

    for host in {one.host for one in plan}:
        for one, after in pairwise(planned for planned in plan if planned.host == host):
            assert one.ends_at <= after.starts_at, (one, after)


@given(instants)
def test_one_or_two_sessions_a_month_are_live_on_facebook(now: datetime):
    months = Counter(
        (starts_at.year, starts_at.month) for starts_at, one in local_plan(now) if one.streams
    )

    assert set(months.values()) <= {1, 2}


@given(instants)
def test_one_live_was_and_one_is_to_come_within_a_week_but_for_the_last_days_of_the_year(
    now: datetime,
):
    assume((now.astimezone(ZONE).month, now.astimezone(ZONE).day) < (12, 21))
    lives = [one for _, one in local_plan(now) if one.streams]

    assert min(one.starts_at for one in lives if one.starts_at > now) - now < timedelta(days=7)
    assert [one for one in lives if one.ends_at <= now]


@given(instants)
def test_each_month_covers_the_cmsp_once_in_the_zone_of_the_rotation(now: datetime):
    found = [(at, one) for at, one in local_plan(now) if one.kind is EventKind.CMSP]

    assert len({(at.year, at.month) for at, _ in found}) == len(found) == 4
    assert [one.summary for _, one in found] == [
        f"Cobertura de sesión de CMSP, Zona {queries.cmsp_zone(at.month)}" for at, _ in found
    ]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2031-03-04 08:00", "2031-03-04 13:30"),
        ("2031-03-04 14:00", "2031-03-04 15:00"),
        ("2031-03-04 15:29", "2031-03-04 16:00"),
        ("2031-03-04 15:31", "2031-03-04 16:30"),
        ("2031-03-04 16:01", "2031-03-05 13:30"),
        ("2031-03-07 23:50", "2031-03-10 13:30"),
        ("2031-03-08 09:00", "2031-03-10 13:30"),
    ],
)
def test_one_session_is_still_to_come_today_while_the_office_is_open(now: str, expected: str):
    plan = local_plan(datetime.fromisoformat(now).replace(tzinfo=ZONE))

    (start,) = [at for at, one in plan if one.summary.startswith("Reunión de seguimiento")]
    assert f"{start:%Y-%m-%d %H:%M}" == expected


def test_the_same_instant_gives_the_same_plan():
    now = datetime(2031, 3, 4, 16, 0, tzinfo=UTC)

    assert queries.planned_sessions(now, ZONE) == queries.planned_sessions(now, ZONE)


def test_every_planned_session_has_a_host_and_a_line_that_exist():
    plan = queries.planned_sessions(datetime(2031, 3, 4, 16, 0, tzinfo=UTC), ZONE)

    assert {one.host for one in plan} - {one.key for one in DEMO_ACCOUNTS} == set()
    assert {one.line for one in plan} - set(queries.campaign_names()) == set()
