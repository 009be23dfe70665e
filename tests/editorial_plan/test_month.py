"""The month as a plan: an empty one is filled in a few actions, and nothing is planned unseen."""

from datetime import UTC, date, datetime

import pytest

from tests.checklists.working import signed_in
from tests.editorial_plan.working import Hand, ban, form_to, form_with, planned
from tests.people import may_write
from tests.publishing.working import ZONE
from vc.accounts.request_context import RequestContext
from vc.calendars.models import Recurrence
from vc.channels.queries import offered
from vc.channels.slots import Clash, clashes
from vc.db import db, read_only
from vc.editorial_plan import month as months
from vc.publishing.models import Publication, PublicationStatus

S = PublicationStatus
APRIL = "/publicaciones/mes?mes=2031-04"
PROPOSE = "/publicaciones/mes/proponer?mes=2031-04"


@pytest.fixture
def boss(library, orange, reviewer, browser_of):
    """A coordinator's browser; from then on the test only looks."""
    browser = signed_in(browser_of, reviewer)
    read_only(True)
    db.session.rollback()
    return browser


def days() -> set[date]:
    """Return the office's days on which something is to go out."""
    rows = [one for one in planned() if one.status is S.QUEUED]
    return {one.publish_after.astimezone(ZONE).date() for one in rows}


def against_of(row: Publication, rows: list[Publication]) -> tuple[Clash, ...]:
    """Return why the time of a publication does not suit its channel."""
    others = [one.ready_at for one in rows if one is not row and one.channel_id == row.channel_id]
    return clashes(row.ready_at, others, row.channel.rules(ZONE))


def test_an_empty_month_is_filled_in_at_most_ten_actions_without_a_clash(boss, orange):
    hand = Hand(boss)
    page = hand.open(APRIL)
    assert "No hay nada entre el 1 y el 30 de abril" in page.text

    page = hand.send(form_with(hand.click(page, "Proponer el mes"), "chosen"))

    rows = planned()
    assert hand.actions <= 10
    assert {against_of(one, rows) for one in rows} == {()}
    assert "No hay nada entre" not in page.text
    # Several of one hour are all there.
    assert page.text.count('href="/publicaciones/') >= len(rows) > len(days())
    assert date(2031, 4, 25) in days()
    assert len({one.clip_id for one in rows}) == len(days()) >= 4


def test_nothing_is_planned_before_the_button_nor_what_was_unmarked(boss):
    form = form_with(boss.get(PROPOSE), "chosen")
    assert planned() == []
    boxes = form.fields["chosen"]
    for box in boxes[1:]:
        box.checked = False
    form.submit().follow()

    assert len(boxes) > 1
    assert len({one.clip_id for one in planned()}) == 1


def test_all_of_it_is_taken_back_at_once(boss):
    page = form_with(boss.get(PROPOSE), "chosen").submit().follow()
    form_to(page, "deshacer?mes=2031-04").submit().follow()

    assert {one.status for one in planned()} == {S.CANCELLED}
    assert "No hay nada entre el 1 y el 30 de abril" in boss.get(APRIL).text


def test_what_was_sent_twice_is_planned_once(boss):
    """As with a double click, or the page of yesterday: what was proposed is proposed no more."""
    form = form_with(boss.get(PROPOSE), "chosen")
    form.submit().follow()
    before = len(planned())
    again = form.submit(status=422)

    assert len(planned()) == before
    assert "El plan cambió mientras lo revisaba" in again.text


def test_with_nothing_marked_nothing_is_planned(boss):
    form = form_with(boss.get(PROPOSE), "chosen")
    for box in form.fields["chosen"]:
        box.checked = False

    assert "Marque al menos una propuesta" in form.submit(status=422).text
    assert planned() == []


def test_only_the_channels_that_were_chosen_get_something(boss, facebook):
    with may_write():
        number = facebook.id
        db.session.rollback()
    form_with(boss.get(f"{PROPOSE}&canal={number}"), "chosen").submit().follow()

    assert {one.channel_id for one in planned()} == {number}


def at_2027(reviewer) -> RequestContext:
    """Return a coordinator's request of February 2027."""
    now = datetime(2027, 2, 20, 16, tzinfo=UTC)
    return RequestContext(session=db.session(), by=reviewer, now=now, zone=ZONE)


@pytest.fixture
def spring(context, library, rule_of, reviewer, clock):
    """Observances of the spring of 2027, the ban of that year, and a request of February."""
    request = at_2027(reviewer)
    clock.now = request.now
    day = date(2027, 2, 20)
    rule_of("Semana Santa", today=day, recurrence=Recurrence.EASTER, day=-7, length=8)
    rule_of("Semana de Pascua", today=day, recurrence=Recurrence.EASTER, day=1, length=7)
    rule_of("Día Naranja", today=day, day=25)
    ban(date(2027, 3, 5), date(2027, 6, 6), by=reviewer, now=request.now)
    return request


def test_easter_and_the_orange_days_of_2027_lie_in_the_ban_and_nothing_is_proposed(spring):
    march = months.of_month(spring, date(2027, 3, 1))
    april = months.of_month(spring, date(2027, 4, 1))
    may = months.of_month(spring, date(2027, 5, 1))
    every = [
        one
        for month in (march, april, may)
        for one in months.propose(spring, month, offered(spring.session))
    ]

    inside = [(one.name, one.day) for one in every if one.task]
    assert inside == [
        ("Semana Santa", date(2027, 3, 21)),
        ("Día Naranja", date(2027, 3, 25)),
        ("Semana de Pascua", date(2027, 3, 29)),
        ("Semana de Pascua", date(2027, 3, 29)),
        ("Día Naranja", date(2027, 4, 25)),
        ("Día Naranja", date(2027, 5, 25)),
    ]
    assert {one.choice for one in every if one.task} == {None}
    orange = [one.why_not for one in every if one.name == "Día Naranja"]
    assert all("Hay veda en esa fecha: Campañas" in why for why in orange)
    assert [one.choice.day for one in every if one.choice] == []
    assert months.gaps(april, date(2027, 2, 20), ZONE) == []
