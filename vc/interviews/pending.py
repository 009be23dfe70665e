"""The interviews that wait for somebody: no answer for days, or a film to be looked at."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from flask import url_for
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload

from vc.accounts.models import Person
from vc.booking.models import Event
from vc.booking.pending import PendingKind, PendingRow, Query
from vc.booking.queries import only_of
from vc.interviews.models import Interview, InterviewStatus
from vc.permissions import Capability, may

S = InterviewStatus
QUIET = timedelta(days=3)


def _waiting(
    condition: Callable[[datetime], ColumnElement[bool]],
) -> Callable[[Person, datetime], Query | None]:
    """Return what queries a person's interviews under a condition."""

    def waiting(person: Person, now: datetime) -> Query | None:
        if not may(person, Capability.INTERVIEW):
            return None
        events = only_of(select(Event.id), person, Capability.INTERVIEW)
        is_theirs = or_(Interview.event_id.in_(events), Interview.invited_by_id == person.id)
        query = select(Interview.id, Interview.invited_at).where(is_theirs, condition(now))
        return query.order_by(Interview.invited_at, Interview.id)

    return waiting


def _is_unanswered(now: datetime) -> ColumnElement[bool]:
    """Return the condition that nobody answered for days, and the link still opens."""
    is_open = (Interview.status == S.INVITED) & (Interview.expires_at > now)
    return is_open & (Interview.invited_at <= now - QUIET)


def _has_film(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a film is here of which no clip was begun."""
    return (Interview.status == S.HANDED_IN) & Interview.clip_id.is_(None)


def rows(session: Session, ids: Sequence[int], now: datetime) -> Iterator[PendingRow]:
    """Yield the interviews, the longest waiting first."""
    query = (
        select(Interview)
        .where(Interview.id.in_(ids))
        .options(joinedload(Interview.event).lazyload("*"))
        .order_by(Interview.invited_at, Interview.id)
    )
    for one in session.scalars(query):
        yield PendingRow(
            id=one.id,
            title=one.event.summary,
            url=url_for("interviews.show", interview_id=one.id),
            note=one.folio,
            at=one.invited_at,
        )


KINDS = (
    PendingKind(
        key="interviews-film",
        one="video de entrevista por ver",
        many="videos de entrevista por ver",
        entry="clips.index",
        waiting=_waiting(_has_film),
        rows=rows,
        is_due=True,
    ),
    PendingKind(
        key="interviews-unanswered",
        one="entrevista sin respuesta",
        many="entrevistas sin respuesta",
        entry="clips.index",
        waiting=_waiting(_is_unanswered),
        rows=rows,
    ),
)
