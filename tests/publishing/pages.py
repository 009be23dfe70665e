"""The networks' own pages for tests: what each path answers is set by the test."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Pages:
    """Answers of paths: a status, where it leads to, or a page; what is not set is not there."""

    url: str = ""
    answers: dict[str, int | str | bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


@contextmanager
def served() -> Iterator[Pages]:
    """Serve pages on this machine."""
    pages = Pages()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pages.asked.append(self.path)
            said = pages.answers.get(self.path, 404)
            body = said if isinstance(said, bytes) else b""
            self.send_response(said if isinstance(said, int) else 302 if not body else 200)
            if isinstance(said, str):
                self.send_header("Location", said)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

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
