"""An office that has worked for years: as many rows as that leaves, written as quickly as may be.

The last months are the same however many there were before them, down to the ids: an office of
fewer rows is the large one whose past was cut off, so that one address shows the same in both.
Whatever a page costs more in the large database is what it reads of the past.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from flask import Flask
from sqlalchemy import func, insert, select, text

from bench import office_media
from bench.office_sizes import ONE_MONTH, PRESENT, TEN_YEARS, Sizes, last
from tests.people import password_hash
from vc.accounts.models import Person, Role
from vc.attendance.models import Attendance, Registration, RegistrationStatus
from vc.audit import AuditLine
from vc.booking.models import Event, EventKind, Folio, Meeting, Visibility
from vc.booking.states import EventStatus, MeetingStatus
from vc.calendars import service as calendars
from vc.calendars.service import office_of
from vc.channels import service as channels
from vc.db import Base, db, read_only
from vc.licences.models import Licence, Platform
from vc.mail.models import Kind, Message, MessageStatus
from vc.reconciliation.models import Delivery, DeliveryStatus
from vc.services import services

CHUNK = 2000
LICENCES = 4
FIRST_LINES = 100
"""More than the first channels leave in the audit."""
MONTH = timedelta(days=30)
TOPICS = ("Prevención de la extorsión", "Uso seguro de redes", "Día Naranja", "Ciberseguridad")
ACTIONS = (
    ("event.book", "Event"),
    ("event.change", "Event"),
    ("meeting.open", "Meeting"),
    ("message.send", "Message"),
    ("clip.edit", "Clip"),
    ("publication.queue", "Publication"),
)


_ALL = TEN_YEARS.sessions + ONE_MONTH.sessions
"""The last session's number: those of the coming month are there too."""


def fill(app: Flask, sizes: Sizes, now: datetime) -> None:
    """Fill an empty, migrated database; person 1 is its administrator. It commits."""
    read_only(False)
    put(Person, _persons(sizes, now))
    put(Licence, (_licence(number) for number in range(1, LICENCES + 1)))
    db.session.commit()
    boss = db.session.get_one(Person, 1)
    channels.add_first(db.session(), now=now, by=boss)
    coming = range(TEN_YEARS.sessions + 1, _ALL + 1)
    put(Event, (_event(number, now) for number in (*last("sessions", sizes), *coming)))
    put(Meeting, (_meeting(number, now) for number in (*last("sessions", sizes), *coming)))
    put(Folio, [{"year": now.year, "last": _ALL}])
    office_media.fill(app, sizes, now, event_of=lambda back: _past(sizes, back), put=put)
    put(Message, (_mail(number, sizes, now) for number in last("mails", sizes)))
    put(Registration, (_registration(n, sizes, now) for n in last("registrations", sizes)))
    put(Attendance, (_attendance(number, now) for number in last("sessions", sizes)))
    twice = range(2 * (TEN_YEARS.sessions - sizes.sessions) + 1, 2 * TEN_YEARS.sessions + 1)
    put(Delivery, (_delivery(number, now) for number in twice))
    put(AuditLine, (_audit_line(number, sizes, now) for number in last("audit", sizes)))
    db.session.commit()
    _render(now)
    _settle()


def put(model: type[Base], rows: Iterable[dict[str, object]]) -> None:
    """Write rows, a few thousand at a time."""
    waiting = iter(rows)
    while chunk := list(islice(waiting, CHUNK)):
        db.session.execute(insert(model.__table__), chunk)


def _render(now: datetime) -> None:
    """Render every session's entries, as its booking would have."""
    ids = list(db.session.scalars(select(Event.id).order_by(Event.id)))
    db.session.rollback()
    for begin in range(0, len(ids), CHUNK):
        chunk = ids[begin : begin + CHUNK]
        events = list(db.session.scalars(select(Event).where(Event.id.in_(chunk))).unique())
        calendars.render_events(
            db.session(), events, office=office_of(services()), now=now, new_ids=chunk
        )
        db.session.commit()
        db.session.expunge_all()


def _settle() -> None:
    """Let PostgreSQL count on from the last number, and know what the tables hold, as it would."""
    if db.engine.dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        if "id" in table.c and table.c.id.autoincrement is not False:
            last = db.session.scalar(select(func.max(table.c.id))) or 1
            serial = func.pg_get_serial_sequence(table.name, "id")
            db.session.execute(select(func.setval(serial, last)))
    db.session.commit()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _past(sizes: Sizes, back: int) -> tuple[int, int]:
    """Return the id of the session before so many others that are over, and how far back it is."""
    back = back % sizes.sessions
    return TEN_YEARS.sessions - back, back


def _starts(number: int, now: datetime) -> datetime:
    """Return when a session begins: they follow each other, a month's worth in thirty days."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    return hour + (number - TEN_YEARS.sessions) * MONTH / ONE_MONTH.sessions


def _ago(number: int, kind: str, now: datetime) -> datetime:
    """Return when the row with a number was written, the last of its kind just now."""
    return now - (getattr(TEN_YEARS, kind) - number) * MONTH / getattr(ONE_MONTH, kind)


def _person_of(back: int) -> int:
    """Return whose a row is that so many others follow; one person has none."""
    return 2 + back % (PRESENT - 2)


def _persons(sizes: Sizes, now: datetime) -> Iterator[dict[str, object]]:
    """Yield the people; the last who still works there has done nothing."""
    for number in range(1, sizes.people + 1):
        role = Role.COORDINATOR if number % 5 == 2 else Role.HOST
        yield {
            "id": number,
            "email": f"persona{number}@secesp.example",
            "name": f"Persona {number:03}",
            "role": Role.ADMINISTRATOR if number == 1 else role,
            "password_hash": password_hash(),
            "is_active": number <= PRESENT,
            "created_at": now - 121 * MONTH,
        }


def _licence(number: int) -> dict[str, object]:
    """Return an account that can host."""
    return {
        "id": number,
        "platform": Platform.ZOOM,
        "account_email": f"sala{number}@secesp.example",
        "label": f"Sala {number}",
        "has_recording": True,
        "has_streaming": True,
    }


def _event(number: int, now: datetime) -> dict[str, object]:
    """Return a session."""
    back, starts_at = _ALL - number, _starts(number, now)
    return {
        "id": number,
        "folio": f"VC-{starts_at.year}-{number:05d}",
        "uid": f"talk-bench-{number}@vc.secesp.example",
        "submission_key": f"bench-{number}",
        "status": EventStatus.CANCELLED if back % 23 == 5 else EventStatus.CONFIRMED,
        "last_modified": starts_at - timedelta(days=30),
        "summary": f"Plática {back}: {TOPICS[back % len(TOPICS)]}",
        "kind": list(EventKind)[back % len(EventKind)],
        "description": "Para madres, padres y docentes. Con constancia de participación.",
        "host_id": _person_of(back),
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=1),
        "tzid": "America/Mexico_City",
        "institution": f"Secundaria Técnica {back % 90}",
        "municipality": "Soledad de Graciano Sánchez",
        "visibility": Visibility.PUBLIC if back % 3 else Visibility.INTERNAL,
        "records": back % 3 == 0,
        "guests": "director@escuela.example",
        "takes_registrations": back % 4 == 0,
        "created_by_id": _person_of(back + 3),
        "created_at": starts_at - timedelta(days=30),
    }


def _meeting(number: int, now: datetime) -> dict[str, object]:
    """Return a session's room."""
    starts_at, is_over = _starts(number, now), number < TEN_YEARS.sessions
    is_cancelled = (_ALL - number) % 23 == 5
    return {
        "id": number,
        "event_id": number,
        "platform": Platform.ZOOM,
        "licence_id": 1 + number % LICENCES,
        "status": MeetingStatus.CLOSED if is_over or is_cancelled else MeetingStatus.OPEN,
        "external_id": str(90_000_000_000 + number),
        "join_url": f"https://zoom.us/j/{90_000_000_000 + number}",
        "passcode": "12345678",
        "wanted": 1,
        "done": 1,
        "opened_at": starts_at - timedelta(days=30),
        "started_at": starts_at if is_over else None,
        "ended_at": starts_at + timedelta(hours=1) if is_over else None,
    }


def _mail(number: int, sizes: Sizes, now: datetime) -> dict[str, object]:
    """Return a letter; of the last ones some could not be sent, or wait for a person."""
    back = TEN_YEARS.mails - number
    odd = {3: MessageStatus.FAILED, 50: MessageStatus.BY_HAND, 90: MessageStatus.UNKNOWN}
    sent_at = _ago(number, "mails", now)
    return {
        "id": number,
        "key": f"bench-{number}",
        "event_id": _past(sizes, back // 6)[0],
        "kind": list(Kind)[back % 5],
        "address": f"persona{back % 700}@escuela.example",
        "status": odd.get(back, MessageStatus.SENT),
        "subject": f"Invitación: {TOPICS[back % len(TOPICS)]}",
        "body": "Le esperamos. Entre con el enlace de abajo.",
        "created_at": sent_at,
        "sent_at": None if back in odd else sent_at,
    }


def _registration(number: int, sizes: Sizes, now: datetime) -> dict[str, object]:
    """Return somebody who registered."""
    back = TEN_YEARS.registrations - number
    return {
        "id": number,
        "event_id": _past(sizes, back // 3)[0],
        "email": f"asistente{number}@example.org",
        "name": f"Asistente {back}",
        "status": RegistrationStatus.CONFIRMED,
        "token": f"t{number}",
        "token_hash": f"{number:064}",
        "consented_at": _ago(number, "registrations", now),
        "created_at": _ago(number, "registrations", now),
    }


def _attendance(number: int, now: datetime) -> dict[str, object]:
    """Return who came to a session."""
    counted_at = _starts(number, now) + timedelta(hours=2)
    return {"event_id": number, "counted_at": counted_at, "people": 20 + number % 60}


def _delivery(number: int, now: datetime) -> dict[str, object]:
    """Return a webhook that came in."""
    at = _ago((number + 1) // 2, "sessions", now)
    return {
        "id": number,
        "vendor": "zoom",
        "body_hash": f"{number:064}",
        "status": DeliveryStatus.DONE,
        "event": "meeting.started" if number % 2 else "meeting.ended",
        "kind": "started" if number % 2 else "ended",
        "happened_at": at,
        "received_at": at,
        "external_id": str(90_000_000_000 + (number + 1) // 2),
        "body": {},
    }


def _audit_line(number: int, sizes: Sizes, now: datetime) -> dict[str, object]:
    """Return a line of the audit: nearly all are of a few kinds."""
    back = TEN_YEARS.audit - number
    action, kind = ("person.change", "Person") if back % 9000 == 7 else ACTIONS[back % len(ACTIONS)]
    event_id = _past(sizes, back // 50)[0]
    return {
        "id": FIRST_LINES + number,
        "at": _ago(number, "audit", now),
        "person_id": _person_of(back // 7),
        "person_name": f"Persona {_person_of(back // 7):03}",
        "action": action,
        "subject_kind": kind,
        "subject_id": event_id,
        "subject_label": f"VC-{event_id}",
        "event_id": event_id,
        "before": {"summary": "Plática"},
        "after": {"summary": "Plática segura"},
    }
