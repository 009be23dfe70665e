"""Somebody's address changes: they are told there, and nothing is taken back."""

from datetime import timedelta

from icalendar import Calendar
from sqlalchemy import func, select

from tests.booking.sessions import book, work
from tests.mail.conftest import cancel, edit, notify, post, remind
from tests.mail.server import calendar_of
from tests.people import may_write
from vc.accounts.models import Person
from vc.booking.models import Event
from vc.db import db
from vc.mail.models import Message, MessageStatus, Told

NEW, OLD = "jorge.medina@secesp.example", "jorge@secesp.example"


def readdress(app, event: Event, email: str = NEW) -> None:
    """Give the host another address, and send what follows."""
    with may_write():
        db.session.rollback()
        db.session.get_one(Person, event.host_id).email = email
        db.session.commit()
    notify(app)
    post(app)


def got(server, address: str) -> list[str]:
    """Return the subjects that an address got."""
    return [one["Subject"] for one in server.taken if address in one["To"]]


def test_a_host_with_a_new_address_is_invited_there_and_nothing_is_cancelled(
    app, mail_server, talk
):
    readdress(app, talk)

    (invited,) = got(mail_server, NEW)
    assert invited.startswith("Su sesión ya tiene sala: ")
    assert len(got(mail_server, OLD)) == 1
    entries = [
        Calendar.from_ical(calendar_of(one)).walk("VEVENT")[0]
        for one in mail_server.taken
        if "jorge" in one["To"]
    ]
    assert [entry["SEQUENCE"] for entry in entries] == [0, 1]


def test_the_reminder_goes_to_the_new_address(app, clock, mail_server, talk):
    readdress(app, talk)
    clock.now = talk.starts_at - timedelta(hours=24)

    remind(app)

    assert len(got(mail_server, NEW)) == 2
    assert len(got(mail_server, OLD)) == 1
    assert MessageStatus.DROPPED not in set(db.session.scalars(select(Message.status)))


def test_an_invitation_that_had_not_gone_goes_to_the_new_address_alone(
    app, mail_server, clock, host
):
    event = book(app, host, clock() + timedelta(days=3))
    work(app)

    readdress(app, event)

    assert len(got(mail_server, NEW)) == 1
    assert got(mail_server, OLD) == []


def test_a_cohost_and_what_is_over_or_cancelled(app, mail_server, clock, talk):
    cancel(app, talk)
    before = len(mail_server.taken)

    readdress(app, talk)

    assert len(mail_server.taken) == before
    assert db.session.get(Told, (talk.id, NEW)) is None


def test_a_former_address_that_is_a_guest_keeps_its_invitation(app, mail_server, talk):
    edit(app, talk, guests=OLD)

    readdress(app, talk)

    assert len(got(mail_server, OLD)) == 1
    assert len(got(mail_server, NEW)) == 1


def test_the_form_leaves_telling_to_the_worker(app, mail_server, clock, talk):
    messages = select(func.count(Message.id))
    before = db.session.scalar(messages)
    with may_write():
        db.session.rollback()
        db.session.get_one(Person, talk.host_id).email = NEW
        db.session.commit()
    assert db.session.scalar(messages) == before

    notify(app)

    assert db.session.scalar(messages) == before + 1
