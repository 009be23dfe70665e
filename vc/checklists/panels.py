"""What a clip's page shows of its list."""

from flask import render_template
from markupsafe import Markup

from vc.access import clock, current_person, office_zone
from vc.checklists import service
from vc.clips.models import Clip
from vc.db import db


def panel(clip: Clip) -> Markup:
    """Return a clip's panel of its list: how far it is, and what is missing."""
    state = service.state(
        db.session(), clip, now=clock(), zone=office_zone(), reviewer=current_person()
    )
    shown = render_template("checklists/_panel.html", clip=clip, state=state)
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes
