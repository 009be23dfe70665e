"""What people answer counts for the clip as they saw it, with the evidence that is asked."""

import pytest

from tests.booking.sessions import ZONE
from tests.checklists.working import MINUTE_MS, answer, answers, change, item_of, outcome, point
from vc.audit import AuditLine
from vc.checklists import queries, service, watched
from vc.checklists.evaluation import APPROVAL, Outcome
from vc.checklists.models import Evidence, Mode, Reply
from vc.checklists.service import ChecklistIncompleteError, NewAnswer
from vc.clips import service as clip_service
from vc.clips.edit import Piece
from vc.clips.models import ClipKind
from vc.db import db
from vc.errors import NotFoundError, RuleError
from vc.evidence import KeptFile

YES, NO, NONE = Reply.YES, Reply.NO, Reply.NOT_APPLICABLE
LINK = "https://secesp.example/aviso"
LETTER = KeptFile("listas/a.pdf", "oficio.pdf", "1" * 64)


def complete(clip, clock, reviewer, author):
    """Do everything that is asked of a clip."""
    session = db.session()
    change(clip, clock(), author, alt_text="Una sala", text="Cuídese #PrevenimosJuntos")
    watched.note(session, clip.current_renders[0], [(0, MINUTE_MS)], now=clock(), by=reviewer)
    for one in service.state(session, clip, now=clock(), zone=ZONE, reviewer=reviewer).items:
        if not one.is_answerable:
            continue
        reply = NONE if one.item.mode is Mode.SYSTEM else YES
        new = NewAnswer(reply=reply, note="Revisado", link=LINK, file=LETTER)
        service.answer(session, clip, one.item.id, new, now=clock(), zone=ZONE, by=reviewer)
    db.session.commit()


def test_a_list_is_shown_before_it_is_begun_and_looking_writes_nothing(clip, clock):
    state = service.state(db.session(), clip, now=clock(), zone=ZONE)

    assert (state.name, state.version) == ("Lista de fragmentos", 1)
    assert len(state.items) + len(state.left_out) == 20
    assert queries.checklist_of(db.session(), clip) is None


def test_a_list_is_begun_once(clip, clock):
    first = service.ensure(db.session(), clip, clock())

    assert service.ensure(db.session(), clip, clock()) is first


def test_a_yes_with_its_evidence_settles_a_point(clip, clock, reviewer):
    answer(clip, "privacy_notice", YES, now=clock(), by=reviewer, link=LINK)

    stands = point(clip, "privacy_notice", clock())
    assert stands.outcome is Outcome.DONE
    assert [(one.by.name, one.link) for one in stands.given] == [("Rita Revisora", LINK)]


@pytest.mark.parametrize("key", ["privacy_notice", "general_coordination", "music"])
def test_a_yes_without_its_evidence_is_refused(clip, clock, reviewer, key):
    item = item_of(clip, key)
    assert item.evidence is not Evidence.NONE

    with pytest.raises(RuleError):
        answer(clip, key, YES, now=clock(), by=reviewer)

    assert answers() == []


def test_a_no_needs_no_evidence_and_holds_the_clip_up(clip, clock, reviewer):
    answer(clip, "general_coordination", NO, now=clock(), by=reviewer)

    stands = point(clip, "general_coordination", clock())
    assert (stands.outcome, stands.holds_up) == (Outcome.NO, True)


def test_the_newest_answer_counts_and_the_older_ones_stay(clip, clock, reviewer):
    answer(clip, "no_cases", NO, now=clock(), by=reviewer)
    answer(clip, "no_cases", YES, now=clock(), by=reviewer)

    assert outcome(clip, "no_cases", clock()) is Outcome.DONE
    assert [one.reply for one in answers()] == [NO, YES]


def test_what_does_not_apply_to_a_clip_needs_a_reason_where_it_blocks(clip, clock, reviewer):
    with pytest.raises(RuleError, match="por qué no aplica"):
        answer(clip, "no_cases", NONE, now=clock(), by=reviewer)
    answer(clip, "complaints", NONE, now=clock(), by=reviewer)
    answer(clip, "no_cases", NONE, now=clock(), by=reviewer, note="Es una animación")

    assert outcome(clip, "complaints", clock()) is Outcome.NOT_APPLICABLE
    assert outcome(clip, "no_cases", clock()) is Outcome.NOT_APPLICABLE


def test_a_point_of_the_system_takes_no_yes(clip, clock, reviewer):
    for key in ("consents", "formats", "approval"):
        with pytest.raises(RuleError, match="lo revisa el sistema"):
            answer(clip, key, YES, now=clock(), by=reviewer, note="Sí")

    assert answers() == []


def test_nobody_can_be_recognised_is_said_with_a_note(clip, clock, reviewer):
    with pytest.raises(RuleError):
        answer(clip, "consents", NONE, now=clock(), by=reviewer)

    answer(clip, "consents", NONE, now=clock(), by=reviewer, note="Solo láminas")

    assert outcome(clip, "consents", clock()) is Outcome.NOT_APPLICABLE


def test_another_picture_makes_answers_about_it_old_and_confirming_renews_them(
    clip, clock, reviewer, author
):
    answer(clip, "music", YES, now=clock(), by=reviewer, note="Sin música", file=LETTER)
    answer(clip, "privacy_notice", YES, now=clock(), by=reviewer, link=LINK)

    change(clip, clock(), author, pieces=(Piece(60_000, 90_000),))

    assert outcome(clip, "music", clock()) is Outcome.STALE
    assert outcome(clip, "privacy_notice", clock()) is Outcome.DONE
    confirmed = service.confirm(
        db.session(), clip, item_of(clip, "music").id, now=clock(), zone=ZONE, by=author
    )
    assert (confirmed.by, confirmed.note, confirmed.file_sha256) == (
        author,
        "Sin música",
        LETTER.sha256,
    )
    assert outcome(clip, "music", clock()) is Outcome.DONE


def test_a_letter_of_the_text_makes_answers_about_the_text_old_only(clip, clock, reviewer, author):
    answer(clip, "spelling", YES, now=clock(), by=reviewer)
    answer(clip, "music", YES, now=clock(), by=reviewer, note="Sin música")

    change(clip, clock(), author, text="a")

    assert outcome(clip, "spelling", clock()) is Outcome.STALE
    assert outcome(clip, "music", clock()) is Outcome.DONE


def test_what_is_not_old_cannot_be_confirmed(clip, clock, reviewer):
    answer(clip, "no_cases", YES, now=clock(), by=reviewer)

    with pytest.raises(RuleError):
        service.confirm(
            db.session(), clip, item_of(clip, "no_cases").id, now=clock(), zone=ZONE, by=reviewer
        )


def test_two_people_have_to_agree_where_a_point_asks_for_two(clip, clock, reviewer, author):
    template = service.ensure(db.session(), clip, clock()).template
    item = next(one for one in template.items if one.key == "no_cases")
    item.needs_two = True
    answer(clip, "no_cases", YES, now=clock(), by=author)
    answer(clip, "no_cases", YES, now=clock(), by=author)

    assert outcome(clip, "no_cases", clock()) is Outcome.MISSING
    answer(clip, "no_cases", YES, now=clock(), by=reviewer)
    assert outcome(clip, "no_cases", clock()) is Outcome.DONE
    answer(clip, "no_cases", NO, now=clock(), by=author)
    assert outcome(clip, "no_cases", clock()) is Outcome.NO


def test_minors_are_asked_about_only_where_they_can_be_recognised(clip, clock, author):
    item = item_of(clip, "minors")
    before = service.state(db.session(), clip, now=clock(), zone=ZONE)
    clip_service.describe(
        db.session(), clip, kind=clip.kind, has_minors=True, now=clock(), by=author
    )

    assert item in before.left_out
    assert outcome(clip, "minors", clock()) is Outcome.MISSING


def test_a_point_that_is_not_asked_takes_no_answer(clip, clock, reviewer):
    with pytest.raises(RuleError, match="no se pide"):
        answer(clip, "minors", YES, now=clock(), by=reviewer)


def test_a_point_of_another_list_is_not_found(clip, clock, reviewer):
    other = queries.published(db.session(), ClipKind.PROMO).items[0]

    with pytest.raises(NotFoundError):
        service.answer(
            db.session(), clip, other.id, NewAnswer(reply=NO), now=clock(), zone=ZONE, by=reviewer
        )


def test_a_clip_that_becomes_another_kind_has_that_kind_s_list(clip, clock, author):
    service.ensure(db.session(), clip, clock())
    clip_service.describe(
        db.session(), clip, kind=ClipKind.PROMO, has_minors=False, now=clock(), by=author
    )

    assert service.state(db.session(), clip, now=clock(), zone=ZONE).name == "Lista de promos"


def test_a_yes_does_not_stand_against_what_the_system_sees(clip, clock, reviewer):
    answer(clip, "nobody_else", YES, now=clock(), by=reviewer)

    assert outcome(clip, "nobody_else", clock(), reviewer) is Outcome.FAIL
    render = clip.current_renders[0]
    watched.note(db.session(), render, [(0, MINUTE_MS)], now=clock(), by=reviewer)
    assert outcome(clip, "nobody_else", clock(), reviewer) is Outcome.DONE


def test_a_list_that_is_not_complete_says_what_is_missing(clip, clock, reviewer):
    with pytest.raises(ChecklistIncompleteError) as caught:
        service.check_complete(db.session(), clip, now=clock(), zone=ZONE, reviewer=reviewer)

    labels = [item_of(clip, key).label for key in ("privacy_notice", "consents")]
    assert list(caught.value.labels[:2]) == labels
    assert all(label in caught.value.message for label in caught.value.labels)


def test_a_complete_list_lets_the_clip_pass_though_the_approval_is_to_come(
    clip, clock, reviewer, author
):
    complete(clip, clock, reviewer, author)

    service.check_complete(db.session(), clip, now=clock(), zone=ZONE, reviewer=reviewer)

    assert outcome(clip, APPROVAL, clock()) is Outcome.FAIL


def test_one_no_makes_a_complete_list_incomplete(clip, clock, reviewer, author):
    complete(clip, clock, reviewer, author)
    answer(clip, "music", NO, now=clock(), by=reviewer)

    with pytest.raises(ChecklistIncompleteError) as caught:
        service.check_complete(db.session(), clip, now=clock(), zone=ZONE, reviewer=reviewer)

    assert caught.value.labels == (item_of(clip, "music").label,)


def test_an_answer_leaves_a_line_in_the_clip_s_history(clip, clock, reviewer):
    answer(clip, "no_cases", NO, now=clock(), by=reviewer)

    (line,) = db.session.query(AuditLine).filter_by(action="clip.answer")
    assert (line.subject_id, line.person_name) == (clip.id, "Rita Revisora")
    assert line.after["reply"] == "NO"


def test_a_withdrawn_clip_takes_no_answers(clip, clock, reviewer):
    clip_service.withdraw(db.session(), clip, why="Prueba", now=clock(), by=reviewer)

    with pytest.raises(RuleError, match="descartado"):
        answer(clip, "no_cases", NO, now=clock(), by=reviewer)
