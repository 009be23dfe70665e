"""The rules of certificates: who gets one, giving out, taking back, correcting, verifying.

Rows are the truth: a paper is as good as what its folio's page says.
"""

from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.attendance.models import Registration, RegistrationStatus
from vc.booking.models import Event
from vc.booking.states import EventStatus
from vc.certificates import folios, letters
from vc.certificates.models import Certificate, CertificateRun, CertificateStatus
from vc.db import insert_once
from vc.errors import NotFoundError, RuleError
from vc.jobs import wake
from vc.states import advance

NOT_OVER = "La sesión todavía no termina: las constancias se emiten después."
NOT_HELD = "La sesión se canceló: no hay constancias que emitir."
HAS_ONE = "Esa persona ya tiene una constancia válida."
NOT_VALID = "Esa constancia ya no vale: no se puede cambiar."
SAME_NAME = "Ese nombre ya es el de la constancia."
NAME_GONE = "Su nombre ya se borró por la regla de conservación: no se puede emitir otra."
UNKNOWN = "Ese folio no es de ninguna constancia de esta oficina. Revise que esté completo."
MISSING = "Esa constancia no existe."


def ask_for_all(session: Session, event: Event, *, by: Person, now: datetime) -> CertificateRun:
    """Have the certificates and thanks of a session given out; who has got one gets no other.

    Raises RuleError before its end. The caller commits.
    """
    check_is_over(event, now)
    insert_once(
        *(session, CertificateRun, "event_id"), event_id=event.id, asked_by_id=by.id, asked_at=now
    )
    query = select(CertificateRun).where(CertificateRun.event_id == event.id)
    run = session.scalars(query.with_for_update(of=CertificateRun)).one()
    if run.due_at is not None:
        return run
    run.asked_by_id, run.asked_at, run.due_at = by.id, now, now
    run.cursor, run.looked_at, run.finished_at = 0, 0, None
    run.total = session.scalar(_confirmed(event).with_only_columns(func.count())) or 0
    audit.record(session, event, "event.certificates", now=now, by=by, before={}, after={})
    wake(session, "give_certificates", run.id)
    return run


def check_is_over(event: Event, now: datetime) -> None:
    """Refuse certificates of what was not held, or goes on. Raises RuleError."""
    if event.status is EventStatus.CANCELLED:
        raise RuleError(NOT_HELD)
    if not event.is_over(now):
        raise RuleError(NOT_OVER)


def give(
    session: Session, registration: Registration, *, by: Person, now: datetime, why: str = ""
) -> Certificate | None:
    """Give out somebody's certificate, and its letter; None where another one did so before.

    Without a reason it is the first of somebody who was there long enough. The caller commits.
    """
    last = latest(session, registration.id)
    if last is not None and not why:
        return None
    edition = last.edition + 1 if last else 1
    found = _add(session, registration, registration.name, edition, by=by, now=now, why=why)
    if found is not None:
        letters.queue(session, registration, now, edition=edition)
    return found


def give_by_hand(
    session: Session, registration: Registration, why: str, *, by: Person, now: datetime
) -> Certificate:
    """Give a certificate to somebody whose presence does not tell, with the reason.

    Raises RuleError. The caller commits.
    """
    check_is_over(registration.event, now)
    if not registration.name:
        raise RuleError(NAME_GONE)
    last = latest(session, registration.id)
    found = None
    if last is None or not last.is_valid:
        found = give(session, registration, by=by, now=now, why=why)
    if found is None:
        raise RuleError(HAS_ONE)
    return found


def revoke(session: Session, row: Certificate, why: str, *, by: Person, now: datetime) -> None:
    """Take a certificate back; its page says so from now on. Raises RuleError."""
    if not row.is_valid:
        raise RuleError(NOT_VALID)
    _end(row, CertificateStatus.REVOKED, why, by=by, now=now)


def reissue(
    session: Session, row: Certificate, name: str, why: str, *, by: Person, now: datetime
) -> Certificate:
    """Give out a certificate anew with the name corrected; the page of the old folio says so.

    The registration keeps what was typed. Raises RuleError. The caller commits.
    """
    if not row.is_valid:
        raise RuleError(NOT_VALID)
    if not row.name:
        raise RuleError(NAME_GONE)
    if name == row.name:
        raise RuleError(SAME_NAME, field="name")
    registration, edition = row.registration, row.edition + 1
    found = _add(session, registration, name, edition, by=by, now=now, why=why)
    if found is None:
        raise RuleError(NOT_VALID)
    _end(row, CertificateStatus.REPLACED, why, by=by, now=now, replaced_by_id=found.id)
    letters.queue(session, registration, now, edition=edition)
    return found


def forget_names(session: Session, registration_ids: list[int]) -> None:
    """Forget the names on the certificates of people; their folios stay good."""
    query = select(Certificate).where(Certificate.registration_id.in_(registration_ids))
    for row in session.scalars(query):
        row.name = ""


def latest(session: Session, registration_id: int) -> Certificate | None:
    """Return somebody's certificate, the last of several; None where there is none."""
    query = select(Certificate).where(Certificate.registration_id == registration_id)
    return session.scalars(query.order_by(Certificate.edition.desc())).first()


def by_folio(session: Session, typed: str) -> Certificate:
    """Return the certificate of a folio, however it is typed. Raises NotFoundError."""
    folio = folios.as_kept(typed)
    query = select(Certificate).where(Certificate.folio == folio)
    found = session.scalar(query) if folio else None
    if found is None:
        raise NotFoundError(UNKNOWN)
    return found


def certificate_by_id(session: Session, event: Event, certificate_id: int) -> Certificate:
    """Return a certificate of a session. Raises NotFoundError."""
    found = session.get(Certificate, certificate_id)
    if found is None or found.event_id != event.id:
        raise NotFoundError(MISSING)
    return found


def is_of(row: Certificate, name: str) -> bool:
    """Tell whether a name that somebody typed is the one on a certificate."""
    return folios.digest_of(row.folio, name) == row.name_digest


def _confirmed(event: Event) -> Select[Registration]:
    """Return the query for those who had a seat."""
    return select(Registration).where(
        Registration.event_id == event.id, Registration.status == RegistrationStatus.CONFIRMED
    )


def _add(
    session: Session,
    registration: Registration,
    name: str,
    edition: int,
    *,
    by: Person,
    now: datetime,
    why: str,
) -> Certificate | None:
    """Add a certificate of an edition, unless there is one."""
    event = registration.event
    folio = folios.new_folio(event.folio)
    number = insert_once(
        *(session, Certificate, ("registration_id", "edition")),
        event_id=event.id,
        registration_id=registration.id,
        edition=edition,
        folio=folio,
        name=name,
        name_digest=folios.digest_of(folio, name),
        title=event.summary,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        minutes=registration.minutes,
        status=CertificateStatus.VALID,
        issued_at=now,
        issued_by_id=by.id,
        why=why,
        ended_why="",
    )
    if number is None:
        return None
    row = session.get_one(Certificate, number)
    audit.record(
        *(session, row, "certificate.give"), now=now, by=by, before={}, after={}, reason=why
    )
    return row


def _end(
    row: Certificate,
    status: CertificateStatus,
    why: str,
    *,
    by: Person,
    now: datetime,
    **changes: object,
) -> None:
    """Let a certificate hold no more."""
    changes |= {"ended_at": now, "ended_why": why}
    advance(row, status, now=now, by=by, reason=why, **changes)
