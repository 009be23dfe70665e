"""The states of a session and of its room, and which one may follow which."""

from enum import StrEnum

from vc.states import Transitions


class EventStatus(StrEnum):
    """RFC 5545, 3.8.1.11. Upcoming, on air and past are read from the clock, never stored."""

    TENTATIVE = "TENTATIVE"
    """Booked, its room not yet made."""
    CONFIRMED = "CONFIRMED"
    """It has a room."""
    CANCELLED = "CANCELLED"
    """It will not take place."""


class MeetingStatus(StrEnum):
    """How the room at the vendor stands."""

    PENDING = "PENDING"
    """To be made; nothing was sent yet."""
    WAITING_FOR_LICENCE = "WAITING_FOR_LICENCE"
    """On the waiting list: to be made as soon as a licence is free."""
    OPENING = "OPENING"
    """A worker holds it and may have sent the request."""
    OPEN = "OPEN"
    """It exists at the vendor; its link can be used."""
    UNKNOWN = "UNKNOWN"
    """The request was sent and its answer lost: look at the vendor before sending again."""
    FAILED = "FAILED"
    """The vendor said no, or did not answer often enough; a person decides."""
    DIVERGED = "DIVERGED"
    """The vendor's copy is not what ours says."""
    GONE = "GONE"
    """It was deleted at the vendor, not by us."""
    CLOSED = "CLOSED"
    """It is no longer needed and was deleted at the vendor."""


HOLDING = (
    MeetingStatus.PENDING,
    MeetingStatus.OPENING,
    MeetingStatus.OPEN,
    MeetingStatus.UNKNOWN,
    MeetingStatus.FAILED,
    MeetingStatus.DIVERGED,
)
"""The states in which a meeting holds its licence for the time of its session."""

EVENT_TRANSITIONS: Transitions = {
    EventStatus.TENTATIVE: frozenset({EventStatus.CONFIRMED, EventStatus.CANCELLED}),
    EventStatus.CONFIRMED: frozenset({EventStatus.TENTATIVE, EventStatus.CANCELLED}),
    # Somebody takes the end back.
    EventStatus.CANCELLED: frozenset({EventStatus.TENTATIVE, EventStatus.CONFIRMED}),
}
MEETING_TRANSITIONS: Transitions = {
    MeetingStatus.PENDING: frozenset(
        {
            MeetingStatus.OPENING,
            MeetingStatus.WAITING_FOR_LICENCE,
            MeetingStatus.FAILED,
            MeetingStatus.CLOSED,
        }
    ),
    MeetingStatus.WAITING_FOR_LICENCE: frozenset({MeetingStatus.PENDING, MeetingStatus.CLOSED}),
    MeetingStatus.OPENING: frozenset(
        {
            MeetingStatus.OPEN,
            MeetingStatus.PENDING,
            MeetingStatus.UNKNOWN,
            MeetingStatus.FAILED,
            MeetingStatus.CLOSED,
        }
    ),
    MeetingStatus.UNKNOWN: frozenset(
        {MeetingStatus.PENDING, MeetingStatus.OPEN, MeetingStatus.CLOSED}
    ),
    MeetingStatus.FAILED: frozenset(
        {MeetingStatus.PENDING, MeetingStatus.WAITING_FOR_LICENCE, MeetingStatus.CLOSED}
    ),
    MeetingStatus.OPEN: frozenset(
        {MeetingStatus.DIVERGED, MeetingStatus.GONE, MeetingStatus.CLOSED}
    ),
    MeetingStatus.DIVERGED: frozenset(
        {MeetingStatus.OPEN, MeetingStatus.GONE, MeetingStatus.CLOSED}
    ),
    # From GONE to OPEN: somebody restored it at the vendor.
    MeetingStatus.GONE: frozenset(
        {MeetingStatus.PENDING, MeetingStatus.OPEN, MeetingStatus.CLOSED}
    ),
    # Somebody takes the session's end back: another room is made.
    MeetingStatus.CLOSED: frozenset({MeetingStatus.PENDING}),
}
