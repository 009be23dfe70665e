"""What one turn of the worker at a file stands on, and how a turn ends that brought no file."""

from datetime import datetime, timedelta

from integrations.errors import CredentialsError, IntegrationError, NotFoundError, RejectedError
from vc.jobs import Job, backoff_until, retry_at
from vc.recordings import service
from vc.recordings.models import FileStatus, RecordingFile
from vc.states import advance

LOOKS = (5, 10, 20, 40)
"""Minutes until a source is asked again that does not have the file yet; hourly afterwards."""
UNTIL_RECONNECTED = timedelta(minutes=15)
LONGEST_HOPE = timedelta(days=30)
"""How long a file is asked for whose source does not say when it deletes it."""
MOST_TRIES = 5
"""How often a file that came, but not as it should be, is fetched before a person is asked."""

NOT_YET = "Todavía no está lista; se comprueba de nuevo."
GONE = "Ya no está donde se grabó."


class StoppedError(Exception):
    """The file cannot be had like this. `is_final` asks a person; `is_anew` forgets what came."""

    def __init__(self, reason: str, *, is_final: bool = False, is_anew: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_final = is_final
        self.is_anew = is_anew


FileJob = Job[RecordingFile]


def ask_again_later(job: FileJob) -> None:
    """The source does not have it yet: ask again, less and less often."""
    file = job.row
    wait = LOOKS[file.looks] if file.looks < len(LOOKS) else 60
    file.looks += 1
    file.attempts = 0
    _come_again(job, job.now() + timedelta(minutes=wait), NOT_YET)


def not_fetched(job: FileJob, error: IntegrationError, *, had: int) -> None:
    """Write down why it is not here, and what comes next."""
    file, now = job.row, job.now()
    file.stored_bytes = job.services.store.part_size(file.name)
    if isinstance(error, NotFoundError):
        _miss(job, error.message)
    elif isinstance(error, RejectedError):
        fail(job, error.message)
    elif isinstance(error, CredentialsError):
        # They come back with somebody's help: it waits.
        _come_again(job, now + UNTIL_RECONNECTED, error.message)
    else:
        if error.status == 416:
            _begin_anew(job)
        elif file.stored_bytes > had:
            file.attempts = 1
        _come_again(job, retry_at(error, file.attempts, now), error.message)


def stopped(job: FileJob, stop: StoppedError) -> None:
    """Try again what came but not as it should be, a few times; then ask a person."""
    file = job.row
    if stop.is_anew:
        _begin_anew(job)
    if stop.is_final or file.attempts >= MOST_TRIES:
        fail(job, stop.reason)
    else:
        _come_again(job, backoff_until(file.attempts, job.now()), stop.reason)


def _begin_anew(job: FileJob) -> None:
    """Forget what came of the file."""
    file = job.row
    job.services.store.discard_part(file.name)
    file.stored_bytes, file.size_bytes, file.etag = 0, None, ""


def _come_again(job: FileJob, due_at: datetime, error: str) -> None:
    """Try again later, unless its source will have deleted it by then."""
    file = job.row
    recording = file.recording
    last = recording.expires_at_vendor_at or recording.created_at + LONGEST_HOPE
    if job.now() >= last:
        _miss(job)
    else:
        job.again_at(due_at, error)


def _miss(job: FileJob, reason: str = GONE) -> None:
    """Its source does not have it any more: only somebody who has a copy can help."""
    file = job.row
    advance(file, FileStatus.MISSING, now=job.now())
    job.done(reason)
    service.update_status(job.session, file.recording, now=job.now(), reason=reason)


def fail(job: FileJob, reason: str) -> None:
    """Ask a person: nothing more is tried until somebody says so."""
    file = job.row
    advance(file, FileStatus.FAILED, now=job.now())
    job.done(reason)
    service.update_status(job.session, file.recording, now=job.now(), reason=reason)
