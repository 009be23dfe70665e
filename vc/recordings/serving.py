"""Giving a file to a browser: in parts (RFC 9110, 14), and without tying up the few threads.

Where nginx stands in front it sends the file itself (`X-Accel-Redirect`), and from an S3 service
the browser fetches it by a signed address. Otherwise the open file is handed to the server
(`wsgi.file_wrapper`), which sends it beside its threads: waitress does so from its own loop,
however slowly somebody takes it.
"""

import re
import unicodedata
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from flask import Request, Response, abort, request
from werkzeug.http import is_resource_modified, quote_etag
from werkzeug.wsgi import wrap_file

from vc.db import db
from vc.recordings.models import RecordingFile
from vc.services import services
from vc.store import Store, media_type

SHOWN = ("video/", "audio/", "image/")
"""What a browser may show by itself; everything else is only downloaded."""
FOR_SCRIPTS = "application/octet-stream"
"""What only a page's script reads, such as peaks: some kilobytes."""
LONGEST_NAME = 150
A_YEAR_S = 31_536_000


@dataclass(frozen=True, slots=True)
class Kept:
    """A finished file in the store: its key, its extension, and what tells its versions apart.

    Whoever downloads it finds it under its title, where it has one.
    """

    name: str
    extension: str
    etag: str
    title: str = ""


class Span:
    """A part of an open file that looks like a whole one."""

    def __init__(self, file: BinaryIO, start: int, length: int) -> None:
        """Begin at byte `start` of the file and end after `length` more."""
        self._file, self._start, self._length = file, start, length
        file.seek(start)

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; empty at the end."""
        left = max(0, self._length - self.tell())
        return self._file.read(left if size < 0 else min(size, left))

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move within the part, as in any file."""
        origin = {0: 0, 1: self.tell(), 2: self._length}[whence]
        self._file.seek(self._start + max(0, min(origin + offset, self._length)))
        return self.tell()

    def tell(self) -> int:
        """Return its position in the part."""
        return self._file.tell() - self._start

    def seekable(self) -> bool:
        """Tell that it can move."""
        return True

    def fileno(self) -> int:
        """Return the file's number, with which some servers let the kernel send it."""
        return self._file.fileno()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def send(
    request: Request,
    store: Store,
    file: Kept,
    *,
    accel: str,
    is_download: bool = False,
    may_redirect: bool = True,
) -> Response:
    """Answer with a file or the part of it that was asked for.

    `accel` is the address below which nginx has the store, empty where none stands in front. A
    network that fetches a film is not led on: what signs for GET refuses HEAD, and some follow
    nobody. The caller checked who asks. Raises FileNotFoundError.
    """
    kind = media_type(file.name)
    headers = {
        "Content-Type": kind,
        "Content-Disposition": _disposition(file, kind, is_download=is_download),
        "Cache-Control": "private, max-age=3600",
        "X-Content-Type-Options": "nosniff",
    }
    address = store.address(file.name, kind=kind, disposition=headers["Content-Disposition"])
    # Some networks follow nobody, so the bytes go through us.
    if address and not may_redirect:
        return send_open(request, store.open(file.name), headers, etag=file.etag)
    if address and kind == FOR_SCRIPTS:
        # What a page's script asks for has to come from us: its policy lets it ask nobody else.
        with store.open(file.name) as opened:
            whole = BytesIO(opened.read())
        return send_open(request, whole, headers, etag=file.etag)
    if address:
        # It is good for some hours, for whoever has it: it goes into no cache and no log of ours.
        return Response(status=302, headers={"Location": address, "Cache-Control": "no-store"})
    if accel:
        headers["X-Accel-Redirect"] = f"{accel.rstrip('/')}/{quote(file.name)}"
        return Response(headers=headers)
    return send_open(request, store.open(file.name), headers, etag=file.etag)


def send_open(
    request: Request, opened: BinaryIO, headers: dict[str, str], *, etag: str
) -> Response:
    """Answer with an open file or the part of it that was asked for, and close it in the end."""
    size = opened.seek(0, 2)
    headers |= {"Accept-Ranges": "bytes", "ETag": quote_etag(etag)}
    if not is_resource_modified(request.environ, etag=quote_etag(etag)):
        opened.close()
        return Response(status=304, headers=headers)
    start, end, status = _span(request, size, etag)
    if status == 416:
        opened.close()
        return Response(status=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    headers["Content-Length"] = str(end - start)
    if status == 206:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    span = Span(opened, start, end - start)
    # A server's wrapper reads and closes it: it need not be all that a file is (PEP 3333).
    body = wrap_file(request.environ, span, 1 << 18)  # type: ignore[arg-type]
    return Response(body, status=status, headers=headers, direct_passthrough=True)


def _span(request: Request, size: int, etag: str) -> tuple[int, int, int]:
    """Return the part that was asked for, its end excluded, and the status of the answer."""
    asked, condition = request.range, request.if_range
    is_stale = condition is not None and (condition.etag or etag) != etag
    if asked is None or asked.units != "bytes" or is_stale or len(asked.ranges) != 1:
        # Several parts at once need not be given: nobody who plays a video asks for them.
        return 0, size, 200
    first = asked.ranges[0][0]
    if first < 0 and size:
        # The last so many bytes; of a file that is shorter, all of it (RFC 9110, 14.1.2).
        return max(0, size + first), size, 206
    span = asked.range_for_length(size)
    return (*span, 206) if span else (0, 0, 416)


def _disposition(file: Kept, kind: str, *, is_download: bool) -> str:
    """Return whether the browser shows it or keeps it, and under which name (RFC 6266, RFC 8187).

    The plain name is for programs that know no other; a service that signs it takes no accent.
    """
    is_shown = kind.startswith(SHOWN) and kind != "image/svg+xml" and not is_download
    name = Path(file.name).name
    if file.title:
        title = re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|]+', " ", file.title)
        name = f"{' '.join(title.split())[:LONGEST_NAME].strip(' .')}.{file.extension}"
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    way = "inline" if is_shown else "attachment"
    return f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def serve_file(file: RecordingFile) -> Response:
    """Answer with a file, or the part of it that was asked for."""
    return serve(Kept(file.name, file.extension, file.sha256, title=str(file.recording)))


def serve(kept: Kept, *, may_redirect: bool = True) -> Response:
    """Answer with what the store keeps, or the part of it that was asked for."""
    accel = services().settings.media_accel
    store = services().store
    is_download = request.args.get("descargar") == "1"
    # It may be sent for hours: nobody holds a connection to the database meanwhile.
    db.session.close()
    try:
        how = {"is_download": is_download, "may_redirect": may_redirect}
        return send(request, store, kept, accel=accel, **how)
    except FileNotFoundError:
        abort(404)
