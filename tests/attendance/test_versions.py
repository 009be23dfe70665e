"""Versions of an invitation: each message that differs is newer than the one before."""

from datetime import UTC, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from tests.attendance.conftest import own_link, registered
from tests.mail.conftest import edit, move, post, talk  # noqa: F401 - a fixture
from tests.mail.server import calendar_of
from tests.people import may_write
from vc.booking.models import UNDO_TIME, Event
from vc.db import db
from vc.mail import service
from vc.mail.models import Message

ANA = "ana@escuela.example"


def versions(server, address: str) -> list[tuple[str, int]]:
    """Return METHOD and SEQUENCE of what an address got, in order."""
    return [(method, entry["SEQUENCE"]) for method, entry in entries(server, address)]


def entries(server, address: str) -> list[tuple[str, dict]]:
    """Return METHOD and entry of what an address got, in order."""
    found = []
    for message in server.taken:
        if address in message["To"]:
            calendar = Calendar.from_ical(calendar_of(message))
            found.append((str(calendar["METHOD"]), calendar.walk("VEVENT")[0]))
    return found


def give_back(browser, event: Event) -> None:
    """Give Ana's seat back by her own address."""
    page = browser.get(own_link(ANA, event.slug) + "/cancelar")
    next(form for form in page.forms.values() if form.action.endswith("cancelar")).submit()


@pytest.fixture
def back_again(app, anyone, clock, mail_server, forum) -> Event:
    """A forum to which somebody came, whom she left, and to which she comes again."""
    for act in (
        lambda: registered(anyone, forum, ANA),
        lambda: give_back(anyone, forum),
        lambda: registered(anyone, forum, ANA),
    ):
        act()
        post(app)
        clock.advance(minutes=10)
    return forum


def test_each_message_that_differs_has_a_higher_sequence_and_its_own_time(mail_server, back_again):
    assert versions(mail_server, ANA) == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2)]
    stamps = [entry["DTSTAMP"].dt for _, entry in entries(mail_server, ANA)]
    # The end has waited for somebody to take it back.
    assert stamps[1] - stamps[0] == timedelta(minutes=10) + UNDO_TIME
    assert stamps[2] - stamps[1] == timedelta(minutes=10) - UNDO_TIME


def test_a_move_after_that_is_newer_than_what_was_accepted(app, mail_server, back_again):
    move(app, db.session.get(Event, back_again.id), hours=6)

    before, moved = [entry for _, entry in entries(mail_server, ANA)][-2:]
    assert moved.start - before.start == timedelta(hours=6)
    assert moved["SEQUENCE"] > before["SEQUENCE"]


@pytest.mark.parametrize("times", [1, 3])
def test_a_guest_who_comes_and_goes_always_gets_newer_ones(app, mail_server, talk, times):  # noqa: F811
    for _ in range(times):
        edit(app, talk, guests="")
        edit(app, talk, guests="ana@fiscalia.example")

    numbers = [number for _, number in versions(mail_server, "ana@fiscalia.example")]
    assert numbers == sorted(set(numbers))


def test_the_same_message_sent_once_more_keeps_its_sequence_and_tells_its_time(
    app,
    mail_server,
    clock,
    talk,  # noqa: F811
):
    clock.advance(hours=1)
    with may_write():
        db.session.rollback()
        query = select(Message).where(Message.address == "ana@fiscalia.example")
        message = db.session.scalars(query).one()
        service.send_again(db.session, message, by=talk.host, now=clock())
        db.session.commit()
    post(app)

    (_, first), (_, second) = entries(mail_server, "ana@fiscalia.example")
    assert second["SEQUENCE"] == first["SEQUENCE"]
    assert second["DTSTAMP"].dt == clock().astimezone(UTC)
