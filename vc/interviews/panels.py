"""What a session's page shows of its interviews."""

from flask import render_template
from markupsafe import Markup

from vc.access import can, clock
from vc.booking.models import Event
from vc.booking.states import EventStatus
from vc.db import db
from vc.interviews import queries
from vc.once import once


def panel(event: Event) -> Markup:
    """Return a session's section of interviews: once it is over, for whoever may ask for them."""
    is_held = event.is_past(clock()) and event.status is not EventStatus.CANCELLED
    if not is_held or not event.takes_registrations or not can("interviews.of_session", event):
        return Markup()
    found = once(lambda: queries.of_event(db.session(), event), "interviews", event.id)
    shown = render_template("interviews/_panel.html", event=event, interviews=found)
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes
