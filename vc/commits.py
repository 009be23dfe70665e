"""What happens before a commit: features act on what the transaction wrote, in one visible order.

Whatever is flushed, or moved on by `vc.states.advance`, is noted in the session. Before the commit,
and so in the same transaction, each feature's `OnCommit` looks at these notes: first rows follow
other rows, then what people see of them is rendered, then people are told. So no change can forget
its broadcast, the calendars or its people, and whoever changes a row need not know of them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from flask import has_app_context
from sqlalchemy import event, inspect
from sqlalchemy.orm import Session
from sqlalchemy.orm.unitofwork import UOWTransaction

from vc.db import AppSession, Base
from vc.services import Services, services

KEY = "notes"


class Stage(IntEnum):
    """When something happens within a commit."""

    FOLLOW = 1
    """Rows follow other rows."""
    RENDER = 2
    """What is shown of them is made anew."""
    TELL = 3
    """Those who were shown something else are told."""


@dataclass(slots=True)
class Notes:
    """What a transaction wrote so far."""

    added: set[Base] = field(default_factory=set)
    changed: dict[Base, dict[str, object]] = field(default_factory=dict)
    """Each row with what its columns held before, where that was known."""
    rendered: set[Base] = field(default_factory=set)
    """Rows of which something else is shown from now on."""
    wakes: list[tuple[str, int, datetime | None]] = field(default_factory=list)
    """Jobs to be woken once it is committed: name, row, at which instant."""

    def touched(self, session: Session) -> set[Base]:
        """Return the rows that were added or changed, but for what a savepoint took back."""
        return {row for row in (*self.added, *self.changed) if row in session}


@dataclass(frozen=True, slots=True)
class OnCommit:
    """What a feature does before a commit. Within a stage, features further left come first."""

    stage: Stage
    work: Callable[[Session, Notes, Services], object]


def notes_of(session: Session) -> Notes:
    """Return the present transaction's notes of its writes."""
    return session.info.setdefault(KEY, Notes())


def touch(session: Session, row: Base) -> None:
    """Note that `row` was changed past the unit of work."""
    notes_of(session).changed.setdefault(row, {})


@event.listens_for(AppSession, "after_flush")
def _note(session: Session, context: UOWTransaction) -> None:
    """Note the rows that were written."""
    if not (session.new or session.dirty):
        return
    notes = notes_of(session)
    notes.added.update(session.new)
    for row in session.dirty:
        # Of several flushes the first knows what the row was before the transaction.
        before = notes.changed.setdefault(row, {})
        for name, value in inspect(row).committed_state.items():
            before.setdefault(name, value)


@event.listens_for(AppSession, "before_commit")
def _act(session: Session) -> None:
    """Let every feature act on what was written.

    Not at the end of a savepoint: a series has one for each session, and all are looked at once.
    """
    if not has_app_context() or session.in_nested_transaction():
        return
    # What was not flushed yet is in no note.
    session.flush()
    notes = session.info.get(KEY)
    if notes is None:
        return
    own = services()
    for one in own.registry.on_commit:
        # In the order of stages: people are told of what was rendered, which follows what was
        # planned.
        one.work(session, notes, own)
        session.flush()
    # What these wrote themselves is no reason to do so once more.
    session.info[KEY] = Notes(wakes=notes.wakes)


@event.listens_for(AppSession, "after_rollback")
def _forget(session: Session) -> None:
    """Forget what the transaction that was rolled back had written."""
    session.info.pop(KEY, None)
