"""What the map for search engines reads: the addresses of what is public, and their last change."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.booking.models import Event, Visibility
from vc.booking.states import EventStatus
from vc.public_clips.queries import on_page
from vc.publishing.models import Publication
from vc.sitemap.written import MOST

KEPT = timedelta(days=365)
"""For so long a session that is over is still named."""
Changed = tuple[str, datetime]


def sessions(session: Session, now: datetime) -> list[Changed]:
    """Return the public sessions that are certain, the newest first; what is to come among them."""
    query = select(Event.slug, Event.last_modified).where(
        Event.visibility == Visibility.PUBLIC,
        Event.status == EventStatus.CONFIRMED,
        Event.starts_at > now - KEPT,
    )
    ordered = query.order_by(Event.starts_at.desc(), Event.id).limit(MOST // 2)
    return [(slug, at) for slug, at in session.execute(ordered)]


def clips(session: Session) -> list[Changed]:
    """Return the clips on our page, the newest first."""
    columns = (Publication.slug, Publication.published_at)
    query = on_page().with_only_columns(*columns).limit(MOST // 2)
    return [(slug, at) for slug, at in session.execute(query) if at is not None]
