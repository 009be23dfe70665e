"""What people answered, as the pages read it: nothing but what is shown."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vc.booking.models import Event
from vc.surveys.models import SurveyAnswer

MARKS = range(1, 6)


@dataclass(frozen=True, slots=True)
class Results:
    """What was answered after one session, as far as it is shown."""

    count: int
    """How many answered."""
    shown: int = 0
    """Of how many the rest tells."""
    usefulness: tuple[tuple[str, int], ...] = ()
    """How many gave each mark."""
    clarity: tuple[tuple[str, int], ...] = ()
    mean_usefulness: float = 0
    mean_clarity: float = 0
    recommend: int = 0
    words: tuple[SurveyAnswer, ...] = ()
    """Those who wrote something, in no order of time."""

    @property
    def is_shown(self) -> bool:
        """Tell whether there is anything to see."""
        return self.shown > 0

    @property
    def top(self) -> int:
        """Return an even number above the highest of all bars."""
        most = max(count for _, count in (*self.usefulness, *self.clarity))
        return most + most % 2


def results(session: Session, event: Event) -> Results:
    """Return what was answered after a session."""
    query = select(SurveyAnswer).where(
        SurveyAnswer.event_id == event.id, SurveyAnswer.is_shown.is_(True)
    )
    rows = session.scalars(query.order_by(SurveyAnswer.id)).all()
    answered = count(session, event)
    if not rows:
        return Results(answered)
    useful, clear = [one.usefulness for one in rows], [one.clarity for one in rows]
    return Results(
        count=answered,
        shown=len(rows),
        usefulness=_bars(useful),
        clarity=_bars(clear),
        mean_usefulness=sum(useful) / len(rows),
        mean_clarity=sum(clear) / len(rows),
        recommend=sum(one.recommends for one in rows),
        words=tuple(one for one in rows if one.will_do or one.words),
    )


def count(session: Session, event: Event) -> int:
    """Return how many answered."""
    query = select(func.count()).where(SurveyAnswer.event_id == event.id)
    return session.scalar(query) or 0


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """What was answered after the sessions of a time, as far as it is shown."""

    answers: int
    mean: float | None
    """Of the marks from 1 to 5 for usefulness and clarity; None where nothing is shown."""
    recommend: int


def satisfaction(session: Session, begin: datetime, end: datetime) -> Satisfaction:
    """Return what was answered after sessions that began in a time, [begin, end)."""
    query = (
        select(
            func.count(),
            func.avg((SurveyAnswer.usefulness + SurveyAnswer.clarity) / 2.0),
            func.count().filter(SurveyAnswer.recommends),
        )
        .join(Event, Event.id == SurveyAnswer.event_id)
        .where(Event.starts_at >= begin, Event.starts_at < end, SurveyAnswer.is_shown.is_(True))
    )
    answers, mean, recommend = session.execute(query).one()
    return Satisfaction(answers, None if mean is None else float(mean), recommend)


def _bars(marks: Sequence[int]) -> tuple[tuple[str, int], ...]:
    """Return how many gave each mark."""
    counted = Counter(marks)
    return tuple((str(mark), counted[mark]) for mark in MARKS)
