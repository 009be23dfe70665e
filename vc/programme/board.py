"""What the pages of a programme are made of: a month's lines, and a year as a table of months."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from vc.accounts.models import Person
from vc.programme.models import Goal, Programme
from vc.programme.promise import MONTHS, Period
from vc.programme.queries import Looking, Standing, standing

MONTHS_OF_YEAR = range(1, 13)


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of a goal in its year: how it stands there, and how many months that is."""

    standing: Standing | None
    """None where the goal asks nothing there."""
    months: int


@dataclass(frozen=True, slots=True)
class Row:
    """A goal through its year."""

    goal: Goal
    cells: Sequence[Cell]
    whole: Standing | None


def month_of(
    session: Session, programme: Programme, month: date, look: Looking, person_id: int | None
) -> list[Standing]:
    """Return how the goals of a month stand; those of one person, where somebody asks for her."""
    begin, end = month, following(month)
    found = standing(session, programme, begin, end, look)
    return [one for one in found if person_id in (None, one.goal.responsible_id)]


def following(month: date) -> date:
    """Return the first day of the next month."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def year_of(session: Session, programme: Programme, look: Looking) -> list[Row]:
    """Return every goal of a year, month by month."""
    begin, end = date(programme.year, 1, 1), date(programme.year + 1, 1, 1)
    found = {one.goal.id: one for one in standing(session, programme, begin, end, look)}
    return [Row(one, _cells(one, found.get(one.id)), found.get(one.id)) for one in programme.goals]


def people_of(goals: Iterable[Goal]) -> list[Person]:
    """Return who looks after goals, by name."""
    people = {one.responsible for one in goals if one.responsible is not None}
    return sorted(people, key=lambda one: one.name)


def _cells(goal: Goal, whole: Standing | None) -> list[Cell]:
    """Return the places of a goal: one for each of its periods, of weeks one for each month."""
    step = 1 if goal.period is Period.WEEK else MONTHS[goal.period]
    lasts = (month + step - 1 for month in MONTHS_OF_YEAR if (month - 1) % step == 0)
    return [Cell(_in_month(whole, last), step) for last in lasts]


def _in_month(whole: Standing | None, month: int) -> Standing | None:
    """Return how a goal stands in the periods that are told in a month; None for none."""
    if whole is None:
        return None
    parts = tuple(one for one in whole.parts if one.span.first_of_month.month == month)
    if not parts:
        return None
    return Standing(
        goal=whole.goal,
        kind=whole.kind,
        parts=parts,
        begin=parts[0].span.begin,
        end=parts[-1].span.end,
        also=whole.also,
    )
