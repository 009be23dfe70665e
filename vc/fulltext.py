"""Rows found by the words they hold: the same in both databases, which keep the index themselves.

    query.where(matches(session, Event, "prevencion extor"))

SQLite has an FTS5 table beside each table of `INDEXED` (triggers of the migration fill it),
PostgreSQL a generated column with a GIN index: whatever adds, changes or deletes a row, the index
says the same in the same transaction. Both keep what `vc.folding` folded. Only this module knows
which of them it is.
"""

import re

from sqlalchemy import (
    ColumnElement,
    Integer,
    column,
    false,
    func,
    insert,
    literal_column,
    select,
    table,
    update,
)
from sqlalchemy.orm import Session, class_mapper

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
    asked, mapper = words_in(words), class_mapper(model)
    name = mapper.local_table.description
    if not asked:
        return false()
    if session.get_bind().dialect.name == "postgresql":
        query = func.to_tsquery("simple", " & ".join(f"{word}:*" for word in asked))
        # Only PostgreSQL has this column.
        return literal_column(f"{name}.folded_vector").op("@@", is_comparison=True)(query)
    index = f"{name}_search"
    typed = " AND ".join(f'"{word}"*' for word in asked)
    found = select(column("rowid", Integer)).select_from(table(index))
    return mapper.c.id.in_(found.where(literal_column(index).op("MATCH")(typed)))


def refold(session: Session) -> int:
    """Fold the words of every row anew, and return how many were wrong. The caller commits.

    Only another way to fold makes them so, such as that of a newer Python.
    """
    wrong = 0
    for model in SearchedMixin.__subclasses__():
        table_of, names = class_mapper(model).local_table, model.SEARCHED
        columns = [table_of.c[name] for name in ("id", "folded", *names)]
        for number, kept, *texts in session.execute(select(*columns)).all():
            words = folded("\n".join(text or "" for text in texts))
            if words != kept:
                chosen = update(model).where(table_of.c.id == number).values(folded=words)
                session.execute(chosen.execution_options(synchronize_session=False))
                wrong += 1
    return wrong


def rebuild(session: Session) -> None:
    """Write the index anew from the rows. PostgreSQL keeps its own from row to row."""
    if session.get_bind().dialect.name == "postgresql":
        return
    for name in INDEXED:
        index = f"{name}_search"
        session.execute(insert(table(index, column(index))).values({index: "rebuild"}))
