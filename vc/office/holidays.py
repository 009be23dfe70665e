"""Days off: those of the law by rule, and what the office says of single days."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit
from vc.errors import RuleError
from vc.office.models import Holiday

FIRST_TRANSMISSION, EACH_YEARS = 2024, 6
"""1 October, every six years (Ley Federal del Trabajo, art. 74, VII)."""
FIRST_ELECTION, ELECTION_YEARS = 2024, 3
"""The first Sunday of June (LGIPE, art. 22), which art. 74, IX makes a day off."""
LONGEST_BREAK = 40
"""So many days are looked through for a working one."""
TAKEN = "Ese día ya está en la lista."


@dataclass(frozen=True, slots=True, order=True)
class DayOff:
    """A day of which the law or the office says something."""

    on: date
    name: str
    is_off: bool = True
    is_official: bool = True


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When the office works on its working days (1 for Monday to 7 for Sunday)."""

    opens: time = time(8)
    closes: time = time(20)
    days: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)

    def is_worked(self, day: date, off: Collection[date]) -> bool:
        """Tell whether a day is worked that is not among the days off."""
        return day.isoweekday() in self.days and day not in off


def official(year: int) -> list[DayOff]:
    """Return the days off of the law in a year (Ley Federal del Trabajo, art. 74), in order."""
    days = [
        DayOff(date(year, 1, 1), "Año Nuevo"),
        DayOff(nth_weekday(year, 2, 1), "Día de la Constitución"),
        DayOff(nth_weekday(year, 3, 3), "Natalicio de Benito Juárez"),
        DayOff(date(year, 5, 1), "Día del Trabajo"),
        DayOff(date(year, 9, 16), "Día de la Independencia"),
        DayOff(nth_weekday(year, 11, 3), "Aniversario de la Revolución"),
        DayOff(date(year, 12, 25), "Navidad"),
    ]
    if (year - FIRST_TRANSMISSION) % EACH_YEARS == 0:
        days.append(DayOff(date(year, 10, 1), "Transmisión del Poder Ejecutivo Federal"))
    if (year - FIRST_ELECTION) % ELECTION_YEARS == 0:
        days.append(DayOff(nth_weekday(year, 6, 1, weekday=6), "Jornada electoral federal"))
    return sorted(days)


def of_year(session: Session, year: int) -> list[DayOff]:
    """Return the days of a year with what the office says of them, in order."""
    found = {one.on: one for one in official(year)}
    query = select(Holiday).where(Holiday.observed_on.between(date(year, 1, 1), date(year, 12, 31)))
    for row in session.scalars(query):
        known = found.get(row.observed_on)
        name = known.name if known else row.name
        found[row.observed_on] = DayOff(row.observed_on, name, row.is_off, known is not None)
    return sorted(found.values())


def days_off(session: Session, first: date, last: date) -> dict[date, str]:
    """Return the names of the days off from `first` to `last`, both included."""
    years = range(first.year, last.year + 1)
    days = [one for year in years for one in of_year(session, year)]
    return {one.on: one.name for one in days if one.is_off and first <= one.on <= last}


def working_days(session: Session, first: date, usual: Collection[int]) -> list[date]:
    """Return the days from `first` on, as far as one looks, on which the office works.

    `usual` are its weekdays, 1 for Monday.
    """
    days = [first + timedelta(days=number) for number in range(LONGEST_BREAK)]
    off = days_off(session, days[0], days[-1])
    return [day for day in days if day not in off and day.isoweekday() in usual]


def keep_official(
    session: Session, year: int, worked: Iterable[date], *, by: audit.Actor, now: datetime
) -> None:
    """Keep on which of the law's days of a year the office works. The caller commits."""
    worked = set(worked)
    for one in official(year):
        row = session.scalar(select(Holiday).where(Holiday.observed_on == one.on))
        is_off = one.on not in worked
        if row is None and is_off:
            continue
        if row is None:
            row = Holiday(observed_on=one.on, name=one.name, is_off=True)
            session.add(row)
            session.flush()
        if row.is_off != is_off:
            row.is_off = is_off
            audit.record(session, row, "holiday.change", now=now, by=by)


def add(session: Session, on: date, name: str, *, by: audit.Actor, now: datetime) -> Holiday:
    """Add a day off of the office's own. Raises RuleError where that day is one already."""
    known = {one.on: one for one in of_year(session, on.year)}
    if on in known and known[on].is_off:
        raise RuleError(TAKEN, field="observed_on")
    row = session.scalar(select(Holiday).where(Holiday.observed_on == on))
    if row is None:
        row = Holiday(observed_on=on, name=name)
        session.add(row)
    row.is_off, row.name = True, name
    session.flush()
    after = {"observed_on": on.isoformat(), "name": name}
    audit.record(session, row, "holiday.add", now=now, by=by, before={}, after=after)
    return row


def remove(session: Session, on: date, *, by: audit.Actor, now: datetime) -> None:
    """Take a day off of the office's own from the list, if it is there. The caller commits."""
    row = session.scalar(select(Holiday).where(Holiday.observed_on == on))
    if row is not None:
        before = {"observed_on": on.isoformat(), "name": row.name}
        audit.record(session, row, "holiday.remove", now=now, by=by, before=before, after={})
        session.delete(row)


def nth_weekday(year: int, month: int, nth: int, *, weekday: int = 0) -> date:
    """Return a month's first, second … such weekday (0 is Monday); -1 is the last one."""
    if nth < 0:
        following = date(year + month // 12, month % 12 + 1, 1)
        last = following - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
