"""Where features further right lay something over days of the staff's calendar."""

from collections.abc import Callable, Iterable
from datetime import date

from vc.hooks import Hook

BANDS: Hook[Callable[[date, date], Iterable[dict[str, object]]]] = Hook("over days")
"""(first, last) → title, days, address."""
