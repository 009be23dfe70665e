"""Clips as the rows of a table."""

from collections.abc import Sequence

from vc.clips import labels
from vc.clips.models import Clip
from vc.spreadsheet import Cell

COLUMNS = (
    *("Folio", "Título", "Qué es", "Estado", "A cargo de"),
    *("Sesión", "Folio de la sesión", "Campaña", "Creado", "Último cambio"),
)


def row_of(clip: Clip) -> Sequence[Cell]:
    """Return a clip's cells, in the order of `COLUMNS`."""
    event = clip.event
    return (
        *(clip.folio, clip.title, labels.KINDS[clip.kind], labels.STATUSES[clip.status]),
        *(clip.author.name, event.summary if event else "", event.folio if event else ""),
        event.campaign.name if event and event.campaign else "",
        *(clip.created_at, clip.changed_at),
    )
