"""A filter that somebody kept stands on top of its list, for that person alone."""

from sqlalchemy import select

from tests.people import make_person, may_write
from vc.accounts.models import Role
from vc.booking.models import Campaign
from vc.db import db
from vc.lists.models import KeptFilter

RENAME = r"/listas/filtros/\d+$"


def keep(browser, path: str, name: str, **ways):
    """Keep what a list is narrowed to, by the form above it."""
    form = next(one for one in browser.get(path).forms.values() if one.action == "/listas/filtros")
    form["name"] = name
    return form.submit(**ways)


def names_on(page) -> list[str]:
    """Return the filters that stand above a list."""
    nav = page.html.find("nav", {"aria-label": "Filtros guardados"})
    return [one.get_text() for one in nav.find_all("a")] if nav else []


def test_a_filter_is_kept_opened_renamed_and_removed_by_whoever_made_it_alone(browser_of, reading):
    ana = browser_of(make_person(db.session, Role.HOST, name="Ana Torres"))
    other = browser_of(make_person(db.session, Role.ADMINISTRATOR, name="Mariana"))

    page = keep(ana, "/sesiones?tipo=talk&q=redes", "Mis pláticas").follow()
    assert names_on(page) == ["Mis pláticas", "Cambiar el filtro Mis pláticas"]
    opened = ana.get("/sesiones").click("Mis pláticas")
    assert opened.html.find("input", {"id": "q"})["value"] == "redes"
    assert names_on(other.get("/sesiones")) == names_on(ana.get("/grabaciones")) == []
    db.session.rollback()
    number = db.session.scalar(select(KeptFilter.id))
    assert other.get(f"/listas/filtros/{number}", status=404)

    form = next(one for one in opened.click(href=RENAME).forms.values() if "name" in one.fields)
    form["name"] = "Redes"
    renamed = form.submit().follow()
    assert names_on(renamed)[0] == "Redes"
    gone = next(
        one for one in renamed.click(href=RENAME).forms.values() if one.action.endswith("/quitar")
    )
    assert names_on(gone.submit().follow()) == []


def test_a_name_stands_for_one_filter_and_what_is_sent_twice_is_kept_once(browser_of, reading):
    """As in opencb/jsorolla#110 and twentyhq/twenty#8106: an error, and the other one replaced."""
    ana = browser_of(make_person(db.session, Role.HOST, name="Ana Torres"))
    page = ana.get("/clips?q=redes")
    form = next(one for one in page.forms.values() if one.action == "/listas/filtros")
    form["name"] = "Uno"
    form.submit()
    form.submit()

    refused = keep(ana, "/clips?q=otra", "Uno", status=422)

    assert "Ya tiene un filtro con ese nombre" in refused.text
    db.session.rollback()
    assert db.session.scalars(select(KeptFilter.values)).all() == [{"q": "redes"}]


def test_what_a_kept_filter_names_may_be_gone_and_it_still_opens(browser_of, reading):
    """As in baserow/baserow#772, which answered 500."""
    ana = browser_of(make_person(db.session, Role.HOST, name="Ana Torres"))
    with may_write():
        db.session.rollback()
        db.session.add(Campaign(name="Navidad"))
        db.session.commit()
    number = db.session.scalar(select(Campaign.id).where(Campaign.name == "Navidad"))
    db.session.rollback()
    keep(ana, f"/sesiones?campana={number}", "Navidad")
    with may_write():
        db.session.rollback()
        db.session.get_one(Campaign, number).is_active = False
        db.session.commit()

    page = ana.get("/sesiones")

    assert names_on(page) == ["Navidad (ya no se ofrece: campaña)"]
    assert page.click("Navidad").status_int == 200
