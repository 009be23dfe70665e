"""What a publication's page shows of its evidence."""

from flask import render_template
from markupsafe import Markup

from vc.db import db
from vc.evidence_bundles import service
from vc.publishing.models import Publication


def panel(publication: Publication) -> Markup:
    """Return a publication's panel of its evidence bundles; nothing before it is out."""
    if not service.can_have(publication):
        return Markup()
    bundles = service.bundles_of(db.session(), publication)
    shown = render_template(
        "evidence_bundles/_panel.html", publication=publication, bundles=bundles
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes
