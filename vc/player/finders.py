"""What a search of everything finds of recordings: them, and the second in which it was said."""

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from vc.booking.finders import about
from vc.booking.models import Event
from vc.dates import film_length
from vc.fulltext import matches
from vc.media.queries import posters_of
from vc.paging import Page, page_of
from vc.recordings.labels import STATUSES, TONES
from vc.recordings.models import Recording, RecordingStatus
from vc.search.hooks import MOST_TOLD, Asked, Finder, Hit, Picture
from vc.transcripts import fulltext
from vc.transcripts.models import TranscriptLine

UNTITLED = "Grabación sin título"
LEAST_SAID = 3
"""Every line has words that begin with one letter or two."""


def _find_recordings(session: Session, asked: Asked) -> Page[Hit]:
    """Return the recordings that are not in the bin, the newest first."""
    sessions = select(Event.id).where(about(session, asked.words))
    of_sessions = select(Recording.id).where(Recording.event_id.in_(sessions))
    by_itself = select(Recording.id).where(matches(session, Recording, asked.words))
    query = (
        select(Recording)
        .where(
            Recording.trashed_at.is_(None),
            Recording.is_dismissed.is_(False),
            # Each by its own index: of «or», neither database makes use.
            Recording.id.in_(of_sessions.union(by_itself)),
        )
        .order_by(Recording.recorded_at.desc(), Recording.id.desc())
    )
    # Joined, SQLite would put all sessions together with their hosts first.
    options = (selectinload(Recording.event).lazyload(Event.meeting),)
    page = page_of(session, query, asked.page, asked.size, options=options, most=MOST_TOLD)
    posters = posters_of(session, [one.id for one in page.rows])
    return page.of([_recording(one, posters) for one in page.rows])


def _recording(recording: Recording, posters: dict[int, int]) -> Hit:
    """Return a recording as it was found."""
    event, status = recording.event, recording.status
    is_usual = status is RecordingStatus.STORED
    return Hit(
        title=_title(recording),
        args={"recording_id": recording.id},
        row=recording,
        about=" · ".join((event.host.name, event.folio)) if event else "",
        at=recording.recorded_at,
        state=None if is_usual else (STATUSES[status], TONES[status]),
        picture=_picture(recording, posters),
        length=film_length(recording.duration_s) if recording.duration_s else "",
    )


def _find_said(session: Session, asked: Asked) -> Page[Hit]:
    """Return what was said, the newest recording first; each line leads to its second."""
    hits = fulltext.search(session, asked.words, page=asked.page, size=asked.size, most=MOST_TOLD)
    lines = [one.line for one in hits.rows]
    posters = posters_of(session, {one.recording_id for one in lines})
    is_more, has_next = hits.total >= MOST_TOLD, hits.number < hits.count
    page = Page(lines, hits.total, hits.number, asked.size, is_more, has_next)
    return page.of([_line(one, posters) for one in lines])


def _line(line: TranscriptLine, posters: dict[int, int]) -> Hit:
    """Return a line as it was found."""
    return Hit(
        title=line.text,
        args={"line_id": line.id},
        row=line,
        about=_title(line.recording),
        at=line.recording.recorded_at,
        picture=_picture(line.recording, posters),
        length=film_length(line.start_ms // 1000),
    )


def _title(recording: Recording) -> str:
    """Return what a recording is called."""
    return recording.event.summary if recording.event else recording.topic or UNTITLED


def _picture(recording: Recording, posters: dict[int, int]) -> Picture | None:
    """Return the address of a recording's poster."""
    file_id = posters.get(recording.id)
    return ("player.poster", {"file_id": file_id}) if file_id else None


RECORDINGS = Finder(
    key="grabaciones",
    title="Grabaciones",
    endpoint="player.show",
    icon="video",
    find=_find_recordings,
)
SAID = Finder(
    key="dicho",
    title="Se dijo",
    endpoint="player.at",
    icon="chat",
    find=_find_said,
    least=LEAST_SAID,
    is_said=True,
)
