"""Sessions and licences for tests, made by the real service."""

import secrets
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask

from tests.people import may_write
from tests.turns import take_due_turns
from vc.accounts.models import Person
from vc.booking import service
from vc.booking.forms import NewEvent
from vc.booking.models import Event, EventKind, Meeting
from vc.db import db, read_only
from vc.licences.models import Licence, Platform
from vc.services import services_of

ZONE = ZoneInfo("America/Mexico_City")


def make_licence(email: str = "sala1@secesp.example", **values: object) -> Licence:
    """Add a Zoom licence that can record, and commit."""
    known = {
        "platform": Platform.ZOOM,
        "label": email.partition("@")[0].capitalize(),
        "has_recording": True,
    }
    licence = Licence(account_email=email, **(known | values))
    with may_write():
        db.session.rollback()
        db.session.add(licence)
        db.session.commit()
        db.session.refresh(licence)
        db.session.rollback()
    return licence


def context_of(app: Flask, person: Person) -> service.BookingContext:
    """Return where that person books, at the app's present instant."""
    return service.BookingContext(
        session=db.session(),
        by=person,
        now=services_of(app).clock(),
        providers=services_of(app).providers,
        zone=ZONE,
    )


def new_event(person: Person, starts_at: datetime, minutes: int = 60, **values: object) -> NewEvent:
    """Return a plain talk as the form would ask for it."""
    known: dict[str, object] = {
        "submission_key": secrets.token_urlsafe(16),
        "summary": "Plática: prevención de la extorsión",
        "kind": EventKind.TALK,
        "host_id": person.id,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=minutes),
        "tzid": "America/Mexico_City",
    }
    return NewEvent(**(known | values))


def book(app: Flask, person: Person, starts_at: datetime, **values: object) -> Event:
    """Book a session and commit."""
    with may_write():
        db.session.rollback()
        event = service.book(context_of(app, person), new_event(person, starts_at, **values))
        db.session.commit()
        db.session.rollback()
    return event


def work(app: Flask, rounds: int = 10) -> int:
    """Do what a worker would, until nothing is due; return how many rows were taken."""
    before = read_only(False)
    # What a page wrote meanwhile is not in the snapshot that the test may hold.
    db.session.rollback()
    taken = 0
    for _ in range(rounds):
        due = take_due_turns(app, "settle_meeting", Meeting)
        taken += due
        if not due:
            break
    db.session.rollback()
    db.session.expire_all()
    read_only(before)
    return taken
