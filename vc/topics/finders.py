"""The topics that a search of everything finds."""

from sqlalchemy.orm import Session

from vc.folding import found_in
from vc.paging import Page
from vc.search.hooks import Asked, Finder, Hit
from vc.search.service import page_of_list
from vc.topics import service
from vc.topics.labels import STATUSES
from vc.topics.models import TopicStatus


def _find(session: Session, asked: Asked) -> Page[Hit]:
    """Return the topics with these words in their title or source, the newest first."""
    rows = service.in_status(session, *TopicStatus)
    hits = [
        Hit(
            title=one.title,
            args={"topic_id": one.id},
            row=one,
            about=f"{STATUSES[one.status]} · {one.owner.name}",
            at=one.created_at,
        )
        for one in rows
        if found_in(asked.words, one.title, one.source)
    ]
    return page_of_list(hits, asked)


TOPICS = Finder(
    key="temas", title="Temas para cápsulas", endpoint="topics.show", icon="list", find=_find
)
