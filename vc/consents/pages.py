"""What a session's page shows of consents."""

from flask import render_template
from markupsafe import Markup

from vc.access import current_person
from vc.booking.models import Event
from vc.consents import queries
from vc.consents.models import Consent
from vc.db import db
from vc.permissions import Capability, may


def opens(consent: Consent) -> bool:
    """Tell whether who is signed in may read the name on a consent."""
    return may(current_person(), Capability.OPEN_CONSENT, consent)


def panel(event: Event) -> Markup:
    """Return how many consents were given at a session, and where to register one."""
    count = queries.count_of(db.session, event)
    if not (event.records or count):
        return Markup()
    shown = render_template("consents/_panel.html", event=event, count=count)
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes
