"""What the machine gives: folder, disk, clock, keys, ffmpeg, and the address it is reached by."""

import os
import shutil
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.fernet import InvalidToken
from sqlalchemy import Column, Select, String, Text, literal, select, type_coerce, union_all
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from vc import dates
from vc.credentials import FILE, KEY_FILE, PREVIOUS_FILE
from vc.diagnosis.checks import Check, Installation, failure, ok, warning
from vc.encrypted_text import encrypted_columns
from vc.hosts import is_loopback
from vc.labels import file_size
from vc.media import ffmpeg_choice
from vc.startup import folder_fault
from vc.workers import CLOCKS_APART, database_clock

OTHERS = 0o007
GROUP_AND_OTHERS = 0o077
SECRETS = ("secret_key", KEY_FILE, PREVIOUS_FILE, FILE)
SHORTEST_SECRET = 16
MOST_SEALED = 1000
"""So many rows of a table are looked at for a value that opens or does not."""
LITTLE_BYTES = 5_000_000_000
"""So little above the reserve is worth a word."""
BUILT_AT = datetime(2026, 11, 1, tzinfo=UTC)
SUMMER = datetime(2031, 7, 1, tzinfo=UTC)
"""Mexico gave summer time up in 2022: zone data that still has it is older."""

FOLDER = "«{folder}» se puede leer y escribir."
FOLDER_IS_OPEN = (
    "Cualquier usuario de este equipo puede entrar a «{folder}», donde están las claves."
)
CLOSE_FOLDER = "Ejecute «chmod o-rwx {folder}»."
ROOM = "Quedan {free} de {total}."
LITTLE_ROOM = "Quedan {free} de {total}: {left} más y se llega a la reserva."
MAKE_ROOM_SOON = "Libere pronto espacio en el disco de «{folder}»."
NO_ROOM = "Quedan {free} de {total}, menos que la reserva: ya no se guardan archivos."
MAKE_ROOM = "Libere espacio en el disco de «{folder}», o reduzca MEDIA_RESERVE_MB."
CLOCK = "{now}, hora de {zone}."
CLOCK_IS_OLD = "El reloj de este equipo dice {now}, antes de que existiera este programa."
SET_CLOCK = "Ponga en hora este equipo y active su sincronización (NTP)."
CLOCKS_DIFFER = "El reloj de este equipo y el de la base de datos difieren {seconds} segundos."
SET_CLOCKS = "Active la sincronización (NTP) en los dos equipos."
ZONES_ARE_OLD = "Los datos de zonas horarias de este equipo son anteriores a 2022."
UPDATE_ZONES = "Actualice el paquete tzdata del sistema: las horas salen con una de diferencia."
KEYS = "Solo el usuario que ejecuta el programa puede leerlas."
OPENS = "Se abren con la clave de este equipo."
KEYS_ARE_OPEN = "Otros usuarios de este equipo pueden leer {names}."
CLOSE_KEYS = "Ejecute «chmod 600» en {names}, dentro de «{folder}»."
KEY_IS_SHORT = "SECRET_KEY es muy corta: las sesiones se podrían falsificar."
LONGER_KEY = "Ponga una de al menos 32 caracteres al azar, o quítela para que se haga sola."
DOES_NOT_OPEN = "Lo guardado en {column} no se abre con la clave de este equipo."
RIGHT_KEY = (
    "Recupere del respaldo el archivo «seal_key» de «{folder}», o ponga la clave de antes en "
    "SEAL_KEY_PREVIOUS."
)
FFMPEG = "Versión {version}, en {path}."
REPLACE_FFMPEG = "Si quiere usar ese, reemplácelo por un ffmpeg 5.1 o más nuevo y completo."
PALE = "Los clips de videos HDR saldrán pálidos: {misses}."
ADD_FILTERS = "Si se graba en HDR, use un ffmpeg con los filtros zscale y tonemap."
NO_FFMPEG = "No hay un ffmpeg que sirva: los videos no se preparan ni se recortan. {passed}"
BY_VISIT = "En la demostración, la dirección es la de cada visita."
NO_ADDRESS = "No se dijo con qué dirección entra la gente: los correos salen sin enlaces."
SET_ADDRESS = "Ponga PUBLIC_URL=https://… con esa dirección."
NO_TLS = "{url} no es https: las contraseñas viajan sin cifrar."
SET_TLS = "Ponga delante un servidor con https y cambie PUBLIC_URL."
PROXY_NOT_BELIEVED = "Hay un servidor delante que dice quién visita, y no se le cree."
SET_PROXIES = "Ponga TRUSTED_PROXIES=1, o el número de servidores que haya delante."
PROXY_NOT_SEEN = (
    "Se cree a {count} delante, y esta visita llegó sin sus datos: cualquiera podría fingirlos."
)
SET_FORWARDED = (
    "Haga que el servidor de delante envíe X-Forwarded-For y X-Forwarded-Proto, o quite "
    "TRUSTED_PROXIES."
)
ADDRESS = "{url}"

KEPT_ASIDE = "Lo que se guardó en «Oficina» no vale por ahora: {fault}"
MEND_KEPT = "Quite esa variable del servidor, o corrija el dato en «Oficina»."


def check_folder(place: Installation) -> Check:
    """Check whether the instance folder can be used, and by nobody else."""
    folder = place.settings.instance
    fault = folder_fault(folder)
    if fault:
        return failure("folder", fault)
    if os.name != "nt" and folder.stat().st_mode & OTHERS:
        names = {"folder": folder}
        return warning("folder", FOLDER_IS_OPEN.format(**names), CLOSE_FOLDER.format(**names))
    return ok("folder", FOLDER.format(folder=folder))


def check_disk(place: Installation) -> Check:
    """Check the room that is left above the reserve that files never take."""
    left, usage = place.store.free_bytes(), shutil.disk_usage(place.settings.instance)
    names = {
        "free": file_size(usage.free),
        "total": file_size(usage.total),
        "left": file_size(left),
        "folder": place.settings.instance,
    }
    if not left:
        return failure("disk", NO_ROOM.format(**names), MAKE_ROOM.format(**names))
    if left < LITTLE_BYTES:
        return warning("disk", LITTLE_ROOM.format(**names), MAKE_ROOM_SOON.format(**names))
    return ok("disk", ROOM.format(**names))


def check_clock(place: Installation) -> Check:
    """Check whether the clock is sane, and the same as the database server's."""
    zone = ZoneInfo(place.settings.tzid)
    names = {"now": dates.stamp(place.now, zone), "zone": place.settings.tzid}
    if place.now < BUILT_AT:
        return failure("clock", CLOCK_IS_OLD.format(**names), SET_CLOCK)
    apart = abs(_clock_of(place) - datetime.now(UTC))
    if apart > CLOCKS_APART:
        found = CLOCKS_DIFFER.format(seconds=round(apart.total_seconds()))
        return failure("clock", found, SET_CLOCKS)
    if SUMMER.astimezone(ZoneInfo("America/Mexico_City")).utcoffset() != timedelta(hours=-6):
        return warning("clock", ZONES_ARE_OLD, UPDATE_ZONES)
    return ok("clock", CLOCK.format(**names))


def _clock_of(place: Installation) -> datetime:
    """Return what the database server's clock says; ours where it has none or does not answer."""
    now = datetime.now(UTC)
    with suppress(SQLAlchemyError), Session(place.engine) as session:
        return database_clock(session, now)
    return now


def check_keys(place: Installation) -> Check:
    """Check whether the keys are ours alone."""
    folder = place.settings.instance
    found = [name for name in SECRETS if _is_open(folder / name)]
    if found:
        names = {"names": ", ".join(found), "folder": folder}
        return failure("keys", KEYS_ARE_OPEN.format(**names), CLOSE_KEYS.format(**names))
    if len(place.settings.secret_key) < SHORTEST_SECRET:
        return warning("keys", KEY_IS_SHORT, LONGER_KEY)
    return ok("keys", KEYS)


def check_sealed(place: Installation) -> Check:
    """Check whether a value of each sealed column opens, among the rows that came last."""
    with Session(place.engine) as session:
        for name, sealed in session.execute(union_all(*map(_last_of, encrypted_columns()))):
            if not _opens(place, sealed):
                found = DOES_NOT_OPEN.format(column=name)
                todo = RIGHT_KEY.format(folder=place.settings.instance)
                return failure("sealed", found, todo)
    return ok("sealed", OPENS)


def _last_of(column: Column[str]) -> Select[str, str]:
    """Return the query for a column's name and one of its values, among the rows that came last."""
    key = (one.desc() for one in column.table.primary_key)
    raw = type_coerce(column, Text).label("raw")
    last = select(raw).order_by(*key).limit(MOST_SEALED).subquery()
    name = literal(f"{column.table.name}.{column.name}", String)
    one = select(name.label("name"), last.c.raw).where(last.c.raw != "").limit(1).subquery()
    return select(one.c.name, one.c.raw)


def check_ffmpeg(place: Installation) -> Check:
    """Check which ffmpeg is used, and which were passed over and why."""
    choice = ffmpeg_choice.choose(place.settings)
    passed = " ".join(why for _, why in choice.passed_over)
    if not choice.program:
        return failure("ffmpeg", NO_FFMPEG.format(passed=passed), ffmpeg_choice.ADVICE)
    found = FFMPEG.format(version=choice.version, path=choice.program)
    if passed:
        return warning("ffmpeg", f"{found} {passed}", REPLACE_FFMPEG)
    if choice.misses:
        missed = PALE.format(misses="; ".join(choice.misses))
        return warning("ffmpeg", f"{found} {missed}", ADD_FILTERS)
    return ok("ffmpeg", found)


def check_address(place: Installation) -> Check:
    """Check whether people's address is known, and whether who stands in front is believed."""
    settings, visit = place.settings, place.visit
    url = settings.public_url
    if visit and visit.is_forwarded and not settings.trusted_proxies:
        return warning("address", PROXY_NOT_BELIEVED, SET_PROXIES)
    if visit and settings.trusted_proxies and not visit.is_forwarded:
        found = PROXY_NOT_SEEN.format(count=settings.trusted_proxies)
        return warning("address", found, SET_FORWARDED)
    if not url:
        is_fine = settings.is_demo
        return ok("address", BY_VISIT) if is_fine else warning("address", NO_ADDRESS, SET_ADDRESS)
    if not url.startswith("https://") and not is_loopback(url):
        return warning("address", NO_TLS.format(url=url), SET_TLS)
    return ok("address", ADDRESS.format(url=url))


def _is_open(path: Path) -> bool:
    """Tell whether others than its owner may read a file."""
    return os.name != "nt" and path.exists() and bool(path.stat().st_mode & GROUP_AND_OTHERS)


def _opens(place: Installation, sealed: str) -> bool:
    """Tell whether a sealed value opens."""
    try:
        place.cipher.decrypt(sealed)
    except InvalidToken:
        return False
    return True


def check_kept_settings(place: Installation) -> Check:
    """Check whether what the office's pages keep works together with what the server says."""
    if place.kept_fault:
        return failure("settings", KEPT_ASIDE.format(fault=place.kept_fault), MEND_KEPT)
    return ok("settings", "")
