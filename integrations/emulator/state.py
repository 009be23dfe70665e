"""The emulator's memory: one SQLite file that survives restarts, and a clock that can be moved."""

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from integrations.emulator.google import state as google_state
from integrations.emulator.meta import comments, reel_state, video_state
from integrations.emulator.meta import state as meta_state
from integrations.emulator.x import state as x_state
from integrations.emulator.youtube import state as youtube_state
from integrations.emulator.zoom import recordings_state
from integrations.emulator.zoom.seeds import SCOPES, USERS, SeedUser

SCHEMA = (
    """
CREATE TABLE IF NOT EXISTS user (id TEXT PRIMARY KEY, email TEXT UNIQUE, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS room (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, host_id TEXT NOT NULL, start TEXT, body TEXT);
CREATE INDEX IF NOT EXISTS room_of_host ON room (host_id, kind, start, id);
CREATE TABLE IF NOT EXISTS token (value TEXT PRIMARY KEY, scopes TEXT, ends_at TEXT);
CREATE TABLE IF NOT EXISTS written (
    host_id TEXT, day TEXT, number INTEGER, PRIMARY KEY (host_id, day));
CREATE TABLE IF NOT EXISTS call (
    id INTEGER PRIMARY KEY AUTOINCREMENT, method TEXT, path TEXT, operation TEXT, status INTEGER);
CREATE TABLE IF NOT EXISTS fault (
    id INTEGER PRIMARY KEY AUTOINCREMENT, operation TEXT, kind TEXT, times INTEGER, args TEXT);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS deleted_room (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, host_id TEXT NOT NULL, start TEXT, body TEXT);
CREATE TABLE IF NOT EXISTS opening (
    uuid TEXT PRIMARY KEY, room_id INTEGER, started_at TEXT, ended_at TEXT);
CREATE TABLE IF NOT EXISTS stay (
    id INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT, name TEXT, email TEXT, registrant_id TEXT,
    joined_at TEXT, left_at TEXT);
CREATE TABLE IF NOT EXISTS stream (room_id INTEGER PRIMARY KEY, target TEXT, is_on INTEGER);
CREATE TABLE IF NOT EXISTS notice (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL);
"""
    + google_state.SCHEMA
    + meta_state.SCHEMA
    + video_state.SCHEMA
    + reel_state.SCHEMA
    + comments.SCHEMA
    + recordings_state.SCHEMA
    + youtube_state.SCHEMA
    + x_state.SCHEMA
)
TABLES = (
    *("user", "room", "token", "written", "call", "fault", "setting"),
    *("deleted_room", "opening", "stay", "stream", "notice"),
    *google_state.TABLES,
    *meta_state.TABLES,
    *video_state.TABLES,
    *reel_state.TABLES,
    *comments.TABLES,
    *recordings_state.TABLES,
    *youtube_state.TABLES,
    *x_state.TABLES,
)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the emulator takes for its account, client and secret; it opens nothing else."""

    account_id: str = "emulator"
    client_id: str = "emulator"
    client_secret: str = field(default="emulator", repr=False)


class State:
    """Opens the file. Each request has a connection of its own, so threads do not meet."""

    def __init__(self, path: Path | str) -> None:
        """Make the file and its first users where they are not there yet."""
        self.path = Path(path)
        self.sending = threading.Lock()
        """Held while webhooks are on their way."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # While one is open, the others need not write the whole file anew when they close.
        self._standing = sqlite3.connect(self.path, timeout=30, check_same_thread=False)
        self._standing.execute("PRAGMA journal_mode = WAL")
        self._standing.executescript(SCHEMA)
        with self.transaction() as tx:
            if not tx.one("SELECT 1 FROM user LIMIT 1"):
                tx.fill()
            elif not tx.one("SELECT 1 FROM google_account LIMIT 1"):
                # The file is from before the emulator knew Google.
                google_state.fill(tx)
            if not tx.one("SELECT 1 FROM meta_token LIMIT 1"):
                # The file is from before it knew Meta.
                meta_state.fill(tx)

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
            for table in TABLES:
                tx.run(f"DELETE FROM {table}")  # noqa: S608  (names from the list above)
            tx.fill()

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

    def setting(self, name: str, default: str = "") -> str:
        """Return a setting of the emulator itself."""
        row = self.one("SELECT value FROM setting WHERE name = ?", name)
        return row["value"] if row else default

    def set(self, name: str, value: str) -> None:
        """Keep a setting of the emulator itself."""
        self.run("INSERT OR REPLACE INTO setting VALUES (?, ?)", name, value)

    def now(self) -> datetime:
        """Return the emulator's instant: the machine's clock, moved as it was told."""
        moved = timedelta(seconds=float(self.setting("clock_moved_s", "0")))
        return datetime.now(UTC) + moved

    def scopes(self) -> list[str]:
        """Return what the tokens that are given now permit."""
        return json.loads(self.setting("scopes", json.dumps(SCOPES)))

    def fill(self) -> None:
        """Write the first users."""
        for user in USERS:
            self.put_user(user)
        google_state.fill(self)
        meta_state.fill(self)

    def put_user(self, user: SeedUser) -> None:
        """Add a user, or replace the one with the same e-mail; the id stays the same."""
        # The id follows from the e-mail, so that it is the same after a reset.
        user_id = hashlib.sha256(user.email.encode()).hexdigest()[:22]
        body = json.dumps(asdict(user))
        self.run("INSERT OR REPLACE INTO user VALUES (?, ?, ?)", user_id, user.email, body)

    def user(self, id_or_email: str) -> tuple[str, SeedUser] | None:
        """Return a user with their id, by id or e-mail."""
        row = self.one("SELECT * FROM user WHERE ? IN (id, email)", id_or_email)
        return (row["id"], SeedUser(**json.loads(row["body"]))) if row else None

    def users(self) -> list[tuple[str, SeedUser]]:
        """Return all users with their ids, by e-mail."""
        rows = self.all("SELECT * FROM user ORDER BY email")
        return [(row["id"], SeedUser(**json.loads(row["body"]))) for row in rows]
