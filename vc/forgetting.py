"""Records that leave after a time: each feature brings its kinds, `vc.retention` has the rules.

Recordings are apart, because of their files, their bin and their copy at a vendor.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from vc.db import rows_changed
from vc.hooks import Hook
from vc.services import Services

Due = tuple[InstrumentedAttribute[datetime], ColumnElement[bool]]
"""What of a kind is over: when its rows were written, by which they go, and which they are."""
Forget = Callable[[Session, Services, Due, int], int]
"""Lets go of so many rows at most, the oldest first, and returns how many. The caller commits."""


def delete_rows(session: Session, services: Services, due: Due, most: int) -> int:
    """Delete rows that are due; see `Forget`."""
    at, is_over = due
    model = at.class_
    # By a subquery: neither database takes a LIMIT in a DELETE.
    oldest = select(model.id).where(is_over).order_by(at).limit(most)
    gone = delete(model).where(model.id.in_(oldest))
    return rows_changed(session, gone.execution_options(synchronize_session=False))


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordKind:
    """A kind of records that has a rule of its own."""

    key: str
    """In the rules: it never changes. 24 characters at most."""
    label: str
    stays: str
    """What of them stays, in Spanish."""
    due: Callable[[datetime], Due]
    """What is over that ended before an instant."""
    forget: Forget = delete_rows
    least_days: int = 30
    """Shorter is refused: a reminder is looked up for a month."""
    proposed_days: int = 730


RECORD_KINDS: Hook[RecordKind] = Hook("records that leave after a time")
