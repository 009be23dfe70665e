"""Text as people search for it: without accents (ñ is n), in one case, here and in queries.

    query.where(holds("prevencion adicciones", Event.folded))

To fold every title again for each search would take longer each year: a row that is searched by
its words keeps them folded beside them (`SearchedMixin`), and both databases compare plain text.
Every search uses this and nothing else.
"""

import unicodedata
from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter
from typing import ClassVar

from sqlalchemy import ColumnDefault, ColumnElement, Connection, Text, and_, event, inspect, or_
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Mapper, declared_attr, mapped_column


def folded(text: str) -> str:
    """Return a text without accents (ñ is n) and in one case.

    Signs that nobody sees go, and those that stand for letters become them: a title that was copied
    out of a document has soft hyphens and «ﬁ» in it.
    """
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text)
    return "".join(one for one in parts if not _is_unseen(one)).lower()


def _is_unseen(sign: str) -> bool:
    """Tell whether a sign is an accent of the letter before it, or nothing that is seen."""
    return bool(unicodedata.combining(sign)) or unicodedata.category(sign) == "Cf"


def found_in(words: str, *texts: str) -> bool:
    """Tell whether every word occurs in one of the texts."""
    known = [folded(text) for text in texts]
    return all(any(word in text for text in known) for word in folded(words).split())


def pieces(text: str, words: str) -> list[tuple[str, bool]]:
    """Return a text in pieces, each with whether it is one of the words that are searched for."""
    signs = [(one, at) for at, sign in enumerate(text) for one in folded(sign)]
    plain = "".join(one for one, _ in signs)
    hit = [False] * len(text)
    for word in folded(words).split():
        begin = plain.find(word)
        while begin >= 0:
            for _, at in signs[begin : begin + len(word)]:
                hit[at] = True
            begin = plain.find(word, begin + len(word))
    runs = groupby(zip(text, hit, strict=True), key=itemgetter(1))
    return [("".join(sign for sign, _ in run), is_hit) for is_hit, run in runs]


def holds(words: str, *columns: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Return the condition that every word occurs in one of the columns, which are folded."""
    asked = [
        or_(*(column.contains(word, autoescape=True) for column in columns))
        for word in folded(words).split()
    ]
    return and_(True, *asked)


class SearchedMixin:
    """A row that is searched by the words of some of its columns."""

    SEARCHED: ClassVar[tuple[str, ...]]

    @declared_attr
    @classmethod
    def folded(cls) -> Mapped[str]:
        """Return the column of those words, folded; only queries read it.

        Its default is the insert's, by whatever door a row comes.
        """
        default = ColumnDefault(lambda row: _words(cls, row.get_current_parameters()))
        return mapped_column(Text, default, deferred=True)


@event.listens_for(SearchedMixin, "before_update", propagate=True)
def _fold_anew(mapper: Mapper[SearchedMixin], connection: Connection, row: SearchedMixin) -> None:
    """Fold a row's words again where one of them changes."""
    changes = inspect(row).attrs
    if any(changes[name].history.has_changes() for name in row.SEARCHED):
        row.folded = _words(type(row), {name: getattr(row, name) for name in row.SEARCHED})


def _words(model: type[SearchedMixin], values: Mapping[str, str]) -> str:
    """Return the words of a row by which it is searched, each column on a line of its own."""
    return folded("\n".join(values.get(name) or "" for name in model.SEARCHED))
