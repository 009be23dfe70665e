"""The sessions whose certificates nobody gave out yet."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from flask import url_for
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from vc.accounts.models import Person
from vc.attendance.models import Attendance, Registration, RegistrationStatus
from vc.attendance.queries import STAYED
from vc.booking.models import Event
from vc.booking.pending import PendingKind, PendingRow, Query
from vc.booking.states import EventStatus
from vc.certificates.models import CertificateRule, CertificateRun
from vc.page_settings import NO_CERTIFICATE
from vc.permissions import Capability, Reach, reach_of
from vc.services import services

LONGEST_AGO = timedelta(days=30)
"""Whoever let a month pass does not mean to."""


def waiting(person: Person, now: datetime) -> Query | None:
    """Return the sessions of which it is known for good who was there, the oldest first."""
    reach = reach_of(person, Capability.ISSUE_CERTIFICATES)
    if reach is None:
        return None
    somebody_came = (
        select(Registration.id)
        .where(
            Registration.event_id == Event.id,
            Registration.status == RegistrationStatus.CONFIRMED,
            STAYED > 0,
        )
        .exists()
    )
    is_asked_for = select(CertificateRun.id).where(CertificateRun.event_id == Event.id).exists()
    query = (
        select(Event.id, Event.ends_at)
        .join(Attendance, Attendance.event_id == Event.id)
        .where(
            Event.starts_at > now - LONGEST_AGO,
            Event.ends_at <= now,
            Event.status == EventStatus.CONFIRMED,
            Attendance.due_at.is_(None),
            somebody_came,
            ~is_asked_for,
            _gives(),
        )
    )
    if reach is Reach.OWN:
        query = query.where(Event.is_of(person.id))
    return query.order_by(Event.ends_at, Event.id)


def _gives() -> ColumnElement[bool]:
    """Return the condition that a session gives certificates: by its word, its kind's, ours."""
    of_event = select(CertificateRule.minimum).where(CertificateRule.event_id == Event.id)
    of_kind = select(CertificateRule.minimum).where(CertificateRule.kind == Event.kind)
    own, usual = of_event.scalar_subquery(), of_kind.scalar_subquery()
    is_usual = services().settings.certificate_minimum != NO_CERTIFICATE
    by_kind = or_(usual != NO_CERTIFICATE, usual.is_(None)) if is_usual else usual != NO_CERTIFICATE
    return or_(own != NO_CERTIFICATE, and_(own.is_(None), by_kind))


def rows(session: Session, ids: Sequence[int], now: datetime) -> Iterator[PendingRow]:
    """Yield the sessions."""
    query = select(Event).where(Event.id.in_(ids)).order_by(Event.ends_at, Event.id)
    for event in session.scalars(query).unique():
        yield PendingRow(
            id=event.id,
            title=event.summary,
            url=url_for("certificates.index", event_id=event.id),
            at=event.ends_at,
        )


KIND = PendingKind(
    key="certificates",
    one="sesión con constancias por emitir",
    many="sesiones con constancias por emitir",
    entry="",
    waiting=waiting,
    rows=rows,
)
