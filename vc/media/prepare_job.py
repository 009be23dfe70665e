"""What one turn of the worker stands on: what it is given and to do, and how it tells of it."""

import errno
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from vc.jobs import Job
from vc.media.ffmpeg import FfmpegError, Limits
from vc.media.models import Preparation, Step
from vc.store import Store

SHARES = {
    Step.CHECK: (0, 20),
    Step.SOUND: (20, 60),
    Step.STORYBOARD: (60, 95),
    Step.POSTER: (95, 99),
}
"""Which part of the whole, in percent, each step takes: roughly its share of an hour's video."""


@dataclass(frozen=True, slots=True)
class PrepareOrder:
    """What one turn is to work on, read before the transaction ends."""

    number: int
    key: str
    sha256: str
    size_bytes: int
    is_last_try: bool
    sound: int | None = None
    """The track of sound that a person chose."""

    def key_of(self, what: str) -> str:
        """Return the key of something made of the file: beside it."""
        return f"{self.key.rpartition('.')[0]}.{what}"


@dataclass(slots=True)
class Work:
    """One turn: its claimed row, what it is on, what has been made so far and what could not be."""

    job: Job[Preparation]
    order: PrepareOrder
    limits: Limits
    columns: dict[str, object] = field(default_factory=dict)
    """What was made, as the columns of the row."""
    lacking: list[str] = field(default_factory=list)
    trouble: FfmpegError | None = None
    """Why the first of what lacks could not be made."""
    keys: list[str] = field(default_factory=list)

    @property
    def store(self) -> Store:
        """Return the store."""
        return self.job.services.store

    def report(self, step: Step, share: float, **columns: object) -> None:
        """Keep the lease and tell how far a step is, 0 to 1. Raises LeaseLostError."""
        first, last = SHARES[step]
        percent = round(first + (last - first) * min(max(share, 0), 1))
        self.job.heartbeat(step=step, percent=percent, **columns)


def note_length(work: Work, duration_ms: int) -> None:
    """Note the length of a recording whose source did not say, such as one that was handed in."""
    with work.job.inside() as row:
        if row.file.recording.duration_s is None:
            row.file.recording.duration_s = round(duration_ms / 1000)


@contextmanager
def lent(work: Work) -> Iterator[Path]:
    """Borrow the file from the store; fetching a copy may take longer than a lease."""
    lending = work.store.local_path(work.order.key)
    with ExitStack() as stack:
        with ThreadPoolExecutor(1) as pool:
            fetching = pool.submit(lending.__enter__)
            while not wait([fetching], timeout=work.limits.beat_s).done:
                work.report(Step.CHECK, 0)
        path = fetching.result()
        stack.push(lending)
        yield path


def keep(work: Work, what: str, content: bytes) -> str:
    """Put something into the store beside the file; return its key. Raises OSError."""
    store, key = work.store, work.order.key_of(what)
    if store.free_bytes() < len(content):
        raise OSError(errno.ENOSPC, "no room")
    with store.part(key, 0) as part:
        part.write(content)
    store.finish(key)
    work.keys.append(key)
    return key
