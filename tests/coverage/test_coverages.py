"""Which municipalities were covered: planned, by hand or by a session, and what proves it."""

from datetime import UTC, date, datetime, timedelta

from tests.booking.sessions import book, make_licence
from tests.coverage.working import bring, coverage, form_to, photograph, plan, planned, town_id
from tests.people import make_person, may_write
from vc.accounts.endings import Ending
from vc.accounts.models import Person, Role
from vc.booking.models import EventKind
from vc.booking.states import EventStatus
from vc.coverage import leaving, queries
from vc.coverage.models import Coverage, CoverageState, Municipality
from vc.db import db
from vc.states import advance

TODAY = date(2031, 3, 4)
MARCH = (date(2031, 3, 1), date(2031, 4, 1))


def covered():
    """Return the names that count for the month."""
    db.session.rollback()
    return queries.covered(db.session(), *MARCH, TODAY).municipalities


def test_what_was_only_planned_does_not_count_when_its_day_is_over(boss):
    number = planned(boss, "Rioverde", "2031-03-03")

    assert "Sin comprobar" in boss.get(f"/cobertura/{number}").text
    assert covered() == []
    assert queries.covered(db.session(), *MARCH, TODAY).unproven == 1


def test_a_photograph_or_an_address_proves_it_and_taking_the_last_away_undoes_that(boss):
    number = planned(boss, "Rioverde", "2031-03-03")
    form = form_to(boss.get(f"/cobertura/{number}"), "/enlace")
    form["url"] = "https://slp.gob.mx/secesp/nota"
    form.submit().follow()
    assert covered() == ["Rioverde"]
    bring(boss, number, ("una.jpg", photograph()))

    form = form_to(boss.get(f"/cobertura/{number}"), "/enlace")
    form["url"] = ""
    form.submit().follow()
    assert covered() == ["Rioverde"]
    page = boss.get("/cobertura/fotografias/1")
    form_to(page, "/quitar").submit().follow()

    assert covered() == []
    assert coverage(number).state(TODAY) is CoverageState.UNPROVEN


def test_nothing_proves_what_is_still_to_come(boss):
    number = planned(boss, "Rioverde", "2031-03-05")

    page = bring_anyway(boss, number)

    assert "Todavía no llega su día" in page.text
    assert coverage(number).proven_at is None


def bring_anyway(browser, number):
    """Send a photograph that the page does not ask for."""
    token = form_to(browser.get(f"/cobertura/{number}"), "/cancelar")["csrf_token"].value
    files = [("photographs", "una.jpg", photograph())]
    sent = {"csrf_token": token, "shown": "nobody"}
    return browser.post(f"/cobertura/{number}/fotografias", sent, upload_files=files, status=422)


def test_one_municipality_has_one_coverage_a_day(boss):
    planned(boss, "Rioverde", "2031-03-05")

    again = plan(boss, "Rioverde", "2031-03-05", note="Otra vez")

    assert again.status_int == 422
    assert "ya tiene una cobertura ese día" in again.text
    assert "Otra vez" in again.text


def test_of_the_month_s_zone_the_one_that_waits_longest_is_proposed(boss, context):
    for town, day in (("Rioverde", "2031-01-07"), ("Cerritos", "2031-02-04")):
        bring(boss, planned(boss, town, day), ("una.jpg", photograph()))
    # Media has twelve: the rest was covered long ago, and one never.
    others = {"Alaquines", "Cárdenas", "Ciudad del Maíz", "Ciudad Fernández", "Lagunillas", "Rayón"}
    others |= {"San Ciro de Acosta", "San Nicolás Tolentino", "Villa Juárez"}
    person = db.session.query(Coverage).first().goes_id
    with may_write():
        db.session.rollback()
        for town in others:
            cover_in_2030(town, person)
        db.session.commit()

    assert "Le toca a <a" in boss.get("/cobertura").text
    assert proposed() == "Santa Catarina"
    rayon = town_id("Rayón")
    bring(boss, planned(boss, "Santa Catarina", "2031-03-04"), ("una.jpg", photograph()))
    with may_write():
        db.session.rollback()
        last = db.session.query(Coverage).filter_by(municipality_id=rayon).one()
        last.on_day = date(2030, 1, 9)
        db.session.commit()
    assert proposed() == "Rayón"


def cover_in_2030(town, person_id):
    """Add a coverage that is long over."""
    number = db.session.query(Municipality.id).filter_by(name=town).scalar()
    at = datetime(2030, 6, 4, 18, tzinfo=UTC)
    known = {"on_day": date(2030, 6, 4), "starts_at": at, "proven_at": at, "made_at": at}
    people = {"goes_id": person_id, "made_by_id": person_id}
    db.session.add(Coverage(municipality_id=number, **known, **people))


def proposed():
    """Return the municipality that is proposed for March."""
    db.session.rollback()
    return queries.proposal(db.session(), 2031 * 12 + 2).municipality.name


def test_a_session_of_the_cmsp_plans_its_coverage_however_the_municipality_is_spelt(
    app, boss, clock
):
    make_licence()
    host = make_person(db.session, Role.HOST)
    event = book(
        app,
        host,
        clock() + timedelta(days=1),
        kind=EventKind.CMSP,
        municipality="CD. VALLES, S.L.P.",
    )

    row = db.session.query(Coverage).one()

    assert (row.municipality.name, row.on_day, row.goes_id) == (
        "Ciudad Valles",
        date(2031, 3, 5),
        host.id,
    )
    assert "Planeada, Ciudad Valles" in boss.get(f"/sesiones/{event.id}").text


def test_a_coverage_moves_ends_and_comes_back_with_its_session(app, context, clock):
    make_licence()
    host = make_person(db.session, Role.HOST)
    event = book(
        app, host, clock() + timedelta(days=1), kind=EventKind.CMSP, municipality="Rioverde"
    )
    with may_write():
        db.session.rollback()
        event.starts_at, event.ends_at = (
            event.starts_at + timedelta(days=1),
            event.ends_at + timedelta(days=1),
        )
        db.session.commit()
        assert db.session.query(Coverage).one().on_day == date(2031, 3, 6)
        advance(event, EventStatus.CANCELLED, now=clock())
        db.session.commit()
        row = db.session.query(Coverage).one()
        assert row.state(TODAY) is CoverageState.CANCELLED
        advance(event, EventStatus.TENTATIVE, now=clock())
        db.session.commit()
        assert db.session.query(Coverage).one().state(TODAY) is CoverageState.PLANNED
        db.session.rollback()


def test_a_session_booked_later_takes_the_coverage_that_was_planned_before(app, boss, clock):
    make_licence()
    number = planned(boss, "Rioverde", "2031-03-05")
    host = make_person(db.session, Role.HOST)

    event = book(
        app, host, clock() + timedelta(days=1), kind=EventKind.CMSP, municipality="Rioverde"
    )

    assert [(one.id, one.event_id) for one in db.session.query(Coverage)] == [(number, event.id)]


def test_a_host_covers_her_own_and_reads_all(boss, browser_of):
    ana = make_person(db.session, Role.HOST, name="Ana Anfitriona")
    theirs = planned(boss, "Rioverde", "2031-03-03")
    hers = planned(boss, "Cerritos", "2031-03-03", goes_id=str(ana.id))
    browser = browser_of(ana)

    assert bring(browser, hers, ("una.jpg", photograph())).status_int == 303
    assert "CMSP de Rioverde" in browser.get(f"/cobertura/{theirs}").text
    browser.get(f"/cobertura/{theirs}/fotografias", status=403)
    assert plan(browser, "Lagunillas", "2031-03-04").status_int == 303


def test_a_deliverable_is_proven_or_planned_and_never_cancelled(boss):
    done, coming = (planned(boss, "Rioverde", f"2031-03-0{day}") for day in (3, 5))
    gone = planned(boss, "Cerritos", "2031-03-06")
    bring(boss, done, ("una.jpg", photograph()))
    form_to(boss.get(f"/cobertura/{gone}"), "/cancelar").submit().follow()
    db.session.rollback()

    begin, end = (datetime(2031, month, 1, 6, tzinfo=UTC) for month in (3, 4))
    found = queries.DELIVERED.pieces(db.session(), begin, end)

    assert [(one.key, one.is_proven) for one in found] == [
        (f"coverage:{done}", True),
        (f"coverage:{coming}", False),
    ]


def test_the_year_says_in_words_what_its_shapes_show(boss):
    bring(boss, planned(boss, "Rioverde", "2031-03-03"), ("una.jpg", photograph()))
    planned(boss, "Cerritos", "2031-03-05")

    page = boss.get("/cobertura").html
    rows = {row.th.a.text: row for row in page.select(".cov-year tbody tr") if row.th.a}

    assert len(rows) == 59
    assert [cell.text.strip() for cell in rows["Rioverde"].select("td")][2] == "Comprobada"
    assert [cell.text.strip() for cell in rows["Cerritos"].select("td")][2] == "Planeada"
    assert rows["Ebano"].small.text == "Nunca"
    assert len(page.select(".cov-map a")) == 59


def test_what_waits_is_a_zone_without_a_plan_and_a_day_without_a_proof(boss):
    assert "zona sin cobertura" not in boss.get("/pendientes").text
    number = planned(boss, "Ahualulco", "2031-03-03")

    page = boss.get("/pendientes").text
    assert "Zona Media" in page
    assert "Sesión del CMSP en Ahualulco" in page
    bring(boss, number, ("una.jpg", photograph()))
    planned(boss, "Rioverde", "2031-03-20")
    page = boss.get("/pendientes").text
    assert "Zona Media" not in page
    assert "Sesión del CMSP" not in page


def test_what_somebody_was_to_cover_is_handed_over_with_the_account(boss, clock):
    ana, bea = (make_person(db.session, Role.HOST, name=name) for name in ("Ana", "Bea"))
    number = planned(boss, "Rioverde", "2031-03-20", goes_id=str(ana.id))
    with may_write():
        db.session.rollback()
        ana, bea = db.session.get_one(Person, ana.id), db.session.get_one(Person, bea.id)
        held = leaving.TO_COVER.held(db.session(), ana, clock())
        leaving.TO_COVER.end(Ending(db.session(), ana, bea, bea, clock()))
        db.session.commit()

    assert [one.name for one in held] == ["Rioverde, 2031-03-20"]
    assert "Bea" in boss.get(f"/cobertura/{number}").text
