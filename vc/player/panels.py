"""What a session's pages show of its recordings and moments."""

from flask import render_template
from markupsafe import Markup

from vc.access import can, clock
from vc.booking.models import Event
from vc.db import db
from vc.once import once
from vc.player import queries, service
from vc.player.forms import MomentForm
from vc.player.recording_page import Mark, marks
from vc.recordings import queries as recordings
from vc.recordings import status
from vc.recordings.expected import will_be_awaited

MOST_SHOWN = 8


def public_panel(event: Event) -> Markup:
    """Return a public session's panel of its recording."""
    if not queries.public_files(db.session(), event):
        return Markup()
    shown = render_template("player/_public_panel.html", event=event)
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def panel(event: Event) -> Markup:
    """Return a session's panel of its recordings and moments."""
    now = clock()
    found = once(lambda: recordings.recordings_of(db.session(), event), "recordings", event.id)
    is_running = service.is_running(event, now)
    if not (event.records or found or is_running):
        return Markup()
    shown = render_template(
        "player/_panel.html",
        event=event,
        recordings=found,
        states={one.id: status.state_of(one, now) for one in found},
        is_running=is_running,
        is_awaited=will_be_awaited(event, now),
        marks=_marks(event),
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def marked_panel(event: Event) -> Markup:
    """Return the moments of a session that is on, the last ones first."""
    if not event.takes_place(clock()):
        return Markup()
    found = _marks(event)[::-1]
    shown = render_template(
        "player/_marked.html",
        event=event,
        marks=found[:MOST_SHOWN],
        more=max(len(found) - MOST_SHOWN, 0),
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def _marks(event: Event) -> list[Mark]:
    """Return a session's moments, read once for a page."""
    return once(lambda: marks(event, None), "marks", event.id)


def mark_bar(event: Event) -> Markup:
    """Return the bar on which a moment of a session that is on is marked, with one key."""
    now = clock()
    is_on = event.takes_place(now) and service.is_running(event, now)
    if not (is_on and can("player.moments", event)):
        return Markup()
    shown = render_template("player/_mark_bar.html", event=event, form=MomentForm(formdata=None))
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes
