"""Listens to the database's session, so that no change of a session forgets its people.

It runs after the calendars' keeper, which raised SEQUENCE, and in the same transaction. An address
that somebody changed is a change too: their sessions to come are told there.
"""

from flask import current_app, has_app_context
from sqlalchemy import event, inspect
from sqlalchemy.orm import Session
from sqlalchemy.orm.unitofwork import UOWTransaction

from vc.accounts.models import Person
from vc.calendars import keeper  # noqa: F401 - its listener comes first
from vc.db import db
from vc.mailing import fanout, notifications
from vc.mailing.pages import office


@event.listens_for(db.session, "after_flush")
def _note_addresses(session: Session, context: UOWTransaction) -> None:
    """Note which people have another address, and which one they had."""
    for row in session.dirty:
        history = inspect(row).attrs.email.history if isinstance(row, Person) else None
        if history is not None and history.deleted:
            session.info.setdefault("readdressed", {}).setdefault(row.id, history.deleted[0])


@event.listens_for(db.session, "before_commit")
def _tell(session: Session) -> None:
    """Queue what the people of the sessions that were rendered anew have not been told."""
    if not has_app_context() or session.in_nested_transaction():
        return
    concerned = session.info.pop("rendered", set())
    readdressed = session.info.pop("readdressed", {})
    if not (concerned or readdressed):
        return
    app = current_app._get_current_object()
    now = app.config["CLOCK"]()
    for person_id, before in sorted(readdressed.items()):
        for one in notifications.readdress(session, person_id, before, now):
            fanout.tell_later(session, one, now)
    for one in sorted(concerned, key=lambda one: one.id):
        fanout.tell(session, one, office=office(app), now=now)
    session.flush()


@event.listens_for(db.session, "after_rollback")
def _forget(session: Session) -> None:
    """Forget what the transaction that was rolled back had noted."""
    session.info.pop("readdressed", None)
