"""The day as a line of hours: which stretch stands in which lane, where, and how its name fits.

Places are quarter hours from the first hour that is shown, counted from 1; a page turns them into
classes, since its policy forbids styles. Nothing is lost: what has no place on the line, because
it lies outside of its hours or there are too many lanes, is folded, and listed below.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

QUARTER = 15
HOUR = 60
HOURS_SHOWN = 11
COLUMNS = HOURS_SHOWN * HOUR // QUARTER
FIRST_HOUR = 8
LAST_HOUR = FIRST_HOUR + HOURS_SHOWN
MOST_LANES = 8
FIRST_ROW = 2
"""Above the lanes stand the hours."""
LABEL = 7
"""So many quarters a name needs beside its bar."""
WIDE = 16
"""A name beside its bar is given no more than this."""
LONG = 8
"""A bar of so many quarters has room for its name inside."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Something that takes its time in a room; minutes of the office's day, past it too."""

    key: int
    room: str
    begin: int
    end: int


@dataclass(slots=True)
class Bar:
    """A stretch on the line: its row, its first quarter, how many, and how many with its name."""

    stretch: Stretch
    row: int
    first: int
    count: int
    width: int = 0
    """0 while its name stands inside."""

    @property
    def after(self) -> int:
        """Return the first quarter that neither it nor its name takes."""
        return self.first + max(self.count, self.width)


@dataclass(frozen=True, slots=True)
class Lane:
    """A room, and the rows that are its own: several where sessions overlap in it."""

    room: str
    row: int


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day as it is shown."""

    first_hour: int
    lanes: tuple[Lane, ...]
    bars: dict[int, Bar] = field(default_factory=dict)
    """By the keys of their stretches."""
    folded: frozenset[int] = frozenset()
    """The keys of what is not on the line."""

    @property
    def hours(self) -> list[tuple[int, str]]:
        """Return the hours, each with the quarter at which it begins."""
        return [
            (1 + number * HOUR // QUARTER, f"{self.first_hour + number}:00")
            for number in range(HOURS_SHOWN)
        ]

    def place_of(self, minute: int) -> int | None:
        """Return the quarter in which a minute lies; None outside of the hours."""
        place = _place(minute, self.first_hour)
        return place if 1 <= place <= COLUMNS else None


def day_line(stretches: Iterable[Stretch]) -> DayLine:
    """Return the line of a day."""
    known = sorted(stretches, key=lambda one: (one.begin, one.end, one.key))
    first_hour = _first_hour(known)
    shown = [one for one in known if _overlaps(one, first_hour)]
    rows = _rows(shown, first_hour)
    bars = {bar.stretch.key: bar for _, bars in rows for bar in bars}
    for _, row in rows:
        _name_beside(row)
    lanes = tuple(
        Lane(room, FIRST_ROW + number)
        for number, (room, _) in enumerate(rows)
        if number == 0 or rows[number - 1][0] != room
    )
    return DayLine(first_hour, lanes, bars, frozenset(one.key for one in known) - bars.keys())


def _first_hour(stretches: Sequence[Stretch]) -> int:
    """Return the hour to begin with: that of the office, or another from which more is seen."""
    if not stretches:
        return FIRST_HOUR
    earliest = min(one.begin for one in stretches) // HOUR
    latest = -(-max(one.end for one in stretches) // HOUR)
    if earliest < FIRST_HOUR and latest <= earliest + HOURS_SHOWN:
        return max(0, earliest)
    if latest > LAST_HOUR and earliest >= latest - HOURS_SHOWN:
        return min(24, latest) - HOURS_SHOWN
    return FIRST_HOUR


def _overlaps(one: Stretch, first_hour: int) -> bool:
    """Tell whether some of a stretch lies within the hours."""
    return one.begin < (first_hour + HOURS_SHOWN) * HOUR and one.end > first_hour * HOUR


def _place(minute: int, first_hour: int) -> int:
    """Return the quarter of a minute, counted from 1."""
    return 1 + (minute - first_hour * HOUR) // QUARTER


def _rows(shown: Sequence[Stretch], first_hour: int) -> list[tuple[str, list[Bar]]]:
    """Return the rows with their bars, as many as there is room for; a room's stand together."""
    found: list[tuple[str, list[Bar]]] = []
    for room in sorted({one.room for one in shown}):
        own: list[list[Bar]] = []
        for one in (one for one in shown if one.room == room):
            _put(own, one, first_hour)
        found += [(room, row) for row in own]
    found = found[:MOST_LANES]
    for number, (_, row) in enumerate(found):
        for bar in row:
            bar.row = FIRST_ROW + number
    return found


def _put(rows: list[list[Bar]], one: Stretch, first_hour: int) -> None:
    """Put a stretch into the first of a room's rows in which nothing lies at that time."""
    # What begins before the first hour, or ends after the last, is cut at the edge.
    first = max(1, _place(one.begin, first_hour))
    after = min(COLUMNS + 1, _place(one.end - 1, first_hour) + 1)
    bar = Bar(one, 0, first, after - first)
    for row in rows:
        last = row[-1]
        if last.stretch.end <= one.begin and last.first < first:
            # They meet within one quarter: the earlier one ends where the next begins.
            last.count = min(last.count, first - last.first)
            row.append(bar)
            return
    rows.append([bar])


def _name_beside(row: Sequence[Bar]) -> None:
    """Let the names of a row stand beside their bars, where it is free for them."""
    ends = [bar.first for bar in row[1:]] + [COLUMNS + 1]
    for bar, end in zip(row, ends, strict=True):
        free = min(end - bar.first, bar.count + WIDE - LABEL)
        if bar.count < LONG and free >= bar.count + LABEL:
            bar.width = free
