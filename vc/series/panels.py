"""What a session's page shows of its series."""

from flask import render_template
from markupsafe import Markup

from vc.booking.models import Event
from vc.db import db
from vc.series.models import Series


def panel(event: Event) -> Markup:
    """Return a session's panel of its series."""
    if event.series_id is None:
        return Markup()
    series = db.session.get(Series, event.series_id)
    shown = render_template("series/_panel.html", event=event, series=series, **_place_of(event))
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def _place_of(event: Event) -> dict[str, object]:
    """Return a session's number in its series, how many there are, and its neighbours."""
    events = db.session.get_one(Series, event.series_id).events
    at = events.index(event)
    return {
        "number": at + 1,
        "total": len(events),
        "previous": events[at - 1] if at else None,
        "following": events[at + 1] if at + 1 < len(events) else None,
    }
