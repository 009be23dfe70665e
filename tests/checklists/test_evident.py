"""Points of which nothing speaks against a yes may be confirmed together, by who watched it all."""

import pytest

from tests.booking.sessions import ZONE
from tests.checklists.test_pages import address, browser  # noqa: F401
from tests.checklists.test_refusals import refuse
from tests.checklists.working import MINUTE_MS, answer, answers, change, item_of
from tests.reconciliation.working import form_to
from vc.checklists import service, watched
from vc.checklists.models import Reply
from vc.clips import service as clip_service
from vc.clips.edit import Piece
from vc.db import db
from vc.errors import RuleError


@pytest.fixture
def seen(clip, reviewer, clock):
    """What the reviewer watched: all of it."""
    film = clip.current_renders[0]
    watched.note(db.session(), film, [(0, MINUTE_MS)], now=clock(), by=reviewer)
    db.session.commit()


def evident(clip, clock, reviewer):
    """Return the keys of the points that the reviewer may confirm together."""
    stands = service.state(db.session(), clip, now=clock(), zone=ZONE, reviewer=reviewer)
    return {one.item.key for one in stands.evident()}


def test_nothing_is_evident_to_who_did_not_watch_it(clip, clock, reviewer):
    assert evident(clip, clock, reviewer) == set()


def test_only_first_answers_without_evidence_or_a_warning_are(seen, clip, clock, reviewer, author):
    assert evident(clip, clock, reviewer) == {
        "nobody_else",
        "no_cases",
        "no_promotion",
        "spelling",
    }

    change(clip, clock(), author, text="Llame al 444 123 45 67")
    answer(clip, "no_cases", Reply.NO, now=clock(), by=reviewer)

    # An unknown number is for a person to read; what somebody denied is no more evident.
    assert evident(clip, clock, reviewer) == {"nobody_else", "no_promotion"}


def test_minors_and_who_refused_are_never_confirmed_with_others(
    seen, clip, clock, reviewer, author
):
    kind = clip.kind
    clip_service.describe(db.session(), clip, kind=kind, has_minors=True, now=clock(), by=author)
    refuse(clip, clock())

    assert not {"minors", "refusals"} & evident(clip, clock, reviewer)


def test_what_is_not_evident_is_not_taken_among_them_and_none_is_kept(seen, clip, clock, reviewer):
    ids = {item_of(clip, key).id: "" for key in ("no_cases", "music")}

    with pytest.raises(RuleError, match="uno por uno"):
        service.answer_evident(db.session(), clip, ids, now=clock(), zone=ZONE, by=reviewer)

    assert answers() == []


def test_each_is_an_answer_of_who_confirmed_them(seen, browser, address, clip):  # noqa: F811
    page = browser.get(address)
    button = page.html.select_one("button[name=evident]")

    form_to(page, "/lista").submit("evident", value=button["value"]).follow()

    db.session.rollback()
    given = [(one.item.key, one.reply, one.by.name) for one in answers()]
    keys = ("nobody_else", "no_cases", "no_promotion", "spelling")
    assert given == [(key, Reply.YES, "Rita Revisora") for key in keys]


def test_a_cut_made_meanwhile_keeps_them_from_being_confirmed(
    seen,
    browser,  # noqa: F811
    address,  # noqa: F811
    clip,
    clock,
    author,
):
    page = browser.get(address)
    button = page.html.select_one("button[name=evident]")
    change(clip, clock(), author, pieces=(Piece(60_000, 90_000),))
    db.session.rollback()

    shown = form_to(page, "/lista").submit("evident", value=button["value"], expect_errors=True)

    assert shown.status_int == 409
    db.session.rollback()
    assert answers() == []
