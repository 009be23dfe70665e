"""What is shown of a session decides whether it changed; an upgrade changes it for nobody.

Whoever changes one of the two digests changes every entry, and every letter that was sent: each
session's SEQUENCE rises with its next rendering, and whoever belongs to it is written to again.
"""

import hashlib
from collections.abc import Iterator
from contextvars import Context
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask_migrate import upgrade

from app import create_app
from tests.calendars.golden import GUEST, HEAD, OFFICE, session
from tests.conftest import Clock, make_settings
from tests.releases import kept, releases, rows_of, write_rows
from vc.calendars.entries import feed_entries
from vc.calendars.ical import render_entry
from vc.db import db, read_only
from vc.mail import templates
from vc.services import services_of

IN_FEEDS = "c04a950caf4c405f2153573a6208d5d467d019f0b27455588217ed085e0546e9"
IN_LETTERS = "8f4675b5d9fa33fe7ce45c8d01088457026ddf28fba8994be4b489367e6830e4"
BY_0_1_0 = "636e2f4aa628fb7f1e3b90ed0e36a361d324a0be883b7f34cf55525ae137251c"
"""What 0.1.0 kept for the same letter, whose digest was of the entry as Python shows it."""
SHOWN = ("event", "fragment", "feed_item", "feed_version", "told", "message", "notification")


def test_what_feeds_show_of_a_session_is_what_they_always_showed():
    entries = feed_entries(session(), OFFICE, was_public=True)

    texts = b"".join(render_entry(one, OFFICE.tzid) for one in entries.values())

    assert hashlib.sha256(texts).hexdigest() == IN_FEEDS


def test_what_letters_show_of_a_session_is_what_they_always_showed():
    assert templates.digest(session(), GUEST, HEAD) == IN_LETTERS
    assert templates.is_told(IN_LETTERS, session(), GUEST, HEAD)


def test_whom_0_1_0_told_of_a_session_is_told_still():
    moved = session()
    moved.institution = "Secundaria 13"

    assert templates.is_told(BY_0_1_0, session(), GUEST, HEAD)
    assert not templates.is_told(BY_0_1_0, moved, GUEST, HEAD)


def test_the_office_s_clocks_are_no_news_in_a_letter():
    assert templates.is_told(IN_LETTERS, session(), GUEST, replace(HEAD, tzid="America/Cancun"))


@pytest.fixture
def upgraded(tmp_path, request) -> Iterator[Flask]:
    """An application on the rows of a release, at the hour at which they were made."""
    app = create_app(make_settings(tmp_path))
    services_of(app).clock = Clock(datetime(2031, 3, 4, 16, tzinfo=UTC))
    with app.app_context():
        read_only(False)
        then = kept(request.param)
        upgrade(revision=then["revision"])
        with db.engine.begin() as connection:
            write_rows(connection, then["rows"])
        upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("upgraded", releases(), indirect=True)
def test_an_upgrade_raises_no_sequence_and_writes_to_nobody(upgraded):
    before = stored()

    done = Context().run(upgraded.test_cli_runner().invoke, args=["rebuild-feeds"])

    assert done.exit_code == 0
    assert stored() == before


def stored() -> dict[str, list[dict[str, object]]]:
    """Return the rows of what calendars and letters say of sessions, in whatever digest."""
    with db.engine.connect() as connection:
        rows = rows_of(connection)
    return {table: [row | {"digest": ""} for row in rows[table]] for table in SHOWN}
