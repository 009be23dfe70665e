"""What the tests of attending share: a public session that takes registrations."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.booking.sessions import book, work
from tests.mail.conftest import host, post, same_clock, settings  # noqa: F401 - fixtures
from tests.mail.server import mail_server  # noqa: F401 - a fixture
from tests.series.conftest import form_with
from vc.attendance.models import Registration
from vc.booking.models import Event, Visibility
from vc.db import db


@pytest.fixture
def forum(app, clock, host) -> Event:  # noqa: F811
    """A public forum in three days with two seats; its room is ready."""
    event = book(
        app,
        host,
        clock() + timedelta(days=3),
        summary="Foro de ciberseguridad",
        visibility=Visibility.PUBLIC,
        takes_registrations=True,
        seats=2,
    )
    work(app)
    post(app)
    let_go(event)
    return event


@pytest.fixture
def meeting(app, clock, host) -> Event:  # noqa: F811
    """An internal session in four days; its room is ready."""
    event = book(app, host, clock() + timedelta(days=4))
    work(app)
    post(app)
    let_go(event)
    return event


def let_go(event: Event) -> None:
    """Keep what is known of a session and let go of the database."""
    db.session.refresh(event)
    db.session.refresh(event.meeting)
    db.session.expunge_all()
    db.session.rollback()


def registered(browser, event: Event, email: str, **values: object):
    """Register by the public page's form; return the answer."""
    form = form_with(browser.get(f"/s/{event.slug}"), "consent")
    known = {"name": "Ana López", "email": email, "consent": True}
    for name, value in (known | values).items():
        form[name] = value
    return form.submit(status="*")


def states() -> dict[str, str]:
    """Return how each registration stands, by e-mail."""
    db.session.rollback()
    rows = db.session.scalars(select(Registration).order_by(Registration.id))
    found = {row.email: row.status.value for row in rows}
    db.session.rollback()
    return found


def own_link(email: str, slug: str) -> str:
    """Return the path of somebody's own way in."""
    query = select(Registration).where(Registration.email == email).order_by(Registration.id)
    row = db.session.scalars(query).first()
    path = f"/s/{slug}/{row.token}"
    db.session.rollback()
    return path
