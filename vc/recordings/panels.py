"""What the day's page shows of recordings."""

from datetime import timedelta

from flask import render_template
from markupsafe import Markup

from vc.access import clock
from vc.db import db
from vc.recordings import queries
from vc.recordings.status import SOON_DAYS, state_of


def today_panel() -> Markup:
    """Return the day's panel: recordings that need somebody."""
    urgent = [
        one
        for one in queries.expiring(db.session(), clock(), within=timedelta(days=SOON_DAYS))
        if not state_of(one, clock()).is_here
    ]
    counts = queries.counts(db.session())
    if not urgent and not counts["attend"]:
        return Markup()
    shown = render_template(
        "recordings/_today.html", urgent=urgent, count=counts["attend"], state_of=state_of
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes
