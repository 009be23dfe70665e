"""A new name reaches the sessions to come, some at a time; what is over stays as it was.

Somebody who had hosted 3,339 sessions was renamed on SQLite: 30 seconds in one transaction, and
whoever booked meanwhile was answered 503.
"""

from datetime import timedelta

import pytest
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import select

from tests.booking.sessions import book, make_licence
from tests.people import make_person, may_write
from tests.turns import take_turn_at
from vc.accounts.models import Person, Role
from vc.booking.models import Campaign, Event
from vc.calendars import renaming
from vc.calendars.models import Audience, Fragment, Renaming
from vc.db import db
from vc.jobs import due_rows
from vc.services import services_of

COMING = renaming.PIECE + 3


@pytest.fixture
def ana(app, context) -> Person:
    """Somebody who hosts."""
    make_licence("sala1@secesp.example")
    return make_person(db.session, Role.COORDINATOR, name="Ana Torres", email="ana@secesp.example")


def entries(events: list[Event]) -> list[bytes]:
    """Return what staff see of sessions, as it is stored."""
    numbers = [one.id for one in events]
    query = select(Fragment).where(Fragment.event_id.in_(numbers))
    query = query.where(Fragment.audience == Audience.STAFF).order_by(Fragment.event_id)
    return [one.body for one in db.session.scalars(query.execution_options(populate_existing=True))]


def rename(row: Person | Campaign, name: str) -> None:
    """Give a row another name."""
    with may_write():
        row.name = name
        db.session.commit()


def turn(app) -> int:
    """Let the worker take one turn at what is due; return how many sessions it rendered."""
    counted = []

    def note(session, *_):
        counted.extend(one for one in session.dirty if isinstance(one, Fragment))

    sqlalchemy_event.listen(db.session, "before_flush", note)
    try:
        with may_write():
            for number in due_rows(db.session, Renaming, services_of(app).clock()):
                take_turn_at(app, renaming.TASK, number)
    finally:
        sqlalchemy_event.remove(db.session, "before_flush", note)
    return len({one.event_id for one in counted})


def test_a_new_name_reaches_every_session_to_come_in_pieces(app, clock, ana):
    events = [book(app, ana, clock() + timedelta(days=1 + day)) for day in range(COMING)]

    rename(ana, "Ana Torres Medina")

    assert not any(b"Medina" in body for body in entries(events))
    assert [turn(app), turn(app), turn(app)] == [renaming.PIECE, 3, 0]
    assert all(b"Medina" in body for body in entries(events))
    assert {one.sequence for one in events} == {1}
    assert db.session.scalars(select(Renaming)).all() == []


def test_what_is_over_keeps_its_entry_and_its_sequence(app, clock, ana):
    past = book(app, ana, clock() + timedelta(days=1))
    clock.advance(days=3)
    coming = book(app, ana, clock() + timedelta(days=1))
    before = entries([past])

    rename(ana, "Ana Torres Medina")
    turn(app)

    assert entries([past]) == before
    assert (past.sequence, coming.sequence) == (0, 1)


def test_a_campaign_that_is_renamed_reaches_its_sessions(app, clock, ana):
    with may_write():
        campaign = Campaign(name="Prevenimos")
        db.session.add(campaign)
        db.session.commit()
    event = book(app, ana, clock() + timedelta(days=1), campaign_id=campaign.id)

    rename(campaign, "Prevenimos Juntos")
    turn(app)

    assert b"Prevenimos Juntos" in entries([event])[0]


def test_the_request_that_renames_takes_no_longer_where_there_are_more_sessions(app, clock, ana):
    def statements_of_a_new_name(name: str) -> int:
        counted = []
        note = lambda *given: counted.append(given[2])  # noqa: E731
        sqlalchemy_event.listen(db.engine, "before_cursor_execute", note)
        rename(ana, name)
        sqlalchemy_event.remove(db.engine, "before_cursor_execute", note)
        return len(counted)

    book(app, ana, clock() + timedelta(days=1))
    few = statements_of_a_new_name("Ana T.")
    for day in range(2, 12):
        book(app, ana, clock() + timedelta(days=day))

    assert statements_of_a_new_name("Ana M.") == few
