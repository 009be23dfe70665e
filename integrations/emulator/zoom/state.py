"""What the emulator remembers of Zoom: users, tokens, rooms, who was in them, messages."""

import hashlib
import json
from dataclasses import asdict

from integrations.emulator.state import Transaction
from integrations.emulator.zoom.seeds import SCOPES, USERS, SeedUser

SCHEMA = """
CREATE TABLE IF NOT EXISTS user (id TEXT PRIMARY KEY, email TEXT UNIQUE, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS room (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, host_id TEXT NOT NULL, start TEXT, body TEXT);
CREATE INDEX IF NOT EXISTS room_of_host ON room (host_id, kind, start, id);
CREATE TABLE IF NOT EXISTS token (value TEXT PRIMARY KEY, scopes TEXT, ends_at TEXT);
CREATE TABLE IF NOT EXISTS written (
    host_id TEXT, day TEXT, number INTEGER, PRIMARY KEY (host_id, day));
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
TABLES = (
    *("user", "room", "token", "written", "deleted_room"),
    *("opening", "stay", "stream", "notice"),
)


def fill(tx: Transaction) -> None:
    """Write the first users."""
    for user in USERS:
        put_user(tx, user)


def scopes(tx: Transaction) -> list[str]:
    """Return what the tokens that are given now permit."""
    return json.loads(tx.setting("scopes", json.dumps(SCOPES)))


def put_user(tx: Transaction, user: SeedUser) -> None:
    """Add a user, or replace the one with the same e-mail; the id stays the same."""
    # The id follows from the e-mail, so that it is the same after a reset.
    user_id = hashlib.sha256(user.email.encode()).hexdigest()[:22]
    body = json.dumps(asdict(user))
    tx.run("INSERT OR REPLACE INTO user VALUES (?, ?, ?)", user_id, user.email, body)


def user(tx: Transaction, id_or_email: str) -> tuple[str, SeedUser] | None:
    """Return a user with their id, by id or e-mail."""
    row = tx.one("SELECT * FROM user WHERE ? IN (id, email)", id_or_email)
    return (row["id"], SeedUser(**json.loads(row["body"]))) if row else None


def host(tx: Transaction, host_id: str) -> SeedUser:
    """Return the user whose room it is; users are changed, but never taken away."""
    row = tx.row("SELECT body FROM user WHERE ? IN (id, email)", host_id)
    return SeedUser(**json.loads(row["body"]))


def users(tx: Transaction) -> list[tuple[str, SeedUser]]:
    """Return all users with their ids, by e-mail."""
    rows = tx.all("SELECT * FROM user ORDER BY email")
    return [(row["id"], SeedUser(**json.loads(row["body"]))) for row in rows]
