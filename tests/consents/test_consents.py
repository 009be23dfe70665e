"""The register of consents: what it takes, what it covers, and how it ends."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from tests.people import make_person
from vc.accounts.models import Role
from vc.audit import AuditLine
from vc.consents import service
from vc.consents.models import Scope
from vc.consents.service import NewConsent
from vc.db import db
from vc.encrypted_text import rotate_key
from vc.errors import NotAllowedError, RuleError
from vc.services import services_of

NAME = "María Robledo Paz"


@pytest.fixture
def by(context):
    """Who keeps the register."""
    return make_person(db.session, Role.COORDINATOR)


def new_consent(clock, **changes):
    """Return an adult's consent for a year, for image on Facebook."""
    today = clock().date()
    values = {
        "person_name": NAME,
        "scope": frozenset({Scope.IMAGE}),
        "channels": frozenset({"facebook"}),
        "valid_from": today,
        "valid_until": today + timedelta(days=365),
        "evidence_key": "consentimientos/a.pdf",
    }
    return NewConsent(**(values | changes))


def register(clock, by, **changes):
    """Add a consent."""
    return service.register(db.session(), new_consent(clock, **changes), now=clock(), by=by)


def test_a_consent_covers_its_channel_and_scope_to_its_last_day(clock, by):
    consent = register(clock, by)
    last = consent.valid_until

    assert service.gaps(consent, ["facebook"], [Scope.IMAGE], last) == ()
    assert service.is_valid(consent, channel="facebook", on=last) is True
    assert service.is_valid(consent, channel="facebook", on=last + timedelta(days=1)) is False
    assert service.gaps(consent, ["x"], [Scope.VOICE], last) == (
        "No incluye X.",
        "No incluye: voz.",
    )


def test_a_consent_for_any_channel_covers_each(clock, by):
    consent = register(clock, by, channels=frozenset({"any"}), valid_until=None)

    assert service.gaps(consent, ["x", "youtube"], [], clock().date()) == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"person_name": " "}, "person_name"),
        ({"evidence_key": ""}, "evidence"),
        ({"channels": frozenset({"radio"})}, "channels"),
        ({"is_minor": True, "opinion_key": "b.pdf"}, "guardian_name"),
        ({"is_minor": True, "guardian_name": "Rosa Paz"}, "opinion"),
    ],
)
def test_a_consent_that_proves_nothing_is_refused(clock, by, changes, field):
    with pytest.raises(RuleError) as refused:
        register(clock, by, **changes)

    assert refused.value.field == field


def test_a_reader_cannot_register_a_consent(clock, context):
    reader = make_person(db.session, Role.VIEWER)

    with pytest.raises(NotAllowedError):
        register(clock, reader)


def test_revoking_tells_the_hearers_and_covers_nothing_any_more(clock, by):
    consent = register(clock, by)
    heard = []

    service.revoke(
        db.session(),
        consent,
        why="Lo pidió",
        by=by,
        now=clock(),
        hearers=[lambda session, one, now: heard.append((one.folio, now))],
    )

    assert heard == [(consent.folio, clock())]
    assert service.gaps(consent, ["facebook"], [], clock().date()) == ("Fue revocado.",)


def test_the_name_is_in_no_line_and_not_legible_in_the_table(clock, by):
    consent = register(clock, by)
    service.revoke(db.session(), consent, why=f"{NAME} lo pidió", by=by, now=clock())
    db.session.commit()

    lines = db.session.scalars(select(AuditLine).where(AuditLine.subject_kind == "Consent")).all()
    row = db.session.execute(text("SELECT * FROM consent")).one()

    told = [(one.subject_label, one.before, one.after, one.reason) for one in lines]
    assert told == [(consent.folio, {}, {"is_minor": False}, ""), (consent.folio, {}, {}, "")]
    assert NAME not in str(row)
    assert NAME not in repr(new_consent(clock))


def test_a_changed_key_seals_consents_anew(app, clock, by):
    consent = register(clock, by)
    db.session.commit()
    query = text("SELECT person_name FROM consent")
    before = db.session.scalar(query)

    rotate_key(db.session(), services_of(app).cipher)

    assert db.session.scalar(query) != before
    db.session.expire_all()
    assert (consent.person_name, consent.initials) == (NAME, "M.R.P.")
