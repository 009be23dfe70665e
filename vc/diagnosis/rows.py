"""What the database and the store hold: tables, files that are said to be there, who works."""

import secrets
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from vc import dates
from vc.db import plain_query
from vc.diagnosis.checks import Check, Installation, failure, ok, warning
from vc.recordings.models import FileStatus, RecordingFile
from vc.startup import database_fault, place_of, schema_fault
from vc.workers import (
    CLOCKS_APART,
    PeriodicTask,
    Worker,
    code_version,
    database_clock,
    known_workers,
)

LATE = timedelta(minutes=2)
SWEEPS = 6
"""After so many looks at the clock without a word, a worker is taken for gone."""
PROBE = b"diagnostico"

DATABASE = "{name} {version} en {where}; abre y se puede escribir."
ONLY_READS = "PostgreSQL en {where} solo deja leer."
USE_PRIMARY = "Ponga en DATABASE_URL el servidor principal."
SCHEMA = "Están al día con este programa."
STORE = "{where}: se escribió, se leyó y se borró un archivo de prueba."
STORE_NOT_TRIED = "{where}: sin probar. «Revisar ahora» lo prueba."
NOT_THE_SAME = "{where} no devolvió el archivo de prueba como se escribió."
OTHER_STORE = "Revise ese servicio, o cambie MEDIA_STORE."
NO_STORE = "No se puede usar {where} ({reason})."
CHECK_STORE = (
    "Revise que exista, que este usuario pueda escribir ahí y, si es un servicio, que conteste."
)
NOT_THERE = "La base de datos dice que se guardó «{name}», y no está en {where}."
MOUNT = (
    "Revise que el disco de los archivos esté montado y que INSTANCE y MEDIA_STORE sean los de "
    "siempre; luego ejecute «.venv/bin/flask media verify»."
)
WORKS = "{count} en marcha ({names})."
NO_WORKER = "Ninguno contesta{since}: no se crean salas, ni salen correos, ni se descarga nada."
SINCE = " desde {at}"
START = "Inicie «.venv/bin/flask worker», y déjelo como servicio para que arranque solo."
OTHER_CODE = "{names} trabaja con otra versión del programa."
RESTART = "Reinícielo."
CLOCKS_DIFFER = "El reloj de {names} y el de la base de datos no dan la misma hora."
SET_CLOCK = "Active la sincronización (NTP) en ese equipo."
BUSY = "Hay {count} en marcha y nadie ha mirado lo pendiente desde {at}: están ocupados o atorados."
MORE = "Si se repite, inicie otro «.venv/bin/flask worker»."
OVERDUE = "{count} en marcha. Tareas que esperan desde hace más de dos minutos: {rows}."


def check_database(place: Installation) -> Check:
    """Check whether the database answers and takes writes; nothing is written."""
    fault = database_fault(place.engine)
    if fault:
        return failure("database", fault)
    where = place_of(place.engine.url)
    if place.engine.dialect.name != "postgresql":
        row = plain_query(place.engine, "SELECT sqlite_version()")
        return ok("database", DATABASE.format(name="SQLite", version=_first(row), where=where))
    sql = "SELECT current_setting('server_version'), current_setting('transaction_read_only')"
    row = plain_query(place.engine, sql)
    if row and row[1] == "on":
        return failure("database", ONLY_READS.format(where=where), USE_PRIMARY)
    version = _first(row).partition(" ")[0]
    return ok("database", DATABASE.format(name="PostgreSQL", version=version, where=where))


def check_schema(place: Installation) -> Check:
    """Check whether the tables are those of this code."""
    fault = schema_fault(place.engine)
    return failure("schema", fault) if fault else ok("schema", SCHEMA)


def check_store(place: Installation) -> Check:
    """Write a small file where recordings are kept, read it, and delete it."""
    where = _store_of(place)
    if place.settings.media_store and not place.tries:
        return ok("store", STORE_NOT_TRIED.format(where=where))
    key = f"diagnostico/{secrets.token_hex(8)}.txt"
    try:
        with place.store.part(key, 0) as part:
            part.write(PROBE)
        place.store.finish(key)
        with place.store.open(key) as file:
            is_same = file.read() == PROBE
        place.store.remove(key)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return failure("store", NO_STORE.format(where=where, reason=reason), CHECK_STORE)
    if not is_same:
        return failure("store", NOT_THE_SAME.format(where=where), OTHER_STORE)
    return ok("store", STORE.format(where=where))


def check_files(place: Installation) -> Check:
    """Check whether the file that was kept last is where it should be.

    A folder that was not mounted can be written to as well, and is empty.
    """
    if place.settings.media_store and not place.tries:
        return ok("files", "")
    query = select(RecordingFile.name).where(RecordingFile.status == FileStatus.STORED)
    with Session(place.engine) as session:
        name = session.scalar(query.order_by(RecordingFile.stored_at.desc()).limit(1))
    try:
        if name:
            place.store.open(name).close()
    except FileNotFoundError:
        return failure("files", NOT_THERE.format(name=name, where=_store_of(place)), MOUNT)
    return ok("files", "")


def check_workers(place: Installation) -> Check:
    """Check who carries out what is due, and whether it is carried out."""
    with Session(place.engine) as session:
        known, rows = known_workers(session), _overdue(session, place)
        turn = select(PeriodicTask.begun_at).where(PeriodicTask.name == "sweep")
        looked_at = session.scalar(turn)
        now = database_clock(session, place.now)
    silence = max(timedelta(minutes=1), SWEEPS * timedelta(seconds=place.settings.sweep_s))
    zone = ZoneInfo(place.settings.tzid)
    # What was seen far ahead was written while a clock was wrong.
    alive = [one for one in known if abs(now - one.seen_at) < silence]
    if not alive:
        since = SINCE.format(at=dates.stamp(known[0].seen_at, zone)) if known else ""
        return failure("workers", NO_WORKER.format(since=since), START)
    if apart := [one for one in alive if abs(one.ahead_s) > CLOCKS_APART.total_seconds()]:
        return warning("workers", CLOCKS_DIFFER.format(names=_names(apart)), SET_CLOCK)
    if looked_at is None or looked_at < place.now - silence:
        return _busy(alive, looked_at, zone)
    if rows:
        return warning("workers", OVERDUE.format(count=len(alive), rows=rows), MORE)
    return _versions_of(alive)


def _busy(alive: list[Worker], looked_at: datetime | None, zone: ZoneInfo) -> Check:
    """Return the check of workers who have not looked for long for what is due."""
    at = dates.stamp(looked_at, zone) if looked_at else "que empezaron"
    return warning("workers", BUSY.format(count=len(alive), at=at), MORE)


def _versions_of(alive: list[Worker]) -> Check:
    """Return the check of whether these workers carry out the code that is installed."""
    others = [one for one in alive if one.version != code_version()]
    if others:
        return warning("workers", OTHER_CODE.format(names=_names(others)), RESTART)
    return ok("workers", WORKS.format(count=len(alive), names=_names(alive)))


def _overdue(session: Session, place: Installation) -> int:
    """Return how many rows are late and held by nobody."""
    counts = []
    for model in place.kinds.values():
        is_free = or_(model.lease_until.is_(None), model.lease_until <= place.now)
        late = select(func.count()).where(model.due_at < place.now - LATE, is_free)
        counts.append(late.scalar_subquery())
    return sum(session.execute(select(*counts)).one()) if counts else 0


def _names(workers: list[Worker]) -> str:
    """Return where workers run."""
    return ", ".join(f"{one.host}, proceso {one.pid}" for one in workers)


def _store_of(place: Installation) -> str:
    """Return where finished files are kept."""
    return place.settings.media_store or f"«{place.settings.instance / 'media'}»"


def _first(row: tuple | None) -> str:
    """Return the first value of a row."""
    return str(row[0]) if row else ""
