"""Publications as the rows of a table."""

from collections.abc import Sequence

from vc.publishing import labels
from vc.publishing.models import Publication
from vc.spreadsheet import Cell

COLUMNS = (
    *("Clip", "Folio del clip", "Canal", "Estado", "Planeada para", "Publicada"),
    *("Enlace", "Texto", "Por qué no salió"),
)


def row_of(publication: Publication) -> Sequence[Cell]:
    """Return a publication's cells, in the order of `COLUMNS`."""
    clip = publication.clip
    return (
        *(clip.title, clip.folio, publication.channel.name),
        labels.STATUSES[publication.status],
        *(publication.publish_after, publication.published_at, publication.permalink_url),
        *(publication.text, publication.last_error),
    )
