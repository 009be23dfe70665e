"""What requests ask of the database, without the noise that times have.

Statements are counted as they are executed. What they read is of SQLite the thousands of steps that
its machine took; of PostgreSQL the rows of tables and the entries of indexes that were looked at.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from psycopg import Connection as PostgreSQL
from sqlalchemy import Connection, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection

from vc.db import db

ROWS_READ = text(
    "SELECT (SELECT coalesce(sum(seq_tup_read), 0) FROM pg_stat_user_tables)"
    " + (SELECT coalesce(sum(idx_tup_read), 0) FROM pg_stat_user_indexes)"
)


@dataclass(slots=True)
class Counted:
    """What was executed; `reads` is of what was last counted afresh."""

    statements: int = 0
    reads: int = 0
    steps: int = 0

    def step(self) -> int:
        """Count a thousand of SQLite's steps; nothing is to be interrupted."""
        self.steps += 1
        return 0

    @contextmanager
    def afresh(self) -> Iterator[None]:
        """Count what is executed within, from nothing."""
        before = self._rows_read()
        self.statements, self.steps = 0, 0
        try:
            yield
        finally:
            statements = self.statements
            self.reads = self.steps or self._rows_read() - before
            self.statements = statements

    def _rows_read(self) -> int:
        """Return how many rows PostgreSQL has looked at so far; nothing of SQLite."""
        db.session.remove()
        if db.engine.dialect.name != "postgresql":
            return 0
        with db.engine.connect() as connection:
            return int(connection.scalar(ROWS_READ))


def tell_counts(connection: DBAPIConnection | None, *_: object) -> None:
    """Have PostgreSQL add what a connection looked at that goes back into the pool."""
    if isinstance(connection, PostgreSQL):
        connection.execute("SELECT pg_stat_force_next_flush()")
        connection.rollback()


@contextmanager
def counting() -> Iterator[Counted]:
    """Yield what counts everything that the application's engine executes."""
    counted = Counted()

    def note(connection: Connection, *_: object) -> None:
        counted.statements += 1
        if connection.dialect.name == "sqlite":
            connection.connection.driver_connection.set_progress_handler(counted.step, 1000)

    event.listen(db.engine, "before_cursor_execute", note)
    event.listen(db.engine, "checkin", tell_counts)
    try:
        yield counted
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
        event.remove(db.engine, "checkin", tell_counts)
