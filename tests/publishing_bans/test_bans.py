"""Electoral bans: which days they block, and what is excepted from them."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.booking.sessions import ZONE as OFFICE
from tests.people import make_person
from vc.accounts.models import Role
from vc.db import db
from vc.errors import NotAllowedError, RuleError
from vc.publishing_bans import service
from vc.publishing_bans.models import BanScope
from vc.publishing_bans.service import NewBan, NewException

DOCUMENT = "https://elecciones.example/acuerdo.pdf"
CLIP = ("Clip", 7)
TIJUANA = ZoneInfo("America/Tijuana")


@pytest.fixture
def by(context):
    """Who enters bans."""
    return make_person(db.session, Role.COORDINATOR)


@pytest.fixture
def ban(clock, by):
    """A ban of three days that begins today."""
    return enter(clock, by)


def enter(clock, by, **changes):
    """Enter a ban of three days that begins today."""
    today = clock().date()
    values = {
        "name": "Elección de prueba",
        "starts_on": today,
        "ends_on": today + timedelta(days=2),
        "scope": BanScope.STATE,
        "document": DOCUMENT,
    }
    return service.enter(db.session(), NewBan(**(values | changes)), now=clock(), by=by)


def grant(clock, ban, by, subject=CLIP, document=DOCUMENT):
    """Except something from a ban."""
    new = NewException(*subject, "Protección civil", document)
    return service.grant_exception(db.session(), ban, new, now=clock(), by=by)


def test_an_unconfirmed_ban_blocks_both_of_its_days_to_the_local_midnight(clock, ban):
    first = datetime.combine(ban.starts_on, time.min, OFFICE).astimezone(UTC)
    end = datetime.combine(ban.ends_on + timedelta(days=1), time.min, OFFICE).astimezone(UTC)
    second = timedelta(seconds=1)

    found = [
        service.blocking(db.session(), at, CLIP, zone=OFFICE)
        for at in (first - second, first, end - second, end)
    ]

    assert ban.confirmed_by_id is None
    assert found == [None, ban, ban, None]
    assert service.ban_at(db.session(), first, OFFICE) == ban


def test_a_ban_begins_with_the_day_of_an_office_further_west(clock, ban):
    midnight = datetime.combine(ban.starts_on, time.min, OFFICE).astimezone(UTC)
    further = datetime.combine(ban.starts_on, time.min, TIJUANA).astimezone(UTC)

    found = [service.blocking(db.session(), at, CLIP, zone=TIJUANA) for at in (midnight, further)]

    assert found == [None, ban]


def test_an_exception_frees_its_subject_alone_until_it_is_revoked(clock, by, ban):
    granted = grant(clock, ban, by)

    assert service.blocking(db.session(), clock(), CLIP, zone=OFFICE) is None
    assert service.blocking(db.session(), clock(), ("Clip", 8), zone=OFFICE) == ban
    service.revoke_exception(db.session(), granted, now=clock(), by=by)
    assert service.blocking(db.session(), clock(), CLIP, zone=OFFICE) == ban


def test_an_exception_of_a_kind_frees_all_of_it_from_that_ban_only(clock, by, ban):
    grant(clock, ban, by, subject=("Clip", None))
    assert service.blocking(db.session(), clock(), CLIP, zone=OFFICE) is None

    other = enter(clock, by, name="Otra elección")

    assert service.blocking(db.session(), clock(), CLIP, zone=OFFICE) == other


@pytest.mark.parametrize("role", [Role.HOST, Role.VIEWER])
def test_only_coordinators_grant_exceptions(clock, ban, role):
    other = make_person(db.session, role)

    with pytest.raises(NotAllowedError):
        grant(clock, ban, other)


@pytest.mark.parametrize("document", ["", "http://elecciones.example", "javascript:alert(1)"])
def test_an_exception_without_a_document_is_refused(clock, by, ban, document):
    with pytest.raises(RuleError) as refused:
        grant(clock, ban, by, document=document)

    assert refused.value.field == "document"


def test_a_ban_is_confirmed_by_somebody_else(clock, by, context):
    other = make_person(db.session, Role.ADMINISTRATOR)
    ban = enter(clock, by)

    with pytest.raises(NotAllowedError):
        service.confirm(db.session(), ban, now=clock(), by=by)
    service.confirm(db.session(), ban, now=clock(), by=other)

    assert ban.confirmed_by_id == other.id


def test_a_withdrawn_ban_blocks_no_more_and_needs_a_reason(clock, by, ban):
    with pytest.raises(RuleError):
        service.withdraw(db.session(), ban, why=" ", now=clock(), by=by)
    service.withdraw(db.session(), ban, why="Fecha mal leída", now=clock(), by=by)

    assert service.blocking(db.session(), clock(), CLIP, zone=OFFICE) is None
