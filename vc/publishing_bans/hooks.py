"""Where features further right name what an exception from a ban is for."""

from collections.abc import Callable
from typing import Protocol

from sqlalchemy.orm import Session

from vc.hooks import Hook


class Excepted(Protocol):
    """What can be excepted; its text is how people call it."""

    id: int


CLIP_NAMED: Hook[Callable[[Session, str], Excepted | None]] = Hook("a clip by its folio or number")
