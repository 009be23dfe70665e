"""Whom a change of a session tells, shown before it is saved."""

import hashlib

from flask import render_template, request, url_for

from vc.booking import queries
from vc.booking.hooks import CHANGE_TELLS, Telling
from vc.booking.models import Event
from vc.db import db
from vc.services import services


def shown_first(event: Event) -> str | None:
    """Return the page that shows whom what was just done tells; None once it was seen, or for few.

    It is rolled back then: the page sends the same again. Without a page the caller commits.
    """
    db.session.flush()
    event_id, telling = event.id, told_of(event)
    seen = hashlib.sha256(repr(telling).encode()).hexdigest()
    if not telling.is_looked_at_first or request.form.get("seen") == seen:
        return None
    db.session.rollback()
    return render_template(
        "booking/told.html",
        event=queries.event_by_id(db.session(), event_id),
        telling=telling,
        seen=seen,
        was_seen="seen" in request.form,
        hidden=typed_again(),
        action=url_for(str(request.endpoint), **(request.view_args or {})),
    )


def told_of(event: Event, *, as_cancelled: bool = False) -> Telling:
    """Return the people who are told of a session as it now is, or of its end."""
    (tell,) = services().registry.added_to(CHANGE_TELLS)
    return tell(event, as_cancelled)


def typed_again() -> list[tuple[str, str]]:
    """Return the request's own fields, to be sent once more after a preview."""
    left_out = {"csrf_token", "seen", "leave", "action"}
    return [pair for pair in request.form.items(multi=True) if pair[0] not in left_out]
