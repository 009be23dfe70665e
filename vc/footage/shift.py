"""What one turn of the worker stands on: what it is given and to do, and how it tells of it."""

import errno
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from vc.footage import ffmpeg
from vc.footage.ffmpeg import FfmpegError, Limits
from vc.footage.models import Preparation, Step
from vc.jobs import LeaseLostError, renew
from vc.media import Store

SHARES = {
    Step.CHECK: (0, 20),
    Step.SOUND: (20, 60),
    Step.STORYBOARD: (60, 95),
    Step.POSTER: (95, 99),
}
"""Which part of the whole, in percent, each step takes: roughly its share of an hour's video."""

GONE = "Ya no se necesita."


@dataclass(frozen=True, slots=True)
class Kit:
    """What the worker has at hand. `program` finds ffmpeg; raises FfmpegError when there is none.

    At every beat the lease is renewed, and the progress told.
    """

    store: Store
    clock: Callable[[], datetime]
    program: Callable[[], str]
    limits: Limits = ffmpeg.NORMAL


@dataclass(frozen=True, slots=True)
class Order:
    """What one turn is to work on, read before the transaction ends."""

    number: int
    key: str
    sha256: str
    size_bytes: int
    is_last_try: bool
    sound: int | None = None
    """The track of sound that a person chose."""

    def key_of(self, what: str) -> str:
        """Return where something made of the file is kept: beside it."""
        return f"{self.key.rpartition('.')[0]}.{what}"


@dataclass(slots=True)
class Made:
    """What has been made so far, as the columns of its row, and what could not be."""

    columns: dict[str, object] = field(default_factory=dict)
    lacking: list[str] = field(default_factory=list)
    trouble: FfmpegError | None = None
    """Why the first of what lacks could not be made."""
    keys: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shift:
    """One call of the worker: its row is claimed under `token`."""

    session: Session
    kit: Kit
    token: str
    order: Order

    def tell(self, step: Step, share: float, **columns: object) -> None:
        """Renew the lease and tell how far a step is, 0 to 1. Raises LeaseLostError."""
        row = self.session.get(Preparation, self.order.number)
        if row is None:
            raise LeaseLostError(GONE)
        renew(self.session, row, self.token, now=self.kit.clock())
        first, last = SHARES[step]
        row.step, row.percent = step, round(first + (last - first) * min(max(share, 0), 1))
        for name, value in columns.items():
            setattr(row, name, value)
        self.session.commit()


def tell_length(shift: Shift, duration_ms: int) -> None:
    """Tell how long a recording is whose source did not say, such as one that was handed in."""
    row = shift.session.get(Preparation, shift.order.number)
    if row is not None and row.file.recording.duration_s is None:
        row.file.recording.duration_s = round(duration_ms / 1000)
    shift.session.commit()


@contextmanager
def lent(shift: Shift) -> Iterator[Path]:
    """Borrow the file from the store; fetching a copy may take longer than a lease."""
    lending = shift.kit.store.local_path(shift.order.key)
    with ExitStack() as stack:
        with ThreadPoolExecutor(1) as pool:
            fetching = pool.submit(lending.__enter__)
            while not wait([fetching], timeout=shift.kit.limits.beat_s).done:
                shift.tell(Step.CHECK, 0)
        path = fetching.result()
        stack.push(lending)
        yield path


def keep(shift: Shift, made: Made, what: str, content: bytes) -> str:
    """Put something into the store beside the file; return its key. Raises OSError."""
    store, key = shift.kit.store, shift.order.key_of(what)
    if store.free_bytes() < len(content):
        raise OSError(errno.ENOSPC, "no room")
    with store.part(key, 0) as part:
        part.write(content)
    store.finish(key)
    made.keys.append(key)
    return key
