"""The gate asks at the moment itself: approval, ban, consents; a revoked one asks to take down."""

from datetime import date, timedelta

import pytest

from tests.approvals.working import approve, pending_of
from tests.booking.sessions import ZONE
from vc.approvals import service, takedowns
from vc.approvals.models import Takedown
from vc.checklists import appearances
from vc.clips.models import ClipStatus
from vc.consents import service as consents
from vc.consents.hooks import CONSENT_REVOKED
from vc.consents.models import Consent, Scope
from vc.consents.service import NewConsent
from vc.db import db
from vc.errors import NotAllowedError, RuleError
from vc.mail.models import Message
from vc.publishing_bans import service as publishing_bans
from vc.publishing_bans.models import BanScope
from vc.publishing_bans.service import NewBan, NewException
from vc.services import services_of

S = ClipStatus
NAME = "Rosa Pérez Luna"


@pytest.fixture
def consent(author, clock) -> Consent:
    """What Rosa signed."""
    new = NewConsent(
        NAME,
        frozenset({Scope.IMAGE, Scope.VOICE}),
        frozenset({"facebook"}),
        clock().date() - timedelta(days=1),
        "evidence/1.pdf",
    )
    made = consents.register(db.session(), new, now=clock(), by=author)
    db.session.commit()
    return made


def reasons(clip, at, channel=None) -> list[str]:
    """Return why a clip may not be published at an instant."""
    return service.why_not_publishable(db.session(), clip, at, channel=channel, zone=ZONE)


def ban_of(first: date, last: date, clock, by):
    """Enter a ban."""
    new = NewBan("Campañas", first, last, BanScope.STATE, "https://example.org/acuerdo")
    made = publishing_bans.enter(db.session(), new, now=clock(), by=by)
    db.session.commit()
    return made


def test_what_was_approved_may_be_published(waiting, reviewer, clock):
    approve(waiting, clock(), reviewer)

    assert reasons(waiting, clock()) == []


def test_a_ban_that_is_set_after_the_approval_holds_it_back(waiting, reviewer, clock):
    approve(waiting, clock(), reviewer)
    today = clock().astimezone(ZONE).date()

    ban_of(today + timedelta(days=3), today + timedelta(days=9), clock, reviewer)

    assert reasons(waiting, clock()) == []
    (reason,) = reasons(waiting, clock() + timedelta(days=4))
    assert "veda" in reason
    assert "Campañas" in reason
    assert waiting.status is S.APPROVED


def test_an_exception_with_its_document_lets_that_clip_through(waiting, author, reviewer, clock):
    approve(waiting, clock(), reviewer)
    today = clock().astimezone(ZONE).date()
    ban = ban_of(today, today, clock, reviewer)
    new = NewException("Clip", waiting.id, "Emergencia", "https://example.org/oficio")

    with pytest.raises(NotAllowedError):
        publishing_bans.grant_exception(db.session(), ban, new, now=clock(), by=author)
    assert reasons(waiting, clock())
    publishing_bans.grant_exception(db.session(), ban, new, now=clock(), by=reviewer)

    assert reasons(waiting, clock()) == []


def test_a_consent_for_one_channel_is_none_for_another(waiting, reviewer, author, consent, clock):
    appearances.name_person(db.session(), waiting, consent, (None, None), now=clock(), by=author)
    approve(waiting, clock(), reviewer)

    assert reasons(waiting, clock(), "facebook") == []
    (reason,) = reasons(waiting, clock(), "instagram")
    assert consent.folio in reason
    assert NAME not in reason


def test_a_revoked_consent_asks_to_take_down_what_was_approved(
    app, waiting, reviewer, author, consent, clock
):
    appearances.name_person(db.session(), waiting, consent, (None, None), now=clock(), by=author)
    approve(waiting, clock(), reviewer)

    consents.revoke(
        db.session(),
        consent,
        why="Así lo pidió",
        now=clock(),
        by=reviewer,
        hearers=services_of(app).registry.added_to(CONSENT_REVOKED),
    )
    db.session.commit()

    task = db.session.query(Takedown).one()
    assert (task.clip, task.consent) == (waiting, consent)
    assert task.due_at == clock() + takedowns.TAKEN_DOWN_WITHIN
    assert NAME not in task.why
    (told,) = db.session.query(Message).all()
    assert told.address == reviewer.email
    assert consent.folio in told.about["text"]
    assert NAME not in str(told.about)
    assert waiting.status is S.IN_REVIEW
    assert any(consent.folio in reason for reason in reasons(waiting, clock()))
    assert pending_of("takedowns", reviewer) == [task.id]


def test_a_clip_that_nobody_ever_approved_needs_no_taking_down(
    app, waiting, reviewer, author, consent, clock
):
    appearances.name_person(db.session(), waiting, consent, (None, None), now=clock(), by=author)

    consents.revoke(
        db.session(),
        consent,
        why="Así lo pidió",
        now=clock(),
        by=reviewer,
        hearers=services_of(app).registry.added_to(CONSENT_REVOKED),
    )

    assert db.session.query(Takedown).count() == 0


def test_taking_down_is_done_with_a_proof(waiting, reviewer, clock):
    session = db.session()
    task = takedowns.ask_takedown(session, waiting, "Se pidió", clock())
    assert takedowns.ask_takedown(session, waiting, "Se pidió", clock()) is task

    with pytest.raises(RuleError, match="dónde se retiró"):
        takedowns.finish_takedown(session, task, proof=" ", now=clock(), by=reviewer)
    takedowns.finish_takedown(
        session, task, proof="Facebook: la dirección da 404.", now=clock(), by=reviewer
    )

    assert task.done_by is reviewer
    assert pending_of("takedowns", reviewer) == []
