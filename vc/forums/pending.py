"""The questions of the public that nobody decided on yet."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from vc.accounts.models import Person
from vc.booking.models import Event, EventKind
from vc.booking.pending import PendingKind, PendingRow, Query
from vc.booking.queries import only_of, to_come
from vc.forums.models import Question, QuestionStatus
from vc.permissions import Capability, may

LONGEST_SHOWN = 80


def to_decide(person: Person, now: datetime) -> Query | None:
    """Return what waits at the forums of a person, until each of them ends by the plan."""
    if not may(person, Capability.CHANGE_SESSION):
        return None
    query = (
        select(Question.id, Question.asked_at)
        .join(Event, Event.id == Question.event_id)
        .where(
            *to_come(now),
            Event.kind == EventKind.FORUM,
            Question.status == QuestionStatus.WAITING,
        )
    )
    query = only_of(query, person, Capability.CHANGE_SESSION)
    return query.order_by(Question.asked_at, Question.id)


def rows(session: Session, ids: Sequence[int], now: datetime) -> Iterator[PendingRow]:
    """Yield the questions, the longest waiting first."""
    query = (
        select(Question)
        .where(Question.id.in_(ids))
        .options(joinedload(Question.event).lazyload("*"))
        .order_by(Question.asked_at, Question.id)
    )
    for one in session.scalars(query):
        yield PendingRow(
            id=one.id,
            title=_short(one.text),
            url=url_for("forums.moderate", event_id=one.event_id, _anchor=f"pregunta-{one.id}"),
            note=one.event.summary,
            at=one.asked_at,
        )


def _short(text: str) -> str:
    """Return as much of a question as a line shows."""
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_SHOWN else f"{words[: LONGEST_SHOWN - 1].rstrip()}…"


KIND = PendingKind(
    key="forum_questions",
    one="pregunta por revisar",
    many="preguntas por revisar",
    entry="",
    waiting=to_decide,
    rows=rows,
    is_due=True,
)
