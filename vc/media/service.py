"""The rules of preparations: every safe video and sound gets one; people may ask for it again."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.db import insert_once
from vc.errors import RuleError
from vc.jobs import wake
from vc.media.faults import OURS
from vc.media.models import Preparation, PreparationStatus
from vc.recordings.models import FileKind, FileStatus, Recording, RecordingFile
from vc.states import advance
from vc.store import Store

TASK = "prepare_file"
NO_SUCH_SOUND = "Elija una de las pistas de sonido del video."
UNDER_WAY = "El video se está preparando. Espere a que termine y elija de nuevo."
PREPARED = (FileKind.VIDEO, FileKind.AUDIO)


def want(session: Session, file: RecordingFile, now: datetime) -> None:
    """Hear that a file is safe: something is to be made of it, unless it was made already."""
    if file.kind not in PREPARED or file.status is not FileStatus.STORED:
        return
    session.flush()
    insert_once(session, Preparation, "file_id", **_fresh(file, now))
    query = select(Preparation).where(Preparation.file_id == file.id)
    preparation = session.scalars(query).one()
    if preparation.status is PreparationStatus.RUNNING or preparation.sha256 == file.sha256:
        # Whoever is at it looks in the end which file it was made from.
        return
    _wait(session, preparation, now)


def again(session: Session, preparation: Preparation, *, now: datetime, by: Person) -> None:
    """Make everything anew because a person asks; one that is under way is left alone."""
    if preparation.is_under_way:
        return
    recording = preparation.file.recording
    action = "recording.prepare_again"
    audit.record(session, recording, action, now=now, by=by, before={}, after={})
    _wait(session, preparation, now)


def choose_sound(
    session: Session, preparation: Preparation, sound: int | None, *, now: datetime, by: Person
) -> None:
    """Let another track of sound be heard because a person says so. Raises RuleError.

    What clips were made with before is not made anew by itself. The one that is heard already needs
    nothing.
    """
    if sound is None or sound not in range(len(preparation.sounds)):
        raise RuleError(NO_SUCH_SOUND, field="pista")
    if preparation.is_under_way:
        raise RuleError(UNDER_WAY)
    if sound == preparation.sound:
        return
    before, after = ({"sound": number + 1} for number in (preparation.sound, sound))
    preparation.sound, preparation.is_sound_chosen = sound, True
    recording, action = preparation.file.recording, "recording.choose_sound"
    audit.record(session, recording, action, now=now, by=by, before=before, after=after)
    _wait(session, preparation, now)


def retry_refused(session: Session, version: str, now: datetime) -> int:
    """Make what another ffmpeg refused, now that there is this one; return how many.

    The caller commits.
    """
    query = select(Preparation).where(
        Preparation.status.in_((PreparationStatus.FAILED, PreparationStatus.READY)),
        *(Preparation.ffmpeg_fault.in_(OURS), Preparation.ffmpeg_version != version),
    )
    refused = list(session.scalars(query))
    for preparation in refused:
        _wait(session, preparation, now)
    return len(refused)


def forget(session: Session, recording: Recording, store: Store) -> None:
    """Delete what was made of a recording that goes."""
    ids = [file.id for file in recording.files]
    for preparation in session.scalars(select(Preparation).where(Preparation.file_id.in_(ids))):
        for key in preparation.keys:
            store.remove(key)
        session.delete(preparation)
    session.flush()


def _wait(session: Session, preparation: Preparation, now: datetime) -> None:
    """Let a worker take it at the next occasion."""
    if preparation.status is not PreparationStatus.WAITING:
        advance(preparation, PreparationStatus.WAITING, now=now, percent=0)
    preparation.due_at = now
    preparation.attempts = 0
    preparation.last_error = ""
    wake(session, TASK, preparation.id)


def _fresh(file: RecordingFile, now: datetime) -> dict[str, object]:
    """Return the columns of a preparation that has not begun."""
    return {"file_id": file.id, "due_at": now}
