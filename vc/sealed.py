"""Columns that are encrypted at rest, so that a stolen database file opens no meeting."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator


class SealedText(TypeDecorator[str]):
    """Text that is stored encrypted (Fernet: AES-128-CBC and HMAC-SHA256).

    An empty text is stored as it is. What cannot be opened with the present key reads as empty,
    so that a lost key costs the secrets and not the pages.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Encrypt on the way in."""
        return _box().encrypt(value.encode()).decode() if value else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Decrypt on the way out."""
        if not value:
            return value
        try:
            return _box().decrypt(value.encode()).decode()
        except InvalidToken:
            current_app.logger.error("a sealed column cannot be opened with the present key")
            return ""


def make_box(seal_key: str) -> Fernet:
    """Return the box that belongs to a key of any form."""
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(seal_key.encode()).digest()))


def _box() -> Fernet:
    """Return the app's box; `create_app` keeps it."""
    return current_app.extensions["seal"]
