"""What several parts of one page ask for is read once: kept for the request that shows it."""

from collections.abc import Callable
from typing import TypeVar

from flask import g

T = TypeVar("T")


def once(read: Callable[[], T], *key: object) -> T:
    """Return what `read` gives; asked again under the same key in this request, the same."""
    known = g.setdefault("read_once", {})
    if key not in known:
        known[key] = read()
    found: T = known[key]
    return found
