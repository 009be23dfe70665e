"""Whatever happens to a session, its guests end up knowing what is so, in the right order."""

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from sqlalchemy import select

from app import create_app
from tests.booking.sessions import book, make_licence, work
from tests.conftest import Clock, make_settings
from tests.mail.conftest import cancel, edit, move, post
from tests.people import make_person
from vc.accounts.models import Role
from vc.booking.states import EventStatus
from vc.db import db, read_only
from vc.licences.models import Platform
from vc.mail.models import Message
from vc.services import services_of

GUEST = "ana@fiscalia.example"
STEPS = st.lists(
    st.sampled_from(["move", "rename", "note", "invite", "uninvite", "relink"]), max_size=7
)


@pytest.fixture(scope="module")
def template(empty_database) -> Path:
    """A migrated database file."""
    return empty_database


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, is_cancelled=st.booleans())
def test_a_guest_gets_rising_revisions_and_a_cancel_exactly_when_it_is_over(
    template, steps, is_cancelled
):
    with tempfile.TemporaryDirectory() as folder:
        shutil.copyfile(template, Path(folder) / "vc.sqlite3")
        app = create_app(make_settings(Path(folder)))
        services_of(app).clock = Clock(datetime(2031, 3, 4, 16, tzinfo=UTC))
        with app.app_context():
            read_only(False)
            letters = live_through(app, steps, is_cancelled=is_cancelled)
            db.session.remove()
            db.engine.dispose()

    sequences = [int(letter.walk("VEVENT")[0]["SEQUENCE"]) for letter in letters]
    methods = [str(letter["METHOD"]) for letter in letters]
    is_out = is_cancelled or last_of(steps) == "uninvite"
    assert sequences == sorted(sequences)
    assert methods[0] == "REQUEST"
    assert (methods[-1] == "CANCEL") == is_out


def last_of(steps: list[str]) -> str:
    """Return whether the guest was last invited or taken off the list."""
    return next((step for step in reversed(steps) if step in ("invite", "uninvite")), "invite")


def live_through(app, steps: list[str], *, is_cancelled: bool) -> list[Calendar]:
    """Let all of it happen to a session; return what was written to its guest, in order."""
    person = make_person(db.session, Role.HOST)
    make_licence()
    link = "https://example.org/sala/{}"
    event = book(
        app,
        person,
        services_of(app).clock() + timedelta(days=5),
        guests=GUEST,
        platform=Platform.OTHER,
        pasted_url=link.format(0),
    )
    work(app)
    post(app)
    for number, step in enumerate(steps, 1):
        services_of(app).clock.advance(minutes=1)
        match step:
            case "move":
                move(app, event, hours=1)
            case "rename":
                edit(app, event, summary=f"Plática {number}")
            case "note":
                edit(app, event, notes=f"Nota {number}")
            case "invite" | "uninvite":
                edit(app, event, guests=GUEST if step == "invite" else "")
            case "relink":
                edit(app, event, pasted_url=link.format(number))
    if is_cancelled:
        cancel(app, event)
        assert event.status is EventStatus.CANCELLED
    query = select(Message).where(Message.address == GUEST, Message.calendar != "")
    return [
        Calendar.from_ical(message.calendar)
        for message in db.session.scalars(query.order_by(Message.id))
    ]
