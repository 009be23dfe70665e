"""The publications that wait for somebody, and the words that somebody else is to approve."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from flask import url_for
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from vc.accounts.models import Person
from vc.booking.models import Event
from vc.booking.pending import PendingKind, PendingRow, Query
from vc.channels.models import Channel
from vc.clips.models import Clip
from vc.permissions import Capability, Reach, may, reach_of
from vc.publishing import labels, queries
from vc.publishing.models import COMING, Publication
from vc.recordings.models import Recording, RecordingFile

NOT_APPROVED = "Falta que otra persona apruebe su texto."


def needing(person: Person, now: datetime) -> Query | None:
    """Return the publications that a person can move on, what is to be taken down first."""
    reach = reach_of(person, Capability.PUBLISH)
    if reach is None:
        return None
    query = (
        select(Publication.id, Publication.publish_after)
        .join(Channel, Channel.id == Publication.channel_id)
        .where(queries.waits_for_person())
    )
    if reach is Reach.OWN:
        query = query.where(Publication.clip.has(_is_of(person)))
    is_to_stay = Publication.retract_due_at.is_(None)
    return query.order_by(is_to_stay, Publication.publish_after, Publication.id)


def _is_of(person: Person) -> ColumnElement[bool]:
    """Return the condition that a clip is a person's: its session's, or handed in by them."""
    handed_in = RecordingFile.recording.has(Recording.handed_in_by_id == person.id)
    return Clip.event.has(Event.is_of(person.id)) | (
        Clip.event_id.is_(None) & Clip.file.has(handed_in)
    )


def words_to_approve(person: Person, now: datetime) -> Query | None:
    """Return what waits in the queue for a person to approve its words, the next to go first."""
    if not may(person, Capability.APPROVE):
        return None
    query = select(Publication.id, Publication.publish_after).where(
        Publication.status.in_(COMING),
        Publication.text_by_id != person.id,
        Publication.approved_text_sha256 == "",
    )
    return query.order_by(Publication.publish_after, Publication.id)


def rows(session: Session, ids: Sequence[int], now: datetime) -> Iterator[PendingRow]:
    """Yield the publications with why they wait."""
    query = select(Publication).where(Publication.id.in_(ids))
    is_to_stay = Publication.retract_due_at.is_(None)
    order = is_to_stay, Publication.publish_after, Publication.id
    for one in session.scalars(query.order_by(*order)).unique():
        at = one.retract_due_at if one.is_to_retract else one.publish_after
        yield PendingRow(
            id=one.id,
            title=f"{one.clip.title or one.clip.folio} en {one.channel.name}",
            url=url_for("publishing.show", publication_id=one.id),
            note=_why(one),
            at=at,
            is_late=at is not None and at < now,
        )


def _why(one: Publication) -> str:
    """Return why it waits."""
    if one.is_to_retract:
        return one.retract_why
    if one.status in COMING:
        return NOT_APPROVED
    return one.last_error or labels.STATUSES[one.status]


KINDS = (
    PendingKind(
        key="publications",
        one="publicación por atender",
        many="publicaciones por atender",
        entry="publishing.index",
        waiting=needing,
        rows=rows,
        is_due=True,
        is_deadline=True,
    ),
    PendingKind(
        key="words",
        one="texto por aprobar",
        many="textos por aprobar",
        entry="publishing.index",
        waiting=words_to_approve,
        rows=rows,
        is_deadline=True,
    ),
)
