"""Who appears is named by their consent, and the list follows what that consent covers."""

from datetime import timedelta

import pytest

from tests.booking.sessions import ZONE
from tests.checklists.working import answer, item_of, outcome, point, signed_in
from tests.people import make_person
from tests.reconciliation.working import form_to
from vc.accounts.models import Role
from vc.audit import AuditLine
from vc.checklists import appearances, queries, service
from vc.checklists.evaluation import Outcome
from vc.checklists.models import Reply
from vc.clips import service as clip_service
from vc.consents import service as consents
from vc.consents.models import ANY_CHANNEL, Scope
from vc.consents.service import NewConsent
from vc.db import db
from vc.errors import RuleError
from vc.publishing_bans import service as publishing_bans
from vc.publishing_bans.models import BanScope
from vc.publishing_bans.service import NewBan, NewException

WHOLE = (None, None)


@pytest.fixture
def consent_of(clip, clock, reviewer):
    """Return a function: a name → their consent, given at the clip's session."""

    def register(name="Luz Pérez", **changes):
        values = {
            "person_name": name,
            "scope": frozenset({Scope.IMAGE, Scope.VOICE}),
            "channels": frozenset({ANY_CHANNEL}),
            "valid_from": clock().date() - timedelta(days=9),
            "evidence_key": "consents/a.pdf",
            "event_id": clip.event_id,
        }
        new = NewConsent(**(values | changes))
        made = consents.register(db.session(), new, now=clock(), by=reviewer)
        db.session.commit()
        return made

    return register


@pytest.fixture
def consent(consent_of):
    """The consent of Luz."""
    return consent_of()


def name(clip, consent, clock, by, span=WHOLE):
    """Say that somebody appears, and commit."""
    row = appearances.name_person(db.session(), clip, consent, span, now=clock(), by=by)
    db.session.commit()
    return row


def test_who_appears_with_a_valid_consent_settles_the_point(clip, consent, clock, author):
    assert outcome(clip, "consents", clock()) is Outcome.MISSING

    name(clip, consent, clock, author)

    assert outcome(clip, "consents", clock()) is Outcome.DONE
    assert queries.clips_naming(db.session(), consent) == [clip]


def test_a_revoked_consent_fails_the_point_by_its_folio_and_reason(
    clip, consent, clock, author, reviewer
):
    name(clip, consent, clock, author)
    consents.revoke(db.session(), consent, why="Lo pidió", by=reviewer, now=clock())

    stands = point(clip, "consents", clock())

    assert (stands.outcome, stands.text) == (Outcome.FAIL, f"{consent.folio}: Fue revocado.")
    assert queries.consent_gaps(db.session(), clip, clock().date()) == [
        f"Consentimiento {consent.folio}: Fue revocado."
    ]


@pytest.mark.parametrize(
    "changes", [{"scope": frozenset({Scope.NAME})}, {"valid_until": "yesterday"}]
)
def test_a_consent_that_covers_too_little_fails_the_point(clip, consent_of, clock, author, changes):
    if changes.get("valid_until"):
        changes = {"valid_until": clock().date() - timedelta(days=1)}
    name(clip, consent_of(**changes), clock, author)

    assert outcome(clip, "consents", clock()) is Outcome.FAIL


def test_that_nobody_can_be_recognised_does_not_stand_beside_somebody_who_can(
    clip, consent, clock, author
):
    answer(clip, "consents", Reply.NOT_APPLICABLE, now=clock(), by=author, note="Solo láminas")
    row = name(clip, consent, clock, author)

    assert outcome(clip, "consents", clock()) is Outcome.DONE
    appearances.remove(db.session(), row, now=clock(), by=author)
    assert outcome(clip, "consents", clock()) is Outcome.NOT_APPLICABLE


def test_who_was_removed_comes_back(clip, consent, clock, author):
    row = name(clip, consent, clock, author)

    appearances.remove(db.session(), row, now=clock(), by=author)
    assert queries.clips_naming(db.session(), consent) == []
    appearances.restore(db.session(), row, now=clock(), by=author)

    assert queries.appearances_of(db.session(), clip) == [row]


def test_the_same_stretch_is_named_once_and_ends_after_its_beginning(clip, consent, clock, author):
    name(clip, consent, clock, author, (1000, 5000))

    for span in ((1000, 5000), (5000, 5000), (9000, 1000)):
        with pytest.raises(RuleError):
            name(clip, consent, clock, author, span)


def test_a_revoked_consent_cannot_be_chosen(clip, consent, clock, author, reviewer):
    consents.revoke(db.session(), consent, why="Lo pidió", by=reviewer, now=clock())

    with pytest.raises(RuleError, match="revocado"):
        name(clip, consent, clock, author)


def test_lines_of_the_history_tell_the_folio_and_no_name(clip, consent, clock, author):
    name(clip, consent, clock, author)

    (line,) = db.session.query(AuditLine).filter_by(action="clip.name_person")
    assert line.after == {"consent": consent.folio}
    assert "Luz" not in f"{line.subject_label}{line.after}{line.reason}"


def test_minors_need_their_consent_and_two_people(clip, consent_of, clock, author, reviewer):
    clip_service.describe(
        db.session(), clip, kind=clip.kind, has_minors=True, now=clock(), by=author
    )
    answer(clip, "minors", Reply.YES, now=clock(), by=author)
    answer(clip, "minors", Reply.YES, now=clock(), by=reviewer)
    assert outcome(clip, "minors", clock()) is Outcome.FAIL

    child = consent_of("Beto", is_minor=True, guardian_name="Eva", opinion_key="consents/b.pdf")
    name(clip, child, clock, author)

    assert outcome(clip, "minors", clock()) is Outcome.DONE


def test_consents_are_offered_by_session_folio_and_name_to_who_may_see_it(clip, consent_of, clock):
    luz, other = consent_of(), consent_of("Ángel Ruiz", event_id=None)
    day = clock().date()

    def offered(text, *, opens=True):
        return appearances.offered(db.session(), clip, text, day, opens=lambda _: opens)

    assert offered("") == [luz]
    assert offered("ángel") == [other]
    assert offered("ángel", opens=False) == []
    assert offered(other.folio.lower(), opens=False) == [other]


def test_a_ban_fails_its_point_and_makes_promotion_block_until_it_is_excepted(
    clip, clock, reviewer
):
    session, stamp, day = db.session(), {"now": clock(), "by": reviewer}, clock().date()
    assert not point(clip, "no_promotion", clock()).blocks
    new = NewBan("Elección", day, day, BanScope.STATE, "https://ine.example/acuerdo")
    ban = publishing_bans.enter(session, new, **stamp)
    session.flush()

    assert outcome(clip, "ban", clock()) is Outcome.FAIL
    assert point(clip, "no_promotion", clock()).blocks
    excepted = NewException("Clip", clip.id, "Protección civil", "https://ine.example/ok")
    publishing_bans.grant_exception(session, ban, excepted, **stamp)
    session.flush()
    assert outcome(clip, "ban", clock()) is Outcome.DONE


class TestPages:
    """Through the page of the list."""

    def test_somebody_is_named_removed_and_brought_back(self, clip, consent, reviewer, browser_of):
        address = f"/clips/{clip.id}/lista"
        browser = signed_in(browser_of, reviewer)
        page = browser.get(address)
        assert "Luz Pérez" in page
        form = form_to(page, "/aparece")
        form["begins"], form["ends"] = "1:05", "1:30"

        page = form.submit().follow()
        assert "1:05 a 1:30" in page
        page = form_to(page, "/quitar").submit().follow()
        assert "1:05 a 1:30" not in page
        page = form_to(page, "/recuperar").submit().follow()

        assert "1:05 a 1:30" in page

    def test_hosts_see_initials_and_a_time_that_is_none_is_refused(self, clip, consent, browser_of):
        address = f"/clips/{clip.id}/lista"
        db.session.rollback()
        page = browser_of(Role.HOST).get(address)
        form = form_to(page, "/aparece")
        form["begins"] = "mañana"

        refused = form.submit().follow()

        assert ("Luz" in page, "L.P." in page) == (False, True)
        assert "Escriba el tiempo" in refused
        assert len(queries.appearances_of(db.session(), clip)) == 0


def test_a_list_of_a_clip_that_was_no_session_offers_nobody_at_first(clip, clock, author):
    clip.event_id = None
    viewer = make_person(db.session, Role.VIEWER)

    assert appearances.offered(db.session(), clip, "", clock().date(), opens=lambda _: False) == []
    assert (
        service.state(db.session(), clip, now=clock(), zone=ZONE, reviewer=viewer).missing[0]
        == item_of(clip, "privacy_notice").label
    )
