"""The office's telephone as a link that dials it."""

import re

DIGITS = re.compile(r"[^0-9+]")
EXTENSION = re.compile(r"\bext\w*\.?\s*", re.IGNORECASE)


def dialled(number: str) -> str:
    """Return the address of a number as people write it: an extension is dialled after a pause."""
    main, _, extension = EXTENSION.sub("|", number, count=1).partition("|")
    parts = [DIGITS.sub("", one) for one in (main, extension)]
    return "tel:" + ",".join(one for one in parts if one)
