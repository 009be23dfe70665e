"""The emulator's memory: one SQLite file that survives restarts, and a clock that can be moved."""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")

SCHEMA = """
CREATE TABLE IF NOT EXISTS call (
    id INTEGER PRIMARY KEY AUTOINCREMENT, method TEXT, path TEXT, operation TEXT, status INTEGER);
CREATE TABLE IF NOT EXISTS fault (
    id INTEGER PRIMARY KEY AUTOINCREMENT, operation TEXT, kind TEXT, times INTEGER, args TEXT);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
TABLES = ("call", "fault", "setting")
"""The emulator's own; each vendor has tables beside them."""

JsonObject = dict[str, Any]
"""A body in JSON. What its names hold is `Any`, as `json.loads` has it: the emulator is asked for
whatever its callers write, and a wrong kind is to fail as loudly there as in the vendor's tests."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the emulator takes for its account, client and secret; it opens nothing else."""

    account_id: str = "emulator"
    client_id: str = "emulator"
    client_secret: str = field(default="emulator", repr=False)


class Part(Protocol):
    """The tables of a part of the emulator: a module that has these two names."""

    @property
    def SCHEMA(self) -> str: ...  # noqa: N802  (a constant of the module)

    @property
    def TABLES(self) -> tuple[str, ...]: ...  # noqa: N802  (as above)


class State:
    """Opens the file. Each request has a connection of its own, so threads do not meet."""

    def __init__(
        self, path: Path | str, parts: Iterable[Part], fills: "Mapping[str, Fill]"
    ) -> None:
        """Make the file's tables, and fill those that `fills` names where they are empty.

        A file that is from before the emulator knew a vendor is completed by it.
        """
        self.path = Path(path)
        self._tables = (*TABLES, *(name for part in parts for name in part.TABLES))
        self._fills = fills
        self.sending = threading.Lock()
        """Held while webhooks are on their way."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # While one is open, the others need not write the whole file anew when they close.
        self._standing = sqlite3.connect(self.path, timeout=30, check_same_thread=False)
        self._standing.execute("PRAGMA journal_mode = WAL")
        self._standing.executescript(SCHEMA + "".join(part.SCHEMA for part in parts))
        with self.transaction() as tx:
            self._fill(tx)

    def close(self) -> None:
        """Let go of the file, which holds all of it then."""
        self._standing.close()

    @contextmanager
    def transaction(self) -> Iterator["Transaction"]:
        """Open a transaction that writes from its beginning; commit at the end, or undo all."""
        with self._connected() as connection:
            # Two transactions that read first and write later would refuse each other.
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield Transaction(connection)
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def reset(self) -> None:
        """Forget everything and begin with the first users again."""
        with self.transaction() as tx:
            for table in self._tables:
                tx.run(f"DELETE FROM {table}")  # noqa: S608  (names of the modules' own)
            self._fill(tx)

    def _fill(self, tx: "Transaction") -> None:
        """Write what every emulated vendor begins with, where it is not there."""
        for table, fill in self._fills.items():
            if not tx.one(f"SELECT 1 FROM {table} LIMIT 1"):  # noqa: S608  (as above)
                fill(tx)

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        """Open a connection and close it whatever happens."""
        connection = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        try:
            connection.row_factory = sqlite3.Row
            # What the machine's power takes with it may go: nothing here is anybody's work.
            connection.execute("PRAGMA synchronous = OFF")
            yield connection
        finally:
            connection.close()


class Transaction:
    """What can be asked of the state and written to it, together or not at all."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def run(self, sql: str, *values: object) -> int:
        """Run a statement; return how many rows it changed."""
        return self._connection.execute(sql, values).rowcount

    def all(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """Return every row of a query."""
        return self._connection.execute(sql, values).fetchall()

    def one(self, sql: str, *values: object) -> sqlite3.Row | None:
        """Return the first row of a query, or None."""
        return self._connection.execute(sql, values).fetchone()

    def row(self, sql: str, *values: object) -> sqlite3.Row:
        """Return the first row of a query that always has one."""
        return self._connection.execute(sql, values).fetchone()

    def setting(self, name: str, default: str = "") -> str:
        """Return a setting of the emulator itself."""
        row = self.one("SELECT value FROM setting WHERE name = ?", name)
        return row["value"] if row else default

    def set(self, name: str, value: str) -> None:
        """Keep a setting of the emulator itself."""
        self.run("INSERT OR REPLACE INTO setting VALUES (?, ?)", name, value)

    def conduct(self, kind: type[T], name: str) -> T:
        """Return how a vendor behaves now, as `keep_conduct` kept it under its name."""
        kept = json.loads(self.setting(name, "{}"))
        return kind(
            **{key: tuple(one) if isinstance(one, list) else one for key, one in kept.items()}
        )

    def keep_conduct(self, name: str, wanted: "DataclassInstance") -> None:
        """Let a vendor behave so from now on."""
        self.set(name, json.dumps(asdict(wanted)))

    def now(self) -> datetime:
        """Return the emulator's instant: the machine's clock, moved as it was told."""
        moved = timedelta(seconds=float(self.setting("clock_moved_s", "0")))
        return datetime.now(UTC) + moved


Fill = Callable[[Transaction], None]
"""Writes what a vendor begins with."""
