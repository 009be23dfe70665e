"""What coverages, photographs and the order of zones refuse, from pages that are older too."""

from datetime import timedelta

from tests.booking.sessions import book, make_licence
from tests.coverage.test_rotation import swap, year_of
from tests.coverage.working import bring, coverage, form_to, photograph, planned
from tests.people import make_person, may_write
from vc.accounts.models import Role
from vc.booking.models import EventKind
from vc.booking.states import EventStatus
from vc.coverage.models import Coverage
from vc.db import db
from vc.states import advance


def proof_of(browser, number):
    """Return the form of the address that proves a coverage, filled in."""
    form = form_to(browser.get(f"/cobertura/{number}"), "/enlace")
    form["url"] = "https://slp.gob.mx/secesp/nota"
    return form


def test_what_is_cancelled_is_not_proven_and_what_is_proven_not_cancelled(boss):
    number = planned(boss, "Rioverde", "2031-03-03")
    cancel, proof = form_to(boss.get(f"/cobertura/{number}"), "/cancelar"), proof_of(boss, number)
    cancel.submit(status=303)

    assert "Recupérela antes de comprobarla" in proof.submit(status="*").maybe_follow().text

    form_to(boss.get(f"/cobertura/{number}"), "/recuperar").submit(status=303)
    proof_of(boss, number).submit(status=303)
    assert "Quite antes sus pruebas" in cancel.submit(status="*").maybe_follow().text
    assert coverage(number).cancelled_at is None


def test_what_took_the_place_of_a_cancelled_one_keeps_it(boss):
    number = planned(boss, "Rioverde", "2031-03-05")
    form_to(boss.get(f"/cobertura/{number}"), "/cancelar").submit(status=303)
    planned(boss, "Rioverde", "2031-03-05")

    page = form_to(boss.get(f"/cobertura/{number}"), "/recuperar").submit(status="*")

    assert "ya tiene una cobertura ese día" in page.maybe_follow().text
    assert coverage(number).cancelled_at is not None


def of_a_session(app, clock) -> int:
    """Return a session of the CMSP, whose coverage is planned."""
    make_licence()
    host = make_person(db.session, Role.HOST)
    known = {"kind": EventKind.CMSP, "municipality": "Rioverde"}
    event = book(app, host, clock() + timedelta(days=1), **known)
    number = event.id
    db.session.rollback()
    return number


def test_what_was_cancelled_with_its_session_comes_back_with_it_alone(app, boss, clock):
    number = planned(boss, "Rioverde", "2031-03-05")
    form_to(boss.get(f"/cobertura/{number}"), "/cancelar").submit(status=303)
    restore = form_to(boss.get(f"/cobertura/{number}"), "/recuperar")
    restore.submit(status=303)
    event_id = of_a_session(app, clock)
    with may_write():
        event = coverage(number).event
        advance(event, EventStatus.CANCELLED, now=clock())
        db.session.commit()

    page = restore.submit(status="*").maybe_follow()

    assert "se recupera con ella" in page.text
    assert (coverage(number).event_id, coverage(number).cancelled_at is None) == (event_id, False)


def test_a_proven_day_does_not_move_into_the_future_nor_with_its_session(app, boss, clock):
    of_a_session(app, clock)
    number = db.session.query(Coverage.id).scalar()
    db.session.rollback()
    clock.advance(days=1)
    bring(boss, number, ("una.jpg", photograph()))
    with may_write():
        event = coverage(number).event
        event.starts_at += timedelta(days=7)
        event.ends_at += timedelta(days=7)
        db.session.commit()
    assert coverage(number).on_day.isoformat() == "2031-03-05"

    other = planned(boss, "Cerritos", "2031-03-05")
    bring(boss, other, ("otra.jpg", photograph("blue")))
    page = boss.get(f"/cobertura/{other}/cambiar")
    form = next(one for one in page.forms.values() if "on_day" in one.fields)
    form["on_day"] = "2031-03-20"

    assert "no puede quedar en el futuro" in form.submit(status=422).text


def test_a_session_has_one_coverage_and_only_one_of_the_cmsp(app, boss, clock):
    event_id = of_a_session(app, clock)
    host = make_person(db.session, Role.HOST)
    make_licence("sala2@secesp.example")
    talk = book(app, host, clock() + timedelta(days=2)).id
    db.session.rollback()
    page = boss.get("/cobertura/nueva")
    form = next(one for one in page.forms.values() if "on_day" in one.fields)

    for number in (event_id, talk):
        form["event_id"].force_value(str(number))
        assert form.submit(status=422)
    assert db.session.query(Coverage).count() == 1


def test_who_appears_is_named_by_a_folio_that_there_is(boss):
    number = planned(boss, "Rioverde", "2031-03-03")

    for folio, said in (("ninguno", "Escriba el folio"), ("CON-00099", "No hay un consentimiento")):
        page = bring(boss, number, ("a.jpg", photograph()), shown="consented", folio=folio)
        assert said in page.text


def test_a_month_is_swapped_for_another_zone_and_given_back_once(boss):
    assert "ya tiene ese mes" in swap(boss, "2031-03", "Media", "Fiesta").text
    swap(boss, "2031-03", "Huasteca", "Fiesta").follow()
    back = form_to(boss.get("/cobertura/turnos/2031-03"), "/devolver")
    back.submit(status=303)

    assert "ya sigue su turno" in back.submit(status=404).text
    assert year_of(2031) == "CAMHCAMHCAMH"


def test_the_order_of_a_month_that_is_over_stays(boss):
    page = boss.get("/cobertura/turnos/orden")
    form = next(one for one in page.forms.values() if "since" in one.fields)
    form["since"].force_value("2031-02")
    form["place_1"].select(text="Huasteca")

    form.submit(status=422)

    assert year_of(2031) == "CAMHCAMHCAMH"


def test_of_two_who_prove_one_coverage_the_second_is_shown_both_addresses(boss):
    number = planned(boss, "Rioverde", "2031-03-03")
    first, second = proof_of(boss, number), proof_of(boss, number)
    second["url"] = "https://slp.gob.mx/secesp/otra"
    first.submit(status=303)

    page = second.submit(status=409)

    assert "https://slp.gob.mx/secesp/nota" in page.text
    assert "https://slp.gob.mx/secesp/otra" in page.text
    assert coverage(number).url == "https://slp.gob.mx/secesp/nota"


def test_of_two_who_swap_one_month_the_second_is_shown_the_zone_of_the_first(boss):
    second = next(
        one
        for one in boss.get("/cobertura/turnos/2031-03").forms.values()
        if "zone_id" in one.fields
    )
    second["zone_id"].select(text="Centro")
    second["reason"] = "Otra fiesta"
    swap(boss, "2031-03", "Huasteca", "Fiesta").follow()

    page = second.submit(status=409)

    assert "Otra fiesta" in page.text
    assert "Huasteca" in page.text
    assert year_of(2031) == "CAHHCAMHCAMH"
