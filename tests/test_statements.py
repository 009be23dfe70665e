"""No page and no door asks the database more often because there are more rows.

Statements are counted, not time: the same on every machine. `bench/growth.py` measures the rest of
the rule, with ten years in the database.
"""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from app import create_app
from bench import growth, office
from bench.doors import SECRET, knock
from bench.office_sizes import PRESENT, Sizes
from bench.walking import Cost, Key, walk
from tests.conftest import browser_at, make_settings
from tests.people import sign_in_cookie
from vc.accounts.models import Person
from vc.db import db, read_only
from vc.services import services_of

FEW = Sizes(
    sessions=8,
    recordings=10,
    lines=50,
    clips=20,
    publications=120,
    mails=60,
    registrations=20,
    audit=30,
    people=PRESENT,
)
TIMES_AS_MANY = 5


def costs_with(
    sizes: Sizes, folder: Path, empty: Path, compiled: FileSystemBytecodeCache
) -> dict[Key, Cost]:
    """Return what each page and door costs an administrator in an office of a size."""
    folder.mkdir()
    shutil.copyfile(empty, folder / "vc.sqlite3")
    app: Flask = create_app(make_settings(folder, zoom_webhook_secret=SECRET))
    app.jinja_env.bytecode_cache = compiled
    services_of(app).clock = lambda: growth.NOW
    with app.app_context():
        office.fill(app, sizes, growth.NOW)
        browser = browser_at(app)
        boss = db.session.get_one(Person, 1)
        browser.set_cookie("vc", sign_in_cookie(app, db.session, boss))
        db.session.remove()
        walked = walk(app, browser, times=0)
        read_only(False)
        costs = walked.costs | knock(app, browser, walked)
        db.session.remove()
        db.engine.dispose()
    return costs


@pytest.fixture(scope="module")
def both(tmp_path_factory, empty_database, compiled_templates):
    """What pages and doors cost with few rows, and with several times as many."""
    folder = tmp_path_factory.mktemp("growth")
    more = {name: getattr(FEW, name) * TIMES_AS_MANY for name in FEW.__slots__ if name != "people"}
    sizes = {"few": FEW, "more": replace(FEW, **more)}
    return [
        costs_with(each, folder / name, empty_database, compiled_templates)
        for name, each in sizes.items()
    ]


def test_every_page_is_walked_through_and_every_form_sent(both):
    few, more = both

    assert len(few) > 200
    assert sum(one.path.startswith("POST") for one in few.values()) >= 50
    odd = {one.path for one in (*few.values(), *more.values()) if one.status >= 500}
    # Nobody works here, which is what /readyz tells.
    assert odd <= {"/readyz"}


def test_nothing_takes_more_than_forty_statements(both):
    taken = {one.path: one.statements for costs in both for one in costs.values()}

    above = {
        path: count
        for path, count in taken.items()
        if count > growth.MORE_STATEMENTS.get(path, growth.MOST_STATEMENTS)
    }

    assert above == {}


def test_nothing_takes_more_statements_with_more_rows(both):
    few, more = both

    grown = {
        cost.path: (few[key].statements, cost.statements)
        for key, cost in more.items()
        if key in few and cost.statements > few[key].statements + growth.COUNTED
    }

    assert grown == {}
