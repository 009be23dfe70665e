"""Where refusals about recordings are mended."""

from vc.office.hooks import Cure
from vc.recordings import download, ingest, service

OWN = (
    Cure((service.NO_SPACE, download.NO_SPACE), "retention.index", "Ver qué se conserva"),
    Cure((download.NO_DISK,), "diagnosis.index", "Ver el diagnóstico"),
    Cure((download.NO_SOURCE,), "uploads.new", "Subir el video"),
    Cure((ingest.IN_THE_BIN,), "player.show", "Ver la grabación"),
)
