"""Where features further right say who else is told, and write the messages that they queue."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from vc.booking.models import Event
from vc.hooks import Hook
from vc.mail.models import Kind, Message
from vc.mail.wording import Addressee, Letter, Letterhead

Composer = Callable[[Session, Message, Letterhead, datetime], Letter | None]


class Audience(Protocol):
    """Who else is told of a session, as another feature knows them. Nobody asks for all at once."""

    @property
    def key(self) -> str:
        """Return its name in cursors: where a worker went to among several."""
        ...

    def page(
        self, session: Session, event: Event, *, after: int, limit: int
    ) -> Sequence[tuple[int, Addressee]]:
        """Return the next ones with the numbers they are ordered by, each above `after`."""
        ...

    def among(
        self, session: Session, event: Event, addresses: Collection[str]
    ) -> Iterable[Addressee]:
        """Return those who have one of these addresses, in small letters."""
        ...

    def names(self, session: Session, event: Event) -> Iterable[str]:
        """Return how everybody is called."""
        ...


AUDIENCE: Hook[Audience] = Hook("who else is told of a session")
COMPOSERS: Hook[tuple[Kind, Composer]] = Hook("who writes a kind of message")
