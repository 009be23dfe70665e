"""The product with a story in it, once for all of these tests; each example begins with it anew."""

import os
import shutil
from collections.abc import Iterator
from contextvars import Context
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask_migrate import upgrade

from app import create_app
from tests.conftest import Clock, make_settings
from tests.hostile.driver import Driver, Rewound, be_as_strict_as_postgresql
from tests.hostile.story import tell
from tests.people import make_person
from vc.accounts.models import Role
from vc.db import db, read_only

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
    tmp_path_factory: pytest.TempPathFactory, empty_database: Path, compiled_templates
) -> Iterator[Driver]:
    """The product, and people of every role."""
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copyfile(empty_database, folder / "vc.sqlite3")
    address = os.environ.get("HOSTILE_DATABASE_URL", "")
    changes = {"zoom_webhook_secret": SECRET, "media_reserve_mb": 1, **META}
    app = create_app(make_settings(folder, database_url=address, **changes))
    app.jinja_env.bytecode_cache = compiled_templates
    app.config["CLOCK"] = Clock(datetime(2031, 3, 4, 16, 0, tzinfo=UTC))
    made = Context().run(_with_story, app, folder)
    yield made
    with app.app_context():
        db.engine.dispose()


def _with_story(app, folder: Path) -> Driver:
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
def rewound(driver: Driver) -> Iterator[Rewound | None]:
    """The database that every example begins with; PostgreSQL goes on with what there is."""
    with driver.app.app_context():
        is_file = db.engine.dialect.name == "sqlite"
        db.engine.dispose()
    kept = Rewound(driver.app.config["SETTINGS"].instance / "vc.sqlite3") if is_file else None
    yield kept
    if kept:
        kept.close()
