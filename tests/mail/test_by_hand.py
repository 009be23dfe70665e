"""Without a mail server: what a person is left to pass on is true, and passed on in one go."""

from datetime import timedelta

import pytest

from tests.booking.sessions import book, work
from tests.conftest import make_settings
from tests.mail.conftest import cancel, move, plan, post, remind
from tests.vendor import zoom_at
from vc.accounts.models import Role
from vc.db import db
from vc.mail.models import Kind, Message, MessageStatus

GUESTS = "ana@fiscalia.example\neva@fiscalia.example\nluis@fiscalia.example"


@pytest.fixture
def settings(tmp_path, vendor):
    """Settings with the vendors and no mail server."""
    return make_settings(tmp_path, public_url="https://vc.example", **zoom_at(vendor))


@pytest.fixture
def forum(app, clock, host):
    """A session in three days with three guests, whose invitations nobody passed on yet."""
    event = book(app, host, clock() + timedelta(days=3), guests=GUESTS)
    work(app)
    post(app)
    return event


def pile():
    """Return what waits for a person: (kind, address)."""
    db.session.expire_all()
    rows = db.session.query(Message).filter_by(status=MessageStatus.BY_HAND).order_by(Message.id)
    found = [(row.kind, row.address) for row in rows]
    db.session.rollback()
    return found


def to_guests(kind):
    """Return such a letter to each of the guests, and to the host."""
    return {(kind, one) for one in (*GUESTS.split(), "jorge@secesp.example")}


def test_a_letter_that_a_newer_one_makes_out_of_date_leaves_the_pile(app, forum):
    assert set(pile()) == to_guests(Kind.INVITATION)

    move(app, forum, days=1)
    assert set(pile()) == to_guests(Kind.INVITATION)
    assert len(pile()) == 4

    cancel(app, forum)

    assert set(pile()) == to_guests(Kind.CANCELLATION)
    assert len(pile()) == 4


def test_a_reminder_takes_the_place_of_another_and_leaves_the_invitation(app, forum, clock):
    clock.now = forum.starts_at - timedelta(hours=24)
    remind(app)
    clock.now = forum.starts_at - timedelta(hours=1)
    remind(app)

    assert set(pile()) == to_guests(Kind.INVITATION) | to_guests(Kind.REMINDER_HOUR)


def test_what_is_over_leaves_the_pile(app, forum, clock):
    clock.now = forum.ends_at
    plan(clock)

    assert pile() == []


def test_the_same_words_are_passed_on_to_everybody_at_once(app, forum, browser_of):
    browser = browser_of(Role.COORDINATOR)
    page = browser.get("/correos?estado=BY_HAND")

    assert "Dice lo mismo a 3 personas" in page.text
    addresses = {one.get_text() for one in page.html.find_all("pre")}
    everybody = set(GUESTS.split())
    assert any(set(text.split(", ")) == everybody for text in addresses)
    form = next(one for one in page.forms.values() if one.action == "/correos/enviados")
    shown = form.submit().follow()

    assert "3 quedaron como enviados." in shown.text
    assert pile() == [(Kind.INVITATION, "jorge@secesp.example")]
    # Sent once more, from a page that was open elsewhere, it changes nothing.
    assert "0 quedaron como enviados." in form.submit().follow().text
