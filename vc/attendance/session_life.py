"""Those who attend, on the session's page: who has its address, who came, what lacks."""

from collections.abc import Iterable

from vc.access import can, clock
from vc.attendance import labels, queries
from vc.attendance.models import RegistrationStatus
from vc.booking.models import Event
from vc.booking.next_step import Action, Offer, Urgency
from vc.booking.states import EventStatus
from vc.booking.timeline import Entry
from vc.db import db
from vc.once import once

S = RegistrationStatus


def is_shared(event: Event) -> bool:
    """Tell whether somebody registered, or came by the session's own address."""
    counts = once(lambda: queries.counts(db.session(), event), "registrations", event.id)
    clicks = once(lambda: queries.clicks(db.session(), event), "clicks", event.id)
    return bool(clicks or any(counts.values()))


def entries(event: Event) -> Iterable[Entry]:
    """Yield that those who came were counted."""
    found = once(lambda: queries.attendance(db.session(), event), "attendance", event.id)
    if found is not None and found.counted_at is not None:
        yield Entry(at=found.counted_at, text=labels.counted(found.total))


def offers(event: Event) -> Iterable[Offer]:
    """Yield that nobody counted who came, once nothing counts them by itself."""
    if event.status is EventStatus.CANCELLED or not event.is_over(clock()):
        return
    found = once(lambda: queries.attendance(db.session(), event), "attendance", event.id)
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
