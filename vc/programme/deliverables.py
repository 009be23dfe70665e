"""What the office delivers, by kind: pieces that features find among their rows. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Something that was delivered, or is planned to be."""

    key: str
    """`clip:12`: under two goals it is the same piece, and shown as that."""
    title: str
    at: datetime
    """When it was delivered; when it is planned for, until then."""
    is_proven: bool
    """It took place or is out, and something shows it. Nothing else counts."""
    endpoint: str
    """Of the page that shows it."""
    args: Mapping[str, object] = field(default_factory=dict)
    campaign_id: int | None = None
    municipality: str = ""
    of: str = ""
    """The key of what it is another form of: a publication is of `clip:12`."""

    @property
    def whole(self) -> str:
        """Return the key by which it is the same piece under another goal."""
        return self.of or self.key


Pieces = Callable[[Session, datetime, datetime], Iterable[Piece]]
"""The pieces of a time, given as instants [begin, end), the first first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverableKind:
    """A kind of what a goal can ask for."""

    key: str
    """In goals and frozen reports: it never changes."""
    one: str
    """«transmisión en vivo»"""
    many: str
    pieces: Pieces
