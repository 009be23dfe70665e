"""What a session's page shows of consents."""

from flask import render_template
from markupsafe import Markup

from vc.access import clock, current_person
from vc.booking import exposure
from vc.booking.models import Event
from vc.consents import queries
from vc.consents.models import Consent
from vc.db import db
from vc.permissions import Capability, may
from vc.privacy import refusals


def opens(consent: Consent) -> bool:
    """Tell whether who is signed in may read the name on a consent."""
    return may(current_person(), Capability.OPEN_CONSENT, consent)


def panel(event: Event) -> Markup:
    """Return a session's panel of its consents: their number, and where to register one."""
    count, refused = (
        queries.count_of(db.session(), event),
        refusals.of_event(db.session(), event.id),
    )
    if not (exposure.kinds(event) or count or refused):
        return Markup()
    shown = render_template(
        "consents/_panel.html",
        event=event,
        count=count,
        refused=refused,
        is_late=event.exposed_since is not None and event.exposed_since > event.created_at,
        is_past=event.is_past(clock()),
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes
