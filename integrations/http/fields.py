"""Reading an answer's JSON, of which nobody promised that it is as documented."""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import SplitResult, urlsplit

from integrations.http.json import MOST_DIGITS

LONGEST_LIFE_S = 10**9


def object_in(value: object) -> Mapping[str, object]:
    """Return a JSON object, an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def objects_in(value: object) -> list[Mapping[str, object]]:
    """Return the objects of a list, none for anything else."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def life_in(body: Mapping[str, object], member: str) -> timedelta:
    """Return the lifetime that an answer tells in seconds.

    Raises ValueError where it tells none, or more than thirty years.
    """
    seconds = float(str(body.get(member)))
    if not 0 < seconds < LONGEST_LIFE_S:
        raise ValueError(f"{member} is no time that something lives")
    return timedelta(seconds=int(seconds))


def rows_in(body: object, member: str) -> list[Mapping[str, object]]:
    """Return the objects of a list that an answer has to hold. Raises ValueError where it does not.

    Whoever looks for something before making it again may not take that for an empty list.
    """
    rows = object_in(body).get(member)
    if not isinstance(rows, list):
        raise ValueError(f"the answer holds no list of {member}")
    return objects_in(rows)


def text_in(value: object) -> str:
    """Return a text or a number as text, empty for anything else."""
    is_plain = isinstance(value, str | int) and not isinstance(value, bool)
    return str(value) if is_plain else ""


def words_in(value: object) -> frozenset[str]:
    """Return the words of a text. Raises TypeError for anything else."""
    if not isinstance(value, str):
        raise TypeError("no text")
    return frozenset(value.split())


def address_in(value: object) -> SplitResult:
    """Return the parts of an address, empty ones for what cannot be read as one."""
    try:
        parts = urlsplit(text_in(value))
        _ = parts.port
    except ValueError:
        return urlsplit("")
    return parts


def number_in(value: object) -> int | None:
    """Return a whole number, also one that is written as text; None for anything else."""
    text = text_in(value)
    is_number = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if is_number else None


def figures_in(**told: object) -> dict[str, int]:
    """Return those of some values by name that are whole numbers."""
    found = {name: number_in(value) for name, value in told.items()}
    return {name: value for name, value in found.items() if value is not None}
