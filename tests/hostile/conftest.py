"""The product with a story in it, once for all of these tests; each example begins with it anew."""

import os
from collections.abc import Callable, Iterator
from contextvars import Context
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade

from app import create_app
from tests.conftest import DATABASE, Clock, make_settings
from tests.hostile.driver import Driver, GoesOn, Rewound, be_as_strict_as_postgresql
from tests.hostile.story import tell
from tests.people import make_person
from vc.accounts.models import Role
from vc.db import db, read_only
from vc.services import services_of

TOGETHER = pytest.mark.xdist_group("hostile")
"""Tests that stand on the same driver share one worker, so that it is made once."""
ANYBODY = "ANYBODY"
WHO = (*(role.value for role in Role), ANYBODY)
SECRET = "the secret of the webhooks"
META = {
    # Nobody listens there: what would ask Meta is refused at once.
    "graph_api_base": "http://127.0.0.1:9",
    "meta_app_id": "1",
    "meta_app_secret": SECRET,
    "meta_page_id": "104000000000001",
    "meta_page_token": "a-token",
    "meta_verify_token": "a-word",
}


@pytest.fixture(scope="package")
def driver(
    tmp_path_factory: pytest.TempPathFactory, make_app: Callable[..., Flask]
) -> Iterator[Driver]:
    """The product, and people of every role."""
    folder = tmp_path_factory.mktemp("hostile")
    address = os.environ.get("HOSTILE_DATABASE_URL", "")
    changes = {"zoom_webhook_secret": SECRET, "media_reserve_mb": 1, **META}
    settings = make_settings(folder, database_url=address, **changes)
    now = Clock(datetime(2031, 3, 4, 16, 0, tzinfo=UTC))
    # What spares tests of SQLite their costs is not for the other database.
    app = create_app(settings) if address else make_app(settings, now)
    services_of(app).clock = now
    made = Context().run(_with_story, app, folder)
    yield made
    with app.app_context():
        db.engine.dispose()


def _with_story(app: Flask, folder: Path) -> Driver:
    """Return what drives the app, with the story told."""
    with app.app_context():
        read_only(False)
        if db.engine.dialect.name == "postgresql":
            upgrade()
        people = {role: make_person(db.session, role) for role in Role}
        samples = tell(app, people, folder)
        by_name = {role.value: person for role, person in people.items()} | {ANYBODY: None}
        made = Driver(app, samples, by_name)
        if db.engine.dialect.name == "sqlite":
            be_as_strict_as_postgresql(db.engine)
        db.session.remove()
    return made


@pytest.fixture(scope="package")
def rewound(driver: Driver) -> Iterator[GoesOn]:
    """The database that every example begins with."""
    with driver.app.app_context():
        engine = db.engine
    engine.dispose()
    is_file = engine.dialect.name == "sqlite"
    file = services_of(driver.app).settings.instance / DATABASE
    kept = Rewound(file) if is_file else GoesOn()
    yield kept
    kept.close()
