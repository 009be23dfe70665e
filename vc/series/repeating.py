"""The dates of a series: pure, by the recurrence rules of RFC 5545 as python-dateutil has them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from vc.booking.models import Frequency

MOST_SESSIONS = 60
"""More than a year of weeks; Zoom's own limit for what repeats (`recurrence.end_times`)."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """How often, and until when: either `count` sessions or until a last day, included."""

    frequency: Frequency
    count: int | None = None
    until: date | None = None


def dates(first: date, repeat: Repeat) -> list[date]:
    """Return the days of a series that begins on `first`, at most one more than are allowed.

    A month repeats the weekday: the second Tuesday. A fifth weekday, which few months have, stands
    for the last one.
    """
    days = (moment.date() for moment in _rule(first, repeat.frequency))
    until = repeat.until or date.max
    return list(_until(islice(days, repeat.count or MOST_SESSIONS + 1), until))


def starts(first: datetime, repeat: Repeat) -> list[datetime]:
    """Return the instants at which a series begins whose first session begins at `first`.

    `first` is aware and in the zone whose wall clock repeats: ten o'clock stays ten o'clock.
    """
    return [at_wall_clock(day, first.time(), first.tzinfo) for day in dates(first.date(), repeat)]


def at_wall_clock(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """Return the instant at which the clocks of a zone show that day and hour."""
    return datetime.combine(day, hour, zone).astimezone(UTC)


def _until(days: Iterator[date], last: date) -> Iterator[date]:
    """Yield the days up to the last one, included."""
    for day in days:
        if day > last:
            return
        yield day


def _rule(first: date, frequency: Frequency) -> rrule:
    """Return the endless rule of a frequency."""
    begins = datetime.combine(first, time())
    if frequency is Frequency.MONTHLY:
        number = (first.day - 1) // 7 + 1
        return rrule(
            MONTHLY,
            dtstart=begins,
            byweekday=weekday(first.weekday(), number if number < 5 else -1),
        )
    return rrule(WEEKLY, dtstart=begins, interval=2 if frequency is Frequency.BIWEEKLY else 1)
