"""Listens to the database's session, so that no change can forget the calendars.

Whatever is flushed or moved on by `vc.states.advance` is noted; before the commit, and so in the
same transaction, the entries of the sessions concerned are rendered anew.
"""

from flask import current_app, has_app_context
from sqlalchemy import event, inspect
from sqlalchemy.orm import Session
from sqlalchemy.orm.unitofwork import UOWTransaction

from vc.accounts.models import Person
from vc.booking.models import Campaign, Event, Meeting
from vc.calendars import renaming, service
from vc.db import db


def office() -> service.Office:
    """Return what entries say of the office, by the app's settings."""
    settings = current_app.config["SETTINGS"]
    return service.Office(
        settings.office_name, settings.office_email, settings.public_url, settings.tzid
    )


@event.listens_for(db.session, "after_flush")
def _note(session: Session, context: UOWTransaction) -> None:
    """Note the rows that were written and that entries show."""
    touched = session.info.setdefault("touched", set())
    session.info.setdefault("new_events", set()).update(
        row for row in session.new if isinstance(row, Event)
    )
    touched.update(row for row in session.new if isinstance(row, Event | Meeting))
    for row in session.dirty:
        if isinstance(row, Event | Meeting):
            touched.add(row)
        elif isinstance(row, Person | Campaign) and inspect(row).attrs.name.history.has_changes():
            session.info.setdefault("renamed", set()).add(row)


@event.listens_for(db.session, "before_commit")
def _render(session: Session) -> None:
    """Render the entries of the sessions that were touched.

    Not at the end of a savepoint: a series has one for each session, and all are rendered at once.
    """
    if not has_app_context() or session.in_nested_transaction():
        return
    session.flush()
    now = current_app.config["CLOCK"]()
    for row in sorted(session.info.pop("renamed", ()), key=lambda one: one.id):
        renaming.ask(session, row, now)
    # What a savepoint took back is no row any more.
    touched = {row for row in session.info.pop("touched", ()) if row in session}
    new_ids = {row.id for row in session.info.pop("new_events", ()) if row in session}
    events = _events_of(touched)
    if events:
        # Whoever tells people of changes does so after this, by what was rendered.
        session.info.setdefault("rendered", set()).update(events)
        service.render_events(session, events, office=office(), now=now, new_ids=new_ids)
        session.flush()
        session.info.pop("touched", None)


def _events_of(touched: set[object]) -> list[Event]:
    """Return the sessions whose entries show one of the rows."""
    events = {row for row in touched if isinstance(row, Event)}
    events |= {row.event for row in touched if isinstance(row, Meeting)}
    return sorted(events, key=lambda one: one.id)
