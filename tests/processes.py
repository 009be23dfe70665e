"""The product's own processes for tests: started, waited for, stopped by their id."""

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from http.server import HTTPServer
from multiprocessing.context import ForkServerContext, ForkServerProcess
from multiprocessing.pool import Pool
from pathlib import Path

from vc.config import Settings

ROOT = Path(__file__).parent.parent


def environment(settings: Settings) -> dict[str, str]:
    """Return the environment that gives a process these settings."""
    # What is as usual is not said: what the server says is fixed for the office's pages.
    defaults = {field.name: field.default for field in fields(settings)}
    values = {field.name.upper(): getattr(settings, field.name) for field in fields(settings)}
    given = {
        name: str(int(value)) if isinstance(value, bool) else str(value)
        for name, value in values.items()
        if value not in (None, "") and value != defaults[name.lower()]
    }
    return os.environ | {"FLASK_APP": "app"} | given


class Fork:
    """A process that was forked; it is asked and told what `subprocess.Popen` is."""

    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process
        self.pid = process.pid

    def poll(self) -> int | None:
        """Return how it ended; None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end and return how it ended."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired(self._process.name, timeout or 0)
        return self._process.exitcode

    def terminate(self) -> None:
        """Tell it to stop."""
        os.kill(self.pid, signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        os.kill(self.pid, signal.SIGKILL)


@contextmanager
def running(*command: str, settings: Settings) -> Iterator[subprocess.Popen]:
    """Run one of the product's commands; it is stopped at the end if it still runs."""
    # To a file: a pipe that nobody reads stops whoever writes more than it holds.
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=environment(settings),
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        try:
            yield process
        finally:
            _stop(process)
            said.seek(0)
            # Shown only with a test that failed.
            print(said.read().decode(errors="replace")[-4000:])


def _stop(process: subprocess.Popen | Fork) -> None:
    """Tell a process to stop, and end it when it does not."""
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def forked(*command: str, settings: Settings) -> Iterator[Fork]:
    """Run one of the product's commands, where it is not its start that is looked at.

    It is a process as any other, but for the second that importing all of it takes.
    """
    from tests.forked import become

    with tempfile.NamedTemporaryFile() as said:
        process = _forks().Process(
            target=become, args=(command, environment(settings), said.name), name=" ".join(command)
        )
        process.start()
        fork = Fork(process)
        try:
            yield fork
        finally:
            _stop(fork)
            # Shown only with a test that failed.
            print(said.read().decode(errors="replace")[-4000:])


def forked_pool(processes: int) -> Pool:
    """Return processes that have the application imported; what they run says the rest."""
    return _forks().Pool(processes)


def _forks() -> ForkServerContext:
    """Return what forks from one process that has imported all."""
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(["tests.forked"])
    return forks


def wait_until(is_so: Callable[[], object], what: str, seconds: float = 90) -> object:
    """Ask until the answer is true, and return it; fail with `what` when it never is."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = is_so()
        if answer:
            return answer
        time.sleep(0.05)
    raise AssertionError(f"it took too long: {what}")


def made_once(place: Path, make: Callable[[Path], None]) -> Path:
    """Return a folder that one of the processes of a run makes, for which the others wait."""
    whole = place / "whole"
    try:
        place.mkdir()
    except FileExistsError:
        wait_until(whole.exists, f"another process makes {place.name}")
    else:
        make(place)
        whole.touch()
    return place


@contextmanager
def answering(server: HTTPServer) -> Iterator[None]:
    """Let a server of the standard library answer, in a thread, for as long as this lasts."""
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join(timeout=60)
        server.server_close()
