"""Whose name stands at the beginning of what was said, and what was said without it.

No name of a speaker may reach a clip, whatever it is written like: «luis pérez», «iPhone de Ana»,
a telephone number. «Recuerden: cuelguen» is none. Where a file names its voices at all, whatever
stands before a colon is taken for one: it is not lost, but kept as the line's speaker.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache

from vc.folding import folded

LEAST_LINES = 3
"""Of fewer, a single word before a colon may just as well be a warning."""
PROVING_LINES = 6
"""So many lines prove by themselves that what stands before a colon in each of them is a voice."""
LONGEST = 120
# Every pattern here is bounded: each is tried at every line, whatever that is.
_DASHES = r"[-–—>»•*\s]{0,16}+"
_LABEL = re.compile(
    rf"{_DASHES}(?P<name>(?:[^:：\n]|:(?=\S)){{1,{LONGEST}}}?)(?::(?=\s|$)|：|\.[-–—](?=\s|$))\s*"
)
# These are names only where other lines, or the list of who was there, say so.
_CLOSE = re.compile(rf"{_DASHES}(?P<name>[^:\n]{{1,{LONGEST}}}):(?!//)\s*")
_WITHIN = re.compile(rf"{_DASHES}[\[(](?P<name>[^\])\n]{{1,{LONGEST}}})[\])]:?\s*")
_NAME = re.compile(
    r"[A-ZÁÉÍÓÚÜÑ][^\s\d]{0,40}"
    r"(\s{1,3}(?:de|del|la|las|los|y|[-–]|\d\S{0,3}|[A-ZÁÉÍÓÚÜÑ(][^\s\d]{0,40})){1,7}"
)
"""Several words, written as names are."""
_WORD = re.compile(r"[^\W_]+")


class Voices:
    """The voices that a file's lines, and the list of who was there, give away."""

    def __init__(self, texts: Sequence[str], people: Collection[str]) -> None:
        """Read who speaks in the texts that have no voice of their own."""
        self._people: dict[str, list[frozenset[str]]] = {}
        for name in people:
            words = _words(name)
            for word in words:
                self._people.setdefault(word, []).append(words)
        self._voices = self._found(texts)
        # A name may have a colon in itself: «C4: Ana». What all of its lines go on with is of it.
        for more in self._rests(texts):
            second = {_key(one["name"]) if one else "" for one in map(_LABEL.match, more)}
            if len(more) > 1 and len(second) == 1:
                self._voices |= second

    def _rests(self, texts: Sequence[str]) -> Iterable[list[str]]:
        """Return, for each voice, what its lines go on with behind its name."""
        rests: dict[str, list[str]] = {}
        for text in texts:
            label = _LABEL.match(text)
            if label and self._is_voice(label["name"]):
                rests.setdefault(_key(label["name"]), []).append(text[label.end() :])
        return rests.values()

    def split(self, text: str) -> tuple[str, str]:
        """Return a text's speaker, empty for nobody that it names, and the text without names."""
        speaker, kept = "", []
        for line in text.split("\n"):
            while label := self._label_of(line):
                speaker = speaker or label["name"].strip()
                line = line[label.end() :]
            kept.append(line)
        return speaker, "\n".join(kept)

    def _label_of(self, line: str) -> re.Match[str] | None:
        """Return the name that a line begins with; None where it begins with none."""
        labels = (pattern.match(line) for pattern in (_LABEL, _WITHIN, _CLOSE))
        return next((one for one in labels if one and self._is_voice(one["name"])), None)

    def _is_voice(self, name: str) -> bool:
        return _key(name) in self._voices or self._is_known(name)

    def _is_known(self, name: str) -> bool:
        """Tell whether a name is somebody's who was there, or a part of it."""
        words = _words(name)
        longest = max(words, key=len, default="")
        return len(longest) > 2 and any(words <= one for one in self._people.get(longest, ()))

    def _found(self, texts: Sequence[str]) -> set[str]:
        """Return the names that can only be voices."""
        labels = [name for text in texts for name in _labels(text)]
        names = Counter(map(_key, labels))
        sure = {_key(name) for name in labels if self._is_sure(name)}
        sure |= {name for name, count in names.items() if count > 1}
        labelled = sum(_LABEL.match(text) is not None for text in texts)
        if labelled * 2 < len(texts):
            return sure
        return sure | _names_beside(sure, names, len(texts), are_all=labelled == len(texts))

    def _is_sure(self, name: str) -> bool:
        return self._is_known(name) or _NAME.fullmatch(name.strip()) is not None


def _names_beside(sure: set[str], names: Iterable[str], lines: int, *, are_all: bool) -> set[str]:
    """Return what else stands before a colon in a file whose lines mostly name somebody."""
    if (sure and lines >= LEAST_LINES) or (are_all and lines >= PROVING_LINES):
        return set(names)
    return {name for name in names if " " in name} if sure else set()


def _labels(text: str) -> Iterator[str]:
    """Yield what stands before a colon at the beginning of each line."""
    for line in text.split("\n"):
        label = _LABEL.match(line)
        if label:
            yield label["name"]


@lru_cache(maxsize=10_000)
def _words(name: str) -> frozenset[str]:
    """Return the words of a name as they are compared."""
    return frozenset(_WORD.findall(folded(name)))


@lru_cache(maxsize=10_000)
def _key(name: str) -> str:
    """Return a name as it is compared."""
    return " ".join(folded(name).split())
