"""When a vendor is asked what was recorded: a poll that suffices without any of its messages."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

FIRST_LOOKS_MIN = (5, 10, 20, 40)
HOURLY_UNTIL = timedelta(hours=24)
HOPE = timedelta(days=30)
"""How long a recording is looked for after its session."""
FAR_LOOK = timedelta(hours=24)
"""How often everything of the last month is looked through, whatever is awaited."""


def looks_after(end: datetime) -> Iterator[datetime]:
    """Yield when to look for what was recorded of a session that ended at `end`, in order.

    After 5, 10, 20 and 40 minutes, each hour until 24 hours, each day until day 30.
    """
    yield from (end + timedelta(minutes=minutes) for minutes in FIRST_LOOKS_MIN)
    hours = int(HOURLY_UNTIL / timedelta(hours=1))
    yield from (end + timedelta(hours=hour) for hour in range(1, hours + 1))
    yield from (end + timedelta(days=day) for day in range(2, HOPE.days + 1))


def next_look(ends: Iterable[datetime], far_looked_at: datetime, *, now: datetime) -> datetime:
    """Return the next time after `now` at which an account is to be looked through.

    `ends` are the ends of the sessions on it whose recordings are awaited.
    """
    coming = [next((at for at in looks_after(end) if at > now), None) for end in ends]
    far = max(far_looked_at + FAR_LOOK, now)
    return min([at for at in coming if at is not None] + [far])
