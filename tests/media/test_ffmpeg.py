"""The one door to ffmpeg: what it may open, how long it may take, and that it ends with us."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.conftest import make_settings
from tests.processes import answering, running, wait_until
from vc.media import ffmpeg
from vc.media.facts import read_facts
from vc.media.faults import Fault
from vc.media.ffmpeg import FfmpegError, Film, Limits

ENDLESS = ("-re", "-f", "lavfi", "-i", "testsrc2=s=64x36:r=25", "-f", "null", "-")
"""Runs as long as it is let, and as slowly as a film is shown."""


def running_pids() -> set[int]:
    """Return the ids of our children that are ffmpeg."""
    return {process.pid for process in ffmpeg._RUNNING}


def is_alive(pid: int) -> bool:
    """Tell whether a process runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def listening(asked: list[str]) -> Iterator[str]:
    """Note every path that somebody asks this machine for; give the address."""

    class Desk(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    with answering(server):
        yield f"http://127.0.0.1:{server.server_address[1]}"


def test_it_returns_how_far_it_came(program, talk):
    copied = ("-c", "copy", "-f", "null", "-")

    assert ffmpeg.run(program, [*ffmpeg.source(talk), *copied]) == 20_000


def test_it_hears_every_line_and_takes_every_byte(program, talk):
    lines, taken = [], []
    raw = ("-map", "0:a:0", "-f", "s16le", "-ar", "8000", "-ac", "1", "pipe:1")

    ffmpeg.run(program, [*ffmpeg.source(talk), *raw], hear=lines.append, take=taken.append)

    assert sum(map(len, taken)) == 20 * 8000 * 2
    assert [line for line in lines if line.startswith("[info]   Duration: 00:00:20.00")]


def test_an_error_names_the_file_but_no_folder(program, talk):
    bad = talk.with_name("bad.mp4")
    bad.write_bytes(b"nothing")

    with pytest.raises(FfmpegError) as caught:
        ffmpeg.run(program, [*ffmpeg.source(bad), "-f", "null", "-"])

    assert (caught.value.fault, caught.value.is_final) == (Fault.INCOMPLETE, True)
    assert "bad.mp4" in caught.value.said
    assert str(bad.parent) not in caught.value.said


def test_what_takes_too_long_is_ended(program):
    with pytest.raises(FfmpegError, match="Tardó más de lo permitido"):
        ffmpeg.run(program, ENDLESS, limits=Limits(wall_s=0.3))

    assert running_pids() == set()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems hold no limit of work")
def test_what_works_too_long_is_told_as_that_and_not_as_killed(program):
    busy = ("-f", "lavfi", "-i", "testsrc2=size=640x360", "-f", "null", "-")

    with pytest.raises(FfmpegError, match="Tardó más de lo permitido"):
        ffmpeg.run(program, busy, limits=Limits(cpu_s=1))


def test_a_beat_that_fails_ends_it(program):
    seen = []

    def beat(done_ms: int) -> None:
        seen.extend(running_pids())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ffmpeg.run(program, ENDLESS, beat=beat, limits=Limits(beat_s=0.1))

    assert [is_alive(pid) for pid in seen] == [False]


def test_a_taker_that_fails_ends_it(program):
    def take(piece: bytes) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ffmpeg.run(program, [*ENDLESS[:-3], "-f", "rawvideo", "pipe:1"], take=take)

    assert running_pids() == set()


def test_a_file_that_grows_too_large_ends_it(program, tmp_path):
    if not sys.platform.startswith("linux"):
        pytest.skip("limits from outside exist on Linux only")
    grown = [*ENDLESS[1:5], "-f", "rawvideo", str(tmp_path / "grown.raw")]

    with pytest.raises(FfmpegError) as caught:
        ffmpeg.run(program, grown, limits=Limits(file_bytes=1_000_000, wall_s=10))

    assert caught.value.fault is Fault.TOO_LARGE
    assert (tmp_path / "grown.raw").stat().st_size == 1_000_000


def test_it_is_told_nothing_of_our_secrets(program, monkeypatch, tmp_path):
    report = tmp_path / "report.log"
    monkeypatch.setenv("FFREPORT", f"file={report}")

    ffmpeg.run(program, [*ENDLESS[1:5], "-frames:v", "1", "-f", "null", "-"])

    assert not report.exists()


def test_it_runs_at_low_priority_and_apart_from_us(program):
    seen = []

    def beat(done_ms: int) -> None:
        pid = next(iter(running_pids()))
        seen.append((os.getpriority(os.PRIO_PROCESS, pid), os.getpgid(pid) == pid))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ffmpeg.run(program, ENDLESS, beat=beat, limits=Limits(beat_s=0.1))

    assert seen == [(max(ffmpeg.NICE, os.getpriority(os.PRIO_PROCESS, 0)), True)]


@pytest.mark.parametrize("name", ["list.mp4", "list.m3u8", "join.mp4", "join.ffconcat"])
def test_a_playlist_opens_nothing_else(program, talk, name):
    asked = []
    with listening(asked) as address:
        path = talk.with_name(name)
        path.write_text(PLAYLISTS[name.partition(".")[0]].format(address=address))

        with pytest.raises(FfmpegError):
            read_facts(Film(program, path), beat=lambda *_: None)

    assert asked == []


def test_a_worker_that_is_stopped_leaves_none_running(program, tmp_path):
    note = tmp_path / "pid"
    script = (
        "import sys, threading, time\n"
        "from vc.media import ffmpeg\n"
        "arguments = sys.argv[3:]\n"
        "threading.Thread(target=ffmpeg.run, args=(sys.argv[1], arguments), daemon=True).start()\n"
        "while not ffmpeg._RUNNING: time.sleep(0.01)\n"
        "open(sys.argv[2], 'w').write(str(next(iter(ffmpeg._RUNNING)).pid))\n"
    )

    with running("-c", script, program, str(note), *ENDLESS, settings=make_settings(tmp_path)):
        wait_until(lambda: note.exists() and note.read_text(), "ffmpeg never began")
        pid = int(note.read_text())
        wait_until(lambda: not is_alive(pid), "ffmpeg outlived its worker", seconds=10)

    assert not is_alive(pid)


PLAYLISTS = {
    "list": "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{address}/a.ts\n#EXTINF:5,\ntalk.mp4\n"
    "#EXT-X-ENDLIST\n",
    "join": "ffconcat version 1.0\nfile talk.mp4\n",
}
