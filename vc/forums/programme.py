"""A forum's programme as it is shown: when each speaks, and whether all of it fits. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from vc.booking.models import Event
from vc.forums.models import Speaker


@dataclass(frozen=True, slots=True)
class Slot:
    """When somebody speaks."""

    at: datetime
    speaker: Speaker


@dataclass(frozen=True, slots=True)
class Programme:
    """Who speaks when."""

    slots: tuple[Slot, ...]
    minutes: int
    over_min: int
    """How many minutes more than the session has; 0 where it fits."""


def programme_of(event: Event, speakers: Iterable[Speaker]) -> Programme:
    """Return when each speaks, from the session's beginning on."""
    slots, minutes = [], 0
    for one in speakers:
        slots.append(Slot(event.starts_at + timedelta(minutes=minutes), one))
        minutes += one.minutes
    return Programme(tuple(slots), minutes, max(0, minutes - event.duration_min))
