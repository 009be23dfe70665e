"""What the tests of mail share: a mail server, the vendors, a host, a licence, and a worker."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.booking.sessions import book, context_of, make_licence, work
from tests.conftest import make_settings
from tests.mail.server import mail_at, mail_server  # noqa: F401 - a fixture
from tests.people import make_person, may_write
from tests.turns import take_due_turns, take_turn_at
from tests.vendor import zoom_at
from vc.accounts.models import Person, Role
from vc.booking import service as booking
from vc.booking.models import Event
from vc.booking.requests import same_as
from vc.db import db, read_only
from vc.jobs import due_rows
from vc.mail import fanout
from vc.mail.models import Message, Notification
from vc.services import services_of


@pytest.fixture
def settings(tmp_path, vendor, mail_server):  # noqa: F811
    """Settings with the vendors and a mail server."""
    values = zoom_at(vendor) | mail_at(mail_server)
    return make_settings(tmp_path, public_url="https://vc.example", **values)


@pytest.fixture(autouse=True)
def same_clock(same_clock, context):
    """The vendor lives in the same time as the app, in every test."""


@pytest.fixture
def host() -> Person:
    """Somebody who books."""
    make_licence()
    return make_person(db.session, Role.HOST, email="jorge@secesp.example", name="Jorge Medina")


@pytest.fixture
def talk(app, clock, host) -> Event:
    """A session in three days with one guest; its room is ready and its mail was sent."""
    event = book(app, host, clock() + timedelta(days=3), guests="ana@fiscalia.example")
    work(app)
    post(app)
    return event


def post(app, rounds: int = 5) -> None:
    """Send what is due, as the worker would."""
    before = read_only(False)
    db.session.rollback()
    for _ in range(rounds):
        if not take_due_turns(app, "send_message", Message):
            break
    db.session.rollback()
    db.session.expire_all()
    read_only(before)


def notify(app) -> None:
    """Tell everybody who is left, as the worker would."""
    before = read_only(False)
    db.session.rollback()
    due = due_rows(db.session, Notification, services_of(app).clock())
    db.session.rollback()
    for number in due:
        take_turn_at(app, "notify_people", number)
    db.session.rollback()
    db.session.expire_all()
    read_only(before)


def plan(clock) -> None:
    """Queue the reminders whose moment has come, as the sweep does."""
    with may_write():
        db.session.rollback()
        fanout.plan(db.session, clock())
        db.session.commit()


def remind(app) -> None:
    """Queue the reminders whose moment has come, and send them."""
    plan(services_of(app).clock)
    post(app)


def change(app, event: Event, act: Callable[[booking.BookingContext], None]) -> None:
    """Change a session by the real service, let the vendor have it, and send the mail."""
    with may_write():
        db.session.rollback()
        act(context_of(app, event.host))
        db.session.commit()
    work(app)
    post(app)


def edit(app, event: Event, **values: object) -> None:
    """Change some of a session's answers."""
    change(
        app,
        event,
        lambda context: booking.change(
            context, event, replace(same_as(event), **values), event.version
        ),
    )


def move(app, event: Event, **delta: float) -> None:
    """Move a session."""
    by = timedelta(**delta)
    edit(app, event, starts_at=event.starts_at + by, ends_at=event.ends_at + by)


def cancel(app, event: Event) -> None:
    """Cancel a session."""
    change(app, event, lambda context: booking.cancel(context, event, "Contingencia"))
