"""Two people, two processes, the same second: never more meetings at once than the capacity."""

import secrets
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from app import create_app
from tests.booking.sessions import context_of, make_licence, new_event
from tests.conftest import Clock, make_settings
from tests.people import make_person
from tests.processes import forked_pool
from vc.accounts.models import Person, Role
from vc.booking import service
from vc.booking.models import Event, Meeting
from vc.db import db, read_only
from vc.errors import LicenceBusyError
from vc.licences.allocation import Span, peak_use
from vc.licences.models import Licence
from vc.services import services_of

PROCESSES = 8
BOOKINGS_EACH = 25
BUFFER = timedelta(minutes=10)


def book_many(instance: Path, clock: Clock, number: int) -> int:
    """Fire this process's bookings at the database; return how many were taken."""
    app = create_app(make_settings(instance))
    services_of(app).clock = clock
    taken = 0
    with app.app_context():
        read_only(False)
        person = db.session.scalars(select(Person)).first()
        for turn in range(BOOKINGS_EACH):
            # A stride that is no multiple of the length makes overlaps of every kind.
            start = clock() + timedelta(minutes=60 + (number * 37 + turn * 11) % 240)
            try:
                service.book(context_of(app, person), new_event(person, start, minutes=45))
                db.session.commit()
                taken += 1
            except LicenceBusyError:
                db.session.rollback()
    return taken


def test_eight_processes_with_200_bookings_never_exceed_the_capacity(app, clock, settings):
    with app.app_context():
        read_only(False)
        make_person(db.session, Role.COORDINATOR)
        for name, capacity in (("a", 1), ("b", 1), ("c", 2)):
            make_licence(
                f"{name}@secesp.example", capacity=capacity, buffer_min=BUFFER.seconds // 60
            )

    with forked_pool(PROCESSES) as pool:
        arguments = [(settings.instance, clock, number) for number in range(PROCESSES)]
        taken = sum(pool.starmap(book_many, arguments))

    with app.app_context():
        rows = db.session.execute(
            select(Meeting.licence_id, Event.starts_at, Event.ends_at)
            .join(Event)
            .order_by(Event.id)
        ).all()
        capacity = {licence.id: licence.capacity for licence in db.session.scalars(select(Licence))}
    assert len(rows) == taken
    assert taken > len(capacity)
    booked: dict[int, list[Span]] = {licence_id: [] for licence_id in capacity}
    for licence_id, start, end in rows:
        # In the order in which they were booked, each found room with the buffer on both sides.
        before = booked[licence_id]
        assert peak_use(before, start - BUFFER, end + BUFFER) < capacity[licence_id]
        before.append(Span(licence_id, start, end))


def test_the_same_form_sent_twice_books_once(app, clock, context):
    person = make_person(db.session, Role.HOST)
    make_licence()
    asked = new_event(person, clock() + timedelta(hours=2), submission_key=secrets.token_urlsafe(8))

    first = service.book(context_of(app, person), asked)
    db.session.commit()
    second = service.book(context_of(app, person), asked)

    assert second.id == first.id
    assert len(db.session.scalars(select(Event)).all()) == 1
