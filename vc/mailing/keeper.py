"""Listens to the database's session, so that no change of a session forgets its people.

It runs after the calendars' keeper, which raised SEQUENCE, and in the same transaction.
"""

from flask import current_app, has_app_context
from sqlalchemy import event
from sqlalchemy.orm import Session

from vc.calendars import keeper  # noqa: F401 - its listener comes first
from vc.db import db
from vc.mailing import service
from vc.mailing.pages import office


@event.listens_for(db.session, "before_commit")
def _tell(session: Session) -> None:
    """Queue what the people of the sessions that were rendered anew have not been told."""
    rendered = session.info.pop("rendered", ())
    if not rendered or not has_app_context():
        return
    app = current_app._get_current_object()
    now = app.config["CLOCK"]()
    for one in sorted(rendered, key=lambda one: one.id):
        service.tell(session, one, office=office(app), now=now)
    session.flush()
