"""Text as people search for it: without accents (ñ is n) and in one case, here and in queries.

    query.where(holds("prevencion adicciones", Event.summary, Event.folio))

Both databases fold alike: SQLite by the function below, PostgreSQL by `translate`, which needs no
extension. Every search uses this and nothing else.
"""

import sqlite3
import unicodedata

from sqlalchemy import ColumnElement, String, and_, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

SQLITE_NAME = "folded"
_COMPOSED = range(0xC0, 0x250)
_COMBINING = "".join(map(chr, range(0x300, 0x370)))


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
    """Return the letters replaced one by one; those that only combine are dropped.

    Replacing looks at each of hundreds of letters for every one of the text: where a text has no
    more bytes than letters there is nothing to replace.
    """
    column = compiler.process(element.clauses, **how)
    replaced = f"translate(lower({column}), '{_FROM}{_COMBINING}', '{_TO}')"
    is_plain = f"octet_length({column}) = length({column})"
    return f"CASE WHEN {is_plain} THEN lower({column}) ELSE {replaced} END"


def _letters() -> tuple[str, str]:
    """Return the letters that have an accent, and what each becomes.

    Capitals too: whether `lower` knows them depends on the locale of the database.
    """
    pairs = [(chr(one), folded(chr(one))) for one in _COMPOSED]
    alike = [(one, bare) for one, bare in pairs if one != bare and len(bare) == 1]
    return "".join(one for one, _ in alike), "".join(bare for _, bare in alike)


_FROM, _TO = _letters()
