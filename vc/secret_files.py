"""Secrets of the instance folder: made at the first need, readable by their owner only.

Each is written aside and put in its place in one step, so that nobody ever reads half of one.
"""

import base64
import errno
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cryptography.fernet import Fernet, MultiFernet

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


class FileTakenError(Exception):
    """Another process holds the lock."""


def kept_secret(path: Path) -> str:
    """Return the secret kept in `path`; one is made where there is none."""
    if not path.exists():
        part = _written_beside(path, new_secret())
        # Two processes may start at the same moment: the first one's secret is everybody's.
        with suppress(FileExistsError):
            os.link(part, path)
        part.unlink()
        _sync_folder(path)
    return read_secret(path)


def read_secret(path: Path) -> str:
    """Return the secret in a file; empty where there is no file. Raises OSError."""
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise OSError(errno.EILSEQ, "no text", str(path)) from error


def replace_secret(path: Path, secret: str) -> None:
    """Put a secret in the place of the one in `path`; it is on the disk when this returns."""
    os.replace(_written_beside(path, secret), path)
    _sync_folder(path)


def box_of(*keys: str) -> MultiFernet:
    """Return the box that closes with the first key and opens with any; keys have any form."""
    return MultiFernet([_fernet(one) for one in keys if one])


def new_secret() -> str:
    """Return a random secret."""
    return secrets.token_urlsafe(48)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock that only one process on this host can have; the end of a process frees it.

    Raises FileTakenError at once when another one has it. A system without such locks has none.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            if fcntl is not None:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FileTakenError(path.name) from error
        yield
    finally:
        os.close(handle)


def _written_beside(path: Path, secret: str) -> Path:
    """Write a secret into a new file beside `path` and onto the disk; return that file."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(8)}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    return part


def _fernet(key: str) -> Fernet:
    """Return the box of one key."""
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))


def _sync_folder(path: Path) -> None:
    """Let the name of a file reach the disk too: a power cut must not bring the old one back."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
