"""A server that holds one file: it serves parts, cuts, refuses, changes it, leads away."""

import re
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from integrations.contracts.common import FileLink
from integrations.contracts.recordings import FileKey

HEAD = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"


def video(size: int, seed: int = 7) -> bytes:
    """Return bytes that begin as a video does."""
    pattern = bytes((seed * number * number + number) % 251 for number in range(4099))
    return (HEAD + pattern * (size // len(pattern) + 1))[:size]


class Depot:
    """One file at an address, and how it is to be served."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.etag = '"one"'
        self.kind = "video/mp4"
        self.encoding = ""
        self.cuts: deque[int] = deque()
        """After how many bytes each of the next answers breaks off."""
        self.refusals: deque[int] = deque()
        """With which status each of the next requests is refused."""
        self.leads_to = ""
        self.knows_conditions = True
        self.says_length = True
        self.waits_after = 0
        """After how many bytes it waits for `goes_on`; 0 for never."""
        self.goes_on = threading.Event()
        self.age = 0
        """Addresses of another age are refused."""
        self.asked: list[dict[str, str]] = []
        self.links = 0
        self.url = ""

    def address(self) -> str:
        """Return where the file can be fetched until `age` changes."""
        return f"{self.url}/file-{self.age}.mp4"

    def link(self, key: FileKey | None = None) -> FileLink:
        """Return a fresh link, as a source does."""
        self.links += 1
        return FileLink(self.address(), size_bytes=None)

    @property
    def ranges(self) -> list[str]:
        """Return which ranges were asked for, empty for all of it."""
        return [headers.get("range", "") for headers in self.asked]


class _Desk(BaseHTTPRequestHandler):
    """Answers for a depot."""

    depot: Depot

    def do_GET(self) -> None:
        """Send the file, or what was asked for of it."""
        depot = self.depot
        self.asked = {name.lower(): value for name, value in self.headers.items()}
        depot.asked.append(self.asked)
        if depot.refusals:
            self._refuse(depot.refusals.popleft())
        elif depot.leads_to:
            self._refuse(302, Location=depot.leads_to)
        elif self.path != f"/file-{depot.age}.mp4":
            self._refuse(403)
        else:
            self._send()

    def _refuse(self, status: int, **headers: str) -> None:
        """Answer without a file."""
        self.send_response(status)
        for name, value in ({"Content-Length": "0", "Retry-After": "7"} | headers).items():
            self.send_header(name, value)
        self.end_headers()

    def _send(self) -> None:
        """Send the file from where it was asked for."""
        depot, whole = self.depot, self.depot.content
        first = self._first()
        if first > len(whole) or (first and first == len(whole)):
            self._refuse(416)
            return
        self.send_response(206 if first else 200)
        if first:
            self.send_header("Content-Range", f"bytes {first}-{len(whole) - 1}/{len(whole)}")
        if depot.says_length:
            self.send_header("Content-Length", str(len(whole) - first))
        facts = {"ETag": depot.etag, "Content-Type": depot.kind, "Content-Encoding": depot.encoding}
        for name, value in facts.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self._write(whole[first:])

    def _first(self) -> int:
        """Return the first byte that is to be sent."""
        found = re.fullmatch(r"bytes=(\d+)-", self.asked.get("range", ""))
        condition = self.asked.get("if-range", self.depot.etag)
        is_another = self.depot.knows_conditions and condition != self.depot.etag
        return int(found[1]) if found and not is_another else 0

    def _write(self, body: bytes) -> None:
        """Send the body, as far as it is to go."""
        depot = self.depot
        body = body[: depot.cuts.popleft()] if depot.cuts else body
        stop = depot.waits_after or len(body)
        self.wfile.write(body[:stop])
        if depot.waits_after:
            depot.goes_on.wait(timeout=60)
        self.wfile.write(body[stop:])
        self.close_connection = True

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@contextmanager
def serving(content: bytes) -> Iterator[Depot]:
    """Serve a depot for as long as it is needed."""
    depot = Depot(content)
    desk = type("Desk", (_Desk,), {"depot": depot})
    server = ThreadingHTTPServer(("127.0.0.1", 0), desk)
    server.daemon_threads = True
    depot.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield depot
    depot.goes_on.set()
    server.shutdown()
    server.server_close()
    thread.join(timeout=60)
