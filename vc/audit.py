"""Audit lines: who did what to which row, when, and what it was before and after.

A line is written in the transaction of the change it tells of. Columns that a model names in
`SECRET` never appear in a line, only that they changed.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import JSON, ForeignKey, Index, String, inspect
from sqlalchemy.orm import Mapped, Session, mapped_column

from vc.db import Base, UTCDateTime, number_of

HIDDEN = "•••"


class Actor(Protocol):
    """Whoever did it: a person. The system itself is None."""

    id: int
    name: str


class AuditLine(Base):
    """One change. Lines are only ever added, until a confirmed rule of retention lets them go."""

    __tablename__ = "audit_line"
    __table_args__ = (
        Index(None, "event_id", "id"),
        Index(None, "subject_kind", "subject_id"),
        # The page reads them in this order, whatever it is narrowed to.
        Index(None, "at", "id"),
        Index(None, "action", "at", "id"),
        Index(None, "person_id", "at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str] = mapped_column(String(200), default="")
    """The name at that time; empty when the system did it."""
    action: Mapped[str] = mapped_column(String(60))
    """`row.verb`, a key of `vc.history.actions()`."""
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    subject_label: Mapped[str] = mapped_column(String(250), default="")
    event_id: Mapped[int | None]
    """The session it belongs to, whatever row changed, so that its page can tell its whole life."""
    before: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    reason: Mapped[str] = mapped_column(String(500), default="")


def record(
    session: Session,
    row: Base,
    action: str,
    *,
    now: datetime,
    by: Actor | None,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    reason: str = "",
) -> None:
    """Add the line for what is about to be committed on `row`.

    Without `before` and `after` they are read from the row's pending changes; call it before the
    session is flushed, or give them.
    """
    if before is None and after is None:
        before, after = changes_of(row)
        session.flush()
    session.add(
        AuditLine(
            at=now,
            person_id=by.id if by else None,
            person_name=by.name if by else "",
            action=action,
            subject_kind=type(row).__name__,
            subject_id=number_of(row),
            subject_label=str(row)[:250],
            event_id=getattr(row, "event_id", None),
            before=before or {},
            after=after or {},
            reason=reason[:500],
        )
    )


def record_changes(session: Session, row: Base, action: str, *, now: datetime, by: Actor) -> bool:
    """Add the line for a row's pending changes where it has any; tell whether.

    Whoever saves a form as it stands changes nothing: neither a line nor a version comes of it.
    """
    before, after = changes_of(row)
    if not before and not after:
        return False
    record(session, row, action, now=now, by=by, before=before, after=after)
    return True


def changes_of(row: Base) -> tuple[dict[str, object], dict[str, object]]:
    """Return the row's pending changes as (before, after), without secrets and unchanged values."""
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    state = inspect(row)
    secret: frozenset[str] = getattr(row, "SECRET", frozenset())
    for column in state.mapper.column_attrs:
        history = state.attrs[column.key].history
        if not history.added or (history.deleted and history.deleted[0] == history.added[0]):
            continue
        is_secret = column.key in secret
        if history.deleted:
            before[column.key] = HIDDEN if is_secret else _plain(history.deleted[0])
        if history.added[0] not in (None, ""):
            after[column.key] = HIDDEN if is_secret else _plain(history.added[0])
    return before, after


def _plain(value: object) -> object:
    """Return a value that JSON can hold."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool | None) else str(value)
