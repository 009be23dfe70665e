"""Where features further right lay something over days of the staff's calendar."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypedDict

from vc.hooks import Hook


class Band(TypedDict):
    """What lies over the days from `starts_on` to `ends_on`."""

    title: str
    starts_on: date
    ends_on: date
    url: str
    says: str
    """What holds on those days."""
    is_ban: bool
    """Whether the law forbids something then; a day off is only lighter."""


BANDS: Hook[Callable[[date, date], Iterable[Band]]] = Hook("over days")
"""(first, last) → bands."""
