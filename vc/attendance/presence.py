"""Who stayed: how many were in a room, minute by minute, and as bars of a chart. Pure.

Of the people themselves nothing is kept here.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
STEPS = (5, 10, 15, 30, 60, 120)
"""Minutes that a bar may stand for."""
MOST_BARS = 24
Stay = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Presence:
    """The most that were in a room at once, in each minute from one on."""

    since: datetime
    counts: tuple[int, ...]

    @property
    def person_minutes(self) -> int:
        """Return how long all of them were there together."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Bar:
    """The most that were there at once in some minutes."""

    begins_at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of one length each, up to a top that can be halved."""

    minutes: int
    bars: tuple[Bar, ...]
    top: int

    @property
    def highest(self) -> Bar:
        """Return the first bar of the highest."""
        return max(self.bars, key=lambda one: one.count)


def per_minute(stays: Iterable[Stay], since: datetime, until: datetime) -> Presence | None:
    """Return how many were there in each minute of a time; None where nobody was.

    What lies outside is left out. Whoever leaves as another comes makes no more of them.
    """
    inside = [(max(begin, since), min(end, until)) for begin, end in stays]
    inside = [(begin, end) for begin, end in inside if begin < end]
    if not inside:
        return None
    first = min(begin for begin, _ in inside).replace(second=0, microsecond=0)
    turns = [(begin, 1) for begin, _ in inside] + [(end, -1) for _, end in inside]
    # Those of one instant that go before those that come.
    return Presence(first, tuple(_most_in_each(sorted(turns), first)))


def _most_in_each(turns: Iterable[tuple[datetime, int]], first: datetime) -> Iterator[int]:
    """Yield the most that were there in each minute, by who came and who left, in their order."""
    waiting, present, begin = deque(turns), 0, first
    while waiting:
        while waiting and waiting[0][0] <= begin:
            present += waiting.popleft()[1]
        if not waiting:
            return
        most = present
        while waiting and waiting[0][0] < begin + MINUTE:
            present += waiting.popleft()[1]
            most = max(most, present)
        yield most
        begin += MINUTE


def chart(presence: Presence, zone: ZoneInfo) -> Chart:
    """Return the bars of a chart, as few as can be read, on the clock's own marks."""
    needed = (one for one in STEPS if len(presence.counts) <= one * MOST_BARS)
    step = next(needed, STEPS[-1])
    local = presence.since.astimezone(zone)
    begin = presence.since - MINUTE * ((local.hour * 60 + local.minute) % step)
    lead = (presence.since - begin) // MINUTE
    padded: Sequence[int] = (*[0] * lead, *presence.counts)
    bars = tuple(
        Bar(begin + MINUTE * at, max(padded[at : at + step])) for at in range(0, len(padded), step)
    )
    return Chart(step, bars, _top(max(one.count for one in bars)))


def _top(count: int) -> int:
    """Return an even number above a count, as people would write it on an axis."""
    size = 1
    while True:
        for one in (2, 4, 6, 8, 10):
            if count <= one * size:
                return one * size
        size *= 10
