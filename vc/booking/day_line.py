"""The day as a line of hours: which stretch stands in which lane, where, and how its name fits.

Places are columns from the first hour that is shown, counted from 1: quarter hours, or half hours
on a day that is too long for those. A page turns them into classes, since its policy forbids
styles. Nothing is lost: what has no place on the line, because it lies outside of its hours or
there are too many lanes, is folded, and listed below.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

QUARTER, HALF, HOUR = 15, 30, 60
COLUMNS = 44
MARK = 4
"""So many columns lie between two hours that are named."""
FIRST_HOUR, DAY = 8, 24
MOST_LANES = 8
FIRST_ROW = 2
"""Above the lanes stand the hours."""
LABEL = 7
"""So many columns a name needs beside its bar."""
WIDE = 16
"""A name beside its bar is given no more than this."""
LONG = 8
"""A bar of so many columns has room for its name inside."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Something that takes its time in a room; minutes of the office's day, past it too."""

    key: int
    room: str
    begin: int
    end: int


@dataclass(slots=True)
class Bar:
    """A stretch on the line: its row, its first column, how many, and how many with its name."""

    stretch: Stretch
    row: int
    first: int
    count: int
    width: int = 0
    """0 while its name stands inside."""

    @property
    def after(self) -> int:
        """Return the first column that neither it nor its name takes."""
        return self.first + max(self.count, self.width)


@dataclass(frozen=True, slots=True)
class Lane:
    """A room, and the rows that are its own: several where sessions overlap in it."""

    room: str
    row: int


@dataclass(frozen=True, slots=True)
class Scale:
    """Which hours are shown: the first one, and how many minutes a column is."""

    first_hour: int
    step: int

    @property
    def hours(self) -> int:
        """Return how many hours are shown."""
        return COLUMNS * self.step // HOUR

    def place_of(self, minute: int) -> int:
        """Return the column of a minute, counted from 1; below and beyond for what is outside."""
        return 1 + (minute - self.first_hour * HOUR) // self.step

    def shows(self, one: Stretch) -> bool:
        """Tell whether some of a stretch lies within the hours."""
        begin, end = self.first_hour * HOUR, (self.first_hour + self.hours) * HOUR
        return one.begin < end and one.end > begin


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day as it is shown."""

    scale: Scale
    lanes: tuple[Lane, ...]
    bars: dict[int, Bar] = field(default_factory=dict)
    """By the keys of their stretches."""
    folded: frozenset[int] = frozenset()
    """The keys of what is not on the line."""

    @property
    def hours(self) -> list[tuple[int, str]]:
        """Return the hours that are named, each with the column at which it begins."""
        first, each = self.scale.first_hour, MARK * self.scale.step // HOUR
        return [
            (1 + MARK * number, f"{(first + number * each) % DAY}:00")
            for number in range(COLUMNS // MARK)
        ]

    def place_of(self, minute: int) -> int | None:
        """Return the column in which a minute lies; None outside of the hours."""
        place = self.scale.place_of(minute)
        return place if 1 <= place <= COLUMNS else None


def day_line(stretches: Iterable[Stretch]) -> DayLine:
    """Return the line of a day."""
    known = sorted(stretches, key=lambda one: (one.begin, one.end, one.key))
    scale = _scale(known)
    rows = _rows([one for one in known if scale.shows(one)], scale)
    bars = {bar.stretch.key: bar for _, bars in rows for bar in bars}
    for _, row in rows:
        _name_beside(row)
    lanes = tuple(
        Lane(room, FIRST_ROW + number)
        for number, (room, _) in enumerate(rows)
        if number == 0 or rows[number - 1][0] != room
    )
    return DayLine(scale, lanes, bars, frozenset(one.key for one in known) - bars.keys())


def _scale(stretches: Sequence[Stretch]) -> Scale:
    """Return the hours of the office, or others from which all of the day is seen, if it can be."""
    usual = Scale(FIRST_HOUR, QUARTER)
    last = FIRST_HOUR + usual.hours
    earliest = min((one.begin for one in stretches), default=FIRST_HOUR * HOUR) // HOUR
    latest = -(-max((one.end for one in stretches), default=last * HOUR) // HOUR)
    if earliest >= FIRST_HOUR and latest <= last:
        return usual
    if latest - earliest <= usual.hours:
        return Scale(max(0, earliest if latest <= last else latest - usual.hours), QUARTER)
    long = Scale(0, HALF)
    return Scale(max(0, min(earliest, max(latest, DAY) - long.hours)), HALF)


def _rows(shown: Sequence[Stretch], scale: Scale) -> list[tuple[str, list[Bar]]]:
    """Return the rows with their bars, as many as there is room for; a room's stand together."""
    found: list[tuple[str, list[Bar]]] = []
    for room in sorted({one.room for one in shown}):
        own: list[list[Bar]] = []
        for one in (one for one in shown if one.room == room):
            _put(own, one, scale)
        found += [(room, row) for row in own]
    found = found[:MOST_LANES]
    for number, (_, row) in enumerate(found):
        for bar in row:
            bar.row = FIRST_ROW + number
    return found


def _put(rows: list[list[Bar]], one: Stretch, scale: Scale) -> None:
    """Put a stretch into the first of a room's rows in which nothing lies at that time."""
    # What begins before the first hour, or ends after the last, is cut at the edge.
    first = max(1, scale.place_of(one.begin))
    after = min(COLUMNS + 1, scale.place_of(one.end - 1) + 1)
    bar = Bar(one, 0, first, after - first)
    for row in rows:
        last = row[-1]
        if last.stretch.end <= one.begin and last.first < first:
            # They meet within one column: the earlier one ends where the next begins.
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
