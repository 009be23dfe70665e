"""Consents through their forms: papers, names for coordination only, revoking that is heard."""

import pytest

from tests.checklists.working import signed_in
from tests.people import make_person
from tests.reconciliation.working import form_to
from vc.accounts.models import Role
from vc.audit import AuditLine
from vc.consents import queries
from vc.consents.models import Consent
from vc.db import db, read_only
from vc.services import services_of

PDF = b"%PDF-1.7\n% firmado"
NAME = "Rosa Pérez Luna"


@pytest.fixture
def boss(browser_of, context):
    """A coordinator's browser; the test only looks."""
    opened = signed_in(browser_of, make_person(db.session, Role.COORDINATOR))
    read_only(True)
    db.session.rollback()
    return opened


def filled(browser, **changes):
    """Return the form, filled in as people do."""
    form = form_to(browser.get("/consentimientos/nuevo"), "/consentimientos")
    form["person_name"] = NAME
    for one in form.fields["channels"]:
        one.checked = one._value == "facebook"
    form["evidence"] = ("firmado.pdf", PDF)
    for name, value in changes.items():
        form[name] = value
    return form


def test_a_consent_is_registered_with_its_paper(boss):
    page = filled(boss).submit().follow()

    assert NAME in page.text
    assert "CON-00001" in page.text
    assert boss.get("/consentimientos/1/firmado").body == PDF
    boss.get("/consentimientos/1/opinion", status=404)


def test_a_minor_needs_a_guardian_and_an_opinion_of_their_own(app, boss):
    page = filled(boss, is_minor=True).submit(status=422)
    assert "persona tutora" in page.text

    # What was handed in with a form that is refused is not kept.
    folder = services_of(app).settings.instance / "media" / "consentimientos"
    assert list(folder.glob("*")) == []
    form = filled(boss, is_minor=True, guardian_name="Luis Luna")
    assert "Suba su opinión" in form.submit(status=422).text
    form = filled(boss, is_minor=True, guardian_name="Luis Luna")
    form["opinion"] = ("opinion.png", b"\x89PNG\r\n\x1a\n opinion")
    assert "Niña, niño o adolescente" in form.submit().follow().text


def test_what_is_no_paper_is_refused_and_what_was_typed_stays(boss):
    page = filled(boss, evidence=("firmado.exe", b"MZ nothing")).submit(status=422)

    assert "no es PDF, JPG ni PNG" in page.text
    assert form_to(page, "/consentimientos")["person_name"].value == NAME


def test_only_coordination_reads_names_and_papers(boss, browser_of):
    filled(boss).submit()
    others = browser_of(Role.HOST)

    for page in (others.get("/consentimientos"), others.get("/consentimientos/1")):
        assert "R.P.L." in page.text
        assert NAME not in page.text
    others.get("/consentimientos/1/firmado", status=403)
    assert "No hay consentimientos aquí" in found_by(others, "Rosa").text
    assert "CON-00001" in found_by(boss, "rosa").text


def test_a_revoked_consent_is_listed_apart_and_its_line_names_nobody(boss):
    filled(boss).submit()
    form = form_to(boss.get("/consentimientos/1"), "/revocar")
    form["why"] = "Rosa lo pidió"

    page = form.submit().follow()

    assert "Revocado" in page.text
    assert "CON-00001" not in boss.get("/consentimientos").text
    assert "CON-00001" in boss.get("/consentimientos?ver=revoked").text
    db.session.rollback()
    lines = [
        str((one.subject_label, one.before, one.after, one.reason))
        for one in db.session.query(AuditLine)
    ]
    assert not [line for line in lines if "Rosa" in line]
    assert db.session.query(Consent).count() == 1


def test_a_consent_that_was_revoked_keeps_when_and_why(boss, clock):
    filled(boss).submit()
    one, late = (form_to(boss.get("/consentimientos/1"), "/revocar") for _ in range(2))
    one["why"], late["why"] = "Rosa lo pidió", "Se registró por error"
    one.submit().follow()
    at = clock()
    clock.advance(days=3)

    page = late.submit(status=422)

    assert "ya estaba revocado" in page.text
    db.session.rollback()
    consent = db.session.query(Consent).one()
    assert (consent.revoked_at, consent.revoked_why) == (at, "Rosa lo pidió")


def found_by(browser, text):
    """Return what the list answers to a search by its form."""
    form = next(one for one in browser.get("/consentimientos").forms.values() if "q" in one.fields)
    form["q"] = text
    return form.submit()


def test_a_name_that_is_looked_for_stands_in_no_address(boss):
    filled(boss).submit()

    page = found_by(boss, "rosa pérez")

    assert "CON-00001" in page.text
    assert "Rosa" not in page.request.url
    assert "CON-00001" in boss.get("/consentimientos?q=nadie").text


def test_a_form_that_is_sent_twice_registers_one_consent(boss):
    first, second = filled(boss), filled(boss, person_name="rosa  PEREZ luna")
    first.submit().follow()

    page = second.submit(status=422)

    assert "Ya está registrado igual, como CON-00001" in page.text
    db.session.rollback()
    assert db.session.query(Consent).count() == 1
    filled(boss, valid_until="2031-12-31").submit().follow()


def test_whoever_revokes_is_told_of_the_person_s_other_consents(boss):
    filled(boss).submit()
    filled(boss, valid_until="2031-12-31").submit()
    form = form_to(boss.get("/consentimientos/1"), "/revocar")
    form["why"] = "Lo pidió"

    assert "CON-00002" in boss.get("/consentimientos/1").text
    page = form.submit().follow()

    assert "sigue sin revocar" in " ".join(page.html.find("main").text.split())
    assert "CON-00002" in page.text
    assert "sin revocar" not in boss.get("/consentimientos/2").text


def test_a_consent_that_does_not_hold_yet_is_not_called_valid_in_the_list(boss, clock):
    filled(boss, valid_from="2031-04-01").submit()

    row = boss.get("/consentimientos").html.find("tbody").find("tr").text
    clock.now = clock.now.replace(month=4, day=2)
    later = boss.get("/consentimientos").html.find("tbody").find("tr").text

    assert "Todavía no empieza" in row
    assert "Vigente" in later


def test_a_list_that_is_cut_says_so(boss, monkeypatch):
    monkeypatch.setattr(queries, "MOST_SHOWN", 1)
    filled(boss).submit()
    assert "Hay más" not in boss.get("/consentimientos").text

    filled(boss, valid_until="2031-12-31").submit()

    assert "Hay más" in boss.get("/consentimientos").text


def test_no_cache_on_the_way_keeps_a_signed_paper(boss):
    filled(boss).submit()

    kept = boss.get("/consentimientos/1/firmado").headers["Cache-Control"]

    assert "private" in kept or "no-store" in kept
