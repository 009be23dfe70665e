"""What a report counts, read as plain rows: one statement for each kind, whatever the periods are.

Nothing of a table beyond the periods is read: each statement goes by an index on the instant that
counts. Several periods are read at once; `Facts.within` gives those of one.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from operator import attrgetter
from zoneinfo import ZoneInfo

from sqlalchemy import Row as Plain
from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from vc.approvals.models import Review
from vc.attendance.models import Attendance
from vc.audit import AuditLine
from vc.booking.models import Event, Meeting
from vc.channels.models import Channel
from vc.clips.models import Clip
from vc.licences.models import Licence
from vc.live.models import Broadcast
from vc.programme.held import is_held, is_over
from vc.publishing.models import Figure, Publication
from vc.recordings.models import Recording
from vc.reports.first_clips import firsts_in, steps_of
from vc.reports.parts import Line, Row
from vc.reports.periods import Span
from vc.reports.within import lies_in

INCIDENTS = (
    *("meeting.failed", "meeting.unknown", "meeting.diverged", "meeting.gone", "meeting.alarm"),
    *("broadcast.failed", "broadcast.alarm", "recording.failed", "recording.missing"),
    *("publication.failed", "publication.unknown", "publication.missed"),
)
"""The lines of the audit that are incidents; `incidents.py` says what each is called."""


class Detail(IntEnum):
    """How much of a part is made of the rows of a period."""

    FIGURES = 0
    """What another period is compared with."""
    LINES = 1
    """What the page shows."""
    ROWS = 2
    """What is frozen, or opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The rows of one period or of several, each kind in the order of its instant."""

    at: datetime
    """When they were read: what has not ended by then was not held."""
    zone: ZoneInfo
    sessions: Sequence[Plain]
    recordings: Sequence[Plain]
    clips: Sequence[Plain]
    reviews: Sequence[Plain]
    publications: Sequence[Plain]
    counts: dict[int, list[Plain]]
    """The figures of publications, by their id."""
    incidents: Sequence[Plain]
    firsts: Sequence[Plain]
    """The first publication of each session of which one is in a period: see `times.py`."""
    steps: dict[int, Plain]
    """When the clips of those were found, stored, cut, checked and approved, by the clip's id."""
    span: Span
    detail: Detail = Detail.ROWS

    def lines(self, made: Iterable[Line]) -> Iterator[Line]:
        """Yield the lines of a part, where they are wanted."""
        return iter(made if self.detail >= Detail.LINES else ())

    def rows(self, made: Iterable[Row]) -> tuple[Row, ...]:
        """Return the rows of a part, where they are wanted."""
        return tuple(made if self.detail >= Detail.ROWS else ())

    def within(self, span: Span, detail: Detail) -> "Facts":
        """Return those of one period, for as much of its parts as is wanted."""
        return Facts(
            detail=detail,
            at=self.at,
            zone=self.zone,
            span=span,
            counts=self.counts,
            steps=self.steps,
            sessions=_within(self.sessions, span, "starts_at"),
            recordings=_within(self.recordings, span, "recorded_at"),
            clips=_within(self.clips, span, "created_at"),
            reviews=_within(self.reviews, span, "at"),
            publications=_within(self.publications, span, "published_at"),
            incidents=_within(self.incidents, span, "at"),
            firsts=_within(self.firsts, span, "published_at"),
        )


def _within(rows: Sequence[Plain], span: Span, at: str) -> Sequence[Plain]:
    """Return the rows whose instant lies in a time; they are in its order."""
    key = attrgetter(at)
    return rows[bisect_left(rows, span.start, key=key) : bisect_left(rows, span.end, key=key)]


def read(session: Session, spans: Sequence[Span], at: datetime, zone: ZoneInfo) -> Facts:
    """Return what the report counts in several times, read at an instant."""
    firsts = firsts_in(session, spans)
    return Facts(
        at=at,
        zone=zone,
        span=spans[0],
        sessions=_sessions(session, spans, at),
        recordings=_recordings(session, spans),
        clips=_clips(session, spans),
        reviews=_reviews(session, spans),
        publications=_publications(session, spans),
        counts=_counts(session, spans),
        incidents=_incidents(session, spans),
        firsts=firsts,
        # Another period is compared with the whole way alone.
        steps=steps_of(session, _within(firsts, spans[0], "published_at")),
    )


def _sessions(session: Session, spans: Sequence[Span], at: datetime) -> Sequence[Plain]:
    """Return the sessions that begin in the times, with who came and what was broadcast."""
    query = (
        select(
            Event.id,
            Event.folio,
            Event.summary,
            Event.kind,
            Event.status,
            Event.municipality,
            Event.starts_at,
            Event.ends_at,
            is_over(at).label("is_over"),
            is_held(at).label("is_held"),
            Licence.id.label("licence_id"),
            Licence.label.label("licence"),
            Licence.platform,
            Attendance.people,
            Attendance.anonymous,
            Attendance.by_phone,
            Attendance.corrected,
            Attendance.counted_at,
            Attendance.peak,
            Broadcast.status.label("live"),
            Broadcast.reach,
            Broadcast.views,
            Broadcast.peak_viewers,
        )
        .join(Meeting, Meeting.event_id == Event.id)
        .outerjoin(Licence, Licence.id == Meeting.licence_id)
        .outerjoin(Attendance, Attendance.event_id == Event.id)
        .outerjoin(Broadcast, Broadcast.event_id == Event.id)
        .where(lies_in(Event.starts_at, spans))
    )
    return sorted(session.execute(query), key=attrgetter("starts_at", "id"))


def _recordings(session: Session, spans: Sequence[Span]) -> Sequence[Plain]:
    """Return what was recorded in the times, also what lies in the bin or was deleted since."""
    columns = (
        Recording.id,
        Recording.status,
        Recording.recorded_at,
        Recording.material_kind,
        Event.folio,
        Event.summary,
        Event.kind,
    )
    query = (
        select(*columns)
        .outerjoin(Event, Event.id == Recording.event_id)
        .where(lies_in(Recording.recorded_at, spans), Recording.is_dismissed.is_(False))
    )
    # Each half goes by an index of its own. Nothing is thrown away before it was recorded.
    since = min(one.start for one in spans)
    both = union_all(
        query.where(Recording.trashed_at.is_(None)), query.where(Recording.trashed_at >= since)
    ).subquery()
    return sorted(session.execute(select(both)), key=attrgetter("recorded_at", "id"))


def _clips(session: Session, spans: Sequence[Span]) -> Sequence[Plain]:
    """Return the clips that were begun in the times, as they stand."""
    since = min(one.start for one in spans)
    query = select(Clip.id, Clip.kind, Clip.title, Clip.status, Clip.created_at).where(
        # It is changed after it was begun, and there is an index on the change.
        Clip.changed_at >= since,
        lies_in(Clip.created_at, spans),
    )
    return sorted(session.execute(query), key=attrgetter("created_at", "id"))


def _reviews(session: Session, spans: Sequence[Span]) -> Sequence[Plain]:
    """Return what was decided about clips in the times."""
    query = (
        select(
            Review.id,
            Review.at,
            Review.decision,
            Review.is_emergency,
            Review.clip_id,
            Clip.kind,
            Clip.title,
            Clip.created_at,
        )
        .join(Clip, Clip.id == Review.clip_id)
        # Both are named because the index begins with it.
        .where(Review.is_emergency.in_((False, True)), lies_in(Review.at, spans))
    )
    return sorted(session.execute(query), key=attrgetter("at", "id"))


def _publications(session: Session, spans: Sequence[Span]) -> Sequence[Plain]:
    """Return what went out in the times, also what was taken down since."""
    query = (
        select(
            Publication.id,
            Publication.title,
            Publication.published_at,
            Publication.clip_id,
            Channel.network,
            Clip.kind,
            Clip.title.label("clip_title"),
            Clip.created_at,
        )
        .join(Channel, Channel.id == Publication.channel_id)
        .join(Clip, Clip.id == Publication.clip_id)
        .where(lies_in(Publication.published_at, spans))
    )
    return sorted(session.execute(query), key=attrgetter("published_at", "id"))


def _counts(session: Session, spans: Sequence[Span]) -> dict[int, list[Plain]]:
    """Return the figures of what went out in the times, by publication."""
    query = (
        select(Figure.publication_id, Figure.moment, Figure.counts)
        .join(Publication, Publication.id == Figure.publication_id)
        .where(lies_in(Publication.published_at, spans))
    )
    found: dict[int, list[Plain]] = {}
    for one in session.execute(query):
        found.setdefault(one.publication_id, []).append(one)
    return found


def _incidents(session: Session, spans: Sequence[Span]) -> Sequence[Plain]:
    """Return the lines of the audit of the times that are incidents."""
    query = (
        select(
            AuditLine.id,
            AuditLine.at,
            AuditLine.action,
            AuditLine.subject_kind,
            AuditLine.subject_id,
            AuditLine.event_id,
            Event.folio,
            Event.summary,
            Event.kind,
        )
        .outerjoin(Event, Event.id == AuditLine.event_id)
        .where(AuditLine.action.in_(INCIDENTS), lies_in(AuditLine.at, spans))
    )
    return sorted(session.execute(query), key=attrgetter("at", "id"))
