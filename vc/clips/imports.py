"""Lists of cuts that people hand in: kept at once, read by a worker, each cut a clip."""

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import PurePath

from sqlalchemy.orm import Session

from vc.accounts.models import Person
from vc.clips import service
from vc.clips.cutlists import CutList, Segment, check_look
from vc.clips.models import ClipKind, CutListImport, ImportStatus
from vc.errors import RuleError
from vc.jobs import LeaseLostError, claim, hold, next_try, release, wake
from vc.reading import OUR_FAULT, ReaderError, read_apart
from vc.recordings.models import RecordingFile
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


def work(session: Session, import_id: int, *, clock: Callable[[], datetime]) -> None:
    """Read one list and begin its clips, if that is due and nobody else is at it."""
    token = claim(session, CutListImport, import_id, now=clock())
    session.commit()
    if token is None:
        return
    try:
        _read(session, session.get_one(CutListImport, import_id), token, clock)
    except LeaseLostError:
        # Whoever has it now begins the clips.
        session.rollback()


def _read(session: Session, row: CutListImport, token: str, clock: Callable[[], datetime]) -> None:
    """Read a list that is claimed; no transaction is open meanwhile. Raises LeaseLostError."""
    content, is_project = row.content, row.name.lower().endswith(".llc")
    session.commit()
    try:
        rows = read_apart(READER, content, is_project=is_project)
        _begin(session, row, token, CutList(tuple(Segment(*one) for one in rows)), clock())
    except ReaderError as error:
        log.warning("cut list %s: %s", row.id, error)
        _try_again(session, row, token, clock())
    except RuleError as error:
        session.rollback()
        _failed(session, row, token, error.message, clock())


def _begin(session: Session, row: CutListImport, token: str, cuts: CutList, now: datetime) -> None:
    """Begin the clips of a list, all of them or none."""
    hold(session, row, token)
    made = service.create_from(
        session, row.file, cuts, kind=ClipKind.FRAGMENT, is_one=row.is_one, now=now, by=row.by
    )
    advance(row, ImportStatus.DONE, now=now, clip_count=len(made), content=b"")
    release(row, due_at=None)
    session.commit()


def _failed(session: Session, row: CutListImport, token: str, reason: str, now: datetime) -> None:
    """Write down why nothing was begun."""
    hold(session, row, token)
    advance(row, ImportStatus.FAILED, now=now, content=b"")
    release(row, due_at=None, error=reason)
    session.commit()


def _try_again(session: Session, row: CutListImport, token: str, now: datetime) -> None:
    """Let a reading that was broken off be tried again, some times."""
    if row.attempts >= MOST_TRIES:
        _failed(session, row, token, OUR_FAULT, now)
        return
    hold(session, row, token)
    at = next_try(row.attempts, now)
    release(row, due_at=at, error=OUR_FAULT)
    wake(session, TASK, row.id, at=at)
    session.commit()
