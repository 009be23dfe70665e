"""What the page for handing in reads."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.accounts.models import Person
from vc.booking.models import Event
from vc.booking.queries import only_of
from vc.booking.states import EventStatus
from vc.permissions import Capability

MOST_OFFERED = 60
LOOKED_BACK = timedelta(days=120)


def recent(session: Session, now: datetime, *, by: Person) -> list[Event]:
    """Return the sessions of the last months that a person may hand in for, the newest first."""
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
    return list(session.scalars(only_of(query, by, Capability.HAND_IN)).unique())
