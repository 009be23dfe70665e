"""Where refusals of a series are mended."""

from sqlalchemy.orm import Session

from vc.booking import undo
from vc.booking.models import Event
from vc.office.hooks import Cure, Named
from vc.series.service import BOOKED_BEFORE


def series_of(session: Session, here: Named) -> Named | None:
    """Return the series of the page's session."""
    event = session.get(Event, here.get("event_id", 0))
    return None if event is None or event.series_id is None else {"series_id": event.series_id}


OWN = (
    Cure((undo.SUSPENDED,), "series.show", "Ver la serie", series_of),
    Cure((BOOKED_BEFORE,), "booking.index", "Ver las sesiones"),
)
