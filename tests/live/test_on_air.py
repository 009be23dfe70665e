"""On the day: the rehearsal, the start with its retries, the broadcast, and its end."""

from datetime import timedelta

import pytest

from tests.booking.sessions import book
from tests.live.test_before import DAY, change
from tests.live.working import alarm_mails, broadcast_of, lines_of, work
from tests.reconciliation.working import form_to
from vc.live.models import BroadcastStatus

S = BroadcastStatus


@pytest.fixture
def event(app, times, clock, host, boss, licence):
    """A session in three days whose broadcast is announced."""
    event = book(app, host, clock() + timedelta(days=3), streams=True)
    work(app)
    assert broadcast_of(event).status is S.SCHEDULED
    return event


@pytest.fixture
def rehearsed(event, times):
    """The same, an hour before."""
    times.move_to(event.starts_at - timedelta(minutes=60))
    return event


def room_of(event) -> str:
    """Return the number of a session's room."""
    return event.meeting.external_id


def press(browser, event, ending: str) -> None:
    """Press a button of the broadcast's page; its end has a page that asks first."""
    asked = ending if ending == "/detener" else ""
    page = browser.get(f"/sesiones/{event.id}/en-vivo{asked}")
    shown = form_to(page, ending).submit().follow()
    if "Transmitir en público" in shown.text:
        form_to(shown, "/iniciar").submit()


def ticks_of(event) -> dict[str, bool | None]:
    """Return what the run sheet says."""
    return {tick.item: tick.is_good for tick in broadcast_of(event).ticks}


def test_the_rehearsal_checks_everything_and_says_what_is_missing(rehearsed):
    assert ticks_of(rehearsed) == {
        "announced": True,
        "streaming_allowed": True,
        "not_encrypted": True,
        "key": True,
        "cover": None,
        "moderator": False,
    }
    assert broadcast_of(rehearsed).alarm == ""


def test_a_live_that_is_moved_after_its_rehearsal_is_rehearsed_anew(
    app, rehearsed, times, host, browser_of
):
    browser = browser_of(host)
    for item in ("questions", "picture"):
        form = form_to(browser.get(f"/sesiones/{rehearsed.id}/en-vivo"), f"/marcar/{item}")
        form.submit("mark", value="bien").follow()
    assert ticks_of(rehearsed)["key"] is ticks_of(rehearsed)["picture"] is True

    later = {name: getattr(rehearsed, name) + DAY for name in ("starts_at", "ends_at")}
    change(app, host, rehearsed, **later)

    # What a person settled beforehand stays; what was found for yesterday's time does not.
    assert {name for name, good in ticks_of(rehearsed).items() if good} == {"questions"}
    assert broadcast_of(rehearsed).prepared_at is None
    times.move_to(rehearsed.starts_at - timedelta(minutes=60))
    assert ticks_of(rehearsed)["key"] is True
    assert ticks_of(rehearsed)["picture"] is None


def test_an_encrypted_room_is_found_out_an_hour_before(event, times, vendor):
    vendor.stage(room_of(event), "change", settings={"encryption_type": "e2ee"})

    times.move_to(event.starts_at - timedelta(minutes=60))

    assert ticks_of(event)["not_encrypted"] is False
    assert "de extremo a extremo" in broadcast_of(event).alarm
    assert len(alarm_mails()) >= 1


def test_a_licence_that_may_not_stream_is_found_out_an_hour_before(event, times, vendor):
    vendor.add_user("sala2@secesp.example", name="Sala 2", has_streaming=False)

    times.move_to(event.starts_at - timedelta(minutes=60))

    assert ticks_of(event)["streaming_allowed"] is False
    assert "Permitir la transmisión en vivo" in broadcast_of(event).alarm


def test_the_room_is_not_sent_out_before_the_planned_time(rehearsed, times, vendor, doors):
    times.move_to(rehearsed.starts_at - timedelta(minutes=20))
    vendor.stage(room_of(rehearsed), "start")
    times.advance(minutes=1)
    assert vendor.calls("livestream_status") == 0

    times.move_to(rehearsed.starts_at - timedelta(minutes=5))

    times.until(rehearsed, S.LIVE)


def test_without_any_webhook_asking_suffices(rehearsed, times, vendor):
    times.move_to(rehearsed.starts_at - timedelta(minutes=4))
    vendor.stage(room_of(rehearsed), "start")
    times.until(rehearsed, S.LIVE)
    assert broadcast_of(rehearsed).room_sends_at is None

    vendor.stage(room_of(rehearsed), "end")

    times.until(rehearsed, S.ENDED)


def test_a_204_alone_is_not_live(rehearsed, times, vendor, doors):
    # The room's vendor takes the request, but its picture never arrives at the channel.
    times.move_to(rehearsed.starts_at - timedelta(minutes=4))
    vendor.fail("update_live", "refuse", times=100, code=100, message="no stream")
    vendor.stage(room_of(rehearsed), "start")
    for _ in range(12):
        times.advance(seconds=30)

    assert vendor.calls("livestream_status") >= 1
    assert vendor.calls("update_live") >= 2
    broadcast = broadcast_of(rehearsed)
    assert broadcast.status is S.SCHEDULED
    assert "Facebook no recibe la imagen" in broadcast.alarm


@pytest.mark.parametrize("kind", ["429_burst", "500", "lost_answer", "lost_request"])
def test_a_start_that_fails_for_the_moment_is_tried_again(rehearsed, times, vendor, doors, kind):
    times.move_to(rehearsed.starts_at - timedelta(minutes=4))
    vendor.fail("livestream_status", kind, times=3)
    vendor.stage(room_of(rehearsed), "start")

    times.until(rehearsed, S.LIVE)
    assert alarm_mails() == []


def test_a_button_pressed_too_early_is_tried_for_five_minutes_and_then_asked(
    rehearsed, times, vendor, browser_of, host
):
    press(browser_of(host), rehearsed, "/iniciar")
    work(times.app)
    assert vendor.calls("livestream_status") >= 1
    for _ in range(12):
        times.advance(seconds=30)

    broadcast = broadcast_of(rehearsed)
    assert broadcast.status is S.SCHEDULED
    assert "nadie ha abierto la sala" in broadcast.alarm
    calls = vendor.calls("livestream_status")
    times.advance(minutes=2)
    assert vendor.calls("livestream_status") == calls


def test_the_room_that_opens_after_a_start_was_given_up_starts_by_itself(
    rehearsed, times, vendor, browser_of, host, doors
):
    press(browser_of(host), rehearsed, "/iniciar")
    for _ in range(12):
        times.advance(seconds=30)
    times.move_to(rehearsed.starts_at - timedelta(minutes=3))

    vendor.stage(room_of(rehearsed), "start")
    work(times.app)

    times.until(rehearsed, S.LIVE)
    assert broadcast_of(rehearsed).alarm == ""


def test_start_and_stop_do_their_work_once_however_often_they_are_pressed(
    rehearsed, times, vendor, browser_of, host, doors
):
    browser = browser_of(host)
    times.move_to(rehearsed.starts_at - timedelta(minutes=10))
    vendor.stage(room_of(rehearsed), "start")
    page = browser.get(f"/sesiones/{rehearsed.id}/en-vivo")
    form = form_to(page, "/iniciar")
    form.submit()
    form.submit()
    times.until(rehearsed, S.LIVE)
    assert lines_of(rehearsed, "broadcast.start") == ["broadcast.start"]

    page = browser.get(f"/sesiones/{rehearsed.id}/en-vivo/detener")
    form = form_to(page, "/detener")
    form.submit()
    form.submit()
    work(times.app)
    times.advance(seconds=10)

    times.until(rehearsed, S.ENDED)
    assert lines_of(rehearsed, "broadcast.stop") == ["broadcast.stop"]
    assert vendor.lives()[0]["ended_at"] is not None


def test_a_lost_answer_to_the_end_is_looked_up_and_not_sent_blindly(
    rehearsed, times, vendor, browser_of, host, doors
):
    times.move_to(rehearsed.starts_at)
    vendor.stage(room_of(rehearsed), "start")
    times.until(rehearsed, S.LIVE)
    vendor.fail("update_live", "lost_answer")

    press(browser_of(host), rehearsed, "/detener")
    work(times.app)

    times.until(rehearsed, S.ENDED)


def test_a_room_that_goes_silent_raises_the_alarm_while_it_is_open(rehearsed, times, vendor, doors):
    times.move_to(rehearsed.starts_at)
    vendor.stage(room_of(rehearsed), "start")
    times.until(rehearsed, S.LIVE)

    vendor.stage(room_of(rehearsed), "stop_stream")
    for _ in range(3):
        times.advance(seconds=20)

    assert "dejó de enviar" in broadcast_of(rehearsed).alarm


def test_the_end_of_a_session_raises_no_alarm(rehearsed, times, vendor, doors):
    times.move_to(rehearsed.starts_at)
    vendor.stage(room_of(rehearsed), "start")
    times.until(rehearsed, S.LIVE)
    times.advance(minutes=50)

    vendor.stage(room_of(rehearsed), "end")

    times.until(rehearsed, S.ENDED)
    assert alarm_mails() == []


def test_what_somebody_starts_at_facebook_is_seen(rehearsed, times, vendor):
    times.move_to(rehearsed.starts_at)
    vendor.stage_live(broadcast_of(rehearsed).external_id, "start")

    times.until(rehearsed, S.LIVE)


def test_a_broadcast_that_never_begins_is_given_up_after_its_session(rehearsed, times, vendor):
    times.move_to(rehearsed.ends_at + timedelta(minutes=31))

    broadcast = broadcast_of(rehearsed)
    assert broadcast.status is S.FAILED
    assert "nunca empezó" in broadcast.alarm


def test_the_webhooks_may_come_late_repeated_and_in_any_order(rehearsed, times, vendor, doors):
    vendor.subscribe(f"{doors}/webhooks/zoom", "the-secret-of-the-door", times=3, is_held=True)
    times.move_to(rehearsed.starts_at)
    vendor.stage(room_of(rehearsed), "start")
    for _ in range(6):
        times.advance(seconds=30)
    vendor._post("webhooks/send", is_shuffled=True)
    times.until(rehearsed, S.LIVE)

    vendor.stage(room_of(rehearsed), "end")
    vendor._post("webhooks/send", is_shuffled=True)

    times.until(rehearsed, S.ENDED)
    assert lines_of(rehearsed, "broadcast.live", "broadcast.ended") == [
        "broadcast.live",
        "broadcast.ended",
    ]


def test_long_before_its_time_a_press_leads_to_a_warning_and_nothing_else(
    event, times, vendor, browser_of, host, doors
):
    browser = browser_of(host)
    page = browser.get(f"/sesiones/{event.id}/en-vivo")

    shown = form_to(page, "/iniciar").submit().follow()
    vendor.stage(room_of(event), "start")
    work(times.app)

    assert "Cualquiera en Facebook la verá" in shown.text
    assert "en cuanto alguien abra la sala" in shown.text
    assert broadcast_of(event).start_asked_at is None
    assert (broadcast_of(event).status, vendor.calls("livestream_status")) == (S.SCHEDULED, 0)


def test_what_was_asked_for_too_early_is_withdrawn_while_it_waits(
    rehearsed, times, vendor, browser_of, host, doors
):
    browser = browser_of(host)
    press(browser, rehearsed, "/iniciar")
    page = browser.get(f"/sesiones/{rehearsed.id}/en-vivo")
    assert "Saldrá al aire en cuanto se abra la sala" in page.text

    shown = form_to(page, "/retirar").submit().follow()
    vendor.stage(room_of(rehearsed), "start")
    work(times.app)

    assert "Ya no saldrá al aire hasta su hora." in shown.text
    assert (broadcast_of(rehearsed).status, vendor.lives()[0]["status"]) == (
        S.SCHEDULED,
        "SCHEDULED_UNPUBLISHED",
    )
    assert lines_of(rehearsed, "broadcast.withdraw") == ["broadcast.withdraw"]
    times.move_to(rehearsed.starts_at - timedelta(minutes=5))
    times.until(rehearsed, S.LIVE)


def test_what_is_on_the_air_is_not_withdrawn(rehearsed, times, vendor, browser_of, host, doors):
    browser = browser_of(host)
    press(browser, rehearsed, "/iniciar")
    form = form_to(browser.get(f"/sesiones/{rehearsed.id}/en-vivo"), "/retirar")
    vendor.stage(room_of(rehearsed), "start")
    times.until(rehearsed, S.LIVE)

    answer = form.submit(status=422)

    assert "Ya está saliendo al aire" in answer.text
    assert broadcast_of(rehearsed).status is S.LIVE


def test_within_its_window_there_is_no_warning(rehearsed, times, browser_of, host):
    times.move_to(rehearsed.starts_at - timedelta(minutes=20))
    browser = browser_of(host)
    page = browser.get(f"/sesiones/{rehearsed.id}/en-vivo")

    shown = form_to(page, "/iniciar").submit().follow()

    assert "Cualquiera en Facebook" not in shown.text
    assert broadcast_of(rehearsed).start_asked_at is not None
    assert browser.get(f"/sesiones/{rehearsed.id}/en-vivo/iniciar").status_int == 303
