"""A programme on its pages: promised, changed, adjusted, delivered by hand, looked at."""

from datetime import UTC, datetime, timedelta

from tests.booking.sessions import ZONE, book, make_licence
from tests.people import make_person, may_write
from tests.programme.pages import PDF, begun, delivered, filled, line, promised
from tests.reconciliation.working import form_to
from vc.accounts.models import Role
from vc.booking.models import EventKind, Meeting
from vc.db import db
from vc.programme.models import Deliverable


def test_only_what_something_shows_counts(office):
    goal = promised(office)
    delivered(office, goal, title="Sin nada que lo muestre", url="")
    delivered(office, goal, title="Por salir", url="", day="2031-03-20")
    delivered(office, goal, title="Con dirección")
    delivered(office, goal, title="Con archivo", url="", file=("boletin.pdf", PDF))

    assert "2 de 2 · 1 programada · 1 sin comprobar" in line(office, "Boletines")
    assert "Cumplida" in line(office, "Boletines")


def test_what_lacks_is_told_with_the_day_it_is_due(office):
    delivered(office, promised(office, least="4"))

    assert "1 de 4 · faltan 3 · vence 31 mar" in line(office, "Boletines")
    assert "faltaron 4" in line(office, "Boletines", "2031-02")
    assert "No cumplida" in line(office, "Boletines", "2031-02")


def test_without_a_number_it_is_counted_all_the_same(office):
    delivered(office, promised(office, least=""))

    assert "1 · sin meta fijada" in line(office, "Boletines")


def test_a_change_holds_from_the_next_month_on_and_what_was_stays(office, clock):
    goal = promised(office)
    clock.advance(days=1)

    page = filled(office, f"{goal}/cambiar", name="Boletines", least="5").follow()

    assert "desde el 1 de abril" in page.text
    assert [line(office, "Boletines", f"2031-0{month}").count("de 5") for month in (2, 3, 4)] == [
        0,
        0,
        1,
    ]


def test_what_was_entered_today_is_put_right_from_its_start(office):
    goal = promised(office, least="20")

    filled(office, f"{goal}/cambiar", name="Boletines", least="2")

    assert "de 2 " in line(office, "Boletines", "2031-01")


def test_a_goal_that_ends_is_asked_for_no_longer(office, clock):
    goal = promised(office)
    clock.advance(days=1)

    form_to(office.get(goal), "/terminar").submit().follow()

    assert "Boletines" in line(office, "Boletines")
    assert "Boletines" not in office.get("/programa?mes=2031-04").html.select_one("main").text


def test_an_adjustment_stands_beside_the_figure_and_makes_nothing_met(office):
    goal = promised(office)
    values = {
        "begins_on": "2031-02-01",
        "least": "0",
        "reason": "ban",
        "words": "Veda de la elección",
        "authorised_by": "Titular del SECESP",
    }
    page = filled(office, f"{goal}/ajuste", **values).follow()

    told = line(office, "Boletines", "2031-02")
    assert "Ajustada" in told
    assert "Cumplida" not in told
    assert "ajustada por veda electoral (autorizó Titular del SECESP)" in told
    form_to(page, "/anular").submit()
    assert "No cumplida" in line(office, "Boletines", "2031-02")


def test_an_adjustment_only_makes_it_less(office):
    goal = promised(office)

    answer = filled(
        office,
        f"{goal}/ajuste",
        begins_on="2031-02-01",
        least="3",
        words="x",
        authorised_by="x",
    )

    assert answer.status_int == 422
    assert "escriba menos de 2" in answer.text


def test_whoever_looks_after_a_goal_enters_its_deliverables_and_others_do_not(
    office, browser_of, people
):
    own = promised(office, responsible_id=str(people["host"].id))
    other = promised(office, name="Posturas", kind="stand")
    host = browser_of(people["host"])

    page = delivered(host, own).follow()

    assert "Cuenta" in page.text
    assert host.get(f"{other}/entregable", status=403)
    assert "Registrar" not in host.get(other).text
    assert browser_of(Role.VIEWER).get(own).status_int == 200


def test_a_withdrawn_deliverable_counts_no_more_and_stays_in_sight(office):
    page = delivered(office, promised(office)).follow()
    form = form_to(page, "/retirar")
    form["why"] = "Se registró dos veces"

    page = form.submit().follow()

    assert "Se registró dos veces" in page.text
    assert "Boletín 1: Se registró dos veces" in office.get("/programa/metas/1").html.text
    assert "0 de 2" in line(office, "Boletines")
    db.session.rollback()
    assert db.session.query(Deliverable).count() == 1


def test_evidence_of_a_day_to_come_is_refused_and_what_was_typed_stays(office):
    answer = delivered(office, promised(office), day="2031-03-20", title="Boletín de mañana")

    assert answer.status_int == 422
    assert "Ese día todavía no llega" in answer.text
    assert 'value="Boletín de mañana"' in answer.text


def test_last_years_goals_are_copied_with_their_numbers(office):
    promised(office, name="Terminada")
    promised(office, name="Boletines")
    form_to(office.get("/programa/metas/1"), "/terminar").submit()

    begun(office, 2032, like="1")

    assert line(office, "Boletines", "2032-01").startswith("2. Boletines")
    assert "Terminada" not in office.get("/programa/2032").text


def test_the_last_evening_of_a_month_is_of_that_month(app, office, people, clock):
    make_licence()
    promised(office, name="Pláticas", kind="event.talk", least="1")
    evening = datetime(2031, 3, 31, 22, 30, tzinfo=ZONE)
    event = book(app, people["boss"], evening)
    clock.now = datetime(2031, 4, 2, 16, tzinfo=UTC)

    assert "faltó 1" in line(office, "Pláticas")
    opened(event, evening)

    assert "1 de 1" in line(office, "Pláticas")
    assert "0 de 1" in line(office, "Pláticas", "2031-04")


def test_one_session_may_serve_two_goals_and_that_shows(app, office, people, clock):
    make_licence()
    promised(office, name="Foros", kind="event.forum", least="1")
    goal = promised(office, name="Foros al año", kind="event.forum", least="1", period="year")
    event = book(app, people["boss"], clock() + timedelta(hours=2), kind=EventKind.FORUM)
    opened(event, event.starts_at)
    clock.advance(days=1)

    page = office.get(goal)

    assert "también cuenta para Foros" in page.text
    assert page.text.count(event.folio) == 1


def test_the_year_is_a_table_of_months(office):
    delivered(office, promised(office))
    promised(office, name="Foros", kind="event.forum", least="1", period="quarter")

    rows = office.get("/programa/2031").html.select("tbody tr")

    assert [len(one.select("td")) for one in rows] == [13, 5]
    assert rows[0].select("td")[2].text.startswith("1 de 2")


def test_the_day_shows_the_month_against_the_goals(office):
    assert "Transmisiones en vivo" in office.get("/hoy").text

    promised(office)

    page = office.get("/hoy")
    assert "Transmisiones en vivo" not in page.text
    assert "faltan 2 · vence 31 mar" in page.text


def test_a_goal_that_lacks_something_waits_for_who_looks_after_it_in_the_last_week(
    office, browser_of, people, clock
):
    own = promised(office, responsible_id=str(people["host"].id))
    host = browser_of(people["host"])
    early = host.get("/pendientes").text
    clock.now = datetime(2031, 3, 25, 16, tzinfo=UTC)

    assert "Boletines" not in early
    assert "Faltan 2 · vence 31 mar." in host.get("/pendientes").text
    assert "Boletines" not in office.get("/pendientes").text
    for number in (1, 2):
        delivered(host, own, url=f"https://secesp.example/{number}")
    assert "Boletines" not in host.get("/pendientes").text


def test_what_lacks_evidence_waits_for_who_entered_it(office, clock):
    delivered(office, promised(office), url="", title="Boletín sin nada")

    page = office.get("/pendientes")

    assert "Boletín sin nada" in page.text
    assert "Agregue la dirección o el archivo" in page.text


def test_a_permanent_goal_takes_no_number(office):
    answer = filled(
        office,
        "/programa/2031/metas/nueva",
        name="Campaña",
        period="permanent",
        least="3",
        since="2031-01-01",
    )

    assert answer.status_int == 422
    assert "Una meta permanente no lleva número" in answer.text


def test_a_year_is_begun_once(office, browser_of):
    other = browser_of(make_person(db.session, Role.COORDINATOR))
    late = form_to(other.get("/programa?mes=2032-01"), "/programa/2032")
    begun(office, 2032)

    assert "Ya hay un programa de 2032" in late.submit().follow().text


def opened(event, at):
    """Note that the vendor said that the room was opened."""
    with may_write():
        db.session.rollback()
        meeting = db.session.query(Meeting).filter_by(event_id=event.id).one()
        meeting.started_at = at
        db.session.commit()
        db.session.rollback()
