"""The key at rest can be changed while everything runs, and no secret is lost by it."""

import pytest
from cryptography.fernet import InvalidToken
from sqlalchemy import text

from app import create_app
from tests.booking.sessions import book
from tests.conftest import make_settings
from tests.live.working import broadcast_of
from tests.people import make_person
from vc.accounts.models import Role
from vc.db import db, read_only
from vc.sealed import Seal

KEY = "FB-1-0-a-stream-key"


@pytest.fixture
def settings(tmp_path):
    """Settings whose key is kept in the instance folder."""
    (tmp_path / "seal_key").write_text("the-first-key")
    return make_settings(tmp_path, seal_key="the-first-key")


@pytest.fixture
def event(app, clock, context):
    """A session whose broadcast has a stream key and whose room a passcode."""
    from datetime import timedelta

    host = make_person(db.session, Role.HOST)
    event = book(
        app, host, clock() + timedelta(days=3), streams=True, platform=None, waits_for_licence=True
    )
    read_only(False)
    broadcast_of(event).stream_key = KEY
    event.meeting.passcode = "482915"
    db.session.commit()
    return event


def stored() -> list[str]:
    """Return the sealed values as they lie in the database."""
    query = "SELECT stream_key FROM broadcast UNION ALL SELECT passcode FROM meeting"
    return [row[0] for row in db.session.execute(text(query))]


def rotate(app, **how):
    """Run the command."""
    db.session.rollback()
    with app.app_context():
        return app.test_cli_runner().invoke(args=["rotate-key"], **how)


def test_a_new_key_opens_every_value_and_the_old_one_none(app, event, settings):
    before = stored()

    answer = rotate(app)

    assert "Se cifraron de nuevo 2 valores." in answer.output
    db.session.rollback()
    db.session.expire_all()
    assert (broadcast_of(event).stream_key, event.meeting.passcode) == (KEY, "482915")
    old = Seal(make_settings(settings.instance, seal_key="the-first-key"))
    assert old.is_kept_here is False
    for sealed in stored():
        assert sealed not in before
        with pytest.raises(InvalidToken):
            old.open(sealed)


def test_a_process_that_was_running_reads_and_writes_with_the_new_key(app, event, settings):
    other = Seal(settings)

    rotate(app)

    sealed = stored()
    assert {other.open(one) for one in sealed} == {KEY, "482915"}
    mine = app.extensions["seal"]
    assert mine.open(other.close("new")) == "new"


def test_a_rotation_that_breaks_off_loses_nothing_and_is_finished_by_the_next(app, event):
    # The key was changed, and the process died before a value was sealed anew.
    app.extensions["seal"].change_key()
    assert broadcast_of(event).stream_key == KEY

    assert rotate(app).exit_code == 0
    assert rotate(app).exit_code == 0

    db.session.rollback()
    assert broadcast_of(event).stream_key == KEY


def test_a_value_that_no_key_opens_stops_it_before_anything_changes(app, event, settings):
    read_only(False)
    db.session.execute(text("UPDATE meeting SET passcode = 'gAAAA-of-another-key'"))
    db.session.commit()
    before = stored()

    answer = rotate(app)

    assert answer.exit_code == 1
    assert "meeting.passcode" in answer.output
    assert stored() == before
    assert (settings.instance / "seal_key").read_text() == "the-first-key"


def test_a_key_of_the_environment_is_changed_there(app, event, settings, empty_database):
    (settings.instance / "seal_key").unlink()
    lone = create_app(make_settings(settings.instance, seal_key="the-first-key"))
    refused = rotate(lone)
    assert refused.exit_code == 1
    assert "SEAL_KEY_PREVIOUS" in refused.output

    both = create_app(
        make_settings(
            settings.instance, seal_key="the-second-key", seal_key_previous="the-first-key"
        )
    )
    assert "Se cifraron de nuevo 2 valores." in rotate(both).output

    alone = Seal(make_settings(settings.instance, seal_key="the-second-key"))
    assert {alone.open(one) for one in stored()} == {KEY, "482915"}
