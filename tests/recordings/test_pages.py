"""The list of recordings says how each stands, what is to be done, and finds what is asked for."""

from datetime import timedelta

import pytest

from integrations.contracts.recordings import StorageUse
from integrations.errors import CredentialsError
from tests.booking.sessions import book
from tests.reconciliation.working import form_to
from tests.recordings.finding import HOST, end, recordings, take_in, work
from tests.recordings.listed_source import found, video_file
from vc.accounts.models import Role
from vc.db import db
from vc.recordings import expected, ingest, status, webhooks
from vc.recordings.models import RecordingStatus


@pytest.fixture
def boss(talk, browser_of):
    """A coordinator's browser."""
    db.session.rollback()
    return browser_of(Role.COORDINATOR)


def look(browser, **asked):
    """Open the list."""
    db.session.rollback()
    return browser.get("/grabaciones", params=asked)


def test_an_empty_list_says_what_brings_the_first(boss):
    assert "Aquí aparecerán las grabaciones" in look(boss)


def test_a_row_says_who_when_and_how_long_and_a_state_only_where_there_is_one(
    app, boss, talk, clock, source
):
    source.held = [found("881", HOST, talk.starts_at, expires_at=clock() + timedelta(days=5))]
    recording = take_in(clock, *source.held)
    coming = look(boss).html.find(id=f"grabacion-{recording.id}").get_text(" ")
    work(app)

    safe = look(boss).html.find(id=f"grabacion-{recording.id}").get_text(" ")

    assert "Zoom la borra en 5 días" in coming
    for text in (talk.summary, talk.host.name, talk.folio, "mar 4 mar", "1:00:00"):
        assert text in safe
    assert "Guardada" not in safe
    assert "Zoom" not in safe


def test_a_download_shows_how_far_it_is_and_moves_by_itself(boss, talk, clock, source):
    recording = take_in(clock, found("881", HOST, talk.starts_at))
    file = recording.files[0]
    ingest.service.begin(db.session(), file, now=clock())
    file.size_bytes, file.stored_bytes = 1000, 437
    db.session.commit()

    page = look(boss)

    assert "Descargando 43 %" in page
    assert page.html.find(id="grabaciones")["hx-trigger"] == "load delay:2s"


def test_percent_is_never_a_hundred_before_it_is_safe(talk, clock, source):
    recording = take_in(clock, found("881", HOST, talk.starts_at))
    file = recording.files[0]
    ingest.service.begin(db.session(), file, now=clock())
    file.size_bytes = file.stored_bytes = 1000
    db.session.commit()

    assert status.percent_of(recording) == 99


def test_an_orphan_is_listed_apart_and_given_to_a_session(app, boss, talk, clock, source):
    source.held = [found("999", HOST, talk.starts_at, topic="Ensayo")]
    take_in(clock, *source.held)
    assert "Ensayo" not in look(boss)

    page = look(boss, ver="huerfanas")
    assert "Ensayo" in page
    choice = page.click("Asignar a…")
    form = form_to(choice, f"asignar/{talk.id}")
    db.session.rollback()
    shown = form.submit().follow()
    work(app)

    assert "se está descargando" in shown
    assert [one.status for one in recordings()] == [RecordingStatus.STORED]


def test_who_gives_it_to_another_session_than_somebody_else_did_is_told(
    app, boss, talk, clock, source
):
    orphan = take_in(clock, found("999", HOST, talk.starts_at))
    other = book(app, talk.host, talk.starts_at + timedelta(days=1), summary="Otra plática")
    db.session.rollback()
    address = f"/grabaciones/{orphan.id}/asignar"
    first = form_to(boss.get(address, {"q": other.folio}), f"asignar/{other.id}")
    late = form_to(boss.get(address, {"q": talk.folio}), f"asignar/{talk.id}")
    folio = other.folio
    db.session.rollback()
    first.submit().follow()

    shown = late.submit().follow()

    assert f"alguien más dijo que esta grabación es de {folio}" in shown
    db.session.rollback()
    assert recordings()[0].event.folio == folio


def test_an_orphan_can_be_put_aside_and_found_again(boss, talk, clock, source):
    take_in(clock, found("999", HOST, talk.starts_at, topic="Ensayo"))
    choice = look(boss, ver="huerfanas").click("Asignar a…")

    form_to(choice, "ajena").submit("estado")

    assert "Ensayo" not in look(boss, ver="huerfanas")
    assert "Ensayo" in look(boss, ver="ajenas")


def test_another_session_can_be_searched_for(boss, talk, clock, source):
    orphan = take_in(clock, found("999", HOST, talk.starts_at))
    address = f"/grabaciones/{orphan.id}/asignar"
    db.session.rollback()

    assert talk.folio in boss.get(address, params={"q": "extorsión"})
    assert "Ninguna sesión coincide" in boss.get(address, params={"q": "astronomía"})


def test_filters_narrow_the_list_and_nonsense_is_left_out(boss, talk, clock, source):
    take_in(clock, found("881", HOST, talk.starts_at))

    assert talk.folio in look(boss, estado="FOUND", tipo="talk", origen="zoom", q="extorsión")
    assert "Ninguna grabación coincide" in look(boss, estado="STORED")
    assert "Ninguna grabación coincide" in look(boss, q="astronomía")
    assert talk.folio in look(boss, estado="x", tipo="y", origen="z", pagina="w", ver="v")


def test_what_needs_somebody_is_a_list_of_its_own(app, boss, talk, clock, source):
    take_in(clock, found("881", HOST, talk.starts_at))
    work(app)

    page = look(boss, ver="atender")

    assert talk.folio in page
    assert "No aparece" in page


def test_what_cannot_be_looked_through_is_told(app, boss, talk, clock, source):
    source.error = CredentialsError("La llave venció.", vendor="zoom", operation="list")
    expected.plan(db.session(), clock())
    work(app)

    page = look(boss)

    assert f"No se pudo revisar la cuenta {HOST}" in page
    assert "La llave venció." in page


def test_a_vendor_that_is_nearly_full_is_told(boss, talk, clock, source):
    use = StorageUse(95 * 10**8, 10**10)
    webhooks.note_storage(db.session(), "zoom", use, now=clock())
    db.session.commit()

    page = look(boss)

    assert "El almacenamiento de Zoom está casi lleno" in page
    assert "9.5 GB" in page


def test_a_look_can_be_asked_for(app, boss, talk, clock, source):
    end(clock, talk)
    source.held = [found("881", HOST, talk.starts_at)]

    shown = form_to(look(boss), "grabaciones/buscar").submit().follow()
    work(app)

    assert "Se está comprobando" in shown
    assert [one.status for one in recordings()] == [RecordingStatus.STORED]


def test_a_file_that_failed_is_tried_again_by_a_press(app, boss, talk, clock, source):
    held = found("881", HOST, talk.starts_at, video_file())
    recording = take_in(clock, held)
    work(app)
    number = recording.id
    source.held = [held]
    db.session.rollback()

    form_to(boss.get(f"/grabaciones/{number}"), "reintentar").submit()
    work(app)

    assert [one.status for one in recordings()] == [RecordingStatus.STORED]


def test_an_only_copy_that_goes_soon_is_marked_by_more_than_colour(boss, talk, clock, source):
    expires = clock() + timedelta(days=1, hours=1)
    take_in(clock, found("881", HOST, talk.starts_at, expires_at=expires))

    row = look(boss).html.find(class_="urgent")

    assert "Zoom la borra mañana" in row.text
    assert row.find("svg") is not None


def test_a_recording_that_is_not_there_is_not_found(boss):
    assert boss.get("/grabaciones/99999", expect_errors=True).status_int == 404


def test_the_days_page_says_what_is_missing_and_what_is_about_to_be_lost(
    app, boss, talk, clock, source
):
    quiet = boss.get("/hoy")
    assert "Por vencer" not in quiet
    assert "grabación que falta" not in quiet
    expires = clock() + timedelta(days=2, hours=1)
    take_in(clock, found("999", HOST, talk.starts_at, topic="Ensayo", expires_at=expires))
    take_in(clock, found("881", HOST, talk.starts_at, video_file("gone"), uuid="u-2"))
    work(app)

    page = boss.get("/hoy")

    expiring = page.html.find("a", string="Zoom borra «Ensayo»; aquí no hay copia").parent.parent
    assert "el jueves, 11:00 h" in expiring.get_text(" ", strip=True)
    listed = page.click("grabación que falta")
    assert listed.html.find("h2", id="recordings").text == "Grabación que falta"
