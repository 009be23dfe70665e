"""The list of checks, each caught and told; and whether all of it is ready, for probes."""

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from vc.diagnosis import connections, machine, rows
from vc.diagnosis.checks import Check, Installation, State, failure, unknown
from vc.startup import sentence_of

Look = Callable[[Installation], Check | Sequence[Check]]

TITLES = {
    "settings": "Configuración",
    "folder": "Carpeta de la instalación",
    "database": "Base de datos",
    "schema": "Tablas",
    "store": "Archivos",
    "files": "Grabaciones guardadas",
    "disk": "Espacio en disco",
    "clock": "Reloj",
    "keys": "Claves",
    "sealed": "Datos sellados",
    "ffmpeg": "ffmpeg",
    "mail": "Correo",
    "vendors": "Conexiones",
    "address": "Dirección pública",
    "workers": "Procesos de trabajo",
}
LOOKS: dict[str, Look] = {
    "settings": machine.check_kept_settings,
    "folder": machine.check_folder,
    "database": rows.check_database,
    "schema": rows.check_schema,
    "store": rows.check_store,
    "files": rows.check_files,
    "disk": machine.check_disk,
    "clock": machine.check_clock,
    "keys": machine.check_keys,
    "sealed": machine.check_sealed,
    "ffmpeg": machine.check_ffmpeg,
    "mail": connections.check_mail,
    "vendors": connections.check_vendors,
    "address": machine.check_address,
    "workers": rows.check_workers,
}
NEEDS = {
    "store": ("folder",),
    "disk": ("folder",),
    "schema": ("database",),
    "files": ("database", "schema"),
    "sealed": ("database", "schema"),
    "vendors": ("database", "schema"),
    "workers": ("database", "schema"),
}
"""What has to be right before something can be looked at."""
MUST = ("database", "schema", "store", "disk", "workers")
"""Without these nothing of it is ready."""
NOT_THERE = (State.FAILURE, State.UNKNOWN)
NOT_LOOKED_AT = "Sin revisar: primero hay que corregir «{title}»."
UNEXPECTED = "La revisión misma falló ({kind})."
TELL_US = "El detalle está en el registro del servidor."
GOOD_FOR = timedelta(seconds=5)
STARTING = ("starting",)

log = logging.getLogger(__name__)


def examine(place: Installation, keys: Iterable[str] = tuple(LOOKS)) -> list[Check]:
    """Return every check's findings, or those named by `keys`; it raises nothing."""
    found: list[Check] = []
    for key in keys:
        bad = {one.key for one in found if one.state is State.FAILURE}
        blocking = next((one for one in NEEDS.get(key, ()) if one in bad), None)
        if blocking:
            words = NOT_LOOKED_AT.format(title=TITLES[blocking])
            found.append(unknown(key, words))
        else:
            found += _caught(key, place)
    # What is as it should be, and of which there is nothing to say, is left out.
    return [
        replace(one, title=one.title or TITLES[one.key])
        for one in found
        if one.found or one.state is not State.OK
    ]


def _caught(key: str, place: Installation) -> Sequence[Check]:
    """Return what a look finds; what it fails with is told as found."""
    try:
        found = LOOKS[key](place)
    except Exception as error:
        sentence = sentence_of(error, url=place.engine.url)
        if sentence:
            return (failure(key, sentence),)
        log.exception("the check of %s failed", key)
        return (failure(key, UNEXPECTED.format(kind=type(error).__name__), TELL_US),)
    return (found,) if isinstance(found, Check) else found


class Readiness:
    """Which of the things that must be right are not, for probes that ask often.

    One request at a time looks, at most every few seconds; the others get what was found last, so
    that a database or a service that hangs holds one thread and not all of them.
    """

    def __init__(self) -> None:
        self._looking = threading.Lock()
        self._found: tuple[str, ...] = STARTING
        self._at: datetime | None = None

    def missing(self, describe: Callable[[], Installation], now: datetime) -> tuple[str, ...]:
        """Return the keys of what is not right, none when everything is."""
        is_fresh = self._at is not None and abs(now - self._at) < GOOD_FOR
        if not is_fresh and self._looking.acquire(blocking=False):
            try:
                found = examine(describe(), MUST)
                self._found = tuple(one.key for one in found if one.state in NOT_THERE)
                self._at = now
            finally:
                self._looking.release()
        return self._found
