"""What a session's page shows of the request that it came of."""

from flask import render_template
from markupsafe import Markup

from vc.access import can
from vc.booking.models import Event
from vc.db import db
from vc.talk_requests import queries


def panel(event: Event) -> Markup:
    """Return the way back to the request, for those who may read requests."""
    asked = queries.request_of(db.session(), event) if can("talk_requests.review") else None
    if asked is None:
        return Markup()
    shown = render_template("talk_requests/_panel.html", asked=asked)
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes
