"""What the pages of certificates read, and the figures for reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, false, func, select
from sqlalchemy.orm import Session, joinedload

from vc.attendance.models import Registration, RegistrationStatus
from vc.attendance.queries import STAYED
from vc.booking.models import Event
from vc.certificates.minimum import Minimum
from vc.certificates.models import Certificate, CertificateRun, CertificateStatus
from vc.paging import Page, page_of

PAGE_SIZE = 50
MOST_LACKING = 200


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people there are of each kind."""

    registered: int
    known: int
    """Of so many it is known how long they were there."""
    entitled: int
    """So many were there long enough."""
    given: int
    """So many hold a certificate that is valid."""
    to_give: int
    """So many are entitled to one and never had any."""


def counts(session: Session, event: Event, minimum: Minimum, length: int) -> Counts:
    """Return how many people of a session have or could have a certificate."""
    enough = minimum.minutes_of(length) <= STAYED if minimum.gives else false()
    valid = select(func.count()).where(
        Certificate.event_id == event.id, Certificate.status == CertificateStatus.VALID
    )
    people = _people(event).with_only_columns(
        func.count(),
        func.count().filter(STAYED.is_not(None)),
        func.count().filter(enough),
        valid.scalar_subquery(),
        func.count().filter(and_(enough, ~_has_one())),
        maintain_column_froms=True,
    )
    return Counts(*session.execute(people).one())


def given(session: Session, event: Event, number: int) -> Page[Certificate]:
    """Return a page of a session's certificates, as people registered."""
    query = select(Certificate).where(Certificate.event_id == event.id)
    query = query.options(joinedload(Certificate.replaced_by))
    return page_of(
        session, query.order_by(Certificate.registration_id, Certificate.edition), number, PAGE_SIZE
    )


def lacking(session: Session, event: Event) -> Sequence[Registration]:
    """Return who has no valid certificate, so many at most: to give one by hand."""
    valid = _has_one(Certificate.status == CertificateStatus.VALID)
    query = _people(event).where(~valid, Registration.name != "").order_by(Registration.place)
    return session.scalars(query.limit(MOST_LACKING)).all()


def run_of(session: Session, event: Event) -> CertificateRun | None:
    """Return the giving out of a session's certificates; None while nobody asked for it."""
    return session.scalar(select(CertificateRun).where(CertificateRun.event_id == event.id))


def issued(session: Session, begin: datetime, end: datetime) -> int:
    """Return how many people got a certificate in a time, [begin, end): a corrected one is one."""
    query = select(func.count(func.distinct(Certificate.registration_id))).where(
        Certificate.issued_at >= begin,
        Certificate.issued_at < end,
        Certificate.status != CertificateStatus.REVOKED,
    )
    return session.scalar(query) or 0


def _people(event: Event) -> Select[Registration]:
    """Return the query for those who had a seat."""
    return select(Registration).where(
        Registration.event_id == event.id, Registration.status == RegistrationStatus.CONFIRMED
    )


def _has_one(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that somebody has a certificate."""
    query = select(Certificate.id).where(Certificate.registration_id == Registration.id)
    return query.where(*conditions).exists()
