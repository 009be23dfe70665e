"""For every field of the booking form: what people have after an edit is what is rendered anew."""

from dataclasses import fields
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.booking.sessions import book, work
from tests.calendars.test_feeds import rebuild
from tests.mail.conftest import edit, host, post, same_clock, settings  # noqa: F401 - fixtures
from tests.mail.server import mail_server  # noqa: F401 - a fixture
from tests.people import make_person, may_write
from vc.accounts.models import Role
from vc.booking.models import Campaign, Event, EventKind, Visibility
from vc.booking.requests import NewEvent
from vc.calendars.models import Fragment
from vc.db import db
from vc.errors import RuleError
from vc.licences.models import Licence, Platform
from vc.mail.models import Message

# What a person of the form can answer, other than it was; a function where rows are needed.
OTHER = {
    "summary": "Plática: seguridad en el hogar",
    "kind": EventKind.FORUM,
    "host_id": lambda: person("Zoé Ávila"),
    "starts_at": timedelta(hours=2),
    "ends_at": timedelta(minutes=30),
    "tzid": "America/Tijuana",
    "platform": Platform.OTHER,
    "pasted_url": "https://meet.example.com/otra",
    "campaign_id": lambda: campaign("Día Naranja"),
    "description": "Traer identificación.",
    "cohost_ids": lambda: (person("Ulises Mora"), person("Ángel Ruiz"), person("Bety Lara")),
    "area": "Prevención",
    "institution": "Secundaria 12",
    "municipality": "Soledad",
    "audience_size": 40,
    "has_minors": True,
    "visibility": Visibility.INTERNAL,
    "records": True,
    "streams": True,
    "is_webinar": True,
    "has_waiting_room": False,
    "notes": "Llevar proyector",
    "guests": "luis@fiscalia.example",
    "takes_registrations": True,
    "seats": 10,
}
NO_ANSWERS = {"submission_key", "waits_for_licence", "licence_id", "overrule_reason"}
"""What goes with a booking and is no field of a session."""


def person(name: str) -> int:
    """Add somebody and return their id."""
    found = make_person(db.session, Role.HOST, name=name, email=f"{len(name)}{name[-1]}@x.example")
    return found.id


def campaign(name: str) -> int:
    """Add a campaign and return its id."""
    with may_write():
        db.session.rollback()
        found = Campaign(name=name)
        db.session.add(found)
        db.session.commit()
        return found.id


def stored() -> dict[tuple[object, ...], bytes]:
    """Return the entries of all feeds."""
    db.session.rollback()
    rows = db.session.execute(select(Fragment.event_id, Fragment.audience, Fragment.body))
    found = {(event_id, audience): body for event_id, audience, body in rows}
    db.session.rollback()
    return found


def count_of_messages() -> int:
    """Return how many messages there are."""
    found = len(db.session.scalars(select(Message.id)).all())
    db.session.rollback()
    return found


@pytest.fixture
def talk(app, clock, host) -> Event:  # noqa: F811
    """A public session whose people were told, with a campaign and a co-host."""
    with may_write():
        db.session.execute(update(Licence).values(has_webinar=True, has_streaming=True))
        db.session.commit()
    event = book(
        app,
        host,
        clock() + timedelta(days=3),
        visibility=Visibility.PUBLIC,
        guests="ana@fiscalia.example",
        campaign_id=campaign("16 días"),
        cohost_ids=(person("Ernesto Paz"),),
    )
    work(app)
    post(app)
    return event


def test_every_field_of_a_session_is_tried():
    assert {field.name for field in fields(NewEvent)} - NO_ANSWERS == set(OTHER)


@pytest.mark.parametrize("name", OTHER)
def test_after_an_edit_feeds_and_mails_are_what_is_rendered_anew(app, talk, name):
    value = OTHER[name]() if callable(OTHER[name]) else OTHER[name]
    changes = {name: getattr(talk, name) + value if isinstance(value, timedelta) else value}
    if name == "starts_at":
        changes["ends_at"] = talk.ends_at + value
    if name == "platform":
        # A session that was booked keeps its own: the change is refused, and nothing changes.
        with pytest.raises(RuleError):
            edit(app, talk, **changes)
        db.session.rollback()
    else:
        edit(app, talk, **changes)
    entries, told = stored(), count_of_messages()

    rebuild(app)
    post(app)

    assert stored() == entries
    assert count_of_messages() == told
