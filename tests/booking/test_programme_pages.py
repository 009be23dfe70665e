"""Campaigns, types of session and areas: added, renamed, no longer offered, on pages."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.booking.sessions import book, make_licence
from tests.office.test_settings import form_of
from tests.people import make_person
from vc.accounts.models import Person, Role
from vc.booking.models import Campaign, Event, SessionTemplate
from vc.db import db


@pytest.fixture
def boss(reading) -> Person:
    """A coordinator."""
    return make_person(db.session, Role.COORDINATOR, area="Prensa")


@pytest.fixture
def office(browser_of, boss):
    """The coordinator's browser."""
    return browser_of(boss)


def enter(office, path: str, **values: object):
    """Fill in a page's form and send it."""
    form = form_of(office.get(path), "name")
    for name, value in values.items():
        form[name] = value
    return form.submit(status="*")


def one(model):
    """Return the one row of a model as it is kept now."""
    db.session.rollback()
    return db.session.scalars(select(model)).one()


def test_a_campaign_is_offered_when_booking_until_it_is_not(office):
    enter(office, "/campanas", name="Denuncia 089")
    offered = office.get("/sesiones/nueva").text
    form = form_of(office.get(f"/campanas/{one(Campaign).id}"), "name")
    form["name"], form["is_active"] = "Denuncia anónima 089", False
    form.submit(status=303)

    assert ">Denuncia 089</option>" in offered
    assert "Denuncia anónima 089" not in office.get("/sesiones/nueva").text
    assert "Denuncia anónima 089" in office.get("/campanas").text


def test_two_campaigns_of_one_name_are_refused(office):
    enter(office, "/campanas", name="Denuncia 089")

    answer = enter(office, "/campanas", name="Denuncia 089")

    assert answer.status_int == 422
    assert "Ya hay una campaña con ese nombre." in answer.text


def test_a_type_fills_the_booking_form_and_stays_out_of_sessions_that_began_with_it(office):
    answers = {"name": "Foro en universidad", "duration": "95", "audience_size": "300"}
    form = form_of(office.get("/tipos/nuevo?tipo=forum"), "name")
    for name, value in (answers | {"summary": "Foro en línea"}).items():
        form[name] = value
    form.submit(status=303)
    number = one(SessionTemplate).id

    page = office.get("/sesiones/nueva")
    booking = form_of(office.get(f"/sesiones/nueva?plantilla={number}"), "summary")

    assert "Foro en universidad" in page.text
    assert [booking[name].value for name in ("summary", "kind", "duration", "audience_size")] == [
        *("Foro en línea", "forum", "95", "300"),
    ]
    assert booking["records"].checked


def test_a_type_proposes_its_campaign_platform_and_live_as_long_as_they_are_offered(office):
    enter(office, "/campanas", name="Denuncia 089")
    campaign = one(Campaign).id
    form = form_of(office.get("/tipos/nuevo?tipo=talk"), "name")
    form["name"], form["campaign_id"], form["platform"] = "Plática 089", str(campaign), "zoom"
    form["streams"] = True
    form.submit(status=303)
    number = one(SessionTemplate).id

    def proposed() -> list[object]:
        booking = form_of(office.get(f"/sesiones/nueva?plantilla={number}"), "summary")
        return [booking["campaign_id"].value, booking["platform"].value, booking["streams"].checked]

    first = proposed()
    form_of(office.get(f"/tipos/{number}"), "name").submit(status=303)
    again = proposed()
    form = form_of(office.get(f"/campanas/{campaign}"), "is_active")
    form["is_active"] = False
    form.submit(status=303)

    assert first == again == [str(campaign), "zoom", True]
    assert proposed() == ["", "zoom", True]
    kept = form_of(office.get(f"/tipos/{number}"), "campaign_id")
    assert kept["campaign_id"].value == str(campaign)


def test_a_campaign_that_there_is_not_is_no_type_s(office):
    form = form_of(office.get("/tipos/nuevo"), "name")
    form["name"] = "Corto"
    form["campaign_id"].force_value("99")

    answer = form.submit(status=422)

    assert "Elija una campaña de la lista." in answer.text


def test_a_type_that_is_not_offered_fills_nothing(office):
    enter(office, "/tipos/nuevo", name="Corto", duration="7")
    number = one(SessionTemplate).id
    form = form_of(office.get(f"/tipos/{number}"), "is_active")
    form["is_active"] = False
    form.submit(status=303)

    booking = form_of(office.get(f"/sesiones/nueva?plantilla={number}"), "summary")

    assert booking["duration"].value == "60"


def test_an_area_s_new_name_stands_in_its_sessions_and_people(app, office, boss, clock):
    make_licence()
    book(app, boss, clock() + timedelta(days=1), area="Prensa")
    enter(office, "/oficina/areas", name="Prensa")
    row = office.get("/oficina/areas").html.select_one("#contenido .rows a")

    enter(office, row["href"], name="Comunicación")

    db.session.rollback()
    assert db.session.scalars(select(Event.area)).all() == ["Comunicación"]
    assert db.session.scalars(select(Person.area)).all() == ["Comunicación"]
