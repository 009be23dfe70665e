"""Where files are kept: a folder (`MEDIA_FOLDER`) or S3 (`vc.store_s3`), behind one interface.

A file is written to a `.part` beside its place, made durable, and then moved there in one step, so
that whatever stands at its place is whole. Keys are relative addresses such as
`2031/03/VC-2031-0001/facebook-7.mp4`.
"""

import errno
import mimetypes
import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self

PART = ".part"
FOLDER_RIGHTS, FILE_RIGHTS = 0o770, 0o660
LEAST_RESERVE = 2_000_000_000
TYPES = {
    "vtt": "text/vtt; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "m4a": "audio/mp4",
    "mkv": "video/x-matroska",
    "mka": "audio/x-matroska",
    "weba": "audio/webm",
    # Browsers play it by its container's name.
    "opus": "audio/ogg",
    "oga": "audio/ogg",
    "ogv": "video/ogg",
    "amr": "audio/amr",
    "flac": "audio/flac",
    # Some systems' tables call these translations of Qt.
    **dict.fromkeys(("ts", "mts", "m2ts"), "video/mp2t"),
    **dict.fromkeys(("mpg", "mpeg", "vob"), "video/mpeg"),
    **dict.fromkeys(("wmv", "asf"), "video/x-ms-wmv"),
    "wma": "audio/x-ms-wma",
    "avi": "video/x-msvideo",
    "flv": "video/x-flv",
}
"""What the system's own table does not know, or not everywhere."""
_PIECE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")


class StoreError(OSError):
    """Where files are kept did not do what was asked; its message holds no credentials."""


class Part(Protocol):
    """An unfinished file that is being written; leaving its context makes what is there durable."""

    def write(self, piece: bytes) -> object:
        """Write the next piece."""
        ...

    def sync(self) -> None:
        """Make what has been written durable."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None: ...


class Store(Protocol):
    """What keeps files."""

    def part_size(self, key: str) -> int:
        """Return the bytes of an unfinished file that are there already, 0 for none."""
        ...

    def part(self, key: str, at: int) -> Part:
        """Open an unfinished file to write on from byte `at`; 0 begins it anew."""
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

    def local_path(self, key: str) -> AbstractContextManager[Path]:
        """Lend a finished file as a path to programs that only read paths.

        It may be a copy that is gone afterwards: nobody writes to it. Raises FileNotFoundError.
        """
        ...

    def remove(self, key: str) -> None:
        """Delete a finished file; one that is not there is fine."""
        ...

    def set_aside(self, key: str, other: str) -> None:
        """Move a finished file to another key, at which nothing looks for it."""
        ...

    def address(self, key: str, *, kind: str = "", disposition: str = "") -> str:
        """Return an address at which a browser fetches a file itself; empty where we send it.

        There it is of that media type, with that Content-Disposition.
        """
        ...

    def free_bytes(self) -> int:
        """Return the bytes that can still be written before the reserve is touched."""
        ...


class LocalPart:
    """An unfinished file in a folder.

    Every piece is written at its own place, and beginning anew makes another file: somebody who
    still writes to it, not knowing that the work was passed on, does no harm.
    """

    def __init__(self, path: Path, at: int, mode: int) -> None:
        """Open it to write on from byte `at`; a new one gets these permissions."""
        if not at:
            # Not truncated: whoever still writes to the old one goes on in a file without a name.
            path.unlink(missing_ok=True)
        self._file = path.open("r+b" if at else "xb")
        if not at:
            path.chmod(mode)
        if at:
            # What lies behind `at` was written and never told: it may be half a piece.
            self._file.truncate(at)
            self._file.seek(at)

    def write(self, piece: bytes) -> None:
        """Write the next piece."""
        self._file.write(piece)

    def sync(self) -> None:
        """Make what has been written durable."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        with self._file:
            self.sync()


class LocalStore:
    """Keeps files in a folder of this machine."""

    def __init__(self, folder: Path, reserve_mb: int | None) -> None:
        """Keep files below `folder`, which is made at the first need.

        Without a reserve of its own it leaves 2 GB or a twentieth of the disk, whichever is more.
        """
        self._folder = folder
        self._reserve_mb = reserve_mb

    def path(self, key: str) -> Path:
        """Return the path of a key's file. Raises ValueError for a key that leads elsewhere."""
        pieces = key.split("/")
        # Keys are made here; but a row that somebody wrote must not lead out of the folder.
        if not all(_PIECE.fullmatch(piece) for piece in pieces):
            raise ValueError(f"no key of a file: {key!r}")
        return self._folder.joinpath(*pieces)

    def part_size(self, key: str) -> int:
        """Return the bytes of an unfinished file that are there already, 0 for none."""
        part = self._part(key)
        return part.stat().st_size if part.exists() else 0

    def part(self, key: str, at: int) -> Part:
        """Open an unfinished file to write on from byte `at`; 0 begins it anew."""
        part = self._part(key)
        self._make_folder(part.parent)
        return LocalPart(part, at, self._rights & FILE_RIGHTS)

    def read_part(self, key: str) -> BinaryIO:
        """Open an unfinished file to read it from its beginning."""
        return self._part(key).open("rb")

    def finish(self, key: str) -> int:
        """Put an unfinished file in its place, durably; return its size in bytes."""
        part, place = self._part(key), self.path(key)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        # In one step, so that nobody ever sees half of a file at its place.
        os.replace(part, place)
        # The folders above may be new too: without their names, the file would have none.
        for folder in place.relative_to(self._folder).parents:
            _sync_folder(self._folder / folder)
        return place.stat().st_size

    def discard_part(self, key: str) -> None:
        """Forget an unfinished file; one that is not there is fine."""
        self._part(key).unlink(missing_ok=True)

    def open(self, key: str) -> BinaryIO:
        """Open a finished file. Raises FileNotFoundError."""
        return self.path(key).open("rb")

    @contextmanager
    def local_path(self, key: str) -> Iterator[Path]:
        """Lend a finished file: the one that stands at its place. Raises FileNotFoundError."""
        path = self.path(key)
        if not path.is_file():
            raise FileNotFoundError(key)
        yield path

    def remove(self, key: str) -> None:
        """Delete a finished file; one that is not there is fine."""
        self.path(key).unlink(missing_ok=True)

    def set_aside(self, key: str, other: str) -> None:
        """Move a finished file to another key."""
        os.replace(self.path(key), self.path(other))

    def address(self, key: str, *, kind: str = "", disposition: str = "") -> str:
        """Return nothing: files of this machine are sent by us, or by who stands in front."""
        return ""

    def free_bytes(self) -> int:
        """Return the bytes that can still be written before the reserve is touched."""
        self._make_folder(self._folder)
        usage = shutil.disk_usage(self._folder)
        reserve = max(LEAST_RESERVE, usage.total // 20)
        if self._reserve_mb is not None:
            reserve = self._reserve_mb * 1_000_000
        return max(0, usage.free - reserve)

    def _part(self, key: str) -> Path:
        """Return where a key's unfinished file is."""
        place = self.path(key)
        return place.with_name(place.name + PART)

    @property
    def _rights(self) -> int:
        """Return the permissions of the folder of all of it: what is made in it has them too.

        Where its group may read, such as a web server's, that holds whatever the umask is.
        """
        return self._folder.stat().st_mode & FOLDER_RIGHTS

    def _make_folder(self, folder: Path) -> None:
        """Make a folder and those above it; one that is there is fine."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        missing = [one for one in (folder, *folder.parents) if not one.exists()]
        for one in reversed(missing):
            one.mkdir(exist_ok=True)
            # The bit that hands the group down stays as the system set it.
            one.chmod(one.stat().st_mode & stat.S_ISGID | self._rights)


def is_full(error: OSError) -> bool:
    """Tell whether something could not be written because there is no room for it."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def media_type(name: str) -> str:
    """Return a file's media type by the end of its name, as HTTP says it."""
    known = TYPES.get(name.rpartition(".")[2].lower())
    return known or mimetypes.guess_type(name)[0] or "application/octet-stream"


def _sync_folder(folder: Path) -> None:
    """Make the names in a folder durable; where the system cannot, the file itself still is."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
