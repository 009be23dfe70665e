"""A long series costs two statements more for each session, and nothing before its commit.

The change of a series of sixty took 1,084 statements under the write lock: every session was
rendered, told and followed at the end of its own savepoint.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import select

from tests.booking.sessions import context_of, make_licence, new_event
from tests.people import make_person, may_write
from vc.accounts.models import Person, Role
from vc.booking.models import Event, Frequency
from vc.booking.requests import same_as
from vc.calendars.models import Audience, Fragment
from vc.db import db
from vc.jobs import wake
from vc.series import changes, service
from vc.series.changes import Scope
from vc.series.service import Slot
from vc.services import services_of


@pytest.fixture
def ana(app, context) -> Person:
    """Somebody who books."""
    make_licence("sala1@secesp.example")
    return make_person(db.session, Role.COORDINATOR)


@contextmanager
def counted() -> Iterator[list[str]]:
    """Yield the statements that are executed meanwhile."""
    statements: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    sqlalchemy_event.listen(db.engine, "before_cursor_execute", note)
    yield statements
    sqlalchemy_event.remove(db.engine, "before_cursor_execute", note)


def changed(app, ana: Person, count: int) -> tuple[int, int]:
    """Retitle a series of so many; return the statements of the change and of its commit."""
    context, first = context_of(app, ana), services_of(app).clock() + timedelta(days=count)
    slots = [Slot(first + timedelta(weeks=week)) for week in range(count)]
    with may_write():
        made = service.book_series(context, new_event(ana, first), Frequency.WEEKLY, slots)
        db.session.commit()
        db.session.expire_all()
        query = select(Event).where(Event.series_id == made.id).order_by(Event.starts_at).limit(1)
        anchor = db.session.scalars(query).unique().one()
        new = replace(same_as(anchor), summary="Otro título")
        with counted() as change:
            changes.change_sessions(context, anchor, new, Scope.ALL, version=anchor.version)
        with counted() as commit:
            db.session.commit()
    return len(change), len(commit)


def test_a_series_is_changed_in_two_statements_for_each_session(app, ana):
    """Its row, whose version is looked at, and its line in the audit."""
    few, more = changed(app, ana, 3), changed(app, ana, 9)

    assert more[1] == few[1]
    assert more[0] - few[0] <= 2 * 6
    staff = select(Fragment.body).where(Fragment.audience == Audience.STAFF)
    assert all("Otro título".encode() in body for body in db.session.scalars(staff))


def test_what_a_savepoint_asks_for_is_no_hint_before_the_commit(app, context):
    queue = services_of(app).queue
    before = queue.pending_count()

    with may_write():
        with db.session.begin_nested():
            wake(db.session(), "settle_meeting", 1)
        inside = queue.pending_count()
        db.session.rollback()

    assert (inside, queue.pending_count()) == (before, before)
