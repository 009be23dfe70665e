"""Recordings as the rows of a table."""

from collections.abc import Sequence

from vc.booking import labels as booking
from vc.recordings import labels
from vc.recordings.models import Recording
from vc.spreadsheet import Cell

COLUMNS = (
    *("Título", "Folio de la sesión", "Tipo de sesión", "Anfitrión", "Campaña"),
    *("Empezó", "Minutos", "Viene de", "Estado"),
)


def row_of(recording: Recording) -> Sequence[Cell]:
    """Return a recording's cells, in the order of `COLUMNS`."""
    event = recording.event
    minutes = None if recording.duration_s is None else round(recording.duration_s / 60)
    return (
        event.summary if event else recording.topic,
        event.folio if event else "",
        booking.KINDS[event.kind] if event else "",
        event.host.name if event else "",
        event.campaign.name if event and event.campaign else "",
        *(recording.recorded_at, minutes, labels.source_name(recording.source)),
        labels.STATUSES[recording.status],
    )
