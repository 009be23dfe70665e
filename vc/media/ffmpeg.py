"""One door to ffmpeg: every call goes through `run`, with the same limits and the same care.

The files come from anywhere, so ffmpeg may open nothing but what it is given: files of this
machine, and no playlists, which name other files. It runs in a process group of its own, at low
priority, within limits; it ends with its caller, whether that fails, is told to stop, or exits.
"""

import atexit
import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from vc.media.faults import FINAL, SENTENCES, Fault, bounded, fault_of, without_folders

try:
    import resource
except ImportError:  # Not every system has it; limits are held as far as they can be.
    resource = None  # type: ignore[assignment]

COMMON = (
    *("-nostdin", "-hide_banner", "-nostats", "-y"),
    *("-loglevel", "level+info", "-filter_threads", "1"),
)
PROGRESS = ("-progress", "pipe:1")
FORMATS = "mov,matroska,avi,asf,flv,mpeg,mpegts,ogg,wav,mp3,aac,flac,amr"
"""What is taken as media. A playlist (hls, dash, concat) would lead to other files."""
SHUT = ("-protocol_whitelist", "file,pipe", "-format_whitelist", FORMATS)
THREADS = "2"
NICE = 10
PIECE = 65_536
KEPT = 12
"""How many of its complaints are kept: the first half tells the cause, the last what came of it."""
LONGEST = 300
"""How many characters of a complaint are kept."""
KEPT_ENVIRONMENT = ("PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT")
"""All it is told of our environment, which holds secrets."""

BEGINNING = "0.000001"
"""Not 0: from there ffmpeg counts the instants of some formats from the first track that it reads,
and not from the first one in the file."""
OWN_CLOCK = ("-copyts",)
"""Keeps each instant as the file has it. Where one track is read alone, newer versions may call 0
its first instant and not the file's, and all of them mend times that need no mending where a stream
of packets was sought. The time that ffmpeg then tells is from the first that it told."""

_COMPLAINT = re.compile(r"\[(?:error|fatal|panic)\] (.*)|(Exiting normally, received signal \d+)")
_RUNNING: set[subprocess.Popen[bytes]] = set()


class FfmpegError(Exception):
    """It did not do what it was called for: `reason` in Spanish, `said` in its own words.

    `fault` is None where it did, and what it read or wrote is not as it must be. What it said is
    for administrators only.
    """

    def __init__(
        self, reason: str, said: str = "", *, fault: Fault | None = None, program: str = ""
    ) -> None:
        super().__init__(f"{reason} ({said})" if said else reason)
        self.reason = reason
        self.said = said
        self.fault = fault
        self.program = program

    @property
    def is_final(self) -> bool:
        """Tell whether the same call would end the same way."""
        return self.fault is None or self.fault in FINAL

    def told_as(self, reason: str, fault: Fault | None = None) -> "FfmpegError":
        """Return the same in another sentence, for who knows more of what was to be done."""
        return FfmpegError(reason, self.said, fault=fault or self.fault, program=self.program)


def failed(fault: Fault, said: str = "", program: str = "") -> FfmpegError:
    """Return the error of a fault, in its sentence."""
    return FfmpegError(SENTENCES[fault], said, fault=fault, program=program)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one call may use; on some systems only the time is held."""

    wall_s: float = 3600
    cpu_s: int = 3600
    file_bytes: int = 4_000_000_000
    """How large a file it writes may become."""
    memory_bytes: int = 4_000_000_000
    """How much it may ask for; far less is really used."""
    beat_s: float = 2.0
    """How often its caller hears how far it is, and may end it."""


NORMAL = Limits()


@dataclass(frozen=True, slots=True)
class Film:
    """A file of this machine, and the ffmpeg that is to read it."""

    program: str
    path: Path
    limits: Limits = NORMAL
    keeps_clock: bool = False
    """Its instants are called as the file does; otherwise they count from its first one."""

    def source(self, *options: str) -> tuple[str, ...]:
        """Return the arguments that read it from its beginning."""
        begins = () if self.keeps_clock else ("-ss", BEGINNING)
        return source(self.path, *begins, *options, keeps_clock=self.keeps_clock)


def source(path: Path, *options: str, keeps_clock: bool = False) -> tuple[str, ...]:
    """Return the arguments that read a file, and nothing that it may point to."""
    if keeps_clock:
        options = ("-seek_timestamp", "1", *options)
    return (*SHUT, "-threads", THREADS, *options, "-i", f"file:{path}")


def steady(*, is_turned: bool) -> tuple[str, ...]:
    """Return the option that keeps the filters as they are where a picture changes in mid-film.

    Otherwise they begin anew, and what they hold is lost. The first filter has to take pictures of
    any size, as `scale` and those that only pass them on do; those with which ffmpeg turns or crops
    a picture do not.
    """
    return () if is_turned else ("-reinit_filter", "0")


def run(
    program: str,
    arguments: Sequence[str],
    *,
    limits: Limits = NORMAL,
    beat: Callable[[int], object] | None = None,
    hear: Callable[[str], object] | None = None,
    take: Callable[[bytes], object] | None = None,
    common: Sequence[str] = COMMON,
) -> int:
    """Run ffmpeg to its end; return the time up to which it wrote, in milliseconds.

    `beat` is called every `limits.beat_s` seconds in the caller's thread, with the milliseconds so
    far: whatever it raises ends ffmpeg. `hear` gets each line that ffmpeg says. With `take`, its
    output is `pipe:1`, whose bytes are handed over as they come; then no time is known, and 0
    returned. Both are called in threads of their own. `common` is what every call has.

    Raises FfmpegError. That it does not is no proof that the output is whole.
    """
    command = [program, *common, *(() if take else PROGRESS), *arguments]
    with _started(command, limits) as process:
        ears = _Ears(process, hear, take)
        try:
            _wait(process, limits, lambda: beat(ears.out_ms) if beat else None)
        finally:
            _end(process)
            ears.close()
    if ears.failure is not None:
        raise ears.failure
    said = bounded(without_folders(line, arguments) for line in ears.complaints)
    fault = fault_of(process.returncode, said)
    if fault is not None:
        raise failed(fault, said, program)
    return ears.out_ms


class _Ears:
    """Listens to a running ffmpeg: two threads, so that it never waits for us to read."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        hear: Callable[[str], object] | None,
        take: Callable[[bytes], object] | None,
    ) -> None:
        self.complaints: list[str] = []
        self.out_ms = 0
        self.failure: Exception | None = None
        self._process, self._hear, self._take = process, hear, take
        out, err = process.stdout, process.stderr
        assert isinstance(out, BufferedReader)
        assert isinstance(err, BufferedReader)
        self._streams = (out, err)
        readers = (self._pieces if take else self._progress, self._lines)
        self._threads = [
            threading.Thread(target=self._listen, args=pair, daemon=True)
            for pair in zip(readers, self._streams, strict=True)
        ]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Hear the rest of what a process said that has ended."""
        for thread, stream in zip(self._threads, self._streams, strict=True):
            thread.join()
            stream.close()

    def _listen(self, read: Callable[[BufferedReader], None], stream: BufferedReader) -> None:
        """Read a stream to its end; whatever goes wrong with it ends ffmpeg."""
        try:
            read(stream)
        except Exception as error:
            self.failure = error
            _kill(self._process)

    def _pieces(self, stream: BufferedReader) -> None:
        """Hand over what comes."""
        assert self._take is not None
        while piece := stream.read1(PIECE):
            self._take(piece)

    def _progress(self, stream: BufferedReader) -> None:
        """Note the time up to which it has written (out_time_ms holds microseconds as well)."""
        for line in iter(lambda: stream.readline(PIECE), b""):
            name, _, value = line.strip().partition(b"=")
            if name == b"out_time_us" and value.isdigit():
                self.out_ms = max(self.out_ms, int(value) // 1000)

    def _lines(self, stream: BufferedReader) -> None:
        """Keep what it complains of, and pass on every line."""
        for line in iter(lambda: stream.readline(PIECE), b""):
            text = line.decode("utf-8", errors="replace").rstrip()
            complaint = _COMPLAINT.search(text)
            if complaint:
                self.complaints.append((complaint[1] or complaint[2])[:LONGEST])
                if len(self.complaints) > KEPT:
                    del self.complaints[KEPT // 2]
            if self._hear is not None:
                self._hear(text)


@contextmanager
def _started(command: Sequence[str], limits: Limits) -> Iterator[subprocess.Popen[bytes]]:
    """Start ffmpeg apart from us; whatever happens, it does not outlive this."""
    group, flags = 0, 0
    if sys.platform == "win32":
        group, flags = -1, subprocess.BELOW_NORMAL_PRIORITY_CLASS
    told = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
    try:
        process = subprocess.Popen(  # noqa: S603
            command,
            env=told,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            process_group=group,
            creationflags=flags,
        )
    except OSError as error:
        raise failed(Fault.MISSING, type(error).__name__, command[0]) from error
    _RUNNING.add(process)
    try:
        _restrain(process.pid, limits)
        yield process
    finally:
        _end(process)
        _RUNNING.discard(process)


def _restrain(pid: int, limits: Limits) -> None:
    """Set limits and priority from outside: code between fork and exec may hang in our threads."""
    # It may have ended already, and not every system can do this.
    with contextlib.suppress(AttributeError, OSError):
        os.setpriority(os.PRIO_PGRP, pid, NICE)
        for kind, most in (
            (resource.RLIMIT_CPU, limits.cpu_s),
            (resource.RLIMIT_FSIZE, limits.file_bytes),
            (resource.RLIMIT_AS, limits.memory_bytes),
            (resource.RLIMIT_CORE, 0),
        ):
            # The harder one a little later: it kills, and does not say that time was up.
            resource.prlimit(pid, kind, (most, most + (kind == resource.RLIMIT_CPU)))


def _wait(process: subprocess.Popen[bytes], limits: Limits, beat: Callable[[], object]) -> None:
    """Wait until it has ended, and beat meanwhile. Raises FfmpegError when it takes too long."""
    end = time.monotonic() + limits.wall_s
    while True:
        left = end - time.monotonic()
        if left <= 0:
            raise failed(Fault.TOO_LONG)
        try:
            process.wait(timeout=min(limits.beat_s, left))
            return
        except subprocess.TimeoutExpired:
            beat()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the whole group at once: what it was writing is of no use to anybody."""
    with contextlib.suppress(ProcessLookupError):
        if os.name == "nt":
            process.kill()
        elif process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Make sure that it has ended."""
    _kill(process)
    process.wait()


@atexit.register
def end_all() -> None:
    """End what the threads of a worker that stops leave running."""
    for process in list(_RUNNING):
        _kill(process)
