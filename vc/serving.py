"""Serves the pages by waitress from a thread of its own, and stops in order.

Closing waitress' server while a request is still being answered lets that request's thread write
its wake-up byte to a descriptor which by then may be another file's or socket's. So the loop ends
first, then the threads, and only then the sockets are closed.
"""

import threading

from flask import Flask
from waitress import create_server, wasyncore

POLL_S = 0.2
"""How often the loop looks whether it is to stop."""
LAST_ANSWERS_S = 5


class Serving:
    """The pages being served at `port`."""

    def __init__(self, app: Flask, host: str, port: int, *, threads: int) -> None:
        """Listen; whoever comes waits for `answer`. Raises OSError when the port is taken."""
        self._sockets: dict[int, object] = {}
        self._server = create_server(
            app, map=self._sockets, host=host, port=port, threads=threads, ident=None
        )
        self.port: int = self._server.effective_port
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="web", daemon=True)

    def answer(self) -> None:
        """Answer from now on."""
        self._thread.start()

    def close(self) -> None:
        """Let the answers at hand be finished, for some seconds, and free the port."""
        self._is_over.set()
        self._thread.join()
        answering = self._server.task_dispatcher
        answering.shutdown(timeout=LAST_ANSWERS_S)
        if not answering.threads:
            wasyncore.close_all(self._sockets)

    def _run(self) -> None:
        """Take in and send out until told to stop."""
        while not self._is_over.is_set():
            wasyncore.loop(timeout=POLL_S, use_poll=True, map=self._sockets, count=1)
