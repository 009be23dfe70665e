"""What the pages read of recordings."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.booking.models import Event
from vc.recordings.models import FileStatus, Recording, RecordingFile


def stored_or_coming(session: Session, event: Event, source: str) -> RecordingFile | None:
    """Return the file of a session from one source: the one that is safe, else the last one."""
    query = (
        select(RecordingFile)
        .join(Recording)
        .where(Recording.event_id == event.id, Recording.source == source)
        .order_by((RecordingFile.status == FileStatus.STORED).desc(), RecordingFile.id.desc())
    )
    return session.scalars(query.limit(1)).first()
