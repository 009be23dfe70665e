"""What comes of an interview: its slot as a session, its film, and the clip that is begun of it."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from os import SEEK_END
from pathlib import PurePath
from typing import IO

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.booking import service as booking
from vc.booking.licence_assignment import BookingContext
from vc.booking.models import Event, EventKind
from vc.booking.requests import NewEvent
from vc.booking.states import EventStatus
from vc.checklists import appearances
from vc.clips import queries as clip_queries
from vc.clips import service as clips
from vc.clips.edit import Piece
from vc.clips.models import Clip, ClipKind
from vc.consents.models import Consent
from vc.db import lock_address, lock_allocation
from vc.errors import LicenceBusyError, NotFoundError, RuleError
from vc.interviews.models import Interview, InterviewStatus
from vc.interviews.service import ALREADY_ANSWERED, check_is_open
from vc.permissions import Capability, check
from vc.recordings.models import Consent as RecordingConsent
from vc.recordings.models import FileKind, FileStatus, MaterialKind, Recording, RecordingFile
from vc.recordings.service import UPLOAD
from vc.states import advance, can_advance
from vc.store import Store
from vc.uploads import service as uploads

S = InterviewStatus
MOST_BYTES = 1_073_741_824
MOST_WHOLE_BYTES = 30_000_000
"""What comes in one request lies on the disk before anybody has looked at it: it is not much."""
NOT_TAKEN = "Ese archivo no es un video. Elija un video grabado con su teléfono."
TOO_LARGE = "El video pasa de 1 GB. Grabe uno más corto, o con menos calidad."
WHOLE_TOO_LARGE = (
    "El video pesa más de 30 MB y este navegador no puede mandarlo por partes. Abra esta página en "
    "otro navegador, o mande un video más corto."
)
IS_HERE = "Su video ya llegó. Gracias."
NO_SLOT = "Elija uno de los horarios."
SLOT_GONE = "Ese horario ya no está libre. Elija otro, o mande un video."
NO_FILM = "Todavía no hay video de esta entrevista."
NO_CONSENT = "El consentimiento fue revocado: no se puede empezar un clip."


@dataclass(frozen=True, slots=True)
class Film:
    """A film as a form brings it."""

    name: str
    stream: IO[bytes]


def choose_slot(context: BookingContext, interview: Interview, slot: datetime) -> Event:
    """Book the session of a slot. Raises RuleError; the caller commits."""
    now = context.now
    if interview.status is S.SCHEDULED and _is_cancelled(interview.session):
        advance(interview, S.ACCEPTED, now=now)
    if interview.status is not S.ACCEPTED:
        raise RuleError(ALREADY_ANSWERED)
    by = check_is_open(interview, now)
    if slot not in interview.slot_times(now):
        raise RuleError(NO_SLOT, field="slot")
    # Whoever interviews has one pair of ears: of two who choose the same slot one gets it.
    lock_allocation(context.session)
    ends_at = slot + timedelta(minutes=interview.minutes)
    if _is_busy(context.session, by, slot, ends_at):
        raise RuleError(SLOT_GONE, field="slot")
    try:
        event = booking.book(context, _session_of(interview, slot, ends_at, context.zone.key))
    except LicenceBusyError as error:
        raise RuleError(SLOT_GONE, field="slot") from error
    advance(interview, S.SCHEDULED, now=now, session_id=event.id)
    return event


def check_is_awaited(interview: Interview, now: datetime) -> Person:
    """Return in whose name a film is taken now. Raises RuleError where none is."""
    if interview.status is not S.ACCEPTED:
        raise RuleError(IS_HERE if interview.status is S.HANDED_IN else ALREADY_ANSWERED)
    return check_is_open(interview, now)


def take_whole(
    session: Session,
    interview: Interview,
    sent: Film,
    *,
    store: Store,
    now: datetime,
) -> None:
    """Take a film that came in one piece, as one that comes in many. It commits.

    Raises RuleError; nothing is kept then.
    """
    size = sent.stream.seek(0, SEEK_END)
    if size > MOST_WHOLE_BYTES:
        raise RuleError(WHOLE_TOO_LARGE)
    sent.stream.seek(0)
    offered = uploads.Offered(sent.name, size)
    file = begin_film(session, interview, offered, store=store, now=now)
    session.commit()
    uploads.take(session, file, 0, sent.stream, store=store, now=now)


def begin_film(
    session: Session,
    interview: Interview,
    offered: uploads.Offered,
    *,
    store: Store,
    now: datetime,
) -> RecordingFile:
    """Begin to take the film of an interview; one that broke off is forgotten for it.

    Raises RuleError; the caller commits.
    """
    # Of two that are begun at once the second takes the place of the first, which is forgotten.
    lock_address(session, f"interview:{interview.id}")
    session.refresh(interview, ["status", "recording"])
    by = check_is_awaited(interview, now)
    extension = PurePath(offered.name).suffix.lower().lstrip(".")
    if extension not in uploads.VIDEOS:
        raise RuleError(NOT_TAKEN)
    if offered.size_bytes > MOST_BYTES:
        raise RuleError(TOO_LARGE)
    _forget_broken_off(session, interview, store, now)
    assert interview.consent is not None
    recording = Recording(
        event=interview.event,
        source=UPLOAD,
        external_id=secrets.token_hex(8),
        topic=f"Entrevista {interview.folio}",
        material_kind=MaterialKind.INTERVIEW,
        has_minors=interview.is_minor,
        recorded_at=now,
        consent=RecordingConsent.ON_FILE,
        consent_note=interview.consent.folio,
        handed_in_by_id=by.id,
        created_at=now,
    )
    file = uploads.begin_for(session, recording, offered, store=store, now=now)
    interview.recording = recording
    audit.record(session, interview, "interview.film", now=now, by=None, before={}, after={})
    return file


def film_under_way(session: Session, interview: Interview, file_id: int) -> RecordingFile:
    """Return the file that the person hands in. Raises NotFoundError for anybody else's."""
    file = session.get(RecordingFile, file_id)
    is_theirs = file is not None and file.recording_id == interview.recording_id
    is_open = interview.status in (S.ACCEPTED, S.HANDED_IN)
    if file is None or not is_theirs or not is_open:
        raise NotFoundError(uploads.IS_OVER)
    if file.status not in (FileStatus.DOWNLOADING, FileStatus.STORED):
        raise NotFoundError(uploads.IS_OVER)
    return file


def film_of(interview: Interview) -> RecordingFile | None:
    """Return the film that is safe here; None while there is none."""
    files = interview.recording.files if interview.recording else []
    is_film = (one for one in files if one.kind is FileKind.VIDEO)
    return next((one for one in is_film if one.status is FileStatus.STORED), None)


def is_verified_now(interview: Interview) -> bool:
    """Tell whether the film is here whole, and is looked at by the worker."""
    files = interview.recording.files if interview.recording else []
    return any(one.status is FileStatus.DOWNLOADING and one.due_at for one in files)


def note_stored(session: Session, file: RecordingFile, now: datetime) -> None:
    """Hear that a file is safe: it may be the film of an interview."""
    if file.kind is not FileKind.VIDEO:
        return
    recording = file.recording
    is_its = Interview.recording_id == recording.id
    if recording.event_id is not None:
        is_its = or_(is_its, Interview.session_id == recording.event_id)
    for interview in session.scalars(select(Interview).where(is_its)):
        if can_advance(interview, S.HANDED_IN):
            advance(interview, S.HANDED_IN, now=now, recording_id=recording.id)


def begin_clip(session: Session, interview: Interview, *, now: datetime, by: Person) -> Clip:
    """Begin the clip of an interview, its person named; twice is the same. The caller commits."""
    check(by, Capability.CUT)
    if interview.clip is not None:
        return interview.clip
    file, consent = film_of(interview), interview.consent
    if file is None:
        raise RuleError(NO_FILM)
    if consent is None or consent.revoked_at is not None:
        raise RuleError(NO_CONSENT)
    whole = Piece(0, clip_queries.film_of(session, file).length_ms)
    new = clips.NewClip(
        kind=ClipKind.INTERVIEW,
        pieces=(whole,),
        title=f"Entrevista: {interview.event.summary}"[:200],
        has_minors=interview.is_minor,
    )
    interview.clip = clips.create(session, file, new, now=now, by=by)
    appearances.name_person(session, interview.clip, consent, (None, None), now=now, by=by)
    audit.record(session, interview, "interview.clip", now=now, by=by, before={}, after={})
    return interview.clip


def note_revoked(session: Session, consent: Consent, now: datetime) -> None:
    """Hear that a consent was revoked: its interview ends, and its film stays internal."""
    query = select(Interview).where(Interview.consent_id == consent.id)
    for interview in session.scalars(query):
        if can_advance(interview, S.WITHDRAWN):
            advance(interview, S.WITHDRAWN, now=now)
        recording = interview.recording
        if recording is not None:
            recording.consent = RecordingConsent.REFUSED
            action = "recording.consent_revoked"
            audit.record(session, recording, action, now=now, by=None, before={}, after={})


def call_off(context: BookingContext, interview: Interview) -> None:
    """Cancel the session of a slot that is still to come; the caller commits."""
    event = interview.session
    if event is None or _is_cancelled(event) or event.starts_at <= context.now:
        return
    booking.cancel(context, event, "La persona retiró su consentimiento.")


def _session_of(interview: Interview, slot: datetime, ends_at: datetime, tzid: str) -> NewEvent:
    """Return the session of a slot; the person is its guest, and is written to as such."""
    return NewEvent(
        submission_key=f"interview-{interview.id}-{slot:%Y%m%d%H%M}",
        summary=f"Entrevista: {interview.event.summary}"[:200],
        kind=EventKind.INTERVIEW,
        host_id=interview.invited_by_id,
        starts_at=slot,
        ends_at=ends_at,
        tzid=tzid,
        campaign_id=interview.event.campaign_id,
        audience_size=2,
        has_minors=interview.is_minor,
        records=True,
        guests=interview.email,
    )


def _is_busy(session: Session, host: Person, begin: datetime, end: datetime) -> bool:
    """Tell whether a host has another session then."""
    query = select(Event.id).where(
        Event.host_id == host.id,
        Event.status != EventStatus.CANCELLED,
        Event.starts_at < end,
        Event.ends_after(begin),
    )
    return session.scalar(query.limit(1)) is not None


def _is_cancelled(event: Event | None) -> bool:
    """Tell whether a session was cancelled."""
    return event is not None and event.status is EventStatus.CANCELLED


def _forget_broken_off(session: Session, interview: Interview, store: Store, now: datetime) -> None:
    """Forget a film that was begun before; one that is here whole stays. Raises RuleError."""
    files = interview.recording.files if interview.recording else []
    for file in files:
        if file.status is FileStatus.STORED or file.due_at is not None:
            raise RuleError(IS_HERE)
    interview.recording = None
    session.flush()
    for file in files:
        uploads.cancel(session, file, store=store, now=now, by=None)
