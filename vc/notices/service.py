"""The rules of notices: written once for each thing, kept until seen, let go after 90 days."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from vc.accounts.models import Person
from vc.db import insert_many_once, insert_once, rows_changed
from vc.notices.models import DailyLetter, Notice, NoticeKind
from vc.notices.queries import letter_of, visible_to
from vc.office.holidays import LONGEST_BREAK, days_off, working_days
from vc.permissions import Capability, roles_with
from vc.services import Services

KEPT = timedelta(days=90)
MORNING = time(8)
"""By the office's clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Something that happened, as several people are told of it."""

    kind: NoticeKind
    row_id: int
    event_id: int | None
    title: str
    at: datetime
    people: frozenset[int]
    """Whom it concerns, by their ids."""
    note: str = ""

    @property
    def key(self) -> str:
        """Return what it is about: the same key is the same notice."""
        return f"{self.kind}:{self.row_id}"


def tell(session: Session, news: Iterable[News], *, once: bool = False) -> None:
    """Write news, in three statements at most, however many.

    What somebody was told before is told again, and is unseen once more; `once` leaves it.
    """
    rows = {(person, one.key): _row(one, person) for one in news for person in one.people}
    if not rows:
        return
    if not once:
        _tell_again(session, rows)
    # Nobody is told twice, and two who write the same at once hinder nobody.
    insert_many_once(session, Notice, ("person_id", "key"), list(rows.values()))


def _tell_again(session: Session, rows: Mapping[tuple[int, str], Mapping[str, object]]) -> None:
    """Tell those once more who were told of the same."""
    query = select(Notice.id, Notice.person_id, Notice.key, Notice.count).where(
        Notice.key.in_({key for _, key in rows}), Notice.person_id.in_({one for one, _ in rows})
    )
    again = [
        {"id": number, "seen_at": None, "count": count + 1}
        | {name: rows[person, key][name] for name in ("title", "note", "at")}
        for number, person, key, count in session.execute(query)
        if (person, key) in rows
    ]
    if again:
        session.execute(update(Notice), again)


def _row(news: News, person_id: int) -> dict[str, object]:
    """Return the row of a new notice."""
    return {
        "person_id": person_id,
        "key": news.key,
        "kind": news.kind,
        "row_id": news.row_id,
        "event_id": news.event_id,
        "title": news.title[:250],
        "note": news.note[:500],
        "count": 1,
        "at": news.at,
    }


def take_back(session: Session, rows: Mapping[NoticeKind, Collection[int]]) -> None:
    """Take back what is no longer true of rows, by kind, where nobody has seen it yet."""
    if not rows:
        return
    untrue = [(Notice.kind == kind) & Notice.row_id.in_(ids) for kind, ids in rows.items()]
    statement = delete(Notice).where(or_(*untrue), Notice.seen_at.is_(None))
    session.execute(statement.execution_options(synchronize_session=False))


def mark_seen(session: Session, person: Person, *, up_to: datetime | None, now: datetime) -> int:
    """Note that a person saw all that happened up to an instant; return how many notices."""
    unseen: list[ColumnElement[bool]] = [visible_to(person), Notice.seen_at.is_(None)]
    if up_to is not None:
        # What came while the page was open was not on it.
        unseen.append(Notice.at <= up_to)
    statement = update(Notice).where(*unseen).values(seen_at=now)
    return rows_changed(session, statement.execution_options(synchronize_session=False))


def let_go(session: Session, services: Services) -> None:
    """Let go of what is older than 90 days, seen or not; it commits."""
    session.execute(delete(Notice).where(Notice.at < services.clock() - KEPT))
    session.commit()


def want_letter(session: Session, person: Person, services: Services) -> None:
    """Note that a person wants the daily letter, from the next morning on."""
    now = services.clock()
    due_at = next_morning(session, now, services)
    insert_once(session, DailyLetter, "person_id", person_id=person.id, asked_at=now, due_at=due_at)


def stop_letter(session: Session, person: Person) -> None:
    """Note that a person does not want the daily letter any more."""
    letter = letter_of(session, person)
    if letter is not None:
        session.delete(letter)


def next_morning(session: Session, now: datetime, services: Services) -> datetime:
    """Return the next morning of a working day by the office's clock, later than now.

    A day is the office's: at UTC's it would be Saturday there while it is Friday here.
    """
    zone = services.zone
    today = now.astimezone(zone).date()
    days = working_days(session, today, services.settings.working_days)
    mornings = (datetime.combine(day, MORNING, zone) for day in days)
    later = next((one for one in mornings if one > now), None)
    # An office that closes for longer is asked again then.
    return later or datetime.combine(today + timedelta(days=LONGEST_BREAK - 1), MORNING, zone)


def is_working_day(session: Session, day: date, services: Services) -> bool:
    """Tell whether the office works on a day."""
    is_usual = day.isoweekday() in services.settings.working_days
    return is_usual and day not in days_off(session, day, day)


def people_with(session: Session, capability: Capability) -> list[int]:
    """Return the ids of the active people who have a capability on every row."""
    roles = roles_with(capability, everywhere=True)
    query = select(Person.id).where(Person.is_active.is_(True), Person.role.in_(roles))
    return list(session.scalars(query))
