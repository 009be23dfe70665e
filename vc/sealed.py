"""Columns that are encrypted at rest, so that a stolen database file opens no meeting.

The key can be changed while everything runs: values open with the present key or the one before,
and whoever writes looks first whether the key's file is another one by now.
"""

import base64
import hashlib
import os
import secrets
import threading
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import current_app
from sqlalchemy import Dialect, Table, Text, select, type_coerce, update
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from vc.config import Settings
from vc.db import Base

KEY_FILE = "seal_key"
PREVIOUS_FILE = "seal_key.previous"


class UnreadableValueError(Exception):
    """A sealed value opens with neither key; the message names its table and column."""


class SealedText(TypeDecorator[str]):
    """Text that is stored encrypted (Fernet: AES-128-CBC and HMAC-SHA256).

    An empty text is stored as it is. What cannot be opened with the keys reads as empty, so that a
    lost key costs the secrets and not the pages.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Encrypt on the way in."""
        return _seal().close(value) if value else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Decrypt on the way out."""
        if not value:
            return value
        try:
            return _seal().open(value)
        except InvalidToken:
            current_app.logger.error("a sealed column cannot be opened with the present key")
            return ""


class Seal:
    """Encrypts with the present key and opens with it or the one before. Safe to share."""

    def __init__(self, settings: Settings) -> None:
        """Take the keys of the settings; a key of the instance folder is followed there."""
        self._folder = settings.instance
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        file = self._folder / KEY_FILE
        self.is_kept_here = file.exists() and _read(file) == settings.seal_key
        self._box = _box_of(settings.seal_key, settings.seal_key_previous)
        if self.is_kept_here:
            self._follow()

    def close(self, text: str) -> str:
        """Encrypt a text with the present key."""
        if self.is_kept_here:
            self._follow()
        return self._box.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """Decrypt a text. Raises InvalidToken when neither key opens it."""
        try:
            return self._box.decrypt(sealed.encode()).decode()
        except InvalidToken:
            if not (self.is_kept_here and self._follow()):
                raise
        return self._box.decrypt(sealed.encode()).decode()

    def change_key(self) -> None:
        """Put a new key into the instance folder; the present one stays beside it."""
        key, previous = self._folder / KEY_FILE, self._folder / PREVIOUS_FILE
        # Each file is replaced in one step, and the old key is there before the new one is used.
        _write(previous, _read(key))
        _write(key, secrets.token_urlsafe(48))
        self._follow()

    def _follow(self) -> bool:
        """Take over the key's file if it is another one; tell whether it was."""
        try:
            found = (self._folder / KEY_FILE).stat()
        except FileNotFoundError:
            # Somebody took it away: what is in memory still opens everything.
            return False
        stamp = (found.st_mtime_ns, found.st_ino)
        with self._lock:
            if stamp == self._stamp:
                return False
            previous = self._folder / PREVIOUS_FILE
            old = _read(previous) if previous.exists() else ""
            self._box = _box_of(_read(self._folder / KEY_FILE), old)
            self._stamp = stamp
            return True


def seal_again(session: Session, seal: Seal) -> int:
    """Encrypt every sealed value with the present key; return how many there are.

    Raises UnreadableValueError, and changes nothing, when one opens with neither key. The caller
    commits.
    """
    return sum(_seal_column(session, seal, table) for table in Base.metadata.sorted_tables)


def _seal_column(session: Session, seal: Seal, table: Table) -> int:
    """Encrypt the sealed columns of a table anew; return how many values there were."""
    count = 0
    for column in table.columns:
        if not isinstance(column.type, SealedText):
            continue
        keys = list(table.primary_key.columns)
        rows = session.execute(select(*keys, type_coerce(column, Text)).where(column.is_not(None)))
        for *found, sealed in rows.all():
            if not sealed:
                continue
            try:
                text = seal.open(sealed)
            except InvalidToken as error:
                raise UnreadableValueError(f"{table.name}.{column.name}") from error
            is_it = [key == value for key, value in zip(keys, found, strict=True)]
            session.execute(update(table).where(*is_it).values({column.name: text}))
            count += 1
    return count


def _seal() -> Seal:
    """Return the app's seal; `create_app` keeps it."""
    return current_app.extensions["seal"]


def _box_of(key: str, previous: str) -> MultiFernet:
    """Return the box that closes with `key` and opens with either; keys have any form."""
    return MultiFernet([_fernet(one) for one in (key, previous) if one])


def _fernet(key: str) -> Fernet:
    """Return the box of one key."""
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))


def _read(path: Path) -> str:
    """Return the key in a file."""
    return path.read_text(encoding="ascii").strip()


def _write(path: Path, key: str) -> None:
    """Put a key into a file in one step, readable by its owner only."""
    part = path.with_name(path.name + ".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)
