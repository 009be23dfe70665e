"""What the pages read of recordings."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from vc.accounts.models import Person
from vc.booking.models import Event, EventKind, Meeting
from vc.booking.queries import only_of
from vc.errors import NotFoundError
from vc.folding import holds
from vc.paging import MOST_COUNTED, Page, page_of, up_to
from vc.permissions import Capability
from vc.recordings.models import (
    FileKind,
    FileStatus,
    Recording,
    RecordingFile,
    RecordingStatus,
    Survey,
    VendorCopy,
    VendorStorage,
)

PAGE_SIZE = 25
MOST_CANDIDATES = 12
TO_ATTEND = (RecordingStatus.MISSING, RecordingStatus.FAILED)
NEVER_SEEN = (RecordingStatus.EXPECTED, RecordingStatus.MISSING, RecordingStatus.FAILED)
WAS_RECORDED = (
    select(Recording.id)
    .where(Recording.event_id == Event.id, Recording.status.not_in(NEVER_SEEN))
    .correlate(Event)
    .exists()
)
"""Of a session somebody saw a recording, whatever became of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What the list is narrowed to; everything is optional."""

    shown: str = "all"
    """`all`, `attend` (needs somebody), `orphans`, `dismissed`, `material` or `bin`."""
    text: str = ""
    status: RecordingStatus | None = None
    kind: EventKind | None = None
    source: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Storage:
    """How much lies where, in bytes."""

    here_bytes: int
    free_bytes: int
    vendors: list[VendorStorage] = field(default_factory=list)


def search(session: Session, wanted: Search) -> Page[Recording]:
    """Return one page of the recordings that match, the newest first."""
    options = (
        selectinload(Recording.files).lazyload(RecordingFile.recording),
        joinedload(Recording.event).lazyload("*"),
        joinedload(Recording.event).joinedload(Event.host),
    )
    return page_of(session, found(wanted), wanted.page, PAGE_SIZE, options=options)


def found(wanted: Search) -> Select[Recording]:
    """Return the query of every recording that matches, the newest first."""
    order = (Recording.recorded_at.desc(), Recording.id.desc())
    return _narrow(select(Recording), wanted).order_by(*order)


def _narrow(query: Select[Recording], wanted: Search) -> Select[Recording]:
    """Narrow a query of recordings."""
    is_material = Recording.material_kind.is_not(None)
    is_orphan = and_(Recording.event_id.is_(None), ~is_material)
    is_in_bin = Recording.trashed_at.is_not(None)
    lists: dict[str, tuple[ColumnElement[bool], ...]] = {
        "bin": (is_in_bin, Recording.status != RecordingStatus.PURGED),
        "orphans": (is_orphan, ~is_in_bin, Recording.is_dismissed.is_(False)),
        "dismissed": (is_orphan, Recording.is_dismissed.is_(True)),
        "material": (is_material, ~is_in_bin),
        "attend": (~is_orphan, ~is_in_bin, Recording.status.in_(TO_ATTEND)),
    }
    query = query.where(*lists.get(wanted.shown, (~is_orphan, ~is_in_bin)))
    if wanted.status is not None:
        query = query.where(Recording.status == wanted.status)
    if wanted.source:
        query = query.where(Recording.source == wanted.source)
    if wanted.text or wanted.kind is not None:
        query = query.outerjoin(Event, Event.id == Recording.event_id)
    if wanted.kind is not None:
        query = query.where(Event.kind == wanted.kind)
    if wanted.text:
        query = query.where(holds(wanted.text, Event.folded, Recording.folded))
    return query


def listed(shown: str) -> Select[Recording]:
    """Return the query of one of the lists that people have to attend to."""
    return _narrow(select(Recording), Search(shown=shown))


def counts(session: Session) -> dict[str, int]:
    """Return the number of recordings in each list that people have to attend to."""
    names = ("attend", "orphans", "bin")
    queries = {name: _narrow(select(Recording), Search(shown=name)) for name in names}
    return {name: up_to(session, query, MOST_COUNTED) for name, query in queries.items()}


def expiring(session: Session, now: datetime, *, within: timedelta) -> list[Recording]:
    """Return the recordings that a vendor deletes soon, a session's or nobody's, soonest first."""
    query = (
        select(Recording)
        .where(
            Recording.expires_at_vendor_at > now,
            Recording.expires_at_vendor_at <= now + within,
            Recording.vendor_copy == VendorCopy.PRESENT,
            Recording.trashed_at.is_(None),
            Recording.is_dismissed.is_(False),
        )
        .order_by(Recording.expires_at_vendor_at)
        .limit(MOST_CANDIDATES)
    )
    return list(session.scalars(query))


def storage(session: Session, free_bytes: int) -> Storage:
    """Return the bytes that lie here and at the vendors."""
    used = session.scalar(select(func.sum(RecordingFile.stored_bytes)))
    vendors = session.scalars(select(VendorStorage).order_by(VendorStorage.source))
    return Storage(int(used or 0), free_bytes, list(vendors))


def troubled_surveys(session: Session) -> list[Survey]:
    """Return the accounts that could not be looked through the last time."""
    query = select(Survey).where(Survey.last_error != "").order_by(Survey.host_email)
    return list(session.scalars(query))


def looked_at(session: Session) -> datetime | None:
    """Return the last survey's instant, of the account that waits longest."""
    return session.scalar(select(func.min(Survey.looked_at)))


def recording_by_id(session: Session, recording_id: int) -> Recording:
    """Return a recording with its session and files. Raises NotFoundError."""
    recording = session.get(Recording, recording_id)
    if recording is None:
        raise NotFoundError("Esa grabación no existe.")
    return recording


def file_by_id(session: Session, file_id: int) -> RecordingFile:
    """Return a file that is safe here. Raises NotFoundError."""
    file = session.get(RecordingFile, file_id)
    if file is None or file.status is not FileStatus.STORED:
        raise NotFoundError("Ese archivo no está guardado aquí.")
    return file


def recordings_of(session: Session, event: Event) -> list[Recording]:
    """Return the recordings of a session, oldest first."""
    query = (
        select(Recording)
        .where(Recording.event_id == event.id, Recording.trashed_at.is_(None))
        .order_by(Recording.recorded_at, Recording.id)
        .options(selectinload(Recording.files))
    )
    return list(session.scalars(query))


def candidates(session: Session, recording: Recording, text: str, *, by: Person) -> list[Event]:
    """Return the sessions to which a person may give a recording, the nearest in time first."""
    query = select(Event).join(Meeting).options(joinedload(Event.campaign))
    query = only_of(query, by, Capability.DECIDE_RECORDING)
    query = query.where(holds(text, Event.folded))
    at = recording.recorded_at
    before = query.where(Event.starts_at <= at).order_by(Event.starts_at.desc())
    after = query.where(Event.starts_at > at).order_by(Event.starts_at)
    found = [
        *session.scalars(before.limit(MOST_CANDIDATES)).unique(),
        *session.scalars(after.limit(MOST_CANDIDATES)).unique(),
    ]
    return sorted(found, key=lambda one: abs(one.starts_at - at))[:MOST_CANDIDATES]


def stored_or_coming(session: Session, event: Event, source: str) -> RecordingFile | None:
    """Return the file of a session from one source: the one that is safe, else the last one."""
    query = (
        select(RecordingFile)
        .join(Recording)
        .where(Recording.event_id == event.id, Recording.source == source)
        .order_by((RecordingFile.status == FileStatus.STORED).desc(), RecordingFile.id.desc())
    )
    return session.scalars(query.limit(1)).first()


def playable(recording: Recording) -> list[RecordingFile]:
    """Return the files of a recording that can be played, in their order; videos before audio."""
    kinds = (FileKind.VIDEO, FileKind.AUDIO)
    files = [
        file for file in recording.files if file.kind in kinds and file.status is FileStatus.STORED
    ]
    begin = recording.recorded_at
    return sorted(files, key=lambda one: (kinds.index(one.kind), one.started_at or begin, one.id))
