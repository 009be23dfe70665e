"""What other pages show of notices: the count of the bell, and the wish for the daily letter."""

from flask import g, render_template
from markupsafe import Markup

from vc.access import current_person, signed_in
from vc.db import db
from vc.notices import queries
from vc.services import services


def unseen_notices() -> int:
    """Return how many notices whoever asks has not seen; the page asks once."""
    person = current_person()
    if person is None:
        return 0
    if "unseen_notices" not in g:
        g.unseen_notices = queries.unseen_count(db.session(), person)
    return g.unseen_notices


def letter_panel() -> Markup:
    """Return the panel in which somebody asks for the daily letter, or stops it."""
    shown = render_template(
        "notices/_letter.html",
        letter=queries.letter_of(db.session(), signed_in()),
        sends_mail=services().mail is not None,
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes
