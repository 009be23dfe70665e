"""Full-text search over everything that was said, the same in both databases.

SQLite keeps an FTS5 index beside the lines (triggers of the migration fill it), PostgreSQL a
generated column `to_tsvector('simple', text_norm)` with a GIN index. This module is the only one
that knows which.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, column, func, literal_column, select, table, text
from sqlalchemy.orm import Session, joinedload

from vc.booking.models import Event
from vc.recordings.models import Recording
from vc.transcripts.models import TranscriptLine
from vc.transcripts.stemming import Query, asked, marked

PAGE_SIZE = 25
MOST_COUNTED = 1000
"""More hits than this are not looked at: nobody reads them."""
INDEX = "transcript_search"
BY_BITMAP = text(
    "SELECT set_config('enable_seqscan', :usual, true), "
    "set_config('enable_indexscan', :usual, true)"
)
"""Leaves PostgreSQL nothing but the text's own index, until the end of the transaction."""


@dataclass(frozen=True, slots=True)
class Found:
    """A line that holds what was searched for; `pieces` are its words, with whether they match."""

    line: TranscriptLine
    pieces: list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of what was found. `total` stops at `MOST_COUNTED`; `number` counts from 1."""

    rows: list[Found]
    total: int
    number: int
    size: int = PAGE_SIZE

    @property
    def count(self) -> int:
        """Return the number of pages, at least one."""
        return max(1, -(-self.total // self.size))


def search(
    session: Session,
    words: str,
    *,
    page: int = 1,
    size: int = PAGE_SIZE,
    most: int = MOST_COUNTED,
) -> Hits:
    """Return the lines that hold all of these words: the newest recording first, in their order.

    Of more than `most` only those that were added last are looked at.

    Words in quotation marks have to follow one another, the last word may be the start of one.
    Nothing in `words` is an operator, and nothing raises.
    """
    query = asked(words)
    if not query.phrases:
        return Hits([], 0, 1, size)
    ids = _in_order(session, _newest(session, query, most))
    number = max(1, min(page, -(-len(ids) // size) or 1))
    shown = ids[(number - 1) * size : number * size]
    lines = _lines(session, shown)
    return Hits([Found(one, marked(one.text, query)) for one in lines], len(ids), number, size)


def _newest(session: Session, query: Query, most: int) -> list[int]:
    """Return the numbers of the lines that match: of a frequent word only those added last.

    A rank would need every one of them to be weighed, and lines of ten words hardly differ.
    """
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    newest = _in_postgresql(session, query, most) if is_postgresql else _in_sqlite(query)
    return list(session.scalars(newest.limit(most)))


def _in_order(session: Session, ids: list[int]) -> list[int]:
    """Return those of these lines that are not in the bin, the newest recording first.

    Each table is asked by its keys: given both, SQLite begins with the recordings, and looks at
    every line of each.
    """
    if not ids:
        return []
    columns = (
        TranscriptLine.recording_id,
        TranscriptLine.transcript_id,
        TranscriptLine.number,
        TranscriptLine.id,
    )
    lines = session.execute(select(*columns).where(TranscriptLine.id.in_(ids))).all()
    shown = {line.recording_id for line in lines}
    kept = select(Recording.id, Recording.recorded_at).where(
        Recording.id.in_(shown), Recording.trashed_at.is_(None)
    )
    recorded_at = dict(session.execute(kept).all())
    order = [
        (-recorded_at[one.recording_id].timestamp(), one.transcript_id, one.number, one.id)
        for one in lines
        if one.recording_id in recorded_at
    ]
    return [line_id for *_, line_id in sorted(order)]


def _in_sqlite(query: Query) -> Select[int]:
    """Return the query of FTS5, the last added first."""
    parts = [f'"{" ".join(phrase)}"' for phrase in query.phrases]
    if query.prefix:
        parts[-1] = f'({parts[-1]} OR "{query.prefix}"*)'
    rowid: ColumnElement[int] = column("rowid")
    condition = text(f"{INDEX} MATCH :words").bindparams(words=" AND ".join(parts))
    return (
        select(rowid.label("id")).select_from(table(INDEX)).where(condition).order_by(rowid.desc())
    )


def _in_postgresql(session: Session, query: Query, most: int) -> Select[int]:
    """Return the query of PostgreSQL, the last added first.

    It guesses that a word it knows nothing of is in many lines, and reads all of them backwards
    until enough were found. So the index is asked first whether there are that many.
    """
    parts = [" <-> ".join(phrase) for phrase in query.phrases]
    if query.prefix:
        parts[-1] = f"{parts[-1]} | {query.prefix}:*"
    words = func.to_tsquery("simple", " & ".join(f"({part})" for part in parts))
    # Only PostgreSQL has this column: phrases are then checked without reading the words again.
    vector: ColumnElement[str] = literal_column("transcript_line.text_vector")
    matching = select(TranscriptLine.id).where(vector.op("@@")(words))
    session.execute(BY_BITMAP, {"usual": "off"})
    counted = select(func.count()).select_from(matching.limit(most).subquery())
    are_many = session.scalar(counted) == most
    session.execute(BY_BITMAP, {"usual": "on"})
    # An expression is no order of any index: what few there are is looked up and sorted.
    order = TranscriptLine.id if are_many else TranscriptLine.id + 0
    return matching.order_by(order.desc())


def _lines(session: Session, ids: list[int]) -> list[TranscriptLine]:
    """Return these lines in this order, with the session that each belongs to."""
    event = joinedload(TranscriptLine.recording).selectinload(Recording.event)
    query = (
        select(TranscriptLine)
        .where(TranscriptLine.id.in_(ids))
        .options(event.lazyload(Event.meeting))
    )
    by_id = {line.id: line for line in session.scalars(query).unique()}
    return [by_id[one] for one in ids if one in by_id]
