"""The goals of the programme in a report: bars, adjustments, and why one was not reached."""

from datetime import UTC, date, datetime

import pytest

from tests.checklists.working import signed_in
from tests.people import make_person
from tests.reconciliation.working import form_to
from tests.reports.working import held
from vc.accounts.models import Role
from vc.booking.models import EventKind
from vc.db import db, read_only
from vc.licences.models import Platform
from vc.programme.models import Adjustment, EasingReason, Goal, GoalVersion, Programme
from vc.programme.promise import Period

PATH = "/informes/2031-03"
TALKS, FORUMS, OPEN = 1, 2, 3
NAME = "Guillermina Olvera"


@pytest.fixture
def browser(app, context, browser_of, clock):
    """A coordinator's browser, in April, after a March of one talk and no forum."""
    boss = make_person(db.session, Role.COORDINATOR)
    programme = Programme(year=2031, by_id=boss.id, at=clock())
    db.session.add(programme)
    db.session.flush()

    def goal(number, name, kind, least):
        row = Goal(
            programme_id=programme.id, number=number, kind=kind, period=Period.MONTH, at=clock()
        )
        row.versions = [
            GoalVersion(
                begins_on=date(2031, 1, 1), name=name, least=least, by_id=boss.id, at=clock()
            )
        ]
        db.session.add(row)
        return row

    goal(TALKS, "Pláticas en línea", "event.talk", 2)
    eased = goal(FORUMS, "Foro de ciberseguridad", "event.forum", 1)
    goal(OPEN, "Entrevistas", "event.interview", None)
    eased.adjustments = [
        Adjustment(
            begins_on=date(2031, 3, 1),
            least=0,
            reason=EasingReason.BAN,
            words="Veda local.",
            authorised_by="la Secretaría Ejecutiva",
            by_id=boss.id,
            at=clock(),
        )
    ]
    db.session.commit()
    by_hand = {"platform": Platform.OTHER, "pasted_url": "https://example.org/sala"}
    for day, kind, summary in (
        (10, EventKind.TALK, "Plática"),
        (12, EventKind.INTERVIEW, f"Entrevista a {NAME}"),
    ):
        starts_at = datetime(2031, 3, day, 16, tzinfo=UTC)
        event = held(app, boss, starts_at, kind=kind, summary=summary, **by_hand)
        event.meeting.started_at = event.starts_at
        db.session.commit()
    clock.now = datetime(2031, 4, 2, 16, tzinfo=UTC)
    opened = signed_in(browser_of, boss)
    read_only(True)
    db.session.rollback()
    return opened


def line_of(page, name):
    """Return the line of a goal."""
    rows = page.html.select("#goals tbody tr")
    return next(one for one in rows if name in one.th.text)


def test_a_goal_says_what_is_proven_of_what_was_promised_and_what_an_adjustment_left(browser):
    page = browser.get(PATH)

    talks, forums = line_of(page, "Pláticas en línea"), line_of(page, "Foro de ciber")
    assert [one.text.strip() for one in talks.select("td")] == ["1", "2", "—", "0"]
    assert talks.meter["value"] == "50"
    assert "No cumplida" in talks.text
    assert "Meta ajustada a 0 por veda electoral: Veda local" in forums.text
    assert "autorizó la Secretaría Ejecutiva" in forums.text
    assert "Sin meta fijada" in line_of(page, "Entrevistas").text
    assert page.html.select_one("#goals .report-figures").text.split("Metas no cumplidas")[1] == "1"


def test_each_of_its_numbers_opens_goals_or_pieces_without_a_name(browser):
    lost = browser.get(f"{PATH}/filas/goals?cifra=lost")
    assert "Pláticas en línea" in lost.html.select_one("main tbody").text
    pieces = browser.get(f"{PATH}/filas/goals?cifra=proven&renglon=meta-1")
    assert len(pieces.html.select("main tbody tr")) == 1

    interviews = browser.get(f"{PATH}/filas/goals?cifra=proven&renglon=meta-3")

    assert "entrevista realizada" in interviews.html.select_one("main tbody").text
    assert NAME not in interviews


def test_why_it_was_not_reached_is_frozen_with_it_and_told_to_the_titular(browser):
    page = browser.get(PATH).click(href="meta=meta-1")
    form = next(form for form in page.forms.values() if "text" in form.fields)
    form["text"] = "Se canceló la escuela."
    page = form.submit().follow()
    page = form_to(page, "/congelar").submit().follow()

    assert "Se canceló la escuela." in line_of(page, "Pláticas en línea").text
    text = page.html.select_one("#titular-text").text
    assert "Metas del programa: 0 de 2 cumplidas." in text
    assert "Pláticas en línea: Se canceló la escuela." in text
    assert "Se canceló la escuela." in browser.get(f"{PATH}.csv").body.decode("utf-8-sig")
    browser.get(f"{PATH}/comentario?meta=meta-9", status=404)
