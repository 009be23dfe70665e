"""Columns that are encrypted at rest, so that a stolen database file opens no meeting.

The key can be changed while everything runs: values open with the present key or the one before,
and whoever writes looks first whether the key's file is another one by now.
"""

import threading
from contextlib import AbstractContextManager

from cryptography.fernet import InvalidToken
from flask import current_app
from sqlalchemy import Column, Dialect, Table, Text, select, type_coerce, update
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from vc.config import Settings
from vc.credentials import FILE, KEY_FILE, PREVIOUS_FILE
from vc.db import Base
from vc.secret_files import (
    box_of,
    kept_secret,
    locked,
    new_secret,
    read_secret,
    replace_secret,
)

LOCK_FILE = "seal_key.lock"


class UnreadableValueError(Exception):
    """A sealed value opens with no key; the message names its table and column."""


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
    """Encrypts with the present key and opens with it or one before. Safe to share."""

    def __init__(self, settings: Settings) -> None:
        """Take the keys of the settings; without one, those of the instance folder are followed."""
        self.credentials = settings.instance / FILE
        self._key = settings.instance / KEY_FILE
        self._previous = settings.instance / PREVIOUS_FILE
        self._given = (settings.seal_key, settings.seal_key_previous)
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self.is_kept_here = not settings.seal_key
        if self.is_kept_here:
            kept_secret(self._key)
            self._follow()
        else:
            self._box = box_of(*self._given)

    def close(self, text: str) -> str:
        """Encrypt a text with the present key."""
        if self.is_kept_here:
            self._follow()
        return self._box.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """Decrypt a text. Raises InvalidToken when no key opens it."""
        box = self._box
        try:
            return box.decrypt(sealed.encode()).decode()
        except InvalidToken:
            if self.is_kept_here:
                self._follow()
            # It may be another thread that took over the new key meanwhile.
            if self._box is box:
                raise
        return self._box.decrypt(sealed.encode()).decode()

    def alone(self) -> AbstractContextManager[None]:
        """Hold off others who would change the key of the instance folder.

        Raises FileTakenError when somebody is at it.
        """
        return locked(self._key.with_name(LOCK_FILE))

    def change_key(self) -> None:
        """Put a new key into the instance folder; the present one stays beside it.

        Whatever only the key before that one opens is lost: seal everything again first.
        """
        # The old key is there under its new name before the new one is used.
        replace_secret(self._previous, read_secret(self._key))
        replace_secret(self._key, new_secret())
        self._follow()

    def _follow(self) -> None:
        """Take over the key's file if it is another one."""
        try:
            found = self._key.stat()
        except FileNotFoundError:
            # Somebody took it away: what is in memory still opens everything.
            return
        stamp = (found.st_mtime_ns, found.st_ino)
        with self._lock:
            if stamp == self._stamp:
                return
            # In this order: a key that is changed meanwhile has another stamp, and is met again.
            self._box = box_of(read_secret(self._key), read_secret(self._previous), *self._given)
            self._stamp = stamp


def rotate(session: Session, seal: Seal) -> int:
    """Encrypt every sealed value with a new key and commit; return how many there are.

    A key of the instance folder is made anew; one of the settings is as new as it is. Raises
    UnreadableValueError and FileTakenError; nothing is changed then, and the caller rolls back.
    """
    if not seal.is_kept_here:
        return _seal_again(session, seal)
    with seal.alone():
        # What a rotation that broke off left under the key before would be lost with that key.
        _seal_again(session, seal)
        seal.change_key()
        return _seal_again(session, seal)


def sealed_columns() -> list[Column[str]]:
    """Return every column of the database whose values are sealed."""
    return [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, SealedText)
    ]


def _seal_again(session: Session, seal: Seal) -> int:
    """Encrypt every sealed value with the present key and commit; return how many there are."""
    count = sum(_seal_column(session, seal, one.table, one) for one in sealed_columns())
    session.commit()
    return count + _seal_credentials(seal)


def _seal_credentials(seal: Seal) -> int:
    """Encrypt the file of the credentials with the present key; return how many files there are."""
    sealed = read_secret(seal.credentials)
    if not sealed:
        return 0
    try:
        replace_secret(seal.credentials, seal.close(seal.open(sealed)))
    except InvalidToken as error:
        raise UnreadableValueError(FILE) from error
    return 1


def _seal_column(session: Session, seal: Seal, table: Table, column: Column[str]) -> int:
    """Encrypt a column anew; return how many values there were."""
    count = 0
    keys = list(table.primary_key.columns)
    raw = type_coerce(column, Text)
    # Mail can be long: of all values at once only the keys are held in memory.
    for found in session.execute(select(*keys).where(raw != "")).all():
        is_it = [key == value for key, value in zip(keys, found, strict=True)]
        sealed = session.scalar(select(raw).where(*is_it))
        if not sealed:
            continue
        try:
            text = seal.open(sealed)
        except InvalidToken as error:
            raise UnreadableValueError(f"{table.name}.{column.name}") from error
        # A value that somebody wrote meanwhile is newer, and sealed by whoever wrote it.
        again = update(table).where(*is_it, raw == sealed).values({column.name: text})
        count += session.execute(again).rowcount
    return count


def _seal() -> Seal:
    """Return the app's seal; `create_app` keeps it."""
    return current_app.extensions["seal"]
