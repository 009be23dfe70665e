"""Publications tied to an observance: as they are planned, and from the observance's own page."""

from datetime import UTC, date, datetime

import pytest

from tests.approvals.working import pending_of
from tests.booking.sessions import ZONE
from tests.checklists.working import signed_in
from tests.editorial_plan.working import form_to, planned, task_on
from tests.people import may_write
from vc.accounts.models import Person
from vc.db import db, read_only
from vc.editorial_plan.models import TaskStatus
from vc.publishing.models import Publication, PublicationStatus

MARCH_25, APRIL_20, APRIL_25 = date(2031, 3, 25), date(2031, 4, 20), date(2031, 4, 25)
KEY, TITLE = "observances", "Compras seguras"


@pytest.fixture
def boss(library, orange, rule_of, reviewer, browser_of, clock):
    """A coordinator's browser, so near Día Naranja that somebody is asked to prepare it."""
    rule_of("Día de la Familia", month=4, day=20)
    browser = signed_in(browser_of, reviewer)
    read_only(True)
    db.session.rollback()
    clock.advance(days=12)
    return browser


@pytest.fixture
def plan(boss, library, facebook):
    """Return a function: a day and what it is for → the answer to a clip planned for that day."""
    (number,) = [one.id for one in library if one.title == TITLE]
    channel = facebook.id

    def send(day: date, purpose: str = ""):
        form = form_to(boss.get(f"/clips/{number}/publicar"), "/publicar")
        for name in [one for one in form.fields if one and one.endswith("-is_wanted")]:
            form[name] = name == f"{channel}-is_wanted"
        form[f"{channel}-day"], form[f"{channel}-clock"] = day.isoformat(), "12:00"
        form["purpose"] = purpose
        return form.submit(expect_errors=True)

    return send


def asked(person: Person) -> list[int]:
    """Return the tasks that somebody is asked for now."""
    db.session.rollback()
    return pending_of(KEY, person)


def key_of(day: date) -> str:
    """Return what the task of a day is called in a form."""
    return f"observance-{task_on(day).id}"


def page_of(browser, day: date):
    """Return the page of the task of a day."""
    return browser.get(f"/publicaciones/efemerides/{task_on(day).id}")


def publish(row: Publication) -> None:
    """Let a publication be out."""
    with may_write():
        own = db.session.get_one(Publication, row.id)
        own.status = PublicationStatus.PUBLISHED
        own.published_at = datetime(2031, 3, 24, 12, tzinfo=ZONE).astimezone(UTC)
        db.session.commit()


def tie(browser, day: date):
    """Tie the one publication that there is to the observance of a day, through its page."""
    form = form_to(page_of(browser, day), "/publicaciones")
    form["publication_id"] = str(planned()[0].id)
    return form.submit().follow()


def test_what_is_planned_as_always_can_be_for_an_observance_near_its_day(boss, plan, reviewer):
    task = task_on(MARCH_25).id
    assert asked(reviewer) == [task]

    assert plan(date(2031, 3, 24), key_of(MARCH_25)).status_int == 303

    (row,) = planned()
    assert asked(reviewer) == []
    page = page_of(boss, MARCH_25)
    assert "Con publicación" in page
    assert page.html.find("a", href=f"/publicaciones/{row.id}")
    own = boss.get(f"/publicaciones/{row.id}")
    assert own.html.find("a", href=f"/publicaciones/efemerides/{task}").text == "Día Naranja"


def test_for_nothing_in_particular_it_serves_no_observance(boss, plan, reviewer):
    plan(date(2031, 3, 24))

    assert asked(reviewer) == [task_on(MARCH_25).id]


def test_what_goes_out_far_from_the_day_is_not_for_it_and_nothing_is_planned(plan):
    refused = plan(date(2031, 4, 9), key_of(APRIL_25))

    assert refused.status_int == 422
    assert "Día Naranja es el 25 de abril: elija una hora a 15 días o menos" in refused
    assert planned() == []
    assert plan(date(2031, 4, 10), key_of(APRIL_25)).status_int == 303


def test_a_publication_that_there_is_already_is_tied_and_untied_and_keeps_its_place(
    boss, plan, reviewer
):
    plan(date(2031, 3, 24))

    page = tie(boss, MARCH_25)

    assert "Con publicación" in page
    assert asked(reviewer) == []
    form_to(page_of(boss, MARCH_25), "/desmarcar").submit().follow()
    assert asked(reviewer) == [task_on(MARCH_25).id]
    assert [one.status for one in planned()] == [PublicationStatus.QUEUED]


def test_one_that_is_out_serves_the_observance_at_once_until_it_is_untied(boss, plan):
    plan(date(2031, 3, 24))
    publish(planned()[0])

    tie(boss, MARCH_25)
    assert task_on(MARCH_25).status is TaskStatus.DONE

    form_to(page_of(boss, MARCH_25), "/desmarcar").submit().follow()
    assert task_on(MARCH_25).status is TaskStatus.OPEN


def test_what_a_person_closed_stays_closed_when_a_publication_is_untied(boss, plan):
    plan(date(2031, 3, 24), key_of(MARCH_25))
    form_to(page_of(boss, MARCH_25), "/hecha").submit()

    form_to(page_of(boss, MARCH_25), "/desmarcar").submit().follow()

    assert task_on(MARCH_25).status is TaskStatus.DONE


def test_two_who_tie_one_publication_at_once_tie_it_to_one_observance(boss, plan):
    plan(date(2031, 4, 22))
    pages = [form_to(page_of(boss, day), "/publicaciones") for day in (APRIL_20, APRIL_25)]
    number = str(planned()[0].id)
    for form in pages:
        form["publication_id"] = number

    assert pages[0].submit().status_int == 303
    assert pages[1].submit(expect_errors=True).status_int == 422

    assert f"/publicaciones/{number}" in page_of(boss, APRIL_20)
    other = page_of(boss, APRIL_25)
    assert f"/publicaciones/{number}" not in other
    assert not other.html.select("[name=publication_id]")
