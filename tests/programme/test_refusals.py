"""What a programme refuses: from a page that is older than what became of it, and at its bounds."""

from datetime import UTC, datetime

import pytest

from tests.people import make_person, may_write
from tests.programme.pages import PDF, begun, delivered, filled, line, promised
from tests.reconciliation.working import form_to
from tests.series.conftest import form_with
from vc.accounts.models import Person, Role
from vc.db import db
from vc.programme.models import Adjustment, Goal

VEDA = {"least": "0", "reason": "ban", "words": "Veda", "authorised_by": "Titular del SECESP"}


def test_a_file_proves_nothing_of_a_day_to_come(office):
    answer = delivered(
        office, promised(office), url="", day="2031-03-20", file=("boletin.pdf", PDF)
    )

    assert answer.status_int == 422
    assert "Ese día todavía no llega" in answer.text


def test_what_was_withdrawn_is_neither_changed_nor_withdrawn_again(office):
    page = delivered(office, promised(office)).follow()
    change = form_with(page.click(href="/cambiar$"), "title")
    withdraw = form_to(page, "/retirar")
    withdraw["why"] = "Se registró dos veces"
    withdraw.submit(status=303)
    change["title"], withdraw["why"] = "Otro título", "Por otra razón"

    assert "está retirado" in change.submit(status=422).text
    withdraw.submit(status="*")

    page = office.get("/programa/entregables/1")
    assert "Se registró dos veces" in page.text
    assert "Por otra razón" not in page.text
    assert "Otro título" not in page.text


@pytest.mark.parametrize(("least", "status"), [("1", 303), ("2", 422)])
def test_an_adjustment_asks_less_than_was_promised_and_not_just_as_much(office, least, status):
    goal = promised(office, least="2")

    answer = filled(office, f"{goal}/ajuste", begins_on="2031-02-01", **(VEDA | {"least": least}))

    assert answer.status_int == status


def test_a_period_is_adjusted_once_and_an_adjustment_withdrawn_once(office):
    goal = promised(office)
    late = form_with(office.get(f"{goal}/ajuste"), "begins_on")
    page = filled(office, f"{goal}/ajuste", begins_on="2031-02-01", **VEDA).follow()
    for name, value in (VEDA | {"begins_on": "2031-02-01"}).items():
        late[name] = value
    withdraw = form_to(page, "/anular")

    again = late.submit(status=422)
    withdraw.submit().follow()

    assert again.status_int == 422
    db.session.rollback()
    assert db.session.query(Adjustment).count() == 1
    db.session.rollback()
    assert "ya estaba anulado" in withdraw.submit().follow().text


def test_a_goal_ends_once(office):
    promised(office)
    end = form_to(office.get("/programa/metas/1"), "/terminar")
    end.submit(status=303)

    assert "ya estaba terminada" in end.submit().follow().text


def test_on_the_first_day_of_a_month_that_month_is_not_changed_any_more(office, clock):
    goal = promised(office)
    clock.now = datetime(2031, 4, 1, 16, tzinfo=UTC)

    page = filled(office, f"{goal}/cambiar", name="Boletines", least="5").follow()

    assert "desde el 1 de mayo" in page.text
    assert "de 2 " in line(office, "Boletines", "2031-04")


def test_after_its_last_period_a_change_is_one_of_next_year(office, clock):
    goal = promised(office)
    clock.now = datetime(2031, 12, 9, 16, tzinfo=UTC)

    answer = filled(office, f"{goal}/cambiar", name="Boletines", least="5")

    assert answer.status_int == 422
    assert "Haga el cambio en el programa de 2032" in answer.text


def test_at_most_is_not_less_than_at_least(office):
    answer = filled(
        *(office, "/programa/2031/metas/nueva"),
        name="Boletines",
        kind="bulletin",
        least="3",
        most="2",
        since="2031-01-01",
    )

    assert answer.status_int == 422
    assert "El máximo no puede ser menos que el mínimo" in answer.text


def test_whoever_left_looks_after_no_goal_of_the_next_year(office, people):
    promised(office, responsible_id=str(people["host"].id))
    with may_write():
        db.session.rollback()
        db.session.get_one(Person, people["host"].id).is_active = False
        db.session.commit()

    begun(office, 2032, like="1")

    db.session.rollback()
    assert [one.responsible_id for one in db.session.query(Goal).order_by(Goal.id)] == [
        *(people["host"].id, None)
    ]


def test_what_counts_by_itself_is_not_entered_by_hand(office, browser_of):
    promised(office, name="Lives", kind="live")

    page = office.get("/programa/metas/1/entregable", status="*")

    assert page.status_int == 404
    assert browser_of(make_person(db.session, Role.HOST)).get(
        "/programa/2031/metas/nueva", status=403
    )
