"""The sessions that wait for somebody: rooms that lack something, and the waiting list."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.accounts.models import Person
from vc.booking import queries
from vc.booking.models import Event, Meeting
from vc.booking.pending import PendingKind, PendingRow, Query
from vc.booking.states import MeetingStatus
from vc.licences.labels import PLATFORMS
from vc.permissions import Capability, may

NO_LINK = "Falta su enlace para entrar."
GONE = "La sala se borró en {platform}."
DIVERGED = "La sala es otra en {platform}."
NO_ROOM = "No se pudo crear la sala."
WAITS = "Todavía no hay una cuenta libre a esa hora."


def rooms(person: Person, now: datetime) -> Query | None:
    """Return the coming sessions of a person whose room lacks something, the nearest first."""
    return _own(select(Event.id, Event.starts_at).where(*queries.lacking_room(now)), person)


def without_licence(person: Person, now: datetime) -> Query | None:
    """Return the coming sessions of a person that are on the waiting list, the nearest first."""
    waits = Meeting.status == MeetingStatus.WAITING_FOR_LICENCE
    return _own(select(Event.id, Event.starts_at).where(*queries.to_come(now), waits), person)


def _own(query: Query, person: Person) -> Query | None:
    """Narrow a query of sessions to those that a person may change; None where there are none."""
    if not may(person, Capability.CHANGE_SESSION):
        return None
    query = query.join(Meeting, Meeting.event_id == Event.id)
    query = queries.only_of(query, person, Capability.CHANGE_SESSION)
    return query.order_by(Event.starts_at, Event.id)


def rows(session: Session, ids: Sequence[int], now: datetime) -> Iterator[PendingRow]:
    """Yield the sessions with what they lack."""
    query = select(Event).where(Event.id.in_(ids)).order_by(Event.starts_at, Event.id)
    for event in session.scalars(query).unique():
        yield PendingRow(
            id=event.id,
            title=event.summary,
            url=url_for("booking.show", event_id=event.id),
            note=lack_of(event.meeting),
            at=event.starts_at,
        )


def lack_of(meeting: Meeting) -> str:
    """Return what a room lacks, in a sentence; empty when it lacks nothing."""
    platform = PLATFORMS[meeting.platform]
    match meeting.status:
        case MeetingStatus.WAITING_FOR_LICENCE:
            return WAITS
        case MeetingStatus.GONE:
            return GONE.format(platform=platform)
        case MeetingStatus.DIVERGED:
            return DIVERGED.format(platform=platform)
        case MeetingStatus.FAILED:
            return meeting.last_error or NO_ROOM
        case MeetingStatus.PENDING if meeting.due_at is None:
            return meeting.alarm or meeting.last_error or NO_LINK
    return meeting.alarm or (meeting.last_error if meeting.due_at is None else "")


KINDS = (
    PendingKind(
        key="rooms",
        one="sala por atender",
        many="salas por atender",
        entry="booking.index",
        waiting=rooms,
        rows=rows,
        is_due=True,
        is_deadline=True,
    ),
    PendingKind(
        key="waiting-list",
        one="sesión en lista de espera",
        many="sesiones en lista de espera",
        entry="booking.index",
        waiting=without_licence,
        rows=rows,
        is_deadline=True,
    ),
)
