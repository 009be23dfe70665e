"""A browser gets a recording in parts, only who may sees it, and stalled viewers stop nobody."""

import contextlib
import socket
from collections.abc import Iterator
from urllib.parse import quote

import pytest
import requests

from tests.recordings.working import fetch_until
from vc.accounts.models import Role
from vc.db import db
from vc.recordings.models import FileStatus
from vc.services import services_of
from vc.serving import Serving


@pytest.fixture
def stored(app, file, depot):
    """A video that is safe here."""
    fetch_until(app, file, FileStatus.STORED)
    db.session.rollback()
    return file


@pytest.fixture
def address(stored):
    """Where it is given."""
    return f"/grabaciones/archivos/{stored.id}"


@pytest.fixture
def viewer(browser_of):
    """Somebody who may look."""
    return browser_of(Role.VIEWER)


def test_the_whole_file_comes_with_its_length_and_digest(viewer, address, stored, depot):
    answer = viewer.get(address)

    assert (answer.status_int, answer.body) == (200, depot.content)
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["ETag"] == f'"{stored.sha256}"'
    assert answer.headers["Cache-Control"].startswith("private")
    assert answer.content_type == "video/mp4"


@pytest.mark.parametrize(("asked", "way"), [("", "inline"), ("?descargar=1", "attachment")])
def test_whoever_keeps_it_finds_it_under_its_title(viewer, address, stored, asked, way):
    told = viewer.get(address + asked).headers["Content-Disposition"]

    name = f"{stored.recording.event.folio} Plática prevención de la extorsión.mp4"
    plain = name.replace("á", "a").replace("ó", "o")
    assert told == f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-99", 0, 99), ("bytes=1000-", 1000, None), ("bytes=-10", -10, None)],
)
def test_a_part_comes_alone(viewer, address, depot, asked, first, last):
    content = depot.content
    first = first if first >= 0 else len(content) + first
    last = len(content) - 1 if last is None else last

    answer = viewer.get(address, headers={"Range": asked})

    assert (answer.status_int, answer.body) == (206, content[first : last + 1])
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(content)}"


@pytest.mark.parametrize("more", [0, 1, 10**12])
def test_the_last_bytes_of_a_shorter_file_are_all_of_it(viewer, address, depot, more):
    size = len(depot.content)

    answer = viewer.get(address, headers={"Range": f"bytes=-{size + more}"})

    assert (answer.status_int, answer.body) == (206, depot.content)
    assert answer.headers["Content-Range"] == f"bytes 0-{size - 1}/{size}"


def test_a_part_beyond_the_end_is_refused(viewer, address, depot):
    asked = {"Range": f"bytes={len(depot.content)}-"}

    answer = viewer.get(address, headers=asked, expect_errors=True)

    assert answer.status_int == 416
    assert answer.headers["Content-Range"] == f"bytes */{len(depot.content)}"


def test_a_part_of_another_version_gives_the_whole(viewer, address, depot):
    answer = viewer.get(address, headers={"Range": "bytes=5-9", "If-Range": '"another"'})

    assert (answer.status_int, answer.body) == (200, depot.content)


def test_what_the_browser_has_is_not_sent_again(viewer, address, stored):
    answer = viewer.get(address, headers={"If-None-Match": f'"{stored.sha256}"'})

    assert (answer.status_int, answer.body) == (304, b"")


def test_nobody_else_gets_it(anyone, address):
    answer = anyone.get(address)

    assert answer.status_int == 303
    assert "/entrar" in answer.location


def test_what_is_not_here_is_not_found(viewer, file):
    answer = viewer.get(f"/grabaciones/archivos/{file.id}", expect_errors=True)

    assert answer.status_int == 404


class TestBehindNginx:
    """nginx stands in front and sends files itself."""

    @pytest.fixture
    def settings(self, settings):
        """The address below which it has them."""
        from dataclasses import replace

        return replace(settings, media_accel="/_media")

    def test_it_is_told_which_file_and_the_app_sends_nothing(self, viewer, address, stored):
        answer = viewer.get(address)

        assert answer.body == b""
        assert answer.headers["X-Accel-Redirect"] == f"/_media/{stored.name}"


@contextlib.contextmanager
def serving_app(app, threads: int) -> Iterator[int]:
    """Serve the app by waitress; yield its port."""
    server = Serving(app, "127.0.0.1", 0, threads=threads)
    server.answer()
    try:
        yield server.port
    finally:
        server.close()


def test_four_stalled_viewers_do_not_stop_a_server_of_two_threads(app, viewer, address, stored):
    services_of(app).store.remove(stored.name)
    with services_of(app).store.part(stored.name, 0) as part:
        part.write(bytes(40_000_000))
    services_of(app).store.finish(stored.name)
    db.session.rollback()
    cookie = "; ".join(f"{name}={value}" for name, value in viewer.cookies.items())
    stalled = []

    with serving_app(app, threads=2) as port:
        for _ in range(4):
            line = socket.create_connection(("127.0.0.1", port), timeout=5)
            line.sendall(
                f"GET {address} HTTP/1.1\r\nHost: localhost.local\r\nCookie: {cookie}\r\n"
                "Range: bytes=0-39999999\r\n\r\n".encode()
            )
            assert line.recv(20).startswith(b"HTTP/1.1 206")
            stalled.append(line)
        answer = requests.get(f"http://127.0.0.1:{port}/healthz", timeout=5)

    assert answer.status_code == 200
    for line in stalled:
        line.close()
