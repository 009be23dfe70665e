"""The rules of the survey: since when and until when, and each link once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit
from vc.attendance.models import Registration
from vc.booking.models import Event
from vc.booking.states import EventStatus
from vc.db import insert_once
from vc.errors import NotFoundError, RuleError
from vc.rate_limit import Limit, count_attempt, origin_of
from vc.surveys.models import SurveyAnswer, SurveyTurn

FREE_PER_ORIGIN, SLOWED_ORIGIN = 120, timedelta(minutes=1)
"""Answers from one origin, then one a minute: a whole school may answer at once."""
FREE_PER_SESSION, SLOWED_SESSION = 240, timedelta(seconds=2)
LEAST = 3
"""Of fewer answers one can tell whose they are. So many are shown at once, and what came since then
waits until it is as many: whoever looks twice sees a difference of none or of so many, whatever
becomes of the survey meanwhile. Every page and figure goes by `SurveyAnswer.is_shown`."""
CLOSED = "La encuesta de esta sesión está cerrada."
ANSWERED = "Con este enlace ya se contestó."
NO_ANSWER = "Esa respuesta no existe."


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What somebody answers."""

    usefulness: int
    clarity: int
    recommends: bool
    will_do: str = ""
    words: str = ""


def closes_at(event: Event, days: int) -> datetime:
    """Return until when a session's survey takes answers."""
    return event.ends_at + timedelta(days=days)


def is_open(event: Event, now: datetime, days: int) -> bool:
    """Tell whether the survey takes answers: from the beginning on, for so many days afterwards."""
    is_held = event.status is EventStatus.CONFIRMED and event.starts_at <= now
    return days > 0 and is_held and now < closes_at(event, days)


def has_answered(session: Session, registration: Registration) -> bool:
    """Tell whether somebody's own link was used."""
    return session.get(SurveyTurn, registration.id) is not None


def count_answer(session: Session, event: Event, *, address: str, now: datetime) -> None:
    """Count that somebody answers by the public address. It commits. Raises TooManyTriesError."""
    limits = (
        Limit(f"survey-from:{origin_of(address)}", FREE_PER_ORIGIN, SLOWED_ORIGIN),
        Limit(f"survey-of:{event.id}", FREE_PER_SESSION, SLOWED_SESSION),
    )
    count_attempt(session, limits, now)


def answer(
    session: Session,
    event: Event,
    answers: Answers,
    *,
    registration: Registration | None,
    days: int,
    now: datetime,
) -> None:
    """Keep answers, and apart from them that a link was used. Raises RuleError.

    The caller commits. No line of the history tells of it: its minute would tell whose they are.
    """
    # Two who answer at once are counted one after the other.
    session.execute(select(Event.id).where(Event.id == event.id).with_for_update())
    if not is_open(event, now, days):
        raise RuleError(CLOSED)
    if registration and insert_once(session, SurveyTurn, "id", id=registration.id) is None:
        raise RuleError(ANSWERED)
    session.add(
        SurveyAnswer(
            event_id=event.id,
            answered_on=now.astimezone(ZoneInfo(event.tzid)).date(),
            usefulness=answers.usefulness,
            clarity=answers.clarity,
            recommends=answers.recommends,
            will_do=answers.will_do,
            words=answers.words,
        )
    )
    session.flush()
    waiting = select(SurveyAnswer).where(
        SurveyAnswer.event_id == event.id, SurveyAnswer.is_shown.is_(False)
    )
    rows = session.scalars(waiting).all()
    if len(rows) >= LEAST:
        for row in rows:
            row.is_shown = True


def take_words(
    session: Session, event: Event, answer_id: str, *, by: audit.Actor, now: datetime
) -> None:
    """Take away for good what somebody wrote, such as a name; the marks stay.

    Raises NotFoundError. The caller commits.
    """
    query = select(SurveyAnswer).where(
        SurveyAnswer.id == answer_id, SurveyAnswer.event_id == event.id
    )
    row = session.scalar(query)
    if row is None:
        raise NotFoundError(NO_ANSWER)
    row.will_do, row.words = "", ""
    audit.record(session, event, "event.survey_words", now=now, by=by, before={}, after={})


def forget_words(session: Session, registration_ids: list[int]) -> None:
    """Take away what was written after the sessions of these registrations: it may name people."""
    events = select(Registration.event_id).where(Registration.id.in_(registration_ids))
    rows = select(SurveyAnswer).where(SurveyAnswer.event_id.in_(events))
    for row in session.scalars(rows):
        row.will_do, row.words = "", ""
