"""Every status is in its table, can be reached, and changes only as the table says."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.booking.sessions import book, make_licence
from tests.people import make_person
from vc.accounts.models import Role
from vc.attendance.labels import STATUSES as REGISTRATION_STATUSES
from vc.attendance.models import Registration, RegistrationStatus
from vc.booking.labels import EVENT_STATUSES, MEETING_STATUSES
from vc.booking.models import Event, Meeting
from vc.booking.states import EventStatus, MeetingStatus
from vc.db import db
from vc.errors import ConcurrentChangeError, IllegalTransitionError
from vc.history import actions
from vc.mail.labels import STATUSES as MESSAGE_STATUSES
from vc.mail.models import Message, MessageStatus
from vc.states import advance

TABLES = [
    (Event, EventStatus, {EventStatus.TENTATIVE}),
    (Meeting, MeetingStatus, {MeetingStatus.PENDING, MeetingStatus.WAITING_FOR_LICENCE}),
    (Message, MessageStatus, {MessageStatus.PENDING}),
    (
        Registration,
        RegistrationStatus,
        {RegistrationStatus.CONFIRMED, RegistrationStatus.WAITING},
    ),
]


@pytest.mark.parametrize(("model", "statuses", "first"), TABLES)
def test_every_status_is_in_the_table_and_can_be_reached(model, statuses, first):
    reached, waiting = set(first), list(first)
    while waiting:
        fresh = model.TRANSITIONS[waiting.pop()] - reached
        reached |= fresh
        waiting.extend(fresh)

    assert set(model.TRANSITIONS) == set(statuses)
    assert reached == set(statuses)


@pytest.mark.parametrize(("model", "statuses", "first"), TABLES)
@pytest.mark.usefixtures("context")
def test_every_status_has_its_words_on_pages_and_in_the_history(model, statuses, first):
    words = EVENT_STATUSES | MEETING_STATUSES | MESSAGE_STATUSES | REGISTRATION_STATUSES

    assert [one for one in statuses if one not in words] == []
    assert [
        one for one in statuses if f"{model.__name__.lower()}.{one.value.lower()}" not in actions()
    ] == []


@pytest.fixture
def event(app, context, clock) -> Event:
    """A session that was just booked."""
    make_licence()
    return book(app, make_person(db.session, Role.HOST), clock() + timedelta(days=1))


def test_what_the_table_does_not_allow_is_refused(event, clock):
    with pytest.raises(IllegalTransitionError):
        advance(event.meeting, MeetingStatus.GONE, now=clock())


def test_a_status_that_somebody_else_changed_first_is_not_written_over(event, clock):
    meeting = event.meeting
    assert meeting.status is MeetingStatus.PENDING
    db.session.execute(
        update(Meeting)
        .where(Meeting.id == meeting.id)
        .values(status=MeetingStatus.CLOSED)
        .execution_options(synchronize_session=False)
    )

    with pytest.raises(ConcurrentChangeError):
        advance(meeting, MeetingStatus.OPENING, now=clock())

    assert meeting.status is MeetingStatus.CLOSED
