"""Who asked not to appear stands in the editor and in the review of the session's clips."""

from datetime import timedelta

from sqlalchemy import select

from tests.booking.sessions import ZONE
from tests.checklists.working import answer, point
from tests.people import may_write
from vc.accounts.models import Role
from vc.approvals import service as approvals
from vc.approvals.models import Decision, Review
from vc.checklists import service
from vc.checklists.evaluation import Outcome
from vc.checklists.models import Reply
from vc.clips.models import Clip, ClipStatus
from vc.db import db
from vc.mail.models import Kind, Message
from vc.privacy import refusals
from vc.privacy.models import Source


def refuse(clip: Clip, now, name: str = "Ana López", hearers=()):
    """Note that somebody of the clip's session does not want to appear."""
    with may_write():
        row = refusals.note(
            db.session(), clip.event, name, source=Source.DOOR, now=now, hearers=hearers
        )
        db.session.commit()
    return row


def test_the_point_is_asked_only_where_somebody_refused(clip, clock, reviewer):
    state = service.state(db.session(), clip, now=clock(), zone=ZONE)
    assert "refusals" not in [one.item.key for one in state.items]

    refuse(clip, clock())

    asked = point(clip, "refusals", clock())
    assert (asked.outcome, asked.blocks) == (Outcome.MISSING, True)
    assert asked.text == "1 persona pidió no aparecer: NO-00001."


def test_an_answer_does_not_outlast_the_next_who_asks(clip, clock, reviewer):
    refuse(clip, clock())
    clock.advance(minutes=1)
    answer(clip, "refusals", Reply.YES, now=clock(), by=reviewer)
    assert point(clip, "refusals", clock()).outcome is Outcome.DONE

    clock.advance(minutes=1)
    refuse(clip, clock(), "Luis Pérez")

    stands = point(clip, "refusals", clock())
    assert stands.outcome is Outcome.STALE
    assert "Alguien más lo pidió" in stands.text


def test_who_took_it_back_is_counted_no_more(clip, clock, reviewer):
    row = refuse(clip, clock())
    with may_write():
        refusals.withdraw(db.session(), row, now=clock(), by=None)
        db.session.commit()

    state = service.state(db.session(), clip, now=clock(), zone=ZONE)

    assert "refusals" not in [one.item.key for one in state.items]


def test_the_point_of_the_notice_tells_what_the_session_itself_said(clip, clock):
    said = {}
    for name, since in (
        ("never", None),
        ("in time", clip.event.starts_at - timedelta(days=1)),
        ("late", clip.event.starts_at + timedelta(minutes=1)),
    ):
        clip.event.exposed_since = since
        said[name] = point(clip, "privacy_notice", clock()).text

    assert said["never"] == "La sesión no decía que se grababa ni se transmitía."
    assert said["in time"].startswith("La página, la entrada, los correos y el calendario")
    assert said["late"] == "La sesión lo dijo cuando ya había empezado."


def test_clips_that_were_approved_wait_and_coordination_is_told(clip, clock, reviewer, author):
    clip.status = ClipStatus.APPROVED
    db.session.add(_approval(clip, clock(), reviewer))
    reviewer.role = Role.COORDINATOR
    db.session.commit()

    refuse(clip, clock(), hearers=(approvals.note_refused,))

    assert clip.status is ClipStatus.IN_REVIEW
    told = db.session.scalars(select(Message).where(Message.kind == Kind.ALARM)).all()
    assert clip.folio in told[0].about["text"]
    assert "Ana" not in repr(told[0].about)


def test_the_editor_and_the_review_name_them_to_who_may_read_names(clip, clock, browser_of):
    refuse(clip, clock())
    clip_id = clip.id
    db.session.rollback()
    for path in (f"/clips/{clip_id}/editar", f"/clips/{clip_id}/lista"):
        coordinator = browser_of(Role.COORDINATOR).get(path)
        cutter = browser_of(Role.PRODUCTION).get(path)

        assert "1 persona pidió no aparecer" in coordinator.text
        assert "Ana López" in coordinator.text
        assert "Ana López" not in cutter.text
        assert "A.L." in cutter.text


def _approval(clip: Clip, now, by):
    """Return a review that approved the clip once."""
    return Review(
        clip=clip, decision=Decision.APPROVED, by=by, at=now, files_sha256="", text_sha256=""
    )
