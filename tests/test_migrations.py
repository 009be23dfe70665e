"""Migrations on a database that is in use: nothing that was stored is lost.

From the first release on none is edited. Each release keeps rows of every kind in tests/releases,
and whoever comes from it finds all of them.
"""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import select, text

from app import create_app
from tests.conftest import make_settings
from tests.processes import ROOT
from tests.releases import kept, releases, rows_of, write_rows
from vc.booking.models import Event
from vc.db import db, read_only
from vc.fulltext import matches
from vc.schema import head

REWORDED = {"checklist_item": {"label", "help"}, "privacy_notice": {"simple", "full"}}
"""What the program itself wrote, and says in other words now."""


@pytest.fixture
def bare(tmp_path) -> Iterator[Flask]:
    """An application whose database has no tables yet."""
    app = create_app(make_settings(tmp_path))
    with app.app_context():
        read_only(False)
        yield app
        db.session.remove()
        db.engine.dispose()


def check_that_nothing_is_lost_since(release: str) -> None:
    """Fill a database as a release left it, upgrade it, and look for every row and value."""
    then = kept(release)
    upgrade(revision=then["revision"])
    with db.engine.begin() as connection:
        write_rows(connection, then["rows"])

    upgrade()

    # It ends the process with a message when anything differs from the models.
    check()
    with db.engine.connect() as connection:
        now = rows_of(connection)
    assert sum(map(len, then["rows"].values())) > 200
    for table, rows in then["rows"].items():
        for before, after in zip(rows, now.get(table, rows), strict=True):
            same = before.keys() & after.keys() - REWORDED.get(table, set())
            assert before | {name: after[name] for name in same} == before
    found = [
        db.session.scalar(select(Event.id).where(matches(db.session(), Event, row["folio"])))
        for row in then["rows"]["event"]
    ]
    db.session.rollback()
    assert found == [row["id"] for row in then["rows"]["event"]]


@pytest.mark.parametrize("release", releases())
def test_an_upgrade_from_each_release_keeps_every_row(bare, release):
    check_that_nothing_is_lost_since(release)


def test_the_figures_of_0_1_0_are_kept_and_can_be_taken_back(bare):
    then, columns = kept("0.1.0"), "publication_id, moment, views, reach, at"
    upgrade(revision=then["revision"])
    with db.engine.begin() as connection:
        write_rows(connection, then["rows"])
        for moment, views, reach in (("1h", 7, None), ("24h", 3_000_000_000, 0), ("7d", None, 12)):
            connection.execute(
                text(f"INSERT INTO publication_figure ({columns}) VALUES (4, :m, :v, :r, :at)"),
                {"m": moment, "v": views, "r": reach, "at": "2031-03-04 16:00:00"},
            )

    upgrade()

    with db.engine.connect() as connection:
        rows = rows_of(connection)["publication_figure"]
    counts = [one["counts"] for one in rows]
    assert counts == [{"views": 7}, {"views": 3_000_000_000, "reach": 0}, {"reach": 12}]
    downgrade(revision=then["revision"])
    found = db.session.execute(text("SELECT views, reach FROM publication_figure ORDER BY id"))
    assert [tuple(row) for row in found] == [(7, None), (3_000_000_000, 0), (None, 12)]


@pytest.mark.parametrize(("is_accepted", "versions"), [(False, [1]), (True, [1, 2])])
def test_a_notice_that_somebody_accepted_stays_and_is_said_anew_as_the_next(
    bare, is_accepted, versions
):
    then = kept("0.1.0")
    upgrade(revision=then["revision"])
    with db.engine.begin() as connection:
        write_rows(connection, then["rows"])
        if is_accepted:
            connection.execute(text("UPDATE registration SET notice_id = 1"))

    upgrade()

    rows = db.session.execute(text("SELECT version, simple FROM privacy_notice ORDER BY version"))
    found = [(version, "no guardamos desde dónde entra" in simple) for version, simple in rows]
    assert found == [(version, version == versions[-1]) for version in versions]


def test_the_migrations_make_what_the_models_say(bare):
    upgrade()

    check()

    assert db.session.scalar(text("SELECT version_num FROM alembic_version")) == head()


def test_an_upgrade_can_be_taken_back(bare):
    upgrade()
    downgrade(revision="base")

    upgrade()

    check()


def test_each_release_that_the_changelog_names_keeps_its_rows():
    named = re.findall(
        r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )

    assert named
    assert sorted(named) == releases()
    assert f'version = "{named[0]}"' in (ROOT / "pyproject.toml").read_text("utf-8")
