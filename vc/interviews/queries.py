"""What the pages of interviews read."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from vc.accounts.models import Person
from vc.booking.models import Event
from vc.booking.queries import only_of
from vc.interviews.models import Interview
from vc.permissions import Capability

MOST_SHOWN = 200


def of_event(session: Session, event: Event) -> Sequence[Interview]:
    """Return the interviews about a session, the oldest first."""
    query = select(Interview).where(Interview.event_id == event.id)
    return session.scalars(query.order_by(Interview.id)).all()


def listed(session: Session, person: Person) -> Sequence[Interview]:
    """Return the newest interviews that are a person's, the newest first."""
    events = only_of(select(Event.id), person, Capability.INTERVIEW)
    is_theirs = or_(Interview.event_id.in_(events), Interview.invited_by_id == person.id)
    query = select(Interview).where(is_theirs).options(joinedload(Interview.event).lazyload("*"))
    return session.scalars(query.order_by(Interview.id.desc()).limit(MOST_SHOWN)).all()
