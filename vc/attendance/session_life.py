"""Those who attend, on the session's page: who has its address, who came, what lacks."""

from collections.abc import Iterable

from vc.access import can, clock
from vc.attendance import labels, queries
from vc.attendance.models import RegistrationStatus
from vc.booking.models import Event, EventStatus
from vc.booking.next_step import Action, Offer, Urgency
from vc.booking.timeline import Entry
from vc.db import db

S = RegistrationStatus


def is_shared(event: Event) -> bool:
    """Tell whether somebody registered, or came by the session's own address."""
    session = db.session()
    return bool(queries.clicks(session, event) or any(queries.counts(session, event).values()))


def entries(event: Event) -> Iterable[Entry]:
    """Yield that those who came were counted."""
    found = queries.attendance(db.session(), event)
    if found is not None and found.counted_at is not None:
        yield Entry(at=found.counted_at, text=labels.counted(found.total))


def offers(event: Event) -> Iterable[Offer]:
    """Yield that nobody counted who came, once nothing counts them by itself."""
    if event.status is EventStatus.CANCELLED or not event.is_over(clock()):
        return
    found = queries.attendance(db.session(), event)
    is_known = found is not None and (found.counted_at or found.corrected is not None)
    if is_known or (found is not None and found.due_at is not None):
        return
    action = Action(
        label=labels.WRITE_DOWN,
        endpoint="booking.show",
        values=(("event_id", event.id),),
        anchor="asistentes",
        icon="people",
    )
    yield Offer(
        urgency=Urgency.FIGURES,
        what=labels.NOT_COUNTED,
        action=action,
        is_allowed=can("attendance.correct", event),
    )


def touches(event: Event, is_end: bool) -> Iterable[str]:
    """Yield what an end or a move means for those who registered, in numbers."""
    counts = queries.counts(db.session(), event)
    if count := counts.get(S.CONFIRMED, 0):
        yield labels.registered(count, is_end=is_end)
    if count := counts.get(S.WAITING, 0):
        yield labels.in_line(count, is_end=is_end)
