"""Sending: three outcomes, never twice, and a person decides what nobody knows."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.booking.sessions import book, work
from tests.conftest import make_settings
from tests.mail.conftest import post
from tests.people import make_person, may_write
from tests.vendor import zoom_at
from vc.accounts.models import Role
from vc.db import db
from vc.mail import delivery, service
from vc.mail.models import Message, MessageStatus


def first() -> Message:
    """Return the first message."""
    return db.session.scalars(select(Message).order_by(Message.id)).first()


def first_path() -> str:
    """Return the address of the first message's page, and let go of the database."""
    path = f"/correos/{first().id}"
    db.session.rollback()
    return path


@pytest.fixture
def talk(app, clock, host):
    """A session whose invitation is queued and not sent."""
    event = book(app, host, clock() + timedelta(days=3))
    work(app)
    return event


def test_a_message_that_was_taken_is_sent(app, mail_server, clock, talk):
    post(app)

    assert first().status is MessageStatus.SENT
    assert first().sent_at == clock()
    assert talk.summary in first().body
    assert mail_server.taken[0]["Message-ID"] == f"<vc-{first().id}@vc.secesp.example>"


def test_a_connection_lost_after_the_message_never_sends_it_twice(app, mail_server, clock, talk):
    mail_server.faults = ["lost"]

    post(app)
    clock.advance(hours=2)
    post(app)

    assert len(mail_server.taken) == 1
    assert first().status is MessageStatus.UNKNOWN
    assert first().due_at is None


def test_a_server_that_is_busy_is_asked_again_later(app, mail_server, clock, talk):
    mail_server.faults = ["rcpt 451 vuelva más tarde"]

    post(app)
    assert first().status is MessageStatus.PENDING
    assert "451" in first().last_error
    clock.advance(minutes=5)
    post(app)

    assert first().status is MessageStatus.SENT
    assert len(mail_server.taken) == 1


@pytest.mark.parametrize("fault", ["rcpt 550 no existe ese buzón", "554 contenido rechazado"])
def test_a_refusal_is_shown_and_not_repeated(app, mail_server, clock, talk, fault):
    mail_server.faults = [fault]

    post(app)
    clock.advance(hours=2)
    post(app)

    assert first().status is MessageStatus.FAILED
    assert fault.split()[-1] in first().last_error
    assert mail_server.taken == []


def test_a_server_that_is_down_is_tried_for_a_while_and_then_a_person_is_asked(
    app, mail_server, clock, talk
):
    mail_server.close()

    for _ in range(delivery.MOST_ATTEMPTS):
        post(app)
        clock.advance(minutes=30)

    assert first().status is MessageStatus.FAILED
    assert first().last_error == delivery.NO_ANSWER


def test_a_message_whose_worker_vanished_is_not_sent_again_by_itself(app, mail_server, clock, talk):
    with may_write():
        db.session.rollback()
        db.session.execute(
            update(Message).values(
                status=MessageStatus.SENDING, lease_until=clock() + timedelta(seconds=1)
            )
        )
        db.session.commit()
    clock.advance(minutes=5)

    post(app)

    assert mail_server.taken == []
    assert first().status is MessageStatus.UNKNOWN
    assert first().last_error == delivery.CUT_OFF


def test_a_message_that_somebody_holds_is_left_alone(app, mail_server, clock, talk):
    with may_write():
        db.session.rollback()
        db.session.execute(update(Message).values(lease_until=clock() + timedelta(minutes=1)))
        db.session.commit()

    post(app)

    assert mail_server.taken == []


class TestByHand:
    """An office without a mail server."""

    @pytest.fixture
    def settings(self, tmp_path, vendor):
        """Settings without a mail server."""
        return make_settings(tmp_path, **zoom_at(vendor))

    def test_the_message_is_written_and_waits_in_the_outbox(self, app, browser_of, clock, talk):
        post(app)

        browser = browser_of(Role.COORDINATOR)
        page = browser.get("/correos").click("Su sesión ya tiene sala: ")
        assert "Para enviar a mano" in page.text
        assert talk.meeting.join_url in page.html.find(id="text").get_text()
        file = page.click("Descargar")
        assert file.content_type == "message/rfc822"
        assert b"BEGIN:VCALENDAR" in file.body or b"text/calendar" in file.body

    def test_a_person_says_that_it_was_passed_on(self, app, browser_of, clock, talk):
        post(app)
        browser = browser_of(Role.COORDINATOR)

        page = browser.get(first_path())
        page = next(f for f in page.forms.values() if f.action.endswith("enviado")).submit()

        db.session.rollback()
        assert first().status is MessageStatus.SENT


def test_a_person_can_send_it_once_more(app, mail_server, browser_of, clock, talk):
    mail_server.faults = ["lost"]
    post(app)
    page = browser_of(Role.COORDINATOR).get(first_path())

    next(form for form in page.forms.values() if form.action.endswith("reenviar")).submit()
    post(app)

    assert len(mail_server.taken) == 2
    assert first().status is MessageStatus.SENT


def test_a_host_reads_the_mail_of_their_own_sessions_only(app, browser_of, clock, host, talk):
    db.session.refresh(host)
    db.session.expunge(host)
    path = first_path()
    own = browser_of(host)

    own.get(path, status=200)
    own.get("/correos", status=403)
    browser_of(Role.HOST).get(path, status=403)


def test_an_alarm_goes_to_everybody_who_coordinates_once_an_hour(app, mail_server, clock):
    make_person(db.session, Role.COORDINATOR, email="lucia@secesp.example")
    make_person(db.session, Role.ADMINISTRATOR, email="mariana@secesp.example")
    make_person(db.session, Role.HOST)
    for _ in range(2):
        with may_write():
            db.session.rollback()
            service.alarm(db.session, None, subject="Zoom", text="No responde", now=clock())
            db.session.commit()
        post(app)

    assert sorted(message["To"].addresses[0].addr_spec for message in mail_server.taken) == [
        "lucia@secesp.example",
        "mariana@secesp.example",
    ]


def test_the_outbox_says_what_comes_when_it_is_empty(browser_of):
    page = browser_of(Role.COORDINATOR).get("/correos")

    assert "No hay mensajes" in page.text
