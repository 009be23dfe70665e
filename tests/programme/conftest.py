"""Who writes a programme, and who delivers what it asks for."""

import pytest

from tests.people import make_person
from tests.programme.pages import begun
from vc.accounts.models import Person, Role
from vc.db import db


@pytest.fixture
def people(reading) -> dict[str, Person]:
    """A coordinator, and a host who looks after a goal."""
    return {
        "boss": make_person(db.session, Role.COORDINATOR, name="Lucía Coordina"),
        "host": make_person(db.session, Role.HOST, name="Jorge Anfitrión"),
    }


@pytest.fixture
def office(browser_of, people):
    """The coordinator's browser, with an empty programme of the year."""
    opened = browser_of(people["boss"])
    begun(opened, 2031)
    return opened
