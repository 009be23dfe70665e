"""Migrations on a database that is in use: nothing that was stored is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import text

from app import create_app
from tests.conftest import make_settings
from tests.connections.carrying import check_that_states_are_carried_over
from vc.channels.models import Channel
from vc.db import db, read_only
from vc.schema import head

FIRST = "ea8b3936791e"
NOW = "2031-03-04 16:00:00"
ROWS = (
    "INSERT INTO person (id, name, email, role, area, password_hash, is_active, is_demo, "
    "must_change_password, created_at) VALUES "
    f"(1, 'Ana', 'ana@secesp.example', 'host', '', 'x', 1, 0, 0, '{NOW}')",
    "INSERT INTO event (id, folio, uid, submission_key, status, sequence, last_modified, summary, "
    "kind, description, host_id, area, starts_at, ends_at, tzid, institution, municipality, "
    "audience_size, has_minors, visibility, records, streams, is_webinar, has_waiting_room, notes, "
    "cancel_reason, created_by_id, created_at, version) VALUES "
    f"(1, 'VC-2031-0001', 'talk-1@x', 'k', 'CONFIRMED', 3, '{NOW}', 'Plática', 'talk', '', 1, '', "
    f"'{NOW}', '2031-03-04 17:00:00', 'America/Mexico_City', '', '', 0, 0, 'public', 0, 0, 0, 1, "
    f"'', '', 1, '{NOW}', 1)",
    "INSERT INTO fragment (event_id, audience, body, content_hash, event_status) VALUES "
    "(1, 'staff', 'VEVENT', 'h', 'CONFIRMED')",
)

STREAMED = (
    "INSERT INTO delivery (vendor, body_hash, status, event, kind, happened_at, received_at, "
    "external_id, external_uuid, detail, body, note, attempts, lease_token, last_error) VALUES "
    f"('zoom', :hash, 'DONE', :event, 'streaming', '{NOW}', '{NOW}', '', '', '', '{{}}', '', 0, "
    "'', '')"
)


@pytest.fixture
def first(tmp_path: Path) -> Iterator[Flask]:
    """An application whose database is as the first release left it, with a session in it."""
    app = create_app(make_settings(tmp_path))
    with app.app_context():
        read_only(False)
        upgrade(revision=FIRST)
        for row in ROWS:
            db.session.execute(text(row))
        db.session.commit()
        yield app
        db.session.remove()
        db.engine.dispose()


def all_of(column: str, table: str) -> list[object]:
    """Return a column of a table."""
    rows = db.session.execute(text(f"SELECT {column} FROM {table}")).scalars().all()
    db.session.rollback()
    return list(rows)


def test_an_upgrade_keeps_every_session_and_what_refers_to_it(first):
    upgrade()

    assert all_of("folio", "event") == ["VC-2031-0001"]
    assert all_of("body", "fragment") == ["VEVENT"]
    assert [len(slug) for slug in all_of("slug", "event")] == [16]


def test_an_upgrade_parts_the_messages_of_streams_that_began_from_those_that_ended(first):
    upgrade(revision="5e71e5000004")
    for number, event in enumerate(("meeting.live_streaming_started", "x.live_streaming_stopped")):
        db.session.execute(text(STREAMED), {"hash": str(number), "event": event})
    db.session.commit()

    upgrade()

    assert all_of("kind", "delivery") == ["stream_started", "stream_stopped"]


def test_an_upgrade_can_be_taken_back(first):
    upgrade()

    downgrade(revision=FIRST)

    assert all_of("sequence", "event") == [3]
    assert all_of("event_id", "fragment") == [1]


def test_the_migrations_make_what_the_models_say(first):
    upgrade()

    # It ends the process with a message when anything differs.
    check()

    assert all_of("version_num", "alembic_version") == [head()]


CHANNEL = (
    "INSERT INTO channel (network, name, url, mode, is_on, gap_min, most_per_day, quiet_from, "
    "quiet_until, hours, window_min, stop_reason, version) VALUES "
    "('facebook', 'Facebook', '', 'by_hand', 1, 180, 3, '23:00:00', '07:00:00', '[]', 180, '', 1)"
)
FOR_SOME_DAYS = (
    "ALTER TABLE channel ADD COLUMN message VARCHAR(1000) NOT NULL DEFAULT ''",
    "ALTER TABLE channel ADD COLUMN due_at DATETIME",
    "CREATE INDEX ix_channel_due_at ON channel (due_at)",
    "ALTER TABLE publication ADD COLUMN phase VARCHAR(24) NOT NULL DEFAULT 'new'",
)


@pytest.mark.parametrize("before", [(), FOR_SOME_DAYS])
def test_channels_stay_whichever_form_the_revision_before_gave_them(first, before):
    upgrade(revision="5e71e5000033")
    for statement in (CHANNEL, *before):
        db.session.execute(text(statement))
    db.session.commit()

    upgrade()

    (channel,) = db.session.query(Channel).all()
    assert (channel.name, channel.hours) == ("Facebook", [])
    assert all_of("phase", "publication") == []
    db.session.rollback()
    check()


def test_how_we_stood_with_each_vendor_is_carried_over_and_can_be_taken_back(context):
    read_only(False)

    check_that_states_are_carried_over()
