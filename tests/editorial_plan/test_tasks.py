"""The task of an observance: asked ahead, given a piece of the library, done when that is out."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import NoResultFound

from tests.approvals.working import pending_of
from tests.checklists.working import signed_in
from tests.editorial_plan.working import ban, form_to, planned, task_on
from tests.people import make_person, may_write
from tests.publishing.working import REEL, work
from vc.accounts.models import Role
from vc.calendars.models import ObservanceRule
from vc.db import db, read_only
from vc.editorial_plan.deliverables import observances as pieces
from vc.editorial_plan.models import ObservanceTask, TaskStatus
from vc.publishing import proof
from vc.publishing.models import PublicationStatus

MARCH_25 = date(2031, 3, 25)
KEY = "observances"


@pytest.fixture
def boss(library, orange, reviewer, browser_of):
    """A coordinator's browser; from then on the test only looks, but where it says so."""
    browser = signed_in(browser_of, reviewer)
    read_only(True)
    db.session.rollback()
    return browser


def page_of(browser, task: ObservanceTask):
    """Return the page of a task."""
    number = task.id
    db.session.rollback()
    return browser.get(f"/publicaciones/efemerides/{number}")


def test_somebody_is_asked_so_many_days_ahead_as_the_rule_says(orange, library, reviewer, clock):
    assert pending_of(KEY, reviewer) == []
    clock.advance(days=11)
    number = task_on(MARCH_25).id
    assert pending_of(KEY, reviewer) == [number]

    rule = db.session.get_one(ObservanceRule, orange.id)
    rule.lead_days = 3
    db.session.commit()
    assert pending_of(KEY, reviewer) == []


def test_only_whoever_is_responsible_is_asked(boss, reviewer, author, clock):
    clock.advance(days=12)
    page = page_of(boss, task_on(MARCH_25))
    form = form_to(page, "/responsable")
    form["responsible_id"] = str(author.id)
    form.submit().follow()
    number = task_on(MARCH_25).id

    assert pending_of(KEY, author) == [number]
    assert pending_of(KEY, reviewer) == []


def test_another_host_does_not_answer_for_whoever_is_asked(boss, browser_of, author, clock):
    page = form_to(page_of(boss, task_on(MARCH_25)), "/responsable")
    page["responsible_id"] = str(author.id)
    page.submit()
    number = task_on(MARCH_25).id
    db.session.rollback()
    form = form_to(
        signed_in(browser_of, author).get(f"/publicaciones/efemerides/{number}"), "hecha"
    )
    other = signed_in(browser_of, make_person(db.session, Role.HOST))

    assert form.submit().status_int == 303
    assert "Cerrar sin publicación" not in other.get(f"/publicaciones/efemerides/{number}").text
    assert other.post(f"/publicaciones/efemerides/{number}/abrir", status="*").status_int in (
        400,
        403,
    )


def test_this_time_not_says_why_and_is_taken_back(boss, clock):
    task = task_on(MARCH_25)
    form = form_to(page_of(boss, task), "/hecha")
    answer = boss.post(form.action.replace("hecha", "esta-vez-no"), form.submit_fields()).follow()
    assert "Escriba por qué no se hace esta vez" in answer.text
    form["why"] = "Luto oficial"
    boss.post(form.action.replace("hecha", "esta-vez-no"), form.submit_fields())
    skipped = task_on(MARCH_25)
    assert (skipped.status, skipped.why) == (TaskStatus.SKIPPED, "Luto oficial")

    form_to(page_of(boss, skipped), "/abrir").submit().follow()
    assert (task_on(MARCH_25).status, task_on(MARCH_25).why) == (TaskStatus.OPEN, "")


def test_a_piece_of_the_library_is_planned_with_one_button_on_that_day(boss, library, facebook):
    page = page_of(boss, task_on(MARCH_25))
    assert "Compras seguras" not in page.text
    form_to(page, "/planear").submit().follow()

    rows = planned()
    assert {one.clip.title for one in rows} <= {"Qué es el Día Naranja", library[1].title}
    assert len({one.clip_id for one in rows}) == 1
    assert {one.publish_after.date() for one in rows} == {MARCH_25}
    assert "Con publicación" in page_of(boss, task_on(MARCH_25)).text


def test_a_planned_task_waits_for_nobody_until_its_publication_is_taken_out(boss, reviewer, clock):
    form_to(page_of(boss, task_on(MARCH_25)), "/planear").submit().follow()
    clock.advance(days=12)
    assert pending_of(KEY, reviewer) == []

    number = planned()[0].id
    for one in [row.id for row in planned()]:
        db.session.rollback()
        form_to(boss.get(f"/publicaciones/{one}"), "/quitar").submit()
    assert number
    assert pending_of(KEY, reviewer) == [task_on(MARCH_25).id]


def test_it_is_done_when_its_piece_is_out_with_proof_and_then_counts(
    app, boss, context, reviewer, clock, facebook, network_pages
):
    form = form_to(page_of(boss, task_on(MARCH_25)), "/planear")
    for box in form.fields["channels"]:
        box.checked = box._value == str(facebook.id)
    form.submit().follow()
    row = planned()[0]
    begin, end = clock(), clock() + timedelta(days=60)
    with app.test_request_context():
        assert [one.is_proven for one in pieces(db.session(), begin, end)] == [False]
    clock.now = row.publish_after
    row = work(app, row)
    network_pages.answers["/reel/1234567890"] = 200
    proof.report(context(reviewer), row, REEL)
    db.session.commit()
    row = work(app, work(app, row))
    read_only(True)

    assert row.status is PublicationStatus.PUBLISHED
    task = task_on(MARCH_25)
    assert (task.status, task.closed_by_id) == (TaskStatus.DONE, None)
    with app.test_request_context():
        found = list(pieces(db.session(), begin, end))
    assert [(one.key, one.is_proven) for one in found] == [
        (f"observance:{task.observance_id}", True)
    ]
    april = page_of(boss, task_on(date(2031, 4, 25)))
    assert f'href="/publicaciones/{row.id}"' in april.text


def test_a_clip_rests_as_long_as_the_rule_says_and_the_page_says_so(boss, orange):
    form_to(page_of(boss, task_on(MARCH_25)), "/planear").submit().follow()
    page = page_of(boss, task_on(date(2031, 4, 25)))
    assert "le faltan 149 días de descanso" in page.text

    with may_write():
        db.session.rollback()
        db.session.get_one(ObservanceRule, orange.id).cooldown_days = 20
        db.session.commit()
    assert "días de descanso" not in page_of(boss, task_on(date(2031, 4, 25))).text


def test_in_a_ban_nothing_is_offered_and_it_says_what_is_needed(boss, reviewer, clock):
    with may_write():
        db.session.rollback()
        ban(date(2031, 3, 5), date(2031, 6, 6), by=reviewer, now=clock())
    page = page_of(boss, task_on(MARCH_25))

    assert "Veda: requiere excepción o versión informativa." in page.text
    assert "Hay veda en esa fecha: Campañas" in page.text
    assert not [one for one in page.forms.values() if one.action.endswith("/planear")]


def test_a_day_that_moves_takes_its_task_along_and_one_that_goes_takes_it_away(boss, clock):
    form = next(
        one for one in boss.get("/efemerides/nueva").forms.values() if "observed_on" in one.fields
    )
    form["name"], form["observed_on"] = "Día de la Radio", "2031-05-13"
    form.submit()
    number = task_on(date(2031, 5, 13)).observance_id
    db.session.rollback()
    form = next(
        one for one in boss.get(f"/efemerides/{number}").forms.values() if "name" in one.fields
    )
    form["observed_on"] = "2031-05-14"
    form["ends_on"] = "2031-05-14"
    form.submit()
    moved = task_on(date(2031, 5, 14))
    assert moved.begins_at.date() == date(2031, 5, 4)

    db.session.rollback()
    form_to(boss.get(f"/efemerides/{number}"), "/quitar").submit()
    with pytest.raises(NoResultFound):
        task_on(date(2031, 5, 14))


def test_a_task_is_closed_once_and_opened_once(boss):
    close = form_to(page_of(boss, task_on(MARCH_25)), "/hecha")
    close.submit(status=303)
    again = form_to(page_of(boss, task_on(MARCH_25)), "/abrir")

    assert "ya estaba cerrada" in close.submit().follow().text
    again.submit(status=303)
    assert "sigue abierta" in again.submit(status="*").maybe_follow().text
