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
from sqlalchemy import func, select

from tests.booking.sessions import context_of, make_licence, new_event
from tests.mail.conftest import notify
from tests.people import make_person, may_write
from vc.accounts.models import Person, Role
from vc.booking.models import Event, Frequency
from vc.booking.requests import same_as
from vc.booking.states import EventStatus, MeetingStatus
from vc.calendars.models import Audience, Fragment
from vc.db import db
from vc.jobs import wake
from vc.mail.models import Kind, Message
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


def booked(app, ana: Person, count: int) -> Event:
    """Book a series of so many sessions; return the first of them."""
    first = services_of(app).clock() + timedelta(days=count)
    slots = [Slot(first + timedelta(weeks=week)) for week in range(count)]
    with may_write():
        new = new_event(ana, first)
        made = service.book_series(context_of(app, ana), new, Frequency.WEEKLY, slots)
        db.session.commit()
        db.session.expire_all()
    query = select(Event).where(Event.series_id == made.id).order_by(Event.starts_at).limit(1)
    return db.session.scalars(query).unique().one()


def changed(app, ana: Person, count: int) -> tuple[int, int]:
    """Retitle a series of so many; return the statements of the change and of its commit."""
    anchor, context = booked(app, ana, count), context_of(app, ana)
    with may_write():
        new = replace(same_as(anchor), summary="Otro título")
        with counted() as change:
            changes.change_sessions(context, anchor, new, Scope.ALL, version=anchor.version)
        with counted() as commit:
            db.session.commit()
    return len(change), len(commit)


def cancelled(app, ana: Person, count: int) -> tuple[int, int]:
    """Cancel a series of so many, which were open; return the statements of it and its commit."""
    anchor = booked(app, ana, count)
    with may_write():
        for one in db.session.scalars(select(Event).where(Event.series_id == anchor.series_id)):
            one.status, one.meeting.status = EventStatus.CONFIRMED, MeetingStatus.OPEN
            one.meeting.external_id = f"81{one.id:09}"
            one.meeting.join_url = f"https://zoom.us/j/81{one.id:09}"
        db.session.commit()
        notify(app)
        context = context_of(app, ana)
        with counted() as change:
            changes.cancel_sessions(context, anchor, "No hay ponente", Scope.ALL)
        with counted() as commit:
            db.session.commit()
        notify(app)
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


def test_cancelling_a_series_leaves_its_people_to_the_worker(app, ana):
    """Each session's own rows, its line in the audit, and a hint to tell its people."""
    few, more = cancelled(app, ana, 6), cancelled(app, ana, 12)

    assert more[0] - few[0] <= 4 * 6
    assert more[1] - few[1] <= 2 * 6
    told = select(func.count()).where(Message.kind == Kind.CANCELLATION)
    assert db.session.scalar(told) == 6 + 12
