"""What pages read of preparations."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.media.models import Preparation
from vc.recordings.models import FileStatus, RecordingFile


def preparation_of(session: Session, file_ids: Iterable[int]) -> dict[int, Preparation]:
    """Return the preparations of these files, in one query, by the id of the file."""
    query = select(Preparation).where(Preparation.file_id.in_(list(file_ids)))
    return {preparation.file_id: preparation for preparation in session.scalars(query)}


def posters_of(session: Session, recording_ids: Iterable[int]) -> dict[int, int]:
    """Return the first file of each recording that has a poster, in one query."""
    ids = list(recording_ids)
    if not ids:
        return {}
    query = (
        select(RecordingFile.recording_id, RecordingFile.id)
        .join(Preparation, Preparation.file_id == RecordingFile.id)
        .where(
            RecordingFile.recording_id.in_(ids),
            RecordingFile.status == FileStatus.STORED,
            Preparation.poster_key != "",
        )
        .order_by(RecordingFile.started_at.desc(), RecordingFile.id.desc())
    )
    return dict(session.execute(query).all())
