"""Text as people search for it: without accents (ñ is n) and in one case, here and in queries.

    query.where(holds("prevencion adicciones", Event.summary, Event.folio))

Both databases fold alike: SQLite by the function below, PostgreSQL by `normalize`, which needs no
extension. Every search uses this and nothing else.
"""

import sqlite3
import unicodedata

from sqlalchemy import ColumnElement, String, and_, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

SQLITE_NAME = "folded"
_LATIN = "".join(map(chr, range(0xC0, 0x250)))
_MARKS = "".join(
    sorted({one for one in unicodedata.normalize("NFD", _LATIN) if unicodedata.combining(one)})
)


def folded(text: str) -> str:
    """Return a text without accents (ñ is n) and in one case."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFD", text)
    return "".join(one for one in parts if not unicodedata.combining(one)).lower()


def found_in(words: str, *texts: str) -> bool:
    """Tell whether every word occurs in one of the texts."""
    known = [folded(text) for text in texts]
    return all(any(word in text for text in known) for word in folded(words).split())


def holds(words: str, *columns: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that every word occurs in one of the columns."""
    asked = [
        or_(*(_Folded(column).contains(word, autoescape=True) for column in columns))
        for word in folded(words).split()
    ]
    return and_(True, *asked)


def teach(connection: sqlite3.Connection) -> None:
    """Give a connection to SQLite the function that folds."""
    connection.create_function(SQLITE_NAME, 1, _fold_value, deterministic=True)


def _fold_value(value: object) -> object:
    """Return what SQLite hands over, folded if it is a text."""
    return folded(value) if isinstance(value, str) else value


class _Folded(FunctionElement[str]):
    """A column, folded by the database."""

    type = String()
    inherit_cache = True


@compiles(_Folded)
def _on_sqlite(element: _Folded, compiler: SQLCompiler, **how: object) -> str:
    """Return the call of our own function."""
    return f"{SQLITE_NAME}({compiler.process(element.clauses, **how)})"


@compiles(_Folded, "postgresql")
def _on_postgresql(element: _Folded, compiler: SQLCompiler, **how: object) -> str:
    """Return the letters taken apart, without the marks; few of them, or it would be slow."""
    column = compiler.process(element.clauses, **how)
    return f"translate(normalize(lower({column}), NFD), '{_MARKS}', '')"
