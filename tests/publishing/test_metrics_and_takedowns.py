"""What came of publications, and taking them down: a task for each channel, with a clock."""

import pytest

from tests.approvals.conftest import waiting  # noqa: F401
from tests.publishing.working import HOUR, REEL, mails, plan, work
from vc.approvals import queries as approvals
from vc.checklists import appearances
from vc.consents import service as consents
from vc.consents.hooks import CONSENT_REVOKED
from vc.consents.models import Scope
from vc.consents.service import NewConsent
from vc.db import db
from vc.errors import RuleError
from vc.publishing import metrics, proof, takedowns
from vc.publishing.models import Moment, PublicationStatus
from vc.services import services_of

S = PublicationStatus


@pytest.fixture
def out(app, context, approved, facebook, clock, network_pages):
    """A publication that is out on Facebook."""
    network_pages.answers["/reel/1234567890"] = 200
    row = plan(context(), approved, facebook, clock() + HOUR)
    proof.report(context(), row, REEL)
    db.session.commit()
    return work(app, row)


def test_it_is_taken_down_with_proof(out, context, clock):
    with pytest.raises(RuleError, match="por qué"):
        takedowns.ask(context(), out, " ")
    takedowns.ask(context(), out, "Una queja")
    assert out.is_to_retract
    assert out.retract_due_at == clock() + 3 * HOUR
    assert any(subject.startswith("Hay que retirar") for subject in mails())

    with pytest.raises(RuleError, match="cómo comprobó"):
        takedowns.finish(context(), out, " ")
    takedowns.finish(context(), out, "El enlace da error 404")

    assert (out.status, out.retracted_at) == (S.RETRACTED, clock())
    assert not out.is_to_retract


def test_a_request_is_called_off(out, context):
    takedowns.ask(context(), out, "Una queja")

    takedowns.call_off(context(), out)

    assert (out.status, out.is_to_retract) == (S.PUBLISHED, False)


def test_our_own_page_lets_go_at_once(app, context, approved, site, clock):
    row = plan(context(), approved, site, clock() + HOUR)
    clock.advance(hours=1)
    row = work(app, row)

    takedowns.ask(context(), row, "Una queja")

    assert row.status is S.RETRACTED


def test_what_is_not_out_is_not_taken_down(context, approved, facebook, clock):
    row = plan(context(), approved, facebook, clock() + HOUR)

    with pytest.raises(RuleError, match="lo que está publicado"):
        takedowns.ask(context(), row, "Una queja")


def test_a_revoked_consent_asks_for_each_channel_and_the_clip_is_done_with_its_last(
    app, context, out, approved, site, clock, author, reviewer
):
    own = plan(context(), approved, site, clock() + 2 * HOUR)
    clock.advance(hours=2)
    own = work(app, own)
    assert (out.status, own.status) == (S.PUBLISHED, S.PUBLISHED)
    new = NewConsent(
        "Rosa Pérez", frozenset({Scope.IMAGE}), frozenset({"any"}), clock().date(), "evidence/1.pdf"
    )
    consent = consents.register(db.session(), new, now=clock(), by=author)
    db.session.flush()
    appearances.name_person(db.session(), approved, consent, (None, None), now=clock(), by=author)
    db.session.commit()

    hearers = services_of(app).registry.added_to(CONSENT_REVOKED)
    consents.revoke(
        db.session(), consent, why="Lo pidió", now=clock(), by=reviewer, hearers=hearers
    )
    db.session.commit()

    assert own.status is S.RETRACTED
    assert out.is_to_retract
    assert consent.folio in out.retract_why
    assert [one.done_at for one in approvals.takedowns_of(db.session(), approved)] == [None]

    takedowns.finish(context(reviewer), out, "El enlace da error 404")
    (task,) = approvals.takedowns_of(db.session(), approved)
    assert task.done_at == clock()
    assert "Facebook: El enlace da error 404" in task.proof


def test_figures_are_asked_for_when_their_moment_comes(out, context, clock):
    assert metrics.missing(out, clock()) == []
    with pytest.raises(RuleError, match="Todavía no llega"):
        metrics.keep(context(), out, Moment.HOUR, {"views": 10})

    clock.advance(days=1)
    assert metrics.missing(out, clock()) == [Moment.HOUR, Moment.DAY]
    metrics.keep(context(), out, Moment.HOUR, {"views": 100, "reach": 80})
    metrics.keep(context(), out, Moment.DAY, {"views": 250, "reach": None})
    assert metrics.missing(out, clock()) == []
    with pytest.raises(RuleError, match="al menos una"):
        metrics.keep(context(), out, Moment.DAY, {"views": None, "reach": None})

    total = metrics.total_of([out])
    # Of the reach the last that is known counts.
    assert total == metrics.Total(count=1, counted=1, counts={"views": 250, "reach": 80})
    metrics.keep(context(), out, Moment.DAY, {"views": 260, "reach": 90})
    assert metrics.total_of([out]).views == 260
    out.figures.clear()
    assert metrics.total_of([out]) == metrics.Total(count=1, counted=0, counts={})
