"""An emulator that is listened to: every request as it came over the wire, and its answer."""

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from werkzeug.serving import make_server

from integrations.emulator import create_emulator
from integrations.emulator.serving import QuietHandler


@dataclass(frozen=True)
class Exchange:
    """One request as it came over the wire, and its answer."""

    method: str
    path: str
    query: str
    body: bytes
    status: int
    answer: bytes
    if_match: str = ""


class Recorder:
    """Stands before the emulator and keeps every exchange."""

    def __init__(self, app: Callable[..., object]) -> None:
        self._app = app
        self.exchanges: list[Exchange] = []

    def __call__(self, environ: dict[str, object], start_response: object) -> list[bytes]:
        """Pass the request on and keep both sides."""
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        status: list[str] = []

        def keep(line: str, headers: list[tuple[str, str]], *rest: object) -> object:
            status.append(line)
            return start_response(line, headers, *rest)

        answer = b"".join(self._app(environ, keep))
        self.exchanges.append(
            Exchange(
                str(environ["REQUEST_METHOD"]).lower(),
                # As it came over the wire: an id may hold slashes, encoded once or twice.
                str(environ["RAW_URI"]).partition("?")[0],
                str(environ["QUERY_STRING"]),
                body,
                int(status[0].split()[0]),
                answer,
                str(environ.get("HTTP_IF_MATCH", "")),
            )
        )
        return [answer]


@contextmanager
def listened_to(folder: Path) -> Iterator[tuple[str, Recorder]]:
    """Serve an emulator that keeps its state in a folder; give its address, and what is said."""
    recorder = Recorder(create_emulator(folder / "state.sqlite3"))
    with served_by(recorder) as url:
        yield url, recorder


@contextmanager
def served_by(app: Callable[..., object]) -> Iterator[str]:
    """Serve an application on this machine for a while; give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    # A caller may hold its connection open for as long as it likes.
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join(timeout=60)
    server.server_close()
