"""The condition by which every statement of a report finds what lies in its periods."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, or_

from vc.reports.periods import Span


def lies_in(
    column: SQLColumnExpression[datetime] | SQLColumnExpression[datetime | None],
    spans: Iterable[Span],
) -> ColumnElement[bool]:
    """Return the condition that an instant lies in one of several times."""
    return or_(*(and_(column >= one.start, column < one.end) for one in spans))
