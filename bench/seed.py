"""Fills a database with many sessions, as quickly as the rows can be written."""

from datetime import UTC, datetime, timedelta

from flask import Flask

from tests.people import make_person, sign_in_cookie
from vc.accounts.models import Role
from vc.booking.models import Event, EventKind, Meeting, Visibility
from vc.booking.states import EventStatus, MeetingStatus
from vc.db import db, read_only
from vc.licences.models import Licence, Platform

CHUNK = 1000
TOPICS = ("Prevención de la extorsión", "Uso seguro de redes", "Día Naranja", "Ciberseguridad")


def make_people(app: Flask) -> tuple[int, str]:
    """Add a coordinator; return their id and the cookie with which they are signed in."""
    read_only(False)
    person = make_person(db.session, Role.COORDINATOR, name="Coordinación")
    return person.id, sign_in_cookie(app, db.session, person)


def make_licences(count: int = 4) -> list[int]:
    """Add licences that can record; return their ids."""
    licences = [
        Licence(
            platform=Platform.ZOOM,
            account_email=f"sala{number}@secesp.example",
            label=f"Sala {number}",
            has_recording=True,
        )
        for number in range(1, count + 1)
    ]
    db.session.add_all(licences)
    db.session.commit()
    return [licence.id for licence in licences]


def make_events(person_id: int, licence_ids: list[int], count: int, *, every_h: int = 6) -> None:
    """Add public sessions from tomorrow on, so many hours apart, in transactions of a thousand."""
    tomorrow = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    for begin in range(0, count, CHUNK):
        for number in range(begin, min(begin + CHUNK, count)):
            starts_at = tomorrow + timedelta(hours=every_h * number)
            licence_id = licence_ids[number % len(licence_ids)]
            db.session.add(_event(person_id, licence_id, number, starts_at))
        db.session.commit()
        db.session.expunge_all()


def _event(person_id: int, licence_id: int, number: int, starts_at: datetime) -> Event:
    """Return one session with its room."""
    return Event(
        folio=f"VC-2000-{number:05d}",
        uid=f"talk-bench-{number}@vc.secesp.example",
        submission_key=f"bench-{number}",
        status=EventStatus.CONFIRMED,
        last_modified=starts_at - timedelta(days=30),
        summary=f"Plática {number}: {TOPICS[number % len(TOPICS)]}",
        kind=EventKind.TALK,
        description="Para madres, padres y docentes. Con constancia de participación.\n" * 4,
        host_id=person_id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        tzid="America/Mexico_City",
        institution=f"Secundaria Técnica {number % 90}",
        municipality="Soledad de Graciano Sánchez",
        visibility=Visibility.PUBLIC,
        created_by_id=person_id,
        created_at=starts_at - timedelta(days=30),
        meeting=Meeting(
            platform=Platform.ZOOM,
            licence_id=licence_id,
            status=MeetingStatus.OPEN,
            external_id=str(90_000_000_000 + number),
            join_url=f"https://zoom.us/j/{90_000_000_000 + number}?pwd=abcdef{number}",
            passcode="12345678",
            wanted=1,
            done=1,
        ),
    )
