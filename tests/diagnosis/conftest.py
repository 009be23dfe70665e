"""An installation that has everything, from which tests take something away."""

from dataclasses import replace

import pytest
from flask import Flask

from integrations import connect_mail
from tests.conftest import make_settings
from tests.mail.server import mail_at, mail_server  # noqa: F401 - a fixture
from vc.cli import note_presence
from vc.db import db
from vc.diagnosis.checks import Check
from vc.diagnosis.installation import installation
from vc.diagnosis.service import examine
from vc.scheduler import sweep_in_turn
from vc.services import services_of
from vc.workers import Process, this_process


@pytest.fixture
def settings(tmp_path):
    """Settings of a server that lacks no room, whatever this machine's disk."""
    return make_settings(
        tmp_path, media_reserve_mb=0, public_url="https://vc.example", secret_key="x" * 32
    )


@pytest.fixture
def worker(app, clock, context) -> Process:
    """A worker that runs and looked at the clock just now."""
    process = this_process(clock())
    note_presence(app, process)
    sweep_in_turn(app)
    return process


def found_in(app: Flask, key: str, **options: object) -> Check:
    """Return what a check finds."""
    db.session.rollback()
    with app.app_context():
        (check,) = (one for one in examine(installation(**options)) if one.key == key)
    return check


@pytest.fixture
def mail(app, settings, mail_server) -> int:  # noqa: F811 - the fixture
    """A mail server that is set; returns its port."""
    services_of(app).settings = settings = replace(settings, **mail_at(mail_server))
    services_of(app).mail = connect_mail(settings)
    return mail_server.port
