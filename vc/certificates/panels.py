"""What a session's page shows of its certificates."""

from flask import render_template
from markupsafe import Markup

from vc.access import can, clock
from vc.attendance import who_came
from vc.booking.models import Event
from vc.booking.states import EventStatus
from vc.certificates import queries, rules
from vc.db import db
from vc.once import once
from vc.services import services


def panel(event: Event) -> Markup:
    """Return a session's panel of certificates, once it is over and somebody had registered."""
    is_held = event.is_past(clock()) and event.status is not EventStatus.CANCELLED
    if not (is_held and event.takes_registrations and can("certificates.index", event)):
        return Markup()

    def counted() -> queries.Counts:
        usual = services().settings.certificate_minimum
        minimum = rules.minimum_of(db.session(), event, usual)
        return queries.counts(db.session(), event, minimum, who_came.length_min(event))

    shown = render_template(
        "certificates/_panel.html",
        event=event,
        counts=once(counted, "certificates", event.id),
        run=once(lambda: queries.run_of(db.session(), event), "certificate-run", event.id),
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes
