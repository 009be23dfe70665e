"""Who is told of a session, when, and with which calendar entry."""

from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from tests.booking.sessions import book, work
from tests.mail.conftest import cancel, edit, move, plan, post, remind
from tests.mail.server import calendar_of
from tests.reconciliation import working as upkeep
from vc.booking.models import Visibility
from vc.db import db
from vc.mail.models import Kind, Message, MessageStatus


def to(server, address: str) -> list:
    """Return what the server took for an address, in order."""
    return [message for message in server.taken if address in message["To"]]


def entry(message):
    """Return the calendar entry of a message."""
    return Calendar.from_ical(calendar_of(message)).walk("VEVENT")[0]


def statuses(kind: Kind) -> list[MessageStatus]:
    """Return the states of the messages of a kind."""
    query = select(Message.status).where(Message.kind == kind).order_by(Message.id)
    return list(db.session.scalars(query))


def test_nobody_is_told_before_the_room_is_ready(app, mail_server, clock, host):
    book(app, host, clock() + timedelta(days=3), guests="ana@fiscalia.example")

    post(app)

    assert mail_server.taken == []


@pytest.mark.usefixtures("good_day")
def test_host_and_guests_are_invited_once_the_room_is_ready(app, mail_server, talk):
    assert sorted(message["To"] for message in mail_server.taken) == [
        "Jorge Medina <jorge@secesp.example>",
        "ana@fiscalia.example",
    ]


def test_an_invitation_is_a_request_as_mail_programs_want_it(app, mail_server, talk):
    message = to(mail_server, "ana@fiscalia.example")[0]

    part = next(one for one in message.walk() if one.get_content_type() == "text/calendar")
    parsed = Calendar.from_ical(calendar_of(message))
    one = entry(message)
    assert part.get_param("method") == "REQUEST"
    assert part.get_content_disposition() is None
    assert parsed["METHOD"] == "REQUEST"
    assert one["UID"] == talk.uid
    assert one["SEQUENCE"] == 0
    assert one["ATTENDEE"] == "mailto:ana@fiscalia.example"
    assert one["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert one["ORGANIZER"] == "mailto:comunicacion@secesp.example"
    assert [part.get_filename() for part in message.iter_attachments()] == ["sesion.ics"]


def test_an_invitation_to_an_internal_session_carries_our_own_address(app, mail_server, talk):
    message = to(mail_server, "ana@fiscalia.example")[0]

    text = message.get_body(("plain",)).get_content()
    assert f"https://vc.example/s/{talk.slug}" in text
    assert talk.meeting.join_url not in text
    assert talk.meeting.passcode not in text
    assert entry(message)["LOCATION"] == f"https://vc.example/s/{talk.slug}"


def test_notes_for_staff_never_leave(app, mail_server, clock, host):
    book(
        app,
        host,
        clock() + timedelta(days=3),
        guests="ana@fiscalia.example",
        notes="No mencionar al denunciante",
    )
    work(app)
    post(app)

    assert len(mail_server.taken) == 2
    assert not any("denunciante" in str(message) for message in mail_server.taken)


def test_a_moved_session_is_told_with_a_raised_sequence(app, mail_server, talk):
    move(app, talk, hours=2)

    entries = [entry(message) for message in to(mail_server, "ana@fiscalia.example")]
    assert [one["SEQUENCE"] for one in entries] == [0, 1]
    assert entries[1].start - entries[0].start == timedelta(hours=2)
    assert to(mail_server, "ana@fiscalia.example")[1]["Subject"].startswith("Cambió la hora: ")


def test_a_change_that_guests_do_not_see_is_not_told(app, mail_server, talk):
    edit(app, talk, notes="Llevar proyector")

    assert len(mail_server.taken) == 2


def test_two_changes_before_the_mail_goes_are_told_once(app, mail_server, clock, host):
    event = book(app, host, clock() + timedelta(days=3), guests="ana@fiscalia.example")
    work(app)
    move(app, event, hours=1)

    assert [entry(message)["SEQUENCE"] for message in to(mail_server, "ana@fiscalia.example")] == [
        1
    ]


def test_cancelling_tells_everybody_who_was_invited(app, mail_server, talk):
    cancel(app, talk)

    last = to(mail_server, "ana@fiscalia.example")[-1]
    assert Calendar.from_ical(calendar_of(last))["METHOD"] == "CANCEL"
    assert entry(last)["STATUS"] == "CANCELLED"
    assert entry(last)["SEQUENCE"] == 1
    assert talk.meeting.join_url not in str(last)
    assert len(mail_server.taken) == 4


def test_who_was_never_invited_gets_no_cancellation(app, mail_server, clock, host):
    event = book(app, host, clock() + timedelta(days=3), guests="ana@fiscalia.example")
    work(app)

    cancel(app, event)

    assert mail_server.taken == []
    assert set(statuses(Kind.INVITATION)) == {MessageStatus.DROPPED}
    assert set(statuses(Kind.CANCELLATION)) == {MessageStatus.DROPPED}


def test_a_guest_who_is_taken_off_the_list_is_told_and_nobody_else(app, mail_server, talk):
    edit(app, talk, guests="")

    assert len(mail_server.taken) == 3
    last = to(mail_server, "ana@fiscalia.example")[-1]
    assert Calendar.from_ical(calendar_of(last))["METHOD"] == "CANCEL"
    assert entry(last)["SEQUENCE"] == 1


def test_a_guest_who_comes_later_gets_the_session_as_it_is_then(app, mail_server, talk):
    move(app, talk, hours=1)
    edit(app, talk, guests="ana@fiscalia.example\nluis@fiscalia.example")

    assert [entry(one)["SEQUENCE"] for one in to(mail_server, "luis@fiscalia.example")] == [1]
    assert len(to(mail_server, "ana@fiscalia.example")) == 2


def test_a_guest_who_is_invited_again_never_gets_a_lower_sequence(app, mail_server, talk):
    edit(app, talk, guests="")
    edit(app, talk, guests="ana@fiscalia.example")

    methods = [
        str(Calendar.from_ical(calendar_of(one))["METHOD"])
        for one in to(mail_server, "ana@fiscalia.example")
    ]
    sequences = [entry(one)["SEQUENCE"] for one in to(mail_server, "ana@fiscalia.example")]
    assert methods == ["REQUEST", "CANCEL", "REQUEST"]
    assert sequences == sorted(sequences)


def test_an_invitation_to_a_public_session_leads_in_by_a_key_that_its_page_does_not_show(
    app, mail_server, clock, host
):
    event = book(app, host, clock() + timedelta(days=3), visibility=Visibility.PUBLIC)
    work(app)
    post(app)

    address = f"https://vc.example/s/{event.slug}/{event.invitation_key}"
    assert entry(mail_server.taken[0])["LOCATION"] == address


@pytest.mark.parametrize(("hours", "lead"), [(24, "Mañana, "), (1, "Hoy a las ")])
def test_a_reminder_comes_that_long_before(app, clock, mail_server, talk, hours, lead):
    clock.now = talk.starts_at - timedelta(hours=hours, minutes=1)
    remind(app)
    assert len(mail_server.taken) == 2

    clock.advance(minutes=1)
    remind(app)
    remind(app)

    subjects = [message["Subject"] for message in mail_server.taken[2:]]
    assert len(subjects) == 2
    assert all(subject.startswith(lead) for subject in subjects)


def test_a_reminder_of_a_session_that_was_moved_meanwhile_is_not_sent(
    app, clock, mail_server, talk
):
    clock.now = talk.starts_at - timedelta(hours=24)
    plan(clock)
    move(app, talk, days=2)

    assert statuses(Kind.REMINDER_DAY) == [MessageStatus.DROPPED] * 2
    clock.now = talk.starts_at - timedelta(hours=24)
    remind(app)
    assert statuses(Kind.REMINDER_DAY)[2:] == [MessageStatus.SENT] * 2


def test_a_cancelled_session_reminds_nobody(app, clock, mail_server, talk):
    cancel(app, talk)
    clock.now = talk.starts_at - timedelta(hours=1)

    remind(app)

    assert statuses(Kind.REMINDER_HOUR) == []


def test_a_worker_that_was_off_does_not_send_yesterday_s_reminder(app, clock, mail_server, talk):
    clock.now = talk.starts_at - timedelta(hours=20)

    remind(app)

    assert statuses(Kind.REMINDER_DAY) == []


def test_who_was_invited_an_hour_before_is_not_reminded_at_once(app, clock, mail_server, host):
    book(app, host, clock() + timedelta(minutes=50))
    work(app)
    post(app)

    remind(app)

    assert len(mail_server.taken) == 1


@pytest.mark.parametrize("visibility", Visibility)
def test_a_passcode_that_was_changed_at_the_vendor_concerns_nobody_who_has_our_address(
    app, vendor, mail_server, clock, host, visibility
):
    event = book(
        app,
        host,
        clock() + timedelta(days=3),
        guests="ana@fiscalia.example",
        visibility=visibility,
    )
    work(app)
    post(app)
    vendor.stage(event.meeting.external_id, "change", password="555000")

    upkeep.pass_time(vendor, clock, hours=6)
    upkeep.work(app)
    post(app)

    (only,) = to(mail_server, "ana@fiscalia.example")
    db.session.expire_all()
    assert event.meeting.passcode == "555000"
    assert event.meeting.join_url not in only.get_body(("plain",)).get_content()
