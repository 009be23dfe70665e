"""The privacy notices in versions: what anybody reads, and how the office writes the next."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from tests.attendance.conftest import registered
from tests.privacy.test_acceptance import ANA, plain, registration  # noqa: F401 - a fixture
from tests.series.conftest import form_with
from vc.accounts.models import Role
from vc.db import db
from vc.privacy.models import PrivacyNotice
from vc.privacy.queries import sections
from vc.services import services_of


def writing(browser, path: str = "/avisos-de-privacidad/nueva"):
    """Return the form that writes the next version."""
    return form_with(browser.get(path), "reason")


def count() -> int:
    """Return how many versions there are."""
    db.session.rollback()
    found = db.session.scalar(select(func.count(PrivacyNotice.id)))
    db.session.rollback()
    return found


@pytest.mark.parametrize("path", ["/privacidad", "/privacidad/integral", "/privacidad/1"])
def test_anybody_reads_both_notices_with_the_office_s_name(anyone, path):
    page = anyone.get(path)

    assert "SECESP es responsable" in page.text
    assert "{oficina}" not in page.text
    assert "no desea" in page.text.lower()


def test_the_model_says_what_is_kept_in_the_words_of_the_office(anyone):
    simple, full = (anyone.get(path).html.text for path in ("/privacidad", "/privacidad/integral"))

    assert "no guardamos desde dónde entra" in simple
    for text in (simple, full):
        assert "la autorización de madre, padre o persona tutora, y su opinión" in text
        assert "menor" not in text.lower()
        for what in ("minutos", "constancia", "encuesta", "entrevista", "plática"):
            assert what in text.lower()


def test_the_public_finds_whom_to_call_and_where_the_institution_s_notice_is(app, anyone):
    own = services_of(app)
    own.settings = replace(
        own.settings,
        office_phone="444 100 2000 ext. 12",
        privacy_url="https://transparencia.example/aviso",
    )

    pages = [anyone.get(path) for path in ("/privacidad", "/privacidad/integral", "/agenda")]

    calls = [page.html.select('a[href="tel:4441002000,12"]') for page in pages]
    assert [len(one) for one in calls] == [2, 2, 1]
    notices = [
        page.html.select('main a[href="https://transparencia.example/aviso"]') for page in pages
    ]
    assert [len(one) for one in notices] == [1, 1, 0]


def test_without_a_telephone_nobody_is_told_to_call(anyone):
    page = anyone.get("/privacidad")

    assert {one["href"] for one in page.html.select('a[href^="tel:"]')} == {"tel:911", "tel:089"}


def test_a_new_version_is_in_force_and_the_one_that_was_accepted_stays(
    anyone,
    browser_of,
    plain,  # noqa: F811
):
    registered(anyone, plain, ANA)
    browser = browser_of(Role.COORDINATOR)
    assert "texto modelo" in browser.get("/avisos-de-privacidad").text
    form = writing(browser)
    form["simple"] = "## Quién\n{oficina} responde.\n\nY nada más."
    form["reason"] = "Más corto"
    page = form.submit().follow()

    assert "Quedó vigente la versión 2" in page.text
    assert "responde." in anyone.get("/privacidad").text
    old = anyone.get("/privacidad/1")
    assert "Esta versión ya no está vigente" in old.text
    assert registration().notice.version == 1
    registered(anyone, plain, "luis@escuela.example")
    assert registration("luis@escuela.example").notice.version == 2


def test_two_who_write_at_once_lose_nothing(browser_of):
    first, second = writing(browser_of(Role.COORDINATOR)), writing(browser_of(Role.ADMINISTRATOR))
    first["simple"], first["reason"] = "Lo de una", "Uno"
    second["simple"], second["reason"] = "Lo de otra", "Dos"
    first.submit()

    page = second.submit(status=409)

    assert "se publicó la versión 2" in page.text
    again = form_with(page, "reason")
    assert again["simple"].value == "Lo de otra"
    again.submit()
    assert count() == 3


def test_the_same_words_are_no_version_and_an_old_one_can_be_used_again(browser_of):
    browser = browser_of(Role.COORDINATOR)
    form = writing(browser)
    form["reason"] = "Nada"
    assert "No cambió nada" in form.submit(status=422).text
    form["full"] = "Otro"
    form.submit()

    form = writing(browser, "/avisos-de-privacidad/nueva?desde=1")
    form["reason"] = "Como antes"
    form.submit()

    assert count() == 3
    browser.get("/avisos-de-privacidad/nueva?desde=9", status=404)


def test_a_text_is_read_as_titles_and_paragraphs_and_nothing_in_it_is_html(anyone, browser_of):
    read = sections("Antes\n\n## Uno\nA {oficina}\n  \nB\n## Dos", {"oficina": "SECESP"})
    assert [(one.title, one.paragraphs) for one in read] == [
        ("", ("Antes",)),
        ("Uno", ("A SECESP", "B")),
        ("Dos", ()),
    ]
    form = writing(browser_of(Role.COORDINATOR))
    form["simple"], form["reason"] = "<script>x()</script>", "Prueba"
    form.submit()

    assert "<script>x()" not in anyone.get("/privacidad").text
