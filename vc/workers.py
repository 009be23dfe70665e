"""Which worker processes there are, and whose turn the periodic work is.

Every worker process looks at the clock. What is to be done once however many there are is taken
by one conditional UPDATE, which also says when it is due again: whoever changes the row does it. A
process that dies at it leaves it for the next time.
"""

import hashlib
import os
import secrets
import socket
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import String, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from vc.db import Base, UTCDateTime, insert_once, rows_changed

FORGOTTEN_AFTER = timedelta(days=1)
"""A process that went without a word is remembered this long."""
CLOCKS_APART = timedelta(seconds=30)
"""Clocks that differ by more are told of."""
CODE = ("vc", "integrations")
ROOT = Path(__file__).resolve().parent.parent


class Worker(Base):
    """A worker process that runs, or that ended without saying so."""

    __tablename__ = "worker"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    """Random: in containers every process has the same number, and hosts may share a name."""
    host: Mapped[str] = mapped_column(String(255))
    pid: Mapped[int]
    version: Mapped[str] = mapped_column(String(12))
    """Digest of the code that it runs."""
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    """By the database's clock, which is the same for all of them."""
    ahead_s: Mapped[int] = mapped_column(default=0)
    """How many seconds its own clock is ahead of the database's."""


class PeriodicTask(Base):
    """Work that the clock alone asks for, done by one process at a time."""

    __tablename__ = "periodic_task"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    begun_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


@dataclass(frozen=True, slots=True)
class Process:
    """What a worker process says of itself; the fields are the row's."""

    name: str
    host: str
    pid: int
    version: str
    started_at: datetime


def this_process(now: datetime) -> Process:
    """Return the process that asks, as one that starts now."""
    name, host = secrets.token_hex(16), socket.gethostname()[:255]
    return Process(name, host, os.getpid(), code_version(), now)


def be_seen(session: Session, process: Process, now: datetime) -> None:
    """Write down that a process runs, and forget those of long ago. The caller commits."""
    # Hosts' own clocks differ, and who is alive is told by comparing them.
    at = database_clock(session, now)
    seen = {"seen_at": at, "ahead_s": round((now - at).total_seconds())}
    known = update(Worker).where(Worker.name == process.name).values(**seen)
    # At its first word, or when it was silent for so long that it was forgotten.
    if rows_changed(session, known) == 0:
        insert_once(session, Worker, "name", **asdict(process), **seen)
    session.execute(delete(Worker).where(Worker.seen_at < at - FORGOTTEN_AFTER))


def database_clock(session: Session, now: datetime) -> datetime:
    """Return the instant by the database server's clock; SQLite has none but ours."""
    if session.get_bind().dialect.name != "postgresql":
        return now
    return session.scalars(select(func.clock_timestamp())).one()


def leave(session: Session, process: Process) -> None:
    """Write down that a process ends in order. The caller commits."""
    session.execute(delete(Worker).where(Worker.name == process.name))


def known_workers(session: Session) -> list[Worker]:
    """Return the processes that are known, the last seen first."""
    return list(session.scalars(select(Worker).order_by(Worker.seen_at.desc())))


def take_turn(
    session: Session, name: str, *, now: datetime, every: timedelta, at: time | None = None
) -> bool:
    """Tell whether a periodic work is due and nobody else took it; then it is the caller's.

    `at` is the time of day, in UTC, of a work that is due once a day; the first time is then still
    to come. What a clock that was wrong put off for long is due now. The caller commits before it
    begins.
    """
    next_at = now + every if at is None else _next(at, now)
    # The first to ask makes the row; of two at once one statement below takes the turn.
    insert_once(session, PeriodicTask, "name", name=name, due_at=now if at is None else next_at)
    is_due = or_(PeriodicTask.due_at <= now, PeriodicTask.due_at > next_at + every)
    statement = (
        update(PeriodicTask)
        .where(PeriodicTask.name == name, is_due)
        .values(due_at=next_at, begun_at=now)
        .execution_options(synchronize_session=False)
    )
    return rows_changed(session, statement) == 1


@cache
def code_version() -> str:
    """Return a digest of the code as it was when this process first asked."""
    digest = hashlib.sha256()
    for folder in CODE:
        for path in sorted((ROOT / folder).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _next(at: time, now: datetime) -> datetime:
    """Return the next instant at which it is `at`."""
    today = datetime.combine(now.date(), at, now.tzinfo)
    return today if today > now else today + timedelta(days=1)
