"""What a session's page shows of those who attend."""

from flask import render_template
from markupsafe import Markup

from vc.access import clock, current_person
from vc.addresses import absolute_url
from vc.attendance import queries
from vc.attendance.forms import corrected
from vc.attendance.models import RegistrationStatus
from vc.booking.models import Event, Visibility
from vc.db import db
from vc.once import once
from vc.permissions import Capability, may


def panel(event: Event) -> Markup:
    """Return a session's panel of those who attend."""
    now = clock()
    attendance = once(lambda: queries.attendance(db.session(), event), "attendance", event.id)
    shown = render_template(
        "attendance/_panel.html",
        event=event,
        address=absolute_url("attendance.join", slug=event.slug),
        is_public=event.visibility is Visibility.PUBLIC,
        clicks=once(lambda: queries.clicks(db.session(), event), "clicks", event.id),
        counts=once(lambda: queries.counts(db.session(), event), "registrations", event.id),
        statuses=RegistrationStatus,
        attendance=attendance,
        may_change=may(current_person(), Capability.READ_ATTENDANCE, event),
        is_past=event.is_past(now),
        form=corrected(attendance),
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes
