"""The task engine's wiring: rows are the truth, Huey only wakes.

An effect outside is a row that is due. Whoever changes a row so that it becomes due calls `wake`
in the same transaction; after the commit a hint goes to the engine. A tick wakes whatever is due
and unclaimed, so a lost hint, a killed worker or an emptied queue costs seconds, never a row. The
claim is one conditional UPDATE; the end of the work is fenced by the token of the claim.
"""

import random
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

from flask import current_app
from huey import Huey
from huey.storage import BaseSqlStorage, PostgresStorage, SqliteStorage
from sqlalchemy import ColumnElement, String, event, func, inspect, or_, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Mapped, Session, mapped_column

from integrations.errors import IntegrationError
from vc.commits import notes_of
from vc.config import Settings
from vc.db import CONNECT_TIMEOUT_S, AppSession, UTCDateTime, rows_changed
from vc.errors import ConcurrentChangeError
from vc.services import Services, services

LONGEST_WAIT = timedelta(minutes=15)
LONGEST_SAID = timedelta(days=1, hours=1)
"""A daily limit ends within a day; nobody means more by Retry-After."""
OUTSIDE = "outside"
"""Stands in a session's `info` while a vendor is on the line."""


class DueMixin:
    """The columns of a row whose effect lies outside and is carried out by a worker."""

    id: Mapped[int]
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    """When somebody should work on it; None means there is nothing to do."""
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    lease_token: Mapped[str] = mapped_column(String(32), default="")
    last_error: Mapped[str] = mapped_column(String(1000), default="")
    """Why the last attempt did not do it, in Spanish, for the person who reads the page."""


RowT = TypeVar("RowT", bound=DueMixin)


class LeaseLostError(ConcurrentChangeError):
    """Somebody else took the row over: what this worker knows must not be written."""


def claim(session: Session, model: type[DueMixin], row_id: int, *, now: datetime) -> str | None:
    """Take the row if it is due and nobody holds it; return the lease's token, or None.

    The caller commits: until then nobody else sees the claim.
    """
    token = secrets.token_hex(16)
    lease = timedelta(seconds=services().settings.lease_s)
    is_free = or_(model.lease_until.is_(None), model.lease_until <= now)
    statement = (
        update(model)
        .where(model.id == row_id, model.due_at <= now, is_free)
        .values(lease_token=token, lease_until=now + lease, attempts=model.attempts + 1)
        # The session may hold the row as it was; it is read anew after the claim, never patched.
        .execution_options(synchronize_session=False)
    )
    # One statement decides between any number of workers, so no row is locked while one is chosen.
    return token if rows_changed(session, statement) == 1 else None


def id_of(row: DueMixin) -> int:
    """Return the id of a stored row, also of one that was deleted meanwhile."""
    return inspect(row).identity[0]


def renew(session: Session, row: DueMixin, token: str, *, now: datetime) -> None:
    """Hold the row for another lease, and keep everybody else out until the caller commits.

    Raises LeaseLostError when somebody else took it over.
    """
    model = type(row)
    lease = timedelta(seconds=services().settings.lease_s)
    statement = (
        update(model)
        .where(model.id == id_of(row), model.lease_token == token)
        .values(lease_until=now + lease)
        .execution_options(synchronize_session=False)
    )
    # The token and not the time decides: a lease that ran out is still ours while nobody took it.
    if rows_changed(session, statement) != 1:
        raise LeaseLostError("Otro proceso ya se ocupa de esto.")


def release(row: DueMixin, *, due_at: datetime | None, error: str = "") -> None:
    """Let go of the row; it is due again at `due_at`, or done when that is None."""
    row.lease_until = None
    row.lease_token = ""
    row.due_at = due_at
    row.last_error = error[:1000]
    # Attempts are counted from one success to the next, or the back-off would grow for ever.
    if due_at is None or not error:
        row.attempts = 0


def backoff_until(attempts: int, now: datetime) -> datetime:
    """Return the next try's instant: after 2, 4, 8 … seconds with jitter, 15 minutes at most."""
    wait = min(timedelta(seconds=2 ** min(attempts, 12)), LONGEST_WAIT)
    return now + wait * random.uniform(0.75, 1.25)  # noqa: S311 - jitter, no secret


class OutsideError(RuntimeError):
    """A query while a vendor is on the line, which would keep a transaction open for as long."""


@dataclass(frozen=True, slots=True)
class Job(Generic[RowT]):
    """One claimed row at a worker: what it says now, and what the work needs beside it.

    A step reads the row, goes `outside` for each call to a vendor, and ends with `done`,
    `again_at` or `retry`. What it needs of the rows while outside is read before.
    """

    session: Session
    row: RowT
    services: Services
    token: str
    began_at: datetime
    """When it was claimed: what happened later is not in what the row said then."""

    def now(self) -> datetime:
        """Return the present instant, which has moved on after each call to a vendor."""
        return self.services.clock()

    @contextmanager
    def outside(self) -> Iterator[None]:
        """Commit, and let a vendor be called; then the lease is held and the row is fresh.

        That is so after an error of the vendor too. Raises LeaseLostError when somebody else took
        the row over meanwhile, and OutsideError where the database is asked inside.
        """
        # Everything that was written so far has to outlive a kill of this process while the vendor
        # works.
        self.session.commit()
        self.session.info[OUTSIDE] = True
        try:
            yield
        except Exception:
            # A vendor's error is written down in the row too, so the row must be ours again first.
            self.hold()
            raise
        finally:
            self.session.info.pop(OUTSIDE, None)
        self.hold()

    def hold(self) -> None:
        """Hold the row for another lease, and read anew what it says; nobody else has it meanwhile.

        Raises LeaseLostError.
        """
        self.session.info.pop(OUTSIDE, None)
        renew(self.session, self.row, self.token, now=self.now())
        self.session.refresh(self.row)

    @contextmanager
    def inside(self) -> Iterator[RowT]:
        """Hold the row for another lease, in a short transaction amid what is done outside.

        Yields the row, fresh; what is written to it is committed. Raises LeaseLostError.
        """
        # A heartbeat may come while the store is being written, which is outside as well.
        was_outside = self.session.info.pop(OUTSIDE, False)
        renew(self.session, self.row, self.token, now=self.now())
        yield self.row
        self.session.commit()
        if was_outside:
            self.session.info[OUTSIDE] = True

    def heartbeat(self, **progress: object) -> None:
        """Hold the row for another lease, and write how far it is. Raises LeaseLostError."""
        with self.inside() as row:
            for name, value in progress.items():
                setattr(row, name, value)

    def done(self, error: str = "") -> None:
        """Let go of the row: there is nothing more to do, or `error` says what a person must do."""
        release(self.row, due_at=None, error=error)

    def again_at(self, when: datetime | None, why: str = "") -> None:
        """Let go of the row, which is due again at an instant; None is never, by itself."""
        release(self.row, due_at=when, error=why)

    def retry(self, error: IntegrationError) -> None:
        """Let go of the row after a call that may be repeated: see `retry_at`."""
        self.again_at(retry_at(error, self.row.attempts, self.now()), error.message)

    def uncounted(self) -> None:
        """Take back that this was an attempt: what hindered it was not the row's own."""
        self.row.attempts = max(0, self.row.attempts - 1)


@dataclass(frozen=True, slots=True)
class BackgroundJob(Generic[RowT]):
    """A kind of background work: the rows that are due, and the step that is taken with each.

    With `in_one` the claim is part of the step's own transaction: for a step that calls nobody,
    which leaves the row due when it fails. `on_failure` then writes down what it failed by.
    """

    name: str
    """By which it is woken."""
    model: type[RowT]
    step: Callable[[Job[RowT]], None]
    in_one: bool = False
    on_failure: Callable[[Session, int, Exception, datetime], None] | None = None

    def run(self, session: Session, row_id: int, services: Services) -> None:
        """Take the step with one row, if it is due and free; any number of times, by anybody."""
        try:
            run(session, self.model, row_id, self.step, services, in_one=self.in_one)
        except Exception as error:
            session.rollback()
            if self.on_failure is not None:
                self.on_failure(session, row_id, error, services.clock())
            raise


def run(
    session: Session,
    model: type[RowT],
    row_id: int,
    step: Callable[[Job[RowT]], None],
    services: Services,
    *,
    in_one: bool = False,
) -> None:
    """Claim a row, take one step with it, and commit; nothing is done if it is not due or free.

    Where the lease is lost, or somebody else changed a row first, nothing is written: whoever comes
    next looks for what was done.
    """
    began_at = services.clock()
    token = claim(session, model, row_id, now=began_at)
    if not in_one:
        session.commit()
    # Somebody else was quicker, or the hint came twice: neither is an error.
    if token is None:
        session.rollback()
        return
    # What an earlier step of this session read may be older than the claim.
    row = session.get_one(model, row_id, populate_existing=True)
    try:
        step(Job(session, row, services, token, began_at))
        session.commit()
    # The work was done outside all the same: whoever claims the row next finds it marked as begun.
    except ConcurrentChangeError:
        session.rollback()


def retry_at(
    error: IntegrationError, attempts: int, now: datetime, *, within: timedelta = LONGEST_WAIT
) -> datetime:
    """Return the next try's instant: the vendor's, or after a wait that grows up to `within`.

    A vendor whose clock is behind ours names an instant that is over: then we choose. What lies
    more than a day ahead is taken for a mistake.
    """
    said = getattr(error, "retry_after", None)
    if said is None or said <= now:
        return min(backoff_until(attempts, now), now + within)
    return min(said, now + LONGEST_SAID)


@event.listens_for(AppSession, "after_begin")
def _refuse_outside(session: Session, *_: object) -> None:
    """Refuse to ask the database while a vendor is on the line."""
    if session.info.get(OUTSIDE):
        raise OutsideError("a query between leaving for a vendor and coming back")


def due_rows(session: Session, model: type[DueMixin], now: datetime) -> list[int]:
    """Return the ids of the rows that are due and that nobody holds, longest due first."""
    is_free = or_(model.lease_until.is_(None), model.lease_until <= now)
    # A bound keeps one sweep short; the next one, seconds later, takes what is left.
    query = select(model.id).where(model.due_at <= now, is_free).order_by(model.due_at).limit(500)
    return list(session.scalars(query))


def others_at_work(
    session: Session, row: DueMixin, is_work: ColumnElement[bool], now: datetime
) -> int:
    """Return how many other rows of a kind are worked on now, of those that are in some state.

    A worker that was killed leaves a row in its state, and must not block the others.
    """
    model = type(row)
    query = select(func.count()).where(is_work, model.lease_until > now, model.id != row.id)
    return session.scalar(query) or 0


def wake(session: Session, task: str, row_id: int, *, at: datetime | None = None) -> None:
    """Ask for `task` to be woken for a row once this transaction is committed.

    With `at` it is woken at that instant, so that what is due then needs not wait for a sweep.
    """
    notes_of(session).wakes.append((task, row_id, at))


class _TablesLater(BaseSqlStorage):
    """Makes the engine's tables at the first need, so that naming it takes no database."""

    def __init__(self, name: str, **options: object) -> None:
        self._making = threading.RLock()
        self._is_made = False
        super().__init__(name, create_tables=False, **options)

    @contextmanager
    def db(self, commit: bool = False, close: bool = False) -> Iterator[object]:
        """Open a cursor, as the engine asks for it."""
        with self._making:
            if not self._is_made:
                # Making them opens a cursor too.
                self._is_made = True
                try:
                    self.initialize_schema()
                except BaseException:
                    self._is_made = False
                    raise
        with super().db(commit=commit, close=close) as cursor:
            yield cursor


class _SqliteQueue(_TablesLater, SqliteStorage):
    """The engine's file."""


class _PostgresQueue(_TablesLater, PostgresStorage):
    """The engine's tables beside ours."""


def make_queue(settings: Settings) -> Huey:
    """Return the engine that suits the database.

    The queue's own file needs no fsync: what it holds are hints, and the rows survive without.
    """
    if settings.sqlalchemy_url.startswith("postgresql"):
        # Written anew, because libpq wants every sign of a password encoded.
        url = make_url(settings.sqlalchemy_url).set(drivername="postgresql")
        dsn = url.render_as_string(hide_password=False)
        options = {"dsn": dsn, "connect_timeout": CONNECT_TIMEOUT_S}
        return Huey("vc", storage_class=_PostgresQueue, results=False, **options)
    path = settings.instance / "queue.sqlite3"
    return Huey("vc", storage_class=_SqliteQueue, results=False, filename=str(path), fsync=False)


@event.listens_for(AppSession, "after_commit")
def _send_hints(session: Session) -> None:
    """Send the hints of the transaction that was just committed; a savepoint may yet be undone."""
    # A savepoint that is released fires this event too, and may still be rolled back with the rest.
    if session.in_nested_transaction():
        return
    notes = notes_of(session)
    # Emptied before they are sent: a hint that fails is made up for by the sweep, not sent twice.
    wakes, notes.wakes = notes.wakes, []
    for name, row_id, at in wakes:
        _send_hint(name, row_id, at)


def _send_hint(name: str, row_id: int, at: datetime | None) -> None:
    """Wake the task; a queue that fails costs a tick and never the request."""
    task = services().registry.tasks[name]
    try:
        if at is None or at <= datetime.now(UTC):
            task(row_id)
        else:
            task.schedule((row_id,), eta=at)
    except Exception:
        current_app.logger.warning("could not wake %s %s; the tick will", name, row_id)
