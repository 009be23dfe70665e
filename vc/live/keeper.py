"""Listens to the database's session, so that no change of a session forgets its broadcast.

It runs before the calendars' keeper, in the same transaction, so that what it writes into the
session is rendered too. Whoever books, moves, cancels or adopts need not know of broadcasts.
"""

from flask import current_app, has_app_context
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from vc.booking.models import Event, Meeting
from vc.db import db
from vc.live.following import follow_event
from vc.live.models import Broadcast
from vc.live.pages import house


@event.listens_for(db.session, "before_commit", insert=True)
def _follow(session: Session) -> None:
    """Let the broadcasts of the sessions that were touched follow them."""
    if not has_app_context() or session.in_nested_transaction():
        return
    session.flush()
    touched = [row for row in session.info.get("touched", ()) if row in session]
    events = {row for row in touched if isinstance(row, Event)}
    events |= {row.event for row in touched if isinstance(row, Meeting)}
    now = current_app.config["CLOCK"]()
    if not events:
        return
    known = select(Broadcast.event_id).where(Broadcast.event_id.in_([one.id for one in events]))
    have_one = set(session.scalars(known))
    rules = house()
    for one in sorted(events, key=lambda one: one.id):
        if one.streams or one.id in have_one:
            follow_event(session, one, house=rules, now=now)
