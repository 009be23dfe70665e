"""What waits for somebody: goals that lack something in a month's last week, missing evidence."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from flask import url_for
from sqlalchemy import ColumnElement, literal, select
from sqlalchemy.orm import Session

from vc import dates
from vc.access import office_date, office_zone
from vc.accounts.models import Person
from vc.booking.pending import PendingKind, PendingRow, Query
from vc.db import UTCDateTime, db
from vc.programme import day, goal_words
from vc.programme.counting import Outlook
from vc.programme.models import Deliverable, Goal, Programme
from vc.programme.queries import Standing

LAST_DAYS = timedelta(days=7)
NO_EVIDENCE = "Agregue la dirección o el archivo, y cuenta."


def lacking(person: Person, now: datetime) -> Query | None:
    """Return the goals that a person looks after and that still lack something this month.

    Only in its last week: before that nobody is late, and no page asks.
    """
    _, after = _month()
    if office_date() < after - LAST_DAYS:
        return None
    found = _lacking(db.session(), Goal.responsible_id == person.id)
    if not found:
        return None
    due = datetime.combine(after, time(), office_zone())
    ids = [one.goal.id for one in found]
    query = select(Goal.id, literal(due, UTCDateTime).label("due")).where(Goal.id.in_(ids))
    return query.order_by(Goal.number)


def lacking_rows(session: Session, ids: Sequence[int], now: datetime) -> Iterator[PendingRow]:
    """Yield the goals with what lacks."""
    for one in _lacking(session, Goal.id.in_(ids)):
        yield PendingRow(
            id=one.goal.id,
            title=one.terms.name,
            url=url_for("programme.goal", goal_id=one.goal.id),
            note=dates.sentence(" · ".join(goal_words.rest_words(one, now))) + ".",
            at=datetime.combine(_month()[1], time(), office_zone()),
        )


def without_evidence(person: Person, now: datetime) -> Query | None:
    """Return what a person entered by hand, whose day is over and which nothing shows."""
    query = select(Deliverable.id, Deliverable.at).where(
        Deliverable.by_id == person.id,
        Deliverable.day < office_date(),
        Deliverable.url == "",
        Deliverable.evidence_key == "",
        Deliverable.withdrawn_at.is_(None),
    )
    return query.order_by(Deliverable.at, Deliverable.id)


def evidence_rows(session: Session, ids: Sequence[int], now: datetime) -> Iterator[PendingRow]:
    """Yield the deliverables, the longest waiting first."""
    query = select(Deliverable).where(Deliverable.id.in_(ids))
    for one in session.scalars(query.order_by(Deliverable.at, Deliverable.id)).unique():
        yield PendingRow(
            id=one.id,
            title=one.title,
            url=url_for("programme.edit_deliverable", deliverable_id=one.id),
            note=NO_EVIDENCE,
            at=one.at,
        )


def _month() -> tuple[date, date]:
    """Return the first day of this month, and of the next."""
    first = office_date().replace(day=1)
    return first, dates.months_from(first, 1)


def _lacking(session: Session, is_asked: ColumnElement[bool]) -> list[Standing]:
    """Return how some of this year's goals stand that still lack something this month."""
    first, after = _month()
    query = select(Goal).join(Programme).where(Programme.year == first.year, is_asked)
    goals = session.scalars(query.order_by(Goal.number)).unique().all()
    found = day.due_in(session, goals, first, after) if goals else []
    return [one for one in found if one.lacking and one.outlook is Outlook.OPEN]


KINDS = (
    PendingKind(
        key="goals",
        one="meta que vence este mes",
        many="metas que vencen este mes",
        entry="",
        waiting=lacking,
        rows=lacking_rows,
        is_deadline=True,
    ),
    PendingKind(
        key="evidence",
        one="entregable sin evidencia",
        many="entregables sin evidencia",
        entry="",
        waiting=without_evidence,
        rows=evidence_rows,
    ),
)
