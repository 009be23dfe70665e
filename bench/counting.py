"""What requests ask of the database, without the noise that times have.

Statements are counted as they are executed. What they read is of SQLite the thousands of steps that
its machine took; of PostgreSQL the rows of tables and the entries of indexes that were looked at.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from psycopg import Connection as PostgreSQL
from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection

from vc.db import db

ROWS_READ = """
    SELECT coalesce(sum(pg_stat_get_xact_tuples_returned(oid)), 0)::int FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i')
"""
"""Whatever this connection looked at since PostgreSQL last took its counts."""


@dataclass(slots=True)
class Counted:
    """What was executed; `reads` only while it is counted afresh."""

    statements: int = 0
    reads: int = 0
    is_counting: bool = False

    def step(self) -> int:
        """Count a thousand of SQLite's steps; nothing is to be interrupted."""
        self.reads += 1
        return 0

    @contextmanager
    def afresh(self) -> Iterator[None]:
        """Count what is executed within, from nothing."""
        self.is_counting = True
        # What a connection did before is taken from it here.
        db.session.connection()
        db.session.remove()
        self.statements, self.reads = 0, 0
        try:
            yield
        finally:
            self.is_counting = False

    def take(self, connection: DBAPIConnection | None, *_: object) -> None:
        """Add what a connection looked at that goes back into the pool."""
        if self.is_counting and isinstance(connection, PostgreSQL):
            self.reads += connection.execute(ROWS_READ).fetchone()[0]
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
    event.listen(db.engine, "checkin", counted.take)
    try:
        yield counted
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
        event.remove(db.engine, "checkin", counted.take)
