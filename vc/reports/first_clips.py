"""The first publication of each session, and when its clip got how far: what `times.py` counts."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter

from sqlalchemy import Row as Plain
from sqlalchemy import ScalarSelect, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from vc.approvals.models import Decision, Review
from vc.audit import AuditLine
from vc.booking.models import Event
from vc.checklists.models import Answer, Checklist
from vc.clips.models import Clip
from vc.publishing.models import Publication
from vc.recordings.models import RecordingFile
from vc.reports.periods import Span
from vc.reports.within import lies_in


def firsts_in(session: Session, spans: Sequence[Span]) -> Sequence[Plain]:
    """Return the first publication of each session, where it lies in one of the times."""
    inside = (
        select(Clip.event_id)
        .join(Publication, Publication.clip_id == Clip.id)
        .where(lies_in(Publication.published_at, spans), Clip.event_id.is_not(None))
    )
    first = (
        select(
            Clip.event_id.label("event_id"),
            func.min(Publication.published_at).label("published_at"),
        )
        .join(Publication, Publication.clip_id == Clip.id)
        .where(Clip.event_id.in_(inside), Publication.published_at.is_not(None))
        .group_by(Clip.event_id)
        .subquery()
    )
    query = (
        select(
            Event.id,
            Event.folio,
            Event.summary,
            Event.kind,
            Event.ends_at,
            first.c.published_at,
            func.min(Publication.clip_id).label("clip_id"),
        )
        .join(first, first.c.event_id == Event.id)
        .join(Clip, Clip.event_id == Event.id)
        .join(
            Publication,
            and_(Publication.clip_id == Clip.id, Publication.published_at == first.c.published_at),
        )
        .where(lies_in(first.c.published_at, spans))
        .group_by(*Event.__table__.primary_key, Event.folio, Event.summary, Event.kind)
        .group_by(Event.ends_at, first.c.published_at)
    )
    return sorted(session.execute(query), key=attrgetter("published_at", "id"))


def steps_of(session: Session, firsts: Sequence[Plain]) -> dict[int, Plain]:
    """Return the instants on the way of clips to their first publication."""
    query = (
        select(
            Clip.id,
            _first_line("Recording", RecordingFile.recording_id, "recording.found").label("found"),
            RecordingFile.stored_at.label("stored"),
            _first_line("Clip", Clip.id, "clip.ready", "clip.in_review").label("cut"),
            _last_answer().label("checked"),
            _last_approval().label("approved"),
        )
        .join(RecordingFile, RecordingFile.id == Clip.file_id)
        .where(Clip.id.in_([one.clip_id for one in firsts]))
    )
    return {one.id: one for one in session.execute(query)} if firsts else {}


def _first_line(
    kind: str, subject: InstrumentedAttribute[int], *actions: str
) -> ScalarSelect[datetime]:
    """Return when a row first was so, by the audit."""
    query = select(func.min(AuditLine.at)).where(
        AuditLine.subject_kind == kind,
        AuditLine.subject_id == subject,
        AuditLine.action.in_(actions),
    )
    return query.correlate(Clip, RecordingFile).scalar_subquery()


def _last_approval() -> ScalarSelect[datetime]:
    """Return when a clip was last approved before it first went out."""
    query = select(func.max(Review.at)).where(
        Review.clip_id == Clip.id, Review.decision == Decision.APPROVED, Review.at <= _went_out()
    )
    return query.correlate(Clip).scalar_subquery()


def _last_answer() -> ScalarSelect[datetime]:
    """Return when a point of a clip's list was last answered before it first went out."""
    query = (
        select(func.max(Answer.at))
        .join(Checklist, Checklist.id == Answer.checklist_id)
        .where(Checklist.clip_id == Clip.id, Answer.at <= _went_out())
    )
    return query.correlate(Clip).scalar_subquery()


def _went_out() -> ScalarSelect[datetime | None]:
    """Return when a clip first went out."""
    query = select(func.min(Publication.published_at)).where(Publication.clip_id == Clip.id)
    return query.correlate(Clip).scalar_subquery()
