"""What a report is made of, said once: page, workbook, paper and table all render these. Pure.

A `Part` has figures, a table of lines, and the rows behind both: a row names the figures that it is
counted in and the line it stands under, so that each number opens its own rows. Rows carry no name
of a person outside the office: see `rows.py`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

Number = int | float | None
"""None where nobody knows: that is not zero."""


class Unit(StrEnum):
    """What a number is of."""

    COUNT = "count"
    HOURS = "hours"
    """With one decimal."""
    SHARE = "share"
    """1 is all of it; people read «80 %»."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a period beside that of the period before, and of a year ago."""

    key: str
    title: str
    value: Number
    unit: Unit = Unit.COUNT
    before: Number = None
    year_ago: Number = None
    is_good: bool | None = None
    """Whether more of it is better; None where more is neither."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of numbers. `figure` is what its rows are counted in."""

    title: str
    unit: Unit = Unit.COUNT
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a part's table."""

    key: str
    title: str
    values: tuple[Number, ...]
    note: str = ""
    share: float | None = None
    """How long its bar is, of 1; None for none."""
    takes_comment: bool = False
    """It is a goal: somebody may write why it was not reached."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is counted. `key` is `event:12`: what it is and its number."""

    key: str
    title: str
    at: datetime
    counted: tuple[str, ...]
    """The keys of the figures."""
    line: str = ""
    note: str = ""
    endpoint: str = ""
    """Of its page, where its key does not tell."""
    args: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a report."""

    key: str
    title: str
    figures: tuple[Figure, ...] = ()
    line_title: str = ""
    """What the table's first column is called."""
    columns: tuple[Column, ...] = ()
    lines: tuple[Line, ...] = ()
    rows: tuple[Row, ...] = ()
    note: str = ""
    """What is counted, in a sentence for people."""
    series: tuple[tuple[str, int], ...] = ()
    """What the first figure is made of over time, for a chart."""

    def figure(self, key: str) -> Figure:
        """Return a figure by its key."""
        return next(one for one in self.figures if one.key == key)

    def rows_of(self, figure: str, line: str = "") -> list[Row]:
        """Return the rows behind a number: of a figure, under a line where one is named."""
        return [
            one
            for one in self.rows
            if (not figure or figure in one.counted) and (not line or one.line == line)
        ]


def beside(part: Part, before: Part, year_ago: Part) -> Part:
    """Return a part whose figures stand beside those of two other periods."""
    earlier = {one.key: one.value for one in before.figures}
    past = {one.key: one.value for one in year_ago.figures}
    figures = (
        replace(one, before=earlier.get(one.key), year_ago=past.get(one.key))
        for one in part.figures
    )
    return replace(part, figures=tuple(figures))


def known_sum(values: Iterable[Number]) -> Number:
    """Return the sum of what is known; None where nothing is."""
    known = [one for one in values if one is not None]
    return sum(known) if known else None


def with_shares(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return lines whose bars show their first number beside the largest."""
    found = tuple(lines)
    most = max((one.values[0] or 0 for one in found), default=0)
    return tuple(replace(one, share=(one.values[0] or 0) / most if most else 0) for one in found)


def ranked(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return lines with their bars, the largest first."""
    return with_shares(sorted(lines, key=lambda one: (-(one.values[0] or 0), one.title)))
