"""Zones and municipalities: the office's own list, matched however a name is typed."""

from datetime import timedelta

import pytest

from tests.booking.sessions import book, make_licence
from tests.coverage.working import form_to, plan, planned, town_id
from tests.people import make_person, may_write
from vc.accounts.models import Role
from vc.booking.models import Visibility
from vc.booking.states import EventStatus
from vc.coverage import zones
from vc.coverage.names import key_of
from vc.db import db
from vc.states import advance


def test_the_first_list_has_59_municipalities_in_four_zones(context):
    found = {one.zone.name: len(one.municipalities) for one in zones.all_of_them(db.session())}

    assert found == {"Centro": 12, "Altiplano": 15, "Media": 12, "Huasteca": 20}


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  ciudad   valles ", "Ciudad Valles"),
        ("Cd. Valles, S.L.P.", "Ciudad Valles"),
        ("SAN LUIS POTOSI", "San Luis Potosí"),
        ("San Luis Potosí, S. L. P.", "San Luis Potosí"),
        ("Sta. Catarina, San Luis Potosí", "Santa Catarina"),
    ],
)
def test_a_name_is_known_however_it_is_typed(typed, name):
    assert key_of(typed) == key_of(name)


def edited(browser, name):
    """Return the form of a municipality."""
    page = browser.get(f"/zonas/municipios/{town_id(name)}")
    return next(one for one in page.forms.values() if "name" in one.fields)


def test_a_municipality_is_renamed_and_moved_and_keeps_its_coverages(boss):
    number = planned(boss, "Ahualulco", "2031-03-20")
    form = edited(boss, "Ahualulco")
    form["name"] = "Ahualulco del Sonido 13"
    form["zone_id"].select(text="Altiplano")
    form.submit().follow()

    page = boss.get(f"/cobertura/{number}").text

    assert "CMSP de Ahualulco del Sonido 13" in page
    assert "Altiplano" in page


def test_two_names_that_are_one_are_refused_with_what_was_typed(boss):
    form = edited(boss, "Tamuín")
    form["name"] = "CD VALLES"

    page = form.submit(status=422)

    assert "aunque esté escrito de otra forma" in page.text
    assert 'value="CD VALLES"' in page.text


def test_what_has_a_coverage_stays_there_and_is_offered_no_more(boss):
    number = planned(boss, "Zaragoza", "2031-03-20")
    for town in ("Zaragoza", "Ebano"):
        page = boss.get(f"/zonas/municipios/{town_id(town)}")
        form_to(page, "/quitar").submit().follow()

    assert "CMSP de Zaragoza" in boss.get(f"/cobertura/{number}").text
    assert town_id("Ebano") is None
    with pytest.raises(StopIteration):
        plan(boss, "Zaragoza", "2031-04-20")
    assert 'value="Zaragoza"' not in boss.get("/sesiones/nueva").text
    assert '<option value="Rioverde">' in boss.get("/sesiones/nueva").text


def test_who_registers_is_proposed_the_names_of_the_list(app, boss, anyone, clock):
    make_licence()
    host = make_person(db.session, Role.HOST)
    shown = {"visibility": Visibility.PUBLIC, "takes_registrations": True}
    event = book(app, host, clock() + timedelta(days=1), **shown)
    with may_write():
        advance(db.session.merge(event), EventStatus.CONFIRMED, now=clock())
        db.session.commit()

    page = anyone.get(f"/s/{event.slug}").html

    offered = [one["value"] for one in page.select("#municipios option")]
    assert len(offered) == 59
    assert page.select_one("[name=municipality]")["list"] == "municipios"
