"""A message is whole before it is claimed as sent; what cannot be written says so."""

from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select, update

from tests.booking.sessions import book, work
from tests.conftest import make_settings
from tests.mail.conftest import post
from tests.mail.server import calendar_of, mail_at
from tests.people import may_write
from tests.vendor import zoom_at
from vc.accounts.models import Role
from vc.booking.models import Event, Visibility
from vc.db import db
from vc.forms import is_address
from vc.mail.delivery import NO_ADDRESS
from vc.mail.models import Message, MessageStatus

# What ends a line for Python's mail library, and what it cannot say in ASCII.
ODD_TITLES = (
    *("Plática\x85sobre redes", "Plática\u2028sobre redes", "Plática\x1csobre redes"),
    *("Plática\x0bsobre redes", "😀" * 150, "a" * 200, '"; X-Otro: sí', "=?utf-8?q?x?="),
)


def states() -> set[MessageStatus]:
    """Return in which states there are messages."""
    found = set(db.session.scalars(select(Message.status)))
    db.session.rollback()
    return found


def stored(event: Event, **values: object) -> None:
    """Give a session what a form would refuse, as an old row or an import can have it."""
    with may_write():
        db.session.rollback()
        db.session.execute(update(Event).where(Event.id == event.id).values(**values))
        db.session.commit()
        db.session.expire_all()


@pytest.mark.parametrize("title", ODD_TITLES, ids=ascii)
def test_every_title_goes_out(app, mail_server, clock, host, title):
    event = book(app, host, clock() + timedelta(days=3), guests="ana@fiscalia.example")
    work(app)
    stored(event, summary=title)

    post(app)

    assert states() == {MessageStatus.SENT}
    assert len(mail_server.taken) == 2


def test_a_guest_in_a_domain_with_accents_is_invited_by_its_ascii_name(
    app, mail_server, clock, host
):
    assert is_address("ana@niños.mx")
    book(app, host, clock() + timedelta(days=3), guests="ana@niños.mx")
    work(app)
    post(app)

    (message,) = [one for one in mail_server.taken if "nios" in one["To"]]
    entry = Calendar.from_ical(calendar_of(message)).walk("VEVENT")[0]
    assert message["To"] == "ana@xn--nios-hqa.mx"
    assert entry["ATTENDEE"] == "mailto:ana@xn--nios-hqa.mx"


def test_what_cannot_be_written_says_so_and_is_never_in_doubt(app, mail_server, clock, host):
    book(app, host, clock() + timedelta(days=3), guests=f"ana@{'ñ' * 80}.mx")
    work(app)
    post(app)
    clock.advance(hours=2)
    post(app)

    failed = db.session.scalars(select(Message).where(Message.address.startswith("ana@"))).one()
    assert failed.status is MessageStatus.FAILED
    assert failed.last_error == NO_ADDRESS
    assert len(mail_server.taken) == 1


def test_a_fault_of_ours_in_writing_is_told_as_ours(app, mail_server, clock, host):
    event = book(app, host, clock() + timedelta(days=3))
    work(app)
    stored(event, tzid="Marte/Olimpo")

    post(app)

    assert states() == {MessageStatus.FAILED}
    message = db.session.scalars(select(Message)).first()
    assert message.last_error.startswith("El sistema no pudo escribir este mensaje")


def test_addresses_are_written_as_every_reader_compares_them(app, mail_server, talk):
    calendar = calendar_of(mail_server.taken[0])

    assert b"MAILTO:" not in calendar
    assert calendar.count(b"mailto:") == 2


class TestAnotherSender:
    """The server wants another sender than the office's mailbox."""

    @pytest.fixture
    def settings(self, tmp_path, vendor, mail_server):
        """Settings with a sender of its own."""
        more = zoom_at(vendor) | mail_at(mail_server)
        own = {"smtp_from": "avisos@secesp.example", "office_email": "prensa@slp.gob.mx"}
        return make_settings(tmp_path, **own, **more)

    def test_answers_go_to_the_office_that_organizes(self, app, mail_server, talk):
        message = mail_server.taken[0]

        entry = Calendar.from_ical(calendar_of(message)).walk("VEVENT")[0]
        assert "avisos@secesp.example" in message["From"]
        assert "prensa@slp.gob.mx" in message["Reply-To"]
        assert entry["ORGANIZER"] == "mailto:prensa@slp.gob.mx"


def test_one_sender_needs_no_other_address_for_answers(app, mail_server, talk):
    assert mail_server.taken[0]["Reply-To"] is None


@pytest.mark.parametrize("status", [MessageStatus.BY_HAND, MessageStatus.FAILED])
def test_a_file_that_is_to_be_sent_by_hand_opens_as_a_draft(app, browser_of, talk, status):
    with may_write():
        db.session.rollback()
        message = db.session.scalars(select(Message)).first()
        path = f"/correos/{message.id}.eml"
        db.session.execute(update(Message).values(status=status))
        db.session.commit()
        db.session.rollback()

    assert b"\r\nX-Unsent: 1\r\n" in browser_of(Role.COORDINATOR).get(path).body


def test_a_file_of_what_was_sent_is_no_draft(app, browser_of, talk):
    path = f"/correos/{db.session.scalars(select(Message)).first().id}.eml"
    db.session.rollback()

    assert b"X-Unsent" not in browser_of(Role.COORDINATOR).get(path).body


@pytest.mark.parametrize(
    ("title", "whole"),
    [
        ("Plática \u202egnp.exe", "Plática \u202egnp.exe\u202c"),
        ("Plática \u2067uno \u202bdos", "Plática \u2067uno \u202bdos\u202c\u2069"),
        ("Plática\u202c\u2069 uno", "Plática uno"),
        ("Plática \u2068uno\u2069 dos", "Plática \u2068uno\u2069 dos"),
    ],
)
def test_no_title_turns_what_follows_it(app, mail_server, clock, host, title, whole):
    event = book(app, host, clock() + timedelta(days=3), visibility=Visibility.PUBLIC)
    work(app)
    stored(event, summary=title)
    post(app)

    message = mail_server.taken[0]
    entry = Calendar.from_ical(calendar_of(message)).walk("VEVENT")[0]
    assert whole in message["Subject"]
    assert whole in message.get_body(("plain",)).get_content()
    assert str(entry["SUMMARY"]) == whole
