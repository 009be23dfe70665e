"""Why it cannot start, in one sentence each: what, where, what to do; and nothing secret in it."""

import errno
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from app import create_app
from tests.conftest import browser_at, make_settings
from tests.people import make_person
from tests.processes import ROOT
from vc import schema
from vc.accounts.models import Person, Role
from vc.config import read_settings
from vc.db import db, read_only
from vc.hosts import opens_at
from vc.listening import listening_fault, numeric
from vc.schema import MIGRATIONS, head
from vc.services import services_of
from vc.setting_rules import SettingsError
from vc.startup import (
    StartError,
    database_fault,
    folder_fault,
    queue_fault,
    schema_fault,
    sentence_of,
)

AT = "postgresql+psycopg://vc:muy-secreta@db.example/vc"
NEED_DATABASE = [
    ("worker",),
    ("sweep",),
    ("create-admin", "--email", "ana@secesp.example", "--name", "Ana", "--password-stdin"),
    ("first-admin",),
    ("demo",),
    ("rebuild-feeds",),
    ("rebuild-search",),
    ("reconcile",),
    ("rotate-key",),
    ("media", "verify"),
    ("backup", "respaldos"),
    ("connect", "google"),
]
WITHOUT_DATABASE = {"db", "doctor", "permissions", "set-credential"}


@pytest.fixture
def untouched(tmp_path: Path) -> Iterator[Flask]:
    """An application whose database has no tables."""
    app = create_app(make_settings(tmp_path))
    yield app
    with app.app_context():
        db.engine.dispose()


def at_revision(app: Flask, revision: str) -> None:
    """Say in the database that it is at a revision."""
    with app.app_context():
        read_only(False)
        statement = "UPDATE alembic_version SET version_num = :now"
        db.session.execute(db.text(statement), {"now": revision})
        db.session.commit()


def start(command: list[str], folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run one of the product's processes to its end, in an environment of its own."""
    known = {"PATH": os.environ["PATH"], "HOME": str(folder), "DEMO": "0", "INSTANCE": str(folder)}
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=known | environ,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize("command", NEED_DATABASE, ids=" ".join)
def test_each_command_says_which_one_is_missing_before_the_tables_are_there(untouched, command):
    asked = untouched.test_cli_runner().invoke(args=command, input="Girasoles-2031\n")

    assert asked.exit_code == 3
    assert asked.output.count("\n") == 1
    assert asked.output.endswith("todavía no tiene tablas: ejecute «.venv/bin/flask db upgrade».\n")


def test_every_command_is_tried_without_tables_or_needs_none(app):
    tried = {command[0] for command in NEED_DATABASE}

    assert tried | WITHOUT_DATABASE == set(app.cli.commands)


def test_pages_answer_503_until_the_tables_are_there_and_the_log_says_why_once(untouched, caplog):
    browser = browser_at(untouched)

    for path in ("/agenda", "/entrar", "/feeds/publico.ics", "/feeds/publico.ics"):
        assert browser.get(path, status=503).status_int == 503
    (line,) = [one.getMessage() for one in caplog.records]
    with untouched.app_context():
        read_only(False)
        upgrade()

    assert "ejecute «.venv/bin/flask db upgrade»" in line
    assert browser.get("/feeds/publico.ics").content_type == "text/calendar"


@pytest.mark.parametrize(
    ("revision", "words"),
    [
        ("010000000000", "de una versión anterior del programa (010000000000): respáldela"),
        ("ffffffffffff", "de una versión más nueva que este programa (ffffffffffff"),
    ],
)
def test_tables_of_another_release_stop_the_worker_and_say_which_way(
    app, monkeypatch, revision, words
):
    at_revision(app, revision)
    # As if there were a release after the first.
    monkeypatch.setattr(
        schema, "_links", lambda: {"010000000000": "", "020000000000": "010000000000"}
    )

    asked = app.test_cli_runner().invoke(args=["worker"])

    assert asked.exit_code == 3
    assert words in asked.output
    assert asked.output.count("\n") == 1


def test_tables_that_change_while_pages_are_served_are_noticed_and_told_once(app, caplog):
    browser = browser_at(app)
    browser.get("/agenda")
    with app.app_context():
        read_only(False)
        db.session.execute(db.text("ALTER TABLE event RENAME COLUMN summary TO title"))
        db.session.commit()
    at_revision(app, "ffffffffffff")

    for _ in range(3):
        browser.get("/agenda", status=503)

    (line,) = [one.getMessage() for one in caplog.records]
    assert "más nueva que este programa (ffffffffffff" in line


def test_an_error_of_the_database_holds_no_value_of_a_row(app, context):
    make_person(db.session, Role.HOST)
    twin = Person(
        name="Otra",
        email=db.session.query(Person.email).scalar(),
        role=Role.HOST,
        password_hash="huella-que-nadie-debe-ver",
        created_at=services_of(app).clock(),
    )
    db.session.add(twin)

    with pytest.raises(Exception, match="IntegrityError") as error:
        db.session.flush()

    assert "huella" not in str(error.value)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("connection to server at x failed: Connection refused", "Nadie contesta en db.example"),
        ("failed to resolve host 'db.example'", "No existe el servidor db.example de DATABASE_URL"),
        ('FATAL:  password authentication failed for user "vc"', "no acepta la contraseña de vc"),
        ('FATAL:  database "vc" does not exist', "La base de datos vc no existe"),
        ('FATAL:  role "vc" does not exist', "El usuario vc no existe"),
        ("connection timeout expired", "PostgreSQL no contesta en db.example:5432"),
        ("FATAL:  sorry, too many clients already", "no admite más conexiones"),
        ("FATAL:  la autentificación falló\nmás", "No se puede usar la base de datos «vc» de"),
    ],
)
def test_what_postgresql_says_is_told_with_where_and_what_to_do(said, words):
    import psycopg

    error = OperationalError("SELECT 1", None, psycopg.OperationalError(said))

    sentence = sentence_of(error, url=make_url(AT))

    assert words in sentence
    assert "muy-secreta" not in sentence
    assert "\n" not in sentence


def test_a_postgresql_that_is_not_there_is_told_by_commands_and_by_flask_db(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    url = f"postgresql://vc:muy-secreta@127.0.0.1:{port}/vc"
    app = create_app(make_settings(tmp_path, database_url=url))

    for args in (["worker"], ["db", "upgrade"], ["db", "current"]):
        asked = app.test_cli_runner().invoke(args=args)

        assert asked.exit_code == 3
        assert asked.output.startswith(f"Nadie contesta en 127.0.0.1:{port}, donde DATABASE_URL")
        assert asked.output.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("current", 0), ("history", 0), ("heads", 0), ("branches", 0), ("show head", 0),
        ("check", 0), ("upgrade", 0), ("downgrade", 0), ("stamp head", 0), ("list-templates", 0),
        ("init", 1), ("edit", 1), ("merge heads", 0), ("revision", 0), ("migrate", 0),
    ],
)  # fmt: skip
def test_every_command_of_flask_db_works_or_refuses_in_words(
    app, words, status, tmp_path, monkeypatch
):
    copy = shutil.copytree(MIGRATIONS, tmp_path / "migrations")
    # Those that write do so in a copy; all of them work from any folder.
    where = ["-d", str(copy)] if words.startswith(("merge", "revision", "migrate")) else []
    monkeypatch.chdir(tmp_path)

    asked = app.test_cli_runner().invoke(args=["db", *words.split(), *where])

    assert asked.exit_code == status
    assert asked.exception is None or isinstance(asked.exception, SystemExit)


def test_no_command_of_flask_db_is_left_untried(app):
    from flask_migrate.cli import db as group

    tried = "current history heads branches show check upgrade downgrade stamp list-templates"
    assert set(group.commands) == {*tried.split(), "init", "edit", "merge", "revision", "migrate"}


def test_a_driver_that_is_missing_is_named_with_the_command_that_installs_it():
    missing = ModuleNotFoundError("No module named 'psycopg'", name="psycopg")

    assert "python3 run.py setup postgres" in sentence_of(missing)


@pytest.mark.parametrize(
    "url", ["kk", "postgresql://vc@db:abc/vc", "mysql://db/vc", "postgresql://vc:a/b@db:c/vc"]
)
def test_an_address_that_is_no_database_is_refused_without_being_shown(tmp_path, url):
    with pytest.raises(SettingsError, match=r"^DATABASE_URL: escriba postgresql://.*%40") as error:
        read_settings({"INSTANCE": str(tmp_path), "DATABASE_URL": url})

    assert url not in str(error.value)


def test_signs_of_a_password_reach_the_queue_encoded(tmp_path):
    url = "postgresql://vc:a%40b%2Fc%25@db/vc"

    queue = services_of(create_app(make_settings(tmp_path, database_url=url))).queue

    assert queue.storage.dsn == "postgresql://vc:a%40b%2Fc%25@db/vc"


def test_a_damaged_database_is_named(tmp_path):
    (tmp_path / "vc.sqlite3").write_bytes(b"this is no database " * 99)
    app = create_app(make_settings(tmp_path))

    with app.app_context():
        fault = database_fault(db.engine)

    assert fault.startswith(f"{tmp_path / 'vc.sqlite3'} está dañado o no es una base de datos")


def test_a_damaged_queue_is_named_and_may_be_deleted(app, settings):
    path = settings.instance / "queue.sqlite3"
    path.write_bytes(b"this is no database " * 99)

    fault = queue_fault(services_of(app).queue)
    path.unlink()

    assert str(path) in fault
    assert "no se pierde nada" in fault
    assert queue_fault(services_of(app).queue) is None


def test_a_database_that_is_right_has_no_fault(app):
    with app.app_context():
        assert (database_fault(db.engine), schema_fault(db.engine)) == (None, None)
        assert db.session.scalar(db.text("SELECT version_num FROM alembic_version")) == head()


def test_a_folder_that_is_a_file_or_that_nobody_may_write_is_named(tmp_path):
    (tmp_path / "file").touch()

    assert folder_fault(tmp_path / "file").startswith(f"{tmp_path / 'file'} no puede ser una carp")
    assert folder_fault(tmp_path / "file/below").startswith(f"{tmp_path / 'file/below'} no puede")
    assert folder_fault(tmp_path) is None
    if os.access("/proc/self", os.X_OK):
        assert "/proc/self/vc" in folder_fault(Path("/proc/self/vc"))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, "no puede usar /srv/vc"),
        (errno.EROFS, "/srv/vc está en un disco de solo lectura"),
        (errno.ENOSPC, "No queda espacio en el disco de /srv/vc"),
        (errno.EDQUOT, "No queda espacio en el disco de /srv/vc"),
        (errno.EIO, "El disco de /srv/vc falla"),
        (errno.EMFILE, "No se puede usar /srv/vc: Too many open files"),
    ],
)
def test_what_the_system_says_of_a_file_is_told_with_its_path(number, words):
    assert words in sentence_of(OSError(number, os.strerror(number), "/srv/vc"))


@pytest.mark.parametrize("name", ["secret_key", "seal_key"])
def test_a_key_that_is_no_text_is_named(tmp_path, name):
    (tmp_path / name).write_bytes(b"\xff\xfe")

    said = start(["flask", "sweep"], tmp_path)

    assert said.stderr == f"{tmp_path / name} está dañado: recupere su respaldo.\n"


@pytest.mark.parametrize(
    ("command", "environ", "words"),
    [
        (["flask", "worker"], {"INSTANCE": "/dev/null"}, "/dev/null no puede ser una carpeta"),
        (["gunicorn", "-b", "127.0.0.1:0", "app:create_app()"], {"PORT": "ocho"}, "PORT: 'ocho'"),
        (["app"], {"HOST": "ningun-equipo.invalid"}, "No existe el equipo «ningun-equipo.inv"),
        (["app"], {"HOST": "::", "DEMO": "1"}, "DEMO_OPEN: una demostración"),
    ],
    ids=["worker", "gunicorn", "make run", "open demonstration"],
)
def test_no_process_shows_a_traceback(tmp_path, command, environ, words):
    said = start(command, tmp_path, **environ)

    assert said.returncode == 3
    assert words in said.stderr
    assert "Traceback" not in said.stdout + said.stderr


def test_a_port_that_is_taken_is_the_one_that_is_named():
    error = OSError(errno.EADDRINUSE, "Address already in use")

    fault = listening_fault(error, "127.0.0.1", 8001, other="PORT=8080 make run")

    assert str(fault) == "El puerto 8001 está ocupado. Elija otro: PORT=8080 make run."


def test_a_name_of_two_addresses_is_listened_to_at_one_and_an_unknown_one_is_refused():
    assert numeric("localhost") == "127.0.0.1"
    with pytest.raises(StartError, match="corrija HOST"):
        numeric("ningun-equipo.invalid")


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),  # noqa: S104
        ("::", "http://[::1]:8000"),
        ("::1", "http://[::1]:8000"),
        ("vc.example", "http://vc.example:8000"),
    ],
)
def test_what_is_printed_opens(host, address):
    assert opens_at(host, 8000) == address


@pytest.mark.parametrize("given", [{"HOST": "::"}, {"PUBLIC_URL": "https://vc.example"}])
def test_a_demonstration_is_opened_to_others_by_name_only(tmp_path, given):
    known = {"INSTANCE": str(tmp_path), "DEMO": "1"}

    with pytest.raises(SettingsError, match="DEMO_OPEN"):
        read_settings(known | given)

    assert read_settings(known | given | {"DEMO_OPEN": "1"}).demo_open
    assert not read_settings(known | given | {"DEMO": "0"}).is_demo


def test_the_keys_are_the_same_for_all_who_start_at_once(tmp_path):
    found: list[tuple[str, str]] = []

    def begin() -> None:
        settings = read_settings({"INSTANCE": str(tmp_path)})
        found.append((settings.secret_key, (tmp_path / "seal_key").read_text()))

    threads = [threading.Thread(target=begin) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 12
    assert len(set(found)) == 1


def test_a_fresh_folder_is_closed_and_one_in_use_is_left_as_its_owner_made_it(tmp_path):
    tmp_path.chmod(0o755)
    shutil.copy(ROOT / "instance/README.md", tmp_path)

    read_settings({"INSTANCE": str(tmp_path)})
    first = tmp_path.stat().st_mode & 0o777
    tmp_path.chmod(0o711)
    read_settings({"INSTANCE": str(tmp_path)})

    assert (first, tmp_path.stat().st_mode & 0o777) == (0o700, 0o711)


def test_git_keeps_of_the_instance_folder_its_readme_only():
    ignored = (ROOT / ".gitignore").read_text().splitlines()

    assert [line for line in ignored if "instance" in line] == [
        "/instance/*",
        "!/instance/README.md",
    ]
    assert (ROOT / "instance/README.md").exists()
