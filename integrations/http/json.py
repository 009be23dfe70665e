"""JSON from outside as plain values, within bounds: size, depth, digits, and characters.

Python's own reader takes whatever comes: it ends in RecursionError for a hundred thousand brackets,
takes NaN and numbers that no column holds, and lets through the two kinds of character that a
database refuses. Whoever sends JSON is read here and nowhere else.
"""

import json
import math
import re
from datetime import UTC, datetime

MOST_BYTES = 8_000_000
DEEPEST = 40
"""Twice the depth of the deepest message in a vendor's own examples."""
LARGEST_NUMBER = 2**63 - 1
MOST_DIGITS = 19

EARLIEST_S, LATEST_S = 946_684_800, 4_133_980_800
"""The years 2000 to 2100."""

_COUNT = re.compile(r"[0-9]{1,15}(\.[0-9]{1,9})?")
_UNKEPT = re.compile("[\x00\ud800-\udfff]")
# Strings are passed over whole; the quantifiers give nothing back, so that it stays linear.
_STEPS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[{]|[\]}]', re.DOTALL)


def read_json(raw: bytes, *, most_bytes: int = MOST_BYTES, deepest: int = DEEPEST) -> object:
    """Return the value of a JSON text. Raises ValueError, which says what is wrong with it.

    Its numbers fit into 64 bits, and its texts can be kept. Of two equal names the last one counts.
    """
    if len(raw) > most_bytes:
        raise ValueError(f"longer than {most_bytes} bytes")
    text = raw.decode("utf-8-sig")
    if _is_deeper(text, deepest):
        raise ValueError(f"nested more than {deepest} deep")
    found = json.loads(
        text,
        parse_int=_whole,
        parse_float=_finite,
        parse_constant=_no_number,
    )
    return _kept(found)


def instant_in(value: object, *, per_second: int = 1) -> datetime | None:
    """Return the instant that a count since 1970 stands for, also as text; None for none of ours.

    A vendor's clock may be wrong; an instant of another century is no instant.
    """
    text = str(value) if isinstance(value, int | float | str) else ""
    if not _COUNT.fullmatch(text):
        return None
    seconds = float(text) / per_second
    return datetime.fromtimestamp(seconds, UTC) if EARLIEST_S <= seconds < LATEST_S else None


def keepable(text: str) -> str:
    """Return the text with a sign for each character that no database keeps: NUL, half a pair."""
    return _UNKEPT.sub("\ufffd", text)


def _is_deeper(text: str, deepest: int) -> bool:
    """Tell whether lists and objects stand deeper within each other than that."""
    depth = 0
    for step in _STEPS.finditer(text):
        sign = step[0][0]
        if sign in "[{":
            depth += 1
            if depth > deepest:
                return True
        elif sign in "]}":
            depth -= 1
    return False


def _whole(text: str) -> int:
    """Return a whole number that a column can hold."""
    if len(text.lstrip("-")) > MOST_DIGITS or abs(int(text)) > LARGEST_NUMBER:
        raise ValueError("a number of too many digits")
    return int(text)


def _finite(text: str) -> float:
    """Return a number with decimals; one that is too large for any is none."""
    found = float(text)
    if not math.isfinite(found):
        raise ValueError("a number that is too large")
    return found


def _no_number(text: str) -> float:
    """Refuse NaN and Infinity, which are no JSON."""
    raise ValueError(f"{text} is no number")


def _kept(value: object) -> object:
    """Return the value with texts that can be kept; its depth is bounded."""
    if isinstance(value, str):
        return keepable(value)
    if isinstance(value, list):
        return [_kept(one) for one in value]
    if isinstance(value, dict):
        return {keepable(name): _kept(one) for name, one in value.items()}
    return value
