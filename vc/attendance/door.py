"""The door behind a session's own address: what it does when."""

from datetime import datetime
from enum import StrEnum

from vc.booking.invitation import OPENS_BEFORE
from vc.booking.models import Event
from vc.booking.states import EventStatus


class Door(StrEnum):
    """What our own address of a session does at an instant."""

    CANCELLED = "cancelled"
    NOT_READY = "not_ready"
    """Its room is not there; nobody can be let in."""
    EARLY = "early"
    """It counts down."""
    OPEN = "open"
    """It leads into the room."""
    OVER = "over"


def door_of(event: Event, now: datetime) -> Door:
    """Return the state of the door behind the session's own address."""
    if event.status is EventStatus.CANCELLED:
        return Door.CANCELLED
    if event.is_over(now):
        return Door.OVER
    if now < event.starts_at - OPENS_BEFORE:
        return Door.EARLY
    return Door.OPEN if event.meeting.is_ready else Door.NOT_READY
