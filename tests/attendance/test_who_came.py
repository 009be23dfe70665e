"""How long each person who registered was there: never too long, and unknown is not zero."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.contracts.meetings import Attendee
from tests.attendance.conftest import own_link, registered
from tests.attendance.test_export import rows_of
from tests.attendance.test_headcount import Rooms, count
from tests.attendance.test_headcount import over as over
from tests.series.conftest import form_with
from vc.accounts.models import Role
from vc.attendance import queries, who_came
from vc.attendance.models import Registration, name_key
from vc.attendance.who_came import minutes_within, told
from vc.db import db
from vc.licences.allocation import Span

START = datetime(2031, 3, 7, 16, tzinfo=UTC)
WINDOW = START, START + timedelta(hours=1)


def at(minutes: float) -> datetime:
    """Return an instant by minutes after the start."""
    return START + timedelta(minutes=minutes)


def stay(name: str, begins: float, ends: float, **known: str) -> Attendee:
    """Return a stay by minutes after the start."""
    return Attendee(name, at(begins), at(ends), **known)


def person(number: int, name: str, email: str, entered: float | None = None) -> Registration:
    """Return somebody who registered, and when they entered by their own link."""
    return Registration(
        id=number,
        name=name,
        name_key=name_key(name),
        email=email,
        entered_at=None if entered is None else at(entered),
    )


spans = st.lists(
    st.tuples(st.integers(-120, 180), st.integers(0, 120)).map(
        lambda pair: Span(0, at(pair[0]), at(pair[0] + pair[1]))
    ),
    max_size=8,
)


@given(spans)
def test_nobody_is_there_for_longer_than_the_session(stays):
    assert 0 <= minutes_within(stays, WINDOW) <= 60


@given(spans)
def test_each_minute_counts_once_however_many_devices_were_there(stays):
    there = {
        minute
        for minute in range(60)
        if any(one.starts_at <= at(minute) < one.ends_at for one in stays)
    }

    assert minutes_within(stays, WINDOW) == len(there)


@given(spans, st.randoms())
def test_the_order_of_the_list_changes_nothing(stays, random):
    mixed = list(stays)
    random.shuffle(mixed)

    assert minutes_within(mixed + mixed, WINDOW) == minutes_within(stays, WINDOW)


@settings(max_examples=30)
@given(st.lists(st.integers(1, 10), min_size=1, max_size=5))
def test_whoever_comes_back_has_the_sum_of_the_stays(lengths):
    begins, stays = 0, []
    for length in lengths:
        stays.append(stay("iPad", begins, begins + length, email="ana@a.example"))
        begins += length + 1

    found = told(stays, [person(1, "Ana", "ana@a.example")], WINDOW)

    assert found == {1: min(sum(lengths), 60)}


def test_somebody_is_known_by_their_address_whatever_name_is_shown():
    people = [person(1, "Ana López", "ana@a.example"), person(2, "Luis", "luis@a.example")]

    found = told([stay("Prepa 5", 0, 45, email="ANA@a.example")], people, WINDOW)

    assert found == {1: 45}


def test_a_family_that_shares_an_address_is_told_apart_by_name():
    people = [person(1, "Ana López", "casa@a.example"), person(2, "Luis Mora", "casa@a.example")]
    both = [
        stay("Ana Lopez", 0, 50, email="casa@a.example", seat_id="1"),
        stay("Familia", 0, 20, email="casa@a.example", seat_id="2"),
    ]

    # One address in one room is one person to the vendor: the name says which.
    assert told(both, people, WINDOW) == {1: 50}
    assert told(both[1:], people, WINDOW) == {}


def test_a_name_alone_is_no_proof():
    assert told([stay("Ana López", 0, 60)], [person(1, "Ana López", "a@a.example")], WINDOW) == {}


def test_their_own_link_and_the_name_they_registered_with_are():
    people = [person(1, "Ana López", "a@a.example", entered=2)]
    stays = [stay("ana lópez", 3, 20), stay("ANA LOPEZ", 30, 60), stay("Otra", 0, 60)]

    assert told(stays, people, WINDOW) == {1: 47}


@pytest.mark.parametrize(
    "stays",
    [
        [stay("Ana López", 3, 40), stay("Ana López", 20, 60)],
        [stay("Ana López", -20, 60)],
        [stay("Ana L.", 3, 60)],
        [stay("Ana López", 3, 20, account_id="a"), stay("Ana López", 30, 60, account_id="b")],
        [stay("Ana López", 61, 90)],
    ],
    ids=["two at once", "before the link", "another name", "two accounts", "after the end"],
)
def test_where_it_cannot_be_told_nothing_is_said(stays):
    assert told(stays, [person(1, "Ana López", "a@a.example", entered=2)], WINDOW) == {}


def test_two_of_one_name_are_not_told_apart_by_it():
    people = [person(one, "Ana López", f"{one}@a.example", entered=1) for one in (1, 2)]

    assert told([stay("Ana López", 3, 60)], people, WINDOW) == {}


def presence() -> dict[str, int | None]:
    """Return the minutes of each registration, by e-mail."""
    db.session.rollback()
    found = {one.email: one.minutes for one in db.session.query(Registration)}
    db.session.rollback()
    return found


@pytest.fixture
def attended(app, anyone, clock, forum):
    """The forum after its end: Ana entered by her own link, Luis is known by his address."""
    registered(anyone, forum, "ana@escuela.example", name="Ana López", municipality="Matehuala")
    registered(anyone, forum, "luis@escuela.example", name="Luis Mora", municipality="Matehuala")
    clock.now = forum.starts_at
    anyone.get(f"{own_link('ana@escuela.example', forum.slug)}?entrar=si", status=303)
    clock.now = forum.ends_at + timedelta(minutes=15)
    begin = forum.starts_at
    return Rooms(
        [
            Attendee("Ana López", begin, begin + timedelta(minutes=40)),
            Attendee("PC", begin, forum.ends_at, email="luis@escuela.example"),
        ]
    )


def test_the_report_tells_and_a_later_one_corrects_it(app, clock, forum, attended):
    row = count(app, attended)
    length = who_came.length_min(row.event)
    assert presence() == {"ana@escuela.example": 40, "luis@escuela.example": length}

    attended.stays = attended.stays[:1]
    clock.now = row.due_at
    count(app, attended)

    assert presence() == {"ana@escuela.example": 40, "luis@escuela.example": None}
    month = queries.came(db.session, forum.starts_at, forum.ends_at)
    assert (month.people, month.person_minutes) == (1, 40)
    assert month.by_municipality == (("Matehuala", 1),)


def test_a_room_closed_early_makes_the_session_shorter(app, forum):
    event = db.session.merge(forum)
    event.meeting.ended_at = event.starts_at + timedelta(minutes=25)

    assert who_came.length_min(event) == 25


def test_a_person_corrects_it_with_a_reason_and_the_vendor_s_stays_beside(
    app, browser_of, forum, attended
):
    attended.stays = attended.stays[1:]
    count(app, attended)
    browser = browser_of(Role.COORDINATOR)
    page = browser.get(f"/sesiones/{forum.id}/registro?orden=presencia")
    assert page.html.tbody.tr.th.get_text() == "Luis Mora"

    form = form_with(page.click(href="presencia$", index=1), "minutes")
    form["minutes"] = "900"
    refused = form.submit(status=422)
    assert "Escriba cómo se sabe." in refused
    form = form_with(refused, "minutes")
    form["reason"] = "Estaba en el aula"
    refused = form.submit(status=422)
    assert "escriba esos o menos" in refused
    form = form_with(refused, "minutes")
    form["minutes"] = "55"
    page = form.submit(status=303).follow()

    assert "corregido: Estaba en el aula" in page
    assert presence()["ana@escuela.example"] == 55
    assert [row[-1] for row in rows_of(browser, forum)] == ["55", "60"]


def test_who_is_not_known_is_said_so_on_the_page_and_in_the_file(app, browser_of, forum, attended):
    attended.stays = attended.stays[1:]
    count(app, attended)
    browser = browser_of(Role.COORDINATOR)

    assert "no se pudo saber" in browser.get(f"/sesiones/{forum.id}/registro")
    assert [row[-1] for row in rows_of(browser, forum)] == ["no se pudo saber", "60"]
