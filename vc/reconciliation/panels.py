"""What a session's page shows of the comparison with its vendor."""

from flask import render_template
from markupsafe import Markup

from vc.access import office_zone
from vc.booking.models import Event
from vc.db import db
from vc.reconciliation import queries
from vc.reconciliation.labels import in_words


def panel(event: Event) -> Markup:
    """Return a session's panel of the comparison; empty when it knows nothing."""
    meeting = event.meeting
    watch = queries.watch_of(db.session(), meeting)
    if watch is None and not meeting.alarm and meeting.started_at is None:
        return Markup("")
    shown = render_template(
        "reconciliation/_panel.html",
        event=event,
        meeting=meeting,
        watch=watch,
        differences=in_words(watch, office_zone()) if watch else [],
        entries=queries.entries_of(db.session(), meeting) if meeting.started_at else 0,
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes
