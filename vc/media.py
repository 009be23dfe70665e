"""Where files are kept: the local folder `instance/media/`, behind a small interface.

A file is written to a `.part` beside its place, made durable, and then moved there in one step, so
that whatever stands at its place is whole. Keys are relative addresses such as
`2031/03/VC-2031-0001/facebook-7.mp4`.
"""

import os
import re
import shutil
from pathlib import Path
from typing import BinaryIO, Protocol

from vc.config import Settings

PART = ".part"
_PIECE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")


class Store(Protocol):
    """What keeps files."""

    def part_size(self, key: str) -> int:
        """Return how many bytes of an unfinished file are there already, 0 for none."""
        ...

    def append(self, key: str, *, from_start: bool = False) -> BinaryIO:
        """Open an unfinished file to write on where it ends, or anew."""
        ...

    def read_part(self, key: str) -> BinaryIO:
        """Open an unfinished file to read it from its beginning."""
        ...

    def finish(self, key: str) -> int:
        """Put an unfinished file, as it is, in its place; return its size in bytes."""
        ...

    def discard_part(self, key: str) -> None:
        """Forget an unfinished file; one that is not there is fine."""
        ...

    def open(self, key: str) -> BinaryIO:
        """Open a finished file. Raises FileNotFoundError."""
        ...

    def remove(self, key: str) -> None:
        """Delete a finished file; one that is not there is fine."""
        ...

    def free_bytes(self) -> int:
        """Return how much can still be written before the reserve is touched."""
        ...


class LocalStore:
    """Keeps files in a folder of this machine."""

    def __init__(self, folder: Path, reserve_mb: int) -> None:
        """Keep files below `folder`, which is made at the first need."""
        self._folder = folder
        self._reserve_bytes = reserve_mb * 1_000_000

    def path(self, key: str) -> Path:
        """Return where a key's file is. Raises ValueError for a key that leads elsewhere."""
        pieces = key.split("/")
        if not all(_PIECE.fullmatch(piece) for piece in pieces):
            raise ValueError(f"no key of a file: {key!r}")
        return self._folder.joinpath(*pieces)

    def part_size(self, key: str) -> int:
        """Return how many bytes of an unfinished file are there already, 0 for none."""
        part = self._part(key)
        return part.stat().st_size if part.exists() else 0

    def append(self, key: str, *, from_start: bool = False) -> BinaryIO:
        """Open an unfinished file to write on where it ends, or anew."""
        part = self._part(key)
        part.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return part.open("wb" if from_start else "ab")

    def read_part(self, key: str) -> BinaryIO:
        """Open an unfinished file to read it from its beginning."""
        return self._part(key).open("rb")

    def finish(self, key: str) -> int:
        """Put an unfinished file in its place, durably; return its size in bytes."""
        part, place = self._part(key), self.path(key)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(part, place)
        _sync_folder(place.parent)
        return place.stat().st_size

    def discard_part(self, key: str) -> None:
        """Forget an unfinished file; one that is not there is fine."""
        self._part(key).unlink(missing_ok=True)

    def open(self, key: str) -> BinaryIO:
        """Open a finished file. Raises FileNotFoundError."""
        return self.path(key).open("rb")

    def remove(self, key: str) -> None:
        """Delete a finished file; one that is not there is fine."""
        self.path(key).unlink(missing_ok=True)

    def free_bytes(self) -> int:
        """Return how much can still be written: what is free without the reserve or 5 %."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        usage = shutil.disk_usage(self._folder)
        reserve = min(self._reserve_bytes, usage.total // 20) if self._reserve_bytes else 0
        return max(0, usage.free - reserve)

    def _part(self, key: str) -> Path:
        """Return where a key's unfinished file is."""
        place = self.path(key)
        return place.with_name(place.name + PART)


def make_store(settings: Settings) -> Store:
    """Return what keeps files, by the settings."""
    return LocalStore(settings.instance / "media", settings.media_reserve_mb)


def _sync_folder(folder: Path) -> None:
    """Make the names in a folder durable; where the system cannot, the file itself still is."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
