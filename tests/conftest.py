"""What most tests stand on: an app on a real database file, a clock, people who are signed in."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextvars import Context
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from hypothesis import settings as hypothesis_settings
from jinja2 import FileSystemBytecodeCache
from webtest import TestApp

from app import create_app
from tests import caching
from tests.browser import browser, faults, open_contexts, open_page, page  # noqa: F401
from tests.ffmpegs import PACKAGED
from tests.ffmpegs import found as program_found
from tests.logs import unwarned
from tests.people import make_person, may_write, sign_in_cookie
from tests.processes import made_once
from tests.stories import (  # noqa: F401 - fixtures
    BEGINNING,
    Plot,
    Story,
    approved_story,
    clip_story,
    happened,
    the_longest,
    waiting_story,
)
from tests.vendor import same_clock, served_vendor, vendor  # noqa: F401 - fixtures
from vc.accounts.models import Person, Role
from vc.assets import STYLES_COOKIE, version_of
from vc.config import Settings
from vc.db import db, read_only
from vc.services import services_of

# How long an example takes says more of the machine's other work than of the code.
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")

caching.keep_rules()
USUAL_HASHING = caching.hash_cheaply()


def pytest_collection_finish() -> None:
    """Everything that the tests import is there from now on."""
    caching.spare_what_stays()


DATABASE, QUEUE = "vc.sqlite3", "queue.sqlite3"


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the present instant."""
        return self.now

    def advance(self, **delta: float) -> None:
        """Move on by a timedelta's arguments."""
        self.now += timedelta(**delta)


def close_database(app: Flask) -> None:
    """Let go of an application's database; its file holds all of it then."""
    with app.app_context():
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
        db.engine.dispose()


def make_settings(instance: Path, **changes: object) -> Settings:
    """Return settings for a test: a folder of its own, no demonstration, no vendor.

    ffmpeg is that of the package, on every machine: it starts six times as fast as Debian's, whose
    two hundred libraries are brought together each time. `test_each_ffmpeg` tries the others.
    """
    keys = {"secret_key": "test-secret-key", "seal_key": "test-seal-key"}
    values = keys | {"demo": False, "ffmpeg": program_found(PACKAGED)}
    return Settings(instance=instance, **(values | changes))


def migrate(folder: Path) -> None:
    """Make a database in a folder to which every migration was applied, and close it."""
    app = create_app(make_settings(folder))
    with app.app_context():
        upgrade()
    # The engine makes its tables at the first need.
    services_of(app).queue.pending_count()
    services_of(app).queue.storage.close()
    close_database(app)


@pytest.fixture(scope="session")
def of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the processes of one run share; without pytest-xdist there is but one."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def migrated(of_the_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application on a database to which every migration was applied, and which is closed."""
    made, folder = made_once(of_the_run / "migrated", migrate), tmp_path_factory.mktemp("template")
    for name in (DATABASE, QUEUE):
        shutil.copyfile(made / name, folder / name)
    app = create_app(make_settings(folder))
    close_database(app)
    caching.spare_what_stays()
    return app


@pytest.fixture(scope="session")
def empty_database(migrated: Flask) -> Path:
    """A database file with every migration applied; tests take copies of it."""
    return services_of(migrated).settings.instance / DATABASE


@pytest.fixture(scope="session")
def statements(migrated: Flask) -> caching.Statements:
    """The SQL that this process has compiled: each test has an engine of its own."""
    with migrated.app_context():
        return caching.Statements(db.engine)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The app's settings; a test module overrides this fixture to change them."""
    return make_settings(tmp_path)


@pytest.fixture
def good_day() -> Iterator[None]:
    """A day of which nobody has to be warned: what a test does leaves no warning in the log."""
    with unwarned():
        yield


@pytest.fixture
def clock() -> Clock:
    """A working day of the office, a Tuesday at 10:00 in San Luis Potosí."""
    return Clock(BEGINNING)


@pytest.fixture(scope="session")
def compiled_templates(of_the_run: Path) -> FileSystemBytecodeCache:
    """The templates as they were compiled once: each test has an application of its own."""
    folder = of_the_run / "templates"
    folder.mkdir(exist_ok=True)
    return caching.Templates(folder)


@pytest.fixture(scope="session")
def make_app(
    empty_database: Path,
    compiled_templates: FileSystemBytecodeCache,
    statements: caching.Statements,
) -> Callable[..., Flask]:
    """Return a function: settings, a clock, a story → the application in a folder of its own."""

    def make_one(settings: Settings, clock: Clock, story: Story | None = None) -> Flask:
        for name in (DATABASE, QUEUE):
            shutil.copyfile(empty_database.parent / name, settings.instance / name)
        if story:
            story.copy_to(settings.instance)
        app = create_app(settings)
        app.jinja_env.bytecode_cache = compiled_templates
        services_of(app).clock = clock
        with app.app_context():
            statements.share_with(db.engine)
            caching.never_sync(db.engine)
        return app

    return make_one


@pytest.fixture(scope="session")
def tell(
    make_app: Callable[..., Flask], tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Story]:
    """Return a function: what happens, the story before it → the story, told once.

    Its further arguments are settings.
    """

    def tell_one(plot: Plot, before: Story | None = None, **changes: object) -> Story:
        folder, clock = tmp_path_factory.mktemp(plot.__name__), Clock(BEGINNING)
        app = make_app(make_settings(folder, **changes), clock, before)
        # A story is a good day, of which nobody has to be warned.
        with app.app_context(), may_write(), unwarned():
            story = happened(folder, plot(app, clock(), before), before)
        close_database(app)
        return story

    return tell_one


@pytest.fixture
def app(
    request: pytest.FixtureRequest,
    settings: Settings,
    clock: Clock,
    make_app: Callable[..., Flask],
) -> Iterator[Flask]:
    """The application on a database of its own, which begins with the story that is asked for."""
    stories = [name for name in request.fixturenames if name.endswith("_story")]
    app = make_app(settings, clock, the_longest([request.getfixturevalue(one) for one in stories]))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def town(
    tmp_path_factory: pytest.TempPathFactory,
    empty_database: Path,
    compiled_templates: FileSystemBytecodeCache,
) -> object:
    """Everything that has a door, walked through once by everybody."""
    from tests.town import make_town  # which stands on this module

    return make_town(tmp_path_factory.mktemp("town"), empty_database, compiled_templates)


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    """An application context, for tests that call services."""
    with app.app_context():
        read_only(False)
        yield
        db.session.rollback()


@pytest.fixture
def reading(app: Flask) -> Iterator[None]:
    """An application context for tests that go through the pages and look at rows meanwhile."""
    with app.app_context():
        read_only(True)
        yield
        db.session.rollback()


def browser_at(app: Flask) -> TestApp:
    """Return a browser whose requests share nothing with the test's own application context."""

    def alone(environ: dict, start_response: Callable) -> Iterable[bytes]:
        return Context().run(app, environ, start_response)

    # One host name, so that the cookie a test sets is the one that the app replaces.
    known = TestApp(alone, extra_environ={"HTTP_HOST": "localhost.local"}, parser_features="lxml")
    # Somebody who was here before has the styles: pages name them, and are a third as long.
    with app.app_context():
        known.set_cookie(STYLES_COOKIE, version_of("app.css"))
    return known


@pytest.fixture
def anyone(app: Flask) -> TestApp:
    """A browser in which nobody is signed in."""
    return browser_at(app)


@pytest.fixture
def browser_of(app: Flask) -> Callable[..., TestApp]:
    """Return a function: role (or person) → a browser in which such a person is signed in."""

    def open_browser(who: Role | Person) -> TestApp:
        with app.app_context():
            person = who if isinstance(who, Person) else make_person(db.session, who)
            browser = browser_at(app)
            browser.set_cookie("vc", sign_in_cookie(app, db.session, person))
        return browser

    return open_browser
