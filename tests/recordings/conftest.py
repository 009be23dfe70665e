"""A session whose video is expected from a depot, and the people around it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.booking.sessions import book, make_licence
from tests.people import make_person
from tests.recordings.depot import Depot, serving, video
from tests.recordings.finding import HOST
from tests.recordings.listed_source import ListedSource
from tests.recordings.working import expect
from vc.accounts.models import Person, Role
from vc.booking.models import Event
from vc.booking.states import EventStatus, MeetingStatus
from vc.db import db
from vc.recordings.hooks import FILE_STORED
from vc.recordings.models import RecordingFile
from vc.services import services_of


@pytest.fixture
def depot(app) -> Iterator[Depot]:
    """The source of what is expected from "depot"."""
    with serving(video(500_000)) as depot:
        services_of(app).file_sources = {"depot": depot.link}
        services_of(app).registry.added[FILE_STORED] = ()
        yield depot


@pytest.fixture
def host(app, context) -> Person:
    """Who booked it, and may hand in a file."""
    return make_person(db.session, Role.HOST)


@pytest.fixture
def event(app, host, clock) -> Event:
    """A session that is over in two days."""
    make_licence()
    return book(app, host, clock() + timedelta(days=2))


@pytest.fixture
def file(event, clock, depot) -> RecordingFile:
    """Its video, which is due to be fetched."""
    return expect(event, clock())


@pytest.fixture
def source(app) -> Iterator[ListedSource]:
    """A vendor that has recordings, and nothing else that is fetched from."""
    with serving(video(50_000)) as depot:
        source = ListedSource(depot)
        services_of(app).providers["zoom"].recorder = source
        services_of(app).file_sources = {"zoom": source.link}
        services_of(app).registry.added[FILE_STORED] = ()
        yield source


@pytest.fixture
def talk(app, context, clock) -> Event:
    """A session of one hour that is to be recorded, whose room exists, in one hour."""
    licence = make_licence(HOST)
    talk = book(app, make_person(db.session, Role.COORDINATOR), clock() + timedelta(hours=1))
    talk.records, talk.status = True, EventStatus.CONFIRMED
    talk.meeting.external_id, talk.meeting.external_uuid = "881", "u-1"
    talk.meeting.status, talk.meeting.licence = MeetingStatus.OPEN, licence
    talk.meeting.due_at = None
    db.session.commit()
    return talk
