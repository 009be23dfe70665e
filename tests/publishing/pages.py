"""The networks' own pages for tests: what each path answers is set by the test."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Pages:
    """Answers of paths: a status, or where it leads to; what is not set is not there."""

    url: str = ""
    answers: dict[str, int | str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


@contextmanager
def served() -> Iterator[Pages]:
    """Serve pages on this machine."""
    pages = Pages()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pages.asked.append(self.path)
            said = pages.answers.get(self.path, 404)
            self.send_response(302 if isinstance(said, str) else said)
            if isinstance(said, str):
                self.send_header("Location", said)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    pages.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield pages
    finally:
        server.shutdown()
        server.server_close()
