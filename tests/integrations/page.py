"""A Facebook Page for tests: the adapter on the emulator, or on a server that says what it is told.

The second one is for what the emulator never says, because Meta should not either.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

from integrations.contracts.broadcasting import LiveRequest, LiveVideo
from integrations.emulator.meta.state import PAGE_ID
from integrations.meta.live import FacebookLive, FacebookSettings
from tests.integrations.conftest import Vendor
from tests.processes import answering


def facebook(url: str, **changes: object) -> FacebookLive:
    """Return the adapter on an address; it never really waits."""
    own = {"now", "sleep", "connect_s", "read_s"}
    given = {name: value for name, value in changes.items() if name in own}
    settings = {
        "app_id": "emulator",
        "app_secret": "emulator",
        "page_id": PAGE_ID,
        "page_token": "emulator",
        "api_base": url,
    }
    settings |= {name: value for name, value in changes.items() if name not in own}
    options = {"read_s": 5.0, "sleep": lambda _: None} | given
    return FacebookLive(FacebookSettings(**settings), **options)


def ask_live(**changes: object) -> LiveRequest:
    """Return a request for a live video of tomorrow; give what is to be different."""
    values: dict[str, object] = {
        "folio": "VC-2031-0001",
        "title": "Plática: prevención",
        "description": "Para escuelas secundarias.\n\n#Prevención",
        "starts_at": datetime.now(UTC).replace(microsecond=0) + timedelta(days=1),
    }
    return LiveRequest(**(values | changes))


def stage(vendor: Vendor, live: LiveVideo, what: str, **body: object) -> None:
    """Do to a live video what happens without us."""
    vendor.control(f"meta/lives/{live.external_id}/{what}", **body)


def wait(vendor: Vendor, **spans: float) -> None:
    """Move the emulator's clock on."""
    vendor.control("clock", advance_s=timedelta(**spans).total_seconds())


class Told:
    """A server that gives its answers one after the other, the last one for ever."""

    def __init__(self, *answers: object, status: int = 200) -> None:
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.bodies: list[object] = []
        self._answers, self._status = list(answers), status
        told = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                told.bodies.append(json.loads(sent) if sent else None)
                told.requests.append((self.command, self.path, dict(self.headers)))
                said = told._answers.pop(0) if len(told._answers) > 1 else told._answers[0]
                body = json.dumps(said).encode()
                self.send_response(told._status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_DELETE = _answer  # noqa: N815 - the library's names

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@contextmanager
def telling(*answers: object, status: int = 200) -> Iterator[Told]:
    """Serve answers for a while."""
    told = Told(*answers, status=status)
    with answering(told.server):
        yield told
