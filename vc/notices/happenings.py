"""What happened, as it concerns people: read from the audit lines of a commit, and written with it.

Whatever changes leaves a line, so that nothing else has to know of notices. Whoever did it is not
told.
"""

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from vc import dates
from vc.accounts.models import Person
from vc.approvals.queries import cutters_of
from vc.attendance.models import Registration, RegistrationStatus
from vc.audit import AuditLine
from vc.booking.models import Event, Meeting
from vc.channels.models import Mode
from vc.clips.models import Clip
from vc.commits import Notes
from vc.consents.models import Consent
from vc.notices import service
from vc.notices.kinds import KINDS
from vc.notices.models import NoticeKind
from vc.notices.service import News
from vc.permissions import Capability
from vc.publishing.models import Publication
from vc.recordings import queries as recordings
from vc.recordings.models import Recording
from vc.recordings.status import SOON_DAYS, state_of
from vc.services import Services

K = NoticeKind
LATE = timedelta(minutes=30)
"""A room that is made so short before its session is made late."""
EARLY = timedelta(hours=2)
"""One that was booked so long before could have been made in time."""
MOVED = "Ahora, {day} a las {hour} h."
UNTITLED_CLIP = "Clip sin título"
UNTITLED = "Grabación sin título"

Reader = Callable[[Session, AuditLine, Services], News | None]


def tell_of_lines(session: Session, notes: Notes, services: Services) -> None:
    """Tell people of what a transaction's audit lines say; it is part of that transaction."""
    lines = [one for one in notes.added if isinstance(one, AuditLine)]
    lines.sort(key=lambda one: one.id)
    ended = _ended(lines)
    service.take_back(session, _by_kind(ended))
    _load_people(session, [one for one in lines if one.action in READERS])
    found = []
    for line in lines:
        news = READERS[line.action](session, line, services) if line.action in READERS else None
        # What the same transaction went on to settle never was so for anybody.
        if news is not None and ended.get((news.kind, news.row_id), 0) < line.id:
            found.append(news)
    service.tell(session, found)


def _ended(lines: Iterable[AuditLine]) -> dict[tuple[NoticeKind, int], int]:
    """Return which line last made a kind untrue of a row."""
    found: dict[tuple[NoticeKind, int], int] = {}
    for line in lines:
        # What is told of a room leads to its session.
        row_id = line.event_id if line.subject_kind == "Meeting" else line.subject_id
        if row_id is not None:
            found |= {(kind, row_id): line.id for kind in ENDED.get(line.action, ())}
    return found


def _by_kind(ended: Iterable[tuple[NoticeKind, int]]) -> dict[NoticeKind, list[int]]:
    """Return the rows of which each kind is no longer true."""
    rows: dict[NoticeKind, list[int]] = {}
    for kind, row_id in ended:
        rows.setdefault(kind, []).append(row_id)
    return rows


def _load_people(session: Session, lines: Iterable[AuditLine]) -> None:
    """Load the co-hosts of many sessions at once, those of a series that was cancelled."""
    ids = {one.event_id for one in lines if one.event_id is not None}
    if len(ids) > 1:
        query = select(Event).where(Event.id.in_(ids)).options(selectinload(Event.cohosts))
        session.scalars(query).unique().all()


def tell_of_expiring(session: Session, services: Services) -> None:
    """Tell people, once, of recordings whose only copy a vendor deletes soon; it commits."""
    now = services.clock()
    everybody = service.people_with(session, Capability.DECIDE_RECORDING)
    found = recordings.expiring(session, now, within=timedelta(days=SOON_DAYS))
    news = [
        _of_recording(one, K.RECORDING_EXPIRES, now, {*everybody, *one.people_ids})
        for one in found
        if not state_of(one, now).is_here
    ]
    service.tell(session, news, once=True)
    session.commit()


def _clip_to_approve(session: Session, line: AuditLine, services: Services) -> News | None:
    """Tell those who may approve it, but for those who cut it."""
    clip = session.get_one(Clip, line.subject_id)
    people = {*service.people_with(session, Capability.APPROVE)} - cutters_of(session, clip)
    return _of_clip(clip, K.CLIP_TO_APPROVE, line, people)


def _changes_asked(session: Session, line: AuditLine, services: Services) -> News | None:
    """Tell whoever began the clip why it came back."""
    clip = session.get_one(Clip, line.subject_id)
    return _of_clip(clip, K.CHANGES_ASKED, line, {clip.author_id}, line.reason)


def _session_changed(session: Session, line: AuditLine, services: Services) -> News | None:
    """Tell a session's people that it has another time, and a new host that it is theirs."""
    event = session.get_one(Event, line.subject_id)
    if "starts_at" in line.before:
        zone = services.zone
        day = dates.near_day(event.starts_at, line.at, zone)
        hour = dates.clock_time(event.starts_at, zone)
        return _of_event(event, K.SESSION_MOVED, line, MOVED.format(day=day, hour=hour))
    if "host_id" in line.before or line.before.get("host") != line.after.get("host"):
        return _of_event(event, K.SESSION_GIVEN, line, people={event.host_id})
    return None


def _session_cancelled(session: Session, line: AuditLine, services: Services) -> News | None:
    """Tell a session's people that it does not take place."""
    event = session.get_one(Event, line.subject_id)
    if event.is_past(line.at):
        return None
    return _of_event(event, K.SESSION_CANCELLED, line, event.cancel_reason)


def _room_failed(session: Session, line: AuditLine, services: Services) -> News | None:
    """Tell a session's people that it has no room."""
    event = session.get_one(Meeting, line.subject_id).event
    if event.is_past(line.at):
        return None
    return _of_event(event, K.ROOM_FAILED, line, line.reason)


def _room_open(session: Session, line: AuditLine, services: Services) -> News | None:
    """Tell a session's people of a room that was made late; one in time is what all expect."""
    event = session.get_one(Meeting, line.subject_id).event
    was_time = event.created_at <= event.starts_at - EARLY
    is_late = event.starts_at - LATE <= line.at < event.ends_at
    if not (was_time and is_late):
        return None
    return _of_event(event, K.ROOM_LATE, line)


def _recording_stored(session: Session, line: AuditLine, services: Services) -> News | None:
    """Tell a session's people that its recording can be watched."""
    recording = session.get_one(Recording, line.subject_id)
    people = recording.people_ids - {line.person_id}
    return _of_recording(recording, K.RECORDING_READY, line.at, people)


def _publication_failed(session: Session, line: AuditLine, services: Services) -> News | None:
    """Tell whoever planned a publication that it did not go out."""
    publication = session.get_one(Publication, line.subject_id)
    note = line.reason or publication.last_error
    return _of_publication(session, publication, K.PUBLICATION_FAILED, line, note)


def _publication_asked(session: Session, line: AuditLine, services: Services) -> News | None:
    """Tell whoever planned a publication that it is to be made by a person now."""
    publication = session.get_one(Publication, line.subject_id)
    if publication.channel.mode is not Mode.BY_HAND:
        return None
    return _of_publication(session, publication, K.PUBLICATION_BY_HAND, line)


def _consent_revoked(session: Session, line: AuditLine, services: Services) -> News | None:
    """Tell those who have to see to it that somebody took their consent back."""
    consent = session.get_one(Consent, line.subject_id)
    people = service.people_with(session, Capability.REVOKE_CONSENT)
    return News(
        kind=K.CONSENT_REVOKED,
        row_id=consent.id,
        event_id=consent.event_id,
        # Its folio, and never a name: a notice is read in a list, beside anything.
        title=consent.folio,
        at=line.at,
        people=frozenset(people) - {line.person_id},
    )


def _registered(session: Session, line: AuditLine, services: Services) -> News | None:
    """Tell a session's people that somebody registered beyond its seats."""
    registration = session.get_one(Registration, line.subject_id)
    if registration.status is not RegistrationStatus.WAITING:
        return None
    event = session.get_one(Event, registration.event_id)
    return _of_event(event, K.BEYOND_SEATS, line)


def _of_event(
    event: Event,
    kind: NoticeKind,
    line: AuditLine,
    note: str = "",
    people: AbstractSet[int] | None = None,
) -> News:
    """Return news of a session, for its people unless others are named."""
    return News(
        kind=kind,
        row_id=event.id,
        event_id=event.id,
        title=event.summary,
        note=note,
        at=line.at,
        people=frozenset(event.people_ids if people is None else people) - {line.person_id},
    )


def _of_clip(
    clip: Clip, kind: NoticeKind, line: AuditLine, people: AbstractSet[int], note: str = ""
) -> News:
    """Return news of a clip."""
    return News(
        kind=kind,
        row_id=clip.id,
        event_id=clip.event_id,
        title=clip.title or UNTITLED_CLIP,
        note=note,
        at=line.at,
        people=frozenset(people) - {line.person_id},
    )


def _of_recording(
    recording: Recording, kind: NoticeKind, at: datetime, people: AbstractSet[int]
) -> News:
    """Return news of a recording."""
    title = recording.event.summary if recording.event else recording.topic
    return News(
        kind=kind,
        row_id=recording.id,
        event_id=recording.event_id,
        title=title or UNTITLED,
        at=at,
        people=frozenset(people),
    )


def _of_publication(
    session: Session, row: Publication, kind: NoticeKind, line: AuditLine, note: str = ""
) -> News:
    """Return news of a publication, for whoever planned it, while that person works here."""
    by = session.get_one(Person, row.by_id)
    people = [by.id] if by.is_active else service.people_with(session, Capability.PUBLISH)
    return News(
        kind=kind,
        row_id=row.id,
        event_id=row.event_id,
        title=f"{row.clip.title or row.clip.folio} en {row.channel.name}",
        note=note,
        at=line.at,
        people=frozenset(people) - {line.person_id},
    )


READERS: dict[str, Reader] = {
    "clip.in_review": _clip_to_approve,
    "clip.changes_requested": _changes_asked,
    "event.change": _session_changed,
    "event.hand_over": _session_changed,
    "event.cancelled": _session_cancelled,
    "meeting.failed": _room_failed,
    "meeting.gone": _room_failed,
    "meeting.open": _room_open,
    "recording.stored": _recording_stored,
    "publication.failed": _publication_failed,
    "publication.missed": _publication_failed,
    "publication.unknown": _publication_failed,
    "publication.publishing": _publication_asked,
    "consent.revoke": _consent_revoked,
    "registration.add": _registered,
    "registration.waiting": _registered,
}
"""By the action of the line."""
ENDED: dict[str, list[NoticeKind]] = {}
"""Which kinds are no longer true of a row after an action."""
for _kind, _facts in KINDS.items():
    for _action in _facts.ends_with:
        ENDED.setdefault(_action, []).append(_kind)
