"""What waits for somebody: counted once, for those who can do something about it."""

from datetime import timedelta

import pytest
from sqlalchemy import event as listening

from tests.booking.sessions import book, make_licence, work
from tests.checklists.working import signed_in
from tests.people import make_person
from vc.accounts.models import Role
from vc.booking import pending
from vc.booking.hooks import PENDING
from vc.db import db
from vc.licences.models import Platform
from vc.services import services_of

SOON = timedelta(hours=2)


@pytest.fixture
def kinds(app):
    """Every kind of thing that can wait."""
    return services_of(app).registry.added_to(PENDING)


@pytest.fixture
def counts_of(app, clock, kinds):
    """Return a function: a person → the counts of their menu."""

    def counts(person):
        return pending.menu_counts(pending.piles(db.session(), kinds, person, clock()))

    return counts


def test_a_session_without_a_link_is_counted_for_its_host_and_nobody_else_s(
    app, clock, reading, counts_of
):
    host, other = (make_person(db.session, Role.HOST) for _ in range(2))
    boss, reader = make_person(db.session, Role.COORDINATOR), make_person(db.session, Role.VIEWER)
    book(app, host, clock() + SOON, platform=Platform.OTHER)
    work(app)

    counted = [counts_of(one)["booking.index"] for one in (host, boss, other, reader)]

    assert counted == [(1, True), (1, True), (0, False), (0, False)]
    assert counts_of(host)["approvals.inbox"] == (1, True)


def test_what_is_on_the_waiting_list_is_counted_and_not_due(app, clock, reading, counts_of):
    host = make_person(db.session, Role.HOST)
    make_licence()
    for _ in range(2):
        book(app, host, clock() + SOON, platform=Platform.ZOOM, waits_for_licence=True)

    assert counts_of(host)["booking.index"] == (1, False)


def test_a_clip_to_approve_is_counted_for_the_second_person_and_not_for_its_author(
    waiting_story, reading, counts_of
):
    author, reviewer = waiting_story.row("author"), waiting_story.row("reviewer")

    assert counts_of(reviewer)["clips.index"] == (1, True)
    assert counts_of(author)["clips.index"] == (0, False)


def test_all_counts_are_one_statement_and_more_rows_than_a_badge_tells_are_not_counted(
    app, clock, reading, counts_of, monkeypatch
):
    boss = make_person(db.session, Role.ADMINISTRATOR)
    monkeypatch.setattr(pending, "MOST_COUNTED", 3)
    for _ in range(6):
        book(app, boss, clock() + SOON, platform=Platform.OTHER)
    work(app)
    db.session.refresh(boss)
    told: list[str] = []
    listening.listen(db.engine, "before_cursor_execute", lambda *said: told.append(said[2]))

    counts = counts_of(boss)

    assert counts["booking.index"] == (4, True)
    assert len(told) == 1


def test_every_count_is_of_rows_that_lead_somewhere(
    app, clock, reading, waiting_story, browser_of, kinds
):
    reviewer, host = waiting_story.row("reviewer"), make_person(db.session, Role.HOST)
    book(app, host, clock() + SOON, platform=Platform.OTHER)
    work(app)
    db.session.refresh(reviewer)
    browser = signed_in(browser_of, reviewer)

    with app.test_request_context():
        found = pending.piles(db.session(), kinds, reviewer, clock())
        rows = [pending.rows_of(db.session(), one.kind, reviewer, clock()) for one in found]
    db.session.rollback()

    assert [len(one) for one in rows] == [one.count for one in found]
    assert {one.kind.key for one in found} >= {"rooms", "to-review"}
    assert {browser.get(row.url).status_int for each in rows for row in each} == {200}
