"""Columns that are encrypted at rest, so that a stolen database file opens no meeting."""

from cryptography.fernet import InvalidToken
from flask import current_app
from sqlalchemy import Column, Dialect, Table, Text, select, type_coerce, update
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from vc.cipher import Cipher
from vc.credentials import FILE
from vc.db import Base, rows_changed
from vc.secret_files import read_secret, replace_secret
from vc.services import services


class UnreadableValueError(Exception):
    """An encrypted value opens with no key; the message names its table and column."""


class EncryptedText(TypeDecorator[str]):
    """Text that is stored encrypted (Fernet: AES-128-CBC and HMAC-SHA256).

    An empty text is stored as it is. What cannot be opened with the keys reads as empty, so that a
    lost key costs the secrets and not the pages.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Encrypt on the way in."""
        return services().cipher.encrypt(value) if value else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Decrypt on the way out."""
        if not value:
            return value
        try:
            return services().cipher.decrypt(value)
        except InvalidToken:
            current_app.logger.error("an encrypted column cannot be opened with the present key")
            return ""


def rotate_key(session: Session, cipher: Cipher) -> int:
    """Encrypt every encrypted value with a new key and commit; return how many there are.

    A key of the instance folder is made anew; one of the settings is as new as it is. Raises
    UnreadableValueError and FileTakenError; nothing is changed then, and the caller rolls back.
    """
    if not cipher.is_kept_here:
        return _encrypt_again(session, cipher)
    with cipher.alone():
        # What a rotation that broke off left under the key before would be lost with that key.
        _encrypt_again(session, cipher)
        cipher.change_key()
        return _encrypt_again(session, cipher)


def encrypted_columns() -> list[Column[str]]:
    """Return every column of the database whose values are encrypted."""
    return [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, EncryptedText)
    ]


def _encrypt_again(session: Session, cipher: Cipher) -> int:
    """Encrypt every encrypted value with the present key and commit; return how many there are."""
    count = sum(_encrypt_column(session, cipher, one.table, one) for one in encrypted_columns())
    session.commit()
    return count + _encrypt_credentials(cipher)


def _encrypt_credentials(cipher: Cipher) -> int:
    """Encrypt the file of the credentials with the present key; return how many files there are."""
    sealed = read_secret(cipher.credentials)
    if not sealed:
        return 0
    try:
        replace_secret(cipher.credentials, cipher.encrypt(cipher.decrypt(sealed)))
    except InvalidToken as error:
        raise UnreadableValueError(FILE) from error
    return 1


def _encrypt_column(session: Session, cipher: Cipher, table: Table, column: Column[str]) -> int:
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
            text = cipher.decrypt(sealed)
        except InvalidToken as error:
            raise UnreadableValueError(f"{table.name}.{column.name}") from error
        # A value that somebody wrote meanwhile is newer, and encrypted by whoever wrote it.
        again = update(table).where(*is_it, raw == sealed).values({column.name: text})
        count += rows_changed(session, again)
    return count
