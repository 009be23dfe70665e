"""Which talks were told as stories, which are being told, and which never were, by campaign."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session, selectinload

from vc.booking.models import Event, EventKind
from vc.booking.states import EventStatus
from vc.clips.models import Clip, ClipKind, ClipStatus
from vc.recordings.models import FileKind, FileStatus, Recording, RecordingFile

LOOKED_BACK = timedelta(days=365)
MOST_TALKS = 300
TOLD = (EventKind.TALK, EventKind.FORUM, EventKind.TRAINING)


class Told(StrEnum):
    """How far the story of a talk is."""

    PUBLISHED = "published"
    MAKING = "making"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk, its story, and the film of which one could be begun."""

    event: Event
    told: Told
    clip_id: int | None
    file_id: int | None


@dataclass(frozen=True, slots=True)
class Theme:
    """A campaign with its talks, the newest first; its name is empty for those of none."""

    name: str
    talks: tuple[Talk, ...]

    @property
    def told(self) -> int:
        """Return how many of its talks the public can see a story of."""
        return sum(one.told is Told.PUBLISHED for one in self.talks)


def themes(session: Session, now: datetime, is_out: ColumnElement[bool]) -> list[Theme]:
    """Return the talks of the last year by campaign; `is_out` is that of what the public sees."""
    query = (
        select(Event)
        .where(
            Event.starts_at > now - LOOKED_BACK,
            Event.ended_by(now),
            Event.status != EventStatus.CANCELLED,
            Event.kind.in_(TOLD),
        )
        .options(selectinload(Event.campaign))
        .order_by(Event.starts_at.desc(), Event.id.desc())
        .limit(MOST_TALKS)
    )
    events = session.scalars(query).unique().all()
    ids = [one.id for one in events]
    stories, films = _stories(session, ids, is_out), _films(session, ids)
    by_name: dict[str, list[Talk]] = {}
    for event in events:
        told, clip_id = stories.get(event.id, (Told.NEVER, None))
        name = event.campaign.name if event.campaign else ""
        by_name.setdefault(name, []).append(Talk(event, told, clip_id, films.get(event.id)))
    found = [Theme(name, tuple(talks)) for name, talks in by_name.items()]
    return sorted(found, key=lambda one: (not one.name, one.name))


def _stories(
    session: Session, ids: Sequence[int], is_out: ColumnElement[bool]
) -> dict[int, tuple[Told, int]]:
    """Return the story of each talk that has one; one that is out goes before the others."""
    query = (
        select(Clip.event_id, Clip.id, case((is_out, 1), else_=0).label("out"))
        .where(
            Clip.event_id.in_(ids),
            Clip.kind == ClipKind.STORY,
            Clip.status != ClipStatus.WITHDRAWN,
        )
        .order_by("out", Clip.id)
    )
    return {
        event_id: (Told.PUBLISHED if out else Told.MAKING, clip_id)
        for event_id, clip_id, out in session.execute(query)
    }


def _films(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """Return the first safe film of each talk."""
    query = (
        select(Recording.event_id, func.min(RecordingFile.id))
        .join(Recording, RecordingFile.recording_id == Recording.id)
        .where(
            Recording.event_id.in_(ids),
            Recording.trashed_at.is_(None),
            RecordingFile.status == FileStatus.STORED,
            RecordingFile.kind == FileKind.VIDEO,
        )
        .group_by(Recording.event_id)
    )
    found = session.execute(query).all()
    return {event_id: file_id for event_id, file_id in found if event_id is not None}
