"""The pages of broadcasts: what is proposed, shown, ticked and refused, through the real forms."""

import io
import random
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import update

from tests.booking.sessions import book
from tests.live.test_story import book_with_live
from tests.live.working import broadcast_of, lines_of, work
from tests.people import make_person, may_write
from tests.reconciliation.working import form_to
from vc.accounts.models import Role
from vc.booking.models import Campaign, Event
from vc.db import db
from vc.live.cover_image import MOST_BYTES
from vc.live.models import BroadcastMode, BroadcastStatus
from vc.services import services_of

S = BroadcastStatus


@pytest.fixture
def event(app, times, clock, host, boss, licence):
    """A session in three days whose broadcast is announced."""
    event = book(app, host, clock() + timedelta(days=3), streams=True)
    work(app)
    return event


def picture(width: int = 2000, height: int = 1200, **how: object) -> bytes:
    """Return a photo as a telephone takes it, its place in the metadata."""
    image, written = Image.new("RGB", (width, height), "maroon"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "22.1565 N, 100.9855 W"
    image.save(written, "JPEG", exif=exif, **how)
    return written.getvalue()


def edit(browser, event):
    """Return the form that changes a broadcast."""
    return form_to(browser.get(f"/sesiones/{event.id}/en-vivo/editar"), "/editar")


def test_the_booking_form_proposes_the_post_and_counts_the_month(
    app, times, clock, browser_of, host, licence
):
    with may_write():
        db.session.add(Campaign(name="Prevenimos Juntos"))
        db.session.commit()
    book(app, host, clock() + timedelta(days=3), streams=True)
    start = clock() + timedelta(days=9)
    asked = {
        "summary": "Plática: redes seguras",
        "kind": "talk",
        "campaign_id": "1",
        "municipality": "Soledad de Graciano Sánchez",
        "date": f"{start:%Y-%m-%d}",
        "time": "17:00",
        "duration": "60",
        "tzid": "America/Mexico_City",
    }

    browser = browser_of(host)
    token = browser.get("/sesiones/nueva").html.find(attrs={"name": "csrf_token"})["value"]
    page = browser.post("/en-vivo/propuesta", asked | {"csrf_token": token})

    text = " ".join(page.text.split())
    assert "Te invitamos a la plática virtual «Plática: redes seguras»" in text
    assert "#PrevenimosJuntos #SoledadDeGracianoSánchez #SECESP" in text
    assert "<strong>2</strong> transmisiones; la meta es 1 o 2 al mes" in text
    assert "Dentro de la meta" in text
    assert "16:55 h" in text


def test_the_count_of_a_month_is_of_what_is_listed(times, event, browser_of, boss):
    with may_write():
        db.session.execute(update(Event).values(streams=False))
        db.session.commit()
    listed = browser_of(boss).get("/en-vivo?mes=2031-03").html.text
    with may_write():
        broadcast_of(event).status = S.CANCELLED
        db.session.commit()
    db.session.rollback()
    over = browser_of(boss).get("/en-vivo?mes=2031-03").html.text

    assert event.summary in listed
    assert "Marzo de 2031: 1 transmisión" in listed
    assert "Marzo de 2031: 0 transmisiones" in over


def test_what_is_typed_in_the_booking_form_is_the_broadcast(
    times, clock, browser_of, host, licence
):
    event = book_with_live(
        browser_of(host),
        clock,
        live_title="¡Cuida tu WhatsApp!",
        live_hashtags="ciberseguridad  #SLP ciberseguridad",
        live_lead="10",
    )

    broadcast = broadcast_of(event)
    assert broadcast.title == "¡Cuida tu WhatsApp!"
    assert broadcast.hashtags == "#Ciberseguridad #SLP"
    assert broadcast.starts_at == event.starts_at - timedelta(minutes=10)
    assert "Te invitamos a la plática" in broadcast.description


def test_a_wrong_answer_about_the_broadcast_keeps_what_was_typed(
    clock, times, browser_of, host, licence
):
    browser = browser_of(host)
    form = form_to(browser.get("/sesiones/nueva"), "/sesiones")
    form["summary"], form["streams"], form["live_lead"] = "Plática", True, "900"
    form["live_title"] = "Mi encabezado"

    page = browser.post("/sesiones", form.submit_fields("action", submit_value="book"), status=422)

    assert "Escriba entre 0 y 60 minutos" in page.text
    assert form_to(page, "/sesiones")["live_title"].value == "Mi encabezado"
    assert "Revise los datos de la transmisión" in page.text


def test_a_session_can_ask_for_a_broadcast_later(app, times, clock, browser_of, host, licence):
    event = book(app, host, clock() + timedelta(days=3))
    work(app)
    browser = browser_of(host)

    page = form_to(browser.get(f"/sesiones/{event.id}"), "/en-vivo/pedir").submit().follow()

    assert "Editar transmisión" in page.text
    work(app)
    assert broadcast_of(event).status is S.SCHEDULED


def test_a_session_without_a_licence_that_streams_is_told_so(
    app, times, clock, browser_of, host, reading
):
    from tests.booking.sessions import make_licence

    make_licence()
    event = book(app, host, clock() + timedelta(days=3))
    work(app)

    page = form_to(browser_of(host).get(f"/sesiones/{event.id}"), "/en-vivo/pedir").submit(
        status=422
    )

    assert "Ninguna cuenta de Zoom transmite" in page.text


def test_texts_moderator_and_questions_are_saved_and_reach_the_channel(
    app, event, vendor, browser_of, host
):
    moderator = make_person(db.session, Role.HOST, name="Beto Modera")
    browser = browser_of(host)
    form = edit(browser, event)
    form["live_title"] = "Nuevo encabezado"
    form["moderator_id"] = str(moderator.id)
    form["questions_url"] = "https://forms.example.org/preguntas"
    page = form.submit().follow()
    work(app)

    assert "Beto Modera" in page.text
    assert vendor.lives()[0]["title"] == "Nuevo encabezado"


def test_somebody_who_saves_an_older_page_is_told(event, browser_of, host, boss):
    one, other = edit(browser_of(host), event), edit(browser_of(boss), event)
    one["live_title"], other["live_title"] = "Primero", "Segundo"
    one.submit()

    page = other.submit(status=409)

    assert "Alguien más cambió esta transmisión" in page.text
    assert page.html.find(id="live_title-beside").get_text() == "Guardado ahora: Primero"
    assert form_to(page, "/editar")["live_title"].value == "Segundo"
    assert broadcast_of(event).title == "Primero"


def test_a_cover_loses_its_metadata_and_is_shown_to_whoever_has_its_address(
    event, browser_of, anyone, host
):
    browser = browser_of(host)
    form = edit(browser, event)
    form["cover"] = ("portada.jpg", picture())
    form.submit()

    slug = broadcast_of(event).cover_slug
    answer = anyone.get(f"/en-vivo/portadas/{slug}.jpg")
    shown = Image.open(io.BytesIO(answer.body))
    assert shown.size == (1800, 1080)
    assert b"22.1565" not in answer.body
    assert "immutable" in answer.headers["Cache-Control"]
    assert f"/en-vivo/portadas/{slug}.jpg" in browser.get(f"/sesiones/{event.id}/en-vivo").text

    form = edit(browser, event)
    form["removes_cover"] = True
    form.submit()
    anyone.get(f"/en-vivo/portadas/{slug}.jpg", status=404)


def test_a_cover_may_be_as_large_as_its_form_says(event, browser_of, host):
    noise = Image.frombytes("RGB", (1800, 1800), random.Random(1).randbytes(1800 * 1800 * 3))
    written = io.BytesIO()
    noise.save(written, "PNG", compress_level=0)
    form = edit(browser_of(host), event)
    form["cover"] = ("portada.png", written.getvalue())

    form.submit()

    assert 9_000_000 < len(written.getvalue()) < MOST_BYTES
    assert broadcast_of(event).cover_slug != ""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no es una imagen", "no es una imagen"),
        (picture(399, 300), "muy pequeña"),
        (picture()[:4000], "no es una imagen"),
    ],
)
def test_what_is_no_cover_is_refused_in_words(event, browser_of, host, content, words):
    form = edit(browser_of(host), event)
    form["cover"] = ("portada.jpg", content)

    page = form.submit(status=422)

    assert words in page.text
    assert broadcast_of(event).cover_slug == ""


def test_a_tick_has_who_when_and_a_note_and_can_be_taken_back(event, browser_of, host):
    browser = browser_of(host)
    form = form_to(browser.get(f"/sesiones/{event.id}/en-vivo"), "/marcar/questions")
    form["note"] = "Probado con dos respuestas"
    page = form.submit("mark", value="bien").follow()

    assert "Ana Anfitriona, mar 4 mar, 10:00 h: Probado con dos respuestas" in page.text
    [tick] = broadcast_of(event).ticks
    assert (tick.item, tick.is_good, tick.by_name) == ("questions", True, "Ana Anfitriona")
    assert lines_of(event, "broadcast.tick") == ["broadcast.tick"]

    form_to(browser.get(f"/sesiones/{event.id}/en-vivo"), "/marcar/questions").submit(
        "mark", value=""
    )
    assert broadcast_of(event).ticks[0].is_good is None


def test_two_who_mark_different_items_do_not_undo_each_other(event, browser_of, host, boss):
    address = f"/sesiones/{event.id}/en-vivo"
    first, second = (browser_of(one) for one in (host, boss))
    forms = {
        item: form_to(browser.get(address), f"/marcar/{item}")
        for browser, item in ((first, "questions"), (second, "told"))
    }
    for item, form in forms.items():
        form["note"] = f"de {item}"
        form.submit("mark", value="bien").follow()

    told = {one.item: (one.is_good, one.detail, one.by_name) for one in broadcast_of(event).ticks}

    assert told["questions"] == (True, "de questions", host.name)
    assert told["told"] == (True, "de told", boss.name)


def test_an_item_that_is_not_on_the_sheet_is_refused(event, browser_of, host):
    browser = browser_of(host)
    form = form_to(browser.get(f"/sesiones/{event.id}/en-vivo"), "/marcar/questions")

    form.action = form.action.replace("questions", "todo")

    assert "No se puede hacer" in form.submit("mark", value="bien", status=422).text


def test_the_list_and_the_calendar_show_the_month(app, event, browser_of, host, clock):
    page = browser_of(host).get("/en-vivo")
    assert page.text.count(f"/sesiones/{event.id}/en-vivo") == 2
    assert "Programada" in page.text

    empty = browser_of(host).get("/en-vivo?mes=2031-07")
    assert "No hay transmisiones en julio de 2031" in empty.text
    assert browser_of(host).get("/en-vivo?mes=nada").status_int == 200


def test_whoever_may_not_change_the_session_only_looks(event, browser_of):
    viewer = browser_of(Role.VIEWER)
    stranger = browser_of(Role.HOST)

    page = viewer.get(f"/sesiones/{event.id}/en-vivo")
    assert "Terminar la transmisión" not in page.text
    assert [form.action for form in page.forms.values() if "/en-vivo/" in form.action] == []
    assert stranger.get(f"/sesiones/{event.id}/en-vivo/editar", status=403)
    token = stranger.get("/cuenta").forms[0]["csrf_token"].value
    for door in ("iniciar", "detener", "quitar", "reintentar", "a-mano"):
        url = f"/sesiones/{event.id}/en-vivo/{door}"
        assert stranger.post(url, {"csrf_token": token}, status=403)


def test_a_broadcast_goes_back_to_the_system_or_to_a_person(app, event, vendor, browser_of, host):
    vendor.stage_live(broadcast_of(event).external_id, "delete")
    browser = browser_of(host)
    with may_write():
        db.session.rollback()
        broadcast = broadcast_of(event)
        broadcast.looked_at, broadcast.due_at = None, services_of(app).clock()
        db.session.commit()
    work(app)
    assert broadcast_of(event).status is S.FAILED

    page = browser.get(f"/sesiones/{event.id}/en-vivo")
    form_to(page, "/a-mano").submit()
    assert broadcast_of(event).status is S.MANUAL
    page = browser.get(f"/sesiones/{event.id}/en-vivo")
    form_to(page, "/reintentar").submit()
    work(app)

    assert broadcast_of(event).status is S.SCHEDULED
    assert len(vendor.lives()) == 1


def test_who_does_it_is_not_switched_once_it_is_announced(event, browser_of, host):
    form = edit(browser_of(host), event)
    form["mode"] = BroadcastMode.BY_HAND.value

    page = form.submit(status=422)

    assert "Ya está programada en Facebook" in page.text


def test_the_connections_say_how_facebook_stands(app, event, times, vendor, browser_of):
    admin = browser_of(Role.ADMINISTRATOR)
    assert "Conectada: programa las transmisiones" in admin.get("/integraciones").text

    vendor.refuse_meta_tokens(463)
    page = form_to(admin.get("/integraciones"), "/facebook/probar").submit().follow()

    assert "venció" in page.text
    assert "Rechaza la conexión" in page.text
    vendor.refuse_meta_tokens(0)
    page = form_to(page, "/facebook/probar").submit().follow()
    assert "Conectada: programa las transmisiones" in page.text


def test_the_day_shows_its_broadcasts_and_those_that_need_somebody(
    event, times, vendor, browser_of, host
):
    vendor.stage_live(broadcast_of(event).external_id, "cancel")
    times.move_to(event.starts_at - timedelta(hours=29))

    assert "eliminó la transmisión en Facebook" in browser_of(host).get("/hoy").text
