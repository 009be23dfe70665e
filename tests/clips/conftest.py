"""A recording whose frames are numbered and whose words are known, and a clip of it."""

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from flask import Flask
from webtest import TestApp

from tests.booking.sessions import book, make_licence
from tests.clips.films import make_numbered
from tests.clips.working import SAID, prepared, spoken
from tests.conftest import Clock, make_settings
from tests.media.working import store_file
from tests.people import make_person
from vc.accounts.models import Person, Role
from vc.booking.models import Event
from vc.clips import service
from vc.clips.edit import Piece
from vc.clips.models import Clip, ClipKind
from vc.clips.service import NewClip
from vc.db import db, read_only
from vc.media import ffmpeg_choice
from vc.recordings.hooks import FILE_STORED
from vc.recordings.models import RecordingFile
from vc.services import services_of

RATES = (Fraction(25), Fraction(30000, 1001), Fraction(15))


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The ffmpeg that is used."""
    return ffmpeg_choice.executable(make_settings(tmp_path_factory.mktemp("settings")))


@pytest.fixture(scope="session")
def films(program: str, tmp_path_factory: pytest.TempPathFactory) -> dict[Fraction, Path]:
    """A numbered film of twelve seconds for each rate; its tone turns at the fifth."""
    folder = tmp_path_factory.mktemp("films")
    return {
        rate: make_numbered(program, folder / f"{number}.mp4", rate=rate)
        for number, rate in enumerate(RATES)
    }


@pytest.fixture
def author(app: Flask, context: None) -> Person:
    """Who cuts."""
    return make_person(db.session, Role.HOST, name="Ana Autora")


@pytest.fixture
def event(app: Flask, author: Person, clock: Clock) -> Event:
    """A session that was recorded."""
    make_licence()
    return book(app, author, clock() + timedelta(days=2))


@pytest.fixture
def file_of(app: Flask, event: Event) -> Callable[..., RecordingFile]:
    """Return a function: a film → the same as a safe file of the session, prepared."""

    def keep(path: Path, **changes: object) -> RecordingFile:
        services_of(app).registry.added[FILE_STORED] = ()
        preparation = prepared(app, store_file(app, event, path), **changes)
        spoken(preparation.file, SAID)
        db.session.commit()
        return preparation.file

    return keep


@pytest.fixture
def file(file_of: Callable[..., RecordingFile], films: dict[Fraction, Path]) -> RecordingFile:
    """A safe file of twelve seconds, 25 frames each."""
    return file_of(films[Fraction(25)])


@pytest.fixture
def clip(file: RecordingFile, author: Person, clock: Clock) -> Clip:
    """A clip from second 2 to second 4."""
    new = NewClip(ClipKind.FRAGMENT, (Piece(2000, 4000),), "Contraseñas seguras")
    clip = service.create(db.session(), file, new, now=clock(), by=author)
    db.session.commit()
    return clip


@pytest.fixture
def browse(browser_of: Callable[..., TestApp]) -> Callable[[Person], TestApp]:
    """Return a function: a person → their browser; from then on the test itself only looks."""

    def open_browser(person: Person) -> TestApp:
        db.session.rollback()
        read_only(True)
        return browser_of(person)

    return open_browser
