"""Somebody else approves these very files and words; any change of either ends it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.approvals.working import approve, pending_of
from tests.booking.sessions import ZONE
from tests.people import make_person
from vc.accounts.models import Role
from vc.approvals import queries, service
from vc.approvals.models import Decision, Reason
from vc.audit import AuditLine
from vc.checklists import watched
from vc.checklists.models import Answer
from vc.checklists.service import ChecklistIncompleteError
from vc.clips import queries as clips
from vc.clips import service as clip_service
from vc.clips.edit import Caption, Piece
from vc.clips.models import ClipStatus
from vc.db import db
from vc.errors import ConcurrentChangeError, NotAllowedError, RuleError
from vc.mail.models import Message

S = ClipStatus


def change(clip, clock, by, **changes) -> None:
    """Change something of the edit, as its page would."""
    session = db.session()
    edit = replace(clips.edit_of(session, clip), **changes)
    clip_service.save(
        session, clip, edit, token="the-page", base=clip.edit_version, now=clock(), by=by
    )
    session.commit()


def test_somebody_else_approves_what_they_saw(waiting, reviewer, clock):
    review = approve(waiting, clock(), reviewer)

    assert waiting.status is S.APPROVED
    assert service.approval_of(db.session(), waiting) is review
    assert (review.files_sha256, review.text_sha256) == (
        service.files_sha256(waiting),
        waiting.text_sha256,
    )


def test_the_author_may_not_approve_even_as_a_coordinator(waiting, author, clock):
    author.role = Role.COORDINATOR
    db.session.commit()

    with pytest.raises(NotAllowedError, match="otra persona"):
        approve(waiting, clock(), author)

    assert waiting.status is S.IN_REVIEW


def test_whoever_changed_a_letter_of_it_is_an_author_too(waiting, reviewer, clock):
    change(waiting, clock, reviewer, alt_text="Una pantalla con candado")

    with pytest.raises(NotAllowedError, match="otra persona"):
        approve(waiting, clock(), reviewer)


def test_whoever_asked_for_the_review_may_not_give_it(waiting, reviewer, clock):
    session = db.session()
    service.take_back(session, waiting, now=clock(), by=reviewer)
    service.submit(session, waiting, now=clock(), by=reviewer)

    with pytest.raises(NotAllowedError, match="otra persona"):
        approve(waiting, clock(), reviewer)


@pytest.mark.parametrize("role", [Role.HOST, Role.PRODUCTION, Role.VIEWER])
def test_only_coordination_approves(waiting, clock, role):
    with pytest.raises(NotAllowedError, match="hacer Comunicación Social"):
        approve(waiting, clock(), make_person(db.session, role))


def test_one_letter_of_the_text_ends_an_approval(waiting, author, reviewer, clock):
    approve(waiting, clock(), reviewer)

    change(waiting, clock, author, text="Cuide su contraseña! #PrevenimosJuntos")

    assert waiting.status is S.IN_REVIEW
    assert service.approval_of(db.session(), waiting) is None


@pytest.mark.parametrize(
    ("what", "status"),
    [
        ({"title": "Contraseñas segura"}, S.IN_REVIEW),
        ({"alt_text": "Otra"}, S.IN_REVIEW),
        ({"captions": (Caption(60_000, 62_000, "Hola"),)}, S.DRAFT),
        ({"pieces": (Piece(60_000, 119_960),)}, S.DRAFT),
        ({"burns_captions": False}, S.DRAFT),
    ],
)
def test_any_edit_ends_an_approval(waiting, author, reviewer, clock, what, status):
    approve(waiting, clock(), reviewer)

    change(waiting, clock, author, **what)

    assert waiting.status is status
    assert service.approval_of(db.session(), waiting) is None


def test_undoing_the_edit_does_not_bring_the_approval_back(waiting, author, reviewer, clock):
    approve(waiting, clock(), reviewer)
    change(waiting, clock, author, text="Otro texto")

    page = {"token": "the-page", "base": waiting.edit_version}
    clip_service.step(db.session(), waiting, -1, **page, now=clock(), by=author)

    assert service.approval_of(db.session(), waiting) is None


def test_another_byte_of_a_file_ends_an_approval(waiting, reviewer, clock):
    approve(waiting, clock(), reviewer)

    waiting.current_renders[0].sha256 = "6" * 64
    db.session.flush()

    assert service.approval_of(db.session(), waiting) is None
    reasons = service.why_not_publishable(db.session(), waiting, clock(), zone=ZONE)
    assert reasons == ["Nadie ha aprobado estos archivos y este texto."]


def test_what_changed_while_it_was_looked_at_is_not_approved(waiting, author, reviewer, clock):
    seen = {"files": service.files_sha256(waiting), "text": waiting.text_sha256}
    change(waiting, clock, author, text="Cuide su contraseña. #PrevenimosJuntos.")

    with pytest.raises(ConcurrentChangeError, match="cambió mientras"):
        approve(waiting, clock(), reviewer, **seen)


def test_nothing_is_approved_while_its_list_lacks_something(waiting, author, reviewer, clock):
    db.session.query(Answer).delete()
    db.session.commit()

    with pytest.raises(ChecklistIncompleteError, match="Aviso de privacidad"):
        approve(waiting, clock(), reviewer)


def test_a_reviewer_who_did_not_watch_it_may_not_approve(waiting, clock):
    other = make_person(db.session, Role.COORDINATOR, name="Otro Revisor")

    with pytest.raises(ChecklistIncompleteError):
        approve(waiting, clock(), other)


def test_changes_are_requested_with_a_reason(waiting, author, reviewer, clock):
    session = db.session()

    with pytest.raises(RuleError, match="qué hay que cambiar"):
        service.request_changes(
            session, waiting, reason=Reason.TEXT, comment=" ", now=clock(), by=reviewer
        )
    review = service.request_changes(
        session, waiting, reason=Reason.TEXT, comment="Falta el 089.", now=clock(), by=reviewer
    )

    assert (waiting.status, review.decision) == (S.CHANGES_REQUESTED, Decision.CHANGES_REQUESTED)
    assert pending_of("to-change", author) == [waiting.id]
    service.submit(session, waiting, now=clock(), by=author)
    assert waiting.status is S.IN_REVIEW


def test_in_an_emergency_the_author_approves_and_the_report_tells_of_it(
    waiting, author, reviewer, clock
):
    author.role = Role.COORDINATOR
    db.session.commit()

    with pytest.raises(RuleError, match="por qué no hay otra persona"):
        approve(waiting, clock(), author, emergency="  ")
    with pytest.raises(ChecklistIncompleteError):
        approve(waiting, clock(), author, emergency="Nadie más de guardia.")
    # Nobody else watched it, so whoever approves alone has to.
    longest = watched.longest(waiting)
    watched.note(db.session(), longest, [(0, longest.duration_ms)], now=clock(), by=author)
    review = approve(waiting, clock(), author, emergency="Aviso urgente; nadie más de guardia.")

    assert (waiting.status, review.is_emergency) == (S.APPROVED, True)
    found = queries.emergencies(
        db.session(), clock() - timedelta(days=1), clock() + timedelta(days=1)
    )
    assert [one.comment for one in found] == ["Aviso urgente; nadie más de guardia."]
    line = db.session.query(AuditLine).filter_by(action="clip.approved").one()
    assert line.reason == "Emergencia: Aviso urgente; nadie más de guardia."
    told = db.session.query(Message).all()
    assert {one.address for one in told} == {author.email, reviewer.email}
    assert "Aviso urgente; nadie más de guardia." in told[0].about["text"]


def test_each_finds_what_waits_for_them(waiting, author, reviewer):
    assert pending_of("to-review", reviewer) == [waiting.id]
    assert pending_of("to-review", author) == []


def test_a_draft_that_is_submitted_goes_to_review_when_its_files_are_made(clip, author, clock):
    from vc.clips import render_outcome

    clip.renders.clear()
    db.session.flush()
    service.submit(db.session(), clip, now=clock(), by=author)
    assert clip.status is S.RENDERING

    for one in clip.current_renders:
        one.status = "DONE"
    render_outcome.note_rendered(db.session(), clip, clock())

    assert clip.status is S.IN_REVIEW
