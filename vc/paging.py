"""One page of a longer list, as the macro `pagination` shows it.

Its pages cost the same after a month and after ten years. A list is counted up to `MOST_COUNTED`
rows, and nothing is counted where the page itself tells how many there are. Pages are turned up to
`MOST_TURNED` rows: what lies beyond is found by narrowing the list. Whoever asks for a page beyond
the end gets the last one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Select, func, inspect, literal, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ExecutableOption
from sqlalchemy.sql.elements import ColumnElement

Row = TypeVar("Row")
Other = TypeVar("Other")
MOST_COUNTED = 1_000
MOST_TURNED = 10_000


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of `total`; `number` counts from 1, and `size` is how many a page holds."""

    rows: Sequence[Row]
    total: int
    number: int
    size: int
    is_more: bool = False
    """There are more rows than `total`: nobody counted them."""
    has_next: bool = False

    @property
    def is_cut(self) -> bool:
        """Tell whether there are more rows, which are only found by narrowing the list."""
        return self.is_more and not self.has_next

    @property
    def count(self) -> int:
        """Return the number of pages, at least one."""
        return max(1, -(-self.total // self.size))

    def of(self, rows: Sequence[Other]) -> "Page[Other]":
        """Return the same page of what was made of its rows."""
        return Page(rows, self.total, self.number, self.size, self.is_more, self.has_next)


def page_of(
    session: Session,
    query: Select[Row],
    number: int,
    size: int,
    *,
    options: Sequence[ExecutableOption] = (),
    most: int | None = None,
) -> Page[Row]:
    """Return a page of an ordered query; a number beyond the ends gives the nearest page.

    `options` say what is loaded with its rows, `most` how many of them are counted.
    """
    last, most = MOST_TURNED // size, most or MOST_COUNTED
    number = max(1, min(number, last))
    ids = _ids(session, query, number, size)
    if not ids and number > 1:
        number = max(1, -(-up_to(session, query, MOST_TURNED) // size))
        ids = _ids(session, query, number, size)
    total, is_more = (number - 1) * size + len(ids), False
    if len(ids) > size:
        total = up_to(session, query, most + 1)
        is_more = total > most
        # Whoever has turned so many pages has counted them.
        total = max(most, number * size) if is_more else total
    rows = _rows(session, query, ids[:size], options)
    return Page(rows, total, number, size, is_more, len(ids) > size and number < last)


def page_in_turn(
    session: Session,
    first: Select[Row],
    then: Select[Row],
    number: int,
    size: int,
    *,
    most: int,
) -> Page[Row]:
    """Return a page of what two ordered queries give, one after the other; the first gives few."""
    last = MOST_TURNED // size
    number = max(1, min(number, last))
    skipped = (number - 1) * size
    before = session.scalars(first.with_only_columns(_key(first)).limit(MOST_TURNED)).all()
    ids = list(before[skipped : skipped + size + 1])
    if len(ids) <= size:
        keys = then.with_only_columns(_key(then)).offset(max(0, skipped - len(before)))
        ids += session.scalars(keys.limit(size + 1 - len(ids))).all()
    total, is_more = skipped + len(ids), False
    if len(ids) > size:
        total = len(before) + up_to(session, then, most + 1)
        is_more = total > most
        total = max(most, number * size) if is_more else total
    rows = _rows(session, first, ids[:size], ())
    return Page(rows, total, number, size, is_more, len(ids) > size and number < last)


def up_to(session: Session, query: Select[Row], most: int) -> int:
    """Return the number of rows that a query gives, up to a bound."""
    ones = query.order_by(None).with_only_columns(literal(1), maintain_column_froms=True)
    counted = select(func.count()).select_from(ones.limit(most).subquery())
    return session.scalar(counted) or 0


def _ids(session: Session, query: Select[Row], number: int, size: int) -> Sequence[int]:
    """Return the keys of a page's rows and of the one after it.

    What lies before the page is passed over in an index: only the page's own rows are read whole.
    """
    keys = query.with_only_columns(_key(query), maintain_column_froms=True)
    return session.scalars(keys.limit(size + 1).offset((number - 1) * size)).all()


def _rows(
    session: Session,
    query: Select[Row],
    ids: Sequence[int],
    options: Sequence[ExecutableOption],
) -> list[Row]:
    """Return the rows with these keys in their order: by nothing else, or SQLite reads that."""
    if not ids:
        return []
    entity = query.column_descriptions[0]["entity"]
    found = session.scalars(select(entity).where(_key(query).in_(ids)).options(*options)).unique()
    by_key = {inspect(one).identity[0]: one for one in found}
    return [by_key[one] for one in ids if one in by_key]


def _key(query: Select[Row]) -> ColumnElement[int]:
    """Return the primary key of what a query gives."""
    (key,) = inspect(query.column_descriptions[0]["entity"]).primary_key
    return key
