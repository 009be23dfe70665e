"""The dates of a series: pure, by the recurrence rules of RFC 5545 as python-dateutil has them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice

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
