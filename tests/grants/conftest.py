"""An office whose accounts are connected on the page; Google is the emulator."""

import pytest

from tests.conftest import make_settings
from tests.grants.google import BACK, PUBLIC, behave, google_addresses
from vc.accounts.models import Role


@pytest.fixture
def settings(tmp_path, vendor):
    """Settings with Google's addresses and the client that was made there."""
    behave(vendor, redirect_uris=list(BACK.values()))
    client = {"google_client_id": "emulator", "google_client_secret": "emulator"}
    return make_settings(tmp_path, public_url=PUBLIC, **google_addresses(vendor), **client)


@pytest.fixture
def office(browser_of, reading):
    """A coordinator's browser."""
    return browser_of(Role.COORDINATOR)
