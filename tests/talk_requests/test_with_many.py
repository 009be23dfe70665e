"""Whoever asked for a session to which many registered is told with them, on whichever page."""

import pytest
from sqlalchemy import func, select, update

from tests.attendance.conftest import let_go, own_link, registered
from tests.attendance.test_many import invitations, register_many, take_as_sent
from tests.booking.sessions import make_licence, work
from tests.mail.conftest import move, notify, post
from tests.people import may_write
from tests.talk_requests.conftest import ANA
from tests.talk_requests.test_answering import booked, session_of_it
from vc.booking.models import Event, Visibility
from vc.db import db
from vc.mail import fanout
from vc.mail.models import Kind, Message
from vc.services import services_of

MANY = 2 * fanout.PIECE + 20


@pytest.fixture
def public_talk(app, clock, staff, arrived) -> Event:
    """The session that came of Ana's request, to which the public registers, too."""
    make_licence()
    booked(staff)
    work(app)
    post(app)
    with may_write():
        db.session.execute(
            update(Event).values(visibility=Visibility.PUBLIC, takes_registrations=True)
        )
        db.session.commit()
    event = session_of_it()
    let_go(event)
    return event


def to_ana() -> int:
    """Return how many invitations Ana was written, changes included."""
    query = select(func.count()).where(Message.kind == Kind.INVITATION, Message.address == ANA)
    found = db.session.scalar(query)
    db.session.rollback()
    return found


def tell_again(app, event: Event) -> None:
    """Let everybody be told anew of what they were not told, which is nothing."""
    with may_write():
        db.session.rollback()
        fanout.tell_later(db.session, db.session.get_one(Event, event.id), services_of(app).clock())
        db.session.commit()
    notify(app)


def test_a_change_is_told_to_all_pages_of_those_who_registered_and_to_whoever_asked(
    app, clock, public_talk
):
    register_many(public_talk, MANY, clock)
    before = to_ana()

    move(app, session_of_it(), hours=1)
    notify(app)

    assert invitations() == MANY
    assert to_ana() == before + 1


def test_whoever_asked_and_registered_is_told_once_and_by_their_own_link(
    app, clock, anyone, public_talk, mail_server
):
    registered(anyone, public_talk, ANA, appears="no")
    post(app)
    register_many(public_talk, MANY, clock)
    before = to_ana()
    move(app, session_of_it(), hours=1)
    notify(app)
    assert to_ana() == before + 1
    clock.advance(minutes=2)
    post(app, rounds=9)
    letters = [one for one in mail_server.taken if ANA in one["To"]]
    assert own_link(ANA, public_talk.slug) in letters[-1].get_body(("plain",)).get_content()
    take_as_sent()

    tell_again(app, public_talk)

    assert to_ana() == before + 1
