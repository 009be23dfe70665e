"""Which clips the public sees, and how often they were seen: what the list of clips tells."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from vc.clips.hooks import Shown
from vc.clips.models import Clip
from vc.networks.facts import VIEWS
from vc.publishing.models import Figure, Moment, Publication, PublicationStatus

OUT = PublicationStatus.PUBLISHED


def is_out() -> ColumnElement[bool]:
    """Return the condition that a clip stands on some channel."""
    return exists().where(Publication.clip_id == Clip.id, Publication.status == OUT)


def views(session: Session, ids: Collection[int]) -> dict[int, int | None]:
    """Return the clips that stand on a channel with the latest views of all their channels.

    None where nobody knows of any. It is one statement.
    """
    query = (
        select(Publication.clip_id, Publication.id, Figure.moment, Figure.counts)
        .outerjoin(Figure, Figure.publication_id == Publication.id)
        .where(Publication.clip_id.in_(ids), Publication.status == OUT)
    )
    order = list(Moment)
    known: dict[int, dict[int, tuple[int, int]]] = {}
    for clip_id, publication_id, moment, counts in session.execute(query):
        of_clip = known.setdefault(clip_id, {})
        if counts and VIEWS.key in counts:
            told = order.index(moment), counts[VIEWS.key]
            of_clip[publication_id] = max(told, of_clip.get(publication_id, told))
    return {
        clip_id: VIEWS.total([count for _, count in of_clip.values()]) if of_clip else None
        for clip_id, of_clip in known.items()
    }


SHOWN = Shown(is_out, views)
