"""Each thing that an installation can lack is told, with what to do, and no other check is lost."""

import logging
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from integrations import connect, connect_mail
from tests.conftest import make_settings
from tests.diagnosis.conftest import found_in
from tests.mail.server import mail_at
from tests.vendor import zoom_at
from vc import workers
from vc.cipher import Cipher
from vc.cli import note_presence
from vc.db import db
from vc.diagnosis.checks import State, Visit
from vc.diagnosis.installation import installation
from vc.diagnosis.service import LOOKS, examine
from vc.mail.models import Kind, Message
from vc.recordings.models import FileStatus, Recording, RecordingFile, RecordingStatus, Survey
from vc.services import services_of
from vc.store import LocalStore


def test_an_installation_that_has_everything_has_no_failure(app, worker):
    found = {one.key: one.state for one in examine(installation())}

    assert State.FAILURE not in found.values()
    assert set(LOOKS) - set(found) == {"files", "settings", "vendors"}


def test_what_the_office_keeps_and_does_not_hold_is_told(app, worker):
    broken = replace(installation(), kept_fault="PUBLIC_URL no es una dirección.")

    (told,) = examine(broken, ("settings",))

    assert told.state is State.FAILURE
    assert "PUBLIC_URL no es una dirección." in told.found
    assert "«Oficina»" in told.todo


def test_a_check_that_fails_itself_is_told_and_the_others_are_made(app, worker, caplog):
    broken = replace(installation(), kinds=None)

    with caplog.at_level(logging.ERROR):
        found = {one.key: one for one in examine(broken)}

    assert found["workers"].state is State.FAILURE
    assert found["workers"].found == "La revisión misma falló (AttributeError)."
    assert "the check of workers failed" in caplog.text
    assert found["disk"].state is State.OK


def test_what_cannot_be_looked_at_says_what_comes_first(app, worker):
    db.session.execute(text("DELETE FROM alembic_version"))
    db.session.commit()

    assert "flask db upgrade" in found_in(app, "schema").found
    workers_check = found_in(app, "workers")
    assert workers_check.state is State.UNKNOWN
    assert workers_check.found == "Sin revisar: primero hay que corregir «Tablas»."


def test_a_disk_that_was_not_mounted_is_seen_though_it_can_be_written(app, worker, clock):
    recording = Recording(
        source="upload",
        external_id="1",
        recorded_at=clock(),
        created_at=clock(),
        status=RecordingStatus.STORED,
    )
    kept = {"status": FileStatus.STORED, "stored_at": clock(), "stored_bytes": 4}
    db.session.add(RecordingFile(recording=recording, external_id="1", name="2031/a.mp4", **kept))
    db.session.commit()

    found = found_in(app, "files")

    assert found_in(app, "store").state is State.OK
    assert found.state is State.FAILURE
    assert "«2031/a.mp4»" in found.found
    assert "montado" in found.todo


def test_a_key_that_opens_nothing_names_what_it_does_not_open(app, worker, settings, clock):
    known = {"key": "1", "kind": Kind.ALARM, "address": "ana@x.example"}
    message = Message(**known, created_at=clock(), body="secreto")
    db.session.add(message)
    db.session.commit()
    before = found_in(app, "sealed").state

    services_of(app).cipher = Cipher(replace(settings, seal_key="another"))
    found = found_in(app, "sealed")

    assert (before, found.state) == (State.OK, State.FAILURE)
    assert "message.body" in found.found
    assert "SEAL_KEY_PREVIOUS" in found.todo


def test_a_full_disk_and_one_that_is_nearly_so(app, worker, tmp_path):
    services_of(app).store = LocalStore(tmp_path / "media", 10**9)
    full = found_in(app, "disk")

    assert full.state is State.FAILURE
    assert "MEDIA_RESERVE_MB" in full.todo


def test_keys_that_others_can_read_are_named(app, worker, tmp_path):
    (tmp_path / "seal_key").write_text("x")
    os.chmod(tmp_path / "seal_key", 0o644)

    found = found_in(app, "keys")

    assert found.state is State.FAILURE
    assert (found.found, found.todo) == (
        "Otros usuarios de este equipo pueden leer seal_key.",
        f"Ejecute «chmod 600» en seal_key, dentro de «{tmp_path}».",
    )


def test_a_clock_from_before_the_program_is_told(app, worker, clock):
    clock.now = datetime(2001, 1, 1, tzinfo=UTC)

    assert found_in(app, "clock").state is State.FAILURE


def test_an_ffmpeg_that_is_passed_over_is_named_with_its_reason(app, worker, tmp_path, settings):
    (tmp_path / "ffmpeg").write_text("no program")
    services_of(app).settings = replace(settings, ffmpeg=str(tmp_path / "ffmpeg"))

    found = found_in(app, "ffmpeg")

    assert found.state is State.WARNING
    assert found.found.startswith("Versión ")
    assert "El del ajuste FFMPEG: no está ahí o no se puede ejecutar." in found.found


def test_without_any_ffmpeg_that_can_do_it_the_remedy_is_told(app, worker, settings, monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", "/nonexistent/ffmpeg")
    services_of(app).settings = replace(settings, ffmpeg="")

    found = found_in(app, "ffmpeg")

    assert found.state is State.FAILURE
    assert "apt install ffmpeg" in found.todo


# Workers


def test_no_worker_is_a_failure_that_says_how_to_start_one(app, context):
    found = found_in(app, "workers")

    assert found.state is State.FAILURE
    assert found.found.startswith("Ninguno contesta: ")
    assert "flask worker" in found.todo


def test_a_worker_that_is_gone_says_since_when(app, worker, clock):
    clock.advance(hours=2)

    assert "desde mar 4 mar 2031, 10:00" in found_in(app, "workers").found


def test_a_worker_whose_threads_are_all_busy_is_alive_and_told_of(app, worker, clock):
    clock.advance(minutes=10)
    note_presence(app, worker)

    found = found_in(app, "workers")

    assert found.state is State.WARNING
    assert "están ocupados o atorados" in found.found


def test_a_worker_of_another_version_is_to_be_restarted(app, worker):
    db.session.execute(text("UPDATE worker SET version = 'older'"))
    db.session.commit()

    found = found_in(app, "workers")

    assert (found.state, found.todo) == (State.WARNING, "Reinícielo.")


def test_a_worker_whose_clock_is_another_one_is_named(app, worker):
    db.session.execute(text("UPDATE worker SET ahead_s = -3600, host = 'reloj-malo'"))
    db.session.commit()

    found = found_in(app, "workers")

    assert found.state is State.WARNING
    assert "reloj-malo" in found.found


def test_a_worker_that_ended_while_the_clock_was_a_year_ahead_is_not_taken_for_alive(
    app, context, clock
):
    clock.advance(days=365)
    note_presence(app, workers.this_process(clock()))
    clock.advance(days=-365)

    assert found_in(app, "workers").found.startswith("Ninguno contesta")


# Whom we talk to


def test_without_a_mail_server_it_is_said_what_that_means(app, worker):
    found = found_in(app, "mail")

    assert found.state is State.WARNING
    assert "esperan en «Correos»" in found.found


@pytest.mark.parametrize("is_there", [True, False])
def test_the_mail_server_is_asked_only_when_somebody_wants_it(
    tmp_path,
    app,
    worker,
    mail_server,
    is_there,
):
    services_of(app).settings = settings = make_settings(tmp_path, **mail_at(mail_server))
    services_of(app).mail = connect_mail(settings)
    if not is_there:
        mail_server.close()

    known, asked = found_in(app, "mail"), found_in(app, "mail", tries=True)

    assert known.state is State.OK
    assert asked.state is (State.OK if is_there else State.FAILURE)
    assert mail_server.taken == []


def test_a_vendor_that_refuses_us_is_named_with_where_to_mend_it(tmp_path, app, worker, vendor):
    settings = make_settings(tmp_path, **zoom_at(vendor) | {"zoom_client_secret": "wrong"})
    services_of(app).providers = connect(settings)

    known, asked = found_in(app, "zoom"), found_in(app, "zoom", tries=True)

    assert (known.title, known.state) == ("Zoom", State.OK)
    assert (asked.state, asked.todo) == (State.FAILURE, "Vea qué corregir en «Integraciones».")
    assert "wrong" not in asked.found


# The address


@pytest.mark.parametrize(
    ("proxies", "is_forwarded", "words"),
    [
        (0, True, "no se le cree"),
        (1, False, "cualquiera podría fingirlos"),
        (0, False, ""),
        (1, True, ""),
    ],
)
def test_who_stands_in_front_and_who_is_believed_must_agree(
    app, worker, settings, proxies, is_forwarded, words
):
    services_of(app).settings = replace(settings, trusted_proxies=proxies)

    found = found_in(app, "address", visit=Visit(is_forwarded))

    assert found.state is (State.WARNING if words else State.OK)
    assert words in found.found


def test_an_address_without_https_is_told(app, worker, settings):
    services_of(app).settings = replace(settings, public_url="http://vc.example")

    assert "sin cifrar" in found_in(app, "address").found


def test_what_waits_too_long_is_counted_unless_somebody_is_at_it(app, worker, clock):
    due = {"source": "zoom", "due_at": clock() - timedelta(minutes=3)}
    held = {"lease_until": clock() + timedelta(minutes=1), "lease_token": "x"}
    db.session.add_all([Survey(host_email="a", **due), Survey(host_email="b", **due | held)])
    db.session.commit()

    found = found_in(app, "workers")

    assert found.state is State.WARNING
    assert found.found.endswith("más de dos minutos: 1.")
