"""The publications that a search of everything finds."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.clips.models import Clip
from vc.fulltext import matches
from vc.paging import Page, page_of
from vc.publishing.labels import STATUSES, TONES
from vc.publishing.models import Publication, PublicationStatus
from vc.search.hooks import MOST_TOLD, Asked, Finder, Hit


def _find(session: Session, asked: Asked) -> Page[Hit]:
    """Return the publications that are called so, or whose clip is, the last ones first."""
    clips = select(Clip.id).where(matches(session, Clip, asked.words))
    of_clips = select(Publication.id).where(Publication.clip_id.in_(clips))
    by_itself = select(Publication.id).where(matches(session, Publication, asked.words))
    query = (
        select(Publication)
        .where(Publication.id.in_(of_clips.union(by_itself)))
        .order_by(Publication.publish_after.desc(), Publication.id.desc())
    )
    page = page_of(session, query, asked.page, asked.size, most=MOST_TOLD)
    return page.of([_publication(one) for one in page.rows])


def _publication(row: Publication) -> Hit:
    """Return a publication as it was found."""
    is_usual = row.status is PublicationStatus.PUBLISHED
    return Hit(
        title=row.title or row.clip.title,
        args={"publication_id": row.id},
        row=row,
        about=row.channel.name,
        at=row.published_at or row.publish_after,
        state=None if is_usual else (STATUSES[row.status], TONES[row.status]),
    )


PUBLICATIONS = Finder(
    key="publicaciones",
    title="Publicaciones",
    endpoint="publishing.show",
    icon="pin",
    find=_find,
)
