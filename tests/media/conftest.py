"""A talk that ffmpeg makes once, and the same as a stored file of a session."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from tests.booking.sessions import book, make_licence
from tests.conftest import Clock, make_settings
from tests.media.clips import make_talk
from tests.media.working import store_file
from tests.people import make_person
from vc.accounts.models import Person, Role
from vc.booking.models import Event
from vc.db import db
from vc.media import ffmpeg_choice
from vc.media.models import Preparation


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The ffmpeg that is used."""
    return ffmpeg_choice.executable(make_settings(tmp_path_factory.mktemp("settings")))


@pytest.fixture(scope="session")
def talk(program: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A talk of twenty seconds; others are made of it in the same folder."""
    return make_talk(program, tmp_path_factory.mktemp("talks") / "talk.mp4")


@pytest.fixture
def host(app: Flask, context: None) -> Person:
    """Who booked the session."""
    return make_person(db.session, Role.HOST)


@pytest.fixture
def event(app: Flask, host: Person, clock: Clock) -> Event:
    """A session that is to be recorded."""
    make_licence()
    return book(app, host, clock() + timedelta(days=2))


@pytest.fixture
def stored(app: Flask, event: Event) -> Callable[..., Preparation]:
    """Return a function: a file → what is to be made of it, now that it is safe."""

    def keep(path: Path, **changes: object) -> Preparation:
        return store_file(app, event, path, **changes)

    return keep
