"""Rows found by the words they hold: the same in both databases, which keep the index themselves.

    query.where(matches(session, Event, "prevencion extor"))

SQLite has an FTS5 table beside each table of `INDEXED` (triggers of the migration fill it),
PostgreSQL a generated column with a GIN index: whatever adds, changes or deletes a row, the index
says the same in the same transaction. Both keep what `vc.folding` folded. Only this module knows
which of them it is.
"""

import re

from sqlalchemy import ColumnElement, column, false, func, insert, literal_column, select, table
from sqlalchemy.orm import Session

from vc.folding import SearchedMixin, folded

INDEXED = ("event", "recording", "clip", "publication")
_WORD = re.compile(r"[^\W_]+")


def words_in(text: str) -> list[str]:
    """Return the words of a text as the index has them: letters and digits, nothing between."""
    return _WORD.findall(folded(text))


def matches(session: Session, model: type[SearchedMixin], words: str) -> ColumnElement[bool]:
    """Return the condition that a row holds all of these words, each of them or its beginning.

    Nothing in them is an operator. Without any word nothing matches.
    """
    asked, name = words_in(words), model.__table__.name
    if not asked:
        return false()
    if session.get_bind().dialect.name == "postgresql":
        query = func.to_tsquery("simple", " & ".join(f"{word}:*" for word in asked))
        # Only PostgreSQL has this column.
        return literal_column(f"{name}.folded_vector").op("@@", is_comparison=True)(query)
    index, rowid = f"{name}_search", column("rowid")
    query = " AND ".join(f'"{word}"*' for word in asked)
    found = select(rowid).select_from(table(index))
    return model.id.in_(found.where(literal_column(index).op("MATCH")(query)))


def rebuild(session: Session) -> None:
    """Write the index anew from the rows. PostgreSQL keeps its own from row to row."""
    if session.get_bind().dialect.name == "postgresql":
        return
    for name in INDEXED:
        index = f"{name}_search"
        session.execute(insert(table(index, column(index))).values({index: "rebuild"}))
