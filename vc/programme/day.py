"""What the day's page shows of the programme: the month against its goals."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from flask import url_for
from sqlalchemy.orm import Session

from vc.booking.day import Goal
from vc.programme import goal_words, models, queries
from vc.programme.counting import Outlook
from vc.programme.hooks import FIGURES
from vc.programme.promise import Period, Span
from vc.programme.queries import Standing
from vc.services import services

MOST_SHOWN = 6
ORDER = (Outlook.LOST, Outlook.OPEN, Outlook.EASED, Outlook.MET, Outlook.COUNTED)
SHORT = (Period.WEEK, Period.MONTH, Period.PERMANENT)


def goals(session: Session, begin: datetime, end: datetime) -> Iterator[Goal]:
    """Yield how the month's goals stand, what lacks first; without any, what features count."""
    zone = services().zone
    first, after = (one.astimezone(zone).date() for one in (begin, end))
    programme = queries.programme_of(session, first.year)
    if programme is None or not programme.goals:
        for count in services().registry.added_to(FIGURES):
            yield from count(session, begin, end)
        return
    found = due_in(session, programme.goals, first, after)
    for one in sorted(found, key=_order)[:MOST_SHOWN]:
        yield _goal(one)


def due_in(
    session: Session, goals: Sequence[models.Goal], first: date, after: date
) -> list[Standing]:
    """Return the goals that begin anew in a month or are due in it: only what that needs is read.

    Of a year its rows are read in December alone.
    """
    spans = {
        one.id: [
            span
            for span in queries.spans_within(one, first, after)
            if one.period in SHORT or _is_due(span, first, after)
        ]
        for one in goals
    }
    look = queries.looking_of(services())
    return queries.standing_in(session, goals, spans, first, after, look)


def _is_due(span: Span, first: date, after: date) -> bool:
    """Tell whether a period ends within a month."""
    return first <= span.last_day < after


def _order(one: Standing) -> tuple[int, int]:
    """Return the place of a goal: what can no longer be met, what lacks, what is met, the rest."""
    return ORDER.index(one.outlook), one.goal.number


def _goal(one: Standing) -> Goal:
    """Return a goal as the day's page shows it."""
    return Goal(
        one.terms.name,
        one.count,
        url_for("programme.goal", goal_id=one.goal.id),
        one.least or 0,
        one.most or one.least or 0,
        note=" · ".join(goal_words.rest_words(one, services().clock())),
        is_lost=one.outlook is Outlook.LOST,
    )
