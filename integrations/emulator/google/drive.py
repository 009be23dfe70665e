"""Google Drive, as far as a file is described there and fetched, whole or in part."""

import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from socket import SHUT_RDWR, socket

from flask import Response, request

from integrations.emulator.google.operation import GOOGLE, GoogleError, google_operation
from integrations.emulator.meta.cdn import HEAD
from integrations.emulator.operation import Fault, Reply, RequestContext, operation
from integrations.emulator.state import JsonObject, Transaction

ROOT = "https://www.googleapis.com/auth/"
SCOPES = tuple(ROOT + name for name in ("drive", "drive.readonly", "drive.meet.readonly"))
TOLD_UNASKED = frozenset({"kind", "id", "name", "mimeType"})
"""What Drive says of a file where `fields` does not ask for more."""
PIECE = 65_536


def file(file_id: str) -> Response:
    """Describe a file, or send it where `alt` asks for that."""
    is_wanted = request.args.get("alt") == "media"
    return (download_file if is_wanted else get_file)(file_id=file_id)


@google_operation("get_file", *SCOPES)
def get_file(context: RequestContext, file_id: str) -> Reply:
    """Describe a file of the caller's."""
    body = {"kind": "drive#file", "id": file_id} | _told(context, file_id)
    asked = request.args.get("fields", "")
    wanted = body if asked == "*" else set(asked.split(",")) if asked else TOLD_UNASKED
    return Reply(200, {name: value for name, value in body.items() if name in wanted})


@dataclass(slots=True)
class MediaReply(Reply):
    """An answer that is a file, or the part of it that was asked for."""

    content: bytes = b""
    kind: str = ""

    def as_response(self) -> Response:
        """Return it as Flask sends it: with length, tag and ranges."""
        size = len(self.content)
        response = Response(_pieces(self.content), content_type=self.kind)
        response.content_length = size
        response.set_etag(hashlib.md5(self.content, usedforsecurity=False).hexdigest())
        response.make_conditional(request, accept_ranges=True, complete_length=size)
        # The server writes the date itself.
        response.headers.pop("Date", None)
        return response


def contents(tx: Transaction, file_id: str) -> bytes | None:
    """Return the bytes of a file: those that were given, else noise that is always the same."""
    row = tx.one("SELECT * FROM google_media WHERE file_id = ?", file_id)
    if row is None:
        return None
    if row["path"]:
        return Path(row["path"]).read_bytes()
    if row["content"] is not None:
        return bytes(row["content"])
    noise = random.Random(file_id)  # noqa: S311 - nothing here is a secret
    return (HEAD + noise.randbytes(max(0, row["size"] - len(HEAD))))[: row["size"]]


def _send(reply: Reply, fault: Fault | None) -> Response:
    """Send a file as a fault has it: of another length, or cut off on its way."""
    if fault is None or not isinstance(reply, MediaReply):
        return reply.as_response()
    if fault.kind == "wrong_length":
        size = int(fault.args["size"])
        reply.content = reply.content[:size].ljust(size, b"\0")
    response = reply.as_response()
    if fault.kind == "cut":
        connection = request.environ["werkzeug.socket"]
        response.response = _until(response.iter_encoded(), int(fault.args["after"]), connection)
    return response


def _until(pieces: Iterator[bytes], after: int, connection: socket) -> Iterator[bytes]:
    """Yield so many bytes and then let the connection drop."""
    left = after
    for piece in pieces:
        yield piece[:left]
        left -= len(piece)
        if left <= 0:
            connection.shutdown(SHUT_RDWR)
            return


@operation("download_file", *SCOPES, rules=replace(GOOGLE, send=_send))
def download_file(context: RequestContext, file_id: str) -> Reply:
    """Send a file of the caller's, also one that is in the bin."""
    told, content = _told(context, file_id), contents(context.tx, file_id)
    if content is None:
        words = "Only files with binary content can be downloaded."
        raise GoogleError(403, words, reason="fileNotDownloadable")
    return MediaReply(200, content=content, kind=str(told["mimeType"]))


def _told(context: RequestContext, file_id: str) -> JsonObject:
    """Return what Drive says of a file of the caller's; somebody else's is not there."""
    row = context.tx.one("SELECT * FROM google_file WHERE id = ?", file_id)
    if row is None or row["owner"] != context.caller:
        raise GoogleError(404, f"File not found: {file_id}.")
    return json.loads(row["body"])


def _pieces(content: bytes) -> Iterator[bytes]:
    """Yield a file piece by piece, so that it can be cut off."""
    for start in range(0, len(content), PIECE):
        yield content[start : start + PIECE]
