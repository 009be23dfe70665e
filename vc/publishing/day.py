"""What the day's page shows of publications: what holds them back, and the month's figure."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vc.booking.day import DayNote, Goal
from vc.publishing import gates
from vc.publishing.models import Publication

PAUSED = "Publicaciones en pausa: {pause}."


def notes(session: Session, now: datetime) -> Iterator[DayNote]:
    """Yield the pauses that last."""
    for pause in gates.active_pauses(session, now):
        url = url_for("publishing.index", _anchor="pausas")
        yield DayNote(PAUSED.format(pause=pause), url)


def goals(session: Session, begin: datetime, end: datetime) -> Iterator[Goal]:
    """Yield how many clips went out in a month; the programme names no number."""
    query = select(func.count(Publication.clip_id.distinct())).where(
        Publication.published_at >= begin, Publication.published_at < end
    )
    count = session.scalar(query) or 0
    yield Goal("Clips publicados", count, url_for("publishing.results"))
