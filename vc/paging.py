"""One page of a longer list, as the macro `pagination` shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of `total`; `number` counts from 1, and `size` is how many a page holds."""

    rows: Sequence[Row]
    total: int
    number: int
    size: int

    @property
    def count(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.total // self.size))


def page_of(session: Session, query: Select[tuple[Row]], number: int, size: int) -> Page[Row]:
    """Return a page of an ordered query; a number beyond the ends gives the nearest page."""
    counted = select(func.count()).select_from(query.order_by(None).subquery())
    total = session.scalar(counted) or 0
    number = max(1, min(number, max(1, -(-total // size))))
    rows = session.scalars(query.limit(size).offset((number - 1) * size)).unique()
    return Page(list(rows), total, number, size)
