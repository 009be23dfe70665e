"""Lists of cuts that people hand in: kept at once, read by a worker, each cut a clip."""

import logging
from datetime import datetime
from pathlib import PurePath

from sqlalchemy.orm import Session

from vc.accounts.models import Person
from vc.clips import service
from vc.clips.cutlists import CutList, Segment, check_look
from vc.clips.models import ClipKind, CutListImport, ImportStatus
from vc.errors import RuleError
from vc.jobs import Job, backoff_until, wake
from vc.recordings.models import RecordingFile
from vc.sandbox import OUR_FAULT, ReaderError, read_apart
from vc.states import advance

TASK = "read_cut_list"
READER = "vc.clips.cutlists:as_rows"
MOST_TRIES = 3
"""Of a reading that something else broke off, such as a server that stops."""

log = logging.getLogger(__name__)


def hand_in(
    session: Session,
    file: RecordingFile,
    name: str,
    content: bytes,
    *,
    is_one: bool,
    now: datetime,
    by: Person,
) -> CutListImport:
    """Keep a list of cuts of a file for a worker to read.

    Raises RuleError for what is none at first sight. The caller commits.
    """
    service.check_may_cut(file)
    check_look(content)
    kept = CutListImport(
        file=file,
        by=by,
        # Some browsers send the whole path of the file, with the names of folders in it.
        name=PurePath(name.replace("\\", "/")).name[:200],
        content=content,
        is_one=is_one,
        created_at=now,
        due_at=now,
    )
    session.add(kept)
    session.flush()
    wake(session, TASK, kept.id)
    return kept


def read(job: Job[CutListImport]) -> None:
    """Read a list and begin its clips; no transaction is open while it is read."""
    content, is_project = job.row.content, job.row.name.lower().endswith(".llc")
    try:
        with job.outside():
            rows = read_apart(READER, content, is_project=is_project)
    except ReaderError as error:
        log.warning("cut list %s: %s", job.row.id, error)
        _try_again(job)
        return
    except RuleError as error:
        _failed(job, error.message)
        return
    try:
        _begin(job, CutList(tuple(Segment(*one) for one in rows)))
    except RuleError as error:
        # Of the clips of a list all are begun or none.
        job.session.rollback()
        job.hold()
        _failed(job, error.message)


def _begin(job: Job[CutListImport], cuts: CutList) -> None:
    """Begin the clips of a list. Raises RuleError."""
    row, now = job.row, job.now()
    made = service.create_from(
        job.session, row.file, cuts, kind=ClipKind.FRAGMENT, is_one=row.is_one, now=now, by=row.by
    )
    # What was read is in the clips; the file is kept no longer than it is needed.
    advance(row, ImportStatus.DONE, now=now, clip_count=len(made), content=b"")
    job.done()


def _failed(job: Job[CutListImport], reason: str) -> None:
    """Write down why nothing was begun."""
    advance(job.row, ImportStatus.FAILED, now=job.now(), content=b"")
    job.done(reason)


def _try_again(job: Job[CutListImport]) -> None:
    """Let a reading that was broken off be tried again, some times."""
    if job.row.attempts >= MOST_TRIES:
        _failed(job, OUR_FAULT)
        return
    at = backoff_until(job.row.attempts, job.now())
    job.again_at(at, OUR_FAULT)
    wake(job.session, TASK, job.row.id, at=at)
