"""Where refusals about clips are mended."""

from sqlalchemy.orm import Session

from vc.clips import encoding, queries, render_check, rendering, renders, service
from vc.clips.models import Clip
from vc.office.hooks import Cure, Named
from vc.recordings.models import RecordingFile


def recording_of(session: Session, here: Named) -> Named | None:
    """Return the recording that the page's clip, or its file, is of."""
    clip = session.get(Clip, here.get("clip_id", 0))
    file = clip.file if clip else session.get(RecordingFile, here.get("file_id", 0))
    return None if file is None else {"recording_id": file.recording_id}


OWN = (
    Cure(
        (
            *(service.IN_THE_BIN, service.NOT_STORED, queries.STILL_PREPARED),
            *(rendering.NOT_HERE, rendering.NOT_PREPARED, render_check.SHORT),
        ),
        "player.show",
        "Ver la grabación",
        recording_of,
    ),
    Cure((rendering.NO_SPACE,), "retention.index", "Ver qué se conserva"),
    Cure((rendering.NO_DISK, encoding.LOST), "diagnosis.index", "Ver el diagnóstico"),
    Cure((encoding.SILENT,), "clips.edit", "Abrir el editor"),
    Cure((renders.IS_WITHDRAWN,), "clips.show", "Ver el clip"),
    Cure((service.NO_PLATE,), "branding.index", "Ver las plantillas"),
    Cure((queries.BEING_CUT,), "clips.index", "Ver los clips"),
)
