"""What one turn of the worker at a file stands on, and how a turn ends that brought no file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from integrations.contracts.common import FileLink
from integrations.contracts.recordings import ComposedFile, FileKey
from integrations.errors import (
    CredentialsError,
    IntegrationError,
    NotFoundError,
    RejectedError,
)
from vc.jobs import hold, next_try, release
from vc.media import Store
from vc.recordings import service
from vc.recordings.models import FileStatus, RecordingFile
from vc.states import advance

Source = Callable[[FileKey], FileLink | ComposedFile | None]
Hearer = Callable[[Session, RecordingFile, datetime], None]

LOOKS = (5, 10, 20, 40)
"""Minutes until a source is asked again that does not have the file yet; hourly afterwards."""
UNTIL_RECONNECTED = timedelta(minutes=15)
LONGEST_HOPE = timedelta(days=30)
"""How long a file is asked for whose source does not say when it deletes it."""
MOST_TRIES = 5
"""How often a file that came, but not as it should be, is fetched before a person is asked."""

NOT_YET = "Todavía no está lista en su origen; se preguntará de nuevo."
GONE = "Ya no está en su origen."


class StoppedError(Exception):
    """The file cannot be had like this. `is_final` asks a person; `is_anew` forgets what came."""

    def __init__(self, reason: str, *, is_final: bool = False, is_anew: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_final = is_final
        self.is_anew = is_anew


@dataclass(frozen=True, slots=True)
class Kit:
    """What the worker has at hand. `hearers` are told, in the same transaction, of a safe file.

    Every `tell_every_s` seconds the lease is renewed, and what has come is made durable.
    """

    sources: Mapping[str, Source]
    store: Store
    clock: Callable[[], datetime]
    hearers: tuple[Hearer, ...] = ()
    tell_every_s: float = 5.0


@dataclass(frozen=True, slots=True)
class Shift:
    """One call of the worker: its row is claimed under `token`."""

    session: Session
    kit: Kit
    token: str

    def now(self) -> datetime:
        """Return the present instant."""
        return self.kit.clock()


def come_back(shift: Shift, file: RecordingFile) -> None:
    """Come back from a source: make sure the row is still ours and read what it now says."""
    hold(shift.session, file, shift.token)
    shift.session.refresh(file)


def look_later(shift: Shift, file: RecordingFile) -> None:
    """The source does not have it yet: ask again, less and less often."""
    wait = LOOKS[file.looks] if file.looks < len(LOOKS) else 60
    file.looks += 1
    file.attempts = 0
    _come_again(shift, file, shift.now() + timedelta(minutes=wait), NOT_YET)


def not_fetched(shift: Shift, file: RecordingFile, error: IntegrationError, *, had: int) -> None:
    """Write down why it is not here, and what comes next."""
    now = shift.now()
    file.stored_bytes = shift.kit.store.part_size(file.name)
    if isinstance(error, NotFoundError):
        _miss(shift, file, error.message)
    elif isinstance(error, RejectedError):
        fail(shift, file, error.message)
    elif isinstance(error, CredentialsError):
        # They come back with somebody's help: it waits.
        _come_again(shift, file, now + UNTIL_RECONNECTED, error.message)
    else:
        if error.status == 416:
            _begin_anew(shift, file)
        elif file.stored_bytes > had:
            file.attempts = 1
        said = getattr(error, "retry_after", None) or now
        _come_again(shift, file, max(said, next_try(file.attempts, now)), error.message)


def stopped(shift: Shift, file: RecordingFile, stop: StoppedError) -> None:
    """Try again what came but not as it should be, a few times; then ask a person."""
    if stop.is_anew:
        _begin_anew(shift, file)
    if stop.is_final or file.attempts >= MOST_TRIES:
        fail(shift, file, stop.reason)
    else:
        _come_again(shift, file, next_try(file.attempts, shift.now()), stop.reason)


def _begin_anew(shift: Shift, file: RecordingFile) -> None:
    """Forget what came of the file."""
    shift.kit.store.discard_part(file.name)
    file.stored_bytes, file.size_bytes, file.etag = 0, None, ""


def _come_again(shift: Shift, file: RecordingFile, due_at: datetime, error: str) -> None:
    """Try again later, unless its source will have deleted it by then."""
    recording = file.recording
    last = recording.expires_at_vendor_at or recording.created_at + LONGEST_HOPE
    if shift.now() >= last:
        _miss(shift, file)
    else:
        release(file, due_at=due_at, error=error)


def _miss(shift: Shift, file: RecordingFile, reason: str = GONE) -> None:
    """Its source does not have it any more: only somebody who has a copy can help."""
    advance(file, FileStatus.MISSING, now=shift.now())
    release(file, due_at=None, error=reason)
    service.settle(shift.session, file.recording, now=shift.now(), reason=reason)


def fail(shift: Shift, file: RecordingFile, reason: str) -> None:
    """Ask a person: nothing more is tried until somebody says so."""
    advance(file, FileStatus.FAILED, now=shift.now())
    release(file, due_at=None, error=reason)
    service.settle(shift.session, file.recording, now=shift.now(), reason=reason)
