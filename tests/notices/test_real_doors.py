"""What is told through the pages and jobs that make it so: to whom it concerns, to nobody else."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.approvals.conftest import waiting  # noqa: F401 - a fixture
from tests.attendance.conftest import registered
from tests.booking.sessions import book, make_licence, work
from tests.checklists.conftest import author, clip, reviewer  # noqa: F401 - fixtures
from tests.checklists.working import signed_in
from tests.conftest import make_settings
from tests.consents.test_pages import filled
from tests.people import make_person
from tests.publishing.conftest import (  # noqa: F401 - fixtures
    all_channels,
    approved,
    context,
    facebook,
    network_pages,
)
from tests.publishing.test_by_api import row as by_the_network  # noqa: F401 - a fixture
from tests.publishing.working import HOUR, plan
from tests.publishing.working import work as publish
from tests.reconciliation.working import form_to
from tests.vendor import networks_at, zoom_at
from vc.accounts.models import Role
from vc.booking.models import Visibility
from vc.db import db
from vc.notices.models import Notice, NoticeKind
from vc.publishing.models import PublicationStatus

K = NoticeKind
S = PublicationStatus

pytestmark = pytest.mark.usefixtures("same_clock")


@pytest.fixture
def settings(tmp_path, vendor):
    """Settings with Zoom and the networks at the emulator."""
    return make_settings(tmp_path, media_reserve_mb=1, **zoom_at(vendor), **networks_at(vendor))


@pytest.fixture
def host(app, reading):
    """Somebody who hosts, on the only licence."""
    make_licence()
    return make_person(db.session, Role.HOST, name="Daniela Torres")


@pytest.fixture
def stranger(app):
    """Somebody who hosts other sessions."""
    return make_person(db.session, Role.HOST, name="Otilia Otra")


@pytest.fixture
def bell(browser_of):
    """Return a function: a person → the sentences in that person's bell."""

    def lines(person) -> list[str]:
        page = signed_in(browser_of, person).get("/avisos")
        return [one.get_text(" ", strip=True) for one in page.html.select("main ul.rows li a")]

    return lines


def kinds_told() -> set[NoticeKind]:
    """Return every kind that anybody is told."""
    db.session.rollback()
    found = set(db.session.scalars(select(Notice.kind)))
    db.session.rollback()
    return found


def test_whoever_registers_beyond_the_seats_is_told_to_the_session_s_people(
    app, clock, anyone, host, stranger, bell
):
    at = clock() + timedelta(days=3)
    public = {"visibility": Visibility.PUBLIC, "takes_registrations": True, "seats": 1}
    forum = book(app, host, at, summary="Foro de ciberseguridad", **public)
    work(app)

    registered(anyone, forum, "ana@escuela.example")
    assert bell(host) == []
    registered(anyone, forum, "luis@escuela.example")
    registered(anyone, forum, "eva@escuela.example")

    assert K.BEYOND_SEATS in kinds_told()
    assert bell(host) == ["Hay personas en lista de espera para «Foro de ciberseguridad» (2)"]
    assert bell(stranger) == []


def test_a_revoked_consent_is_told_to_those_who_may_revoke_but_for_who_did(
    browser_of, reading, stranger, bell
):
    boss = make_person(db.session, Role.COORDINATOR, name="Lucía Castillo")
    other = make_person(db.session, Role.COORDINATOR, name="Rita Revisora")
    browser = signed_in(browser_of, boss)
    filled(browser).submit()
    form = form_to(browser.get("/consentimientos/1"), "/revocar")
    form["why"] = "Rosa lo pidió"

    form.submit()

    assert K.CONSENT_REVOKED in kinds_told()
    assert bell(other) == ["Se revocó el consentimiento CON-00001"]
    assert bell(boss) == bell(stranger) == []


def test_a_room_that_zoom_made_only_just_before_is_told_to_the_session_s_people(
    app, clock, vendor, host, stranger, bell
):
    vendor.fail("create_meeting", "500", times=60)
    talk = book(app, host, clock() + 3 * HOUR)
    work(app)
    assert bell(host) == []
    vendor.reset()
    clock.now = talk.starts_at - timedelta(minutes=20)
    vendor.set_clock(clock())

    work(app)

    assert K.ROOM_LATE in kinds_told()
    assert bell(host) == [f"La sala de «{talk.summary}» quedó lista apenas ahora"]
    assert bell(stranger) == []


def test_what_a_person_is_to_publish_is_told_to_who_planned_it_and_so_is_that_it_was_late(
    app,
    clock,
    context,  # noqa: F811
    approved,  # noqa: F811
    facebook,  # noqa: F811
    author,  # noqa: F811
    stranger,
    bell,
):
    row = plan(context(), approved, facebook, clock() + HOUR)
    clock.advance(hours=1)
    assert publish(app, row).status is S.PUBLISHING
    title = f"«{row.clip.title} en {facebook.name}»"

    assert K.PUBLICATION_BY_HAND in kinds_told()
    assert f"Publique {title}" in bell(author)
    assert bell(stranger) == []

    clock.advance(hours=4)
    assert publish(app, row).status is S.MISSED

    assert K.PUBLICATION_FAILED in kinds_told()
    assert f"No salió {title}" in bell(author)
    assert bell(stranger) == []


def test_a_post_of_which_nobody_knows_is_told_to_who_planned_it(
    app,
    clock,
    vendor,
    by_the_network,  # noqa: F811
    author,  # noqa: F811
    stranger,
    bell,
):
    clock.advance(minutes=59)
    publish(app, by_the_network)
    vendor.fail("create_reel", "lost_answer")
    clock.advance(minutes=1)

    assert publish(app, by_the_network).status is S.UNKNOWN

    assert K.PUBLICATION_FAILED in kinds_told()
    assert any(line.startswith("No salió «Contraseñas seguras en") for line in bell(author))
    assert bell(stranger) == []


def test_every_kind_is_told_in_a_test_of_the_bell():
    """Else nobody would hear that a new kind, or its reader, tells nothing."""
    asserted = {
        name.attr
        for path in Path(__file__).parent.glob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assert)
        for name in ast.walk(node)
        if isinstance(name, ast.Attribute) and isinstance(name.value, ast.Name)
        if name.value.id == "K"
    }

    assert asserted == {one.name for one in NoticeKind}
