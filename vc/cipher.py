"""The cipher of what is encrypted at rest, with a key that can be changed while everything runs.

Values open with the present key or the one before, and whoever writes looks first whether the key's
file is another one by now.
"""

import threading
from contextlib import AbstractContextManager

from cryptography.fernet import InvalidToken

from vc.config import Settings
from vc.credentials import FILE, KEY_FILE, PREVIOUS_FILE
from vc.secret_files import box_of, kept_secret, locked, new_secret, read_secret, replace_secret

LOCK_FILE = "seal_key.lock"


class Cipher:
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

    def encrypt(self, text: str) -> str:
        """Encrypt a text with the present key."""
        if self.is_kept_here:
            self._follow()
        return self._box.encrypt(text.encode()).decode()

    def decrypt(self, token: str) -> str:
        """Decrypt a text. Raises InvalidToken when no key opens it."""
        box = self._box
        try:
            return box.decrypt(token.encode()).decode()
        except InvalidToken:
            if self.is_kept_here:
                self._follow()
            # It may be another thread that took over the new key meanwhile.
            if self._box is box:
                raise
        return self._box.decrypt(token.encode()).decode()

    def alone(self) -> AbstractContextManager[None]:
        """Hold off others who would change the key of the instance folder.

        Raises FileTakenError when somebody is at it.
        """
        return locked(self._key.with_name(LOCK_FILE))

    def change_key(self) -> None:
        """Put a new key into the instance folder; the present one stays beside it.

        Whatever only the key before that one opens is lost: encrypt everything again first.
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
