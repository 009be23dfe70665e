"""Whose turn a month is: by the order of the zones, unless it was swapped, with who and why."""

from tests.coverage.working import form_to
from vc.audit import AuditLine
from vc.coverage import months, rotation
from vc.db import db


def year_of(year):
    """Return the initials of a year's zones."""
    db.session.rollback()
    turns = rotation.turns(db.session(), months.of_year(year))
    return "".join(turn.zone.name[0] if turn.zone else "-" for turn in turns)


def swap(browser, month, zone, reason):
    """Give a month to another zone by its form."""
    form = next(
        one
        for one in browser.get(f"/cobertura/turnos/{month}").forms.values()
        if "reason" in one.fields
    )
    form["zone_id"].select(text=zone)
    form["reason"] = reason
    return form.submit(status="*")


def test_the_zones_take_turns_as_the_programme_has_them(boss):
    assert year_of(2021) == year_of(2031) == "CAMHCAMHCAMH"
    assert year_of(2020) == "-" * 12


def test_a_swap_says_who_and_why_and_moves_no_other_month(boss):
    assert "Escriba por qué cambia" in swap(boss, "2031-03", "Huasteca", "").text

    page = swap(boss, "2031-03", "Huasteca", "Fiesta patronal en Rioverde").follow()

    assert "Fiesta patronal en Rioverde" in page.text
    assert "Coral Coordina" in page.text
    assert year_of(2031) == "CAHHCAMHCAMH"
    line = db.session.query(AuditLine).filter_by(action="zoneswap.make").one()
    assert (line.before["zone"], line.after["zone"]) == ("Media", "Huasteca")
    form_to(boss.get("/cobertura/turnos/2031-03"), "/devolver").submit().follow()
    assert year_of(2031) == "CAMHCAMHCAMH"


def test_another_order_leaves_the_months_before_as_they_were(boss):
    page = boss.get("/cobertura/turnos/orden")
    form = next(one for one in page.forms.values() if "since" in one.fields)
    form["since"] = "2031-06"
    form["place_1"].select(text="Huasteca")
    form["place_2"].select(text="Centro")
    for name in ("place_3", "place_4"):
        form[name] = ""

    form.submit().follow()

    assert year_of(2031) == "CAMHCHCHCHCH"
    assert "2031-02" not in [value for value, _, _ in form["since"].options]
