"""A session with many people: the work per addressee and per request stays what it is with few.

Statements are counted, not time.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event as listening
from sqlalchemy import func, insert, select, update

from tests.attendance.conftest import registered
from tests.booking.sessions import context_of
from tests.mail.conftest import notify, plan
from tests.people import may_write
from tests.turns import take_turn_at
from vc.accounts.models import Role
from vc.attendance.models import Registration, RegistrationStatus
from vc.attendance.service import token_hash
from vc.booking import service as booking
from vc.booking.models import UNDO_TIME, Event
from vc.booking.requests import same_as
from vc.db import db, read_only
from vc.mail import fanout
from vc.mail.models import Kind, Message, MessageStatus, Notification, Told
from vc.scheduler import run_sweep

MANY = 2000


@contextmanager
def counted() -> Iterator[list[str]]:
    """Count the statements that are sent to the database."""
    found: list[str] = []

    def note(connection, cursor, statement, parameters, context, executemany) -> None:
        found.append(statement)

    listening.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        listening.remove(db.engine, "before_cursor_execute", note)


def writes(statements: list[str]) -> list[str]:
    """Return the statements that write."""
    return [one for one in statements if one.split()[0] in ("INSERT", "UPDATE", "DELETE")]


def register_many(event: Event, count: int, clock, *, is_told: bool = True) -> None:
    """Register so many people at once, who were told the session as it is."""
    rows, told = [], []
    for number in range(count):
        token, email = secrets.token_urlsafe(24), f"p{number:05}@escuela.example"
        rows.append(
            {
                "event_id": event.id,
                "email": email,
                "name": f"Persona {number}",
                "status": RegistrationStatus.CONFIRMED,
                "token": token,
                "token_hash": token_hash(token),
                "consented_at": clock(),
                "created_at": clock(),
            }
        )
        told.append(
            {
                "event_id": event.id,
                "address": email,
                "digest": "as it was",
                "written": "REQUEST:as it was",
                "since": clock(),
            }
        )
    with may_write():
        db.session.rollback()
        db.session.execute(update(Event).where(Event.id == event.id).values(seats=0))
        db.session.execute(insert(Registration), rows)
        if is_told:
            db.session.execute(insert(Told), told)
        db.session.commit()
        db.session.expunge_all()


def moving(app, event: Event, hours: int = 1) -> list[str]:
    """Move a session by the real service; return the statements of the transaction."""
    with may_write():
        db.session.rollback()
        found = db.session.get_one(Event, event.id)
        asked = same_as(found)
        later = timedelta(hours=hours)
        context = context_of(app, found.host)
        with counted() as statements:
            new = replace(asked, starts_at=asked.starts_at + later, ends_at=asked.ends_at + later)
            booking.change(context, found, new, found.version)
            db.session.commit()
        db.session.rollback()
    return statements


def invitations() -> int:
    """Return how many invitations there are to people who registered."""
    query = select(func.count()).where(
        Message.kind == Kind.INVITATION, Message.address.startswith("p")
    )
    found = db.session.scalar(query)
    db.session.rollback()
    return found


def take_as_sent() -> None:
    """Let every message be gone."""
    with may_write():
        db.session.rollback()
        db.session.execute(update(Message).values(status=MessageStatus.SENT, due_at=None))
        db.session.commit()


def due_notifications() -> list[int]:
    """Return what the worker still has to tell."""
    found = list(
        db.session.scalars(select(Notification.id).where(Notification.due_at.is_not(None)))
    )
    db.session.rollback()
    return found


def test_moving_a_session_costs_the_request_the_same_however_many_registered(app, clock, forum):
    register_many(forum, 5, clock)
    few = len(moving(app, forum))
    register_many_more(forum, clock)

    many = moving(app, forum)

    assert len(many) <= 60
    assert len(many) <= few + 5


def register_many_more(event: Event, clock) -> None:
    """Register two thousand in all."""
    with may_write():
        db.session.rollback()
        for model in (Message, Told, Registration):
            db.session.execute(model.__table__.delete())
        db.session.commit()
    register_many(event, MANY, clock)


def test_everybody_is_told_in_pieces_and_nobody_twice(app, clock, forum):
    register_many(forum, 230, clock)

    moving(app, forum)
    assert invitations() == fanout.PIECE
    notify(app)

    assert invitations() == 230
    assert due_notifications() == []
    moving(app, forum, hours=2)
    notify(app)
    assert invitations() == 230  # what waits will say what is so then


def test_a_worker_that_is_killed_between_two_pieces_loses_nobody(app, clock, forum):
    register_many(forum, 230, clock)
    moving(app, forum)
    (number,) = due_notifications()
    before = read_only(False)

    class Killed(BaseException):
        """The process ends here."""

    # The claim's, and three for each piece: before it, for it, and to keep on.
    times = iter([clock()] * 7)

    def ends() -> object:
        try:
            return next(times)
        except StopIteration:
            raise Killed from None

    with pytest.raises(Killed):
        take_turn_at(app, "notify_people", number, clock=ends)
    db.session.rollback()
    read_only(before)
    told = invitations()
    assert fanout.PIECE < told < 230

    notify(app)
    assert invitations() == told  # its lease still runs
    clock.advance(minutes=10)
    notify(app)
    assert invitations() == 230


def test_a_change_in_the_middle_begins_anew(app, clock, mail_server, forum):
    register_many(forum, 120, clock)
    moving(app, forum)
    notify(app)
    take_as_sent()
    assert invitations() == 120

    moving(app, forum)
    with may_write():
        db.session.rollback()
        db.session.get_one(Event, forum.id).summary = "Foro de seguridad en redes"
        db.session.commit()
        db.session.rollback()
    notify(app)
    assert invitations() == 240


def test_the_end_is_told_to_everybody_in_pieces(app, clock, mail_server, forum):
    register_many(forum, 120, clock)
    moving(app, forum)
    notify(app)
    take_as_sent()

    with may_write():
        db.session.rollback()
        found = db.session.get_one(Event, forum.id)
        with counted() as statements:
            booking.cancel(context_of(app, found.host), found, "Contingencia")
            db.session.commit()
        db.session.rollback()
    notify(app)

    assert len(statements) <= 60
    query = select(func.count()).where(Message.kind == Kind.CANCELLATION)
    assert db.session.scalar(query.where(Message.address.startswith("p"))) == 120


@pytest.fixture
def per_message(app, clock) -> Callable[[Event], int]:
    """What one message to somebody who registered costs, in statements."""

    def cost(event: Event) -> int:
        moving(app, event)
        number = db.session.scalars(
            select(Message.id)
            .where(Message.address == "p00003@escuela.example")
            .order_by(Message.id.desc())
        ).first()
        db.session.rollback()
        before = read_only(False)
        db.session.expunge_all()
        with counted() as statements:
            take_turn_at(app, "send_message", number, clock=lambda: clock() + UNDO_TIME)
        db.session.rollback()
        read_only(before)
        assert db.session.get_one(Message, number).status is MessageStatus.SENT
        db.session.rollback()
        assert not any("registration" in one and "LIMIT" in one for one in statements)
        return len(statements)

    return cost


def test_a_message_costs_the_same_however_many_are_told(per_message, clock, mail_server, forum):
    register_many(forum, 5, clock)
    few = per_message(forum)
    register_many_more(forum, clock)

    assert per_message(forum) == few


def test_registering_costs_the_same_however_many_are_there(app, anyone, clock, forum):
    costs = []
    for count, email in ((0, "ana@escuela.example"), (MANY, "eva@escuela.example")):
        if count:
            register_many(forum, count, clock)
        with counted() as statements:
            answer = registered(anyone, forum, email)
        assert answer.status_int == 303
        costs.append(len(statements))

    assert costs[1] <= costs[0]


@pytest.mark.parametrize("lead", [timedelta(hours=24), timedelta(hours=1)])
def test_the_planner_writes_nothing_that_stands_already(app, clock, mail_server, forum, lead):
    register_many(forum, 130, clock)
    clock.now = forum.starts_at - lead
    plan(clock)
    notify(app)

    with may_write(), counted() as statements:
        db.session.rollback()
        fanout.plan(db.session, clock())
        db.session.commit()

    kind = Kind.REMINDER_DAY if lead > timedelta(hours=2) else Kind.REMINDER_HOUR
    query = select(func.count()).where(Message.kind == kind)
    assert db.session.scalar(query.where(Message.address.startswith("p"))) == 130
    assert writes(statements) == []


def test_a_sweep_that_finds_nothing_new_writes_nothing(app, clock, mail_server, forum):
    register_many(forum, 60, clock)
    clock.now = forum.starts_at - timedelta(hours=24)
    before = read_only(False)
    db.session.rollback()
    run_sweep(app)
    with counted() as statements:
        run_sweep(app)
    db.session.rollback()
    read_only(before)

    # What is forgotten by its age is asked for by one statement, whether there is any or not.
    assert [one for one in writes(statements) if not one.startswith("DELETE")] == []


def test_the_list_of_who_registered_comes_in_pages_and_is_searched(browser_of, clock, forum):
    register_many(forum, 5, clock)
    browser = browser_of(Role.COORDINATOR)
    path = f"/sesiones/{forum.id}/registro"
    with counted() as few:
        page = browser.get(path)
    assert "Buscar" not in page.html.main.get_text()
    register_many_more(forum, clock)

    with counted() as many:
        page = browser.get(path)

    assert len(many) <= len(few) + 1
    assert len(page.html.find("tbody").find_all("tr")) == 50
    assert "p00049@" in page.text
    assert "p00050@" in page.click("Siguiente").text
    form = next(one for one in page.forms.values() if "q" in one.fields)
    form["q"] = "PERSÓNA 1999"
    found = form.submit()
    assert [row.th.text for row in found.html.find("tbody").find_all("tr")] == ["Persona 1999"]
    form["q"] = "nadie"
    assert "Nadie registrado coincide con «nadie»" in form.submit().text
