"""VTIMEZONE of any IANA zone: pure, from Python's own data.

The icalendar library's begins summer time an hour late, and Thunderbird believes a feed's VTIMEZONE
more than its own data. Each onset is written in the wall clock before it (RFC 5545, 3.6.5).
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

MEXICO = "America/Mexico_City"
# Standard time until 1996 is not needed: no feed goes that far back. Summer time began on the first
# Sunday of April at 2:00 and ended on the last of October, for the last time in 2022.
MEXICAN = b"\r\n".join(
    (
        b"BEGIN:VTIMEZONE",
        b"TZID:America/Mexico_City",
        b"BEGIN:STANDARD",
        b"DTSTART:19961027T020000",
        b"TZOFFSETFROM:-0500",
        b"TZOFFSETTO:-0600",
        b"TZNAME:CST",
        b"RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=20221030T070000Z",
        b"END:STANDARD",
        b"BEGIN:DAYLIGHT",
        b"DTSTART:19960407T020000",
        b"TZOFFSETFROM:-0600",
        b"TZOFFSETTO:-0500",
        b"TZNAME:CDT",
        b"RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU;UNTIL=20220403T080000Z",
        b"END:DAYLIGHT",
        b"BEGIN:STANDARD",
        b"DTSTART:20221030T020000",
        b"TZOFFSETFROM:-0500",
        b"TZOFFSETTO:-0600",
        b"TZNAME:CST",
        b"END:STANDARD",
        b"END:VTIMEZONE",
        b"",
    )
)
FIRST, AFTER = datetime(2022, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
"""The years whose changes are looked at; a rule that holds in all of them is written as one."""
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Onset:
    """A change of a zone's clock: the wall clock before it, and what it goes from and to."""

    wall: datetime
    before: timedelta
    after: timedelta
    name: str
    is_summer: bool

    @property
    def kind(self) -> tuple[object, ...]:
        """Return the key that onsets of the same rule have in common."""
        return (self.before, self.after, self.name, self.is_summer)


@cache
def vtimezone(tzid: str) -> bytes:
    """Return the VTIMEZONE of a zone as CRLF lines; right from 2022 on, in every year for ours."""
    if tzid == MEXICO:
        return MEXICAN
    lines = ["BEGIN:VTIMEZONE", f"TZID:{tzid}"]
    onsets = _onsets(ZoneInfo(tzid))
    for kind in dict.fromkeys(onset.kind for onset in onsets):
        alike = [onset for onset in onsets if onset.kind == kind]
        rule = _rule(alike)
        for onset in alike[:1] if rule or len(alike) == 1 else alike:
            lines += _observance(onset, rule)
    return "\r\n".join([*lines, "END:VTIMEZONE", ""]).encode()


def _onsets(zone: ZoneInfo) -> list[Onset]:
    """Return how the zone's clock stands at the beginning, and each change of it."""
    at, day = FIRST, timedelta(days=1)
    offset = at.astimezone(zone).utcoffset() or timedelta()
    found = [_onset(at, offset, zone)]
    while at < AFTER:
        following = at + day
        if (following.astimezone(zone).utcoffset(), following.astimezone(zone).dst()) != (
            at.astimezone(zone).utcoffset(),
            at.astimezone(zone).dst(),
        ):
            found.append(_between(at, following, zone))
        at = following
    return found


def _between(before: datetime, after: datetime, zone: ZoneInfo) -> Onset:
    """Return the change that lies between two instants, to the second."""
    offset = before.astimezone(zone).utcoffset() or timedelta()
    start = (offset, before.astimezone(zone).dst())
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        local = middle.astimezone(zone)
        if (local.utcoffset(), local.dst()) == start:
            before = middle
        else:
            after = middle
    return _onset(after, offset, zone)


def _onset(at: datetime, before: timedelta, zone: ZoneInfo) -> Onset:
    """Return the change at an instant."""
    local = at.astimezone(zone)
    wall = (at + before).replace(tzinfo=None)
    after = local.utcoffset() or timedelta()
    return Onset(wall, before, after, local.tzname() or zone.key, bool(local.dst()))


def _rule(onsets: list[Onset]) -> str:
    """Return the yearly rule of changes, empty where one rule does not hold in all years."""
    walls = [onset.wall for onset in onsets]
    years = [wall.year for wall in walls]
    alike = {(wall.month, wall.weekday(), wall.time()) for wall in walls}
    if len(alike) > 1 or years != list(range(years[0], AFTER.year)):
        return ""
    weeks = {(wall.day - 1) // 7 + 1 for wall in walls}
    if all(wall.day + 7 > monthrange(wall.year, wall.month)[1] for wall in walls):
        weeks = {-1}
    if len(weeks) > 1:
        return ""
    week, wall = weeks.pop(), walls[0]
    return f"RRULE:FREQ=YEARLY;BYMONTH={wall.month};BYDAY={week}{WEEKDAYS[wall.weekday()]}"


def _observance(onset: Onset, rule: str) -> list[str]:
    """Return the lines of one onset."""
    name = "DAYLIGHT" if onset.is_summer else "STANDARD"
    lines = [
        f"BEGIN:{name}",
        f"DTSTART:{onset.wall:%Y%m%dT%H%M%S}",
        f"TZOFFSETFROM:{_offset(onset.before)}",
        f"TZOFFSETTO:{_offset(onset.after)}",
        f"TZNAME:{onset.name}",
    ]
    return [*lines, *([rule] if rule else []), f"END:{name}"]


def _offset(offset: timedelta) -> str:
    """Return a distance from UTC as it is written, such as -0600."""
    minutes = int(offset.total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}{rest:02}"
