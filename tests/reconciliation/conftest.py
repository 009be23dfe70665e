"""A product that is connected to the emulator and knows its secret, a host, and a licence."""

import pytest

from tests.booking.sessions import make_licence
from tests.conftest import make_settings
from tests.people import make_person
from tests.reconciliation.working import SECRET
from tests.vendor import zoom_at
from vc.accounts.models import Person, Role
from vc.db import db
from vc.licences.models import Licence


@pytest.fixture
def settings(tmp_path, vendor):
    """Settings that point Zoom at the emulator, and open its door."""
    return make_settings(tmp_path, zoom_webhook_secret=SECRET, **zoom_at(vendor))


@pytest.fixture(autouse=True)
def same_clock(same_clock, reading):
    """The vendor lives in the same time as the app, in every test."""


@pytest.fixture
def boss() -> Person:
    """Somebody who coordinates."""
    return make_person(db.session, Role.COORDINATOR, email="coordinacion@secesp.example")


@pytest.fixture
def licence() -> Licence:
    """One licence, known to the vendor."""
    return make_licence()
