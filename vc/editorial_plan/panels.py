"""What a publication's page shows of the observance that it is for."""

from flask import render_template
from markupsafe import Markup

from vc.editorial_plan import ties
from vc.publishing.composer import context
from vc.publishing.models import Publication


def panel(publication: Publication) -> Markup:
    """Return the observance that a publication is for; nothing where it is for none."""
    task = ties.task_of(context(), publication)
    if task is None:
        return Markup()
    shown = render_template("editorial_plan/_panel.html", task=task)
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes
