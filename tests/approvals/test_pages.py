"""The review through its forms, and by requests that somebody made by hand."""

import pytest

from tests.approvals.working import approve
from tests.checklists.working import signed_in
from tests.reconciliation.working import form_to
from vc.accounts.models import Role
from vc.approvals import takedowns
from vc.clips.models import Clip, ClipStatus
from vc.db import db, read_only

S = ClipStatus


def status_of(number: int) -> ClipStatus:
    """Return how a clip stands in the database."""
    db.session.rollback()
    db.session.expire_all()
    found = db.session.get_one(Clip, number).status
    db.session.rollback()
    return found


@pytest.fixture
def opened(browser_of, waiting, reviewer):
    """Return a function: a person → (their browser, the clip's number); the test only looks."""

    def open_browser(person):
        number = waiting.id
        browser = signed_in(browser_of, person)
        read_only(True)
        db.session.rollback()
        return browser, number

    return open_browser


def test_a_reviewer_approves_by_the_form(opened, reviewer):
    browser, number = opened(reviewer)

    page = form_to(browser.get(f"/clips/{number}"), "/aprobar").submit().follow()

    assert "El clip quedó aprobado" in page.text
    assert "Hoy se puede publicar" in page.text
    assert status_of(number) is S.APPROVED


def test_the_author_is_offered_no_form_and_a_request_made_by_hand_is_refused(opened, author):
    author.role = Role.COORDINATOR
    db.session.commit()
    browser, number = opened(author)
    page = browser.get(f"/clips/{number}")
    assert not [form for form in page.forms.values() if form.action.endswith("/aprobar")]
    emergency = form_to(page, "/emergencia")

    answer = browser.post(
        f"/clips/{number}/aprobar",
        {
            "csrf_token": emergency["csrf_token"].value,
            "files": emergency["files"].value,
            "text": emergency["text"].value,
        },
    ).follow()

    assert "tiene que aprobarlo otra persona" in answer.text
    assert status_of(number) is S.IN_REVIEW


def test_changes_are_asked_for_by_the_form_and_the_author_reads_why(
    opened, author, reviewer, browser_of
):
    browser, number = opened(reviewer)
    form = form_to(browser.get(f"/clips/{number}"), "/cambios")
    form["reason"], form["comment"] = "captions", "Dice «contraceña»."

    form.submit().follow()

    assert status_of(number) is S.CHANGES_REQUESTED
    page = signed_in(browser_of, author).get("/pendientes")
    assert page.html.find(id="to-change").text == "Clip con cambios pedidos"
    shown = signed_in(browser_of, author).get(f"/clips/{number}")
    assert "Dice «contraceña»." in shown.text


def test_a_comment_that_comes_too_late_stays_on_the_page(opened, author, reviewer, browser_of):
    browser, number = opened(reviewer)
    form = form_to(browser.get(f"/clips/{number}"), "/cambios")
    form["reason"], form["comment"] = "captions", "Dice «contraceña»."
    taken = form_to(signed_in(browser_of, author).get(f"/clips/{number}"), "/revision/quitar")
    taken.submit()

    page = form.submit(status=422)

    assert "Este clip no está en revisión" in page.text
    # Its form is gone with the review; what was typed is not.
    assert "Lo que escribió no se envió" in page.text
    assert "Dice «contraceña»." in page.text


def test_an_empty_comment_is_told_at_its_field_and_the_choice_stays(opened, reviewer):
    browser, number = opened(reviewer)
    form = form_to(browser.get(f"/clips/{number}"), "/cambios")
    form["reason"] = "captions"

    page = form.submit(status=422)

    again = form_to(page, "/cambios")
    assert again["reason"].value == "captions"
    assert "Escriba qué hay que cambiar." in page.html.select_one("#changes-comment-error").text
    assert page.html.select_one("details:has(#changes-comment)").has_attr("open")


def test_the_inbox_says_what_waits_and_an_empty_one_what_comes(opened, reviewer, browser_of):
    browser, _ = opened(reviewer)

    assert "Contraseñas seguras" in browser.get("/pendientes").text
    assert browser.get("/hoy").click("clip por aprobar").html.find(id="to-review")
    assert "Nada por atender" in browser_of(Role.VIEWER).get("/pendientes").text


def test_a_takedown_is_finished_by_the_form(waiting, opened, reviewer, clock):
    takedowns.ask_takedown(db.session(), waiting, "Se revocó CON-00001.", clock())
    db.session.commit()
    browser, number = opened(reviewer)
    form = form_to(browser.get(f"/clips/{number}"), "/retiros/1")
    form["proof"] = "Nunca se publicó."

    page = form.submit().follow()

    assert "Quedó la constancia" in page.text
    assert "Hay que retirarlo" not in page.text


def test_emergencies_are_listed_month_by_month(waiting, opened, author, reviewer, clock):
    approve(waiting, clock(), reviewer, emergency="Nadie más de guardia")
    browser, _ = opened(reviewer)

    assert "Nadie más de guardia" in browser.get("/aprobaciones/emergencia").text
    assert "Ninguna en este mes" in browser.get("/aprobaciones/emergencia?mes=2020-01").text
    for nonsense in ("x", "9999-12", "0001-01", "2031-13"):
        assert "Nadie más" in browser.get(f"/aprobaciones/emergencia?mes={nonsense}").text
