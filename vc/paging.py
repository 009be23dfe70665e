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
    keys = _keys(session, query, _reach(number, size, most))
    return _page(session, query, keys, number, size, most, options)


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
    reach = _reach(number, size, most)
    keys = _keys(session, first, MOST_TURNED)
    if len(keys) < reach:
        keys += _keys(session, then, reach - len(keys))
    return _page(session, first, keys, number, size, most, ())


def up_to(session: Session, query: Select[Row], most: int) -> int:
    """Return the number of rows that a query gives, up to a bound."""
    ones = query.order_by(None).with_only_columns(literal(1), maintain_column_froms=True)
    counted = select(func.count()).select_from(ones.limit(most).subquery())
    return session.scalar(counted) or 0


def _page(
    session: Session,
    query: Select[Row],
    keys: list[int],
    number: int,
    size: int,
    most: int | None,
    options: Sequence[ExecutableOption],
) -> Page[Row]:
    """Return a page of the rows with these keys, which reach beyond it where there are more."""
    last, bound = MOST_TURNED // size, _reach(number, size, most) - 1
    number = max(1, min(number, last, -(-len(keys) // size)))
    shown = keys[(number - 1) * size : number * size]
    has_next = len(keys) > number * size and number < last
    is_more = len(keys) > bound
    rows = _rows(session, query, shown, options)
    return Page(rows, min(len(keys), bound), number, size, is_more, has_next)


def _reach(number: int, size: int, most: int | None) -> int:
    """Return how many keys tell a page's rows and their count, and whether there are more."""
    turned = max(1, min(number, MOST_TURNED // size)) * size
    return max(most or MOST_COUNTED, turned) + 1


def _keys(session: Session, query: Select[Row], most: int) -> list[int]:
    """Return the keys of a query's first rows, in order.

    One statement tells the page and the count: what is sorted or searched for is so only once.
    """
    keys = query.with_only_columns(_key(query), maintain_column_froms=True)
    return list(session.scalars(keys.limit(most)))


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
