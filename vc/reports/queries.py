"""What the pages read of reports."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload, undefer

from vc.errors import NotFoundError
from vc.reports.models import Report
from vc.reports.periods import Period, PeriodKind, period_of

NO_PERIOD = "Ese informe no existe."
NO_VERSION = "Ese informe no tiene esa versión."


def period_by_key(key: str) -> Period:
    """Return the period that an address names. Raises NotFoundError."""
    found = period_of(key)
    if found is None:
        raise NotFoundError(NO_PERIOD)
    return found


def versions_of(session: Session, period: Period) -> list[Report]:
    """Return the versions of a report, the newest first, without what was frozen."""
    query = (
        select(Report)
        .where(Report.period == period.key)
        .options(selectinload(Report.comments), selectinload(Report.frozen_by))
        .order_by(Report.version.desc())
    )
    return list(session.scalars(query))


def newest_of(session: Session, period: Period) -> Report | None:
    """Return the newest version of a report; None where nobody began one."""
    query = select(Report).where(Report.period == period.key).order_by(Report.version.desc())
    return session.scalars(query.limit(1)).one_or_none()


def content_of(session: Session, report: Report) -> bytes:
    """Return what a report froze."""
    query = select(Report).where(Report.id == report.id).options(undefer(Report.content))
    return session.scalars(query.execution_options(populate_existing=True)).one().content


def newest_by_period(session: Session, periods: Iterable[Period]) -> dict[str, Report]:
    """Return the newest version of each report that there is, by its period's key."""
    keys = [one.key for one in periods]
    newest = (
        select(Report.period, func.max(Report.version).label("version"))
        .where(Report.period.in_(keys))
        .group_by(Report.period)
        .subquery()
    )
    query = select(Report).join(
        newest, (newest.c.period == Report.period) & (newest.c.version == Report.version)
    )
    return {one.period: one for one in session.scalars(query)}


def periods_of_year(year: Period) -> list[Period]:
    """Return the year, its quarters and its months."""
    first = Period(PeriodKind.MONTH, year.first)
    quarter = Period(PeriodKind.QUARTER, year.first)
    months = [first.moved(number) for number in range(12)]
    return [year, *(quarter.moved(number) for number in range(4)), *months]
