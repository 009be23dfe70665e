"""What the comparison with the vendor asks of somebody, for the session's page."""

from collections.abc import Iterable

from vc.access import can, clock
from vc.booking.models import Event
from vc.booking.next_step import Action, Offer, Urgency
from vc.booking.states import EventStatus, MeetingStatus
from vc.licences.labels import PLATFORMS
from vc.reconciliation.labels import ALARMED, DECIDE, DIFFERS


def offers(event: Event) -> Iterable[Offer]:
    """Yield that the room is not as the agenda says, or may not be there."""
    if event.status is EventStatus.CANCELLED or event.is_past(clock()):
        return
    meeting = event.meeting
    allowed = can("reconciliation.divergences")
    action = Action(
        label=DECIDE, endpoint="reconciliation.divergences", values=(("sesion", event.id),)
    )
    if meeting.status is MeetingStatus.DIVERGED:
        yield Offer(
            urgency=Urgency.BROKEN,
            what=DIFFERS.format(platform=PLATFORMS[meeting.platform]),
            why=meeting.alarm,
            action=action,
            until=event.starts_at,
            is_allowed=allowed,
        )
    elif meeting.alarm and meeting.is_ready:
        yield Offer(urgency=Urgency.BROKEN, what=ALARMED, why=meeting.alarm, is_allowed=True)
