"""How many were led into the room by the session's own address, and which of those registered."""

from datetime import datetime

from flask import request
from sqlalchemy import bindparam, text, update

from vc.attendance.models import Registration
from vc.booking.models import Event
from vc.db import writing

# Both databases understand it.
COUNT_CLICK = text(
    "INSERT INTO clicks (event_id, count) VALUES (:event_id, 1) "
    "ON CONFLICT (event_id) DO UPDATE SET count = clicks.count + 1"
).bindparams(bindparam("event_id"))
ROBOTS = ("bot", "crawler", "spider", "facebookexternalhit", "whatsapp", "preview")


def note_click(event: Event, registration: Registration | None, now: datetime) -> None:
    """Count that somebody was led into the room; link previews and prefetches do not count.

    Of who came by a link of their own it is kept when they first did.
    """
    agent = request.headers.get("User-Agent", "").lower()
    is_fetched_ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    if request.method != "GET" or is_fetched_ahead or any(name in agent for name in ROBOTS):
        return
    event_id = event.id
    first = registration.id if registration and registration.entered_at is None else None
    with writing() as session:
        session.execute(COUNT_CLICK, {"event_id": event_id})
        if first is not None:
            one = update(Registration).where(
                Registration.id == first, Registration.entered_at.is_(None)
            )
            session.execute(one.values(entered_at=now))
