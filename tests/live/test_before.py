"""A broadcast at the channel: announced once, changed, taken back, asked of a person in time."""

from datetime import timedelta

import pytest

from tests.booking.sessions import book, context_of, make_licence
from tests.live.working import alarm_mails, broadcast_of, lines_of, work
from tests.people import may_write
from vc.booking import service as booking
from vc.booking import undo
from vc.booking.requests import same_as
from vc.db import db
from vc.licences.models import Platform
from vc.live import service
from vc.live.models import BroadcastMode, BroadcastStatus
from vc.live.sync import follow_settings_of
from vc.services import services, services_of

S = BroadcastStatus
DAY = timedelta(days=1)


@pytest.fixture
def event(app, times, clock, host, boss, licence):
    """A session in ten days that is to be broadcast."""
    event = book(app, host, clock() + 10 * DAY, streams=True)
    work(app)
    return event


def change(app, person, event, **values) -> None:
    """Change a session as a page would."""
    from dataclasses import replace

    with may_write():
        db.session.rollback()
        context = context_of(app, person)
        booking.change(context, event, replace(same_as(event), **values), event.version)
        db.session.commit()
        db.session.rollback()


def cancel(app, person, event) -> None:
    """Cancel a session."""
    with may_write():
        db.session.rollback()
        booking.cancel(context_of(app, person), event, "Se pospone")
        db.session.commit()
        db.session.rollback()


def open_window(times, event) -> None:
    """Let the time come from which the channel takes the announcement."""
    times.move_to(event.starts_at - 7 * DAY + timedelta(minutes=5))


def test_nothing_is_sent_before_the_channel_takes_it(event, times, vendor):
    times.move_to(event.starts_at - timedelta(days=7, minutes=1))

    assert vendor.calls("create_live") == 0
    assert broadcast_of(event).due_at == event.starts_at - timedelta(days=7)


def test_a_lost_answer_gives_one_live(event, times, vendor):
    vendor.fail("create_live", "lost_answer")
    open_window(times, event)
    assert broadcast_of(event).status is S.UNKNOWN

    times.advance(minutes=1)

    broadcast = broadcast_of(event)
    assert broadcast.status is S.SCHEDULED
    assert [live["id"] for live in vendor.lives()] == [broadcast.external_id]
    assert vendor.calls("create_live") == 1


def test_a_request_that_never_arrived_is_sent_again(event, times, vendor):
    vendor.fail("create_live", "lost_request")
    open_window(times, event)

    times.advance(minutes=1)

    assert broadcast_of(event).status is S.SCHEDULED
    assert len(vendor.lives()) == 1


def test_what_fails_for_the_moment_is_tried_again_within_the_window(event, times, vendor):
    vendor.fail("create_live", "refuse", times=2, status=400, code=613)
    open_window(times, event)
    assert broadcast_of(event).status is S.PLANNED

    times.advance(minutes=6)
    times.advance(minutes=6)

    assert broadcast_of(event).status is S.SCHEDULED
    assert alarm_mails() == []


def test_a_person_is_asked_a_day_before_when_it_could_not_be_announced(event, times, vendor):
    vendor.fail("create_live", "refuse", times=10_000, status=400, code=613)
    open_window(times, event)
    times.move_to(event.starts_at - timedelta(hours=24, minutes=5))

    broadcast = broadcast_of(event)
    assert broadcast.status is S.MANUAL
    assert "pegue su enlace" in broadcast.alarm
    assert len(alarm_mails()) == 1
    # From here on two announcements are impossible: only a person announces.
    calls = vendor.calls("create_live")
    times.advance(hours=3)
    assert vendor.calls("create_live") == calls


def test_a_person_hears_too_when_nobody_knows_whether_it_was_announced(event, times, vendor):
    vendor.fail("create_live", "lost_answer")
    vendor.fail("list_lives", "500", times=10_000)
    open_window(times, event)
    times.move_to(event.starts_at - timedelta(hours=23))

    broadcast = broadcast_of(event)
    assert broadcast.status is S.UNKNOWN
    assert "Revíselo" in broadcast.alarm
    assert len(alarm_mails()) == 1


@pytest.mark.parametrize(
    ("conduct", "words"),
    [
        ({"followers": 99}, "100 seguidores"),
        ({"is_old_enough": False}, "60 días"),
    ],
)
def test_a_page_that_may_not_broadcast_is_told_what_to_do(event, times, vendor, conduct, words):
    vendor.meta(**conduct)

    open_window(times, event)

    broadcast = broadcast_of(event)
    assert broadcast.status is S.FAILED
    assert words in broadcast.alarm
    assert len(alarm_mails()) == 1


@pytest.mark.parametrize(
    ("conduct", "words"),
    [
        ({"scopes": ["pages_show_list"]}, "falta un permiso"),
        ({"is_reviewed": False}, "en revisión"),
        ({"is_blocked": True}, "políticas"),
    ],
)
def test_a_refusal_of_our_access_stops_the_channel_and_goes_on_by_itself(
    event, times, vendor, conduct, words
):
    vendor.meta(**conduct)
    open_window(times, event)
    broadcast = broadcast_of(event)
    assert broadcast.status is S.PLANNED
    assert words in broadcast.last_error
    assert [mail.about["subject"] for mail in alarm_mails()] == [
        "Atención: Facebook ya no acepta la conexión"
    ]

    vendor.meta(
        scopes=["pages_manage_posts", "pages_read_engagement"], is_reviewed=True, is_blocked=False
    )
    times.advance(minutes=6)
    times.advance(minutes=6)

    assert broadcast_of(event).status is S.SCHEDULED


def test_a_token_that_expired_waits_for_another_without_counting_tries(event, times, vendor):
    vendor.refuse_meta_tokens(463)
    open_window(times, event)
    assert "venció" in broadcast_of(event).last_error
    times.advance(minutes=30)
    assert broadcast_of(event).attempts == 0

    vendor.refuse_meta_tokens(0)
    times.advance(minutes=6)
    times.advance(minutes=6)

    assert broadcast_of(event).status is S.SCHEDULED


def test_a_session_that_is_moved_moves_its_broadcast(app, event, times, vendor, host):
    open_window(times, event)
    change(app, host, event, starts_at=event.starts_at + DAY / 2, ends_at=event.ends_at + DAY / 2)
    # Seven days ahead and more is too far: the announcement is taken back for now.
    work(app)
    assert broadcast_of(event).status is S.PLANNED
    assert vendor.lives() == []
    assert event.live_url == ""

    open_window(times, event)
    assert broadcast_of(event).status is S.SCHEDULED

    change(app, host, event, starts_at=event.starts_at - DAY, ends_at=event.ends_at - DAY)
    work(app)
    [live] = vendor.lives()
    assert live["planned_at"] == broadcast_of(event).starts_at.timestamp()
    assert vendor.calls("create_live") == 2


def test_a_new_title_reaches_the_channel_unless_somebody_wrote_their_own(
    app, event, times, vendor, host
):
    open_window(times, event)
    change(app, host, event, summary="Plática: fraudes por teléfono")
    work(app)
    assert vendor.lives()[0]["title"] == "Plática: fraudes por teléfono"

    with may_write():
        db.session.rollback()
        wanted = service.BroadcastRequest(title="¡En vivo!", description="Acompáñanos.")
        broadcast = broadcast_of(event)
        service.change(
            context_of(app, host),
            broadcast,
            wanted,
            broadcast.version,
            follow_settings=follow_settings_of(services()),
        )
        db.session.commit()
    change(app, host, event, summary="Otro título")
    work(app)

    assert vendor.lives()[0]["title"] == "¡En vivo!"


def test_what_the_channel_does_not_see_is_not_sent(app, event, times, vendor, host):
    open_window(times, event)
    calls = len(vendor.state()["calls"])

    change(app, host, event, notes="Llevar constancias", audience_size=80)
    work(app, "settle_broadcast")

    assert len(vendor.state()["calls"]) == calls


def test_cancelling_the_session_takes_the_announcement_back(app, event, times, vendor, host):
    open_window(times, event)

    cancel(app, host, event)
    work(app)
    # It never comes back under its address: somebody may still take the end back.
    assert broadcast_of(event).status is S.SCHEDULED
    times.advance(seconds=10)

    assert broadcast_of(event).status is S.CANCELLED
    assert vendor.lives() == []
    assert event.live_url == ""


def test_an_end_that_is_taken_back_in_time_leaves_the_announcement(app, event, times, vendor, host):
    open_window(times, event)
    address = broadcast_of(event).permalink_url

    cancel(app, host, event)
    with may_write():
        db.session.rollback()
        line = undo.last_undoable(db.session(), event, times.clock())
        undo.undo(context_of(app, host), event, line.id)
        db.session.commit()
    times.advance(minutes=1)

    assert broadcast_of(event).status is S.SCHEDULED
    assert broadcast_of(event).permalink_url == address
    assert vendor.calls("delete_live") == 0


def test_a_lost_answer_to_the_withdrawal_is_repeated(app, event, times, vendor, host):
    open_window(times, event)
    vendor.fail("delete_live", "lost_answer")

    change(app, host, event, streams=False)
    work(app)
    times.advance(minutes=1)

    assert broadcast_of(event).status is S.CANCELLED
    assert vendor.calls("delete_live") == 2


def test_a_broadcast_that_was_dropped_can_be_asked_for_again(app, event, times, vendor, host):
    open_window(times, event)
    change(app, host, event, streams=False)
    work(app)

    change(app, host, event, streams=True)
    work(app)

    assert broadcast_of(event).status is S.SCHEDULED
    assert len(vendor.lives()) == 1


def test_an_announcement_that_somebody_deleted_is_found_out_a_day_before(event, times, vendor):
    open_window(times, event)
    vendor.stage_live(broadcast_of(event).external_id, "delete")

    times.move_to(event.starts_at - timedelta(hours=29))

    broadcast = broadcast_of(event)
    assert broadcast.status is S.FAILED
    assert "eliminó" in broadcast.alarm
    assert event.live_url == ""


def test_what_is_booked_minutes_before_is_asked_of_a_person(app, times, clock, vendor, host, boss):
    make_licence("foros@secesp.example", has_streaming=True)
    event = book(app, host, clock() + timedelta(minutes=12), streams=True)
    work(app)

    broadcast = broadcast_of(event)
    assert broadcast.status is S.MANUAL
    assert "muy poco" in broadcast.alarm
    assert vendor.calls("create_live") == 0


def test_a_worker_that_dies_while_announcing_gives_one_live(app, event, times, vendor, monkeypatch):
    from vc.live import before

    class Dead(BaseException):
        """The process is gone."""

    def die(*args: object) -> None:
        raise Dead

    # It dies after the channel made it and before the answer is written down.
    monkeypatch.setattr(before, "_announced", die)
    with pytest.raises(Dead):
        open_window(times, event)
    monkeypatch.undo()
    assert broadcast_of(event).status is S.SCHEDULING

    times.advance(seconds=services_of(app).settings.lease_s + 1)

    assert broadcast_of(event).status is S.SCHEDULED
    assert len(vendor.lives()) == 1


def test_only_a_room_that_can_stream_does_so_by_itself(app, times, clock, host, boss):
    event = book(
        app,
        host,
        clock() + 3 * DAY,
        streams=True,
        platform=Platform.OTHER,
        pasted_url="https://meet.example.org/sala",
    )
    work(app)

    assert broadcast_of(event).mode is BroadcastMode.ENCODER
    assert lines_of(event, "broadcast.scheduled") == ["broadcast.scheduled"]
