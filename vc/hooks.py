"""A hook: a place where features further to the right add something, declared where it is asked.

    FILE_STORED: Hook[Hearer] = Hook("a file is safe")     the feature on the left
    for hear in services.registry.added_to(FILE_STORED): ...
    FEATURE = Feature(adds=(FILE_STORED.adds(want),))      the feature on the right

So booking shows what broadcasts, mail and registrations know of a session, and knows none of them.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Addition(Generic[T]):
    """What one feature adds at a hook. Lower ranks come first, then features further left."""

    hook: "Hook[T]"
    what: tuple[T, ...]
    rank: int


class Hook(Generic[T]):
    """A place where features further right add values or functions of one type."""

    def __init__(self, name: str) -> None:
        """Name it, in a few words, for whoever debugs it."""
        self.name = name

    def __repr__(self) -> str:
        return f"<Hook {self.name}>"

    def adds(self, *what: T, rank: int = 0) -> Addition[T]:
        """Return a feature's addition here."""
        return Addition(self, what, rank)
