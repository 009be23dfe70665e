"""Serves the pages by waitress from a thread of its own: slow clients bounded, the stop orderly.

A request is read, and an answer sent, by one loop, so that a client who takes long holds no thread.
It still holds a connection. A request that comes too slowly is dropped however steadily it drips;
where all connections are taken, whoever holds the most loses the one that has waited longest.

Closing waitress' server while a request is still being answered lets that request's thread write
its wake-up byte to a descriptor which by then may be another file's or socket's. So the loop ends
first, then the threads, and only then the sockets are closed.
"""

import threading
import time
from collections import Counter
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from flask import Flask
from waitress import create_server, wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.utilities import RequestEntityTooLarge

POLL_S = 0.2
"""How often the loop looks whether it is to stop."""
LOOK_S = 1.0
"""How often it looks for slow clients."""
LAST_ANSWERS_S = 5
MOST_HEADER_BYTES = 65_536
MOST_BODY_BYTES = 33_554_432
"""Bodies are kept on the disk before anybody looks at them; the pages take far smaller ones."""
MOST_THROWN_BYTES = 4_500_000_000
"""Larger bodies than these, which is more than anybody's film, are cut off at once."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much clients may take of the server."""

    most_connections: int = 300
    patience_s: float = 30
    """How long a request may take before its speed is looked at."""
    least_bytes_s: int = 4_000
    """How fast it has to come from then on: a piece of a video may take half an hour."""
    still_s: float = 60
    """How long a connection may stand still, whoever's turn it is."""


class Reading(HTTPRequestParser):
    """A request while it comes; a body that is larger than any page takes is kept nowhere.

    It is read to its end all the same: were the line cut, a browser would show that and not the
    sentence of the page that refuses it.
    """

    error: object
    _left = 0

    def received(self, data: bytes) -> int:
        """Take what came; return how much of it is this request's."""
        if self._left:
            taken = min(len(data), self._left)
            self._left -= taken
            self.body_bytes_received += taken
            self.completed = not self._left
            return taken
        taken = super().received(data)
        is_too_large = isinstance(self.error, RequestEntityTooLarge) and not self.chunked
        if is_too_large and self.content_length <= MOST_THROWN_BYTES:
            self.error, self.completed, self._left = None, False, self.content_length
            # Of a body that is not there nothing is read: no page takes as much as this.
            self.headers["CONTENT_LENGTH"] = str(MOST_THROWN_BYTES)
        return taken


class Channel(HTTPChannel):
    """A connection."""

    parser_class = Reading


class Serving:
    """The pages being served at `port`."""

    def __init__(
        self, app: Flask, host: str, port: int, *, threads: int, bounds: Bounds | None = None
    ) -> None:
        """Listen; whoever comes waits for `answer`. Raises OSError when the port is taken."""
        self._bounds = bounds or Bounds()
        self._sockets: dict[int, object] = {}
        self._server = create_server(
            app,
            map=self._sockets,
            host=host,
            port=port,
            threads=threads,
            ident=None,
            # What a proxy says is believed, or not, by TRUSTED_PROXIES: see `vc.web`.
            clear_untrusted_proxy_headers=False,
            # The loop below makes room before this many are open.
            connection_limit=2 * self._bounds.most_connections,
            max_request_header_size=MOST_HEADER_BYTES,
            max_request_body_size=MOST_BODY_BYTES,
        )
        self._server.channel_class = Channel
        self.port: int = self._server.effective_port
        self._begun: WeakKeyDictionary[HTTPRequestParser, float] = WeakKeyDictionary()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="web", daemon=True)

    def answer(self) -> None:
        """Answer from now on."""
        self._thread.start()

    def close(self) -> None:
        """Let the answers at hand be finished, for some seconds, and free the port."""
        self._is_over.set()
        if self._thread.ident is not None:
            self._thread.join()
        answering = self._server.task_dispatcher
        answering.shutdown(timeout=LAST_ANSWERS_S)
        if not answering.threads:
            wasyncore.close_all(self._sockets)

    def _run(self) -> None:
        """Take in and send out until told to stop."""
        looked_at = time.monotonic()
        while not self._is_over.is_set():
            wasyncore.loop(timeout=POLL_S, use_poll=True, map=self._sockets, count=1)
            is_full = len(self._sockets) > self._bounds.most_connections
            if is_full or time.monotonic() - looked_at >= LOOK_S:
                looked_at = time.monotonic()
                self._bound(looked_at)

    def _bound(self, now: float) -> None:
        """Drop what comes too slowly, and what is too much."""
        open_ones = [one for one in self._sockets.values() if isinstance(one, HTTPChannel)]
        # Not those whose request is being worked on, before there is any answer to take.
        waiting = [one for one in open_ones if not one.requests or one.total_outbufs_len]
        # Waitress itself only marks them, and closes what can be written to: never whoever takes
        # nothing of an answer.
        for one in filter(lambda one: self._is_slow(one, now), waiting):
            one.handle_close()
        self._drop_surplus(open_ones, waiting)

    def _drop_surplus(self, open_ones: list[HTTPChannel], waiting: list[HTTPChannel]) -> None:
        """Drop as many of those who wait as there are connections too many."""
        waiting = [one for one in waiting if one.connected]
        surplus = sum(one.connected for one in open_ones) - self._bounds.most_connections
        # Whoever holds most connections loses some first, so that one origin shuts out no other.
        held = Counter(one.addr[0] for one in open_ones)
        waiting.sort(key=lambda one: (-held[one.addr[0]], one.creation_time))
        for one in waiting[: max(surplus, 0)]:
            one.handle_close()

    def _is_slow(self, one: HTTPChannel, now: float) -> bool:
        """Tell whether nothing has moved for long, or a request is still coming after its time."""
        is_still = time.time() - one.last_activity > self._bounds.still_s
        return is_still or (one.request is not None and self._is_too_slow(one.request, now))

    def _is_too_slow(self, request: HTTPRequestParser, now: float) -> bool:
        """Tell whether a request that is still coming has had its time."""
        late_s = now - self._begun.setdefault(request, now) - self._bounds.patience_s
        come = request.header_bytes_received + request.body_bytes_received
        return late_s > 0 and come < late_s * self._bounds.least_bytes_s
