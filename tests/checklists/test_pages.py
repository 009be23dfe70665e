"""The list of a clip through its page: answered without script and by parts."""

import pytest
from webtest import Upload

from tests.checklists.working import (
    MINUTE_MS,
    PDF,
    answer,
    answers,
    change,
    item_of,
    outcome,
    signed_in,
)
from tests.reconciliation.working import form_to
from vc import evidence
from vc.accounts.models import Role
from vc.checklists import watched
from vc.checklists.evaluation import Outcome
from vc.checklists.models import Reply, Viewing
from vc.clips.edit import Piece
from vc.db import db


@pytest.fixture
def address(clip):
    """The address of the list; nothing of the test's own holds the database any more."""
    address = f"/clips/{clip.id}/lista"
    db.session.rollback()
    return address


@pytest.fixture
def browser(address, reviewer, browser_of):
    """The reviewer's browser."""
    return signed_in(browser_of, reviewer)


def ids(clip, *keys):
    """Return the numbers of points, leaving no transaction open."""
    numbers = [item_of(clip, key).id for key in keys]
    db.session.commit()
    return numbers


def told(page, number):
    """Return what the page says of a point."""
    return " ".join(page.html.find(id=f"punto-{number}").text.split())


def fresh():
    """See what was committed by the pages."""
    db.session.rollback()
    db.session.expire_all()


def test_looking_at_a_list_writes_nothing(browser, address, app):
    page = browser.get(address)

    assert "0 de" not in page.html.find(id="avance").text
    assert db.session.connection().exec_driver_sql("SELECT count(*) FROM checklist").scalar() == 0


def test_an_answer_with_a_file_is_kept_and_given_back(browser, address, clip, clock):
    (number,) = ids(clip, "general_coordination")
    form = form_to(browser.get(address), "/lista")
    form[f"p{number}-reply"] = "YES"
    form[f"p{number}-file"] = Upload("oficio 12.pdf", PDF)

    shown = form.submit().follow()

    assert "oficio 12.pdf" in told(shown, number)
    fresh()
    (row,) = answers()
    proof = browser.get(f"{address}/evidencia/{row.id}")
    assert proof.body == PDF
    assert proof.headers["Content-Disposition"].startswith("attachment")
    assert "oficio" not in row.file_key


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html>no evidence</html>", "no es PDF, JPG ni PNG"),
        (PDF + b"x" * evidence.MOST_BYTES, "más de 10 MB"),
        (b"", "está vacío"),
    ],
)
def test_a_file_that_proves_nothing_is_refused_and_the_note_stays(
    browser, address, clip, content, said
):
    (number,) = ids(clip, "general_coordination")
    form = form_to(browser.get(address), "/lista")
    form[f"p{number}-reply"] = "YES"
    form[f"p{number}-note"] = "Lo mandó Rosa"
    form[f"p{number}-file"] = Upload("a.pdf", content)

    shown = form.submit(expect_errors=True)

    assert shown.status_int == 422
    assert said in told(shown, number)
    assert form_to(shown, "/lista")[f"p{number}-note"].value == "Lo mandó Rosa"
    fresh()
    assert answers() == []


@pytest.mark.parametrize(
    "link", ["http://a.example", "javascript:alert(1)", "https://", "hola", "https://a b", "//[x"]
)
def test_a_link_that_is_not_safe_to_open_is_refused(browser, address, clip, link):
    (number,) = ids(clip, "privacy_notice")
    form = form_to(browser.get(address), "/lista")
    form[f"p{number}-reply"], form[f"p{number}-link"] = "YES", link

    shown = form.submit(expect_errors=True)

    assert (shown.status_int, "https://" in told(shown, number)) == (422, True)
    fresh()
    assert answers() == []


def test_a_part_is_answered_with_the_list_as_it_is_then(browser, address, clip):
    (number,) = ids(clip, "no_cases")
    form = form_to(browser.get(address), "/lista")
    form[f"p{number}-reply"] = "YES"

    sent = [one for one in form.submit_fields() if one[0].startswith((f"p{number}-", "csrf"))]

    part = browser.post(form.action, sent, headers={"HX-Request": "true"})

    assert "<html" not in part
    assert part.html.select_one(f"#punto-{number} input:checked")["value"] == "YES"
    assert "Se guardó la respuesta" in part


def test_an_answer_without_a_choice_says_what_to_do(browser, address, clip):
    (number,) = ids(clip, "no_cases")

    form = form_to(browser.get(address), "/lista")
    form[f"p{number}-note"] = "Lo vi dos veces"

    shown = form.submit(expect_errors=True)

    assert (shown.status_int, "Elija Sí, No o No aplica" in told(shown, number)) == (422, True)


def test_a_request_without_its_token_changes_nothing(browser, address, clip):
    (number,) = ids(clip, "no_cases")

    shown = browser.post(address, {f"p{number}-reply": "YES"}, expect_errors=True)

    assert shown.status_int == 422
    fresh()
    assert answers() == []


def test_an_old_answer_is_shown_and_confirmed_with_one_press(
    browser, address, clip, clock, reviewer, author
):
    answer(clip, "music", Reply.YES, now=clock(), by=author, note="Sin música")
    change(clip, clock(), author, pieces=(Piece(60_000, 90_000),))
    (number,) = ids(clip, "music")
    page = browser.get(address)
    assert "Sin música" in told(page, number)

    form_to(page, "/lista").submit("confirm", value=str(number)).follow()

    fresh()
    assert outcome(clip, "music", clock()) is Outcome.DONE
    assert [one.by.name for one in answers()] == ["Ana Autora", "Rita Revisora"]


def test_that_nobody_can_be_recognised_is_said_with_the_reason(browser, address, clip, clock):
    (number,) = ids(clip, "consents")
    form = form_to(browser.get(address), "/lista")
    form[f"p{number}-reply"].checked = True
    form[f"p{number}-note"] = "Solo láminas"

    form.submit().follow()

    fresh()
    assert outcome(clip, "consents", clock()) is Outcome.NOT_APPLICABLE


def test_who_only_looks_sees_the_list_and_answers_nothing(address, browser_of):
    viewer = browser_of(Role.VIEWER)

    page = viewer.get(address)

    assert page.html.find_all("textarea") == []
    refused = viewer.post(address, {}, expect_errors=True)
    assert refused.status_int == 403


def test_each_label_of_the_page_is_there_once(browser, address):
    page = browser.get(address)

    labels = [" ".join(one.text.split()) for one in page.html.select("main label")]
    assert len(labels) == len(set(labels))


class TestWatching:
    """What a player tells."""

    def send(self, browser, clip, body, status):
        """Send what was watched of the clip's file."""
        number, render = clip.id, clip.current_renders[0].id
        db.session.rollback()
        page = browser.get(f"/clips/{number}/lista")
        token = page.html.select_one("input[name=csrf_token]")["value"]
        browser.post_json(
            f"/clips/{number}/archivos/{render}/visto",
            body,
            headers={"X-CSRFToken": token},
            status=status,
        )
        fresh()
        return [one.spans for one in db.session.query(Viewing)]

    def test_what_was_played_is_kept_up_to_the_end_of_the_file(self, browser, clip, reviewer):
        kept = self.send(browser, clip, {"spans": [[0, 5000], [50_000, 10**7]]}, 204)

        assert kept == [[[0, 5000], [50_000, MINUTE_MS]]]
        assert watched.percent(db.session(), clip, reviewer=reviewer, cutters=set()) == 25

    @pytest.mark.parametrize(
        "body",
        [
            {},
            [],
            {"spans": "all"},
            {"spans": [[0]]},
            {"spans": [[0, "9"]]},
            {"spans": [[0, True]]},
            {"spans": [[-5, 9]]},
            {"spans": [[0, 9]] * 201},
        ],
    )
    def test_what_makes_no_sense_is_refused(self, browser, clip, body):
        assert self.send(browser, clip, body, 422) == []
