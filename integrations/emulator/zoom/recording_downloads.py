"""Where Zoom's recordings are downloaded: a door that wants a token, and a store behind it.

The door sends on to the store, which has another host name ("localhost" for "127.0.0.1", and the
other way round), serves whoever has a signed address, and writes down who shows it a token.
"""

import hashlib
import hmac
import io
import mimetypes
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from socket import SHUT_RDWR
from urllib.parse import urlsplit

from flask import Response, request
from werkzeug.wsgi import FileWrapper

from integrations.emulator.meta.cdn import HEAD
from integrations.emulator.meta.state import hex_hmac
from integrations.emulator.operation import (
    ZOOM,
    Fault,
    Reply,
    RequestContext,
    VendorError,
    operation,
)
from integrations.emulator.state import Transaction
from integrations.emulator.zoom import recordings_state
from integrations.emulator.zoom.recordings_state import File

HOLDS_S = 3600
PIECE = 262_144
NAMES = {"127.0.0.1": "localhost"}


@dataclass(slots=True, kw_only=True)
class FileReply(Reply):
    """An answer that is a file, or the part of it that was asked for."""

    file: File

    def as_response(self) -> Response:
        """Return it as Flask sends it: with length, tag and ranges."""
        file = self.file
        kind, _ = mimetypes.guess_type(f"x.{file.body['file_extension']}".lower())
        content = FileWrapper(io.BufferedReader(Contents(file), PIECE), PIECE)
        response = Response(content, content_type=kind or "application/octet-stream")
        response.direct_passthrough = True
        response.content_length = file.size
        response.set_etag(_tag(file))
        response.make_conditional(request, accept_ranges=True, complete_length=file.size)
        # The server writes the date itself.
        response.headers.pop("Date", None)
        return response


class Contents(io.RawIOBase):
    """The bytes of a file: those that were given, else noise that is the same for the same file.

    Every piece of the noise is another one, so that a part that is put in the wrong place shows.
    """

    PIECE = 65_536

    def __init__(self, file: File) -> None:
        """Open the file; nothing is made before it is read."""
        self._at, self._size = 0, file.size
        self._given: io.IOBase | None = None
        if file.path:
            self._given = Path(file.path).open("rb")  # noqa: SIM115 - close() closes it
        elif file.content is not None:
            self._given = io.BytesIO(file.content)
        noise = random.Random(file.id)  # noqa: S311 - nothing here is a secret
        self._noise = noise.randbytes(self.PIECE)
        self._head = HEAD if file.body.get("file_type") == "MP4" else b""

    def readable(self) -> bool:
        """It can be read."""
        return True

    def seekable(self) -> bool:
        """It can be read from anywhere."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place and return it."""
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, origin + offset)
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # Buffer: Python 3.12
        """Read the next bytes, none at the end."""
        number, start = divmod(self._at, self.PIECE)
        count = min(len(buffer), self.PIECE - start, max(0, self._size - self._at))
        piece = self._piece(number)[start : start + count]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        """Close what was opened."""
        if self._given is not None:
            self._given.close()
        super().close()

    def _piece(self, number: int) -> bytes:
        """Return one piece of the file."""
        if self._given is not None:
            self._given.seek(number * self.PIECE)
            # A fault may want more than there is.
            return self._given.read(self.PIECE).ljust(self.PIECE, b"\0")
        piece = number.to_bytes(8, "big") + self._noise[8:]
        return piece if number else self._head + piece[len(self._head) :]


def _send(reply: Reply, fault: Fault | None) -> Response:
    """Send a file as a fault has it: shorter than Zoom said, or cut off on its way."""
    if fault and fault.kind == "wrong_length" and isinstance(reply, FileReply):
        reply.file = replace(reply.file, size=int(fault.args["size"]))
    response = reply.as_response()
    if fault and fault.kind == "cut":
        _cut(response, int(fault.args["after"]))
    return response


def _cut(response: Response, after: int) -> None:
    """Let the connection drop after so many bytes of the body."""
    connection, pieces = request.environ["werkzeug.socket"], response.iter_encoded()

    def cut() -> Iterator[bytes]:
        left = after
        for piece in pieces:
            yield piece[:left]
            left -= len(piece)
            if left <= 0:
                connection.shutdown(SHUT_RDWR)
                return

    response.response = cut()


def _revoke(tx: Transaction) -> None:
    """Take no token any more that opens a download."""
    tx.run("DELETE FROM recording_token")
    ZOOM.revoke(tx)


HOUSE = replace(ZOOM, revoke=_revoke, send=_send)


@operation("download", rules=HOUSE)
def download(context: RequestContext, file_id: str) -> Reply:
    """Send whoever has a token that is still good to where the file lies."""
    file = recordings_state.file_of(context.tx, file_id)
    if file is None or not file.is_ready:
        raise VendorError(404, 3301, "The recording does not exist.")
    if not _is_open(context, file):
        raise VendorError(401, 124, "Invalid access token.")
    _write_down(context, file_id)
    parts = urlsplit(context.base_url)
    host = NAMES.get(parts.hostname or "", "127.0.0.1")
    ends_at = f"{int(context.now.timestamp()) + HOLDS_S}"
    query = f"Expires={ends_at}&Signature={hex_hmac(f'{file_id} {ends_at}'.encode())}"
    where = f"{parts.scheme}://{host}:{parts.port}/zoom-cdn/{file_id}?{query}"
    return Reply(302, headers={"Location": where})


@operation("fetch_recording", rules=HOUSE)
def fetch(context: RequestContext, file_id: str) -> Reply:
    """Send the file to whoever has its signed address, for an hour."""
    ends_at, signature = (request.args.get(name, "") for name in ("Expires", "Signature"))
    if not hmac.compare_digest(hex_hmac(f"{file_id} {ends_at}".encode()), signature):
        raise VendorError(403, 403, "Access denied.")
    if int(ends_at) <= context.now.timestamp():
        raise VendorError(403, 403, "Request has expired.")
    file = recordings_state.file_of(context.tx, file_id)
    if file is None:
        raise VendorError(404, 404, "Not found.")
    _write_down(context, file_id)
    return FileReply(200, file=file)


def _is_open(context: RequestContext, file: File) -> bool:
    """Tell whether the bearer opens a file: a token of its recording, or one of the account's."""
    value = request.headers.get("Authorization", "").removeprefix("Bearer ")
    row = context.tx.one(
        "SELECT ends_at FROM recording_token WHERE value = ? AND uuid = ? "
        "UNION SELECT ends_at FROM token WHERE value = ?",
        *(value, file.uuid, value),
    )
    return row is not None and datetime.fromisoformat(row["ends_at"]) > context.now


def _write_down(context: RequestContext, file_id: str) -> None:
    """Write down who came: by which host name, with a token or without, for which part."""
    context.tx.run(
        "INSERT INTO recording_visit (file_id, host, had_bearer, range) VALUES (?, ?, ?, ?)",
        *(file_id, request.host.partition(":")[0], "Authorization" in request.headers),
        request.headers.get("Range", ""),
    )


def _tag(file: File) -> str:
    """Return what names this version of a file."""
    changed = Path(file.path).stat().st_mtime_ns if file.path else 0
    text = f"{file.id} {file.size} {changed}".encode()
    return hashlib.sha256(text + (file.content or b"")).hexdigest()[:32]
