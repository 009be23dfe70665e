"""Whether a certificate is valid: forged folios and names are refused, and no name is told."""

import re

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st
from sqlalchemy import select

from tests.attendance.conftest import own_link
from tests.certificates.conftest import certificates
from tests.retention.test_records import let_go, rule
from tests.series.conftest import form_with
from vc.attendance.models import Registration
from vc.certificates import folios, views
from vc.certificates.models import Certificate
from vc.db import db
from vc.mail.models import Told


def test_a_certificate_says_which_session_it_is_of_and_not_whose(anyone, given):
    (row,) = certificates()

    page = anyone.get(f"/constancia/{row.folio}")

    assert "Constancia válida" in page
    assert "Foro de ciberseguridad" in page
    assert "A.L.N." in page
    assert "López" not in page


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("ana lopez nunez", "El nombre coincide"),
        ("ANA LÓPEZ  NÚÑEZ", "El nombre coincide"),
        ("Ana López", "El nombre no coincide"),
        ("Luis Mora", "El nombre no coincide"),
    ],
)
def test_the_name_on_the_paper_is_confirmed_or_refused(anyone, given, typed, answer):
    (row,) = certificates()
    form = form_with(anyone.get(f"/constancia/{row.folio}"), "name")
    form["name"] = typed

    assert answer in form.submit()


def test_a_folio_read_off_a_paper_is_found_however_it_is_typed(anyone, given):
    (row,) = certificates()
    read = row.folio.lower().replace("-", " ")
    form = form_with(anyone.get("/constancia"), "folio")
    form["folio"] = f"  {read} "

    assert "Constancia válida" in form.submit(status=303).follow()


def test_forged_folios_are_refused(anyone, given):
    (row,) = certificates()
    last = "0" if row.folio[-1] != "0" else "1"
    forged = [
        row.folio[:-1] + last,
        given.folio,
        f"{given.folio}-00000-00000",
        f"{given.folio}-%25%25",
        row.folio.replace(given.folio, "VC-2019-0001"),
        "x" * 2000,
    ]

    for folio in forged:
        page = anyone.get(f"/constancia/{folio}", status=404)
        assert "no es de ninguna constancia" in page


def test_a_folio_cannot_be_guessed_for_long(anyone, given, monkeypatch):
    monkeypatch.setattr(views, "FREE_PER_ORIGIN", 3)
    (row,) = certificates()
    for number in range(3):
        anyone.get(f"/constancia/{given.folio}-00000-0000{number}", status=404)

    # Not even the right one is told apart now.
    anyone.get(f"/constancia/{row.folio}", status=429)


def test_a_name_cannot_be_guessed_for_long(anyone, given, monkeypatch):
    monkeypatch.setattr(views, "FREE_NAMES", 2)
    (row,) = certificates()
    form = form_with(anyone.get(f"/constancia/{row.folio}"), "name")
    for name in ("Ana", "Eva"):
        form["name"] = name
        form.submit()
    form["name"] = "Ana López Núñez"

    form.submit(status=429)


@examples(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_a_folio(text):
    found = folios.as_kept(text)

    assert found == "" or re.fullmatch(r"VC-\d{4}-\d{4,6}-\w{5}-\w{5}", found)


@examples(st.integers(2000, 2099), st.integers(1, 99999))
def test_a_folio_is_read_as_it_was_written(year, number):
    folio = folios.new_folio(f"VC-{year}-{number:04d}")

    assert folios.as_kept(folio) == folio
    assert folios.as_kept(folio.lower().replace("0", "o").replace("1", "l")) == folio


def test_the_page_of_one_s_own_gives_the_paper(anyone, given):
    link = own_link("ana@escuela.example", given.slug)
    page = anyone.get(f"{link}/constancia")

    paper = page.click("Descargar")

    assert paper.content_type == "application/pdf"
    assert paper.body.startswith(b"%PDF-")
    other = own_link("luis@escuela.example", given.slug)
    assert "No tiene constancia" in anyone.get(f"{other}/constancia")
    anyone.get(f"{other}/constancia.pdf", status=404)
    anyone.get(f"/s/{given.slug}/{'x' * 32}/constancia", status=404)


@pytest.fixture
def forgotten(app, clock, given) -> Certificate:
    """Ana's certificate, after the rule of keeping took who registered."""
    (row,) = certificates()
    rule(clock, "people", 60, is_automatic=True)
    assert let_go(clock) == 0
    clock.advance(days=61)
    assert let_go(clock) == 2
    assert let_go(clock) == 0
    return row


def test_the_folio_stays_valid_once_the_name_is_gone(anyone, forgotten):
    page = anyone.get(f"/constancia/{forgotten.folio}")

    assert "Constancia válida" in page
    assert "A.L.N." not in page
    form = form_with(page, "name")
    form["name"] = "Ana López Núñez"
    assert "El nombre coincide" in form.submit()


def test_no_name_is_left_and_what_was_counted_is(anyone, given, staff, forgotten):
    people = db.session.scalars(select(Registration).order_by(Registration.id)).all()
    told = [(one.name, one.email, one.institution, one.folded.strip()) for one in people]
    assert told == [("", "", "", "")] * 2
    assert [one.minutes for one in people] == [60, 20]
    assert db.session.get_one(Certificate, forgotten.id).name == ""
    assert (
        db.session.scalars(select(Told).where(Told.address.endswith("@escuela.example"))).all()
        == []
    )
    path = f"/s/{given.slug}/{people[0].token}"
    db.session.rollback()

    assert "Nombre borrado" in staff.get(f"/sesiones/{given.id}/registro")
    assert "Nombre borrado" in staff.get(f"/sesiones/{given.id}/constancias")
    # Nobody was ever given this one, and it opens no paper.
    anyone.get(f"{path}/constancia.pdf", status=404)


def test_their_own_link_leads_nowhere_afterwards(anyone, given, clock):
    link = own_link("ana@escuela.example", given.slug)
    rule(clock, "people", 60, is_automatic=True)
    clock.advance(days=61)
    let_go(clock)

    anyone.get(f"{link}/constancia", status=404)
