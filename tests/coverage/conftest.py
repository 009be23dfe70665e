"""Who plans and proves coverages."""

import pytest

from tests.checklists.working import signed_in
from tests.people import make_person
from vc.accounts.models import Role
from vc.db import db, read_only


@pytest.fixture
def boss(browser_of, context):
    """A coordinator's browser; the test only looks."""
    opened = signed_in(browser_of, make_person(db.session, Role.COORDINATOR, name="Coral Coordina"))
    read_only(True)
    db.session.rollback()
    return opened
