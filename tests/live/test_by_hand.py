"""The same live without any credential: the person does it, pastes, ticks and uploads."""

from datetime import timedelta

import pytest

from tests.conftest import make_settings
from tests.live.working import alarm_mails, broadcast_of, work
from tests.reconciliation.working import form_to
from vc.accounts.models import Role
from vc.booking.models import Event
from vc.db import db
from vc.live.models import BroadcastMode, BroadcastStatus
from vc.services import services_of

S = BroadcastStatus
LINK = "https://www.facebook.com/secesp/videos/1234567890"
MP4 = b"\x00\x00\x00\x20ftypisom" + b"video" * 50_000


@pytest.fixture
def settings(tmp_path, vendor):
    """Settings without any credential."""
    return make_settings(tmp_path, media_reserve_mb=1)


@pytest.fixture
def event(app, times, clock, browser_of, host, boss):
    """A session in five days that is to be broadcast; its room is pasted too."""
    browser = browser_of(host)
    form = form_to(browser.get("/sesiones/nueva"), "/sesiones")
    start = clock() + timedelta(days=5)
    form["summary"] = "Plática: prevención en casa"
    form["date"] = f"{start:%Y-%m-%d}"
    form["time"] = "17:00"
    form["platform"] = "other"
    form["pasted_url"] = "https://meet.example.org/sala"
    form["visibility"] = "public"
    form["streams"] = True
    page = browser.post(form.action, form.submit_fields("action", submit_value="book")).follow()
    db.session.rollback()
    event = db.session.get_one(Event, int(page.request.path.rsplit("/", 1)[-1]))
    work(app)
    return event


def page_of(browser, event):
    """Return the broadcast's own page."""
    return browser.get(f"/sesiones/{event.id}/en-vivo")


def paste(browser, event, link: str = LINK, **how):
    """Paste a link."""
    form = form_to(page_of(browser, event), "/enlace")
    form["permalink_url"] = link
    return form.submit(**how)


def test_a_live_by_hand_goes_all_the_way(event, times, browser_of, anyone, host):
    browser = browser_of(host)
    assert broadcast_of(event).mode is BroadcastMode.BY_HAND
    paste(browser, event)
    assert broadcast_of(event).status is S.SCHEDULED
    assert LINK in anyone.get("/agenda").text

    times.move_to(event.starts_at)
    form_to(page_of(browser, event), "/iniciar").submit()
    assert broadcast_of(event).status is S.LIVE
    times.advance(minutes=55)
    form_to(browser.get(f"/sesiones/{event.id}/en-vivo/detener"), "/detener").submit()
    broadcast = broadcast_of(event)
    assert broadcast.status is S.ENDED
    assert broadcast.expires_at == broadcast.live_at + timedelta(days=30)

    form, late = (form_to(page_of(browser, event), "/cifras") for _ in range(2))
    form["peak"], form["reach"], form["incident"] = "84", "1200", "sin incidencias"
    form.submit()
    late["reach"] = "900"
    page = late.submit(status=409)
    assert "1200" in page.html.find(id="reach-beside").text
    form = form_to(page_of(browser, event), "/video")
    form["video"] = ("envivo.mp4", MP4)
    form.submit()

    broadcast = broadcast_of(event)
    assert broadcast.status is S.ARCHIVED
    assert (broadcast.peak_viewers, broadcast.reach) == (84, 1200)
    files = list((services_of(times.app).settings.instance / "media").rglob("*.mp4"))
    assert [file.read_bytes() for file in files] == [MP4]
    assert "Guardada" in page_of(browser, event).text
    assert alarm_mails() == []


def test_a_link_that_is_not_of_facebook_is_refused_and_kept_in_the_field(event, browser_of, host):
    page = paste(browser_of(host), event, "https://example.org/video", status=422)

    assert "El enlace no es de Facebook" in page.text
    assert form_to(page, "/enlace")["permalink_url"].value == "https://example.org/video"
    assert broadcast_of(event).status is S.PLANNED


def test_who_pastes_another_link_over_somebody_else_s_is_shown_both(event, browser_of, host):
    browser = browser_of(host)
    late = form_to(page_of(browser, event), "/enlace")
    paste(browser, event)
    late["permalink_url"] = "https://www.facebook.com/secesp/videos/99"

    page = late.submit(status=409)

    assert LINK in page.html.find(id="permalink_url-beside").text
    assert broadcast_of(event).permalink_url == LINK
    form_to(page, "/enlace").submit(status=303)
    assert broadcast_of(event).permalink_url == "https://www.facebook.com/secesp/videos/99"


def test_who_marks_an_item_that_somebody_else_marked_is_shown_both(event, browser_of, host):
    browser = browser_of(host)
    one, late = (form_to(page_of(browser, event), "/marcar/picture") for _ in range(2))
    one["note"] = "No se oye al ponente"
    one.submit("mark", value="mal", status=303)

    page = late.submit("mark", value="bien", status=409)

    beside = page.html.find(id="note-picture-beside").text
    assert ("Falta" in beside, "No se oye al ponente" in beside) == (True, True)
    form_to(page, "/marcar/picture").submit("mark", value="bien", status=303)


def test_a_person_is_reminded_a_day_before(event, times):
    times.move_to(event.starts_at - timedelta(hours=23))

    assert broadcast_of(event).status is S.PLANNED
    assert "no tiene enlace" in broadcast_of(event).alarm
    assert len(alarm_mails()) == 1


def test_somebody_is_asked_to_mark_what_took_place(event, times, browser_of, host):
    paste(browser_of(host), event)

    times.move_to(event.ends_at + timedelta(minutes=31))

    broadcast = broadcast_of(event)
    assert broadcast.status is S.SCHEDULED
    assert "indique aquí si se transmitió" in broadcast.alarm
    assert broadcast.due_at is None


def test_the_copy_is_warned_of_on_day_20_and_27_and_lost_on_day_30(event, times, browser_of, host):
    browser = browser_of(host)
    paste(browser, event)
    times.move_to(event.starts_at)
    form_to(page_of(browser, event), "/iniciar").submit()
    form_to(browser.get(f"/sesiones/{event.id}/en-vivo/detener"), "/detener").submit()
    ended_at = times.clock.now

    times.move_to(ended_at + timedelta(days=19, hours=23))
    assert alarm_mails() == []
    times.move_to(ended_at + timedelta(days=20))
    assert "(en 10 días)" in broadcast_of(event).alarm
    times.move_to(ended_at + timedelta(days=27))
    assert "(en 3 días)" in broadcast_of(event).alarm
    assert len(alarm_mails()) == 2
    times.move_to(ended_at + timedelta(days=30))

    broadcast = broadcast_of(event)
    assert broadcast.status is S.EXPIRED
    assert event.live_url == ""
    assert len(alarm_mails()) == 3

    # Somebody had downloaded it after all.
    form = form_to(page_of(browser, event), "/video")
    form["video"] = ("envivo.mp4", MP4)
    form.submit()
    assert broadcast_of(event).status is S.ARCHIVED


def test_what_is_no_video_is_refused_and_nothing_is_kept(event, times, browser_of, host):
    browser = browser_of(host)
    paste(browser, event)
    times.move_to(event.starts_at)
    form_to(page_of(browser, event), "/iniciar").submit()
    form_to(browser.get(f"/sesiones/{event.id}/en-vivo/detener"), "/detener").submit()

    form = form_to(page_of(browser, event), "/video")
    form["video"] = ("notas.mp4", b"esto no es un video" * 100)
    page = form.submit(status=422)

    assert "no es un video" in page.text
    assert broadcast_of(event).status is S.ENDED
    assert list((services_of(times.app).settings.instance / "media").rglob("*.*")) == []


def test_a_session_that_is_cancelled_asks_to_delete_it_there(app, event, browser_of, host, times):
    browser = browser_of(host)
    paste(browser, event)
    form = form_to(browser.get(f"/sesiones/{event.id}/cancelar"), "/cancelar")
    form["reason"] = "Se pospone"
    form.submit()

    broadcast = broadcast_of(event)
    assert broadcast.status is S.CANCELLED
    assert "elimine la transmisión" in broadcast.alarm
    assert event.live_url == ""


def test_the_end_is_asked_once_more_and_says_what_it_does(event, times, browser_of, host):
    browser, door = browser_of(host), f"/sesiones/{event.id}/en-vivo/detener"
    assert browser.get(door, status=303).location.endswith("/en-vivo")
    paste(browser, event)
    times.move_to(event.starts_at)
    form_to(page_of(browser, event), "/iniciar").submit()

    page = page_of(browser, event)
    asked = page.click("Ya terminó…")

    assert not [one for one in page.forms.values() if one.action.endswith("/detener")]
    assert "mientras no lo haga usted en Facebook, el público la sigue viendo" in asked.text
    assert "La sala sigue abierta" in asked.text
    assert broadcast_of(event).status is S.LIVE
    browser_of(Role.VIEWER).get(door, status=403)
