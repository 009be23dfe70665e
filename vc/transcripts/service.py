"""The rules of transcripts: every safe transcript is read; people may hand one in."""

import hashlib
import logging
import secrets
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.attendance.models import Registration
from vc.db import insert_once
from vc.errors import RuleError
from vc.jobs import Job, backoff_until, release, wake
from vc.recordings import service as recordings
from vc.recordings.models import FileKind, FileStatus, Recording, RecordingFile
from vc.sandbox import NORMAL, OUR_FAULT, ReaderError, read_apart
from vc.states import advance
from vc.store import Store
from vc.transcripts.models import READER, Transcript, TranscriptLine, TranscriptStatus
from vc.transcripts.parser import MOST_BYTES, as_rows, check_look

TASK = "read_transcript"
READ = "vc.transcripts.parser:as_told"
MOST_TRIES = 3
"""Of a reading that something else broke off, such as a server that stops."""
EXTENSIONS = ("vtt", "srt", "json")
A_PIECE = 20
"""How many of those that an older reader wrote are read anew before anything else is looked at."""
COLUMNS = ("start_ms", "end_ms", "speaker", "text", "text_norm")
Row = list[object]
NOT_HERE = "El archivo de la transcripción no está en su lugar."
NO_SESSION = "La grabación todavía no tiene sesión. Asígnela antes."

log = logging.getLogger(__name__)

TranscriptJob = Job[Transcript]


def want(session: Session, file: RecordingFile, now: datetime) -> None:
    """Hear that a file is safe: a transcript is to be read."""
    if file.kind is not FileKind.TRANSCRIPT or file.extension not in EXTENSIONS:
        return
    transcript_id = insert_once(
        session,
        Transcript,
        "file_id",
        file_id=file.id,
        recording_id=file.recording_id,
        began_at=began_at(file),
        due_at=now,
    )
    if transcript_id is not None:
        wake(session, TASK, transcript_id)


def plan(session: Session, now: datetime) -> None:
    """Let the lines of an older reader be read anew, some at a time, while nothing else is due.

    Captions of clips are copies, which people correct: they stay as they are. The caller commits.
    """
    # What somebody waits for goes first.
    if session.scalar(select(Transcript.id).where(Transcript.due_at.is_not(None)).limit(1)):
        return
    query = select(Transcript.id).where(Transcript.reader < READER).order_by(Transcript.id)
    older = list(session.scalars(query.limit(A_PIECE)))
    if older:
        chosen = update(Transcript).where(Transcript.id.in_(older))
        session.execute(chosen.values(due_at=now), execution_options={"synchronize_session": False})


def read(job: TranscriptJob) -> None:
    """Read a transcript; no transaction is open meanwhile."""
    transcript, store = job.row, job.services.store
    people, name = people_of(job.session, transcript.recording), transcript.file.name
    asked = {"extension": transcript.file.extension, "starts_at": transcript.began_at.isoformat()}
    try:
        with job.outside():
            with store.open(name) as opened:
                # One byte more than may be: the reader then says that it is too large, and nothing
                # larger is held.
                content = opened.read(MOST_BYTES + 1)
            note, *rows = read_apart(READ, content, limits=NORMAL, people=people, **asked)
    except ReaderError as error:
        log.warning("transcript %s: %s", transcript.id, error)
        _try_again(job)
    except RuleError as error:
        _failed(job, error.message)
    except OSError:
        _failed(job, NOT_HERE)
    else:
        # The lines stand in the place of those that were there, in one transaction.
        write(job.session, transcript, rows)
        advance(transcript, TranscriptStatus.READY, now=job.now(), line_count=len(rows))
        job.done(str(note))


def hand_in(
    session: Session,
    recording: Recording,
    name: str,
    content: bytes,
    *,
    store: Store,
    now: datetime,
    by: Person,
) -> Transcript:
    """Keep a transcript that a person has, as a file of the recording; a worker reads it.

    Raises RuleError for what is none at first sight; nothing is kept then. The caller commits.
    """
    if recording.event is None and recording.material_kind is None:
        raise RuleError(NO_SESSION)
    extension = name.rpartition(".")[2].lower()
    check_look(content, extension)
    external_id = f"handed-in-{secrets.token_hex(6)}"
    key = recordings.place_of(recording, external_id, extension)
    # No transaction is open while the file is written.
    session.commit()
    with store.part(key, 0) as part:
        part.write(content)
    size = store.finish(key)
    file = RecordingFile(
        recording=recording,
        external_id=external_id,
        kind=FileKind.TRANSCRIPT,
        extension=extension,
        view="handed_in",
        status=FileStatus.STORED,
        name=key,
        size_bytes=size,
        stored_bytes=size,
        sha256=hashlib.sha256(content).hexdigest(),
        stored_at=now,
    )
    session.add(file)
    session.flush()
    began = _video_began(recording)
    transcript = Transcript(file_id=file.id, recording_id=recording.id, began_at=began, due_at=now)
    session.add(transcript)
    session.flush()
    wake(session, TASK, transcript.id)
    action, after = "recording.hand_in_transcript", {"name": name}
    audit.record(session, recording, action, now=now, by=by, before={}, after=after)
    return transcript


def read_own(session: Session, transcript: Transcript, content: bytes, *, now: datetime) -> None:
    """Read a transcript that comes with us, such as the demonstration's, at once and here.

    The caller commits.
    """
    people = people_of(session, transcript.recording)
    rows = as_rows(content, transcript.file.extension, starts_at=None, people=people)
    write(session, transcript, rows)
    advance(transcript, TranscriptStatus.READY, now=now, line_count=len(rows))
    release(transcript, due_at=None)


def forget(session: Session, recording: Recording, store: Store) -> None:
    """Delete the words of a recording that goes."""
    for model in (TranscriptLine, Transcript):
        statement = delete(model).where(model.recording_id == recording.id)
        session.execute(statement.execution_options(synchronize_session=False))


def people_of(session: Session, recording: Recording) -> list[str]:
    """Return the names of who may have spoken."""
    event = recording.event
    if event is None:
        return []
    registered = session.scalars(select(Registration.name).where(Registration.event_id == event.id))
    return [event.host.name, *(one.name for one in event.cohosts), *registered]


def began_at(file: RecordingFile) -> datetime:
    """Return the instant from which the lines of a transcript are counted."""
    if file.extension == "json":
        return file.recording.recorded_at
    return file.started_at or _video_began(file.recording)


def _video_began(recording: Recording) -> datetime:
    """Return when the first video of a recording began."""
    begins = [one.started_at for one in recording.files if one.kind is FileKind.VIDEO]
    return min((at for at in begins if at is not None), default=recording.recorded_at)


def _failed(job: TranscriptJob, reason: str) -> None:
    """Write down why a transcript could not be read; what an older reader read of it stays."""
    transcript = job.row
    transcript.reader = READER
    if transcript.status is TranscriptStatus.READY:
        reason = transcript.last_error
    else:
        advance(transcript, TranscriptStatus.FAILED, now=job.now())
    job.done(reason)


def _try_again(job: TranscriptJob) -> None:
    """Let a reading that was broken off be tried again, some times; not one of what was read."""
    transcript = job.row
    if transcript.attempts >= MOST_TRIES or transcript.status is TranscriptStatus.READY:
        _failed(job, OUR_FAULT)
        return
    at = backoff_until(transcript.attempts, job.now())
    job.again_at(at, OUR_FAULT)
    wake(job.session, TASK, transcript.id, at=at)


def write(session: Session, transcript: Transcript, rows: list[Row]) -> None:
    """Write lines, as `reading.as_rows` gives them, in the place of those that are there."""
    session.execute(delete(TranscriptLine).where(TranscriptLine.transcript_id == transcript.id))
    ours = {"transcript_id": transcript.id, "recording_id": transcript.recording_id}
    lines = [
        {**ours, "number": number, **dict(zip(COLUMNS, row, strict=True))}
        for number, row in enumerate(rows)
    ]
    session.execute(insert(TranscriptLine), lines)
    transcript.reader = READER
