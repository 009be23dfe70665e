"""Guidelines to repeat: asked on their day, proven by our own post, missed, counted."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from webtest import Upload

from tests.approvals.working import pending_of
from tests.checklists.working import signed_in
from tests.conftest import browser_at
from tests.editorial_plan.working import form_to, form_with
from tests.people import make_person
from vc.accounts.models import Role
from vc.db import db, read_only
from vc.editorial_plan import reposts
from vc.editorial_plan.deliverables import reposts as pieces
from vc.editorial_plan.models import Repost, RepostStatus

KEY = "reposts"
ORIGINAL = "https://x.com/GobEdoSLP/status/1234567890123456789"
OURS = "https://x.com/secesp/status/9876543210987654321?s=20"
PNG = b"\x89PNG\r\n\x1a\n" + b"a picture"


@pytest.fixture
def boss_person(reading):
    """A coordinator."""
    return make_person(db.session, Role.COORDINATOR)


@pytest.fixture
def boss(boss_person, browser_of):
    """A coordinator's browser."""
    return signed_in(browser_of, boss_person)


@pytest.fixture
def enter(boss):
    """Return a function: values → the answer to the guideline's form."""

    def send(**values: str):
        form = form_with(boss.get("/publicaciones/lineamientos/nuevo"), "source_url")
        usual = {"title": "Alerta por lluvias", "network": "x", "source_url": ORIGINAL}
        for name, value in (usual | {"first": "2031-03-04"} | values).items():
            form[name] = value
        return form.submit(status="*")

    return send


def kept() -> list[Repost]:
    """Return the guidelines as they are now, by day."""
    db.session.rollback()
    return list(db.session.scalars(select(Repost).order_by(Repost.day)).unique())


def prove(boss, url: str = "", picture: bytes = b"", number: int | None = None):
    """Send the proof's form of a guideline, of the first one unless another is named."""
    number = number or kept()[0].id
    db.session.rollback()
    form = form_to(boss.get(f"/publicaciones/lineamientos/{number}"), "/comprobar")
    form["proof_url"] = url
    if picture:
        form["file"] = Upload("captura.png", picture)
    return form.submit(status="*")


def test_it_is_asked_on_its_day_proven_by_our_post_and_counts(app, boss, boss_person, enter, clock):
    enter()
    number = kept()[0].id
    assert pending_of(KEY, boss_person) == [number]
    prove(boss, OURS).follow()

    (row,) = kept()
    assert (row.status, row.proof_url) == (RepostStatus.PROVEN, OURS.partition("?")[0])
    assert pending_of(KEY, boss_person) == []
    with app.test_request_context():
        (piece,) = pieces(db.session(), clock() - timedelta(days=1), clock() + timedelta(days=1))
    assert (piece.key, piece.is_proven) == (f"repost:{number}", True)


def test_several_days_are_asked_one_by_one(boss, boss_person, enter, clock):
    enter(last="2031-03-06")
    first, *others = [one.id for one in kept()]
    assert (len(others), pending_of(KEY, boss_person)) == (2, [first])

    clock.advance(days=1)
    assert pending_of(KEY, boss_person) == [first, others[0]]


def test_a_picture_alone_proves_it_and_is_shown(boss, enter):
    enter()
    prove(boss, picture=PNG).follow()
    number = kept()[0].id
    db.session.rollback()

    assert boss.get(f"/publicaciones/lineamientos/{number}/captura").body == PNG


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "Pegue el enlace de su publicación o suba una imagen."),
        (ORIGINAL + "?s=20", "Ese es el enlace de la publicación original"),
        ("https://x.com/secesp", "no de una publicación"),
        ("https://www.facebook.com/reel/1", "X"),
    ],
)
def test_what_proves_nothing_is_refused(boss, enter, url, message):
    enter()
    answer = prove(boss, url)

    assert answer.status_int == 422
    assert message in answer.text
    assert kept()[0].status is RepostStatus.WAITING


def test_one_post_does_not_prove_two_guidelines(boss, enter):
    enter()
    enter(source_url=ORIGINAL.replace("123", "555"))
    prove(boss, OURS).follow()
    answer = prove(boss, OURS.partition("?")[0], number=kept()[1].id)

    assert answer.status_int == 422
    assert "ya comprueba otro lineamiento" in answer.text


def test_the_same_guideline_is_entered_once_for_a_day(enter):
    enter()
    answer = enter(source_url=ORIGINAL + "?s=46", last="2031-03-05")

    assert "ya está registrado para el 04/03/2031" in answer.text
    assert len(kept()) == 1


def test_one_of_another_day_is_not_proven_before(boss, enter, app):
    enter(first="2031-03-09")
    number = kept()[0].id
    db.session.rollback()

    assert "Se comprueba ese día" in boss.get(f"/publicaciones/lineamientos/{number}").text


def test_what_nobody_proved_is_missed_and_may_still_be_proven(app, boss, enter, clock):
    enter()
    clock.advance(days=1)
    read_only(False)
    reposts.mark_missed(db.session(), clock())
    db.session.commit()
    read_only(True)
    assert kept()[0].status is RepostStatus.MISSED

    prove(boss, OURS).follow()
    assert kept()[0].status is RepostStatus.PROVEN


def test_a_proof_is_taken_back_with_its_picture(boss, enter, app):
    enter()
    page = prove(boss, OURS, PNG).follow()
    form_to(page, "/deshacer").submit().follow()
    (row,) = kept()

    assert (row.status, row.proof_url, row.proof_key) == (RepostStatus.WAITING, "", "")


def test_the_plan_has_a_feed_of_its_own_behind_a_secret(app, boss, enter):
    enter(title="Alerta por lluvias")
    form = form_with(boss.get("/suscribirse"), "scope")
    form["scope"] = "plan"
    page = form.submit()
    path = re.search(r"/feeds/[\w-]+\.ics", page.text)[0]
    feed = browser_at(app).get(path).text.replace("\r\n ", "")
    assert "SUMMARY:Repetir en X: Alerta por lluvias" in feed

    prove(boss, OURS).follow()
    assert "Alerta por lluvias" not in browser_at(app).get(path).text


def test_a_guideline_is_for_fourteen_days_at_most(enter):
    assert "hasta 14 días" in enter(last="2031-03-18").text
    assert kept() == []

    enter(last="2031-03-17")

    assert len(kept()) == 14


def test_what_was_dropped_may_be_entered_again_and_is_not_dropped_twice(boss, enter):
    enter()
    drop = form_to(boss.get("/publicaciones/lineamientos/1"), "/no-se-repite")
    drop["reason"] = "Lo difunde otra área"
    drop.submit(status=303)
    drop["reason"] = "Otra razón"

    assert "ya no admite ese cambio" in drop.submit(status="*").maybe_follow().text
    assert enter().status_int == 303
    assert [(one.status.value, one.why) for one in kept()] == [
        *(("DROPPED", "Lo difunde otra área"), ("WAITING", ""))
    ]


def test_what_is_proven_is_neither_dropped_nor_proven_anew_by_an_older_page(boss, enter):
    enter()
    page = boss.get("/publicaciones/lineamientos/1")
    prove_late, drop = form_to(page, "/comprobar"), form_to(page, "/no-se-repite")
    prove(boss, OURS).follow()
    before = kept()[0].proof_url
    prove_late["proof_url"] = OURS.replace("status/", "status/9")
    drop["reason"] = "Ya no"

    for form in (prove_late, drop):
        assert "ya no admite ese cambio" in form.submit(status="*").maybe_follow().text
    assert (kept()[0].status, kept()[0].proof_url) == (RepostStatus.PROVEN, before)


def test_nothing_proves_it_before_its_day_by_a_forged_form_either(boss, enter):
    enter()
    enter(first="2031-03-09", source_url=ORIGINAL.replace("123", "555"))
    form = form_to(boss.get("/publicaciones/lineamientos/1"), "/comprobar")
    form.action, form["proof_url"] = "/publicaciones/lineamientos/2/comprobar", OURS

    assert form.submit(status=422)
    assert kept()[1].status is RepostStatus.WAITING
