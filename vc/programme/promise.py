"""What was promised: periods, versions of a goal and adjustments, without a database. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WEEK = timedelta(days=7)
TO_THURSDAY = timedelta(days=3)


class Period(StrEnum):
    """How often a goal begins anew."""

    WEEK = "week"
    """Monday to Sunday; a week is of the month and year of its Thursday (ISO 8601)."""
    MONTH = "month"
    TWO_MONTHS = "two_months"
    QUARTER = "quarter"
    YEAR = "year"
    PERMANENT = "permanent"
    """It goes on; told by the month, and never with a number."""


MONTHS = {
    Period.MONTH: 1,
    Period.PERMANENT: 1,
    Period.TWO_MONTHS: 2,
    Period.QUARTER: 3,
    Period.YEAR: 12,
}


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """One period of a goal: the days [begin, end)."""

    begin: date
    end: date

    @property
    def last_day(self) -> date:
        """Return the day on which it is due."""
        return self.end - timedelta(days=1)

    @property
    def is_week(self) -> bool:
        """Tell whether it is a week."""
        return self.end - self.begin == WEEK

    @property
    def first_of_month(self) -> date:
        """Return the month that it is told in, by its first day: that in which it is due."""
        anchor = self.begin + TO_THURSDAY if self.is_week else self.last_day
        return anchor.replace(day=1)

    def touches(self, begin: date, end: date) -> bool:
        """Tell whether it belongs to the days [begin, end): a week where its Thursday is."""
        if self.is_week:
            return begin <= self.begin + TO_THURSDAY < end
        return self.begin < end and begin < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A version of a goal: what holds in every period that begins on its day or later."""

    begins_on: date
    name: str = ""
    least: int | None = None
    most: int | None = None
    campaign_id: int | None = None
    is_over: bool = False
    """The goal was ended: from here on it is asked of nobody."""


@dataclass(frozen=True, slots=True)
class Easing:
    """What one period asks instead; it begins on `begins_on`."""

    begins_on: date
    least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A goal as it counts: its versions, in any order, and its adjustments."""

    year: int
    period: Period
    versions: Sequence[Terms]
    easings: Sequence[Easing] = ()

    def terms_at(self, span: Span) -> Terms | None:
        """Return the version that a period is measured against; None where none asks anything."""
        begun = [one for one in self.versions if one.begins_on <= span.begin]
        last = max(begun, key=lambda one: one.begins_on, default=None)
        return None if last is None or last.is_over else last


def spans_of(year: int, period: Period) -> list[Span]:
    """Return the periods of a year, the first first. Together they are the year, without a gap."""
    if period is Period.WEEK:
        first, end = _first_monday(year), _first_monday(year + 1)
        weeks = (end - first) // WEEK
        return [Span(first + WEEK * n, first + WEEK * (n + 1)) for n in range(weeks)]
    step = MONTHS[period]
    return [Span(date(year, m, 1), _month_after(year, m + step)) for m in range(1, 13, step)]


def span_at(year: int, period: Period, day: date) -> Span | None:
    """Return the period of a year that a day is in; None for a day of another year."""
    return next((one for one in spans_of(year, period) if one.begin <= day < one.end), None)


def _first_monday(year: int) -> date:
    """Return the Monday of the week that has the year's first Thursday."""
    return date.fromisocalendar(year, 1, 1)


def _month_after(year: int, month: int) -> date:
    """Return the first day of a month of the year, or of the next January."""
    return date(year, month, 1) if month <= 12 else date(year + 1, 1, 1)
