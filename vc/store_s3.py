"""Where files are kept, beside a folder: any S3-compatible service (package `boto3`).

What is unfinished stays in the local folder, so that downloads and uploads go on where they broke
off. A finished file is sent in pieces, compared by its length, and only then removed here: a worker
that dies in between sends it again. A service's ETag is no digest of a file sent in pieces; what
tells whether a file is whole is our own SHA-256 (`flask media verify`).
"""

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlsplit

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from botocore.client import BaseClient

from vc.setting_rules import SettingsError
from vc.store import LocalStore, Part, StoreError, media_type

PIECE_BYTES = 8_388_608
TRANSFER = TransferConfig(
    multipart_threshold=PIECE_BYTES, multipart_chunksize=PIECE_BYTES, max_concurrency=2
)
"""Two pieces are sent at the same time: memory stays below four of them."""
SIGNED_FOR = timedelta(hours=6)
"""How long a browser may go on fetching a recording by the address it was given."""
ANYWHERE = "us-east-1"
"""The region of services that have none."""
NOT_THERE = ("404", "NoSuchKey", "NotFound")
NO_CREDENTIALS = "MEDIA_STORE necesita AWS_ACCESS_KEY_ID y AWS_SECRET_ACCESS_KEY"
NOT_WHOLE = "the service has {there} of {size} bytes of {key}"


class S3Error(StoreError):
    """The service did not do what was asked; its message holds no credentials."""


class S3Store:
    """Keeps files in a bucket, below a prefix."""

    def __init__(self, folder: Path, reserve_mb: int | None, *, url: str, endpoint: str) -> None:
        """Keep files at `s3://bucket/prefix`; unfinished ones below `folder`. Nothing is sent yet.

        Credentials and region come from the usual AWS variables. Raises SettingsError where there
        are no credentials.
        """
        parts = urlsplit(url)
        self._spool = LocalStore(folder, reserve_mb)
        self._bucket, self._prefix = parts.netloc, parts.path.strip("/")
        session = boto3.Session()
        if session.get_credentials() is None:
            raise SettingsError(NO_CREDENTIALS)
        self._client: BaseClient = session.client(
            "s3",
            endpoint_url=endpoint or None,
            region_name=os.environ.get("AWS_REGION") or session.region_name or ANYWHERE,
            config=Config(
                signature_version="s3v4",
                connect_timeout=10,
                read_timeout=60,
                retries={"mode": "standard", "max_attempts": 3},
                # By path, as servers of one's own seldom have a host name for each bucket.
                s3={"addressing_style": "path"} if endpoint else {},
                # Services other than Amazon's own do not know its newer checksums.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def part_size(self, key: str) -> int:
        """Return the bytes of an unfinished file that are there already, 0 for none."""
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
            self._client.upload_fileobj(
                part,
                **self._place(key),
                ExtraArgs={"ContentType": media_type(key)},
                Config=TRANSFER,
            )
            # Our own is discarded below, so what is there by now is counted first.
            there = self._client.head_object(**self._place(key))["ContentLength"]
        if there != size:
            raise S3Error(NOT_WHOLE.format(there=there, size=size, key=key))
        self._spool.discard_part(key)
        return size

    def discard_part(self, key: str) -> None:
        """Forget an unfinished file; one that is not there is fine."""
        self._spool.discard_part(key)

    def open(self, key: str) -> BinaryIO:
        """Open a finished file, read piece by piece. Raises FileNotFoundError and S3Error."""
        # It refuses a key that leads elsewhere; nothing is read there.
        self._spool.path(key)
        with _as_os_errors(key):
            # Asked now, so that a file that is not there fails here and not in the middle of a
            # page.
            size = self._client.head_object(**self._place(key))["ContentLength"]
        return io.BufferedReader(_Remote(self._client, self._place(key), size), PIECE_BYTES)

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
            self._client.copy(self._place(key), **self._place(other), Config=TRANSFER)
            # After the copy: between both there are two of it, and never none.
            self._client.delete_object(**self._place(key))

    def remove(self, key: str) -> None:
        """Delete a finished file; one that is not there is fine."""
        self._spool.path(key)
        with _as_os_errors(key):
            self._client.delete_object(**self._place(key))

    def free_bytes(self) -> int:
        """Return the bytes that can still be written here, where files are put together."""
        return self._spool.free_bytes()

    def address(self, key: str, *, kind: str = "", disposition: str = "") -> str:
        """Return a signed address at which a browser fetches a file itself, for some hours."""
        self._spool.path(key)
        told = {"ResponseContentType": kind, "ResponseContentDisposition": disposition}
        asked = self._place(key) | {name: value for name, value in told.items() if value}
        with _as_os_errors(key):
            return self._client.generate_presigned_url(
                "get_object", Params=asked, ExpiresIn=int(SIGNED_FOR.total_seconds())
            )

    def _place(self, key: str) -> dict[str, str]:
        """Return where a file lies, in the service's words."""
        name = f"{self._prefix}/{key}" if self._prefix else key
        return {"Bucket": self._bucket, "Key": name}


class _Remote(io.RawIOBase):
    """A file in the bucket as Python reads files."""

    def __init__(self, client: "BaseClient", place: dict[str, str], size: int) -> None:
        self._client, self._place, self._size, self._at = client, place, size, 0

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def seekable(self) -> bool:
        """Tell that it can move."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # 3.11 has no Buffer
        """Read the next bytes into a buffer; return how many."""
        end = min(self._at + len(buffer), self._size)
        if self._at >= end:
            return 0
        with _as_os_errors(self._place["Key"]):
            asked = f"bytes={self._at}-{end - 1}"
            piece = self._client.get_object(**self._place, Range=asked)["Body"].read()
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move; return where it now stands."""
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, origin + offset)
        return self._at

    def tell(self) -> int:
        """Return its position."""
        return self._at


@contextmanager
def _as_os_errors(key: str) -> Iterator[None]:
    """Raise what a folder would raise, without what the service says of keys and addresses."""
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in NOT_THERE:
            raise FileNotFoundError(key) from error
        raise S3Error(f"{code}: {key}") from error
    except (BotoCoreError, Boto3Error, OSError) as error:
        raise S3Error(f"{type(error).__name__}: {key}") from error
