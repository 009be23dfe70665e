"""The drafts whose period is over: they wait to be looked through and frozen."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.accounts.models import Person
from vc.booking.pending import PendingKind, PendingRow, Query
from vc.dates import sentence
from vc.permissions import Capability, may
from vc.reports.models import Report, ReportStatus


def waiting_to_be_frozen(now: datetime) -> Query:
    """Return the drafts whose period is over, the oldest first."""
    query = select(Report.id, Report.ends_at).where(
        Report.status == ReportStatus.DRAFT, Report.ends_at <= now
    )
    return query.order_by(Report.ends_at, Report.id)


def to_freeze(person: Person, now: datetime) -> Query | None:
    """Return the drafts that wait for whoever may freeze them."""
    return waiting_to_be_frozen(now) if may(person, Capability.REPORT) else None


def rows(session: Session, ids: Sequence[int], now: datetime) -> Iterator[PendingRow]:
    """Yield the drafts, the oldest first."""
    query = select(Report).where(Report.id.in_(ids)).order_by(Report.ends_at, Report.id)
    for one in session.scalars(query):
        yield PendingRow(
            id=one.id,
            title=sentence(f"informe {one.of.of}"),
            url=url_for("reports.show", key=one.period),
            note="Revíselo, comente las metas y congélelo.",
            at=one.ends_at,
        )


KINDS = (
    PendingKind(
        key="reports",
        one="informe por congelar",
        many="informes por congelar",
        entry="publishing.results",
        waiting=to_freeze,
        rows=rows,
    ),
)
