"""Clients who are slow, still or many are bounded, and stop nobody else."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
import requests
from flask import Response

from vc.access import anybody
from vc.serving import (
    MOST_BODY_BYTES,
    MOST_HEADER_BYTES,
    MOST_THROWN_BYTES,
    Bounds,
    Serving,
)

HALF = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
HALF_BODY = b"POST /entrar HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n"
SOON_S = 10
"""How long a test waits for what should happen within one or two seconds."""


@contextmanager
def serving(app, **bounds: int | float) -> Iterator[int]:
    """Serve the pages within bounds; yield the port."""
    server = Serving(app, "127.0.0.1", 0, threads=2, bounds=Bounds(**bounds))
    server.answer()
    try:
        yield server.port
    finally:
        server.close()


@pytest.fixture
def connect() -> Iterator[Callable[..., socket.socket]]:
    """Return a function that opens a connection from an address and sends something."""
    with ExitStack() as stack:

        def open_one(port: int, sent: bytes, source: str = "127.0.0.1") -> socket.socket:
            line = socket.create_connection(("127.0.0.1", port), SOON_S, (source, 0))
            line.sendall(sent)
            return stack.enter_context(line)

        yield open_one


def is_healthy(port: int) -> bool:
    """Tell whether somebody who comes now is answered."""
    return requests.get(f"http://127.0.0.1:{port}/healthz", timeout=SOON_S).ok


def is_dropped(line: socket.socket, drip: bytes = b"") -> bool:
    """Tell whether a connection is closed while a byte goes over it now and then."""
    line.settimeout(0.1)
    for _ in range(SOON_S * 10):
        try:
            if line.recv(1) == b"":
                return True
        except TimeoutError:
            pass
        except ConnectionError:
            return True
        try:
            line.sendall(drip)
        except ConnectionError:
            return True
    return False


def test_two_hundred_and_fifty_half_sent_requests_stop_nobody(app, connect):
    with serving(app) as port:
        for _ in range(250):
            connect(port, HALF)

        assert is_healthy(port)


def test_more_than_there_is_room_for_stop_nobody(app, connect):
    with serving(app, most_connections=20) as port:
        lines = [connect(port, HALF) for _ in range(60)]

        assert is_healthy(port)
        assert is_dropped(lines[0])


def test_whoever_holds_the_most_loses_the_first(app, connect):
    with serving(app, most_connections=20) as port:
        patient = connect(port, HALF, "127.0.0.3")
        lines = [connect(port, HALF, "127.0.0.2") for _ in range(60)]
        assert is_dropped(lines[0])

        patient.sendall(b"\r\n")

        assert patient.recv(15) == b"HTTP/1.1 200 OK"


@pytest.mark.parametrize("sent", [HALF, HALF_BODY], ids=["headers", "a body"])
def test_a_request_that_drips_is_dropped_though_it_is_never_still(app, connect, sent):
    with serving(app, patience_s=0.2) as port:
        assert is_dropped(connect(port, sent), drip=b"a")


@pytest.mark.parametrize("sent", [b"", HALF, HALF_BODY], ids=["nothing", "headers", "a body"])
def test_a_connection_that_stands_still_is_dropped(app, connect, sent):
    with serving(app, still_s=1) as port:
        assert is_dropped(connect(port, sent))


def test_an_answer_that_nobody_takes_is_dropped(app, connect):
    app.add_url_rule("/large", "large", anybody(lambda: b"x" * 12_000_000))
    with serving(app, still_s=1) as port:
        line = connect(port, b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        assert line.recv(4) == b"HTTP"
        # It has stood still for as long as these two, one after the other.
        assert is_dropped(connect(port, b""))
        assert is_dropped(connect(port, b""))

        taken = 4
        while piece := line.recv(1 << 20):
            taken += len(piece)

    assert taken < 12_000_000


def test_threads_that_wait_for_clients_to_take_a_long_answer_are_freed(app, connect):
    endless = anybody(lambda: Response(b"x" * 1_000_000 for _ in range(60)))
    app.add_url_rule("/endless", "endless", endless)
    with serving(app, still_s=1) as port:
        for _ in range(2):
            line = connect(port, b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n")
            assert line.recv(4) == b"HTTP"

        assert is_healthy(port)


def test_an_upload_that_comes_fast_enough_is_taken(app, connect):
    with serving(app, patience_s=0, least_bytes_s=1000) as port:
        answer = requests.post(
            f"http://127.0.0.1:{port}/entrar", data=b"x" * 3_000_000, timeout=SOON_S
        )

    assert answer.status_code in (400, 422)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * MOST_HEADER_BYTES + b"\r\n\r\n", b"431"),
        (HALF_BODY.replace(b"1000000", str(MOST_THROWN_BYTES + 1).encode()), b"413"),
    ],
)
def test_what_is_too_large_is_refused_before_it_is_kept(app, connect, sent, status):
    with serving(app) as port:
        assert connect(port, sent).recv(12).partition(b" ")[2] == status


def test_what_no_page_takes_is_read_to_its_end_and_refused_by_the_page(app):
    with serving(app) as port:
        address = f"http://127.0.0.1:{port}/entrar"
        answers = [
            requests.post(address, data=b"x" * MOST_BODY_BYTES, timeout=SOON_S) for _ in range(2)
        ]

    for one in answers:
        assert (one.status_code, "text/html" in one.headers["Content-Type"]) == (413, True)
