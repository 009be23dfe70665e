"""When a channel may publish: apart from the posts beside it, not at night, not too many a day.

Pure: instants in, instants out. A day is one of the office's time zone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

STEP = timedelta(minutes=5)
"""Proposed times lie on it."""
MOST_DAYS = 800
"""So far ahead a free time is looked for; a channel is full long before."""


class Clash(StrEnum):
    """Why an instant does not suit a channel."""

    QUIET = "quiet"
    """It lies in the hours in which nobody is to be disturbed."""
    CLOSE = "close"
    """Another post of the channel is too near."""
    FULL = "full"
    """The day has as many posts as it may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """When a channel may publish. Equal ends of the quiet hours mean that there are none."""

    zone: ZoneInfo
    gap: timedelta = timedelta(hours=3)
    most_per_day: int = 3
    quiet_from: time = time(23)
    quiet_until: time = time(7)
    hours: tuple[time, ...] = ()
    """The office's own hours, which are proposed; none: any that is free."""

    def is_quiet(self, at: datetime) -> bool:
        """Tell whether an instant lies in the quiet hours."""
        return lies_between(self.quiet_from, self.quiet_until, at.astimezone(self.zone).time())


def lies_between(begin: time, end: time, clock: time) -> bool:
    """Tell whether a time of the day lies from `begin` until before `end`, maybe past midnight."""
    return begin <= clock < end if begin <= end else clock >= begin or clock < end


def clashes(at: datetime, taken: Iterable[datetime], rules: Rules) -> tuple[Clash, ...]:
    """Return every reason why an instant does not suit a channel whose other posts are `taken`."""
    others, day = list(taken), _day(at, rules)
    found = (
        (rules.is_quiet(at), Clash.QUIET),
        (any(abs(at - other) < rules.gap for other in others), Clash.CLOSE),
        (sum(_day(other, rules) == day for other in others) >= rules.most_per_day, Clash.FULL),
    )
    return tuple(clash for is_so, clash in found if is_so)


def next_free(after: datetime, taken: Iterable[datetime], rules: Rules) -> datetime:
    """Return the first instant from `after` on that suits the channel, on five minutes.

    Where the channel has hours of its own, the first of those. Raises ValueError when none of the
    next 800 days has one, as with hours that lie in the quiet ones.
    """
    others, at = sorted(taken), _rounded_up(after)
    limit = at + timedelta(days=MOST_DAYS)
    while at < limit:
        wanted = _next_hour(at, rules)
        if wanted > at:
            at = wanted
            continue
        found = clashes(at, others, rules)
        if not found:
            return at
        at = max(_leap(clash, at, others, rules) for clash in found)
    raise ValueError("no free time")


def spaced(
    wanted: Sequence[datetime], taken: Iterable[datetime], rules: Rules, *, now: datetime
) -> list[datetime]:
    """Return new instants for posts whose own have passed meanwhile, in the same order.

    What is still to come and suits the channel keeps its instant, if those before it allow that.
    """
    others, placed, at = list(taken), [], now
    for instant in wanted:
        at = max(instant, at)
        if at < now or at != instant or clashes(at, others, rules):
            at = next_free(at, others, rules)
        others.append(at)
        placed.append(at)
    return placed


def _leap(clash: Clash, at: datetime, others: Sequence[datetime], rules: Rules) -> datetime:
    """Return the first instant at which this clash may be over."""
    if clash is Clash.CLOSE:
        near = [other for other in others if abs(at - other) < rules.gap]
        return _rounded_up(max(near) + rules.gap)
    if clash is Clash.FULL:
        return _at(_day(at, rules) + timedelta(days=1), time(0), rules)
    day = _day(at, rules)
    end = _at(day, rules.quiet_until, rules)
    return end if end > at else _at(day + timedelta(days=1), rules.quiet_until, rules)


def _next_hour(at: datetime, rules: Rules) -> datetime:
    """Return the first of the channel's hours from an instant on; the instant without any."""
    if not rules.hours:
        return at
    day = _day(at, rules)
    offered = (
        _at(day + timedelta(days=days), hour, rules) for days in (0, 1) for hour in rules.hours
    )
    return min(one for one in offered if one >= at)


def _rounded_up(at: datetime) -> datetime:
    """Return the instant, or the next one on five minutes."""
    start = datetime(2000, 1, 1, tzinfo=UTC)
    return start + -((start - at.astimezone(UTC)) // STEP) * STEP


def _day(at: datetime, rules: Rules) -> date:
    """Return the office's day of an instant."""
    return at.astimezone(rules.zone).date()


def _at(day: date, clock: time, rules: Rules) -> datetime:
    """Return the instant of a clock time on a day."""
    return datetime.combine(day, clock, tzinfo=rules.zone).astimezone(UTC)
