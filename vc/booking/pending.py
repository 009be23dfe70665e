"""What waits for somebody: its kinds, their counts for one person, and the menu's.

A kind has one query, from which it is counted and shown: no count names a row that no page has,
and whoever may not do anything about a row is not told to.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, String, func, literal, select, union_all
from sqlalchemy.orm import Session

from vc.accounts.models import Person
from vc.booking import postponed

MOST_COUNTED = 99
"""A badge tells no more than this: what lies beyond is not counted."""
MOST_SHOWN = 25
MENU = (
    "booking.today",
    "approvals.inbox",
    "booking.index",
    "calendars.staff",
    "recordings.index",
    "clips.index",
    "publishing.index",
    "publishing.results",
)
"""The entries of the menu that can have a count."""
ALL_OF_IT = "approvals.inbox"
"""The entry that counts every kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingRow:
    """One thing that waits, as the page of what waits shows it."""

    id: int
    """Its key among those of its kind."""
    title: str
    url: str
    """Where it is cured."""
    note: str = ""
    at: datetime | None = None
    """Since when it waits, or by when it is to be done: `PendingKind.is_deadline` says which."""
    is_late: bool = False


Query = Select[int, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingKind:
    """A kind of thing that waits for somebody."""

    key: str
    one: str
    """«clip por revisar»"""
    many: str
    entry: str
    """The menu's entry that counts it beside the one of all; empty for none."""
    waiting: Callable[[Person, datetime], Query | None]
    """The keys of what waits for a person at an instant, each with its `at`, the first of them
    first; None where the person can do nothing about this kind."""
    rows: Callable[[Session, Sequence[int], datetime], Iterable[PendingRow]]
    """The rows of such keys."""
    is_due: bool = False
    """It is somebody's turn now, not some day."""
    is_deadline: bool = False
    """Its `at` is by when, not since when."""

    def words(self, count: int) -> str:
        """Return what so many of them are called."""
        return self.one if count == 1 else self.many


@dataclass(frozen=True, slots=True)
class Pile:
    """How many things of one kind wait for somebody."""

    kind: PendingKind
    count: int
    first_at: datetime | None

    @property
    def is_more(self) -> bool:
        """Tell whether there are more than were counted."""
        return self.count > MOST_COUNTED

    @property
    def number(self) -> str:
        """Return the count as it is shown."""
        return f"{MOST_COUNTED}+" if self.is_more else str(self.count)

    @property
    def words(self) -> str:
        """Return what they are called."""
        return self.kind.words(self.count)


def piles(
    session: Session, kinds: Iterable[PendingKind], person: Person, now: datetime
) -> list[Pile]:
    """Return what waits for a person by kind, what is due first. It is one statement."""
    asked = {one.key: (one, open_to(person, one, now)) for one in kinds}
    counting = [_counted(key, query) for key, (_, query) in asked.items() if query is not None]
    if not counting:
        return []
    found = session.execute(union_all(*counting))
    counted = {key: (count, first_at) for key, count, first_at in found if count}
    piles = [Pile(kind, *counted[key]) for key, (kind, _) in asked.items() if key in counted]
    return sorted(piles, key=lambda one: not one.kind.is_due)


def open_to(person: Person, kind: PendingKind, now: datetime) -> Query | None:
    """Return the query of what of a kind waits for a person and was not put off by her."""
    query = kind.waiting(person, now)
    return query if query is None else query.where(~is_put_off(query, kind, person, now))


def is_put_off(
    query: Query, kind: PendingKind, person: Person, now: datetime
) -> ColumnElement[bool]:
    """Return the condition that a row of a kind's query was put off by a person."""
    return postponed.holds(query, kind.key, person.id, now, is_deadline=kind.is_deadline)


def _counted(key: str, query: Query) -> Select[str, int, datetime]:
    """Return the query that counts a kind, as far as it is told."""
    # In no order: SQLite would look through a whole list in its order for the few that wait.
    rows = query.order_by(None).limit(MOST_COUNTED + 1).subquery()
    _, at = rows.columns
    return select(literal(key, String).label("key"), func.count(), func.min(at)).select_from(rows)


def rows_of(session: Session, kind: PendingKind, person: Person, now: datetime) -> list[PendingRow]:
    """Return what of a kind waits for a person, as far as one page shows it."""
    query = open_to(person, kind, now)
    if query is None:
        return []
    ids = [number for number, _ in session.execute(query.limit(MOST_SHOWN))]
    return list(kind.rows(session, ids, now)) if ids else []


def menu_counts(found: Sequence[Pile]) -> dict[str, tuple[int, bool]]:
    """Return the menu's counts, by entry, and whether something of it is due."""
    return {entry: _sum(found, entry) for entry in MENU}


def _sum(found: Sequence[Pile], entry: str) -> tuple[int, bool]:
    """Return how much waits behind an entry of the menu."""
    own = [one for one in found if entry in (ALL_OF_IT, one.kind.entry)]
    return sum(one.count for one in own), any(one.kind.is_due for one in own)
