"""What a certificate takes: by the session's own word, else its kind's, else the office's."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from vc import audit
from vc.booking.models import Event, EventKind
from vc.certificates.minimum import Minimum
from vc.certificates.models import CertificateRule
from vc.db import Base


def minimum_of(session: Session, event: Event, usual: str) -> Minimum:
    """Return what a session asks for; `usual` is the office's."""
    query = select(CertificateRule).where(
        or_(CertificateRule.event_id == event.id, CertificateRule.kind == event.kind)
    )
    rules = sorted(session.scalars(query), key=lambda one: one.event_id is None)
    return Minimum(rules[0].minimum if rules else usual)


def own(session: Session, event: Event) -> str:
    """Return a session's own word; empty where it has none."""
    query = select(CertificateRule.minimum).where(CertificateRule.event_id == event.id)
    return session.scalar(query) or ""


def by_kind(session: Session) -> dict[EventKind, str]:
    """Return the word of every kind that has one."""
    query = select(CertificateRule.kind, CertificateRule.minimum)
    rows = session.execute(query.where(CertificateRule.kind.is_not(None))).all()
    return {kind: minimum for kind, minimum in rows if kind is not None}


def set_own(
    session: Session, event: Event, minimum: str, *, by: audit.Actor, now: datetime
) -> None:
    """Keep a session's own word; an empty one is that of its kind again. The caller commits."""
    before = own(session, event)
    if before == minimum:
        return
    row = session.scalar(select(CertificateRule).where(CertificateRule.event_id == event.id))
    _set(session, row or CertificateRule(event_id=event.id), minimum)
    _line(session, event, "event.certificate_rule", before, minimum, by=by, now=now)


def set_kinds(
    session: Session, wanted: Mapping[EventKind, str], *, by: audit.Actor, now: datetime
) -> None:
    """Keep the words of kinds; an empty one is the office's again. The caller commits."""
    query = select(CertificateRule).where(CertificateRule.kind.is_not(None))
    known = {row.kind: row for row in session.scalars(query)}
    for kind, minimum in wanted.items():
        row = known.get(kind)
        before = row.minimum if row else ""
        if before == minimum:
            continue
        row = row or CertificateRule(kind=kind, minimum=minimum)
        session.add(row)
        session.flush()
        _line(session, row, "certificaterule.set", before, minimum, by=by, now=now)
        _set(session, row, minimum)


def _set(session: Session, row: CertificateRule, minimum: str) -> None:
    """Keep a rule, or drop one that says nothing."""
    if minimum:
        row.minimum = minimum
        session.add(row)
    elif row.id:
        session.delete(row)


def _line(
    session: Session,
    row: Base,
    action: str,
    before: str,
    after: str,
    *,
    by: audit.Actor,
    now: datetime,
) -> None:
    """Add the line of a change."""
    audit.record(
        *(session, row, action),
        now=now,
        by=by,
        before={"minimum": before},
        after={"minimum": after},
    )
