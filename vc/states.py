"""advance(): the only code that changes a status, by compare-and-swap, leaving an audit line."""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol

from sqlalchemy import update
from sqlalchemy.orm import Session, object_session
from sqlalchemy.orm.attributes import set_committed_value

from vc import audit
from vc.commits import touch
from vc.db import Base, number_of, rows_changed
from vc.errors import ConcurrentChangeError, IllegalTransitionError

Transitions = Mapping[Any, Collection[Any]]
"""What each status may become."""


class Stateful(Protocol):
    """A row with a status and the table of what it may become."""

    TRANSITIONS: ClassVar[Transitions]

    @property
    def id(self) -> int:
        """Its number."""
        ...

    @property
    def status(self) -> StrEnum:
        """What it is now."""
        ...


def can_advance(row: Stateful, to: StrEnum) -> bool:
    """Tell whether the table of `row` allows it to become `to`."""
    return to in row.TRANSITIONS[row.status]


def advance(
    row: Stateful,
    to: StrEnum,
    *,
    now: datetime,
    by: audit.Actor | None = None,
    reason: str = "",
    **changes: object,
) -> None:
    """Change the status of `row` to `to`, and its `changes` in the same statement.

    Raises IllegalTransitionError when the table does not allow it, and ConcurrentChangeError when
    somebody else changed the status since the row was read; then nothing is written.
    """
    before = row.status
    if not can_advance(row, to):
        raise IllegalTransitionError(f"{type(row).__name__}: {before} → {to}")
    session = object_session(row)
    assert session is not None
    assert isinstance(row, Base)
    # What was written before has to be in the database first, or it would be written over the new
    # status.
    session.flush()
    # The former status is part of the condition: two who read it at once cannot both go on from it.
    _swap(session, row, before, {"status": to, **changes})
    # The statement went past the unit of work, which would tell the commit nothing of it.
    touch(session, row)
    if not getattr(row, "LEAVES_LINES", True):
        return
    audit.record(
        session,
        row,
        f"{type(row).__name__.lower()}.{to.value.lower()}",
        now=now,
        by=by,
        reason=reason,
        before={"status": before.value},
        after={"status": to.value},
    )


def _swap(session: Session, row: Base, before: StrEnum, values: dict[str, object]) -> None:
    """Write `values` where the status still is `before`, and into the row in memory."""
    columns = row.__table__.c
    statement = (
        update(type(row))
        .where(columns.id == number_of(row), columns.status == before)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if rows_changed(session, statement) != 1:
        # Whoever catches the error sees what the other one wrote.
        session.expire(row)
        raise ConcurrentChangeError("Alguien más lo cambió al mismo tiempo; revise y repita.")
    for name, value in values.items():
        # Without an event, or the next flush would write the same once more.
        set_committed_value(row, name, value)
