"""Months, quarters and years of the office's calendar, as addresses and people name them. Pure.

A period is [first midnight, next first midnight) on the office's clock: `Settings.tzid`. What
happened at its first instant belongs to it, what happened at its end to the next one.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from vc import dates

KEY = re.compile(r"(?P<year>20\d\d)(?:-(?:(?P<month>0[1-9]|1[0-2])|T(?P<quarter>[1-4])))?")
QUARTERS = ("primer", "segundo", "tercer", "cuarto")


class PeriodKind(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Span:
    """A time [start, end) between two instants."""

    start: datetime
    end: datetime

    def holds(self, at: datetime) -> bool:
        """Tell whether an instant is within."""
        return self.start <= at < self.end


@dataclass(frozen=True, slots=True)
class Period:
    """A month, a quarter or a year; `first` is its first day."""

    kind: PeriodKind
    first: date

    @property
    def key(self) -> str:
        """Return what stands in its address: «2026-11», «2026-T4», «2026»."""
        if self.kind is PeriodKind.MONTH:
            return f"{self.first:%Y-%m}"
        return f"{self.first:%Y}" + (
            f"-T{self._quarter}" if self.kind is PeriodKind.QUARTER else ""
        )

    @property
    def name(self) -> str:
        """Return «noviembre de 2026», «cuarto trimestre de 2026», «2026»."""
        if self.kind is PeriodKind.MONTH:
            return dates.month(self.first)
        if self.kind is PeriodKind.QUARTER:
            return f"{QUARTERS[self._quarter - 1]} trimestre de {self.first.year}"
        return str(self.first.year)

    @property
    def of(self) -> str:
        """Return the same after «el informe»: «de noviembre de 2026», «del cuarto trimestre…»."""
        return f"{'del' if self.kind is PeriodKind.QUARTER else 'de'} {self.name}"

    @property
    def _quarter(self) -> int:
        """Return which quarter of the year it begins in, from 1."""
        return (self.first.month + 2) // 3

    @property
    def months(self) -> int:
        """Return how many months it has."""
        return MONTHS[self.kind]

    @property
    def year_ago(self) -> "Period":
        """Return the same period of the year before."""
        return Period(self.kind, dates.months_from(self.first, -12))

    def moved(self, count: int) -> "Period":
        """Return the period that lies `count` of them after it."""
        return Period(self.kind, dates.months_from(self.first, count * self.months))

    def span(self, zone: ZoneInfo) -> Span:
        """Return it as instants, in UTC."""
        last = dates.months_from(self.first, self.months)
        begin, end = (datetime(one.year, one.month, 1, tzinfo=zone) for one in (self.first, last))
        return Span(begin.astimezone(UTC), end.astimezone(UTC))


def period_of(key: str) -> Period | None:
    """Return the period that an address names; None where it names none."""
    found = KEY.fullmatch(key)
    if found is None:
        return None
    year = int(found["year"])
    if found["month"]:
        return Period(PeriodKind.MONTH, date(year, int(found["month"]), 1))
    if found["quarter"]:
        return Period(PeriodKind.QUARTER, date(year, int(found["quarter"]) * 3 - 2, 1))
    return Period(PeriodKind.YEAR, date(year, 1, 1))


def around(kind: PeriodKind, day: date) -> Period:
    """Return the period of a kind that a day lies in."""
    months = MONTHS[kind]
    return Period(kind, date(day.year, (day.month - 1) // months * months + 1, 1))
