"""The door to HTTP, against a server that says exactly what a test wants, byte by byte."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from integrations.errors import OutcomeUnknownError, UnavailableError
from integrations.http.call import VendorRequest, parse_retry_after
from integrations.http.fields import life_in
from integrations.http.redaction import redact
from integrations.http.session import VendorSession

NOW = datetime(2031, 3, 4, 16, 0, tzinfo=UTC)
OK = b'HTTP/1.1 200 OK\r\nContent-Length: 8\r\nContent-Type: application/json\r\n\r\n{"a": 1}'
DROP = b""


class Script:
    """A server that answers each connection with the next of its answers, then closes it."""

    def __init__(self, *answers: bytes, pause_s: float = 0) -> None:
        self._answers = list(answers)
        self._pause_s = pause_s
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.requests: list[bytes] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        for answer in self._answers:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with connection:
                self.requests.append(connection.recv(65536))
                self._say(connection, answer)

    def _say(self, connection: socket.socket, answer: bytes) -> None:
        if not self._pause_s:
            connection.sendall(answer)
            return
        try:
            for byte in answer:
                connection.sendall(bytes([byte]))
                time.sleep(self._pause_s)
        except OSError:
            return

    def close(self) -> None:
        """Stop listening."""
        self._listening.close()


@pytest.fixture
def serve() -> Iterator[Callable[..., Script]]:
    """Return a function: answers → a server that gives them one after the other."""
    running: list[Script] = []

    def start(*answers: bytes, pause_s: float = 0) -> Script:
        running.append(Script(*answers, pause_s=pause_s))
        return running[-1]

    yield start
    for script in running:
        script.close()


def write(url: str, **time_outs: float) -> object:
    """Send a write."""
    session = VendorSession("zoom", url, **({"connect_s": 1.0, "read_s": 2.0} | time_outs))
    call = VendorRequest("create", "POST", "/x", body={"a": 1})
    return session.call(call, authorization="Bearer token")


def read(url: str, **time_outs: float) -> object:
    """Send a read."""
    session = VendorSession("zoom", url, **({"connect_s": 1.0, "read_s": 2.0} | time_outs))
    return session.call(
        VendorRequest("read", "GET", "/x", is_write=False), authorization="Bearer token"
    )


def answer(status: str, body: bytes = b"", *headers: bytes) -> bytes:
    """Return the bytes of an answer."""
    lines = [f"HTTP/1.1 {status}".encode(), b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def test_an_answer_is_its_status_headers_and_json(serve: Callable[..., Script]):
    got = write(serve(OK).url)

    assert (got.status, got.body, got.headers["content-length"]) == (200, {"a": 1}, "8")


def test_the_credentials_are_in_the_header(serve: Callable[..., Script]):
    server = serve(OK)

    write(server.url)

    sent = server.requests[0].split(b"\r\n")
    assert [line for line in sent if line.startswith(b"Auth")] == [b"Authorization: Bearer token"]


def test_a_write_that_could_not_connect_was_not_sent():
    with socket.create_server(("127.0.0.1", 0)) as closing:
        url = f"http://127.0.0.1:{closing.getsockname()[1]}"

    with pytest.raises(UnavailableError) as caught:
        write(url)

    assert caught.value.message == "No se pudo conectar con Zoom. (ConnectionError)"


@pytest.mark.parametrize("url", ["http://no.such.host.invalid", "http://[bad", "ftp://a.example"])
def test_a_write_to_an_address_that_is_none_was_not_sent(url: str):
    with pytest.raises(UnavailableError):
        write(url)


@pytest.mark.parametrize(
    "lost",
    [
        DROP,
        b"HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{",
        b"not HTTP at all\r\n\r\n",
        answer("500 Internal Server Error", b'{"message": "x"}'),
        answer("503 Service Unavailable"),
        answer("200 OK", b"<html>"),
        answer("200 OK", b'"text"'),
        answer("302 Found", b"", b"Location: http://127.0.0.1:9/"),
    ],
)
def test_a_write_without_a_usable_answer_is_unknown_and_sent_once(
    serve: Callable[..., Script], lost: bytes
):
    server = serve(lost, OK)

    with pytest.raises(OutcomeUnknownError):
        write(server.url)

    assert len(server.requests) == 1


def test_a_write_that_is_not_answered_in_time_is_unknown(serve: Callable[..., Script]):
    server = serve(OK, pause_s=1)

    with pytest.raises(OutcomeUnknownError):
        write(server.url, read_s=0.1)


def test_an_answer_that_trickles_in_is_given_up(serve: Callable[..., Script]):
    server = serve(answer("200 OK", b" " * 300), pause_s=0.01)

    with pytest.raises(UnavailableError):
        read(server.url, connect_s=0.5, read_s=0.5)


@pytest.mark.parametrize("passing", [DROP, answer("502 Bad Gateway"), answer("503 No", b"<p>")])
def test_a_read_is_tried_again(serve: Callable[..., Script], passing: bytes):
    assert read(serve(passing, OK).url).body == {"a": 1}


def test_a_read_is_tried_twice_at_most(serve: Callable[..., Script]):
    server = serve(DROP, DROP, OK)

    with pytest.raises(UnavailableError):
        read(server.url)

    assert len(server.requests) == 2


@pytest.mark.parametrize("lasting", [answer("500 No"), answer("200 OK", b"<html>")])
def test_a_read_is_not_tried_again_where_that_is_no_use(
    serve: Callable[..., Script], lasting: bytes
):
    server = serve(lasting, OK)

    with pytest.raises(UnavailableError):
        read(server.url)

    assert len(server.requests) == 1


def test_an_outage_may_say_how_long_it_lasts(serve: Callable[..., Script]):
    busy = answer("503 No", b"", b"Retry-After: Tue, 04 Mar 2031 16:00:00 GMT")

    with pytest.raises(UnavailableError) as caught:
        read(serve(busy, busy).url)

    assert caught.value.retry_after == NOW


def test_a_redirect_is_not_followed(serve: Callable[..., Script]):
    elsewhere = serve(OK)
    server = serve(answer("302 Found", b"", b"Location: " + elsewhere.url.encode()))

    with pytest.raises(UnavailableError):
        read(server.url)

    assert elsewhere.requests == []


def test_a_refusal_without_json_is_still_a_refusal(serve: Callable[..., Script]):
    got = write(serve(answer("403 Forbidden", b"<html>No</html>")).url)

    assert (got.status, got.body) == (403, None)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", datetime(2031, 3, 4, 16, 2, tzinfo=UTC)),
        (" 0 ", NOW),
        ("1.5", datetime(2031, 3, 4, 16, 0, 1, 500000, tzinfo=UTC)),
        ("2031-03-05T00:00:00Z", datetime(2031, 3, 5, tzinfo=UTC)),
        ("2031-03-04T18:00:00-06:00", datetime(2031, 3, 5, tzinfo=UTC)),
        ("2031-03-05T00:00:00", datetime(2031, 3, 5, tzinfo=UTC)),
        ("Wed, 05 Mar 2031 00:00:00 GMT", datetime(2031, 3, 5, tzinfo=UTC)),
        ("", None),
        (None, None),
        ("pronto", None),
        ("-5", None),
        ("99999999999", None),
    ],
)
def test_retry_after_is_read_in_all_its_forms(value: str | None, expected: datetime | None):
    assert parse_retry_after(value, NOW) == expected


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("https://zoom.us/j/1?pwd=abc.1&x=2", "https://zoom.us/j/1?pwd=•••&x=2"),
        ("https://zoom.us/s/1?zak=eyJ0eXAi", "https://zoom.us/s/•••"),
        ('{"access_token":"abc","scope":"x"}', '{"access_token":"•••","scope":"x"}'),
        ("{'password': '4829', 'id': 1}", "{'password': '•••', 'id': 1}"),
        ("Authorization: Basic dXNlcjpwYXNz", "Authorization: ••• •••"),
        ("Bearer abc.def-ghi", "Bearer •••"),
        ("stream_key=live_1&stream_url=rtmps://x", "stream_key=•••&stream_url=rtmps://•••"),
        ("download_token eyJhbGciOi.eyJpc3Mi.c2ln", "download_token •••"),
        ("client_secret=s3cr3t", "client_secret=•••"),
        ("La sala no existe: 85746065000.", "La sala no existe: 85746065000."),
    ],
)
def test_redact_takes_secrets_out_of_texts(text: str, redacted: str):
    assert redact(text) == redacted


def test_redact_takes_secrets_out_of_mappings_at_any_depth():
    answer = {
        "id": 1,
        "start_url": "https://zoom.us/s/1?zak=x",
        "settings": {"host_key": "1", "list": [{"password": "2", "topic": "Plática"}]},
        "join_url": "https://zoom.us/j/1?pwd=2",
        "passcode": "",
    }

    assert redact(answer) == {
        "id": 1,
        "start_url": "•••",
        "settings": {"host_key": "•••", "list": [{"password": "•••", "topic": "Plática"}]},
        "join_url": "https://zoom.us/j/1?pwd=•••",
        "passcode": "",
    }


@pytest.mark.parametrize("told", [3599, "3599", 3599.0])
def test_how_long_a_token_lives_is_read_as_vendors_write_it(told: object):
    assert life_in({"expires_in": told}, "expires_in") == timedelta(seconds=3599)


@pytest.mark.parametrize("told", [10**18, "1e400", "NaN", 0, -1, "", None, True, [3599], {}])
def test_what_no_token_lives_for_is_not_believed(told: object):
    with pytest.raises(ValueError, match=r"expires_in|float"):
        life_in({"expires_in": told}, "expires_in")
