"""Where refusals of what is handed in are mended."""

from sqlalchemy.orm import Session

from vc.office.hooks import Cure, Named
from vc.recordings.models import Recording
from vc.uploads import material, service


def session_of(session: Session, here: Named) -> Named | None:
    """Return the session of the page's recording."""
    recording = session.get(Recording, here.get("recording_id", 0))
    return None if recording is None else {"event_id": recording.event_id}


OWN = (
    Cure((service.NO_SPACE,), "retention.index", "Ver qué se conserva"),
    Cure((material.NOT_MATERIAL,), "booking.edit", "Cambiar la sesión", session_of),
)
