"""What is typed or sent from outside → numbers, dates, times, texts and JSON, within bounds.

The one place that reads them: forms (through the fields of `vc.forms`), addresses, headers, JSON
doors. Where an address or a header says nothing that makes sense, `number_of`, `day_of` and their
like give None; what is typed or sent raises InputError, whose sentence is for the person.
"""

import base64
import binascii
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime

from integrations.http.json import keepable, read_json
from vc import dates
from vc.errors import InputError

LARGEST_NUMBER = 2**31 - 1
"""The end of PostgreSQL's integers; a larger number would be an error of the database."""
LARGEST_SIZE = 2**63 - 1
EARLIEST, LATEST = 2000, 2100
"""The years of this office; beyond them, sums of dates fail."""
MOST_DIGITS = 19
MOST_JSON_BYTES = 1_000_000
DEEPEST_JSON = 12
"""Our own pages send four at most."""

UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ud800-\udfff]")
"""Control characters, and the sign that stands for what could not be read."""

CLOSERS = {
    **dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c"),
    **dict.fromkeys("\u2066\u2067\u2068", "\u2069"),
}
"""What ends each sign that turns the direction of writing (Unicode's UAX 9, 3.3.2)."""
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")

NO_NUMBER = "Escriba un número entero, por ejemplo 12."
NO_DECIMAL = "Escriba un número, por ejemplo 2.5."
NO_DATE = "No es una fecha válida."
NO_TIME = "Escriba una hora de 00:00 a 23:59."
SKIPPED_HOUR = "Esa hora no existe ese día en esa zona: cambia el horario."
NO_SUCH_YEAR = "Elija una fecha entre {first} y {last}."
OUT_OF_RANGE = "Escriba un número entre {least:,} y {most:,}."
UNFIT_TEXT = "Contiene caracteres que no se pueden usar; escríbalo de nuevo."
NO_JSON = "No se guardó el último cambio. Vuelva a cargar la página y repítalo."

_WHOLE = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,6})?)?")


def whole_number(text: str, *, least: int = 0, most: int = LARGEST_NUMBER, field: str = "") -> int:
    """Return the whole number that a text is, both bounds included. Raises InputError."""
    text = text.strip()
    if not _WHOLE.fullmatch(text):
        raise InputError(NO_NUMBER, field=field)
    # Python refuses to read numbers of thousands of digits, and is slow with hundreds.
    if len(text) > MOST_DIGITS or not least <= int(text) <= most:
        raise InputError(OUT_OF_RANGE.format(least=least, most=most), field=field)
    return int(text)


def number_of(text: str | None) -> int | None:
    """Return the number of a row, page or version; None for what is none."""
    try:
        return whole_number(text or "")
    except InputError:
        return None


def size_of(text: str | None) -> int | None:
    """Return the number of bytes that a header carries; None for what is none."""
    try:
        return whole_number(text or "", most=LARGEST_SIZE)
    except InputError:
        return None


def decimal_number(text: str, *, most: int = LARGEST_NUMBER, field: str = "") -> Decimal:
    """Return the number with decimals that a text is, from -most to most. Raises InputError."""
    text = text.strip()
    if not _DECIMAL.fullmatch(text) or len(text) > 2 * MOST_DIGITS:
        raise InputError(NO_DECIMAL, field=field)
    try:
        found = Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise InputError(NO_DECIMAL, field=field) from error
    if abs(found) > most:
        raise InputError(OUT_OF_RANGE.format(least=-most, most=most), field=field)
    return found


def a_date(text: str, *, first: int = EARLIEST, last: int = LATEST, field: str = "") -> date:
    """Return the date that a text such as 2031-03-04 is, of a year within [first, last].

    Raises InputError.
    """
    text = text.strip()
    try:
        found = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None:
        raise InputError(NO_DATE, field=field)
    if not first <= found.year <= last:
        raise InputError(NO_SUCH_YEAR.format(first=first, last=last), field=field)
    return found


def day_of(text: str | None) -> date | None:
    """Return the date an address carries, or None for what is none, or none of this office's."""
    try:
        return a_date(text or "")
    except InputError:
        return None


def a_time(text: str, *, field: str = "") -> time:
    """Return the time of the day that a text such as 9:30 is, in whole minutes.

    Raises InputError.
    """
    found = _TIME.fullmatch(text.strip())
    hour, minute, second = (int(one or 0) for one in found.groups()) if found else (24, 0, 0)
    if hour > 23 or minute > 59 or second > 59:
        raise InputError(NO_TIME, field=field)
    return time(hour, minute)


def at_wall_clock(local: datetime, *, field: str = "") -> datetime:
    """Return in UTC the instant at which the clocks of its zone show what was typed.

    Raises InputError for an hour that they skip: what was meant is not known, and an hour later is
    not what was typed.
    """
    if not dates.exists(local):
        raise InputError(SKIPPED_HOUR, field=field)
    return local.astimezone(UTC)


def hour_of(text: str | None) -> time | None:
    """Return the time of the day an address carries, or None for what is none."""
    try:
        return a_time(text or "")
    except InputError:
        return None


def instant_of(text: str | None) -> datetime | None:
    """Return the instant, in UTC, that a button or an address carries; None for what is none.

    One without a zone is none.
    """
    try:
        found = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    # Before it is turned into UTC, where the first and the last year have no room.
    if found.tzinfo is None or not EARLIEST <= found.year <= LATEST:
        return None
    return found.astimezone(UTC)


def is_readable_date(text: str) -> bool:
    """Tell whether a date of HTTP can be read without harm: the library fails for some years."""
    try:
        parsedate_to_datetime(text)
    except OverflowError:
        return False
    except (TypeError, ValueError, IndexError):
        # It is none, which every reader of such headers knows how to take.
        return True
    return True


def is_blank(text: str) -> bool:
    """Tell whether a text shows nothing: blanks of any kind, and signs that nobody sees."""
    return not any(unicodedata.category(one)[0] in "LNPS" for one in text)


def is_fit(text: str) -> bool:
    """Tell whether every character of a text can be kept and read."""
    return not UNFIT.search(text)


def balanced(text: str) -> str:
    """Return a text of which no line turns the direction of what follows it.

    Signs that are left open are closed at the end of their line, those that close nothing go.
    """
    if not TURNING.search(text):
        return text
    return "\n".join(_balanced_line(line) for line in text.split("\n"))


def _balanced_line(line: str) -> str:
    """Return a line with every turn of direction ended."""
    kept: list[str] = []
    open_ones: list[str] = []
    for sign in line:
        if sign in CLOSERS:
            open_ones.append(CLOSERS[sign])
        elif sign in CLOSERS.values():
            if sign not in open_ones:
                continue
            while open_ones[-1] != sign:
                kept.append(open_ones.pop())
            open_ones.pop()
        kept.append(sign)
    return "".join([*kept, *reversed(open_ones)])


def json_of(raw: bytes, *, most_bytes: int = MOST_JSON_BYTES) -> object:
    """Return a page's JSON in plain values. Raises InputError."""
    try:
        return read_json(raw, most_bytes=most_bytes, deepest=DEEPEST_JSON)
    except ValueError as error:
        raise InputError(NO_JSON) from error


def object_of(raw: bytes, *, most_bytes: int = MOST_JSON_BYTES) -> Mapping[str, object]:
    """Return the JSON object that a page sent. Raises InputError."""
    found = json_of(raw, most_bytes=most_bytes)
    if not isinstance(found, dict):
        raise InputError(NO_JSON)
    return found


def words_in_base64(text: str) -> str | None:
    """Return the text that stands in base64, as in a header; None for what is none."""
    try:
        return keepable(base64.b64decode(text, validate=True).decode())
    except (binascii.Error, ValueError):
        return None
