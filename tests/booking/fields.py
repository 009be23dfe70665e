"""Every field of a session, each with an answer that is not what the form proposes."""

from collections.abc import Mapping
from datetime import timedelta

from tests.people import make_person, may_write
from vc.accounts.models import Role
from vc.booking.models import Campaign, EventKind, Visibility
from vc.db import db
from vc.licences.models import Platform


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


# A function where rows are needed; of the two instants, by how much they are moved.
OTHER: Mapping[str, object] = {
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


def other(name: str) -> object:
    """Return the other answer of a field, its rows made."""
    value = OTHER[name]
    return value() if callable(value) else value
