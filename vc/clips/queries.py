"""What the services and the pages read of clips."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from vc.accounts.endings import Held
from vc.accounts.models import Person
from vc.audit import AuditLine
from vc.booking.models import Event
from vc.clips import serialization
from vc.clips.edit import Edit, Film
from vc.clips.ffmpeg_cut import rate_of
from vc.clips.models import (
    Clip,
    ClipKind,
    ClipRender,
    ClipRevision,
    ClipStatus,
    CutListImport,
)
from vc.clips.suggestions import Mark, Suggestion, editorial_words, suggest
from vc.clips.tabs import Tab, condition
from vc.errors import NotFoundError, RuleError
from vc.folding import holds
from vc.inputs import number_of
from vc.media.queries import preparation_of
from vc.paging import Page, page_of
from vc.player.queries import moments_of, spoken_of
from vc.player.service import second_in
from vc.recordings.models import Recording, RecordingFile
from vc.transcripts.tracks import Cue

PAGE_SIZE = 25
MOST_LINES = 100
MOST_TEXT = 100
MOST_NAMED = 5
MOST_IMPORTS = 3
S = ClipStatus
IN_WORK = (S.DRAFT, S.RENDERING, S.READY, S.IN_REVIEW, S.CHANGES_REQUESTED, S.FAILED)
"""As long as a clip is in one of these it may be cut again, for which its recording is needed."""
BEING_CUT = "Se está cortando de ella: {names}. Termine esos clips o descártelos antes."
STILL_PREPARED = (
    "La grabación todavía se está preparando. Espere a que termine: la página lo avisa sola."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What the list is narrowed to; everything is optional."""

    text: str = ""
    tab: Tab = Tab.ALL
    kind: ClipKind | None = None
    page: int = 1

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Search":
        """Return the search that an address asks for; what makes no sense is left out."""
        tab, kind = asked.get("ver"), asked.get("tipo")
        return cls(
            text=asked.get("q", "").strip()[:MOST_TEXT],
            tab=Tab(tab) if tab in list(Tab) else Tab.ALL,
            kind=ClipKind(kind) if kind in list(ClipKind) else None,
            page=number_of(asked.get("pagina")) or 1,
        )


def clip_by_id(session: Session, clip_id: int) -> Clip:
    """Return a clip. Raises NotFoundError."""
    clip = session.get(Clip, clip_id)
    if clip is None:
        raise NotFoundError("Ese clip no existe.")
    return clip


def clip_of_folio(session: Session, text: str) -> Clip | None:
    """Return the clip that a folio names, however it is typed; a number alone is its own."""
    year, _, number = text.strip().upper().removeprefix("C-").rpartition("-")
    clip = session.get(Clip, number_of(number) or 0)
    return clip if clip is not None and year in ("", f"{clip.created_at:%Y}") else None


def edit_of(session: Session, clip: Clip, number: int | None = None) -> Edit:
    """Return the state of a clip's edit that counts, or the one with a number."""
    number = clip.revision if number is None else number
    query = select(ClipRevision.body).where(
        ClipRevision.clip_id == clip.id, ClipRevision.number == number
    )
    return serialization.read(session.scalars(query).one())


def edits_of(session: Session, wanted: Collection[tuple[int, int]]) -> dict[tuple[int, int], Edit]:
    """Return states of clips' edits by (clip id, number).

    Asked for by clips: given pairs, SQLite reads every state there is.
    """
    query = select(ClipRevision.clip_id, ClipRevision.number, ClipRevision.body).where(
        ClipRevision.clip_id.in_({clip_id for clip_id, _ in wanted}),
        ClipRevision.number.in_({number for _, number in wanted}),
    )
    return {
        (clip_id, number): serialization.read(body)
        for clip_id, number, body in session.execute(query)
        if (clip_id, number) in wanted
    }


def has_revision(session: Session, clip: Clip, number: int) -> bool:
    """Tell whether a state of the edit is kept under a number."""
    query = select(ClipRevision.id).where(
        ClipRevision.clip_id == clip.id, ClipRevision.number == number
    )
    return session.scalar(query) is not None


def film_of(session: Session, file: RecordingFile) -> Film:
    """Return a file's facts for a cut. Raises RuleError while they are not known yet."""
    preparation = preparation_of(session, [file.id]).get(file.id)
    if preparation is None or preparation.duration_ms is None:
        raise RuleError(STILL_PREPARED)
    # ffmpeg tells 29.97 for 30000/1001: after an hour that is half a frame.
    rate = float(rate_of(preparation.frame_rate)) if preparation.video_codec else None
    return Film(preparation.duration_ms, rate)


def said_in(session: Session, file: RecordingFile) -> list[Cue]:
    """Return the lines that are said in a file, by its own time."""
    return spoken_of(session, file.recording, file)


def suggestions_of(session: Session, file: RecordingFile, limit: int = 6) -> list[Suggestion]:
    """Return the best parts of a film for a clip, so many, with the reasons."""
    said = said_in(session, file)
    marked = moments_of(session, file.recording.event, file.recording)
    marks = [Mark(round(second_in(file, one.at) * 1000), one.note) for one in marked]
    names = {cue.speaker for cue in said if cue.speaker}
    inside = [mark for mark in marks if mark.at_ms >= 0]
    prepared = preparation_of(session, [file.id]).get(file.id)
    return suggest(
        *(said, inside),
        words=editorial_words(),
        names=sorted(names),
        limit=limit,
        length_ms=prepared.duration_ms if prepared else None,
    )


def render_by_id(session: Session, clip_id: int, render_id: int) -> ClipRender:
    """Return a file of a clip that is made. Raises NotFoundError."""
    render = session.get(ClipRender, render_id)
    if render is None or render.clip_id != clip_id or not render.key:
        raise NotFoundError("Ese archivo no existe.")
    return render


def clips_of_file(session: Session, file: RecordingFile) -> list[Clip]:
    """Return the clips that were cut out of a file, the newest first."""
    query = select(Clip).where(Clip.file_id == file.id).order_by(Clip.id.desc())
    return list(session.scalars(query))


def imports_of(session: Session, file: RecordingFile, since: datetime) -> list[CutListImport]:
    """Return the lists of cuts that were handed in for a file since then, the newest first."""
    query = select(CutListImport).where(
        CutListImport.file_id == file.id, CutListImport.created_at > since
    )
    return list(session.scalars(query.order_by(CutListImport.id.desc()).limit(MOST_IMPORTS)))


def clips_of_event(session: Session, event: Event) -> list[Clip]:
    """Return the clips of a session, the newest first."""
    query = select(Clip).where(Clip.event_id == event.id).order_by(Clip.id.desc())
    return list(session.scalars(query))


def why_needed(session: Session, recording: Recording) -> str:
    """Return the reason for a recording to stay: clips that are cut from it; empty for none."""
    query = (
        select(Clip)
        .join(RecordingFile, RecordingFile.id == Clip.file_id)
        .where(RecordingFile.recording_id == recording.id, Clip.status.in_(IN_WORK))
        .order_by(Clip.id)
    )
    found = list(session.scalars(query.limit(MOST_NAMED)))
    if not found:
        return ""
    names = ", ".join(clip.folio for clip in found)
    return BEING_CUT.format(names=names)


def unfinished_of(session: Session, person: Person, now: datetime) -> list[Held]:
    """Return the clips in work whose author a person is: it is their author that they wait for."""
    return [Held(str(clip)) for clip in session.scalars(in_work_of(person))]


def in_work_of(person: Person) -> Select[Clip]:
    """Return the query for the clips in work of an author."""
    query = select(Clip).where(Clip.author_id == person.id, Clip.status.in_(IN_WORK))
    return query.order_by(Clip.id)


def search(session: Session, wanted: Search, is_out: ColumnElement[bool]) -> Page[Clip]:
    """Return one page of the clips that match, those that changed last first.

    `is_out` is the condition of what the public sees.
    """
    options = (joinedload(Clip.event).lazyload("*"), selectinload(Clip.renders))
    return page_of(session, found(wanted, is_out), wanted.page, PAGE_SIZE, options=options)


def found(wanted: Search, is_out: ColumnElement[bool]) -> Select[Clip]:
    """Return the query of every clip that matches, those that changed last first."""
    query = select(Clip).where(condition(wanted.tab, is_out))
    if wanted.kind is not None:
        query = query.where(Clip.kind == wanted.kind)
    if wanted.text:
        query = query.where(holds(wanted.text, Clip.folded))
    return query.order_by(Clip.changed_at.desc(), Clip.id.desc())


def lines_of(session: Session, clip: Clip) -> list[AuditLine]:
    """Return a clip's own history, the newest first."""
    query = select(AuditLine).where(
        AuditLine.subject_kind == "Clip", AuditLine.subject_id == clip.id
    )
    return list(session.scalars(query.order_by(AuditLine.id.desc()).limit(MOST_LINES)))
