"""Who was in the room and never registered: their names for a while, and adding them by hand.

What the vendor calls them is kept sealed for a month, so that a person can tell who that was.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from integrations.contracts.meetings import Attendee
from vc import audit
from vc.accounts.models import Person
from vc.attendance.models import Registration, RegistrationStatus, UnmatchedStay, name_key
from vc.attendance.seats import next_place
from vc.attendance.service import token_hash
from vc.attendance.who_came import TOO_LONG, held, length_min, strangers
from vc.booking.models import Event
from vc.booking.states import EventStatus
from vc.errors import RuleError
from vc.services import Services
from vc.states import advance

KEPT_FOR = timedelta(days=30)
"""So long after a session the vendor's names are kept: by then its certificates are given out."""
MOST_KEPT = 300
LONGEST_NAME = 200
NOT_OVER = "La sesión todavía no termina: se agrega a quien ya estuvo."
WAS_CANCELLED = "La sesión se canceló: nadie asistió."
IS_LISTED = "Esa persona ya está en el registro: corrija ahí cuánto estuvo."
ONE_OF_BOTH = "Elija a la persona de la sala o escriba los minutos, no las dos cosas."


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Newcomer:
    """Somebody who is added; its repr is the object's own, so that no log names them."""

    name: str
    why: str
    email: str = ""
    minutes: int | None = None
    stay_id: int | None = None
    """Who they were in the room, by what the vendor tells."""


def keep(
    session: Session, event: Event, stays: Sequence[Attendee], known: Sequence[Registration]
) -> None:
    """Keep who was in the room and is nobody of the list, in the place of what was kept.

    Of a session that nobody registers for nothing is kept. The caller commits.
    """
    _forget(session, event.id)
    if not event.takes_registrations:
        return
    found = strangers(stays, known, held(event))
    session.add_all(
        UnmatchedStay(event_id=event.id, name=name[:LONGEST_NAME], minutes=minutes)
        for name, minutes in found[:MOST_KEPT]
    )


def of_event(session: Session, event: Event) -> Sequence[UnmatchedStay]:
    """Return who was in the room and is nobody of the list, who stayed longest first."""
    query = select(UnmatchedStay).where(UnmatchedStay.event_id == event.id)
    return session.scalars(query.order_by(UnmatchedStay.minutes.desc(), UnmatchedStay.id)).all()


def check_is_over(event: Event, now: datetime) -> None:
    """Refuse a session that nobody can have been to yet. Raises RuleError."""
    if event.status is EventStatus.CANCELLED:
        raise RuleError(WAS_CANCELLED)
    if not event.is_past(now):
        raise RuleError(NOT_OVER)


def add(
    session: Session, event: Event, new: Newcomer, *, by: Person, now: datetime
) -> Registration:
    """Add somebody to who came, by a person's word. Raises RuleError; the caller commits.

    Whoever registered and had no seat gets one. Nothing is written to them by it.
    """
    check_is_over(event, now)
    minutes = _minutes(session, event, new)
    # The session's row stands for its list: of a form that is sent twice one goes on.
    session.execute(select(Event.id).where(Event.id == event.id).with_for_update())
    query = select(Registration).where(
        Registration.event_id == event.id,
        Registration.email == new.email.lower(),
        Registration.name_key == name_key(new.name),
    )
    row = session.scalar(query)
    if row is not None and row.status is RegistrationStatus.CONFIRMED:
        raise RuleError(IS_LISTED, field="name")
    if row is None:
        row = _new(session, event, new, now)
        session.add(row)
    else:
        advance(row, RegistrationStatus.CONFIRMED, now=now, by=by)
    row.added_why = new.why
    if minutes is not None:
        row.corrected_min, row.corrected_why = minutes, new.why
    session.flush()
    after = {"minutes": minutes}
    audit.record(
        *(session, row, "registration.bring"), now=now, by=by, before={}, after=after,
        reason=new.why,
    )  # fmt: skip
    return row


def forget_names(session: Session, services: Services) -> None:
    """Delete the vendor's names a month after their sessions. It commits."""
    over = select(Event.id).where(Event.ended_by(services.clock() - KEPT_FOR))
    gone = delete(UnmatchedStay).where(UnmatchedStay.event_id.in_(over))
    session.execute(gone.execution_options(synchronize_session=False))
    session.commit()


def _minutes(session: Session, event: Event, new: Newcomer) -> int | None:
    """Return how long somebody was there; None where nobody says so. Raises RuleError."""
    if new.stay_id is None:
        most = length_min(event)
        if new.minutes is not None and new.minutes > most:
            raise RuleError(TOO_LONG.format(most=most), field="minutes")
        return new.minutes
    if new.minutes is not None:
        raise RuleError(ONE_OF_BOTH, field="minutes")
    stay = session.get(UnmatchedStay, new.stay_id)
    return stay.minutes if stay is not None and stay.event_id == event.id else None


def _new(session: Session, event: Event, new: Newcomer, now: datetime) -> Registration:
    """Return the row of somebody who never registered."""
    token = secrets.token_urlsafe(24)
    return Registration(
        event=event,
        email=new.email.lower(),
        name=new.name,
        status=RegistrationStatus.CONFIRMED,
        place=next_place(session, event),
        token=token,
        token_hash=token_hash(token),
        consented_at=now,
        created_at=now,
    )


def _forget(session: Session, event_id: int) -> None:
    """Delete what was kept of a session's room."""
    gone = delete(UnmatchedStay).where(UnmatchedStay.event_id == event_id)
    session.execute(gone.execution_options(synchronize_session=False))
