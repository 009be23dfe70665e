"""Taking back an end or a move: what becomes of the room, and who hears of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.booking.sessions import book, context_of, work
from tests.mail.conftest import cancel, edit, move, post
from tests.people import may_write
from tests.turns import take_turn_at
from vc.booking import service, undo
from vc.booking.models import Event
from vc.booking.requests import same_as
from vc.booking.states import EventStatus, MeetingStatus
from vc.db import db
from vc.errors import NotFoundError, RuleError
from vc.mail.models import Kind, Message, MessageStatus
from vc.services import services_of


def cancel_only(app, event: Event) -> None:
    """Cancel a session; no worker comes."""
    with may_write():
        db.session.rollback()
        service.cancel(context_of(app, event.host), event, "Contingencia")
        db.session.commit()


def take_back(app, event: Event) -> undo.Undone:
    """Take back what was last done to a session."""
    with may_write():
        db.session.rollback()
        line = undo.last_undoable(db.session(), event, services_of(app).clock())
        number = line.id if line else 0
        done = undo.undo(context_of(app, event.host), event, number)
        db.session.commit()
    return done


def kinds_sent(event: Event) -> list[str]:
    """Return what was sent about a session, in its order."""
    query = select(Message).where(
        Message.event_id == event.id, Message.status == MessageStatus.SENT
    )
    return [one.kind.value for one in db.session.scalars(query.order_by(Message.id))]


def test_an_end_that_is_taken_back_in_time_tells_nobody_and_keeps_the_room(
    app, vendor, clock, talk
):
    link, told = talk.meeting.join_url, kinds_sent(talk)
    cancel_only(app, talk)
    clock.advance(seconds=9)
    work_now(app)

    done = take_back(app, talk)
    clock.advance(seconds=60)
    work(app)
    post(app)

    assert done == undo.Undone(was_cancelled=True, has_new_room=False)
    assert (talk.status, talk.meeting.status) == (EventStatus.CONFIRMED, MeetingStatus.OPEN)
    assert (talk.meeting.join_url, talk.cancel_reason) == (link, "")
    assert kinds_sent(talk) == told
    assert len(vendor.rooms()) == 1


def work_now(app) -> None:
    """Let the worker look at the one meeting now, which may be too early."""
    with may_write():
        db.session.rollback()
        take_turn_at(app, "settle_meeting", 1)


def test_after_that_time_the_room_is_made_anew_and_people_are_told_once_more(
    app, vendor, clock, talk
):
    link = talk.meeting.join_url
    cancel(app, talk)
    assert talk.meeting.status is MeetingStatus.CLOSED
    clock.advance(minutes=5)

    done = take_back(app, talk)
    work(app)
    post(app)

    assert done == undo.Undone(was_cancelled=True, has_new_room=True)
    assert (talk.status, talk.meeting.status) == (EventStatus.CONFIRMED, MeetingStatus.OPEN)
    assert talk.meeting.join_url != link
    of_guest = [one.kind for one in messages(talk, "ana@fiscalia.example")]
    assert of_guest == [Kind.INVITATION, Kind.CANCELLATION, Kind.INVITATION]


def messages(event: Event, address: str) -> list[Message]:
    """Return what was sent to an address, in its order."""
    query = select(Message).where(
        Message.event_id == event.id,
        Message.address == address,
        Message.status == MessageStatus.SENT,
    )
    return list(db.session.scalars(query.order_by(Message.id)))


def test_nothing_is_taken_back_twice(app, talk):
    cancel_only(app, talk)
    line = undo.last_undoable(db.session(), talk, services_of(app).clock())
    take_back(app, talk)

    with may_write(), pytest.raises(RuleError) as refused:
        undo.undo(context_of(app, talk.host), talk, line.id)

    assert refused.value.message == undo.NOTHING_TO_UNDO


def test_a_move_that_is_taken_back_in_time_tells_nobody(app, clock, talk):
    start, told = talk.starts_at, kinds_sent(talk)
    move_only(app, talk, hours=3)
    clock.advance(seconds=8)

    take_back(app, talk)
    clock.advance(seconds=60)
    work(app)
    post(app)

    assert talk.starts_at == start
    assert kinds_sent(talk) == told


def move_only(app, event: Event, **delta: float) -> None:
    """Move a session; no worker comes."""
    by = timedelta(**delta)
    with may_write():
        db.session.rollback()
        new = replace(same_as(event), starts_at=event.starts_at + by, ends_at=event.ends_at + by)
        service.change(context_of(app, event.host), event, new, event.version)
        db.session.commit()


def test_a_move_can_be_taken_back_later_and_keeps_what_else_was_changed(app, clock, talk):
    start = talk.starts_at
    move(app, talk, hours=3)
    edit(app, talk, summary="Otro título")
    clock.advance(hours=5)

    take_back(app, talk)
    work(app)
    post(app)

    assert (talk.starts_at, talk.summary) == (start, "Otro título")
    assert len(messages(talk, "ana@fiscalia.example")) == 4


def test_only_the_newest_move_is_taken_back(app, talk):
    start = talk.starts_at
    move(app, talk, hours=1)
    first = undo.last_undoable(db.session(), talk, services_of(app).clock())
    move(app, talk, hours=1)

    with may_write(), pytest.raises(RuleError):
        undo.undo(context_of(app, talk.host), talk, first.id)
    take_back(app, talk)

    assert talk.starts_at == start + timedelta(hours=1)


def test_a_session_whose_hour_has_passed_stays_cancelled(app, clock, talk):
    cancel(app, talk)
    clock.now = talk.starts_at

    with may_write(), pytest.raises((RuleError, NotFoundError)):
        take_back(app, talk)

    assert talk.status is EventStatus.CANCELLED


def test_a_room_that_somebody_else_got_meanwhile_is_not_taken_from_them(app, clock, talk):
    cancel_only(app, talk)
    book(app, talk.host, talk.starts_at)

    with pytest.raises(RuleError) as refused:
        take_back(app, talk)

    assert refused.value.message == undo.TAKEN
    db.session.rollback()
    assert talk.status is EventStatus.CANCELLED


def test_without_a_licence_that_is_free_a_session_comes_back_into_the_waiting_list(
    app, clock, talk
):
    cancel(app, talk)
    book(app, talk.host, talk.starts_at)

    take_back(app, talk)

    assert talk.status is EventStatus.TENTATIVE
    assert talk.meeting.status is MeetingStatus.WAITING_FOR_LICENCE


def test_a_room_that_is_being_deleted_is_waited_for(app, clock, talk):
    cancel_only(app, talk)
    clock.advance(seconds=11)
    with may_write():
        talk.meeting.lease_until = clock() + timedelta(seconds=30)
        db.session.commit()

    with pytest.raises(RuleError) as refused:
        take_back(app, talk)

    assert refused.value.message == undo.AT_WORK


def test_a_move_and_an_end_at_once_are_one_letter(app, clock, talk):
    move_only(app, talk, hours=3)
    cancel_only(app, talk)
    clock.advance(minutes=1)
    work(app)
    post(app)

    of_guest = [one.kind for one in messages(talk, "ana@fiscalia.example")]
    assert of_guest == [Kind.INVITATION, Kind.CANCELLATION]
