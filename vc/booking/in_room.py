"""How many are in the rooms of sessions that take place, where somebody tells it."""

from collections.abc import Sequence

from vc.access import clock
from vc.booking.hooks import IN_ROOM
from vc.booking.models import Event
from vc.db import db
from vc.once import once
from vc.services import services


def in_room(events: Sequence[Event]) -> dict[int, int]:
    """Return how many are in the rooms now, by their sessions' keys; read once for a request.

    Sessions that are not on, and those of whose room nobody tells, are left out.
    """
    on = [one for one in events if one.takes_place(clock())]
    if not on:
        return {}
    return once(lambda: _read(on), "in_room", *sorted(one.id for one in on))


def _read(events: Sequence[Event]) -> dict[int, int]:
    """Return it as it stands now."""
    found: dict[int, int] = {}
    for tell in services().registry.added_to(IN_ROOM):
        found |= tell(db.session(), events)
    return found
