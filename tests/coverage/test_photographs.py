"""Photographs from a telephone: what is kept of them, who appears, and what a fault costs."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from webtest import Upload

from tests.coverage.working import bring, form_to, photograph, planned
from tests.people import may_write
from vc.accounts.models import Role
from vc.consents.models import Consent
from vc.coverage import leaving, photographs
from vc.coverage.models import Photograph
from vc.db import db
from vc.services import services_of


@pytest.fixture
def number(boss):
    """The id of a coverage of yesterday."""
    return planned(boss, "Rioverde", "2031-03-03")


def kept():
    """Return the photographs as they are kept now."""
    db.session.rollback()
    return db.session.query(Photograph).order_by(Photograph.id).all()


def test_what_is_given_out_stands_upright_and_says_neither_place_nor_camera(boss, number):
    bring(boss, number, ("IMG_1.jpg", photograph(turned=True)))

    for address in ("/cobertura/fotografias/1.jpg", "/cobertura/fotografias/1.jpg?chica=1"):
        given = Image.open(io.BytesIO(boss.get(address).body))
        assert given.size == (40, 60)
        assert dict(given.getexif()) == {}
        assert b"Telefono" not in boss.get(address).body


def test_several_come_at_once_and_one_that_cannot_be_read_spoils_no_other(boss, number):
    files = [("a.jpg", photograph("red")), ("b.heic", b"ftypheic"), ("c.jpg", photograph("blue"))]

    page = bring(boss, number, *files, caption="La mesa del CMSP").follow()

    assert "Se guardaron 2 fotografías" in page.text
    assert "«b.heic» no es una foto JPG o PNG" in page.text
    assert [one.caption for one in kept()] == ["La mesa del CMSP"] * 2


def test_the_same_photograph_sent_again_is_not_kept_twice(boss, number):
    bring(boss, number, ("a.jpg", photograph()))

    page = bring(boss, number, ("a.jpg", photograph())).follow()

    assert "1 ya estaba" in page.text
    assert len(kept()) == 1


def test_a_fault_keeps_what_was_typed_and_leaves_no_file(app, boss, number):
    answers = {"caption": "La mesa", "shown": "consented", "folio": "CON-00099"}

    page = bring(boss, number, ("a.jpg", photograph()), **answers)

    assert page.status_int == 422
    assert "No hay un consentimiento con ese folio" in page.text
    form = next(one for one in page.forms.values() if "photographs" in one.fields)
    assert (form["caption"].value, form["folio"].value) == ("La mesa", "CON-00099")
    folder = services_of(app).settings.instance / "media" / photographs.FOLDER
    assert list(folder.glob("*")) == []
    form["photographs"] = [Upload("a.jpg", photograph())]
    form["shown"] = "nobody"
    assert form.submit().status_int == 303


def test_nothing_chosen_is_asked_for(boss, number):
    page = bring(boss, number)

    assert page.status_int == 422
    assert photographs.NONE_CHOSEN in page.text


def consented(**changes):
    """Register a consent; return its folio."""
    person = db.session.query(Photograph).count() or 1
    known = {
        "person_name": "Rosa Pérez Luna", "scope": ["image"], "channels": ["facebook"],
        "evidence_key": "consentimientos/x.pdf", "entered_by_id": person,
    }  # fmt: skip
    with may_write():
        db.session.rollback()
        consent = Consent(**(known | changes))
        db.session.add(consent)
        db.session.commit()
        folio = consent.folio
        db.session.rollback()
    return folio


def test_who_appears_is_tied_to_a_consent_and_marked_without_one(boss, number, clock):
    bring(boss, number, ("a.jpg", photograph()), shown="unsaid")
    assert "Sin consentimiento: no se difunde" in boss.get(f"/cobertura/{number}").text
    folio = consented(
        valid_from=clock().date().replace(day=1), entered_at=clock(), valid_until=None
    )
    page = boss.get("/cobertura/fotografias/1")
    form = next(one for one in page.forms.values() if "caption" in one.fields)
    form["shown"], form["folio"] = "consented", folio.lower()

    page = form.submit().follow()

    assert "Sin consentimiento" not in page.text
    assert folio in page.text
    assert "Rosa" not in page.text
    with may_write():
        db.session.rollback()
        db.session.query(Consent).one().revoked_at = clock()
        db.session.commit()
    assert "Fue revocado" in boss.get(f"/cobertura/{number}").text


def test_a_consent_without_the_image_is_refused(boss, number, clock):
    folio = consented(
        valid_from=clock().date().replace(day=1),
        entered_at=clock(),
        valid_until=None,
        scope=["voice"],
    )

    page = bring(boss, number, ("a.jpg", photograph()), shown="consented", folio=folio)

    assert "No incluye: imagen" in page.text


def test_only_who_signs_in_sees_a_photograph(boss, number, anyone):
    bring(boss, number, ("a.jpg", photograph()))

    assert "/entrar" in anyone.get("/cobertura/fotografias/1.jpg").location


def test_what_was_taken_out_comes_back_at_once_and_is_gone_after_thirty_days(
    app, boss, number, clock
):
    bring(boss, number, ("a.jpg", photograph()))
    take_out = form_to(boss.get("/cobertura/fotografias/1"), "/quitar")
    page = take_out.submit().follow()
    form_to(page, "/recuperar").submit().follow()
    assert "/cobertura/fotografias/1.jpg" in boss.get(f"/cobertura/{number}").text
    form_to(boss.get("/cobertura/fotografias/1"), "/quitar").submit()
    folder = services_of(app).settings.instance / "media" / photographs.FOLDER

    for days, left in ((29, 2), (2, 0)):
        clock.advance(days=days)
        with may_write():
            db.session.rollback()
            photographs.let_go(db.session(), services_of(app).store, clock())
        assert len(list(folder.glob("*.jpg"))) == left
    assert kept() == []


def test_the_camera_and_the_gallery_have_a_field_each(boss, number):
    page = boss.get(f"/cobertura/{number}/fotografias").html
    camera, gallery = page.select_one("#camera"), page.select_one("[name=photographs]")

    assert (camera["accept"], camera["capture"], camera.has_attr("multiple")) == (
        "image/*",
        "environment",
        False,
    )
    assert gallery.has_attr("multiple")
    assert not gallery.has_attr("capture")


def test_the_rule_of_keeping_takes_the_photograph_and_leaves_what_it_proved(
    app, boss, number, clock
):
    bring(boss, number, ("a.jpg", photograph()), caption="Rosa Pérez al frente")
    clock.advance(days=400)
    with may_write():
        db.session.rollback()
        due = leaving.due(clock() - timedelta(days=365))
        assert leaving.forget(db.session(), services_of(app), due, 10) == 1
        db.session.commit()

    assert "Comprobada" in boss.get(f"/cobertura/{number}").text
    assert "Rosa" not in boss.get(f"/cobertura/{number}").text
    boss.get("/cobertura/fotografias/1.jpg", status=404)
    folder = services_of(app).settings.instance / "media" / photographs.FOLDER
    assert list(folder.glob("*.jpg")) == []
    assert kept()[0].caption == ""


def test_what_was_taken_out_is_only_for_who_may_bring_it_back(boss, number, browser_of):
    bring(boss, number, ("a.jpg", photograph()))
    form_to(boss.get("/cobertura/fotografias/1"), "/quitar").submit()

    boss.get("/cobertura/fotografias/1.jpg", status=200)
    browser_of(Role.VIEWER).get("/cobertura/fotografias/1.jpg", status=404)
