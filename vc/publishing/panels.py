"""What other pages show of publications: a clip's, a session's, the day's."""

from flask import render_template
from markupsafe import Markup

from vc.access import can, clock, office_zone
from vc.approvals import service as approvals
from vc.booking.models import Event
from vc.channels import labels as channel_labels
from vc.clips.models import Clip
from vc.db import db
from vc.publishing import metrics, queries
from vc.publishing.forms import move_of
from vc.publishing.session_life import publications_of


def panel(clip: Clip) -> Markup:
    """Return a clip's panel of where it is published."""
    rows = queries.of_clip(db.session(), clip)
    is_approved = approvals.approval_of(db.session(), clip) is not None
    if not rows and not is_approved:
        return Markup()
    shown = render_template(
        "publishing/_panel.html",
        clip=clip,
        rows=rows,
        may_queue=is_approved and can("publishing.queue", clip),
        total=metrics.total_of(rows),
        **names(),
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def session_panel(event: Event) -> Markup:
    """Return a session's section of what was published of it, or will be."""
    found = publications_of(event)
    if not found:
        return Markup()
    total = metrics.total_of(found)
    shown = render_template(
        "publishing/_session_panel.html", event=event, publications=found, total=total
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def names() -> dict[str, object]:
    """Return the template's names that all pages of publications share."""
    return {
        "channel_labels": channel_labels,
        "zone": office_zone(),
        "now": clock(),
        "move_of": move_of,
    }
