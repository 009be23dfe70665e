"""What the emulator remembers of Zoom's cloud recordings, and what time does to them.

Only files are in the bin or not; a recording is there as long as one of its files is.
"""

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from sqlite3 import Row

from integrations.emulator.state import JsonObject, Transaction

SCHEMA = """
CREATE TABLE IF NOT EXISTS recording (
    uuid TEXT PRIMARY KEY, room_id INTEGER, host_id TEXT, start TEXT, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS recording_file (
    id TEXT PRIMARY KEY, uuid TEXT, number INTEGER, body TEXT NOT NULL, size INTEGER,
    content BLOB, path TEXT, trashed_at TEXT);
CREATE TABLE IF NOT EXISTS recording_token (value TEXT PRIMARY KEY, uuid TEXT, ends_at TEXT);
CREATE TABLE IF NOT EXISTS recording_visit (
    id INTEGER PRIMARY KEY AUTOINCREMENT, file_id TEXT, host TEXT, had_bearer INTEGER, range TEXT);
"""
TABLES = ("recording", "recording_file", "recording_token", "recording_visit")

ALL_FILES = "SELECT * FROM recording_file WHERE uuid = ? ORDER BY number, id"
IN_BIN_FOR = timedelta(days=30)
STORAGE = 50_000_000_000
"""Ten for each of the first licences."""
UNITS = (("TB", 10**12), ("GB", 10**9), ("MB", 10**6), ("KB", 10**3))
OF_ONE_PERSON = "audio_only_each_participant"


@dataclass(frozen=True, slots=True)
class File:
    """One file. `body` is what Zoom says of it; `trashed_at` is None for one that is there."""

    id: str
    uuid: str
    body: JsonObject
    size: int
    content: bytes | None
    path: str
    trashed_at: str | None

    @property
    def is_ready(self) -> bool:
        """Tell whether it was made already."""
        return self.body.get("status") != "processing"


@dataclass(frozen=True, slots=True)
class Kept:
    """What was recorded of one opening of a room. `body` is what Zoom says of it as a whole."""

    uuid: str
    room_id: int
    host_id: str
    start: str
    body: JsonObject
    files: tuple[File, ...]

    @property
    def present(self) -> tuple[File, ...]:
        """Return the files that are not in the bin."""
        return tuple(file for file in self.files if file.trashed_at is None)

    @property
    def binned(self) -> tuple[File, ...]:
        """Return the files that are in the bin."""
        return tuple(file for file in self.files if file.trashed_at is not None)


def all_of(tx: Transaction, host_id: str = "") -> list[Kept]:
    """Return every recording (of a host), newest first."""
    settle(tx)
    rows = tx.all(
        "SELECT * FROM recording WHERE ? IN ('', host_id) ORDER BY start DESC, uuid", host_id
    )
    return [_kept(tx, row) for row in rows]


def find(tx: Transaction, uuid: str) -> Kept | None:
    """Return a recording by the id of the opening."""
    settle(tx)
    row = tx.one("SELECT * FROM recording WHERE uuid = ?", uuid)
    return _kept(tx, row) if row else None


def last_of(tx: Transaction, room_id: int) -> Kept | None:
    """Return the recording of the last opening of a room that has one."""
    settle(tx)
    row = tx.one("SELECT * FROM recording WHERE room_id = ? ORDER BY start DESC", room_id)
    return _kept(tx, row) if row else None


def file_of(tx: Transaction, file_id: str) -> File | None:
    """Return a file that is there and not in the bin."""
    settle(tx)
    row = tx.one("SELECT * FROM recording_file WHERE id = ? AND trashed_at IS NULL", file_id)
    return _file(row) if row else None


def throw_away(tx: Transaction, files: Iterable[File]) -> None:
    """Put files into the bin."""
    for file in files:
        tx.run(
            "UPDATE recording_file SET trashed_at = ? WHERE id = ?", tx.now().isoformat(), file.id
        )


def take_back(tx: Transaction, files: Iterable[File]) -> None:
    """Take files out of the bin."""
    for file in files:
        tx.run("UPDATE recording_file SET trashed_at = NULL WHERE id = ?", file.id)


def forget(tx: Transaction, files: Iterable[File]) -> None:
    """Delete files for good, and recordings that have none any more."""
    for file in files:
        tx.run("DELETE FROM recording_file WHERE id = ?", file.id)
    tx.run("DELETE FROM recording WHERE uuid NOT IN (SELECT uuid FROM recording_file)")


def settle(tx: Transaction) -> None:
    """Let time pass: what is due goes into the bin, and after thirty days there for good."""
    now = tx.now()
    for row in tx.all("SELECT uuid, body FROM recording"):
        body = json.loads(row["body"])
        day = body.get("auto_delete_date") if body.get("auto_delete") else None
        if day and date.fromisoformat(day) <= now.date():
            due = datetime.combine(date.fromisoformat(day), time_of_day(), tzinfo=now.tzinfo)
            tx.run(
                "UPDATE recording_file SET trashed_at = ? WHERE uuid = ? AND trashed_at IS NULL",
                *(due.isoformat(), row["uuid"]),
            )
    over = (now - IN_BIN_FOR).isoformat()
    forget(tx, map(_file, tx.all("SELECT * FROM recording_file WHERE trashed_at <= ?", over)))


def new_token(tx: Transaction, uuid: str, life: timedelta) -> str:
    """Give a token that opens the files of one recording for a while; it looks as Zoom's do."""
    value = f"eyJhbGciOiJIUzUxMiJ9.{secrets.token_urlsafe(24)}.{secrets.token_urlsafe(32)}"
    ends_at = (tx.now() + life).isoformat()
    tx.run("INSERT INTO recording_token VALUES (?, ?, ?)", value, uuid, ends_at)
    return value


def used_bytes(tx: Transaction) -> int:
    """Return how much of the storage is used; what is in the bin does not count."""
    settle(tx)
    row = tx.row("SELECT sum(size) AS used FROM recording_file WHERE trashed_at IS NULL")
    return row["used"] or 0


def limit_bytes(tx: Transaction) -> int | None:
    """Return how much the storage holds, None for one without an end."""
    text = tx.setting("recording_storage", str(STORAGE))
    return int(text) if text else None


def written_size(size: int | None) -> str:
    """Return a size as Zoom writes it."""
    if size is None:
        return "Unlimited"
    for name, unit in UNITS:
        if size >= unit:
            return f"{size / unit:.2f} {name}"
    return str(size) if not size else f"{size / 1000:.2f} KB"


def _kept(tx: Transaction, row: Row) -> Kept:
    """Return a recording with its files."""
    files = tuple(map(_file, tx.all(ALL_FILES, row["uuid"])))
    about = (row["uuid"], row["room_id"], row["host_id"], row["start"])
    return Kept(*about, json.loads(row["body"]), files)


def _file(row: Row) -> File:
    """Return a file."""
    names = ("size", "content", "path", "trashed_at")
    return File(row["id"], row["uuid"], json.loads(row["body"]), *(row[name] for name in names))
