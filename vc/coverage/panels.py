"""What a session's page shows of its coverage."""

from flask import render_template
from markupsafe import Markup

from vc.access import office_date
from vc.booking.models import Event, EventKind
from vc.coverage import photographs, queries
from vc.db import db


def panel(event: Event) -> Markup:
    """Return the panel of a session of the CMSP; nothing for any other."""
    if event.kind is not EventKind.CMSP:
        return Markup()
    row = queries.of_session(db.session(), event)
    shown = render_template(
        "coverage/_panel.html",
        event=event,
        row=row,
        state=row.state(office_date()) if row is not None else None,
        count=len(photographs.of_coverage(db.session(), row.id)) if row is not None else 0,
        today=office_date(),
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes
