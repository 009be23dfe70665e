"""One page of a longer list, as the macro `pagination` shows it.

A list is counted up to `MOST_COUNTED` rows: to say that there are half a million costs more than
the page. Whoever goes on reads on; whoever asks for a page beyond the end gets the last one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Select, func, inspect, literal, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ExecutableOption
from sqlalchemy.sql.elements import ColumnElement

Row = TypeVar("Row")
MOST_COUNTED = 10_000


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
    def count(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.total // self.size))


def page_of(
    session: Session,
    query: Select[tuple[Row]],
    number: int,
    size: int,
    *,
    options: Sequence[ExecutableOption] = (),
) -> Page[Row]:
    """Return a page of an ordered query; a number beyond the ends gives the nearest page.

    `options` say what is loaded with its rows.
    """
    total = _count(session, query.limit(MOST_COUNTED + 1))
    is_more = total > MOST_COUNTED
    number = max(1, number if is_more else min(number, -(-total // size)))
    ids = _ids(session, query, number, size)
    if not ids and is_more:
        total, is_more = _count(session, query), False
        number = -(-total // size)
        ids = _ids(session, query, number, size)
    rows = _rows(session, query, ids[:size], options)
    return Page(rows, min(total, MOST_COUNTED) if is_more else total, number, size, is_more,
                len(ids) > size)  # fmt: skip


def _count(session: Session, query: Select[tuple[Row]]) -> int:
    """Return how many rows a query gives, up to its limit."""
    ones = query.order_by(None).with_only_columns(literal(1), maintain_column_froms=True)
    return session.scalar(select(func.count()).select_from(ones.subquery())) or 0


def _ids(session: Session, query: Select[tuple[Row]], number: int, size: int) -> Sequence[int]:
    """Return the keys of a page's rows and of the one after it.

    What lies before the page is passed over in an index: only the page's own rows are read whole.
    """
    keys = query.with_only_columns(_key(query), maintain_column_froms=True)
    return session.scalars(keys.limit(size + 1).offset((number - 1) * size)).all()


def _rows(
    session: Session,
    query: Select[tuple[Row]],
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


def _key(query: Select[tuple[Row]]) -> ColumnElement[int]:
    """Return the primary key of what a query gives."""
    (key,) = inspect(query.column_descriptions[0]["entity"]).primary_key
    return key
