"""How many are in a room now: who came in, less who left, as the vendor's messages tell."""

from collections.abc import Sequence

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from integrations.contracts.webhooks import NoticeKind
from vc.booking.models import Event
from vc.reconciliation.models import Delivery
from vc.reconciliation.queries import COMES_IN

GOES_OUT = "%participant_left"


def in_rooms(session: Session, events: Sequence[Event]) -> dict[int, int]:
    """Return how many are in sessions' rooms, by the sessions' keys. It is one statement.

    Those of whose room no message tells are left out: nobody knows whether it is empty.
    """
    rooms = {one.meeting.external_id: one.id for one in events if one.meeting.external_id}
    if not rooms:
        return {}
    turns = case((Delivery.event.like(COMES_IN), 1), (Delivery.event.like(GOES_OUT), -1), else_=0)
    query = (
        select(Delivery.external_id, func.sum(turns))
        .where(Delivery.external_id.in_(rooms), Delivery.kind == NoticeKind.ATTENDANCE.value)
        # Each opening of a room is counted for itself; the last one is the present one.
        .group_by(Delivery.external_id, Delivery.external_uuid)
        .order_by(func.max(Delivery.happened_at))
    )
    found = {rooms[room]: int(count) for room, count in session.execute(query)}
    return {number: count for number, count in found.items() if count > 0}
