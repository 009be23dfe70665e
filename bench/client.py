"""A load of requests over kept-alive connections, read by the lengths that the answers give.

It is a process of its own per connection and parses nothing but what it must, so that it is the
server that is measured.
"""

import multiprocessing
import socket
import statistics
import time
from dataclasses import dataclass

CONNECTIONS = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered."""

    status: int
    headers: dict[str, str]
    body: bytes


class Connection:
    """One kept-alive connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def ask(self, request: bytes) -> Answer:
        """Send a whole request and read its whole answer."""
        self.socket.sendall(request)
        head, self.rest = self._until(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        headers = {name.lower(): value for name, value in headers.items()}
        length = int(headers.get("content-length", "0"))
        body = self.rest[:length]
        parts = [body]
        missing = length - len(body)
        while missing > 0:
            part = self.socket.recv(min(missing, 1 << 20))
            parts.append(part)
            missing -= len(part)
        self.rest = self.rest[length:]
        return Answer(int(first.split()[1]), headers, b"".join(parts))

    def _until(self, mark: bytes) -> tuple[bytes, bytes]:
        """Read until a mark; return what stands before and after it."""
        data = self.rest
        while mark not in data:
            part = self.socket.recv(65536)
            if not part:
                raise ConnectionError("the server closed the connection")
            data += part
        before, _, after = data.partition(mark)
        return before, after


def get(path: str, **headers: str) -> bytes:
    """Return the bytes of a GET."""
    return request("GET", path, headers)


def post(path: str, body: bytes, **headers: str) -> bytes:
    """Return the bytes of a POST of a form."""
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    return request("POST", path, kind | headers) + body


def request(method: str, path: str, headers: dict[str, str]) -> bytes:
    """Return the head of a request. Header names are given with underscores."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def times(port: int, requests: list[bytes], status: int) -> list[float]:
    """Return the seconds that each request took, one after another on one connection."""
    connection, taken = Connection(port), []
    for one in requests:
        start = time.perf_counter()
        answer = connection.ask(one)
        taken.append(time.perf_counter() - start)
        if answer.status != status:
            raise AssertionError(f"{answer.status} instead of {status}: {answer.body[:500]!r}")
    return taken


def rate(port: int, one: bytes, status: int, seconds: float) -> float:
    """Return the requests per second of several connections that all ask the same."""
    with multiprocessing.Pool(CONNECTIONS) as pool:
        counts = pool.starmap(_ask_for, [(port, one, status, seconds)] * CONNECTIONS)
    return sum(counts) / seconds


def _ask_for(port: int, one: bytes, status: int, seconds: float) -> int:
    """Ask again and again for so many seconds; return how often."""
    connection, count = Connection(port), 0
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        if connection.ask(one).status != status:
            raise AssertionError(f"not {status}")
        count += 1
    return count


def median_ms(taken: list[float]) -> float:
    """Return the median in milliseconds."""
    return statistics.median(taken) * 1000
