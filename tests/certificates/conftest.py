"""What the tests of certificates share: a forum to which people came, and its certificates."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from integrations.contracts.meetings import Attendee
from tests.attendance.conftest import forum as forum
from tests.attendance.conftest import registered
from tests.attendance.test_headcount import Rooms, count
from tests.mail.conftest import host, post, same_clock, settings  # noqa: F401 - fixtures
from tests.mail.server import mail_server  # noqa: F401 - a fixture
from tests.people import may_write
from tests.turns import take_turn_at
from vc.accounts.models import Role
from vc.booking.models import Event
from vc.certificates.models import Certificate, CertificateRun
from vc.db import db
from vc.jobs import due_rows
from vc.services import services_of

PEOPLE = {"ana@escuela.example": "Ana López Núñez", "luis@escuela.example": "Luis Mora"}


@pytest.fixture
def attended(app, anyone, clock, forum) -> Event:
    """A forum that is over: Ana was there all the time, Luis for a third of it."""
    for email, name in PEOPLE.items():
        registered(anyone, forum, email, name=name)
    post(app)
    clock.now = forum.ends_at + timedelta(minutes=15)
    begin, third = forum.starts_at, forum.starts_at + timedelta(minutes=20)
    rooms = Rooms(
        [
            Attendee("Ana", begin, forum.ends_at, email="ana@escuela.example"),
            Attendee("Luis", begin, third, email="luis@escuela.example"),
        ]
    )
    while (row := count(app, rooms)).due_at is not None:
        clock.now = row.due_at
        db.session.rollback()
    db.session.rollback()
    return forum


def page_of(browser, event: Event):
    """Return the page of a session's certificates."""
    return browser.get(f"/sesiones/{event.id}/constancias")


def give_all(app, browser, event: Event) -> None:
    """Give all of them out by the page's button, and let the workers do the rest."""
    page = page_of(browser, event)
    next(one for one in page.forms.values() if one.action.endswith("/emitir")).submit(status=303)
    work(app)


def work(app) -> None:
    """Let the workers give out what is asked for, and send what is written."""
    while True:
        with may_write():
            due = due_rows(db.session, CertificateRun, services_of(app).clock())
            db.session.rollback()
        if not due:
            break
        for number in due:
            take_turn_at(app, "give_certificates", number)
    post(app)


def certificates() -> list[Certificate]:
    """Return all certificates, the first first."""
    db.session.rollback()
    rows = list(db.session.scalars(select(Certificate).order_by(Certificate.id)))
    db.session.expunge_all()
    db.session.rollback()
    return rows


@pytest.fixture
def staff(browser_of):
    """A coordinator's browser."""
    return browser_of(Role.COORDINATOR)


@pytest.fixture
def given(app, staff, attended) -> Event:
    """The forum, its certificates given out."""
    give_all(app, staff, attended)
    return attended
