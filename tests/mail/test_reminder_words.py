"""A reminder says what is true when it is sent, however late that is."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.booking.sessions import book, work
from tests.mail.conftest import plan, post, remind
from tests.people import may_write
from vc.db import db
from vc.mail import service
from vc.mail.models import Kind, Message

AT_TEN = "10:00 h: Plática: prevención de la extorsión"


def reminders(server) -> list[str]:
    """Return the subjects of what the host got beside the invitation."""
    subjects = [one["Subject"] for one in server.taken if "jorge" in one["To"]]
    return subjects[1:]


def test_a_reminder_of_the_day_before_that_is_sent_again_on_the_day_says_today(
    app, clock, mail_server, talk
):
    clock.now = talk.starts_at - timedelta(hours=24)
    remind(app)
    clock.now = talk.starts_at - timedelta(hours=2)
    with may_write():
        db.session.rollback()
        query = select(Message).where(Message.kind == Kind.REMINDER_DAY)
        for message in db.session.scalars(query).all():
            service.send_again(db.session, message, by=talk.host, now=clock())
        db.session.commit()
    post(app)

    assert reminders(mail_server) == [f"Mañana, viernes 7, {AT_TEN}", f"Hoy a las {AT_TEN}"]


@pytest.mark.parametrize("minutes", [60, 31, 2])
def test_a_worker_that_comes_back_late_names_no_time_that_is_left(
    app, clock, mail_server, talk, minutes
):
    clock.now = talk.starts_at - timedelta(hours=1)
    plan(clock)
    clock.now = talk.starts_at - timedelta(minutes=minutes)
    post(app)

    assert reminders(mail_server) == [f"Hoy a las {AT_TEN}"]


def test_an_hour_before_a_session_after_midnight_is_still_the_day_before(
    app, clock, mail_server, host
):
    event = book(app, host, clock().replace(hour=6, minute=20) + timedelta(days=3))
    work(app)
    post(app)
    clock.now = event.starts_at - timedelta(hours=1)

    remind(app)

    assert reminders(mail_server)[-1].startswith("Mañana, ")
