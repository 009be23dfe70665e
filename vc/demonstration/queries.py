"""Reads the annual programme's facts, and what the demonstration plans by them.

The programme names the year 2021; what it says of days recurs, so it is laid over any year. All of
it follows from the files in `data` and the present instant: the same instant gives the same plan.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from dateutil.easter import easter

from vc.booking.forms import TEMPLATES
from vc.booking.models import EventKind

DATA = Path(__file__).parent / "data"
LAST_START = time(16, 30)
"""A session that begins later today begins by then, or on the next working day."""
PLANNED_AT = time(12, 45)
"""When whatever is approved is planned."""
CMSP_MONTHS = range(-1, 3)
"""The months around the present one whose session of the CMSP is planned."""


@dataclass(frozen=True, slots=True, order=True)
class ObservedDays:
    """Days of the programme, both included, and what it asks of the office on them."""

    first: date
    last: date
    name: str
    action: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One of the programme's proposals. `line` is what its sessions belong to, if it has any."""

    term: str
    text: str
    line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A session of the demonstration. `host` is the key of a person in `demo.DEMO_ACCOUNTS`."""

    starts_at: datetime
    kind: EventKind
    summary: str
    line: str
    host: str
    description: str = ""
    institution: str = ""
    municipality: str = ""
    audience: int = 0
    streams: bool = False
    has_minors: bool = False
    is_internal: bool = False
    waits: bool = False
    """It is put on the waiting list: the one licence that suits it is taken at that hour."""
    cancelled: str = ""
    """Why it was cancelled; empty when it was not."""
    by_hand: bool = False
    """Its room is made elsewhere, and its link is still to come."""
    is_of_today: bool = False
    """It was planned around this very moment, whatever the hour."""
    film: str = ""
    """The talk of `talks.toml` that was recorded of it."""
    recording: str = ""
    """How its recording stands that has no film: a key of `demo_states.STATES`."""
    came: int = 0
    registered: int = 0
    seats: int = 0
    """How many can register, where that is not the usual number."""
    watched: tuple[int, ...] = ()
    """On Facebook: the most at once, and how many it reached."""
    refuses: str = ""
    """Who asked not to appear."""

    @property
    def ends_at(self) -> datetime:
        """Return its end, by what its kind usually takes."""
        return self.starts_at + timedelta(minutes=int(str(TEMPLATES[self.kind]["duration"])))

    def is_on(self, now: datetime) -> bool:
        """Tell whether it has begun and has not ended."""
        return self.starts_at <= now < self.ends_at


def observances_of(year: int) -> list[ObservedDays]:
    """Return the days that the programme observes, laid over a year, in their order."""
    facts = _read("programme.toml")
    recurring = [{**facts["every_month"], "month": month} for month in range(1, 13)]
    found = []
    for row in (*facts["days"], *recurring):
        day = date(year, row["month"], row["day"])
        found.append(_observed(row, day, day))
    sunday = easter(year)
    found.append(_observed(facts["holy_week"], sunday - timedelta(days=7), sunday))
    summer = facts["summer"]
    first, last = (date(year, summer["month"], summer[end]) for end in ("from_day", "to_day"))
    found.append(_observed(summer, first, last))
    return sorted(found)


def proposals() -> list[Proposal]:
    """Return the programme's proposals, in its order."""
    return [Proposal(**row) for row in _read("programme.toml")["proposals"]]


def campaign_names() -> list[str]:
    """Return the campaigns a session can belong to, and the proposals that have sessions."""
    return [*_read("programme.toml")["campaigns"], *(one.line for one in proposals() if one.line)]


def cmsp_zone(month: int) -> str:
    """Return the zone whose session of the CMSP is covered in a month, 1 to 12."""
    return _read("programme.toml")["cmsp"]["zones"][month - 1]


@dataclass(frozen=True, slots=True)
class PlannedSeries:
    """Meetings that repeat. Instants are aware."""

    summary: str
    description: str
    host: str
    starts: tuple[datetime, ...]


def is_working_day(day: date) -> bool:
    """Tell whether the office works that day."""
    off = _read("sessions.toml")["days_off"]
    mondays = [_nth(day.year, month, which, weekday=0) for month, which in off["mondays"]]
    holy = [easter(day.year) - timedelta(days=before) for before in (3, 2)]
    is_off = [day.month, day.day] in off["dates"] or day in mondays or day in holy
    return day.weekday() < 5 and not is_off


def planned_sessions(now: datetime, zone: ZoneInfo) -> list[Planned]:
    """Return the sessions of the demonstration around `now`, oldest first."""
    local = now.astimezone(zone)
    rows = [_planned(row, local) for row in _read("sessions.toml")["sessions"]]
    return sorted([*rows, *_cmsp_sessions(local)], key=lambda one: one.starts_at)


@cache
def told_of(summary: str) -> Planned:
    """Return what is told of a planned session by its title, whenever it takes place."""
    rows = {row["summary"]: row for row in _read("sessions.toml")["sessions"]}
    return _planned(rows[summary], datetime.min.replace(year=2000, tzinfo=UTC))


def month() -> dict:
    """Return what was made of the talks in a month: clips, posts, papers; nobody may change it."""
    return _read("month.toml")


def coverage() -> dict:
    """Return which municipalities were covered and which months swapped; nobody may change it."""
    return _read("coverage.toml")


def talk_requests() -> list[dict]:
    """Return the talks that were asked for; nobody may change them."""
    return _read("requests.toml")["requests"]


def goals() -> list[dict]:
    """Return what the programme asks of a year, goal by goal; nobody may change it."""
    return _read("programme.toml")["goals"]


def forums() -> dict:
    """Return what forums have beside their sessions; nobody may change it."""
    return _read("forums.toml")


def told_summaries() -> list[str]:
    """Return the titles of all sessions of which something is told."""
    return [row["summary"] for row in _read("sessions.toml")["sessions"]]


def planned_series(now: datetime, zone: ZoneInfo) -> PlannedSeries:
    """Return the meetings of the demonstration that repeat: on working days, every two weeks."""
    plan = _read("sessions.toml")["series"]
    local = now.astimezone(zone)
    first = local.date() + timedelta(days=4 + (7 - local.weekday() - 4) % 7)
    mondays = (first + timedelta(weeks=2 * number) for number in range(2 * plan["count"]))
    days = [day for day in mondays if is_working_day(day)][: plan["count"]]
    starts = [datetime.combine(day, plan["at"], zone).astimezone(UTC) for day in days]
    return PlannedSeries(plan["summary"], plan["description"], plan["host"], tuple(starts))


@cache
def _read(name: str) -> dict:
    """Return one of the files; nobody may change what it returns."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def _observed(row: dict, first: date, last: date) -> ObservedDays:
    """Return a row's days with what its asterisk asks for."""
    asks = _read("programme.toml")["asks"]
    return ObservedDays(first, last, row["name"], asks[row["asks"]] if "asks" in row else "")


def _planned(row: dict, local: datetime) -> Planned:
    """Return a row of the data with its instant."""
    when = ("day", "at", "minutes", "kind")
    rest = {name: value for name, value in row.items() if name not in when}
    rest |= {"watched": tuple(row.get("watched", ())), "is_of_today": "minutes" in row}
    starts_at = _at(row, local).astimezone(UTC)
    return Planned(starts_at=starts_at, kind=EventKind(row["kind"]), **rest)


def _at(row: dict, local: datetime) -> datetime:
    """Return when a row's session begins: so many working days, or minutes, from `local`'s."""
    if "minutes" in row:
        return _full_five(local) + timedelta(minutes=row["minutes"])
    if row["day"] == 0:
        return _later_today(row["at"], local)
    return datetime.combine(_working_day(local.date(), row["day"]), row["at"], local.tzinfo)


def _full_five(local: datetime) -> datetime:
    """Return the last full five minutes."""
    return local.replace(minute=local.minute - local.minute % 5, second=0, microsecond=0)


def _later_today(at: time, local: datetime) -> datetime:
    """Return the next full half hour, from `at` on; the next working day when it is too late."""
    soon = local.replace(second=0, microsecond=0) + timedelta(minutes=60 - local.minute % 30)
    start = max(soon, datetime.combine(local.date(), at, local.tzinfo))
    is_today = start.date() == local.date() and start.time() <= LAST_START
    if is_today and is_working_day(local.date()):
        return start
    return datetime.combine(_working_day(local.date(), 1), at, local.tzinfo)


def _working_day(day: date, count: int) -> date:
    """Return the working day `count` working days after (negative: before) a day."""
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def _cmsp_sessions(local: datetime) -> Iterator[Planned]:
    """Yield the session of the CMSP of each month around the present one, by the rotation."""
    plan = _read("sessions.toml")["cmsp"]
    name = _read("programme.toml")["cmsp"]["name"]
    for offset in CMSP_MONTHS:
        years, month = divmod(local.month - 1 + offset, 12)
        day = _nth(local.year + years, month + 1, plan["wednesday"], weekday=2)
        # One of today might be on air just now, and would need a room that nobody has made.
        if day == local.date() or not is_working_day(day):
            day = _working_day(day, 1)
        zone = cmsp_zone(month + 1)
        yield Planned(
            starts_at=datetime.combine(day, plan["at"], local.tzinfo).astimezone(UTC),
            kind=EventKind.CMSP,
            summary=f"{name}, Zona {zone}",
            line=plan["line"],
            host=plan["host"],
            institution=plan["institution"],
            municipality=plan["municipalities"][zone],
            is_internal=True,
        )


def _nth(year: int, month: int, which: int, *, weekday: int) -> date:
    """Return a month's first, second … such weekday (0 is Monday)."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))
