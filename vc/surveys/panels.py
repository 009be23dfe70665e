"""What a session's pages show of its survey."""

from flask import render_template
from markupsafe import Markup

from vc.access import can, clock
from vc.booking.models import Event
from vc.db import db
from vc.once import once
from vc.services import services
from vc.surveys import queries, service


def panel(event: Event) -> Markup:
    """Return a session's panel of its survey, from its beginning on."""
    is_open = service.is_open(event, clock(), services().settings.survey_days)
    if event.starts_at > clock() or not can("surveys.results", event):
        return Markup()
    count = once(lambda: queries.count(db.session(), event), "survey", event.id)
    if not (is_open or count):
        return Markup()
    shown = render_template("surveys/_panel.html", event=event, count=count, is_open=is_open)
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def public_panel(event: Event) -> Markup:
    """Return the way to the questions, on the public page of a session that is over."""
    is_open = service.is_open(event, clock(), services().settings.survey_days)
    if not (is_open and event.is_past(clock())):
        return Markup()
    shown = render_template("surveys/_public_panel.html", event=event)
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes
