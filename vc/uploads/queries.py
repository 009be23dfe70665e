"""What the page for handing in reads."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.booking.models import Event, EventStatus

MOST_OFFERED = 60
LOOKED_BACK = timedelta(days=120)


def recent(session: Session, now: datetime) -> list[Event]:
    """Return the sessions that have begun in the last months, the newest first."""
    query = (
        select(Event)
        .where(
            Event.starts_at <= now,
            Event.starts_at > now - LOOKED_BACK,
            Event.status != EventStatus.CANCELLED,
        )
        .order_by(Event.starts_at.desc())
        .limit(MOST_OFFERED)
    )
    return list(session.scalars(query).unique())
