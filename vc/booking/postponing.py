"""The rules of putting off what waits for a person: until the next working day, nothing due."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, literal, select, union_all
from sqlalchemy.orm import Session

from vc import dates
from vc.accounts.models import Person
from vc.booking.pending import PendingKind, is_put_off
from vc.booking.postponed import Answer, Postponed, key_of, of_person
from vc.db import insert_once
from vc.errors import RuleError
from vc.office.holidays import working_days

NOT_WAITING = "Eso ya no espera a nadie."
IS_DUE = "Es para {day}, {time} h: no se puede dejar para {back}. Atiéndalo, o use «Ya la tiene»."


@dataclass(frozen=True, slots=True)
class PutOff:
    """A thing that still waits and that a person put off."""

    kind: PendingKind
    row: Postponed


def next_working_day(
    session: Session, now: datetime, zone: ZoneInfo, usual: Sequence[int]
) -> datetime:
    """Return when the office's next working day begins, today's not counted."""
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    # An office that closes for longer is asked again tomorrow.
    day = next(iter(working_days(session, tomorrow, usual)), tomorrow)
    return datetime.combine(day, time(), zone)


def put_off(
    session: Session, kinds: Iterable[PendingKind], person: Person, now: datetime
) -> list[PutOff]:
    """Return what a person put off and what still waits for her, in the order of its return.

    What somebody did in the meantime is not told: no count names a row that is not there.
    """
    query = select(Postponed).where(of_person(person.id, now)).order_by(Postponed.id)
    rows = list(session.scalars(query))
    known = {one.key: one for one in kinds}
    still = _waiting(session, rows, known, person, now)
    return [PutOff(known[one.kind], one) for one in rows if (one.kind, one.row_id) in still]


def _waiting(
    session: Session,
    rows: Sequence[Postponed],
    kinds: dict[str, PendingKind],
    person: Person,
    now: datetime,
) -> set[tuple[str, int]]:
    """Return which of the rows still wait for a person. It is one statement, or none."""
    asked = []
    for key in {one.kind for one in rows} & set(kinds):
        query = kinds[key].waiting(person, now)
        if query is not None:
            only = query.where(is_put_off(query, kinds[key], person, now)).order_by(None).subquery()
            asked.append(select(literal(key).label("key"), next(iter(only.columns))))
    return {(key, number) for key, number in session.execute(union_all(*asked))} if asked else set()


def postpone(
    session: Session,
    kind: PendingKind,
    row_id: int,
    answer: Answer,
    *,
    by: Person,
    now: datetime,
    back_at: datetime,
) -> datetime | None:
    """Take what waits out of a person's sight until `back_at`; the caller commits.

    Return by when it is due, where that comes before. Raises RuleError for what does not wait for
    her, and for «not today» of what is due before it would be back.
    """
    due_at = _due_at(session, kind, row_id, by, now)
    is_due_before = due_at is not None and due_at < back_at
    if answer is Answer.LATER and is_due_before:
        raise RuleError(_is_due(due_at, back_at, now))
    # What came back is no longer of use; nobody has more rows than she put off.
    session.execute(delete(Postponed).where(Postponed.person_id == by.id, Postponed.back_at <= now))
    said = {"answer": answer, "said_at": now, "back_at": back_at}
    unique = ("person_id", "kind", "row_id")
    insert_once(session, Postponed, unique, person_id=by.id, kind=kind.key, row_id=row_id, **said)
    return due_at if is_due_before else None


def _due_at(
    session: Session, kind: PendingKind, row_id: int, person: Person, now: datetime
) -> datetime | None:
    """Return by when a thing is due; None where it has no end. Raises RuleError as `postpone`."""
    query = kind.waiting(person, now)
    if query is None:
        raise RuleError(NOT_WAITING)
    row = session.execute(query.where(key_of(query) == row_id)).first()
    if row is None:
        raise RuleError(NOT_WAITING)
    return row[1] if kind.is_deadline else None


def _is_due(due_at: datetime | None, back_at: datetime, now: datetime) -> str:
    """Return the sentence that refuses to put off what is due first."""
    assert due_at is not None
    zone = back_at.tzinfo
    assert isinstance(zone, ZoneInfo)
    day, back = (dates.near_day(one, now, zone) for one in (due_at, back_at))
    return IS_DUE.format(day=day, time=dates.clock_time(due_at, zone), back=back)


def bring_back(session: Session, kind: str, row_id: int, *, by: Person) -> None:
    """Let a thing wait for a person again, if she put it off; the caller commits."""
    own = Postponed.person_id == by.id, Postponed.kind == kind, Postponed.row_id == row_id
    session.execute(delete(Postponed).where(*own))
