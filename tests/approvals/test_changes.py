"""What a reviewer is told of a clip that comes again: what changed since somebody decided."""

from dataclasses import replace

import pytest

from tests.approvals.working import settle
from tests.booking.sessions import ZONE
from tests.checklists.test_refusals import refuse
from tests.checklists.working import answer, change, item_of, signed_in
from vc.approvals import queries, review_page, service
from vc.approvals.changes import Change, between
from vc.approvals.models import Reason
from vc.checklists import service as checklists
from vc.checklists.evaluation import Outcome
from vc.checklists.models import Reply
from vc.clips import queries as clips
from vc.clips.edit import Caption, Edit, Framing, Piece
from vc.clips.models import ClipStatus
from vc.db import db
from vc.shapes import Shape

WAS = Edit(
    pieces=(Piece(10_000, 71_000),),
    title="Cuelgue",
    captions=(Caption(12_000, 14_000, "Marque al 98."), Caption(69_000, 70_500, "Doña Luz.")),
)


def told(changes: list[Change]) -> list[str]:
    """Return what the changes are."""
    return [one.what for one in changes]


def test_an_edge_that_moved_is_told_with_the_new_length():
    now = replace(WAS, pieces=(Piece(10_000, 68_000),))

    # The caption that went with the cut is not told as a change of its own.
    assert told(between(WAS, now)) == ["Termina 3 s antes; dura 0:58 (antes 1:01)"]


def test_a_caption_is_told_word_by_word_where_it_is_said():
    corrected = Caption(12_000, 14_000, "Marque al 089.")
    (found,) = between(WAS, replace(WAS, captions=(corrected, WAS.captions[1])))

    assert found.words == [("", "Marque al"), ("del", "98."), ("ins", "089.")]
    assert found.at_ms == 2_000


def test_looks_and_words_are_told_each_by_its_name():
    now = replace(
        WAS, title="Cuelgue y marque", plate_id=3, framings=(*WAS.framings, Framing(Shape.TALL))
    )

    assert told(between(WAS, now)) == [
        "Se agregó la forma vertical 9:16",
        "Cambió el logotipo o el cierre",
        "Título",
    ]


def test_nothing_is_told_of_what_stayed():
    assert between(WAS, WAS) == []


@pytest.fixture
def again(waiting, author, reviewer, clock):
    """The clip after changes were asked for, made, and its review asked for again."""
    session = db.session()
    why = "Dice «contraceña»."
    service.request_changes(
        session, waiting, reason=Reason.TEXT, comment=why, now=clock(), by=reviewer
    )
    clock.advance(minutes=5)
    change(waiting, clock(), author, text="Cuide bien su contraseña. #PrevenimosJuntos")
    answer(waiting, "spelling", Reply.YES, now=clock(), by=author, note="Ya dice contraseña")
    service.submit(session, waiting, now=clock(), by=author)
    session.commit()
    settle(waiting, clock(), by=author, reviewer=reviewer)
    return waiting


def test_who_asked_for_changes_sees_them_first(again, reviewer, browser_of):
    number = again.id
    assert again.status is ClipStatus.IN_REVIEW

    page = signed_in(browser_of, reviewer).get(f"/clips/{number}/revision")

    section = page.html.select_one("section[aria-labelledby=changed-title]")
    assert section.h2.text.strip() == "Qué cambió desde que usted pidió cambios"
    assert section.find("ins").text == "bien"
    assert "Ya dice contraseña" in " ".join(section.text.split())
    assert "Subtítulo" not in section.text
    assert "Sin cambios, confirmadas para este clip" in section.text


def test_who_refuses_or_revokes_after_a_decision_is_told(again, clock):
    (review,) = queries.reviews_of(db.session(), again)
    clock.advance(minutes=1)
    refuse(again, clock())

    changes = review_page.since(db.session(), again, review).changes

    assert "NO-00001 pidió no aparecer" in told(changes)


def test_the_state_that_was_reviewed_is_found_by_its_words(again, clock):
    (review,) = queries.reviews_of(db.session(), again)

    found = review_page.edit_at(db.session(), again, review)

    assert found.text == "Cuide su contraseña. #PrevenimosJuntos"
    assert clips.edit_of(db.session(), again).text.startswith("Cuide bien")


def test_what_was_said_with_a_reason_asks_for_a_look_and_plain_points_do_not(
    waiting, author, reviewer, clock
):
    answer(waiting, "music", Reply.NOT_APPLICABLE, now=clock(), by=author, note="No hay sonido")
    stands = checklists.state(db.session(), waiting, now=clock(), zone=ZONE)
    asking = {one.item.key for one in stands.items if review_page.asks_for_a_look(one)}

    assert {"music", "consents"} <= asking
    assert not {"ban", "plate", "formats"} & asking
    music = next(one for one in stands.items if one.item == item_of(waiting, "music"))
    assert music.outcome is Outcome.NOT_APPLICABLE


def test_a_refused_approval_stays_beside_the_film(waiting, author, reviewer, clock, browser_of):
    answer(waiting, "no_cases", Reply.NO, now=clock(), by=author, note="Se ve una placa")
    number = waiting.id
    page = signed_in(browser_of, reviewer).get(f"/clips/{number}/revision")

    shown = page.forms[[*page.html.find_all("form")].index(page.html.select_one("[data-approve]"))]
    refused = shown.submit().follow()

    assert "Falta 1 punto" in refused.html.select_one("[role=alert]").text
    assert (
        "Se ve una placa" in refused.html.select_one("section[aria-labelledby=missing-title]").text
    )


def test_a_clip_out_of_its_review_leads_to_its_own_page(
    waiting, author, reviewer, browser_of, clock
):
    service.take_back(db.session(), waiting, now=clock(), by=author)
    db.session.commit()
    number = waiting.id

    answered = signed_in(browser_of, reviewer).get(f"/clips/{number}/revision")

    assert answered.location.endswith(f"/clips/{number}#revision")
