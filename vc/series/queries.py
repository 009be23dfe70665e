"""What the pages of series read."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.errors import NotFoundError
from vc.series.models import Series, Suspension


def series_by_id(session: Session, series_id: int) -> Series:
    """Return a series. Raises NotFoundError."""
    series = session.get(Series, series_id)
    if series is None:
        raise NotFoundError("Esa serie no existe.")
    return series


def suspension_by_id(session: Session, suspension_id: int) -> Suspension:
    """Return a suspension that can still be resumed. Raises NotFoundError."""
    query = select(Suspension).where(
        Suspension.id == suspension_id, Suspension.resumed_at.is_(None)
    )
    suspension = session.scalar(query)
    if suspension is None:
        raise NotFoundError("Esa suspensión no existe o ya se reanudó.")
    return suspension
