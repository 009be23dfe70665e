"""A database with one of everything, walked through once by somebody of each role and two hosts.

What each was offered and opened is kept; a test sends it as somebody else. Tests that stand on it
share one worker (`pytestmark = TOGETHER`), so that it is made once.
"""

import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import select
from webtest import TestApp, TestResponse

from app import create_app
from tests.conftest import Clock, browser_at, make_settings
from tests.crawling import Found, Offer, View, crawl, view_of
from tests.everything import PDF, People, make_everything
from tests.people import sign_in_cookie
from vc import permissions
from vc.access import ANYBODY
from vc.accounts.models import Person
from vc.booking.models import Event
from vc.db import Base, db, read_only
from vc.services import services_of

NAMES = People.__slots__
WRITES = ("INSERT", "UPDATE", "DELETE")
NUMBERS_IN_FORMS = {"consents.create": ("event_id", Event)}
"""The row that a form names beside its address, which is asked about as well."""
TOGETHER = pytest.mark.xdist_group("town")


@dataclass(slots=True)
class Town:
    """The app on its database, its people, and what each of them was offered."""

    app: Flask
    kept: Path
    people: dict[str, Person]
    cookies: dict[str, str]
    found: dict[str, Found] = field(default_factory=dict)
    has_written: bool = False

    def browser(self, name: str) -> TestApp:
        """Return a browser in which somebody is signed in, as they were in the beginning."""
        browser = browser_at(self.app)
        if name in self.cookies:
            browser.set_cookie("vc", self.cookies[name])
        return browser

    def send(self, name: str, offer: Offer) -> tuple[TestResponse, bool]:
        """Send what was offered as somebody; return the answer, and whether any row changed."""
        token = self.found[name].token if name in self.found else ""
        self.has_written = False
        answer = self.browser(name).post(
            offer.path,
            [*offer.fields, ("csrf_token", token)],
            upload_files=[(one, "papel.pdf", PDF) for one in offer.files] or None,
            headers={"X-CSRFToken": token},
            status="*",
        )
        changed = self.has_written
        if changed:
            self.restore()
        return answer, changed

    def restore(self) -> None:
        """Put the database back as it was in the beginning."""
        database = services_of(self.app).settings.instance / "vc.sqlite3"
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        for ending in ("-wal", "-shm"):
            Path(f"{database}{ending}").unlink(missing_ok=True)
        shutil.copyfile(self.kept, database)

    def opens(self, name: str, view: View, fields: dict[str, str] | None = None) -> bool:
        """Tell whether the table lets somebody do this: read here, apart from the guard."""
        person, (endpoint, values) = self.people[name], view
        door = self.app.view_functions[endpoint].access
        if door is ANYBODY:
            return True
        asked = [(door.rows[key], value) for key, value in values if door.rows.get(key)]
        if fields and endpoint in NUMBERS_IN_FORMS:
            key, model = NUMBERS_IN_FORMS[endpoint]
            asked += [(model, fields[key])] if fields[key] else []
        with self.app.app_context():
            read_only(True)
            rows = [db.session.get(model, int(number)) for model, number in asked]
            may = [permissions.may(person, door.capability, row) for row in rows if row is not None]
            db.session.rollback()
        return door.opens(person) and all(may)

    def kind_of(self, view: View) -> tuple[object, ...]:
        """Return what tells it from others in whose it is: its door, and the rows of somebody."""
        endpoint, values = view
        rows = getattr(self.app.view_functions[endpoint].access, "rows", {})
        owned = [item for item in values if _tells_whose(rows.get(item[0]))]
        return (endpoint, *owned)

    def offers_of(self, *names: str) -> list[tuple[View, Offer]]:
        """Return what these people were offered, each kind once for each state of its form."""
        alike = {}
        for name in names:
            for offer in self.found[name].offers.values():
                view = view_of(self.app, "POST", offer.path)
                fields = tuple(one for one, _ in offer.fields if not one.startswith("p"))
                alike.setdefault((self.kind_of(view), fields), (view, offer))
        return list(alike.values())

    def number(self, column: object, *where: object) -> int:
        """Return a column of the first row that a query finds."""
        with self.app.app_context():
            read_only(True)
            found = db.session.scalars(select(column).where(*where)).first()
            db.session.rollback()
        return found

    def get(self, name: str, path: str) -> int:
        """Return how a page answers somebody."""
        return self.browser(name).get(path, status="*").status_int

    def post(self, name: str, path: str, **fields: str) -> tuple[int, bool]:
        """Return how a door answers somebody, and whether any row changed."""
        answer, changed = self.send(name, Offer(path, list(fields.items())))
        return answer.status_int, changed


def _tells_whose(model: type[Base] | None) -> bool:
    """Tell whether a row of a model says whose it is."""
    return hasattr(model, "people_ids") or hasattr(model, "maker_id")


def make_town(
    folder: Path, empty_database: Path, compiled_templates: FileSystemBytecodeCache
) -> Town:
    """Return everything, as everybody walked through it once."""
    shutil.copyfile(empty_database, folder / "vc.sqlite3")
    app = create_app(make_settings(folder))
    app.jinja_env.bytecode_cache = compiled_templates
    services_of(app).clock = Clock(datetime(2031, 3, 4, 16, 0, tzinfo=UTC))
    with app.app_context():
        read_only(False)
        people = dict(zip(NAMES, make_everything(app, folder), strict=True))
        cookies = {name: sign_in_cookie(app, db.session, one) for name, one in people.items()}
        for one in people.values():
            db.session.refresh(one)
            db.session.expunge(one)
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
        db.engine.dispose()
        engine = db.engine
    shutil.copyfile(folder / "vc.sqlite3", folder / "kept.sqlite3")
    town = Town(app, folder / "kept.sqlite3", people, cookies)

    @sqlalchemy_event.listens_for(engine, "before_cursor_execute")
    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        town.has_written |= statement.lstrip().startswith(WRITES)

    for name in NAMES:
        browser = town.browser(name)
        town.found[name] = crawl(app, browser)
        town.cookies[name] = browser.cookies["vc"]
    return town
