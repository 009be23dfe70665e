"""Words as they are searched: without accents, in one case, as Spanish stems.

Both databases then need nothing but exact words, and find the same: neither SQLite nor PostgreSQL
without extensions folds accents *and* stems Spanish.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from vc.folding import folded

MOST_WORDS = 12
_WORD = re.compile(r"[^\W_]+")
_STEMMER = snowballstemmer.stemmer("spanish")


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for: every phrase has to occur; the last word may be the start of one.

    A phrase is one stem or several that follow one another. `prefix` is empty where the last word
    is complete, as inside quotation marks.
    """

    phrases: tuple[tuple[str, ...], ...]
    prefix: str = ""

    @property
    def stems(self) -> frozenset[str]:
        """Return every stem that is searched for."""
        return frozenset(stem for phrase in self.phrases for stem in phrase)


def normalised(text: str) -> str:
    """Return the stems of a text's words, in their order, one space between them."""
    return " ".join(stem_of(word) for word in _WORD.findall(folded(text)))


@lru_cache(maxsize=50_000)
def stem_of(word: str) -> str:
    """Return the Spanish stem of a folded word."""
    return _STEMMER.stemWord(word)


def asked(text: str) -> Query:
    """Return the search that a person's words ask for; only quotation marks are operators."""
    phrases: list[tuple[str, ...]] = []
    parts = re.split(r'["“”«»]', text)
    prefix = ""
    for number, part in enumerate(parts):
        words = _WORD.findall(folded(part))
        # What stands between an opening and a closing mark belongs together.
        if number % 2 and number < len(parts) - 1:
            phrases += [tuple(stem_of(word) for word in words)] if words else []
            prefix = "" if words else prefix
        else:
            phrases += [(stem_of(word),) for word in words]
            prefix = words[-1] if words else prefix
    is_whole = text.rstrip().endswith(('"', "”", "»")) or len(phrases) > MOST_WORDS
    return Query(tuple(phrases[:MOST_WORDS]), "" if is_whole else prefix)


def marked(text: str, query: Query) -> list[tuple[str, bool]]:
    """Return a text in pieces, each with whether it is what was searched for."""
    pieces: list[tuple[str, bool]] = []
    end = 0
    for found in _WORD.finditer(text):
        word = folded(found[0])
        is_hit = stem_of(word) in query.stems or bool(
            query.prefix and word.startswith(query.prefix)
        )
        if is_hit:
            pieces += [(text[end : found.start()], False), (found[0], True)]
            end = found.end()
    pieces.append((text[end:], False))
    return [piece for piece in pieces if piece[0]]
