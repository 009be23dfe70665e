"""Where features further right hear of licences, and add to the page of the connections."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from markupsafe import Markup
from sqlalchemy.orm import Session

from vc.hooks import Hook
from vc.licences.models import Platform
from vc.licences.service import Remains


class Taken(Protocol):
    """A session that has a licence, as the feature to the right tells it."""

    id: int
    starts_at: datetime


LICENCES_CHANGED: Hook[Callable[[Session, datetime], object]] = Hook("licences changed")
"""Who looks again for a licence, in the transaction that changed one."""
LICENCE_TAKEN: Hook[Callable[[Session, Remains, datetime], Sequence[Taken]]] = Hook("taken")
"""Which sessions a licence could not host if it were another."""
CONNECTION_CARDS: Hook[Callable[[], Markup]] = Hook("cards of other connections")
CONNECTION_PANELS: Hook[tuple[Platform, Callable[[], Markup]]] = Hook("within a platform's card")
