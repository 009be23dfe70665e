"""Where refusals about moments are mended."""

from sqlalchemy.orm import Session

from vc.booking.models import Event
from vc.office.hooks import Cure, Named
from vc.player.service import NO_SESSION, NOT_RUNNING
from vc.recordings.queries import recordings_of


def recording_of(session: Session, here: Named) -> Named | None:
    """Return the first recording of the page's session."""
    event = session.get(Event, here.get("event_id", 0))
    found = recordings_of(session, event) if event is not None else []
    return {"recording_id": found[0].id} if found else None


OWN = (
    Cure((NO_SESSION,), "recordings.choose", "Asignar la grabación"),
    Cure((NOT_RUNNING,), "player.show", "Ver la grabación", recording_of),
)
