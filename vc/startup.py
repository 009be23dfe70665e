"""Why this cannot start or work here, in one Spanish sentence: what, where, what to do.

`folder_fault`, `database_fault`, `schema_fault` and `queue_fault` look; `sentence_of` says what an
error means that came all the same. A sentence holds no password and no value of a row.
"""

import errno
import gc
import os
import socket
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from flask import Flask
from flask.cli import with_appcontext
from flask.globals import app_ctx
from huey import Huey
from sqlalchemy import Engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from vc import kept_settings
from vc.db import db, plain_query
from vc.errors import AppError
from vc.schema import Schema, head, revision_of, schema_of
from vc.services import services_of
from vc.setting_rules import SettingsError
from vc.store import StoreError

CANNOT_START = 3
"""The exit status; gunicorn takes it as a word to stop instead of trying again for ever."""
UPGRADE = ".venv/bin/flask db upgrade"
SCHEMAS = {
    Schema.EMPTY: f"La base de datos {{where}} todavía no tiene tablas: ejecute «{UPGRADE}».",
    Schema.OLD: (
        "La base de datos {where} es de una versión anterior del programa ({at}): respáldela y "
        f"ejecute «{UPGRADE}»."
    ),
    Schema.UNKNOWN: (
        "La base de datos {where} es de una versión más nueva que este programa ({at}; aquí se "
        "espera {head}): actualice el programa o use la base de datos que le corresponde."
    ),
}
NO_DRIVER = (
    "Falta el paquete psycopg, con el que se usa PostgreSQL: ejecute «python3 run.py setup "
    "postgres»."
)
NO_STORE = (
    "El depósito de MEDIA_STORE no hizo lo que se le pidió ({error}): revise que exista, "
    "MEDIA_ENDPOINT y las credenciales AWS_ACCESS_KEY_ID y AWS_SECRET_ACCESS_KEY."
)
# What SQLite says, and what to do about it. `{where}` is the file.
SQLITE = (
    ("unable to open", "No se puede abrir {where}: revise que la carpeta exista y que el usuario "
     "que ejecuta el programa pueda escribir en ella."),
    ("readonly", "No se puede escribir en {where}: dé permiso de escritura, en el archivo y en su "
     "carpeta, al usuario que ejecuta el programa."),
    ("full", "No queda espacio en el disco de {where}: libere espacio y vuelva a intentarlo."),
    ("not a database", "{where} está dañado o no es una base de datos SQLite: recupere su "
     "respaldo, o quítelo de ahí para empezar con una vacía."),
    ("malformed", "{where} está dañado: recupere su respaldo."),
    ("locked", "Otro programa tiene ocupado {where}: ciérrelo y vuelva a intentarlo."),
    ("disk i/o", "El disco de {where} falla al leer o escribir: revíselo."),
    ("no such table", "Faltan tablas en {where}: ejecute «" + UPGRADE + "»."),
    ("no such column", "Las tablas de {where} son de otra versión: ejecute «" + UPGRADE + "»."),
)  # fmt: skip
# The same for PostgreSQL. Its server may speak another language; its first line is then told.
POSTGRES = (
    ("resolve host", "No existe el servidor {host} de DATABASE_URL: corrija su nombre, o revise la "
     "red y el DNS."),
    ("translate host", "No existe el servidor {host} de DATABASE_URL: corrija su nombre, o revise "
     "la red y el DNS."),
    ("refused", "Nadie contesta en {host}:{port}, donde DATABASE_URL dice que está PostgreSQL: "
     "inícielo, o corrija la dirección."),
    ("timeout", "PostgreSQL no contesta en {host}:{port}: revise la red, el cortafuegos y "
     "DATABASE_URL."),
    ("no such file", "No hay un PostgreSQL en {host}: inícielo, o corrija DATABASE_URL."),
    ("password", "PostgreSQL no acepta la contraseña de {user} en {host}:{port}: corríjala en "
     "DATABASE_URL."),
    ("pg_hba", "PostgreSQL no deja entrar a {user} desde este equipo: agréguelo al pg_hba.conf de "
     "{host}."),
    ("role", "El usuario {user} no existe en el PostgreSQL de {host}:{port}, o le faltan permisos: "
     "créelo, o corrija DATABASE_URL."),
    ("database", "La base de datos {name} no existe en el PostgreSQL de {host}:{port}: créela con "
     "«createdb {name}», o corrija DATABASE_URL."),
    ("too many", "PostgreSQL no admite más conexiones en {host}:{port}: suba max_connections, o "
     "use menos procesos."),
    ("slots", "PostgreSQL no admite más conexiones en {host}:{port}: suba max_connections, o use "
     "menos procesos."),
    ("no space", "No queda espacio en el disco de PostgreSQL ({host}): libere espacio."),
    ("read-only", "El PostgreSQL de {host}:{port} solo deja leer: use el servidor principal."),
    ("permission denied", "{user} no tiene permisos en la base de datos {name} de {host}: hágalo "
     "su dueño."),
)  # fmt: skip
# What the system says of a file or an address, and what to do about it.
SYSTEM = {
    errno.EACCES: "El usuario que ejecuta el programa no puede usar {where}: déle permiso de "
    "leerlo y escribirlo, o ejecute el programa con su dueño.",
    errno.EROFS: "{where} está en un disco de solo lectura: ponga INSTANCE en otra carpeta.",
    errno.ENOSPC: "No queda espacio en el disco de {where}: libere espacio y vuelva a intentarlo.",
    errno.ENOTDIR: "{where} no puede ser una carpeta, porque ahí hay un archivo: corrija INSTANCE.",
    errno.ENOENT: "No existe {where}: corrija la ruta, o créelo.",
    errno.EILSEQ: "{where} está dañado: recupere su respaldo.",
    errno.EIO: "El disco de {where} falla al leer o escribir: revíselo.",
}  # fmt: skip
SYSTEM |= {
    errno.EPERM: SYSTEM[errno.EACCES],
    errno.EDQUOT: SYSTEM[errno.ENOSPC],
    errno.EFBIG: SYSTEM[errno.ENOSPC],
    errno.EEXIST: SYSTEM[errno.ENOTDIR],
    errno.EISDIR: "{where} es una carpeta y debe ser un archivo: quítela de ahí.",
}

Given = ParamSpec("Given")
Result = TypeVar("Result")


class StartError(Exception):
    """It cannot start; the message is one sentence for whoever started it."""


def folder_fault(folder: Path) -> str | None:
    """Return why the instance folder cannot be used, None where files can be written in it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"0" * 4096)
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        # The probe's own name says nothing to anybody.
        return _system_sentence(error, str(folder))
    return None


def database_fault(engine: Engine) -> str | None:
    """Return why the database does not answer, None where it does."""
    try:
        table = "pg_class" if engine.dialect.name == "postgresql" else "sqlite_master"
        plain_query(engine, f"SELECT count(*) FROM {table}")  # noqa: S608 - one of two words
        path = engine.url.database
        if engine.dialect.name == "sqlite" and path and not os.access(path, os.W_OK):
            raise sqlite3.OperationalError("readonly")
    except Exception as error:
        found = sentence_of(error, url=engine.url)
        if found is None:
            raise
        return found
    return None


def schema_fault(engine: Engine) -> str | None:
    """Return why this code cannot work with the tables that are there, None where it can."""
    found = schema_of(engine)
    if found is Schema.RIGHT:
        return None
    at, where = revision_of(engine), place_of(engine.url)
    return SCHEMAS[found].format(where=where, at=at, head=head())


def queue_fault(queue: Huey) -> str | None:
    """Return why the queue of hints cannot be written, None where it can."""
    try:
        queue.storage.initialize_schema()
        queue.pending_count()
    except Exception as error:
        path = getattr(queue.storage, "filename", "")
        found = sentence_of(error, url=URL.create("sqlite", database=path) if path else None)
        if found is None:
            raise
        # It holds no more than hints, so nothing is lost with it.
        more = f" Se puede borrar {path}: se hace de nuevo y no se pierde nada." if path else ""
        return found + more
    return None


def start_fault(app: Flask) -> str | None:
    """Return the first of all these faults, None where everything is there."""
    with app.app_context():
        return (
            folder_fault(services_of(app).settings.instance)
            or database_fault(db.engine)
            or schema_fault(db.engine)
            or queue_fault(services_of(app).queue)
        )


def place_of(url: URL) -> str:
    """Return where a database is, without its password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return f"«{url.database}» de {_host_of(url)}:{url.port or 5432}"


def sentence_of(error: BaseException, *, url: URL | None = None) -> str | None:
    """Return what an error means for whoever runs the program; None when it says nothing we know.

    `url` is the database's, for errors that do not say where they happened.
    """
    if isinstance(error, StartError | SettingsError | AppError):
        return str(error)
    if isinstance(error, StoreError):
        return NO_STORE.format(error=error)
    if isinstance(error, ModuleNotFoundError) and error.name == "psycopg":
        return NO_DRIVER
    return _sentence_beneath(error, url)


def _sentence_beneath(error: BaseException, url: URL | None) -> str | None:
    """Return what an error of the database or the system means; None for any other."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    if isinstance(cause, sqlite3.Error):
        return _told(SQLITE, cause, where=str(url.database) if url else "la base de datos")
    if url is not None and type(cause).__module__.startswith("psycopg"):
        return _postgres_sentence(cause, url)
    if isinstance(error, OSError):
        return _system_sentence(error, str(error.filename or ""))
    return None


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the collector of garbage away: what is imported stays, and it would look at it all."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def in_one_sentence(url: Callable[[], URL | None] = lambda: None) -> Iterator[None]:
    """End the process with a sentence, instead of a traceback, where an error has one."""
    try:
        yield
    except (
        StartError,
        SettingsError,
        AppError,
        OSError,
        SQLAlchemyError,
        sqlite3.Error,
        ImportError,
    ) as error:
        sentence = sentence_of(error, url=url())
        if sentence is None:
            raise
        print(sentence, file=sys.stderr, flush=True)
        raise SystemExit(CANNOT_START) from error


def with_database(command: Callable[Given, Result]) -> Callable[Given, Result]:
    """Let a command run with the app's context, once everything that it needs is there.

    What fails meanwhile is told in one sentence too, without the values of any row.
    """

    @with_appcontext
    @wraps(command)
    def checked(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        app = app_ctx.app
        with in_one_sentence(lambda: db.engine.url):
            fault = start_fault(app)
            if fault is not None:
                raise StartError(fault)
            kept_settings.follow(app)
            return command(*args, **kwargs)

    return checked


def _told(
    sentences: tuple[tuple[str, str], ...], error: BaseException, **names: object
) -> str | None:
    """Return the sentence for an error by a word of its message."""
    words = str(error).lower()
    for word, sentence in sentences:
        if word in words:
            return sentence.format(**names)
    return None


def _postgres_sentence(error: BaseException, url: URL) -> str:
    """Return what an error of PostgreSQL means; of one we do not know, its own first line."""
    names = {
        "host": _host_of(url),
        "port": url.port or 5432,
        "user": url.username or "el usuario",
        "name": url.database,
    }
    known = _told(POSTGRES, error, **names)
    if known is not None:
        return known
    first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return f"No se puede usar la base de datos {place_of(url)}: {first}"


def _system_sentence(error: OSError, where: str) -> str:
    """Return what an error of the system means."""
    if isinstance(error, socket.gaierror):
        return f"No existe el equipo «{where}»: corrija su nombre."
    sentence = SYSTEM.get(error.errno or 0)
    if sentence is None:
        return f"No se puede usar {where}: {error.strerror or error}."
    return sentence.format(where=where or "un archivo")


def _host_of(url: URL) -> str:
    """Return the server's name; one that is reached by a socket has it as `host` in the query."""
    named = url.host or url.query.get("host") or "localhost"
    return named if isinstance(named, str) else named[0]
