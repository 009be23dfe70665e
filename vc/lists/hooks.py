"""Where features say which lists they have, and by what those are narrowed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from vc.hooks import Hook


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a list is narrowed by, as its address names it."""

    key: str
    words: str = ""
    """What it is, in Spanish, where what it names may be gone one day."""
    offered: Callable[[Session], Iterable[object]] | None = None
    """What it can be now; None for any text."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: its page, and what its address may ask."""

    endpoint: str
    parts: tuple[Part, ...]
    texts: int = 120
    """How many characters of one answer count."""

    def values(self, asked: Mapping[str, str]) -> dict[str, str]:
        """Return what an address narrows the list to; the rest of it is left out."""
        said = {one.key: asked.get(one.key, "").strip()[: self.texts] for one in self.parts}
        return {key: text for key, text in said.items() if text}

    def gone(self, session: Session, values: Mapping[str, str]) -> list[str]:
        """Return what these values name and the list offers no longer, in Spanish."""
        return [
            one.words
            for one in self.parts
            if one.offered is not None
            and values.get(one.key)
            and values[one.key] not in {str(known) for known in one.offered(session)}
        ]


LISTS: Hook[Listing] = Hook("a list that people narrow")
