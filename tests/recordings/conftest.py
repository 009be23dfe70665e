"""A session whose video is expected from a depot, and the people around it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.booking.sessions import book, make_licence
from tests.people import make_person
from tests.recordings.depot import Depot, serving, video
from tests.recordings.working import expect
from vc.accounts.models import Person, Role
from vc.booking.models import Event
from vc.db import db
from vc.recordings.models import RecordingFile


@pytest.fixture
def depot(app) -> Iterator[Depot]:
    """The source of what is expected from "depot"."""
    with serving(video(500_000)) as depot:
        app.extensions["file_sources"] = {"depot": depot.link}
        app.extensions["file_stored"] = ()
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
