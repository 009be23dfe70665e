"""What the start says: missing permissions by name."""

import logging

import pytest
import requests

from tests.conftest import make_settings
from tests.vendor import zoom_at
from vc.db import db
from vc.licences.feature import name_what_is_missing
from vc.services import services_of


@pytest.fixture
def settings(tmp_path, vendor):
    """Settings that point Zoom at the emulator."""
    return make_settings(tmp_path, **zoom_at(vendor))


def test_permissions_that_are_missing_are_named_at_the_start(app, vendor, caplog):
    scopes = ["meeting:write:meeting:admin"]
    requests.post(f"{vendor.url}/_emulator/scopes", json={"scopes": scopes}, timeout=60)

    with caplog.at_level(logging.WARNING), app.app_context():
        name_what_is_missing(db.session(), services_of(app))

    assert "meeting:delete:meeting:admin" in caplog.text
    assert "meeting:write:meeting:admin" not in caplog.text


def test_nothing_is_said_when_nothing_is_missing(app, vendor, caplog):
    with caplog.at_level(logging.WARNING), app.app_context():
        name_what_is_missing(db.session(), services_of(app))

    assert caplog.text == ""
