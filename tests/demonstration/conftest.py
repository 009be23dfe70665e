"""The demonstration, as it is loaded once for all tests that look at it."""

import pytest
from flask import Flask

from tests.conftest import make_settings
from tests.stories import Rows, Story
from tests.vendor import Vendor, zoom_at
from vc.config import Settings
from vc.db import db
from vc.demonstration.demo import load_demo
from vc.services import services_of


@pytest.fixture
def settings(tmp_path, vendor) -> Settings:
    """A demonstration before the emulator."""
    return make_settings(tmp_path, demo=True, **zoom_at(vendor))


@pytest.fixture(scope="session")
def demonstration_story(tell, served_vendor: Vendor) -> Story:
    """The demonstration as it is loaded before the emulator."""
    return tell(it_is_loaded, demo=True, **zoom_at(served_vendor))


def it_is_loaded(app: Flask, now: object, before: None) -> Rows:
    """Load the demonstration."""
    with app.app_context():
        load_demo(db.session(), now=services_of(app).clock(), app=app)
    return {}
