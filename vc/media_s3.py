"""Where files are kept, beside a folder: any S3-compatible service (package `obstore`).

What is unfinished stays in the local folder, so that downloads and uploads go on where they broke
off. A finished file is sent in pieces, compared by its length, and only then removed here: a worker
that dies in between sends it again. A service's ETag is no digest of a file sent in pieces; what
tells whether a file is whole is our own SHA-256 (`flask media verify`).
"""

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store as Bucket

if TYPE_CHECKING:
    from obstore import ReadableFile

from vc.media import LocalStore, Part, StoreError

PIECE_BYTES = 8_388_608
AT_ONCE = 2
"""Pieces that are sent at the same time: memory stays below four of them."""
SIGNED_FOR = timedelta(hours=6)
"""How long a browser may go on fetching a recording by the address it was given."""
NOT_WHOLE = "the service has {there} of {size} bytes of {key}"


class S3Error(StoreError):
    """The service did not do what was asked; its message holds no credentials."""


class S3Store:
    """Keeps files in a bucket, below a prefix."""

    def __init__(self, folder: Path, reserve_mb: int | None, *, url: str, endpoint: str) -> None:
        """Keep files at `s3://bucket/prefix`; unfinished ones below `folder`. Nothing is sent yet.

        Credentials and region come from the usual AWS variables.
        """
        parts = urlsplit(url)
        self._spool = LocalStore(folder, reserve_mb)
        options = {"timeout": "60s", "connect_timeout": "10s", "allow_http": True}
        more = {"endpoint": endpoint, "virtual_hosted_style_request": False} if endpoint else {}
        self._bucket = Bucket(
            parts.netloc,
            prefix=parts.path.strip("/") or None,
            client_options=options,
            retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=60)},
            **more,
        )

    def part_size(self, key: str) -> int:
        """Return how many bytes of an unfinished file are there already, 0 for none."""
        return self._spool.part_size(key)

    def part(self, key: str, at: int) -> Part:
        """Open an unfinished file to write on from byte `at`; 0 begins it anew."""
        return self._spool.part(key, at)

    def read_part(self, key: str) -> BinaryIO:
        """Open an unfinished file to read it from its beginning."""
        return self._spool.read_part(key)

    def finish(self, key: str) -> int:
        """Send an unfinished file to its place; return its size in bytes. Raises S3Error."""
        size = self._spool.part_size(key)
        with self._spool.read_part(key) as part, _as_os_errors(key):
            obstore.put(self._bucket, key, part, chunk_size=PIECE_BYTES, max_concurrency=AT_ONCE)
            there = obstore.head(self._bucket, key)["size"]
        if there != size:
            raise S3Error(NOT_WHOLE.format(there=there, size=size, key=key))
        self._spool.discard_part(key)
        return size

    def discard_part(self, key: str) -> None:
        """Forget an unfinished file; one that is not there is fine."""
        self._spool.discard_part(key)

    def open(self, key: str) -> BinaryIO:
        """Open a finished file, read piece by piece. Raises FileNotFoundError and S3Error."""
        self._spool.path(key)
        with _as_os_errors(key):
            reader = obstore.open_reader(self._bucket, key, buffer_size=PIECE_BYTES)
        return io.BufferedReader(_Remote(reader, key), PIECE_BYTES)

    @contextmanager
    def local_path(self, key: str) -> Iterator[Path]:
        """Lend a finished file as a copy that is gone afterwards. Raises FileNotFoundError."""
        with (
            self.open(key) as remote,
            tempfile.NamedTemporaryFile(suffix=Path(key).suffix) as local,
        ):
            while piece := remote.read(PIECE_BYTES):
                local.write(piece)
            local.flush()
            yield Path(local.name)

    def set_aside(self, key: str, other: str) -> None:
        """Move a finished file to another key."""
        self._spool.path(other)
        with _as_os_errors(key):
            obstore.rename(self._bucket, key, other)

    def remove(self, key: str) -> None:
        """Delete a finished file; one that is not there is fine."""
        self._spool.path(key)
        try:
            with _as_os_errors(key):
                obstore.delete(self._bucket, key)
        except FileNotFoundError:
            return

    def free_bytes(self) -> int:
        """Return how much can still be written here, where files are put together."""
        return self._spool.free_bytes()

    def address(self, key: str) -> str:
        """Return a signed address at which a browser fetches a file itself, for some hours."""
        self._spool.path(key)
        with _as_os_errors(key):
            return obstore.sign(self._bucket, "GET", key, SIGNED_FOR)


class _Remote(io.RawIOBase):
    """A file in the bucket as Python reads files."""

    def __init__(self, reader: "ReadableFile", key: str) -> None:
        self._reader, self._key = reader, key

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def seekable(self) -> bool:
        """Tell that it can move."""
        return True

    def readinto(self, buffer: memoryview) -> int:
        """Read the next bytes into a buffer; return how many."""
        with _as_os_errors(self._key):
            piece = bytes(self._reader.read(len(buffer)))
        buffer[: len(piece)] = piece
        return len(piece)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move; return where it now stands."""
        return self._reader.seek(offset, whence)

    def tell(self) -> int:
        """Return where it stands."""
        return self._reader.tell()

    def close(self) -> None:
        """Close it."""
        if not self.closed:
            self._reader.close()
        super().close()


@contextmanager
def _as_os_errors(key: str) -> Iterator[None]:
    """Raise what a folder would raise, without what the service says of keys and addresses."""
    try:
        yield
    except NotFoundError as error:
        raise FileNotFoundError(key) from error
    except FileNotFoundError:
        raise
    except (BaseError, OSError) as error:
        raise S3Error(f"{type(error).__name__}: {key}") from error
