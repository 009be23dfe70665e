"""`flask doctor` on a stranger's server: sentences whatever is wrong, and an exit status."""

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from app import create_app
from tests.conftest import make_settings
from tests.processes import ROOT
from vc.cli import note_presence
from vc.diagnosis.cli import doctor_command
from vc.migrations_cli import upgrade
from vc.scheduler import sweep_in_turn
from vc.services import services_of
from vc.workers import this_process


@pytest.fixture
def doctor(tmp_path, monkeypatch):
    """Return a function that asks the doctor of a bare server with these settings."""
    for name in ("DATABASE_URL", "PUBLIC_URL", "SMTP_HOST", "SECRET_KEY", "SEAL_KEY"):
        monkeypatch.delenv(name, raising=False)

    def ask(**environ: str) -> Result:
        given = {"INSTANCE": str(tmp_path / "instance"), "DEMO": "0"} | environ
        result = CliRunner().invoke(doctor_command, env=given)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        assert "Traceback" not in result.output
        return result

    return ask


def lines(result: Result) -> dict[str, str]:
    """Return what is said of each thing, the word for its state first."""
    pairs = (line.split(": ", 1) for line in result.output.splitlines() if ": " in line)
    return {title.split(maxsplit=1)[1]: f"{title.split()[0]}: {found}" for title, found in pairs}


def test_the_command_tells_a_bare_server_what_to_do_and_fails(tmp_path):
    environ = os.environ | {"INSTANCE": str(tmp_path / "i"), "DEMO": "0", "FLASK_APP": "app"}
    command = [sys.executable, "-m", "flask", "doctor"]

    ended = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)

    assert (ended.returncode, ended.stderr) == (1, "")
    assert "FALLA  Tablas: La base de datos" in ended.stdout
    assert "flask db upgrade" in ended.stdout
    assert "bien   Espacio en disco" in ended.stdout
    assert ended.stdout.splitlines()[-1] == "1 falla, 2 avisos."


def test_with_settings_that_cannot_work_the_command_still_answers(tmp_path):
    environ = os.environ | {"INSTANCE": str(tmp_path / "i"), "TZID": "Marte/Base"}
    command = [sys.executable, "-m", "flask", "--app", "app", "doctor"]

    ended = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)

    assert (ended.returncode, ended.stderr) == (1, "")
    assert ended.stdout.startswith("FALLA  Configuración: TZID")


def test_a_database_that_is_not_there_is_told_without_its_password(doctor):
    result = doctor(DATABASE_URL="postgresql://nadie:secreto@127.0.0.1:1/vc")

    said = lines(result)
    assert result.exit_code == 1
    assert "127.0.0.1:1" in said["Base de datos"]
    assert said["Tablas"] == "?: Sin revisar: primero hay que corregir «Base de datos»."
    assert said["Espacio en disco"].startswith("bien: ")
    assert "secreto" not in result.output


@pytest.mark.parametrize("url", ["nonsense", "mysql://x/y", "postgresql://"])
def test_an_address_that_is_none_is_told(doctor, url):
    result = doctor(DATABASE_URL=url)

    assert result.exit_code == 1
    assert "FALLA" in result.output


def test_a_damaged_database_is_named_by_its_path_and_the_rest_is_told(doctor, tmp_path):
    (tmp_path / "instance").mkdir()
    (tmp_path / "instance" / "vc.sqlite3").write_bytes(b"no database at all" * 100)

    said = lines(doctor())

    assert str(tmp_path / "instance" / "vc.sqlite3") in said["Base de datos"]
    assert said["Base de datos"].startswith("FALLA: ")
    assert said["Reloj"].startswith("bien: ")


def test_a_folder_that_is_none_is_told(doctor, tmp_path):
    (tmp_path / "instance").write_text("a file")

    result = doctor()

    assert result.exit_code == 1
    assert f"FALLA  Carpeta de la instalación: {tmp_path}" in result.output


def test_without_an_ffmpeg_on_the_path_the_one_of_the_package_is_told(doctor):
    said = lines(doctor(PATH="/nonexistent"))

    assert "imageio_ffmpeg" in said["ffmpeg"]


def test_a_server_without_failures_ends_well_though_there_is_something_to_know(doctor, tmp_path):
    (tmp_path / "instance").mkdir(mode=0o700)
    app = create_app(make_settings(tmp_path / "instance"))
    upgrade(app)
    note_presence(app, this_process(services_of(app).clock()))
    with app.app_context():
        sweep_in_turn(app)

    result = doctor(SECRET_KEY="x" * 32, SEAL_KEY="test-seal-key", MEDIA_RESERVE_MB="0")

    assert (result.exit_code, result.output.splitlines()[-1]) == (0, "2 avisos.")
