"""Two people answer the list of one clip at once, each from a page that they opened before."""

import pytest

from tests.checklists.working import answer, answers, change, item_of, signed_in
from tests.reconciliation.working import form_to
from vc.checklists.models import Reply
from vc.clips.edit import Piece
from vc.db import db


@pytest.fixture
def address(clip):
    """The address of the list; nothing of the test's own holds the database any more."""
    address = f"/clips/{clip.id}/lista"
    db.session.rollback()
    return address


@pytest.fixture
def opened(address, clip, reviewer, browser_of):
    """Return the reviewer's form of a point, as the page shows it now."""

    def form_of(key):
        number = item_of(clip, key).id
        db.session.commit()
        browser = signed_in(browser_of, reviewer)
        return number, form_to(browser.get(address), "/lista")

    return form_of


def given():
    """Return the replies and the notes that are kept."""
    db.session.rollback()
    found = [(one.reply, one.note) for one in answers()]
    db.session.rollback()
    return found


def test_who_answers_a_point_that_somebody_else_answered_meanwhile_is_shown_both(
    opened, clip, clock, author
):
    number, form = opened("music")
    answer(clip, "music", Reply.NO, now=clock(), by=author, note="Suena una canción")
    form[f"p{number}-reply"], form[f"p{number}-note"] = "YES", "Sin música"

    shown = form.submit(expect_errors=True)

    assert shown.status_int == 409
    point = shown.html.find(id=f"punto-{number}")
    beside = [one.text.split(":")[1].strip() for one in point.find_all(class_="field__beside")]
    assert beside == ["No", "Suena una canción"]
    assert given() == [(Reply.NO, "Suena una canción")]
    again = form_to(shown, "/lista")
    assert again[f"p{number}-note"].value == "Sin música"
    again.submit().follow()
    assert given()[1:] == [(Reply.YES, "Sin música")]


def test_two_who_answer_different_points_do_not_hinder_each_other(opened, clip, clock, author):
    number, form = opened("music")
    answer(clip, "no_cases", Reply.NO, now=clock(), by=author, note="Nombra un expediente")
    form[f"p{number}-reply"], form[f"p{number}-note"] = "YES", "Sin música"

    form.submit().follow()

    assert given() == [(Reply.NO, "Nombra un expediente"), (Reply.YES, "Sin música")]


def test_what_was_answered_of_an_older_cut_does_not_count_for_a_newer_one(
    opened, clip, clock, author
):
    number, form = opened("music")
    change(clip, clock(), author, pieces=(Piece(60_000, 90_000),))
    form[f"p{number}-reply"], form[f"p{number}-note"] = "YES", "Sin música"

    shown = form.submit(expect_errors=True)

    assert shown.status_int == 409
    assert "El clip cambió mientras usted tenía abierta la lista" in shown
    assert given() == []
    form_to(shown, "/lista").submit().follow()
    assert given() == [(Reply.YES, "Sin música")]


def test_one_press_confirms_only_the_answer_and_the_clip_that_were_seen(
    opened, clip, clock, author
):
    answer(clip, "music", Reply.YES, now=clock(), by=author, note="Sin música")
    change(clip, clock(), author, pieces=(Piece(60_000, 90_000),))
    number, form = opened("music")
    change(clip, clock(), author, pieces=(Piece(60_000, 80_000),))

    shown = form.submit("confirm", value=str(number), expect_errors=True)

    assert shown.status_int == 409
    assert "No se confirmó nada" in shown
    assert given() == [(Reply.YES, "Sin música")]
